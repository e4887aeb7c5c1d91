"""The direction of shared schemas: in requests, in responses, or both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from clientsmith.document.documents import Source
from clientsmith.model.api import Api, Operation
from clientsmith.model.bodies import success_responses
from clientsmith.model.schemas import Object, Reference, Schema, SchemaGraph, children


class Direction(StrEnum):
    """The direction of a value: sent or received."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Usage:
    """The sources of the shared schemas that requests and responses reach."""

    request: frozenset[Source] = field(default_factory=frozenset)
    response: frozenset[Source] = field(default_factory=frozenset)

    def reaches(self, source: Source, direction: Direction) -> bool:
        """Return whether the schema is used in this direction."""
        reached = self.request if direction is Direction.REQUEST else self.response
        return source in reached


class Reach:
    """The shared schemas that schemas refer to, and the objects inside.

    Every shared schema is looked through once, whoever asks.
    """

    def __init__(self, graph: SchemaGraph) -> None:
        self._graph = graph
        self._inside: dict[Source, _Inside] = {}

    def shared(self, roots: Iterable[Schema]) -> frozenset[Source]:
        """Return the sources of all shared schemas, including indirect ones."""
        return self._closure(_look_through(roots).targets)

    def sources(self, roots: Iterable[Schema]) -> frozenset[Source]:
        """Return shared schemas and all objects, including inline ones."""
        first = _look_through(roots)
        shared = self._closure(first.targets)
        objects = (self._of(source).objects for source in shared)
        return shared.union(first.objects, *objects)

    def inside(self, source: Source) -> frozenset[Source]:
        """Return the inline objects of a shared schema."""
        return self._of(source).objects

    def _closure(self, targets: Iterable[Source]) -> frozenset[Source]:
        reached = set(targets)
        waiting = [*reached]
        while waiting:
            new = self._of(waiting.pop()).targets - reached
            reached |= new
            waiting.extend(new)
        return frozenset(reached)

    def _of(self, source: Source) -> _Inside:
        found = self._inside.get(source)
        if found is None:
            found = _look_through([self._graph.schemas[source]])
            self._inside[source] = found
        return found


@dataclass(frozen=True, slots=True)
class _Inside:
    targets: frozenset[Source]
    objects: frozenset[Source]


def _look_through(roots: Iterable[Schema]) -> _Inside:
    targets: set[Source] = set()
    objects: set[Source] = set()
    waiting = [*roots]
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, Reference):
            targets.add(schema.target)
            continue
        if isinstance(schema, Object):
            objects.add(schema.source)
        waiting.extend(children(schema))
    return _Inside(frozenset(targets), frozenset(objects))


def find_usage(api: Api) -> Usage:
    """Follow everything that the operations send and receive."""
    reach = Reach(api.graph)
    return Usage(
        request=reach.shared(request_schemas(api)),
        response=reach.shared(response_schemas(api)),
    )


def request_schemas(api: Api) -> Iterator[Schema]:
    """Yield the schemas of parameters and request bodies."""
    for operation in api.operations:
        yield from sent_schemas(operation)


def response_schemas(api: Api) -> Iterator[Schema]:
    """Yield the schemas of responses, and of webhooks, which users receive too."""
    for operation in api.operations:
        yield from received_schemas(operation)
    yield from webhook_schemas(api)


def sent_schemas(operation: Operation) -> Iterator[Schema]:
    """Yield the schemas of one operation's parameters and body."""
    yield from (parameter.schema for parameter in operation.parameters)
    if operation.body is not None:
        for media in operation.body.contents:
            if media.schema is not None:
                yield media.schema


def received_schemas(operation: Operation) -> Iterator[Schema]:
    """Yield the schemas of one operation's responses."""
    successes = success_responses(operation)
    for response in operation.responses:
        if response in successes and response.header_object is not None:
            yield response.header_object
        for media in response.contents:
            if media.schema is not None:
                yield media.schema


def webhook_schemas(api: Api) -> Iterator[Schema]:
    """Yield the schemas of webhook requests."""
    yield from (
        webhook.payload for webhook in api.webhooks if webhook.payload is not None
    )
    if api.webhook_event is not None:
        yield api.webhook_event


def objects_by_source(api: Api) -> dict[Source, Object]:
    """Return every object of the API, shared or inline."""
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
