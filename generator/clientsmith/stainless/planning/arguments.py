"""The arguments of a method, in the order of its signature."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, TypeAlias

from clientsmith.model.api import MediaKind, MediaType, Operation, Parameter
from clientsmith.model.bodies import body_forms, sendable
from clientsmith.model.schemas import (
    AnyValue,
    Object,
    Property,
    Schema,
    SchemaGraph,
    Union,
    is_null,
    same,
)
from clientsmith.stainless.names import collated
from clientsmith.stainless.plan import ArgumentPlace, ArgumentPlan

Arguments: TypeAlias = tuple[ArgumentPlan, ...]
_BODY = "body"
_IN_PATH = re.compile(r"\{([^{}]+)\}")
# Before all others in the alphabet.
_FIRST = ("id", "token")
# The HTTP library and the client decide these (OpenAPI, Parameter Object).
_IGNORED_HEADERS = frozenset({"accept", "authorization", "content-type"})
# After path parameters: query before body, headers last.
_ORDER = (
    ArgumentPlace.QUERY,
    ArgumentPlace.BODY,
    ArgumentPlace.WHOLE_BODY,
    ArgumentPlace.HEADER,
    ArgumentPlace.COOKIE,
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """The settings that decide the arguments.

    `positional` None: the last path parameter. `body_name`: the request body is one
    argument with this name. `hidden_header`: a header that the client sends itself.
    """

    positional: tuple[str, ...] | None = None
    body_name: str | None = None
    sorts: bool = True
    hidden_header: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """The arguments, those of each variant of a union body, and the body's media type."""

    arguments: Arguments
    overloads: tuple[Arguments, ...]
    body: MediaType | None


def signature(operation: Operation, graph: SchemaGraph, wishes: Wishes) -> Signature:
    """Return the arguments of the method that calls an operation."""
    media = _media(operation, graph)
    parameters = [*_parameters(operation, wishes)]
    variants = [
        [*parameters, *body] for body in _bodies(operation, media, graph, wishes)
    ]
    shared = _shared_names(variants)
    signatures = [
        _ordered([_told_apart(a, shared) for a in variant], operation.path, wishes)
        for variant in variants
    ]
    overloads = tuple(signatures) if len(signatures) > 1 else ()
    return Signature(_merged(signatures), overloads, media)


def _shared_names(variants: Sequence[Sequence[ArgumentPlan]]) -> frozenset[str]:
    """Return the names that arguments in several parts of the request have."""
    places: dict[str, set[str]] = {}
    for argument in chain.from_iterable(variants):
        name = argument.name_hint or argument.name
        places.setdefault(name, set()).add(_prefix(argument))
    return frozenset(name for name, found in places.items() if len(found) > 1)


def _told_apart(argument: ArgumentPlan, shared: frozenset[str]) -> ArgumentPlan:
    """Return the argument, with its place before a name that others share."""
    name = argument.name_hint or argument.name
    if name not in shared:
        return argument
    return replace(argument, name_hint=f"{_prefix(argument)}_{name}")


def _prefix(argument: ArgumentPlan) -> str:
    return _BODY if argument.place is ArgumentPlace.WHOLE_BODY else argument.place.value


def _media(operation: Operation, graph: SchemaGraph) -> MediaType | None:
    forms = body_forms(operation, graph)
    return forms[0].first if forms else None


def _parameters(operation: Operation, wishes: Wishes) -> Iterable[ArgumentPlan]:
    hidden = {*_IGNORED_HEADERS, (wishes.hidden_header or "").lower()}
    for parameter in operation.parameters:
        place = ArgumentPlace(parameter.location.value)
        if place is ArgumentPlace.HEADER and parameter.name.lower() in hidden:
            continue
        yield _parameter(parameter, place)


def _parameter(parameter: Parameter, place: ArgumentPlace) -> ArgumentPlan:
    annotations = parameter.schema.annotations
    return ArgumentPlan(
        name=parameter.name,
        place=place,
        schema=parameter.schema,
        required=parameter.required,
        description=parameter.description or annotations.description,
        deprecated=parameter.deprecated,
        name_hint=parameter.name_hint or annotations.name_override,
    )


def _bodies(
    operation: Operation, media: MediaType | None, graph: SchemaGraph, wishes: Wishes
) -> list[list[ArgumentPlan]]:
    """Return the arguments of each variant of the body."""
    body = operation.body
    if media is None or body is None:
        return [[]]
    schema = media.schema or AnyValue(source=media.source)
    objects = _objects(schema, graph) if media.kind.is_structured else None
    if wishes.body_name is None and objects is not None:
        # Properties that are required stay so in a body that may be absent.
        return [[*map(_property, sendable(object_))] for object_ in objects]
    whole = ArgumentPlan(
        name=wishes.body_name or _BODY,
        place=ArgumentPlace.WHOLE_BODY,
        schema=schema,
        required=body.required,
        positional=media.kind is MediaKind.BINARY,
        description=body.description or schema.annotations.description,
    )
    return [[whole]]


def _objects(schema: Schema, graph: SchemaGraph) -> list[Object] | None:
    """Return the objects that a body may be; None if it may be something else."""
    resolved = graph.resolve(schema)
    if isinstance(resolved, Object):
        return [resolved] if resolved.properties else None
    if not isinstance(resolved, Union):
        return None
    found: list[Object] = []
    for variant in resolved.variants:
        if is_null(variant):
            continue
        inner = _objects(variant, graph)
        if inner is None:
            return None
        found += inner
    return found or None


def _property(property_: Property) -> ArgumentPlan:
    annotations = property_.schema.annotations
    return ArgumentPlan(
        name=property_.name,
        place=ArgumentPlace.BODY,
        schema=property_.schema,
        required=property_.required,
        description=annotations.description,
        deprecated=annotations.deprecated,
        name_hint=annotations.name_override,
    )


def _ordered(arguments: Sequence[ArgumentPlan], path: str, wishes: Wishes) -> Arguments:
    """Return positional arguments, other path parameters, required and optional ones."""
    in_path = {
        argument.name: argument
        for argument in arguments
        if argument.place is ArgumentPlace.PATH
    }
    names = [name for name in _IN_PATH.findall(path) if name in in_path]
    others = [a for a in arguments if a.place is not ArgumentPlace.PATH]
    chosen = wishes.positional
    if chosen is None:
        chosen = tuple(names[-1:])
    by_name = {argument.name: argument for argument in reversed(others)} | in_path
    leading = [
        replace(by_name[name], positional=True) for name in chosen if name in by_name
    ]
    taken = {(argument.name, argument.place) for argument in leading}
    rest = [a for a in others if (a.name, a.place) not in taken]
    bodies = [argument for argument in rest if argument.positional]
    keyword = [argument for argument in rest if not argument.positional]
    keyword.sort(key=_rank(wishes.sorts))
    path_only = [
        in_path[name] for name in names if (name, ArgumentPlace.PATH) not in taken
    ]
    return (*leading, *bodies, *path_only, *keyword)


def _rank(sorts: bool) -> Callable[[ArgumentPlan], tuple[Any, ...]]:
    def rank(argument: ArgumentPlan) -> tuple[Any, ...]:
        place, name = _ORDER.index(argument.place), argument.name
        first = _FIRST.index(name) if name in _FIRST else len(_FIRST)
        position = (first, collated(name)) if sorts else ()
        return not argument.required, place, *position

    return rank


def _merged(signatures: Sequence[Arguments]) -> Arguments:
    """Return all arguments of the variants; required ones are in every variant."""
    found: dict[tuple[str, ArgumentPlace], ArgumentPlan] = {}
    counts: dict[tuple[str, ArgumentPlace], int] = {}
    for arguments in signatures:
        for argument in arguments:
            key = (argument.name, argument.place)
            counts[key] = counts.get(key, 0) + 1
            known = found.get(key)
            found[key] = argument if known is None else _both(known, argument)
    return tuple(
        replace(argument, required=False) if counts[key] < len(signatures) else argument
        for key, argument in found.items()
    )


def _both(known: ArgumentPlan, other: ArgumentPlan) -> ArgumentPlan:
    """Return an argument that accepts the values of both."""
    schemas = known.alternatives or (known.schema,)
    if not any(same(schema, other.schema) for schema in schemas):
        schemas = (*schemas, other.schema)
    return replace(
        known,
        required=known.required and other.required,
        alternatives=schemas if len(schemas) > 1 else (),
    )
