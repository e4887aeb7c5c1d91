"""`$ref`s without a target, in places where a substitute can be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from clientsmith.diagnostics import Diagnostic, Diagnostics, Severity
from clientsmith.document.documents import Document
from clientsmith.document.pointers import Pointer
from clientsmith.document.repairs import with_repairs
from clientsmith.document.repairs.site import NOTHING, Site, without
from clientsmith.document.repairs.walk import ANY
from clientsmith.document.structure import Kind
from clientsmith.document.values import JsonObject, JsonValue
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace

_Place = tuple[Document, Pointer]

# Required parts of an operation: a substitute would call something else.
_NEEDED = frozenset(
    {"OpenAPI", "Path Item", "{Path Item}", "Operation", "Request Body"}
)
_READ_INSTEAD = {
    "Schema": "any value is read there",
    "Response": "a response of any JSON is read there",
    "Media Type": "any value is read there",
}
_ANY_RESPONSE: JsonObject = {"description": "", "content": {"application/json": {}}}


def without_dangling(
    workspace: Workspace, version: OpenApiVersion, diagnostics: Diagnostics
) -> Workspace:
    """Return the documents with substitutes for `$ref`s that have no target.

    All such `$ref`s are reported: as errors where an operation cannot do without.
    """
    problems = {
        (node.document, node.pointer): found for node, found in workspace.broken_refs
    }
    if not problems:
        return workspace
    kinds: dict[_Place, Kind] = {}

    def instead(value: JsonValue, site: Site) -> JsonValue:
        if not isinstance(value, dict) or "$ref" not in value:
            return value
        place = site.document, site.pointer
        if place not in problems:
            return value
        kinds[place] = site.kind
        milder = _is_milder(site.kind, problems[place])
        return _instead(value, site.kind) if milder else value

    result = with_repairs(
        workspace, version, Diagnostics(), {ANY: (instead,)}, lambda value, _: value
    )
    for place, found in problems.items():
        kind = kinds.get(place)
        milder = _is_milder(kind, found)
        diagnostics.extend(
            _milder(diagnostic, kind) if milder else diagnostic for diagnostic in found
        )
    return result


def _is_milder(kind: Kind | None, problems: Iterable[Diagnostic]) -> bool:
    """Return whether a substitute exists; there is none for an unreadable file."""
    needed = kind is not None and kind.name in _NEEDED
    return not needed and all(problem.code == "ref" for problem in problems)


def _instead(value: JsonObject, kind: Kind) -> JsonValue:
    if kind.name == "Response":
        return _ANY_RESPONSE
    if kind.name in ("Schema", "Media Type") or kind.is_map:
        return without(value, "$ref")
    return NOTHING


def _milder(problem: Diagnostic, kind: Kind | None) -> Diagnostic:
    name = kind.name if kind is not None else ""
    assumed = _READ_INSTEAD.get(name, "it is left out" if name else "it is not read")
    return replace(
        problem, severity=Severity.WARNING, message=f"{problem.message}: {assumed}"
    )
