"""Changes for a terminal: grouped by operation, with the places in both documents."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from generator.diagnostics import printable
from generator.diff.changes import Change, Comparison, Severity
from generator.diff.reports.places import (
    advices,
    counted,
    counts,
    further,
    has_news,
    operation_name,
    place,
    python_sentence,
)
from generator.diff.reports.python_code import code_lines, headline, signatures

_INDENT = " " * 12
_SIGNS = {"-": "red", "+": "green"}
_STYLES = {
    Severity.BREAKING: "bold red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
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
    groups: dict[str, list[Change]] = {}
    for change in comparison.changes:
        groups.setdefault(operation_name(change), []).append(change)
    for operation, changes in groups.items():
        console.print()
        console.print(Text(printable(operation or "The API as a whole"), style="bold"))
        for at, change in enumerate(changes):
            _print_change(change, console)
            told = advices(comparison, change)
            following = changes[at + 1] if at + 1 < len(changes) else None
            # What is to be done about several, one after the other, is said once.
            if following is None or advices(comparison, following) != told:
                for label, advice in told.items():
                    console.print(Text(f"{_INDENT}{label}: {printable(advice)}"))
    changed = signatures(comparison.changes)
    if changed:
        console.print()
        console.print(Text("Signatures in Python", style="bold"))
        for lines in changed:
            _print_code(lines, console, "  ")
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
                python_sentence(comparison.python)
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
    if details:
        console.print(Text(f"{_INDENT}{printable(', '.join(details))}", style="dim"))
    if accepted:
        console.print(Text(f"{_INDENT}{printable(change.accepted or '')}", style="dim"))
    for each in change.python:
        console.print(Text(f"{_INDENT}python: {printable(headline(each))}"))
        _print_code(code_lines(each), console, _INDENT)


def _print_code(lines: Iterable[str], console: Console, indent: str) -> None:
    for line in lines:
        console.print(Text(f"{indent}{printable(line)}", style=_SIGNS.get(line[0], "")))
