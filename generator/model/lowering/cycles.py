"""Schemas that lead back to themselves, or so far that no type could be made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.diagnostics import Diagnostics, Location
from generator.document.documents import Source
from generator.document.pointers import parse_pointer
from generator.document.workspace import Workspace
from generator.model.schemas import (
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

# Lists, maps and alternatives inside one another, with no class on the way. Further
# on they are followed by functions that call themselves, as type checkers do.
MOST_NESTED = 50


def settle_cycles(graph: SchemaGraph) -> None:
    """Unions that contain themselves become unions of whatever else they contain.

    That a value may be what it may be says nothing.
    """
    for source, schema in [*graph.schemas.items()]:
        if isinstance(schema, Union):
            leaves, contained = _leaves(schema, graph)
            if source in contained:
                graph.schemas[source] = _union(schema, leaves)


def _union(schema: Union, leaves: list[Schema]) -> Schema:
    variants = tuple(sorted(leaves, key=is_null))
    if not variants:
        return AnyValue(source=schema.source, annotations=schema.annotations)
    if len(variants) == 1:
        return replace(variants[0], annotations=schema.annotations)
    return replace(schema, variants=variants, discriminator=None)


def _leaves(union: Union, graph: SchemaGraph) -> tuple[list[Schema], set[Source]]:
    """What is no union inside the union, and the shared unions that are."""
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
    """Report shared schemas that are nested too deeply, each once, by references."""
    heights: dict[Source, int] = {}
    for source in graph.schemas:
        for each in _too_high(source, graph, heights):
            diagnostics.error(
                "depth",
                f"lists, maps and alternatives are nested deeper than {MOST_NESTED}"
                " levels, by references",
                _location(each, workspace),
                hint="an object with properties on the way would have a class",
            )


def _too_high(
    source: Source, graph: SchemaGraph, heights: dict[Source, int]
) -> Iterator[Source]:
    """The schemas from which the limit is passed, of those that lead there the first.

    `heights` are those that are known; what the schema leads to is added.
    """
    stack: list[tuple[Source, list[tuple[int, Source]]]] = []

    def visit(each: Source) -> None:
        # Until more is known: what leads back to itself adds nothing.
        heights[each] = 0
        stack.append((each, [*_targets(graph.schemas[each])]))

    if source not in heights:
        visit(source)
    while stack:
        at, targets = stack[-1]
        unknown = next((each for _, each in targets if each not in heights), None)
        if unknown is not None:
            visit(unknown)
            continue
        stack.pop()
        inner = max((heights[each] for _, each in targets), default=0)
        heights[at] = max((level + heights[each] for level, each in targets), default=0)
        if inner <= MOST_NESTED < heights[at]:
            yield at


def _targets(schema: Schema) -> Iterator[tuple[int, Source]]:
    """The references inside a schema and how deep they are; classes end the way."""
    waiting = [(1, schema)]
    while waiting:
        level, each = waiting.pop()
        if isinstance(each, Reference):
            yield level, each.target
        elif not isinstance(each, Object):
            waiting.extend((level + 1, child) for child in children(each))
        elif not isinstance(each.additional, AnyValue | Never | Scalar | None):
            waiting.append((level + 1, each.additional))


def _location(source: Source, workspace: Workspace) -> Location:
    document = next(
        (each for each in workspace.documents if each.key == source.document),
        workspace.root.document,
    )
    return document.location(parse_pointer(source.pointer))
