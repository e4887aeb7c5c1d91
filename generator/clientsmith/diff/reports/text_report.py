"""Changes for a terminal: by kind, with the places in both documents, and a summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from clientsmith.diff.changes import Comparison
from clientsmith.diff.reports.grouping import (
    Entry,
    KindOfChange,
    Part,
    Section,
    outline,
    reach,
    sentence,
)
from clientsmith.diff.reports.places import (
    advices,
    amounts,
    called,
    has_news,
    place,
    python_sentence,
)
from clientsmith.diff.reports.python_code import code_lines, headline, signatures
from clientsmith.support.texts import printable

_INDENT = " " * 6
_SIGNS = {"-": "red", "+": "green"}
_STYLES = {
    Part.BREAKING: "bold red",
    Part.PYTHON: "bold red",
    Part.WARNING: "yellow",
    Part.INFO: "cyan",
    Part.ACCEPTED: "dim",
}


def print_report(comparisons: Iterable[Comparison], console: Console) -> None:
    """Print all comparisons at once: printing line by line takes rich much longer."""
    lines = _report(comparisons)
    if console.is_terminal:
        console.print(Text("\n").join(lines))
    else:
        console.file.write("".join(f"{line.plain}\n" for line in lines))


def _report(comparisons: Iterable[Comparison]) -> Iterator[Text]:
    """Return all comparisons, one below the other; of several, those with changes."""
    comparisons = tuple(comparisons)
    shown = [
        comparison
        for comparison in comparisons
        if has_news(comparison) or len(comparisons) == 1
    ]
    for at, comparison in enumerate(shown):
        if at:
            yield Text()
        yield from _comparison(comparison)
    rest = [
        comparison.client or "" for comparison in comparisons if comparison not in shown
    ]
    if rest:
        if shown:
            yield Text()
        yield Text(f"no changes: {printable(', '.join(rest))}")


def _comparison(comparison: Comparison) -> Iterator[Text]:
    name = f"{comparison.client}: " if comparison.client else ""
    title = f"{name}{comparison.base} -> {comparison.revision}"
    yield Text(printable(title), style="bold")
    sections = outline(comparison)
    for section in sections:
        for kind in section.kinds:
            yield from _kind(comparison, section, kind)
    changed = signatures(comparison.changes)
    if changed:
        yield Text()
        yield Text("Signatures in Python", style="bold")
        for lines in changed:
            yield from _code(lines, "  ")
    yield Text()
    for section in sections:
        for kind in section.kinds:
            label = f"{section.part}: {kind.kind.title}".replace("`", "")
            yield Text(f"{kind.count:>6,} {label}", style=_STYLES[section.part])
    yield from _summary(comparison)


def _summary(comparison: Comparison) -> Iterator[Text]:
    summary = comparison.summary
    yield Text(amounts(comparison))
    if comparison.python is not None:
        problem = comparison.python.problem
        yield Text(
            python_sentence(comparison.python)
            if problem is None
            else f"the packages were not compared: {printable(problem)}"
        )
    yield Text(f"suggested bump: {summary.bump}, since {summary.reason}")


def _kind(
    comparison: Comparison, section: Section, kind: KindOfChange
) -> Iterator[Text]:
    yield Text()
    line = Text(f"{section.part}: {kind.kind.title}", style=_STYLES[section.part])
    line.append(f" ({kind.count})  [{', '.join(kind.ids)}]", style="dim")
    yield line
    for label, advice in advices(comparison, kind.first).items():
        yield Text(f"  {label}: {printable(advice)}", style="italic")
    for entry in kind.entries:
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[Text]:
    first = entry.first
    yield Text(f"  {printable(sentence(entry, entry.message, called))}")
    details = []
    if first.component is not None and entry.operations:
        name = called(entry.operations[0])
        details = [f"reaches {reach(entry.operations)}, such as {name}"]
        details = details if len(entry.operations) > 1 else [f"in {name}"]
    details += [
        f"{side} {at}"
        for side, at in (
            ("before", place(first.base_location)),
            ("now", place(first.revision_location)),
        )
        if at
    ]
    if others := len(entry.changes) - 1:
        details.append(f"and {others} more place{'s' * (others != 1)}")
    if details:
        yield Text(f"{_INDENT}{printable(', '.join(details))}", style="dim")
    if first.accepted is not None:
        yield Text(f"{_INDENT}{printable(first.accepted)}", style="dim")
    for change in entry.python:
        yield Text(f"{_INDENT}python: {printable(headline(change))}")
        yield from _code(code_lines(change), _INDENT)


def _code(lines: Iterable[str], indent: str) -> Iterator[Text]:
    for line in lines:
        yield Text(f"{indent}{printable(line)}", style=_SIGNS.get(line[0], ""))
