"""Whether the values of a schema are arrays or objects, and hold others."""

from __future__ import annotations

from collections.abc import Iterator

from generator.document.documents import Source
from generator.model.schemas import (
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
    """Whether a value can be an array, as far as the document says."""
    return any(isinstance(each, Array | AnyValue) for each in kinds(schema, graph))


def may_be_object(schema: Schema, graph: SchemaGraph) -> bool:
    """Whether a value can be an object, as far as the document says."""
    return any(
        isinstance(each, Object | Map | AnyValue) for each in kinds(schema, graph)
    )


def nests(schema: Schema, graph: SchemaGraph) -> bool:
    """Whether the document describes arrays or objects inside the value."""
    return any(
        isinstance(inner, Array | Map | Object)
        for each in kinds(schema, graph)
        for child in children(each)
        for inner in kinds(child, graph)
    )


def kinds(
    schema: Schema, graph: SchemaGraph, seen: frozenset[Source] = frozenset()
) -> Iterator[Schema]:
    """The schemas behind references and unions."""
    if isinstance(schema, Reference):
        if schema.target not in seen:
            target = graph.schemas[schema.target]
            yield from kinds(target, graph, seen | {schema.target})
    elif isinstance(schema, Union):
        for each in schema.variants:
            yield from kinds(each, graph, seen)
    else:
        yield schema
