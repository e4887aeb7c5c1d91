"""Which of an operation's bodies a client works with."""

from __future__ import annotations

from generator.model.api import MediaType, Operation, Response
from generator.model.schemas import Object, Property, SchemaGraph


def request_media(operation: Operation) -> MediaType | None:
    """The representation that is sent: JSON where there is a choice."""
    if operation.body is None:
        return None
    contents = operation.body.contents
    return next((each for each in contents if each.is_json), contents[0])


def argument_object(operation: Operation, graph: SchemaGraph) -> Object | None:
    """The object whose properties become arguments; None for every other body."""
    media = request_media(operation)
    if media is None or media.schema is None or not media.is_json:
        return None
    schema = graph.resolve(media.schema)
    return schema if isinstance(schema, Object) else None


def sendable(schema: Object) -> tuple[Property, ...]:
    """The properties that a request may hold (OpenAPI 3.0, Schema Object, readOnly)."""
    return tuple(
        each for each in schema.properties if not each.schema.annotations.read_only
    )


def receivable(schema: Object) -> tuple[Property, ...]:
    """The properties that a response may hold."""
    return tuple(
        each for each in schema.properties if not each.schema.annotations.write_only
    )


def success_responses(operation: Operation) -> tuple[Response, ...]:
    """The documented successes; `default` stands in where there is none."""
    successes = tuple(each for each in operation.responses if each.is_success)
    if successes:
        return successes
    return tuple(each for each in operation.responses if each.status == "default")


def error_responses(operation: Operation) -> tuple[Response, ...]:
    """The documented failures, `default` among them unless it means success."""
    successes = success_responses(operation)
    return tuple(each for each in operation.responses if each not in successes)


def response_media(response: Response) -> MediaType | None:
    """The representation that is asked for: JSON where there is a choice."""
    contents = response.contents
    if not contents:
        return None
    return next((each for each in contents if each.is_json), contents[0])
