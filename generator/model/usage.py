"""Which way the shared schemas travel: in requests, in responses, or both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from generator.document.documents import Source
from generator.model.api import Api
from generator.model.schemas import Object, Reference, Schema, SchemaGraph, children


class Direction(StrEnum):
    """Who writes the value and who reads it."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Usage:
    """The sources of the shared schemas that requests and responses reach."""

    request: frozenset[Source] = field(default_factory=frozenset)
    response: frozenset[Source] = field(default_factory=frozenset)

    def reaches(self, source: Source, direction: Direction) -> bool:
        """Whether the schema travels this way."""
        reached = self.request if direction is Direction.REQUEST else self.response
        return source in reached


def find_usage(api: Api) -> Usage:
    """Follow everything that the operations send and receive."""
    return Usage(
        request=_reached(request_schemas(api), api.graph),
        response=_reached(response_schemas(api), api.graph),
    )


def request_schemas(api: Api) -> Iterator[Schema]:
    """The schemas of parameters and request bodies."""
    for operation in api.operations:
        yield from (each.schema for each in operation.parameters)
        if operation.body is not None:
            for media in operation.body.contents:
                if media.schema is not None:
                    yield media.schema


def response_schemas(api: Api) -> Iterator[Schema]:
    """The schemas of answers and of webhooks, which users receive too."""
    for operation in api.operations:
        for response in operation.responses:
            if response.is_success and response.header_object is not None:
                yield response.header_object
            for media in response.contents:
                if media.schema is not None:
                    yield media.schema
    yield from (each.payload for each in api.webhooks if each.payload is not None)
    if api.webhook_event is not None:
        yield api.webhook_event


def objects_by_source(api: Api) -> dict[Source, Object]:
    """Every object of the API, shared or inline."""
    found: dict[Source, Object] = {}
    waiting = [
        *api.graph.schemas.values(),
        *request_schemas(api),
        *response_schemas(api),
    ]
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, Object):
            found[schema.source] = schema
        waiting.extend(children(schema))
    return found


def _reached(roots: Iterator[Schema], graph: SchemaGraph) -> frozenset[Source]:
    reached: set[Source] = set()
    waiting = list(roots)
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, Reference):
            if schema.target not in reached:
                reached.add(schema.target)
                waiting.append(graph.schemas[schema.target])
        else:
            waiting.extend(children(schema))
    return frozenset(reached)
