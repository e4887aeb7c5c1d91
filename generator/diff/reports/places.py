"""Operations, places and code as reports show them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.diagnostics import Location, display_path
from generator.diff.catalogue import Rule
from generator.diff.changes import (
    Change,
    PythonChange,
    PythonSummary,
    Severity,
    Summary,
)

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


def path_in_repository(path: Path) -> str:
    """The path as code hosts show it: relative to the git work tree, with `/`."""
    absolute = path.absolute()
    for folder in absolute.parents:
        if (folder / ".git").exists():
            return absolute.relative_to(folder).as_posix()
    return display_path(path)


def rule_sentence(rule: Rule) -> str:
    """What happened, without the values."""
    return rule.sentence.replace("{before}", "_before_").replace("{after}", "_after_")


def python_lines(change: PythonChange) -> Iterator[str]:
    """What happened to the generated package, and its code before and after."""
    label = "python, breaking" if change.breaking else "python"
    yield f"{label}: {change.symbol}: {change.kind.replace('-', ' ')}"
    for sign, text in (("-", change.before), ("+", change.after)):
        if text is not None:
            yield from (f"  {sign} {line}" for line in text.splitlines())


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
