"""The lookups that every builder of a view needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from clientsmith.config import ClientConfig
from clientsmith.document.documents import Source
from clientsmith.model.api import Api, Operation
from clientsmith.model.bodies import multipart_objects
from clientsmith.model.schemas import Object, Reference, Schema, children
from clientsmith.model.usage import Direction, objects_by_source, received_schemas
from clientsmith.naming.names import Names
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.types.annotations import AnnotationWriter
from clientsmith.python.types.deferral import deferred_members
from clientsmith.python.types.shapes import Shaper
from clientsmith.python.types.type_source import mentioned
from clientsmith.stainless.plan import PackagePlan

RUNTIME = ".._runtime"
TYPES = "..types"


@dataclass(frozen=True)
class Context:
    """The model, its names, and the options of one package."""

    api: Api
    names: Names
    config: ClientConfig
    plan: PackagePlan | None = None
    """The contents of a package in the layout of Stainless."""

    @cached_property
    def objects(self) -> Mapping[Source, Object]:
        """Every object of the API by source."""
        return objects_by_source(self.api)

    @cached_property
    def deferred(self) -> Mapping[Source, frozenset[str]]:
        """The members whose types are built when they first have a value."""
        received = self.names.types.response
        models = {at: object_ for at, object_ in self.objects.items() if at in received}
        return deferred_members(models, self.api.graph)

    @cached_property
    def multipart(self) -> frozenset[Source]:
        """The objects that are multipart bodies."""
        return frozenset(
            object_.source
            for operation in self.api.operations
            for object_ in multipart_objects(operation, self.api.graph)
        )

    @cached_property
    def operations_of(self) -> Mapping[tuple[str, ...], tuple[Operation, ...]]:
        """The operations of every resource, ordered by method name."""
        methods = self.names.methods
        found: dict[tuple[str, ...], list[Operation]] = {}
        for operation in sorted(
            self.api.operations, key=lambda operation: methods[operation.key].method
        ):
            found.setdefault(methods[operation.key].resource, []).append(operation)
        return {path: tuple(operations) for path, operations in found.items()}

    @cached_property
    def types_of(self) -> Mapping[str, tuple[tuple[Source, str], ...]]:
        """The types of every module: origin and name."""
        types = self.names.types
        found: dict[str, list[tuple[Source, str]]] = {}
        for entry in (*types.request.items(), *types.response.items()):
            found.setdefault(self.names.modules[entry[1]], []).append(entry)
        return {module: tuple(members) for module, members in found.items()}

    @cached_property
    def entrances(self) -> frozenset[str]:
        """The received types that operations and other modules use directly."""
        names, modules = self.names.types.response, self.names.modules
        answers = chain.from_iterable(map(received_schemas, self.api.operations))
        found = {names[source] for source in self._named(answers)}
        for source, name in names.items():
            schema = self.objects.get(source) or self.api.graph.schemas[source]
            used = {names[child] for child in self._named(children(schema))}
            found |= {target for target in used if modules[target] != modules[name]}
        return frozenset(found)

    def _named(self, schemas: Iterable[Schema]) -> frozenset[Source]:
        """Return the schemas with received types of their own that these refer to."""
        found: set[Source] = set()
        seen: set[Source] = set()
        waiting = [*schemas]
        while waiting:
            schema = waiting.pop()
            source = schema.target if isinstance(schema, Reference) else schema.source
            if source in self.names.types.response:
                found.add(source)
            elif not isinstance(schema, Reference):
                waiting.extend(children(schema))
            elif source not in seen:
                seen.add(source)
                waiting.append(self.api.graph.schemas[source])
        return frozenset(found)

    @cached_property
    def paged_operations(self) -> Mapping[str, tuple[Operation, ...]]:
        """The operations of every module of pages that need page classes."""
        found: dict[str, list[Operation]] = {}
        for operation in sorted(
            self.api.operations, key=lambda operation: operation.key
        ):
            pagination = operation.paging.pagination
            if pagination is not None and pagination.items:
                module = self.names.modules[self.names.pages[operation.key]]
                found.setdefault(module, []).append(operation)
        return {module: tuple(operations) for module, operations in found.items()}

    def shaper(
        self, direction: Direction, *, with_models: bool = False, parts: bool = False
    ) -> Shaper:
        """Return the shaper for schemas in this direction.

        `with_models`: what is sent may also be a model that was received. `parts`: it
        is a part of a multipart body.
        """
        formats = frozenset(self.config.formats)
        return Shaper(
            self.api.graph,
            self.names.types,
            direction,
            formats,
            with_models=with_models,
            parts=parts,
        )

    def writer(
        self,
        imports: Imports,
        direction: Direction,
        shadowed: frozenset[str] = frozenset(),
        package: str = "..types.",
        *,
        selecting: bool = False,
        types: str | None = None,
    ) -> AnnotationWriter:
        """Return the annotation writer of a module; `package` leads to the types'
        modules.

        `selecting`: of what is made of received values. `types`: of names that are
        looked up when they are used.
        """
        return AnnotationWriter(
            imports,
            lambda name: self._home(name, package),
            direction,
            self.config.formats,
            shadowed,
            selecting=selecting,
            types=types,
        )

    def late(self, imports: Imports, annotation: str) -> str:
        """Return a type for a place that is evaluated before the type is needed."""
        if "types" not in mentioned(annotation):
            return annotation
        return f"{imports.name(RUNTIME, 'DeferredType')}[{literal(annotation)}]"

    def _home(self, name: str, package: str) -> str:
        """Return the module that a type is imported from."""
        own = self.names.modules.get(name)
        return RUNTIME if own is None else f"{package}{own}"
