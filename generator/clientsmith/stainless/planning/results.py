"""The result of a method: what it returns, and the events that it may stream."""

from __future__ import annotations

from collections.abc import Collection

from clientsmith.model.api import MediaKind, MediaType, Operation
from clientsmith.model.bodies import response_media, success_responses
from clientsmith.model.schemas import AnyValue, Object, Schema, SchemaGraph
from clientsmith.stainless.plan import ResultKind, ResultPlan

_KINDS = {MediaKind.JSON: ResultKind.JSON, MediaKind.TEXT: ResultKind.TEXT}


def result(
    operation: Operation, graph: SchemaGraph, envelopes: Collection[str]
) -> ResultPlan:
    """Return the result; a property in `envelopes` replaces an object of it alone."""
    media = _media(operation)
    if media is None:
        return ResultPlan(kind=ResultKind.NONE)
    if media.kind.is_stream:
        return ResultPlan(kind=ResultKind.JSON, schema=media.schema, media=media)
    kind = _KINDS.get(media.kind, ResultKind.BINARY)
    if kind is not ResultKind.JSON:
        return ResultPlan(kind=kind, schema=media.schema, media=media)
    schema = media.schema or AnyValue(source=media.source)
    name, inner = _unwrapped(schema, graph, envelopes)
    return ResultPlan(kind=kind, schema=inner, unwrapped=name, media=media)


def stream_media(operation: Operation) -> MediaType | None:
    """Return the representation that is a stream of events."""
    contents = (
        content
        for response in success_responses(operation)
        for content in response.contents
    )
    return next((content for content in contents if content.kind.is_stream), None)


def _media(operation: Operation) -> MediaType | None:
    """Return the representation of the first success that has a body."""
    found = (response_media(response) for response in success_responses(operation))
    return next((media for media in found if media is not None), None)


def _unwrapped(
    schema: Schema, graph: SchemaGraph, envelopes: Collection[str]
) -> tuple[str | None, Schema]:
    resolved = graph.resolve(schema)
    if isinstance(resolved, Object) and len(resolved.properties) == 1:
        only = resolved.properties[0]
        if only.name in envelopes:
            return only.name, only.schema
    return None, schema
