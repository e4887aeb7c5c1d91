"""Find the property that distinguishes the variants of a union."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from clientsmith.model.schemas import (
    AnyValue,
    Enum,
    Map,
    Object,
    Schema,
    SchemaGraph,
    is_null,
)
from clientsmith.model.variants import (
    Selection,
    TagValue,
    leaves,
    member_of,
    without_null,
)

# With more pairs of a value and a variant, nobody could read the annotation.
_MOST_CHOICES = 512


def telling_property(variants: Sequence[Schema], graph: SchemaGraph) -> str | None:
    """Return the first property that distinguishes all variants, or None."""
    first = graph.resolve(variants[0])
    if not isinstance(first, Object):
        return None
    names = (property_.name for property_ in first.properties)
    return next((name for name in names if tells_apart(name, variants, graph)), None)


def tells_apart(name: str, variants: Sequence[Schema], graph: SchemaGraph) -> bool:
    """Return whether each variant but null has its own constant for the property."""
    seen: set[str] = set()
    for variant in variants:
        if is_null(variant):
            continue
        value = _constant(variant, name, graph)
        if value is None or value in seen:
            return False
        seen.add(value)
    return True


def _constant(variant: Schema, name: str, graph: SchemaGraph) -> str | None:
    """Return the only string that a required property of the variant may have."""
    schema = graph.resolve(variant)
    if not isinstance(schema, Object):
        return None
    member = next(
        (property_ for property_ in schema.properties if property_.name == name), None
    )
    inner = graph.resolve(member.schema) if member and member.required else None
    if not isinstance(inner, Enum) or inner.open or len(inner.values) != 1:
        return None
    value = inner.values[0]
    return value if isinstance(value, str) else None


def constants_first(variants: Sequence[Schema], graph: SchemaGraph) -> list[Schema]:
    """Move variants last that would accept the constants of others as well.

    An enumeration is open to values that it does not have, so a variant with a choice
    of values for a property fits an object that another variant is made for.
    """
    names = {
        property_.name
        for variant in variants
        if isinstance(schema := graph.resolve(variant), Object)
        for property_ in schema.properties
        if _constant(variant, property_.name, graph) is not None
    }
    if not names:
        return [*variants]
    return sorted(variants, key=lambda variant: _has_choice(variant, names, graph))


def _has_choice(variant: Schema, names: Collection[str], graph: SchemaGraph) -> bool:
    schema = graph.resolve(variant)
    if not isinstance(schema, Object):
        return False
    for property_ in schema.properties:
        inner = graph.resolve(property_.schema) if property_.name in names else None
        if isinstance(inner, Enum) and len(inner.values) > 1:
            return True
    return False


def implied_selection(
    variants: Sequence[Schema], graph: SchemaGraph, excluded: Collection[str] = ()
) -> Selection | None:
    """Return what the values of a property select without a discriminator.

    A value is one of those variants that list it, and of those that list none. Single
    constants tell variants apart without that: only they fit their type. `told`: the
    properties that have selected these variants already.
    """
    objects = [variant for variant in variants if _may_be_object(variant, graph)]
    if len(objects) < 2 or any(
        isinstance(graph.resolve(leaf), AnyValue)
        for object_ in objects
        for leaf in leaves(object_, graph)
    ):
        return None
    names = dict.fromkeys(
        member.name
        for object_ in objects
        for leaf in leaves(object_, graph)
        if isinstance(found := graph.resolve(leaf), Object)
        for member in found.properties
        if member.name not in excluded
    )
    best: tuple[float, Selection] | None = None
    for name in names:
        choices = _choices(name, objects, graph)
        pairs = sum(len(choice) for choice in choices.values())
        if not choices or pairs > _MOST_CHOICES:
            continue
        shared = pairs / len(choices)
        if shared < len(objects) and (best is None or shared < best[0]):
            chosen = tuple((value, found) for (_, value), found in choices.items())
            best = shared, Selection(name, chosen)
    return best[1] if best else None


def _may_be_object(variant: Schema, graph: SchemaGraph) -> bool:
    return any(
        isinstance(graph.resolve(leaf), Object | Map | AnyValue)
        for leaf in leaves(variant, graph)
    )


def _choices(
    name: str, variants: Sequence[Schema], graph: SchemaGraph
) -> dict[tuple[type, TagValue], tuple[Schema, ...]]:
    """Return the variants that allow each value; empty where types suffice."""
    listed = [_listed(variant, name, graph) for variant in variants]
    known = [choices for choices in listed if choices is not None]
    values = {(type(value), value): value for choices in known for value in choices}
    if len(known) < 2 or len({kind for kind, _ in values}) != 1:
        return {}
    if all(len(choices) == 1 for choices in known):
        return {}
    return {
        key: tuple(
            variant
            for variant, own in zip(variants, listed, strict=True)
            if own is None or key[1] in own
        )
        for key in values
    }


def _listed(
    variant: Schema, name: str, graph: SchemaGraph
) -> tuple[TagValue, ...] | None:
    """Return the property's possible values, or None if there may be others."""
    found: dict[TagValue, None] = {}
    for leaf in leaves(variant, graph):
        member = member_of(graph.resolve(leaf), name)
        inner = without_null(member.schema, graph) if member else None
        if not isinstance(inner, Enum):
            return None
        for value in inner.values:
            if isinstance(value, str | int):
                found[value] = None
            elif value is not None:
                return None
    return tuple(found) or None
