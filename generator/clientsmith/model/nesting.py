"""Whether the values of a schema are arrays or objects, and nested."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.document.documents import Source
from clientsmith.model.schemas import (
    AnyValue,
    Array,
    Map,
    Object,
    Reference,
    Schema,
    SchemaGraph,
    Union,
    children,
)


def may_be_array(schema: Schema, graph: SchemaGraph) -> bool:
    """Return whether a value may be an array, as far as the document says."""
    return any(isinstance(kind, Array | AnyValue) for kind in kinds(schema, graph))


def may_be_object(schema: Schema, graph: SchemaGraph) -> bool:
    """Return whether a value may be an object, as far as the document says."""
    return any(
        isinstance(kind, Object | Map | AnyValue) for kind in kinds(schema, graph)
    )


def nests(schema: Schema, graph: SchemaGraph) -> bool:
    """Return whether the document describes arrays or objects inside the value."""
    return any(
        isinstance(inner, Array | Map | Object)
        for kind in kinds(schema, graph)
        for child in children(kind)
        for inner in kinds(child, graph)
    )


def kinds(schema: Schema, graph: SchemaGraph) -> Iterator[Schema]:
    """Yield the schemas behind references and unions, shared ones once."""
    seen: set[Source] = set()
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Union):
            waiting.extend(reversed(part.variants))
        elif not isinstance(part, Reference):
            yield part
        elif part.target not in seen:
            seen.add(part.target)
            waiting.append(graph.schemas[part.target])
