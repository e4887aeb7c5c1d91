"""Changes as JSON, for programs: docs/diff.schema.json describes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from clientsmith.diagnostics import Location, display_path
from clientsmith.diff.changes import Change, Comparison
from clientsmith.diff.reports.grouping import outline


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Return one comparison as plain values."""
    summary = comparison.summary
    return {
        "base": comparison.base,
        "revision": comparison.revision,
        "client": comparison.client,
        "summary": asdict(summary),
        "python": None if comparison.python is None else asdict(comparison.python),
        "kinds": [*_kinds(comparison)],
        "changes": [_change(change) for change in comparison.changes],
    }


def clients_json(comparisons: tuple[Comparison, ...]) -> dict[str, Any]:
    """Return the comparisons of all clients."""
    return {"clients": [comparison_json(comparison) for comparison in comparisons]}


def _kinds(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """Count the changes of each kind, in the order of the other reports."""
    for section in outline(comparison):
        for kind in section.kinds:
            yield {
                "section": section.part,
                "change": kind.kind.label,
                "where": kind.kind.where,
                "ids": kind.ids,
                "count": kind.count,
            }


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "severity": change.severity,
        "method": change.method,
        "path": change.path,
        "direction": change.direction,
        "base_location": _location(change.base_location),
        "revision_location": _location(change.revision_location),
        "message": change.message,
        "component": change.component,
        "advice": change.advice,
        "owner_advice": change.owner_advice,
        "before": change.before,
        "after": change.after,
        "operations": [
            {"method": method, "path": path} for method, path in change.operations
        ],
        "accepted": change.accepted,
        "methods": change.methods,
        "python": [asdict(python_change) for python_change in change.python],
    }


def _location(location: Location | None) -> dict[str, Any] | None:
    if location is None:
        return None
    return {
        "pointer": location.pointer or "",
        "file": display_path(location.path),
        "line": location.line,
    }
