"""Results of a call: one body, a choice of representations, or a stream."""

from __future__ import annotations

from dataclasses import dataclass

from clientsmith.model.api import MediaKind, MediaType, Operation, Parameter, Response
from clientsmith.model.bodies import (
    body_forms,
    body_properties,
    response_media,
    success_responses,
    unasked_media,
)
from clientsmith.model.schemas import (
    Property,
    Scalar,
    ScalarType,
    Schema,
    SchemaGraph,
    Union,
    is_null,
)


@dataclass(frozen=True, slots=True)
class StreamedResult:
    """A body that is read item by item.

    `alone`: there is no other. `switch` is the boolean of the request that asks for
    it; None: the caller's wish is told by the Accept header only. `usual`: the
    stream comes unless the switch is off.
    """

    media: MediaType
    alone: bool
    switch: Parameter | Property | None
    usual: bool


def streamed_result(operation: Operation, graph: SchemaGraph) -> StreamedResult | None:
    """Return the stream among the successes; a paginated list is not a stream."""
    contents = [
        content
        for response in success_responses(operation)
        for content in response.contents
    ]
    stream = next((content for content in contents if content.kind.is_stream), None)
    if stream is None or operation.paging.pagination is not None:
        return None
    alone = all(content.kind.is_stream for content in contents)
    switch = None if alone else _switch(operation, graph)
    usual = switch is not None and _is_usual(switch.schema, graph)
    return StreamedResult(stream, alone, switch, usual)


def accepted_media(operation: Operation, graph: SchemaGraph) -> tuple[MediaType, ...]:
    """Return the representations for the Accept header, the usual one first.

    Empty where there is no choice. Pages and streams have a type of their own, and
    with several request bodies the overloads would multiply: those go without.
    """
    if operation.paging.pagination is not None or len(body_forms(operation, graph)) > 1:
        return ()
    if streamed_result(operation, graph) is not None:
        return ()
    for response in success_responses(operation):
        usual = response_media(response)
        if usual is None:
            continue
        others = [
            content
            for content in response.contents
            if content is not usual and not _is_spelling(content, usual)
        ]
        if any(media_type.is_json for media_type in (usual, *others)) and others:
            return (usual, *others)
    return ()


def success_bodies(
    operation: Operation, accepted: MediaType | None = None
) -> tuple[MediaType | None, ...]:
    """Return the bodies of the successes without streams; None means no body.

    `accepted` is what the caller asks for. A range without a schema says nothing beside
    other bodies.
    """
    found: list[MediaType | None] = []
    for response in success_responses(operation):
        asked = _asked_for(response, accepted)
        contents = (asked,) if asked is not None else unasked_media(response)
        found += [content for content in contents if not content.kind.is_stream]
        if not contents:
            found.append(None)
    described = [
        media_type
        for media_type in found
        if media_type is None or not _is_bare_range(media_type)
    ]
    return tuple(described if any(described) else found)


def _asked_for(response: Response, accepted: MediaType | None) -> MediaType | None:
    return next(
        (
            content
            for content in response.contents
            if accepted is not None and content.content_type == accepted.content_type
        ),
        None,
    )


def _is_bare_range(media: MediaType) -> bool:
    return media.schema is None and media.is_range


def _is_spelling(media: MediaType, usual: MediaType) -> bool:
    """Return whether the content is another spelling of the same, or undescribed."""
    if _is_bare_range(media) or media.essence == usual.essence:
        return True
    if media.kind is usual.kind is MediaKind.BINARY:
        return False
    if media.schema is None and media.essence.endswith(("xml", "yaml")):
        return True
    return media.schema is usual.schema


def _switch(operation: Operation, graph: SchemaGraph) -> Parameter | Property | None:
    """Return the boolean argument `stream` of the request."""
    arguments: tuple[Parameter | Property, ...] = (
        *operation.parameters,
        *body_properties(operation, graph),
    )
    for argument in arguments:
        if argument.name == "stream" and _is_boolean(argument.schema, graph):
            return argument
    return None


def _is_boolean(schema: Schema, graph: SchemaGraph) -> bool:
    resolved = graph.resolve(schema)
    if isinstance(resolved, Union):
        return all(
            is_null(variant) or _is_boolean(variant, graph)
            for variant in resolved.variants
        )
    return isinstance(resolved, Scalar) and resolved.type is ScalarType.BOOLEAN


def _is_usual(schema: Schema, graph: SchemaGraph) -> bool:
    own = schema.annotations.default or graph.resolve(schema).annotations.default
    return own is not None and own.value is True
