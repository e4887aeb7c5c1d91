"""Changes as Markdown, made for a comment under a pull request.

A table of the kinds of change comes first, then what has to be decided, each kind with
its advice; everything else is folded. The text never grows longer than GitHub allows:
what does not fit is counted where it is missing, and in all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from clientsmith.diff.changes import Comparison, PythonChange
from clientsmith.diff.reports.grouping import (
    Entry,
    KindOfChange,
    Part,
    Section,
    listed,
    outline,
    reach,
    sentence,
)
from clientsmith.diff.reports.places import (
    advices,
    amounts,
    called,
    has_news,
    line_of,
    python_sentence,
    section_title,
    verdict,
)
from clientsmith.diff.reports.python_code import code_lines, headline, signatures
from clientsmith.diff.rules.kinds import is_sent
from clientsmith.support.markdown import code, comment
from clientsmith.support.texts import printable

# GitHub accepts 65,536 characters; the rest is for the text around the entries.
_LONGEST = 60_000
# For one change; the other formats show all.
_MOST_PYTHON = 10
# Entries of a kind that are expanded; the others are folded. Of many changes that break
# nothing, a few of each kind are enough.
_MOST_OPEN = 10
_MOST_INFO = 5
_MANY_INFO = 200
# Further clients appear in the table only.
_MOST_CLIENTS = 40
_OPEN = (Part.BREAKING, Part.PYTHON)


def markdown_report(comparisons: Iterable[Comparison]) -> str:
    """Return all comparisons as one text; name those without changes in one line."""
    comparisons = tuple(comparisons)
    if not comparisons:
        return "Nothing was compared.\n"
    several = len(comparisons) > 1
    shown = tuple(
        comparison for comparison in comparisons if has_news(comparison) or not several
    )
    parts = [*_overview(shown)] if several else []
    rest = [
        comparison.client or "" for comparison in comparisons if comparison not in shown
    ]
    if rest:
        parts.append(
            f"Nothing changed: {', '.join(code(_short(client)) for client in rest)}."
        )
    worst = sorted(shown, key=_seriousness)[:_MOST_CLIENTS]
    included = [comparison for comparison in shown if comparison in worst]
    left = _LONGEST - sum(map(len, parts))
    for at, comparison in enumerate(included):
        # Space that one client does not need is left to the others.
        text = _Report(comparison, left // (len(included) - at), several=several).text()
        left -= len(text)
        parts.append(text)
    if len(included) < len(shown):
        parts.append(
            f"_The changes of {len(shown) - len(included)} more clients did not fit._"
        )
    return "\n\n".join(parts) + "\n"


def _seriousness(comparison: Comparison) -> tuple[int, int]:
    summary = comparison.summary
    return -summary.breaking, -summary.warning


def _overview(comparisons: Iterable[Comparison]) -> Iterator[str]:
    rows = [_row(comparison) for comparison in comparisons]
    yield "# API changes"
    if rows:
        head = "| client | breaking | warnings | other | breaks Python | version |"
        yield "\n".join((head, "|---|---|---|---|---|---|", *rows))


def _row(comparison: Comparison) -> str:
    summary, python = comparison.summary, comparison.python
    broken = "not compared" if python is None or python.problem else "no"
    if python is not None and python.both + python.python:
        broken = f"**{python.both + python.python}**"
    name = code(_short(comparison.client or "")).replace("|", "\\|")
    breaking = f"**{summary.breaking}**" if summary.breaking else "0"
    cells = (name, breaking, summary.warning, summary.info, broken, summary.bump)
    return f"| {' | '.join(map(str, cells))} |"


class _Report:
    """One comparison, limited to a number of characters."""

    def __init__(self, comparison: Comparison, budget: int, *, several: bool) -> None:
        self._comparison = comparison
        self._several = several
        self._left = budget
        self._omitted = 0
        self._advised: set[str] = set()
        self._most: dict[Part, int] = {}

    def text(self) -> str:
        sections = outline(self._comparison)
        self._most = {
            section.part: _MOST_INFO
            for section in sections
            if section.part is Part.INFO and section.count > _MANY_INFO
        }
        head = [*self._head(), *_kinds_table(sections)]
        # Reserve space for the text around the entries.
        self._left -= sum(map(len, head)) + min(1500, self._left // 4)
        body = [part for section in sections for part in self._section(section)]
        body += self._signatures()
        if self._omitted:
            body.append(
                f"_{_number(self._omitted, 'change is', 'changes are')} left out here, "
                "for length. All of them are in the other formats of `clientsmith diff`, "
                "such as `--report html=changes.html`._"
            )
        return "\n\n".join((*head, *body))

    def _head(self) -> Iterator[str]:
        comparison = self._comparison
        summary = comparison.summary
        name = code(_short(comparison.client)) if comparison.client else ""
        if not self._several:
            name = f"API changes of {name}" if name else "API changes"
        yield f"## {name}: {verdict(comparison)}"
        amount = amounts(comparison)
        sides = (
            f"{code(_short(comparison.base))} to {code(_short(comparison.revision))}"
        )
        text = f"**{amount[:1].upper()}{amount[1:]}** from {sides}."
        yield (
            f"{' '.join((text, *self._python()))}  \n"
            f"Suggested version bump: **{summary.bump}**, since {summary.reason}."
        )

    def _python(self) -> Iterator[str]:
        python = self._comparison.python
        if python is not None and python.problem is not None:
            text = comment(_short(python.problem, 1000))
            yield f"The generated packages were not compared: {text}"
        elif python is not None:
            yield f"{python_sentence(python)}."

    def _section(self, section: Section) -> Iterator[str]:
        opened = section.part in _OPEN
        if opened:
            yield f"### {section_title(section)}"
        parts = [part for kind in section.kinds for part in self._kind(kind, section)]
        if opened:
            yield from parts
            return
        table = [_table(("change", "where", "count"), map(_row_of, section.kinds))]
        body = (*table, *parts) if section.part is Part.INFO else parts
        yield _details(section_title(section), "\n\n".join(body))

    def _kind(self, kind: KindOfChange, section: Section) -> Iterator[str]:
        """Write the heading, the advice, and as many entries as fit."""
        ids = ", ".join(map(code, kind.ids))
        head = f"#### {kind.kind.title} ({kind.count})  \n<sub>{ids}</sub>"
        advice = "  \n".join(self._advice(kind))
        self._left -= len(head) + len(advice) + 4
        if self._left < 0:
            self._omitted += kind.count
            return
        shown, omitted = self._fitting(kind, section.part)
        opened, folded = shown[:_MOST_OPEN], shown[_MOST_OPEN:]
        more = [f"- and {omitted} more"] if omitted else []
        yield head
        if advice:
            yield advice
        yield "\n".join((*opened, *(more if not folded else ())))
        if folded:
            count = (
                kind.count
                - omitted
                - sum(len(entry.changes) for entry in kind.entries[:_MOST_OPEN])
            )
            yield _details(f"{count} more", "\n".join((*folded, *more)))

    def _advice(self, kind: KindOfChange) -> Iterator[str]:
        """Return advice that has not appeared yet."""
        for label, text in advices(self._comparison, kind.first).items():
            line = f"**{label}:** {comment(text)}"
            if line not in self._advised:
                self._advised.add(line)
                yield line

    def _fitting(self, kind: KindOfChange, part: Part) -> tuple[list[str], int]:
        """Return the entries to show, and the number of changes left out."""
        found: list[str] = []
        included = 0
        for entry in kind.entries[: self._most.get(part)]:
            text = "\n".join(self._entry(entry, part))
            if len(text) + 1 > self._left:
                break
            self._left -= len(text) + 1
            included += len(entry.changes)
            found.append(text)
        self._omitted += kind.count - included
        return found, kind.count - included

    def _entry(self, entry: Entry, part: Part) -> Iterator[str]:
        """Return one list item with indented continuation lines."""
        first = entry.first
        text = comment(_short(entry.message, 1000))
        lines = [f"- {sentence(entry, text, _operation)}"]
        if first.accepted is not None:
            lines.append(f"Accepted: {comment(_short(first.accepted))}")
        if entry.methods and part not in (Part.INFO, Part.ACCEPTED):
            lines.append(f"**Calls of:** {listed([*map(code, entry.methods)])}")
        if details := [*self._details_of(entry)]:
            lines.append(f"<sub>{'; '.join(details)}</sub>")
        yield "  \n  ".join(lines)
        yield from _code(entry.python)

    def _details_of(self, entry: Entry) -> Iterator[str]:
        change, comparison = entry.first, self._comparison
        if change.component is not None and entry.operations:
            named = _operation(entry.operations[0])
            is_single = len(entry.operations) == 1
            amount = reach(entry.operations)
            yield f"in {named}" if is_single else f"reaches {amount}, such as {named}"
        others = len(entry.changes) - 1
        if others and change.component is None and len(entry.operations) > 1:
            return
        shown = [
            [line_of(location, name) for location in locations if location is not None]
            for locations, name in (
                (
                    [entry_change.base_location for entry_change in entry.changes],
                    comparison.base,
                ),
                (
                    [entry_change.revision_location for entry_change in entry.changes],
                    comparison.revision,
                ),
            )
        ]
        sides = [listed([*dict.fromkeys(filter(None, places))]) for places in shown]
        if sides[0] == sides[1] != "" and sides[0].startswith("`"):
            yield f"at {sides[0]}"
        elif any(sides):
            yield ", ".join(
                f"{side}: {text}"
                for side, text in zip(("before", "now"), sides, strict=True)
                if text
            )

    def _signatures(self) -> Iterator[str]:
        found: list[str] = []
        open_ = (
            change for change in self._comparison.changes if change.accepted is None
        )
        for lines in signatures(open_):
            text = "\n".join(_fenced(lines))
            if len(text) + 2 <= self._left:
                self._left -= len(text) + 2
                found.append(text)
        if found:
            yield _details("Signatures in Python, before and after", "\n\n".join(found))


def _kinds_table(sections: Iterable[Section]) -> Iterator[str]:
    """Return the table of kinds with their counts."""
    rows = [
        (section.part, *_row_of(kind))
        for section in sections
        if section.part not in (Part.INFO, Part.ACCEPTED)
        for kind in section.kinds
    ]
    if rows:
        yield _table(("", "change", "where", "count"), rows)


def _row_of(kind: KindOfChange) -> tuple[str, str, str]:
    return kind.kind.label, kind.kind.where, str(kind.count)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * (len(head) - 1) + ["--:"], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _number(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _details(title: str, body: str) -> str:
    return f"<details>\n<summary>{title}</summary>\n\n{body}\n\n</details>"


def _operation(operation: tuple[str, str]) -> str:
    """Return `GET /path`, or webhook `name`."""
    method, path = operation
    if not is_sent(path):
        return code(_short(f"{method} {path}"))
    noun, _, name = called(operation).partition(" ")
    return f"{noun} {code(_short(name))}"


def _code(changes: Sequence[PythonChange]) -> Iterator[str]:
    shown = [
        line
        for change in changes[:_MOST_PYTHON]
        for line in (f"@@ {headline(change)} @@", *code_lines(change))
    ]
    if shown:
        yield from (f"  {line}" for line in _fenced(shown))
    if len(changes) > _MOST_PYTHON:
        yield f"\n  and {len(changes) - _MOST_PYTHON} more in Python"


def _fenced(lines: Iterable[str]) -> Iterator[str]:
    """Return a diff block, which is shown in colour (CommonMark, 4.5)."""
    shown = [*map(printable, lines)]
    longest = max((len(run) for run in re.findall("`+", "\n".join(shown))), default=0)
    fence = "`" * max(longest + 1, 3)
    yield f"{fence}diff"
    yield from shown
    yield fence


def _short(text: str, longest: int = 200) -> str:
    return text if len(text) <= longest else f"{text[:longest]}..."
