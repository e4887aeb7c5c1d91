"""Assign each type of the package to a module.

The types of a small API are in one module for each direction. A large API has a module
more for each of its resources, with what no other resource needs: who uses one of
them loads that and the common module, which needs none of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clientsmith.document.documents import Source
from clientsmith.model.api import Api, Operation
from clientsmith.model.schemas import Schema
from clientsmith.model.usage import (
    Reach,
    received_schemas,
    sent_schemas,
    webhook_schemas,
)
from clientsmith.naming.names import (
    MODELS,
    PAGES,
    PARAMS,
    MethodName,
    ResourceName,
    TypeNames,
)

# With more types of one direction, the module is divided.
_MANY = 200


def place_types(
    api: Api,
    methods: Mapping[str, MethodName],
    resources: Iterable[ResourceName],
    types: TypeNames,
    pages: Mapping[str, str],
) -> dict[str, str]:
    """Return the module of every type and page, by name.

    `pages` are the classes of the operations that have some, by operation.
    """
    modules = {
        resource.path[0]: resource.module
        for resource in resources
        if len(resource.path) == 1
    }
    owners = {
        candidate.key: modules[methods[candidate.key].resource[0]]
        for candidate in api.operations
    }
    reach = Reach(api.graph)
    sent = _Placement(PARAMS, types.request, owners, reach)
    received = _Placement(MODELS, types.response, owners, reach)
    for operation in api.operations:
        sent.add(operation, sent_schemas(operation))
        received.add(operation, received_schemas(operation))
    received.add_common(webhook_schemas(api))
    placed = {**dict(sent.modules()), **dict(received.modules())}
    for key, name in pages.items():
        module = f"{PAGES}_{owners[key]}" if received.is_divided else PAGES
        placed |= dict.fromkeys((name, f"Async{name}"), module)
    return placed


class _Placement:
    """The types of one direction, and the resources that use them."""

    def __init__(
        self,
        common: str,
        names: Mapping[Source, str],
        owners: Mapping[str, str],
        reach: Reach,
    ) -> None:
        self.is_divided = len(names) > _MANY
        self._common = common
        self._names = names
        self._owners = owners
        self._reach = reach
        self._roots: dict[str | None, list[Schema]] = {}

    def add(self, operation: Operation, schemas: Iterable[Schema]) -> None:
        """Record that the operation's resource uses the type."""
        self._roots.setdefault(self._owners[operation.key], []).extend(schemas)

    def add_common(self, schemas: Iterable[Schema]) -> None:
        """Record a type that belongs to no resource."""
        self._roots.setdefault(None, []).extend(schemas)

    def modules(self) -> Iterator[tuple[str, str]]:
        """Return the names of types, each with its module."""
        users: dict[str, set[str | None]] = {name: set() for name in self._named()}
        for owner, roots in self._roots.items() if self.is_divided else ():
            for source in self._reach.sources(roots):
                if source in self._names:
                    users[self._names[source]].add(owner)
        for name, owners in users.items():
            only = owners.pop() if len(owners) == 1 else None
            yield name, f"{self._common}_{only}" if only else self._common

    def _named(self) -> Iterable[str]:
        return dict.fromkeys(self._names.values())
