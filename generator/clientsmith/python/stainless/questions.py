"""Questions about schemas that decide how methods are written."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.document.documents import Source
from clientsmith.model.schemas import (
    AnyValue,
    Array,
    Enum,
    Map,
    Never,
    Object,
    Reference,
    Scalar,
    ScalarType,
    Schema,
    SchemaGraph,
    Union,
    is_null,
)


def is_text(schema: Schema, graph: SchemaGraph) -> bool:
    """Return whether all values are strings."""
    match graph.resolve(schema):
        case Scalar(type=ScalarType.STRING):
            return True
        case Enum(values=values):
            return all(isinstance(value, str) for value in values)
        case Union(variants=variants):
            return all(is_text(variant, graph) for variant in variants)
        case _:
            return False


def is_nullable(schema: Schema, graph: SchemaGraph) -> bool:
    """Return whether null is a value."""
    resolved = graph.resolve(schema)
    return isinstance(resolved, Union) and any(map(is_null, resolved.variants))


def is_class(schema: Schema, graph: SchemaGraph) -> bool:
    """Return whether type checkers take the schema's type for `type[T]`."""
    return isinstance(
        graph.resolve(schema), AnyValue | Array | Map | Object | Scalar | Never
    )


def file_paths(
    schema: Schema,
    graph: SchemaGraph,
    path: tuple[str, ...],
    inside: frozenset[Source] = frozenset(),
) -> Iterator[tuple[str, ...]]:
    """Yield the places of files in a part of a multipart body.

    A place is made of names of properties, and of `<array>` for each list.
    """
    if isinstance(schema, Reference):
        if schema.target in inside:
            return
        inside |= {schema.target}
    match graph.resolve(schema):
        case Scalar(type=ScalarType.STRING, format="binary"):
            yield path
        case Array(items=items):
            yield from file_paths(items, graph, (*path, "<array>"), inside)
        case Object(properties=properties):
            for member in properties:
                yield from file_paths(
                    member.schema, graph, (*path, member.name), inside
                )
        case Union(variants=variants):
            found = (file_paths(each, graph, path, inside) for each in variants)
            yield from dict.fromkeys(place for places in found for place in places)
        case _:
            return
