"""Changes as SARIF 2.1.0 (OASIS), for code scanning and editors.

One run holds all clients. Every result stands at a place of the revision that exists;
what was removed, at the nearest thing that is left. Accepted changes are suppressed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from clientsmith.diagnostics import Location
from clientsmith.diff.changes import Change, Comparison, Severity
from clientsmith.diff.reports.places import (
    advices,
    operation_name,
    path_in_repository,
    place,
    rule_sentence,
    shared_name,
)
from clientsmith.diff.reports.python_code import code_lines, headline
from clientsmith.diff.rules.catalogue import RULES
from clientsmith.support.texts import printable
from clientsmith.version import __version__

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HELP = (
    "Requests may only be accepted more widely, and answers only be promised more "
    "narrowly: `docs/changes.md` of clientsmith describes every id."
)
_LEVELS = {
    Severity.BREAKING: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}


def sarif_log(comparisons: Iterable[Comparison]) -> dict[str, Any]:
    """Return the whole log file as plain values."""
    found = [
        (comparison, change)
        for comparison in comparisons
        for change in comparison.changes
    ]
    ids = sorted({change.id for _, change in found})
    index = {id_: at for at, id_ in enumerate(ids)}
    advised: dict[str, dict[str, None]] = {id_: {} for id_ in ids}
    for comparison, change in found:
        for label, text in advices(comparison, change).items():
            advised[change.id][f"{label}: {text}"] = None
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "clientsmith",
                        "semanticVersion": __version__,
                        "rules": [_rule(id_, advised[id_]) for id_ in ids],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(comparison, change, index[change.id])
                    for comparison, change in found
                ],
            }
        ],
    }


def _rule(id_: str, advised: Iterable[str]) -> dict[str, Any]:
    """Describe an id, with what its results in this log call for."""
    rule = RULES[id_]
    sentence = rule_sentence(rule)
    described = f"{sentence} ({rule.why})" if rule.why else sentence
    return {
        "id": id_,
        "shortDescription": {"text": sentence},
        # GitHub requires these as well.
        "fullDescription": {"text": described},
        "help": {"text": "\n".join(advised) or _HELP},
    }


def _result(comparison: Comparison, change: Change, index: int) -> dict[str, Any]:
    client = comparison.client
    result: dict[str, Any] = {
        "ruleId": change.id,
        "ruleIndex": index,
        "level": _LEVELS[change.severity],
        "message": {"text": _message(change)},
        "locations": [_location(change, client)],
        "partialFingerprints": {"clientsmith/v1": _fingerprint(change, client)},
        "properties": {
            "client": client,
            "direction": change.direction,
            "before": place(change.base_location) or None,
            "operations": [f"{method} {path}" for method, path in change.operations],
        },
    }
    if change.accepted is not None:
        result["suppressions"] = [
            {"kind": "external", "justification": change.accepted}
        ]
    return result


def _message(change: Change) -> str:
    name = operation_name(change) if change.component is None else ""
    lines = [f"{name}: {change.message}" if name else change.message]
    for python_change in change.python:
        lines += (f"python: {headline(python_change)}", *code_lines(python_change))
    return "\n".join(_unlinked(line) for line in lines)


def _unlinked(text: str) -> str:
    """Escape embedded links (SARIF 2.1.0, 3.11.6), which a document could contain."""
    text = printable(text)
    return re.sub(r"[\[\]]", r"\\\g<0>", text) if "](" in text else text


def _location(change: Change, client: str | None) -> dict[str, Any]:
    name = shared_name(change)
    return {
        "physicalLocation": _physical(change.nearest),
        "logicalLocations": [
            {"fullyQualifiedName": f"{client}: {name}" if client else name}
        ],
    }


def _physical(location: Location) -> dict[str, Any]:
    uri = quote(path_in_repository(location.path))
    physical: dict[str, Any] = {
        "artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}
    }
    if location.line is not None:
        physical["region"] = {
            "startLine": location.line,
            "startColumn": location.column or 1,
        }
    return physical


def _fingerprint(change: Change, client: str | None) -> str:
    """Return a hash of the change that does not depend on its line."""
    at = change.revision_location or change.base_location
    parts = (
        client or "",
        change.id,
        operation_name(change),
        str(change.direction or ""),
        (at.pointer or "") if at is not None else "",
        change.message,
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
