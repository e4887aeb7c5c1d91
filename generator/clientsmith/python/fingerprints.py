"""Hashes of the inputs of each part of a package.

The hash of a unit covers every schema that its operations or types lead to, and the
names of all that: the same hash means the same text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from enum import Enum
from functools import cache, cached_property
from operator import attrgetter
from typing import Any

from clientsmith.document.documents import Source
from clientsmith.model.api import Operation
from clientsmith.model.schemas import (
    NO_ANNOTATIONS,
    NO_LIMITS,
    Annotations,
    Limits,
    Object,
    Schema,
    Union,
)
from clientsmith.model.usage import (
    Reach,
    received_schemas,
    sent_schemas,
    webhook_schemas,
)
from clientsmith.naming.names import ArgumentNames, ClientNames, ResourceName
from clientsmith.python.context import Context
from clientsmith.python.units import (
    ClientUnit,
    PagesUnit,
    ReadmeUnit,
    ResourceUnit,
    TypesUnit,
    Unit,
    WebhooksUnit,
)


class Fingerprints:
    """The hashes of one package's units. `salt` becomes a part of all of them."""

    def __init__(self, context: Context, salt: str) -> None:
        self._context = context
        self._salt = salt
        self._reach = Reach(context.api.graph)
        self._shared: dict[Source, bytes] = {}
        self._operations: dict[str, bytes] = {}

    def of(self, unit: Unit) -> str:
        """Return the hash of everything that the unit is made from."""
        total = hashlib.sha256(f"{self._salt}\n{unit!r}\n".encode())
        total.update(self._client)
        for part in self._parts(unit):
            total.update(part)
        return total.hexdigest()

    def _parts(self, unit: Unit) -> Iterator[bytes]:
        match unit:
            case ClientUnit():
                yield _digest(self._context.names.resources)
            case ReadmeUnit():
                yield _digest(self._context.names.resources)
                yield from self._of_operations(self._context.api.operations)
                yield from self._webhooks()
            case ResourceUnit(resource):
                yield from self._of_resource(resource)
            case TypesUnit(_, module):
                yield from self._of_types(module)
            case PagesUnit(module):
                yield from self._of_operations(self._context.paged_operations[module])
            case WebhooksUnit():
                yield from self._webhooks()

    @cached_property
    def _client(self) -> bytes:
        """Return what any unit may depend on."""
        api, names = self._context.api, self._context.names
        about = (api.title, api.version, api.description, api.servers, api.schemes)
        return _digest((*about, api.security, names.client, names.webhooks))

    def _of_resource(self, resource: ResourceName) -> Iterator[bytes]:
        names = self._context.names
        children = (
            child for child in names.resources if child.path[:-1] == resource.path
        )
        yield _digest([*children])
        yield from self._of_operations(
            self._context.operations_of.get(resource.path, ())
        )
        if names.webhooks is not None and names.webhooks.resource == resource.path:
            yield from self._webhooks()

    def _of_operations(self, operations: Iterable[Operation]) -> Iterator[bytes]:
        roots: list[Schema] = []
        for operation in operations:
            yield self._of_operation(operation)
            roots.extend((*sent_schemas(operation), *received_schemas(operation)))
        yield from self._behind(roots)

    def _of_operation(self, operation: Operation) -> bytes:
        found = self._operations.get(operation.key)
        if found is None:
            names = self._context.names
            page = names.pages.get(operation.key)
            own = (names.methods[operation.key], names.arguments[operation.key], page)
            found = _digest((operation, own, names.modules.get(page or "")))
            self._operations[operation.key] = found
        return found

    def _of_types(self, module: str) -> Iterator[bytes]:
        context = self._context
        roots: list[Schema] = []
        for source, name in context.types_of[module]:
            schema = context.objects.get(source) or context.api.graph.schemas[source]
            yield _digest((name, schema, name in context.entrances))
            roots.append(schema)
        yield from self._behind(roots)

    def _webhooks(self) -> Iterator[bytes]:
        yield _digest((self._context.api.webhooks, self._context.config.webhooks))
        yield from self._behind([*webhook_schemas(self._context.api)])

    def _behind(self, roots: Iterable[Schema]) -> Iterator[bytes]:
        """Return the schemas that these lead to, and the names of all objects."""
        graph, reached = self._context.api.graph, self._reach.sources(roots)
        for source in sorted(reached):
            if source not in self._shared:
                schema = graph.schemas.get(source)
                self._shared[source] = _digest((schema, self._names(source)))
            yield self._shared[source]

    def _names(self, source: Source) -> tuple[object, ...]:
        names, multipart = self._context.names, source in self._context.multipart
        types = names.types
        own = (types.request.get(source), types.response.get(source))
        homes = [names.modules.get(name or "") for name in own]
        deferred = sorted(self._context.deferred.get(source, ()))
        return (source, *own, *homes, types.fields.get(source), multipart, *deferred)


def _digest(value: object) -> bytes:
    """Return the hash of a value of the model: of its members, as JSON.

    It is the same for equal values in every process.
    """
    return hashlib.sha256(_ENCODER.encode(value).encode()).digest()


def _members(value: Any) -> object:
    """Return what stands for a value that JSON has no form for: a list of its members."""
    return _reader(value.__class__)(value)


@cache
def _reader(kind: type[Any]) -> Callable[[Any], object]:
    if issubclass(kind, Enum):
        return attrgetter("value")
    if kind is Annotations:
        return _stated(NO_ANNOTATIONS)
    if kind is Limits:
        return _stated(NO_LIMITS)
    names = [field.name for field in fields(kind)]
    # Places in the document are left out, except those that names are looked up by.
    if kind not in (Object, Union) and "source" in names:
        names.remove("source")
    read = attrgetter("__class__.__name__", *names)
    if kind in (ArgumentNames, ClientNames):  # keys of JSON are strings
        return lambda value: [*map(_items, read(value))]
    return read


def _stated(empty: Annotations | Limits) -> Callable[[Any], object]:
    """Return a reader of members that are rarely given: of those that are."""
    names = [field.name for field in fields(empty)]
    read = attrgetter(*names)
    nothing = read(empty)

    def stated(value: Any) -> object:
        given = read(value)
        if given == nothing:
            return ()
        members = zip(names, given, nothing, strict=True)
        return [(name, member) for name, member, none in members if member != none]

    return stated


def _items(member: object) -> object:
    return [*member.items()] if isinstance(member, Mapping) else member


_ENCODER = json.JSONEncoder(default=_members, check_circular=False)
