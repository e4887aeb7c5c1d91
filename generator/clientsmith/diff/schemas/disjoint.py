"""Decide whether two shapes of one kind have no value in common."""

from __future__ import annotations

from clientsmith.contract.schemas import (
    Choice,
    Inside,
    Kind,
    Members,
    Required,
    Shape,
    Shapes,
)
from clientsmith.contract.values import is_beyond

# The depth to which the members of two variants are compared.
_DEEPEST = 3


def are_disjoint(one: Shape, other: Shape, shapes: Shapes, depth: int = 0) -> bool:
    """Return whether certainly no value fits both."""
    if one.kind is not other.kind:
        return True
    if _values_differ(one, other):
        return True
    if any(is_beyond(*pair) for pair in ((one, other), (other, one))):
        return True
    if one.kind is not Kind.OBJECT or depth >= _DEEPEST:
        return False
    if _is_closed_to(one, other, shapes) or _is_closed_to(other, one, shapes):
        return True
    shared = _required(one) & _required(other)
    return any(_members_differ(name, one, other, shapes, depth) for name in shared)


def _values_differ(one: Shape, other: Shape) -> bool:
    first, second = one.terms.get("enum"), other.terms.get("enum")
    if isinstance(first, Choice) and isinstance(second, Choice):
        return not first.values.keys() & second.values.keys()
    return False


def _required(shape: Shape) -> frozenset[str]:
    term = shape.terms.get("required")
    return frozenset(term.names) if isinstance(term, Required) else frozenset()


def _is_closed_to(one: Shape, other: Shape, shapes: Shapes) -> bool:
    """Return whether the other requires a member that this one forbids."""
    members = one.terms.get("properties")
    known = members if isinstance(members, Members) else None
    inside = one.terms.get("unevaluatedProperties")
    rest = known.rest if known is not None else ()
    if not rest and isinstance(inside, Inside):
        rest = inside.schema_set
    if not rest or shapes.shapes(rest) or (known is not None and known.patterns):
        return False
    return bool(_required(other) - (known.properties.keys() if known else set()))


def _members_differ(
    name: str, one: Shape, other: Shape, shapes: Shapes, depth: int
) -> bool:
    first, second = one.terms.get("properties"), other.terms.get("properties")
    if not isinstance(first, Members) or not isinstance(second, Members):
        return False
    if name not in first.properties or name not in second.properties:
        return False
    return all(
        are_disjoint(left, right, shapes, depth + 1)
        for left in shapes.shapes(first.properties[name])
        for right in shapes.shapes(second.properties[name])
    )
