"""Schemas that contain themselves, or that are too large for a type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from clientsmith.diagnostics import Diagnostics, Location
from clientsmith.document.documents import Source
from clientsmith.document.pointers import parse_pointer
from clientsmith.document.workspace import Workspace
from clientsmith.model.schemas import (
    AnyValue,
    Never,
    Object,
    Reference,
    Scalar,
    Schema,
    SchemaGraph,
    Union,
    children,
    is_null,
)

# Lists, maps and alternatives inside one another, without a class between them. Later
# stages and type checkers follow them recursively.
MOST_NESTED = 50
# Lists and maps have no names of their own: they are written out at every use.
MOST_WRITTEN = 1000


def without_cyclic_unions(graph: SchemaGraph) -> SchemaGraph:
    """Return the graph with each union that contains itself as a union of the rest.

    A union as its own variant describes no value that its other variants do not.
    """
    schemas = {**graph.schemas}
    flattened = SchemaGraph(schemas)  # unions that are flat already count as such
    for source, schema in graph.schemas.items():
        if isinstance(schema, Union):
            leaves, contained = _leaves(schema, flattened)
            if source in contained:
                schemas[source] = _union(schema, leaves)
    return flattened


def _union(schema: Union, leaves: list[Schema]) -> Schema:
    variants = tuple(sorted(leaves, key=is_null))
    if not variants:
        return AnyValue(source=schema.source, annotations=schema.annotations)
    if len(variants) == 1:
        return replace(variants[0], annotations=schema.annotations)
    return replace(schema, variants=variants, discriminator=None)


def _leaves(union: Union, graph: SchemaGraph) -> tuple[list[Schema], set[Source]]:
    """Return the variants of nested unions, and the shared unions among them."""
    leaves: dict[Source | Schema, Schema] = {}
    contained: set[Source] = set()
    waiting: list[Schema] = [*reversed(union.variants)]
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, Union):
            waiting.extend(reversed(schema.variants))
        elif isinstance(schema, Reference):
            target = graph.schemas[schema.target]
            if isinstance(target, Union | Reference):
                if schema.target not in contained:
                    contained.add(schema.target)
                    waiting.append(target)
            else:
                leaves.setdefault(schema.target, schema)
        else:
            leaves.setdefault(schema.source, schema)
    return [*leaves.values()], contained


def check_nesting(
    graph: SchemaGraph, workspace: Workspace, diagnostics: Diagnostics
) -> None:
    """Report shared schemas that are too deep or too large when written out.

    Of those that refer to one another it is the first over the limit.
    """
    extents: dict[Source, _Extent] = {}
    for source in graph.schemas:
        for part, inner in _extents(source, graph, extents):
            found = extents[part]
            if inner.height <= MOST_NESTED < found.height:
                message = f"are nested deeper than {MOST_NESTED} levels"
            elif inner.size <= MOST_WRITTEN < found.size:
                message = f"have more than {MOST_WRITTEN} parts"
            else:
                continue
            diagnostics.error(
                "depth",
                f"by references, lists, maps and alternatives {message}",
                _location(part, workspace),
                hint="an object with properties in between would become a class",
            )


@dataclass(frozen=True, slots=True)
class _Extent:
    """The size and depth of a schema with its references written out."""

    height: int = 0
    size: int = 1


def _extents(
    source: Source, graph: SchemaGraph, known: dict[Source, _Extent]
) -> Iterator[tuple[Source, _Extent]]:
    """Yield the referenced schemas with the largest extent of each one.

    Those that are `known` are left out; the others are added.
    """
    stack: list[tuple[Source, list[tuple[int, Source]]]] = []

    def visit(schema: Source) -> None:
        # Until it is known: a cycle adds nothing.
        known[schema] = _Extent()
        stack.append((schema, [*_targets(graph.schemas[schema])]))

    if source not in known:
        visit(source)
    while stack:
        at, targets = stack[-1]
        unknown = next((target for _, target in targets if target not in known), None)
        if unknown is not None:
            visit(unknown)
            continue
        stack.pop()
        inner = [(level, known[target]) for level, target in targets]
        known[at] = _Extent(
            max((level + extent.height for level, extent in inner), default=0),
            min(1 + sum(extent.size for _, extent in inner), MOST_WRITTEN + 1),
        )
        yield at, _Extent(
            max((extent.height for _, extent in inner), default=0),
            max((extent.size for _, extent in inner), default=1),
        )


def _targets(schema: Schema) -> Iterator[tuple[int, Source]]:
    """Yield the references inside a schema with their depth, up to classes."""
    waiting = [(1, schema)]
    while waiting:
        level, part = waiting.pop()
        if isinstance(part, Reference):
            yield level, part.target
        elif not isinstance(part, Object):
            waiting.extend((level + 1, child) for child in children(part))
        elif not isinstance(part.additional, AnyValue | Never | Scalar | None):
            waiting.append((level + 1, part.additional))


def _location(source: Source, workspace: Workspace) -> Location:
    document = next(
        (
            candidate
            for candidate in workspace.documents
            if candidate.key == source.document
        ),
        workspace.root.document,
    )
    return document.location(parse_pointer(source.pointer))
