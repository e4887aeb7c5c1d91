"""Annotations that hold for a value wherever they are written.

`readOnly`, `writeOnly` and `deprecated` say something of the value, so they count behind
a `$ref` or in a part of `allOf` as they do at the member itself (JSON Schema 2020-12,
7.7.1 and 9.3). The document is asked, since references are lowered later.
"""

from __future__ import annotations

from dataclasses import replace

from clientsmith.document.documents import Node, Source
from clientsmith.document.members import elements
from clientsmith.document.references import reference_of
from clientsmith.document.workspace import Workspace
from clientsmith.model.schemas import Schema

_MARKS = frozenset({"readOnly", "writeOnly", "deprecated"})
_NO_MARKS: frozenset[str] = frozenset()


class Marks:
    """The marks of schemas; those behind references are looked up once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._targets: dict[Source, frozenset[str]] = {}

    def marked(self, schema: Schema, node: Node) -> Schema:
        """Return the schema of a node, with the marks that hold for its value."""
        marks = self._of(node)
        if not marks:
            return schema
        own = schema.annotations
        annotations = replace(
            own,
            read_only=own.read_only or "readOnly" in marks,
            write_only=own.write_only or "writeOnly" in marks,
            deprecated=own.deprecated or "deprecated" in marks,
        )
        return replace(schema, annotations=annotations)

    def _of(self, node: Node) -> frozenset[str]:
        if not isinstance(node.value, dict):
            return _NO_MARKS
        marks = frozenset(mark for mark in _MARKS if node.value.get(mark) is True)
        if reference_of(node) is not None:
            marks |= self._of_target(self._workspace.resolve(node))
        for keyword in ("allOf", "anyOf", "oneOf"):
            found = [
                self._of(element)
                for element in elements(node, keyword)
                if not _is_null(element)
            ]
            if found and keyword == "allOf":
                marks = marks.union(*found)
            elif found:
                marks |= frozenset.intersection(*found)
        return marks

    def _of_target(self, target: Node) -> frozenset[str]:
        source = target.source
        if source not in self._targets:
            self._targets[source] = _NO_MARKS  # for one that refers to itself
            self._targets[source] = self._of(target)
        return self._targets[source]


def _is_null(node: Node) -> bool:
    return isinstance(node.value, dict) and node.value.get("type") == "null"
