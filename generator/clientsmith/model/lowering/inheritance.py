"""Classes that inherit by `allOf` from one with a discriminator (OpenAPI 3.0).

`Pet` names the property that tells its kinds apart, and `Cat` is a `Pet` with more
members. Where the document says `Pet`, a cat may come (OpenAPI, Discriminator Object).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from clientsmith.document.documents import Node, Source
from clientsmith.document.members import elements, members, text
from clientsmith.document.workspace import Workspace
from clientsmith.model.lowering.schemas import SchemaLowering
from clientsmith.model.schemas import (
    Annotations,
    Discriminator,
    Object,
    Reference,
    Schema,
    SchemaGraph,
    Union,
    base_of,
)
from clientsmith.model.variants import schema_name


def with_families(workspace: Workspace, lowering: SchemaLowering) -> SchemaGraph:
    """Return the shared schemas with each base as a union of its heirs and itself.

    The base as a class of its own gets an identity of its own. Heirs that nothing else
    refers to are lowered here.
    """
    families = _Families(workspace, lowering)
    families.collect()
    return families.graph()


class _Families:
    def __init__(self, workspace: Workspace, lowering: SchemaLowering) -> None:
        self._workspace = workspace
        self._lowering = lowering
        self._names = dict(self._components())
        self._bases: dict[Source, Node] = {}
        self._heirs: dict[Source, list[Node]] = {}

    def collect(self) -> None:
        """Find the bases and lower their heirs, which may refer to other bases."""
        nodes = {node.source: node for node in self._names}
        while True:
            nodes.update(self._lowering.nodes)
            bases = {
                source: node for source, node in nodes.items() if self._is_new(node)
            }
            if not bases:
                return
            self._bases.update(bases)
            for base in bases.values():
                nodes.update((node.source, node) for node in self._mapped(base))
            children: dict[Source, list[Node]] = {}
            for node in nodes.values():
                for parent in self._parents(node):
                    children.setdefault(parent, []).append(node)
            for source in bases:
                self._heirs[source] = [*_descendants(source, children)]
                for heir in self._heirs[source]:
                    self._lowering.share(heir)

    def graph(self) -> SchemaGraph:
        """Return the lowered schemas, with unions in the places of the bases."""
        schemas = {**self._lowering.graph.schemas}
        for heirs in self._heirs.values():
            for heir in heirs:
                schemas[heir.source] = _own_class(heir.source, SchemaGraph(schemas))
        for source, heirs in self._heirs.items():
            if heirs:
                own = base_of(source)
                schemas[own] = replace(schemas[source], source=own)
                schemas[source] = self._union(source, schemas[source].annotations)
        return SchemaGraph(schemas)

    def _mapped(self, base: Node) -> Iterator[Node]:
        """Yield the targets of the mapping; whole files among them are no components."""
        declared = base.get("discriminator")
        if declared is not None:
            yield from self._lowering.mappings.targets(declared)

    def _components(self) -> Iterator[tuple[Node, str]]:
        """Yield the schemas of all documents and their names there."""
        for document in self._workspace.documents:
            for name, node in members(document.root, "components", "schemas"):
                yield self._workspace.resolve(node), name

    def _parents(self, component: Node) -> Iterator[Source]:
        for part in elements(component, "allOf"):
            if part.get("$ref") is not None:
                yield self._workspace.resolve(part).source

    def _is_new(self, base: Node) -> bool:
        known = isinstance(self._lowering.graph.schemas.get(base.source), Object)
        return known and _property(base) is not None and base.source not in self._heirs

    def _union(self, source: Source, annotations: Annotations) -> Union:
        """Return the union of a family: its heirs, and its base as the last variant."""
        # The base of an inner family is one of the heirs.
        heirs = {
            heir.source: (
                base_of(heir.source) if self._heirs.get(heir.source) else heir.source
            )
            for heir in self._heirs[source]
        }
        return Union(
            source=source,
            annotations=annotations,
            variants=tuple(
                Reference(source=source, target=target)
                for target in (*heirs.values(), base_of(source))
            ),
            discriminator=self._discriminator(self._bases[source], heirs),
        )

    def _discriminator(
        self, base: Node, heirs: Mapping[Source, Source]
    ) -> Discriminator:
        """Return the mapping that the document declares, else the names of the heirs.

        An object with an unknown value has at least the members of the base.
        """
        declared, name = base.get("discriminator"), _property(base)
        assert declared is not None and name is not None
        mappings, own = self._lowering.mappings, base_of(base.source)
        kinds = {**heirs, base.source: own}
        default = mappings.default(declared, [*heirs])
        return Discriminator(
            property_name=name,
            mapping=tuple(
                (value, kinds.get(target, target))
                for value, target in mappings.entries(declared, [*heirs])
            ),
            names=tuple(
                (self._name(heir), heirs[heir.source])
                for heir in self._heirs[base.source]
            ),
            default=own if default is None else kinds.get(default, default),
        )

    def _name(self, heir: Node) -> str:
        """Return the value that selects the class where no mapping has another one."""
        stated = text(heir, "x-ms-discriminator-value")
        return stated or self._names.get(heir) or schema_name(heir.source)


def _own_class(heir: Source, graph: SchemaGraph) -> Schema:
    """Return the heir; one that only refers to its parent becomes a copy of it."""
    schema = graph.schemas[heir]
    if not isinstance(schema, Reference):
        return schema
    whole = graph.resolve(schema)
    annotations = schema.annotations.overlaid(whole.annotations)
    return replace(whole, source=heir, annotations=annotations)


def _property(component: Node) -> str | None:
    discriminator = component.get("discriminator")
    return text(discriminator, "propertyName") if discriminator is not None else None


def _descendants(base: Source, children: Mapping[Source, list[Node]]) -> Iterator[Node]:
    """Yield the children, their children and so on, each of them once."""
    waiting, seen = [base], {base}
    for source in waiting:
        for child in children.get(source, ()):
            if child.source not in seen:
                seen.add(child.source)
                waiting.append(child.source)
                yield child
