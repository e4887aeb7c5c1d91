"""Changes as workflow commands: GitHub shows them as annotations in the files.

See "Workflow commands for GitHub Actions" in GitHub's documentation. A job shows the
first ten errors, warnings and notices of each step, so the worst come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.diagnostics import printable
from generator.diff.changes import Change, Comparison, Severity
from generator.diff.reports.places import (
    further,
    operation_name,
    path_in_repository,
    python_lines,
)

_COMMANDS = {
    Severity.BREAKING: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}


def github_report(comparisons: Iterable[Comparison]) -> str:
    """A line for each change of all clients; accepted ones are left out."""
    changes = [
        (change, each.client)
        for each in comparisons
        for change in each.changes
        if change.accepted is None
    ]
    changes.sort(key=lambda each: each[0].severity.rank)
    return "".join(f"{_command(*each)}\n" for each in changes)


def _command(change: Change, client: str | None) -> str:
    properties = {}
    if change.nearest is not None:
        properties["file"] = path_in_repository(change.nearest.path)
        if change.nearest.line is not None:
            properties["line"] = str(change.nearest.line)
    name = operation_name(change) or "The API as a whole"
    label = f"{client}: {name}" if client else name
    properties["title"] = f"{label} ({change.severity})"
    shown = ",".join(
        f"{key}={_escaped(printable(value)).replace(':', '%3A').replace(',', '%2C')}"
        for key, value in properties.items()
    )
    text = "\n".join(map(printable, _lines(change)))
    return f"::{_COMMANDS[change.severity]} {shown}::{_escaped(text)}"


def _lines(change: Change) -> Iterator[str]:
    yield f"{change.message} [{change.id}]"
    if others := further(change):
        yield f"It reaches {others} more operation{'s' if others > 1 else ''}."
    if change.advice:
        yield change.advice
    for each in change.python:
        yield from python_lines(each)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
