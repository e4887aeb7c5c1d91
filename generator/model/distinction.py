"""Which property tells the variants of a union apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from generator.model.schemas import Enum, Object, Schema, SchemaGraph, is_null


def telling_property(variants: Sequence[Schema], graph: SchemaGraph) -> str | None:
    """The first property that tells all variants apart; None without one."""
    first = graph.resolve(variants[0])
    if not isinstance(first, Object):
        return None
    names = (each.name for each in first.properties)
    return next((name for name in names if tells_apart(name, variants, graph)), None)


def tells_apart(name: str, variants: Sequence[Schema], graph: SchemaGraph) -> bool:
    """Whether each variant but null has a constant of its own for the property."""
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
    """The only text that a required property of the variant may hold."""
    schema = graph.resolve(variant)
    if not isinstance(schema, Object):
        return None
    member = next((each for each in schema.properties if each.name == name), None)
    inner = graph.resolve(member.schema) if member and member.required else None
    if not isinstance(inner, Enum) or inner.open or len(inner.values) != 1:
        return None
    value = inner.values[0]
    return value if isinstance(value, str) else None


def constants_first(variants: Sequence[Schema], graph: SchemaGraph) -> list[Schema]:
    """The variants, those behind that would take the constants of others as well.

    An enumeration is open to values that it does not have, so a variant with a choice
    of values for a property fits an object that another variant is made for.
    """
    names = {
        each.name
        for variant in variants
        if isinstance(schema := graph.resolve(variant), Object)
        for each in schema.properties
        if _constant(variant, each.name, graph) is not None
    }
    if not names:
        return [*variants]
    return sorted(variants, key=lambda each: _has_choice(each, names, graph))


def _has_choice(variant: Schema, names: Collection[str], graph: SchemaGraph) -> bool:
    schema = graph.resolve(variant)
    if not isinstance(schema, Object):
        return False
    for each in schema.properties:
        inner = graph.resolve(each.schema) if each.name in names else None
        if isinstance(inner, Enum) and len(inner.values) > 1:
            return True
    return False
