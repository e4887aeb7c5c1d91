"""Verdicts, operations, places and advice as reports show them."""

from __future__ import annotations

from pathlib import Path

from generator.diagnostics import Location, display_path
from generator.diff.catalogue import Rule
from generator.diff.changes import (
    Bump,
    Change,
    Comparison,
    PythonSummary,
    Severity,
    Summary,
    breaks_wire,
)

# Characters in front of a place that people look through.
_FAR = 200
_VERDICTS = {
    Bump.MINOR: "nothing is known to break",
    Bump.PATCH: "nothing changes for callers",
    Bump.NONE: "nothing changed",
}
_NOUNS = {
    Severity.BREAKING: ("breaking change", "breaking changes"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFO: ("other change", "other changes"),
}
# By a part of the id; the first one counts.
_SUBJECTS = {
    "property": "the property",
    "parameter": "the parameter",
    "header": "the header",
    "request-body": "the request body",
    "response": "the response",
    "security-component": "the security scheme",
    "server-variable": "the server variable",
    "client-operation": "the operation",
    "client": "the client",
    "webhook": "the webhook",
    "callback": "the callback",
    "endpoint": "the operation",
    "removed-with": "the operation",
    "removed-before": "the operation",
    "path": "the operation",
    "sunset": "the operation",
    "stability": "the operation",
    "operation": "the operation",
    "tag": "the operation",
    "description": "the operation",
    "part": "the part",
}


def has_news(comparison: Comparison) -> bool:
    """Whether there is more to say of it than that nothing changed."""
    python = comparison.python
    return bool(comparison.changes or (python is not None and python.problem))


def verdict(comparison: Comparison) -> str:
    """What it comes to, as a part of a sentence."""
    bump = comparison.summary.bump
    if bump is not Bump.MAJOR:
        return _VERDICTS[bump]
    if any(breaks_wire(each) for each in comparison.changes if each.accepted is None):
        return "calls that work today may fail"
    return "Python code that works today may fail"


def operation_name(change: Change) -> str:
    """`GET /path` of the first operation; empty: the change is about the document."""
    return f"{change.method} {change.path}" if change.path is not None else ""


def further(change: Change) -> int:
    """How many other operations the change reaches."""
    return max(len(change.operations) - 1, 0)


def place(location: Location | None) -> str:
    """`specs/api.yaml:12`; empty where there is none.

    In a long line, as of minified JSON, the pointer says where.
    """
    if location is None:
        return ""
    file = display_path(location.path)
    if location.line is None:
        return file
    pointer = f" at #{location.pointer}" if is_far_in(location) else ""
    return f"{file}:{location.line}{pointer}"


def is_far_in(location: Location) -> bool:
    """Whether nobody finds the place by its line."""
    far = location.column is not None and location.column > _FAR
    return far and location.pointer is not None


def path_in_repository(path: Path) -> str:
    """The path as code hosts show it: relative to the git work tree, with `/`."""
    absolute = path.absolute()
    for folder in absolute.parents:
        if (folder / ".git").exists():
            return absolute.relative_to(folder).as_posix()
    return display_path(path)


def rule_sentence(rule: Rule, it: str = "") -> str:
    """What happened, without the values; `it`: to what, if not to what the id names."""
    values = {
        "{it}": it or _noun(rule.id),
        "{before}": "_before_",
        "{after}": "_after_",
    }
    text = rule.sentence
    for name, value in values.items():
        text = text.replace(name, value)
    return text[:1].upper() + text[1:]


def _noun(id_: str) -> str:
    """What a change of this id happens to."""
    return next((noun for part, noun in _SUBJECTS.items() if part in id_), "the API")


def advices(comparison: Comparison, change: Change) -> dict[str, str]:
    """What to do, by who has to do it; whoever configured a client calls the API."""
    if change.accepted is not None:
        return {}
    if comparison.client is not None:
        found = {"What to do": change.advice}
    else:
        found = {
            "If you call the API": change.advice,
            "If you offer it": change.owner_advice,
        }
    return {label: text for label, text in found.items() if text}


def counted(severity: Severity, count: int) -> str:
    """`1 warning`, `2 warnings`."""
    return f"{count} {_NOUNS[severity][count != 1]}"


def python_sentence(python: PythonSummary) -> str:
    """How many changes break where."""
    found = {
        "on the wire only": python.wire,
        "in Python only": python.python,
        "on the wire and in Python": python.both,
    }
    told = [
        f"{count} {'breaks' if count == 1 else 'break'} {where}"
        for where, count in found.items()
        if count
    ]
    return ", ".join(told) or "Python code that uses the client can stay as it is"


def counts(summary: Summary) -> dict[Severity, int]:
    """The counts by severity, the most serious first."""
    return {
        Severity.BREAKING: summary.breaking,
        Severity.WARNING: summary.warning,
        Severity.INFO: summary.info,
    }
