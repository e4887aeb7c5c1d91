"""Two documents in memory, and what `diff` says about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from clientsmith.config.differences import NO_DIFF_CONFIG, DiffConfig
from clientsmith.diagnostics import Diagnostics
from clientsmith.diff.changes import Change, Comparison
from clientsmith.diff.inputs.reading import Side, side_of
from clientsmith.diff.run import compare
from clientsmith.document.documents import parse_document
from clientsmith.document.swagger import upgraded

TODAY = date(2026, 6, 1)


def side(document: Mapping[str, Any], name: str = "base") -> Side:
    """A document as it is compared."""
    path = Path(f"{name}.json")
    found = Diagnostics()
    parsed = parse_document(json.dumps(document, indent=1), path, "api.json")
    return side_of(name, upgraded(parsed), found)


def compared(
    base: Mapping[str, Any],
    revision: Mapping[str, Any],
    config: DiffConfig = NO_DIFF_CONFIG,
) -> Comparison:
    """The comparison of two documents."""
    return compare(side(base), side(revision, "revision"), config=config, today=TODAY)


def levels(changes: tuple[Change, ...]) -> dict[str, str]:
    """The severity of each id."""
    return {change.id: str(change.severity) for change in reversed(changes)}


def changed(base: Mapping[str, Any], revision: Mapping[str, Any]) -> dict[str, str]:
    """The severity of each id between two documents."""
    return levels(compared(base, revision).changes)


def api(
    operation: Mapping[str, Any] | None = None,
    *,
    path: str = "/things",
    method: str = "post",
    version: str = "3.1.0",
    **members: Any,
) -> dict[str, Any]:
    """A document with one operation."""
    return {
        "openapi": version,
        "info": {"title": "Things", "version": "1"},
        "paths": {path: {method: operation or {"responses": {"200": OK}}}},
        **members,
    }


OK = {"description": "fine"}


def takes(schema: Any, **members: Any) -> dict[str, Any]:
    """A document whose operation takes a JSON body."""
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return api({"requestBody": body, "responses": {"200": OK}}, **members)


def gives(schema: Any, **members: Any) -> dict[str, Any]:
    """A document whose operation answers with a JSON body."""
    answer = {**OK, "content": {"application/json": {"schema": schema}}}
    return api({"responses": {"200": answer}}, **members)


def asks(*parameters: Mapping[str, Any], **members: Any) -> dict[str, Any]:
    """A document whose operation has parameters."""
    return api({"parameters": [*parameters], "responses": {"200": OK}}, **members)
