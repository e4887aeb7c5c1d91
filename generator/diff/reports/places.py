"""Operations and places as reports show them."""

from __future__ import annotations

from generator.diagnostics import Location, display_path
from generator.diff.changes import Change, PythonSummary, Severity, Summary

_NOUNS = {
    Severity.BREAKING: ("breaking change", "breaking changes"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFO: ("other change", "other changes"),
}


def operation_name(change: Change) -> str:
    """`GET /path` of the first operation; empty: the change is about the document."""
    return f"{change.method} {change.path}" if change.path is not None else ""


def further(change: Change) -> int:
    """How many other operations the change reaches."""
    return max(len(change.operations) - 1, 0)


def place(location: Location | None) -> str:
    """`specs/api.yaml:12`; empty where there is none."""
    if location is None:
        return ""
    file = display_path(location.path)
    return file if location.line is None else f"{file}:{location.line}"


def counted(severity: Severity, count: int) -> str:
    """`1 warning`, `2 warnings`."""
    return f"{count} {_NOUNS[severity][count != 1]}"


def python_sentence(python: PythonSummary) -> str:
    """How many changes break where."""
    return (
        f"Breaking on the wire and in Python: {python.both}, on the wire only: "
        f"{python.wire}, in Python only: {python.python}"
    )


def counts(summary: Summary) -> dict[Severity, int]:
    """The counts by severity, the most serious first."""
    return {
        Severity.BREAKING: summary.breaking,
        Severity.WARNING: summary.warning,
        Severity.INFO: summary.info,
    }
