"""Verdicts, operations, places and advice as reports show them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from clientsmith.diagnostics import Location, display_path
from clientsmith.diff.changes import (
    Bump,
    Change,
    Comparison,
    PythonSummary,
    breaks_wire,
)
from clientsmith.diff.reports.grouping import Part, Section, part_of
from clientsmith.diff.rules.catalogue import Rule
from clientsmith.diff.rules.kinds import is_sent
from clientsmith.support.markdown import code

# Readers do not look for a place behind so many characters of a line.
_FAR = 200
_VERDICTS = {
    Bump.MINOR: "nothing is known to break",
    Bump.PATCH: "nothing changes for callers",
    Bump.NONE: "nothing changed",
}
_NOUNS = {
    Part.BREAKING: ("breaking change", "breaking changes"),
    Part.PYTHON: ("change that breaks Python only", "changes that break Python only"),
    Part.WARNING: ("warning", "warnings"),
    Part.INFO: ("other change", "other changes"),
    Part.ACCEPTED: ("accepted change", "accepted changes"),
}
_TITLES = {
    Part.BREAKING: "Breaking: decide before merging",
    Part.PYTHON: "Breaking in Python only: nothing is known to break on the wire",
    Part.WARNING: "the documents cannot tell whether callers break",
    Part.INFO: "nothing breaks",
    Part.ACCEPTED: "accepted in the configuration",
}
# By a part of the id; the first match counts.
_SUBJECTS = {
    "property": "the property",
    "parameter": "the parameter",
    "header": "the header",
    "link": "the link",
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
    """Return whether there is more to say than that nothing changed."""
    python = comparison.python
    return bool(comparison.changes or (python is not None and python.problem))


def verdict(comparison: Comparison) -> str:
    """Return the verdict as a part of a sentence."""
    summary = comparison.summary
    if summary.bump is not Bump.MAJOR:
        only_accepted = len(comparison.changes) == summary.accepted > 0
        return "all changes are accepted" if only_accepted else _VERDICTS[summary.bump]
    if any(
        breaks_wire(change) for change in comparison.changes if change.accepted is None
    ):
        return "calls that work today may fail"
    return "Python code that works today may fail"


def amounts(comparison: Comparison) -> str:
    """Return `2 breaking changes, 1 warning, 1 accepted change`, without zero counts."""
    parts = Counter(map(part_of, comparison.changes))
    found = [
        f"{parts[part]:,} {noun(part, parts[part])}" for part in Part if parts[part]
    ]
    return ", ".join(found) or "no changes"


def noun(part: Part, count: int) -> str:
    """Return what so many changes of a section are called."""
    one, many = _NOUNS[part]
    return one if count == 1 else many


def section_title(section: Section) -> str:
    """Return the heading of a section; of what needs no decision, with the number."""
    title = _TITLES[section.part]
    match section.part:
        case Part.BREAKING | Part.PYTHON:
            return title
        case Part.ACCEPTED:
            changes = "change" if section.count == 1 else "changes"
            return f"{section.count:,} {changes} {title}"
        case _:
            return f"{section.count:,} {noun(section.part, section.count)}: {title}"


def shared_name(change: Change) -> str:
    """Return the name that a change is listed under: its shared schema, or the first
    operation.
    """
    return change.component or operation_name(change) or "The API as a whole"


def operation_name(change: Change) -> str:
    """Return `GET /path` of the first operation; empty for the document itself."""
    if change.method is None or change.path is None:
        return ""
    return called((change.method, change.path))


def called(operation: tuple[str, str]) -> str:
    """Return `GET /path`, or the name of a webhook or callback."""
    method, path = operation
    if not is_sent(path):
        return f"{method} {path}"
    # A callback is called by its name and its URL.
    return f"callback {path}" if " " in path else f"webhook {path}"


def place(location: Location | None) -> str:
    """Return `specs/api.yaml:12`, or an empty string.

    In a long line, as of minified JSON, the pointer says where.
    """
    if location is None:
        return ""
    file = display_path(location.path)
    if location.line is None:
        return file
    pointer = f" at #{location.pointer}" if is_far_in(location) else ""
    return f"{file}:{location.line}{pointer}"


def line_of(location: Location | None, side: str) -> str:
    """Return `line 12` in the document that is compared under this name, or the pointer
    where lines are long; in other files, `place` as code.
    """
    text = place(location)
    if location is None or not text:
        return ""
    file = display_path(location.path)
    if side != file and not side.endswith(f":{file}"):
        return code(text)
    if is_far_in(location):
        return code(f"#{location.pointer}")
    return f"line {location.line}" if location.line is not None else code(text)


def is_far_in(location: Location) -> bool:
    """Return whether the line is too long to find the place by line."""
    far = location.column is not None and location.column > _FAR
    return far and location.pointer is not None


def path_in_repository(path: Path) -> str:
    """Return the path relative to the git work tree, with `/`."""
    absolute = path.absolute()
    for folder in absolute.parents:
        if (folder / ".git").exists():
            return absolute.relative_to(folder).as_posix()
    return display_path(path)


def rule_sentence(rule: Rule, it: str = "") -> str:
    """Return what happened, without values; `it`: the subject, if not the id's."""
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
    """Return the subject of changes with this id."""
    return next((noun for part, noun in _SUBJECTS.items() if part in id_), "the API")


def advices(comparison: Comparison, change: Change) -> dict[str, str]:
    """Return the advice by audience; users of a configured client are callers."""
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


def python_sentence(python: PythonSummary) -> str:
    """Say how many changes break where."""
    found = {
        "on the wire only": python.wire,
        "in Python only": python.python,
        "on the wire and in Python": python.both,
    }
    parts = [
        f"{count} {'breaks' if count == 1 else 'break'} {where}"
        for where, count in found.items()
        if count
    ]
    return ", ".join(parts) or "Python code that uses the client can stay as it is"
