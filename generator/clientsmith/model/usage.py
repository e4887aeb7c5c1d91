"""Which way the shared schemas travel: in requests, in responses, or both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from clientsmith.document.documents import Source
from clientsmith.model.api import Api, Operation
from clientsmith.model.bodies import success_responses
from clientsmith.model.schemas import Object, Reference, Schema, SchemaGraph, children


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


class Reach:
    """What schemas lead to: shared schemas, and the objects inside.

    Every shared schema is looked through once, whoever asks.
    """

    def __init__(self, graph: SchemaGraph) -> None:
        self._graph = graph
        self._inside: dict[Source, _Inside] = {}

    def shared(self, roots: Iterable[Schema]) -> frozenset[Source]:
        """The sources of all shared schemas, those behind others included."""
        return self._closure(_look_through(roots).targets)

    def sources(self, roots: Iterable[Schema]) -> frozenset[Source]:
        """Shared schemas and all objects, inline ones as well."""
        first = _look_through(roots)
        shared = self._closure(first.targets)
        objects = (self._of(each).objects for each in shared)
        return shared.union(first.objects, *objects)

    def inside(self, source: Source) -> frozenset[Source]:
        """The objects that a shared schema spells out."""
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
    """The schemas of parameters and request bodies."""
    for operation in api.operations:
        yield from sent_schemas(operation)


def response_schemas(api: Api) -> Iterator[Schema]:
    """The schemas of answers and of webhooks, which users receive too."""
    for operation in api.operations:
        yield from received_schemas(operation)
    yield from webhook_schemas(api)


def sent_schemas(operation: Operation) -> Iterator[Schema]:
    """The schemas of one operation's parameters and body."""
    yield from (each.schema for each in operation.parameters)
    if operation.body is not None:
        for media in operation.body.contents:
            if media.schema is not None:
                yield media.schema


def received_schemas(operation: Operation) -> Iterator[Schema]:
    """The schemas of one operation's answers."""
    successes = success_responses(operation)
    for response in operation.responses:
        if response in successes and response.header_object is not None:
            yield response.header_object
        for media in response.contents:
            if media.schema is not None:
                yield media.schema


def webhook_schemas(api: Api) -> Iterator[Schema]:
    """The schemas of what the API sends by itself."""
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
