"""Classes that inherit by `allOf` from one with a discriminator (OpenAPI 3.0).

`Pet` names the property that tells its kinds apart, and `Cat` is a `Pet` with more
members. Where the document says `Pet`, a cat may come (OpenAPI, Discriminator Object).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from clientsmith.document.documents import Node, Source
from clientsmith.document.members import text
from clientsmith.document.workspace import Workspace
from clientsmith.model.lowering.schemas import SchemaLowering
from clientsmith.model.schemas import (
    Discriminator,
    Object,
    Reference,
    Union,
    base_of,
)
from clientsmith.model.variants import schema_name


def settle_families(workspace: Workspace, schemas: SchemaLowering) -> None:
    """Make each such base the union of what inherits from it and of itself.

    The base as a class of its own moves to a source inside its old one.
    """
    _Families(workspace, schemas).settle()


class _Families:
    def __init__(self, workspace: Workspace, schemas: SchemaLowering) -> None:
        self._workspace = workspace
        self._schemas = schemas
        self._graph = schemas.graph
        self._heirs: dict[Source, list[Node]] = {}
        self._names: dict[Node, str] = {}

    def settle(self) -> None:
        self._names = dict(self._components())
        nodes = {each.source: each for each in self._names}
        # What a family brings in may refer to other bases.
        while True:
            nodes.update(self._schemas.nodes)
            bases = [each for each in nodes.values() if self._is_new(each)]
            if not bases:
                break
            for base in bases:
                nodes.update((each.source, each) for each in self._told(base))
            children: dict[Source, list[Node]] = {}
            for node in nodes.values():
                for parent in self._parents(node):
                    children.setdefault(parent, []).append(node)
            for base in bases:
                self._heirs[base.source] = [*_descendants(base.source, children)]
                for heir in self._heirs[base.source]:
                    self._schemas.share(heir)
        for heirs in self._heirs.values():
            for heir in heirs:
                self._settle_alias(heir.source)
        for source, heirs in self._heirs.items():
            if heirs:
                self._unite(nodes[source])

    def _told(self, base: Node) -> Iterator[Node]:
        """Kinds in the mapping: those that are files are no components."""
        declared = base.get("discriminator")
        if declared is not None:
            yield from self._schemas.mappings.targets(declared)

    def _settle_alias(self, heir: Source) -> None:
        """One that adds nothing to what it extends is a kind of its own."""
        schema = self._graph.schemas[heir]
        if isinstance(schema, Reference):
            whole = self._graph.resolve(schema)
            annotations = schema.annotations.overlaid(whole.annotations)
            self._graph.schemas[heir] = replace(
                whole, source=heir, annotations=annotations
            )

    def _components(self) -> Iterator[tuple[Node, str]]:
        """The schemas of all documents and their names there."""
        for document in self._workspace.documents:
            declared = document.root.at("components", "schemas")
            for name, each in declared.items() if declared is not None else ():
                yield self._workspace.resolve(each), name

    def _parents(self, component: Node) -> Iterator[Source]:
        parts = component.get("allOf")
        for part in parts.elements() if parts is not None else ():
            if part.get("$ref") is not None:
                yield self._workspace.resolve(part).source

    def _is_new(self, base: Node) -> bool:
        known = isinstance(self._graph.schemas.get(base.source), Object)
        told = known and _property(base) is not None
        return told and base.source not in self._heirs

    def _unite(self, base: Node) -> None:
        source, schemas = base.source, self._graph.schemas
        schema, name = schemas[source], _property(base)
        assert name is not None
        # A family inside the family: its base is one of the kinds.
        heirs = {
            each.source: (
                base_of(each.source) if self._heirs.get(each.source) else each.source
            )
            for each in self._heirs[source]
        }
        own = base_of(source)
        schemas[own] = replace(schema, source=own)
        schemas[source] = Union(
            source=source,
            annotations=schema.annotations,
            variants=tuple(
                Reference(source=source, target=each) for each in (*heirs.values(), own)
            ),
            discriminator=self._discriminator(base, name, heirs),
        )

    def _discriminator(
        self, base: Node, name: str, heirs: Mapping[Source, Source]
    ) -> Discriminator:
        """What the document tells; other classes go by their names.

        An object of a kind that nobody knows has at least the base's members.
        """
        declared = base.get("discriminator")
        assert declared is not None
        mappings, own = self._schemas.mappings, base_of(base.source)
        kinds = {**heirs, base.source: own}
        default = mappings.default(declared, [*heirs])
        return Discriminator(
            property_name=name,
            mapping=tuple(
                (value, kinds.get(target, target))
                for value, target in mappings.entries(declared, [*heirs])
            ),
            names=tuple(
                (self._name(each), heirs[each.source])
                for each in self._heirs[base.source]
            ),
            default=own if default is None else kinds.get(default, default),
        )

    def _name(self, heir: Node) -> str:
        """The value that means the class where no mapping tells another one."""
        told = text(heir, "x-ms-discriminator-value")
        return told or self._names.get(heir) or schema_name(heir.source)


def _property(component: Node) -> str | None:
    discriminator = component.get("discriminator")
    return text(discriminator, "propertyName") if discriminator is not None else None


def _descendants(base: Source, children: Mapping[Source, list[Node]]) -> Iterator[Node]:
    """Children, their children and so on, each once."""
    waiting, seen = [base], {base}
    for source in waiting:
        for child in children.get(source, ()):
            if child.source not in seen:
                seen.add(child.source)
                waiting.append(child.source)
                yield child
