"""Changes for a terminal: grouped by operation, with the places in both documents."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from generator.diagnostics import printable
from generator.diff.changes import Change, Comparison, Severity
from generator.diff.reports.places import (
    counted,
    counts,
    further,
    operation_name,
    place,
    python_lines,
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
    console.print(Text(printable(title), style="bold"))
    groups: dict[str, list[Change]] = {}
    for change in comparison.changes:
        groups.setdefault(operation_name(change), []).append(change)
    for operation, changes in groups.items():
        console.print()
        console.print(Text(printable(operation or "The API as a whole"), style="bold"))
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
                else f"the packages were not compared: {printable(problem)}"
            )
        )
    console.print(Text(f"suggested bump: {summary.bump}, since {summary.reason}"))


def _print_change(change: Change, console: Console) -> None:
    accepted = change.accepted is not None
    label = "accepted" if accepted else str(change.severity)
    line = Text("  ")
    line.append(f"{label:<9}", style="dim" if accepted else _STYLES[change.severity])
    line.append(f" {printable(change.message)}")
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
        console.print(Text(f"{indent}{printable(', '.join(details))}", style="dim"))
    for each in change.python:
        for code in python_lines(each):
            console.print(Text(f"{indent}{printable(code)}"))
    if accepted:
        console.print(Text(f"{indent}{printable(change.accepted or '')}", style="dim"))
    elif change.advice:
        console.print(Text(f"{indent}{printable(change.advice)}"))
