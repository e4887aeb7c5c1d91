"use strict";

// Hides the changes that the filters leave out. Nothing ticked means all; the state is
// kept in the address, so that it can be sent to others. Texts are only ever compared.
(() => {
  const form = document.getElementById("filters");
  if (!form) {
    return;
  }
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const reset = document.getElementById("reset");
  const folds = [...document.querySelectorAll(".rest")];
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];

  const textOf = (element) => (element ? element.textContent.toLowerCase() : "");
  const clients = [...document.querySelectorAll(".client")].map((client) => ({
    element: client,
    key: client.dataset.client,
    parts: [...client.querySelectorAll(".part")].map((part) => ({
      element: part,
      kinds: [...part.querySelectorAll(".kind")].map((kind) => {
        const name = ["h4", ".ids"].map((each) => textOf(kind.querySelector(each)));
        return {
          element: kind,
          changes: [...kind.querySelectorAll(".change")].map((change) => ({
            element: change,
            severity: change.dataset.severity,
            count: Number(change.dataset.count),
            text: [
              ...name,
              textOf(change.querySelector("h5")),
              ...[...change.querySelectorAll(".places, .further")].map(textOf),
            ].join("\n"),
          })),
        };
      }),
    })),
  }));
  const total = clients
    .flatMap((client) => client.parts)
    .flatMap((part) => part.kinds)
    .flatMap((kind) => kind.changes)
    .reduce((sum, change) => sum + change.count, 0);

  const ticked = (name) =>
    new Set(boxes.filter((box) => box.name === name && box.checked).map((box) => box.value));

  const apply = () => {
    const severities = ticked("severity");
    const keys = ticked("client");
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const client of clients) {
      const selected = !keys.size || keys.has(client.key);
      let inClient = 0;
      for (const part of client.parts) {
        let inPart = 0;
        for (const kind of part.kinds) {
          let inKind = 0;
          for (const change of kind.changes) {
            const matches =
              selected &&
              (!severities.size || severities.has(change.severity)) &&
              words.every((word) => change.text.includes(word));
            change.element.hidden = !matches;
            inKind += matches ? change.count : 0;
          }
          kind.element.hidden = !inKind;
          inPart += inKind;
        }
        part.element.hidden = !inPart;
        inClient += inPart;
      }
      client.element.hidden = !inClient;
      count += inClient;
    }
    // What is searched for may be among the folded entries.
    for (const fold of folds) {
      fold.open = words.length > 0;
    }
    shown.textContent = `${count} of ${total} ${total === 1 ? "change" : "changes"} shown`;
    nothing.hidden = count > 0;
    reset.hidden = !(severities.size || keys.size || words.length);
  };

  const write = () => {
    const state = new URLSearchParams();
    for (const box of boxes) {
      if (box.checked) {
        state.append(box.name, box.value);
      }
    }
    if (search.value.trim()) {
      state.append("search", search.value.trim());
    }
    const hash = state.toString();
    if (hash || location.hash.includes("=")) {
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    }
  };

  const read = () => {
    const hash = location.hash.slice(1);
    const state = new URLSearchParams(hash.includes("=") ? hash : "");
    for (const box of boxes) {
      box.checked = state.getAll(box.name).includes(box.value);
    }
    search.value = state.get("search") ?? "";
    apply();
  };

  const clear = () => {
    for (const box of boxes) {
      box.checked = false;
    }
    search.value = "";
    apply();
    write();
  };

  const changed = () => {
    apply();
    write();
  };

  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  reset.addEventListener("click", () => {
    clear();
    search.focus();
  });
  // Links to what the filters hide show it.
  for (const link of document.querySelectorAll(".jump a, .kinds a")) {
    link.addEventListener("click", clear);
  }
  addEventListener("hashchange", () => {
    if (!location.hash || location.hash.includes("=")) {
      read();
    }
  });
  form.hidden = false;
  read();
})();
