"""Decide whether an operation returns a list, and so whether `get` is `list`."""

from __future__ import annotations

from clientsmith.model.api import Operation
from clientsmith.model.bodies import response_media, success_responses
from clientsmith.model.schemas import Array, Object, Schema, SchemaGraph
from clientsmith.naming.paths import (
    ends_in_parameter,
    fixed_segments,
    is_parameter,
    is_plural,
)
from clientsmith.naming.verbs import VERBS

# What the elements are called in an object around a list.
ENVELOPES = frozenset(
    {
        *("content", "data", "entries", "items", "list", "objects", "records"),
        *("result", "results", "rows", "values"),
    }
)


def crud_name(verb: str, operation: Operation, graph: SchemaGraph | None) -> str | None:
    """Return the CRUD name of a lone verb: a GET of a collection is `list`."""
    known = VERBS.get(verb)
    if known != "get":
        return known
    last = operation.path.rstrip("/").rpartition("/")[2]
    named = "" if is_parameter(last) else fixed_segments(operation.path)[-1:]
    return "list" if is_list("".join(named), operation, graph) else "retrieve"


def is_list(noun: str, operation: Operation, graph: SchemaGraph | None) -> bool:
    """Return whether an operation lists what a noun names: as its response, if known."""
    if ends_in_parameter(operation.path):
        return False
    if operation.paging.pagination is not None:
        return True
    many = _has_many(operation, graph) if graph is not None else None
    return is_plural(noun) if many is None else many


def _has_many(operation: Operation, graph: SchemaGraph) -> bool | None:
    """Return whether the response is a list; None where it may be one inside."""
    schema = _result(operation, graph)
    if isinstance(schema, Array):
        return True
    if isinstance(schema, Object) and not _holds_list(schema, graph, 2):
        return False
    return None


def holds_items(operation: Operation, graph: SchemaGraph) -> bool:
    """Return whether the response is a list, or an object around one."""
    schema = _result(operation, graph)
    if operation.paging.pagination is not None or isinstance(schema, Array):
        return True
    return isinstance(schema, Object) and any(
        property_.name in ENVELOPES
        and isinstance(graph.resolve(property_.schema), Array)
        for property_ in schema.properties
    )


def _result(operation: Operation, graph: SchemaGraph) -> Schema | None:
    for response in success_responses(operation)[:1]:
        media = response_media(response)
        if media is not None and media.schema is not None:
            return graph.resolve(media.schema)
    return None


def _holds_list(schema: Schema, graph: SchemaGraph, depth: int) -> bool:
    """Return whether anything but a scalar is inside an object that is no plain one."""
    resolved = graph.resolve(schema)
    if not isinstance(resolved, Object):
        return isinstance(resolved, Array)
    return depth == 0 or any(
        _holds_list(property_.schema, graph, depth - 1)
        for property_ in resolved.properties
    )
