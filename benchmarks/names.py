"""`python -m benchmarks.names DOCUMENT...`: how generated names read, as a table.

Counts what makes a reader wince: invented numbers, long names, repeated words, arguments
with an underscore although their name is no keyword.
"""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from clientsmith.config import ClientConfig
from clientsmith.diagnostics import DiagnosticError
from clientsmith.document.pointers import unescape
from clientsmith.naming.words import words
from clientsmith.pipeline import Described, describe

LONGEST = 60
_HEAD = """# Names

How the names of generated classes, methods and arguments read, over real documents. Made
by `make names DOCUMENTS="FILE..."`; not edited by hand.

- **number**: classes with a number that the document does not have at that place
- **long**: classes of more than 60 characters
- **stutter**: classes that say a word, or several, twice in a row where their component
  does not; `TerminalReaderReaderResourceCart` is Stripe's own name for a component
- **underscore**: arguments that end in an underscore and are no keyword without it
- **repeats**: methods that say the name of their resource again

| document | classes | number | long | stutter | methods | repeats | arguments | underscore |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""
_COLUMNS = (
    *("classes", "number", "long", "stutter"),
    *("methods", "repeats", "arguments", "underscore"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A name that reads badly, and why."""

    kind: str
    name: str


def findings(described: Described) -> Iterator[Finding]:
    """What reads badly; a name with several faults comes several times."""
    types = described.names.types
    classes = {**types.request, **types.response}
    named = {name: source.pointer for source, name in classes.items()}
    for name, pointer in sorted(named.items()):
        if _invented_number(name, pointer):
            yield Finding("number", name)
        if len(name) > LONGEST:
            yield Finding("long", name)
        if _stutters(words(name)) > _stutters(words(_component(pointer))):
            yield Finding("stutter", name)
    for method in described.names.methods.values():
        resource = words(method.resource[-1]) if method.resource else []
        own = words(method.method)
        if resource and len(own) > len(resource) and own[-len(resource) :] == resource:
            yield Finding("repeats", method.dotted)
    for key, arguments in described.names.arguments.items():
        for name in sorted(arguments.all):
            if name.endswith("_") and not keyword.iskeyword(name.rstrip("_")):
                yield Finding("underscore", f"{key}: {name}")


def _invented_number(name: str, pointer: str) -> bool:
    number = re.search(r"\d+(?=(Params?)?$)", name)
    return number is not None and not re.search(
        rf"(?<!\d){number[0]}(?!\d)", unescape(pointer)
    )


def _component(pointer: str) -> str:
    """Return the name that the document gives the component around a place."""
    found = re.match(r"(?:/components)?/(?!paths/)[^/]+/([^/]+)", pointer)
    return unescape(found[1]) if found else ""


def _stutters(own: list[str]) -> int:
    """Return how often a word, or several, stand twice in a row."""
    return sum(
        own[start : start + length] == own[start + length : start + 2 * length]
        for length in range(1, len(own) // 2 + 1)
        for start in range(len(own) - 2 * length + 1)
    )


def counts(described: Described) -> Counter[str]:
    """The number of names, and of findings by kind."""
    names = described.names
    classes = {*names.types.request.values(), *names.types.response.values()}
    total = Counter(each.kind for each in findings(described))
    total["classes"] = len(classes)
    total["methods"] = len(names.methods)
    total["arguments"] = sum(len(each.all) for each in names.arguments.values())
    return total


def main(arguments: Iterable[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="+", type=Path)
    parser.add_argument("--before", type=Path, help="an earlier page, for its totals")
    parser.add_argument("--list", action="store_true", help="every finding instead")
    options = parser.parse_args([*arguments])
    total: Counter[str] = Counter()
    if not options.list:
        sys.stdout.write(_HEAD)
    for path in options.documents:
        described = _described(path)
        if described is None:
            continue
        if options.list:
            for each in findings(described):
                sys.stdout.write(f"{path.stem}\t{each.kind}\t{each.name}\n")
            continue
        found = counts(described)
        total += found
        sys.stdout.write(_row(path.stem, found))
    if not options.list:
        if options.before is not None:
            *_, last = options.before.read_text(encoding="utf-8").splitlines()
            sys.stdout.write(last.replace("**all**", "all, before") + "\n")
        sys.stdout.write(_row("**all**", total))


def _described(path: Path) -> Described | None:
    config = ClientConfig(
        name="client",
        document=path.resolve(),
        package="client",
        output=Path("build").resolve(),
        allow_skips=True,
    )
    try:
        return describe(config)
    except DiagnosticError:
        sys.stderr.write(f"{path}: refused\n")
        return None


def _row(name: str, found: Counter[str]) -> str:
    cells = " | ".join(str(found[column]) for column in _COLUMNS)
    return f"| {name} | {cells} |\n"


if __name__ == "__main__":
    main(sys.argv[1:])
