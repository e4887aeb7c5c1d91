"""Changes for a terminal: grouped by operation, with the places in both documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from generator.diff.changes import Change, Comparison, PythonChange, Severity
from generator.diff.reports.places import (
    counted,
    counts,
    further,
    operation_name,
    place,
    python_sentence,
)

_STYLES = {
    Severity.BREAKING: "bold red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
}


def print_report(comparisons: Iterable[Comparison], console: Console) -> None:
    """All comparisons, one below the other."""
    for each in comparisons:
        _print(each, console)


def _print(comparison: Comparison, console: Console) -> None:
    name = f"{comparison.client}: " if comparison.client else ""
    title = f"{name}{comparison.base} -> {comparison.revision}"
    console.print(Text(_visible(title), style="bold"))
    groups: dict[str, list[Change]] = {}
    for change in comparison.changes:
        groups.setdefault(operation_name(change), []).append(change)
    for operation, changes in groups.items():
        console.print()
        console.print(Text(_visible(operation or "The API as a whole"), style="bold"))
        for change in changes:
            _print_change(change, console)
    summary = comparison.summary
    found = [
        counted(severity, count) for severity, count in counts(summary).items() if count
    ]
    console.print()
    console.print(Text(", ".join(found) or "no changes"))
    if comparison.python is not None:
        problem = comparison.python.problem
        console.print(
            Text(
                python_sentence(comparison.python).lower()
                if problem is None
                else f"the packages were not compared: {_visible(problem)}"
            )
        )
    console.print(Text(f"suggested bump: {summary.bump}, since {summary.reason}"))


def _print_change(change: Change, console: Console) -> None:
    accepted = change.accepted is not None
    label = "accepted" if accepted else str(change.severity)
    line = Text("  ")
    line.append(f"{label:<9}", style="dim" if accepted else _STYLES[change.severity])
    line.append(f" {_visible(change.message)}")
    line.append(f"  [{change.id}]", style="dim")
    console.print(line)
    details = [
        f"{side} {at}"
        for side, at in (
            ("before", place(change.base_location)),
            ("now", place(change.revision_location)),
        )
        if at
    ]
    if others := further(change):
        noun = "operation" if others == 1 else "operations"
        details.append(f"and {others} more {noun}")
    indent = " " * 12
    if details:
        console.print(Text(f"{indent}{_visible(', '.join(details))}", style="dim"))
    for each in change.python:
        for code in _python_lines(each):
            console.print(Text(f"{indent}{_visible(code)}"))
    if accepted:
        console.print(Text(f"{indent}{_visible(change.accepted or '')}", style="dim"))
    elif change.advice:
        console.print(Text(f"{indent}{_visible(change.advice)}"))


def _python_lines(change: PythonChange) -> Iterator[str]:
    label = "python, breaking" if change.breaking else "python"
    yield f"{label}: {change.symbol}: {change.kind.replace('-', ' ')}"
    for sign, text in (("-", change.before), ("+", change.after)):
        if text is not None:
            yield from (f"  {sign} {line}" for line in text.splitlines())


def _visible(text: str) -> str:
    # What a document says must not steer the terminal.
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode()
        for each in text
    )
