"""Changes as workflow commands: GitHub shows them as annotations in the files.

See "Workflow commands for GitHub Actions" in GitHub's documentation. A job shows the
first ten errors, warnings and notices of each step, so the worst come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.diagnostics import printable
from generator.diff.changes import Change, Comparison, Severity
from generator.diff.reports.places import (
    advices,
    further,
    is_far_in,
    operation_name,
    path_in_repository,
)
from generator.diff.reports.python_code import code_lines, headline

_COMMANDS = {
    Severity.BREAKING: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}


def github_report(comparisons: Iterable[Comparison]) -> str:
    """A line for each change of all clients; accepted ones are left out."""
    changes = [
        (comparison, change)
        for comparison in comparisons
        for change in comparison.changes
        if change.accepted is None
    ]
    changes.sort(key=lambda each: each[1].severity.rank)
    return "".join(f"{_command(*each)}\n" for each in changes)


def _command(comparison: Comparison, change: Change) -> str:
    properties = {"file": path_in_repository(change.nearest.path)}
    if change.nearest.line is not None:
        properties["line"] = str(change.nearest.line)
    name = operation_name(change) or "The API as a whole"
    label = f"{comparison.client}: {name}" if comparison.client else name
    properties["title"] = f"{label} ({change.severity})"
    shown = ",".join(
        f"{key}={_escaped(printable(value)).replace(':', '%3A').replace(',', '%2C')}"
        for key, value in properties.items()
    )
    text = "\n".join(map(printable, _lines(comparison, change)))
    return f"::{_COMMANDS[change.severity]} {shown}::{_escaped(text)}"


def _lines(comparison: Comparison, change: Change) -> Iterator[str]:
    yield f"{change.message} [{change.id}]"
    if is_far_in(change.nearest):
        yield f"At #{change.nearest.pointer}"
    if others := further(change):
        yield f"It reaches {others} more operation{'s' if others > 1 else ''}."
    for label, advice in advices(comparison, change).items():
        yield f"{label}: {advice}"
    for each in change.python:
        yield f"python: {headline(each)}"
        yield from code_lines(each)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
