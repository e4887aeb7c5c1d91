"""Changes for a terminal: by kind, with the places in both documents; the sum at the end."""

from __future__ import annotations

from collections.abc import Iterable

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
    """All comparisons, one below the other; of several, those with changes."""
    comparisons = tuple(comparisons)
    shown = [each for each in comparisons if has_news(each) or len(comparisons) == 1]
    for at, each in enumerate(shown):
        if at:
            console.print()
        _print(each, console)
    rest = [each.client or "" for each in comparisons if each not in shown]
    if rest:
        if shown:
            console.print()
        console.print(Text(f"no changes: {printable(', '.join(rest))}"))


def _print(comparison: Comparison, console: Console) -> None:
    name = f"{comparison.client}: " if comparison.client else ""
    title = f"{name}{comparison.base} -> {comparison.revision}"
    console.print(Text(printable(title), style="bold"))
    sections = outline(comparison.changes)
    for section in sections:
        for kind in section.kinds:
            _print_kind(comparison, section, kind, console)
    changed = signatures(comparison.changes)
    if changed:
        console.print()
        console.print(Text("Signatures in Python", style="bold"))
        for lines in changed:
            _print_code(lines, console, "  ")
    console.print()
    for section in sections:
        for kind in section.kinds:
            label = f"{section.part}: {kind.kind.title}".replace("`", "")
            console.print(
                Text(f"{kind.count:>6,} {label}", style=_STYLES[section.part])
            )
    _print_summary(comparison, console)


def _print_summary(comparison: Comparison, console: Console) -> None:
    summary = comparison.summary
    console.print(Text(amounts(comparison)))
    if comparison.python is not None:
        problem = comparison.python.problem
        console.print(
            Text(
                python_sentence(comparison.python)
                if problem is None
                else f"the packages were not compared: {printable(problem)}"
            )
        )
    console.print(Text(f"suggested bump: {summary.bump}, since {summary.reason}"))


def _print_kind(
    comparison: Comparison, section: Section, kind: KindOfChange, console: Console
) -> None:
    console.print()
    line = Text(f"{section.part}: {kind.kind.title}", style=_STYLES[section.part])
    line.append(f" ({kind.count})  [{', '.join(kind.ids)}]", style="dim")
    console.print(line)
    for label, advice in advices(comparison, kind.first).items():
        console.print(Text(f"  {label}: {printable(advice)}", style="italic"))
    for entry in kind.entries:
        _print_entry(entry, console)


def _print_entry(entry: Entry, console: Console) -> None:
    first = entry.first
    console.print(Text(f"  {printable(sentence(entry, entry.message, called))}"))
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
        console.print(Text(f"{_INDENT}{printable(', '.join(details))}", style="dim"))
    if first.accepted is not None:
        console.print(Text(f"{_INDENT}{printable(first.accepted)}", style="dim"))
    for each in entry.python:
        console.print(Text(f"{_INDENT}python: {printable(headline(each))}"))
        _print_code(code_lines(each), console, _INDENT)


def _print_code(lines: Iterable[str], console: Console, indent: str) -> None:
    for line in lines:
        console.print(Text(f"{indent}{printable(line)}", style=_SIGNS.get(line[0], "")))
