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


def are_disjoint(left: Shape, right: Shape, shapes: Shapes, depth: int = 0) -> bool:
    """Return whether certainly no value fits both."""
    if left.kind is not right.kind:
        return True
    if _values_differ(left, right):
        return True
    if any(is_beyond(*pair) for pair in ((left, right), (right, left))):
        return True
    if left.kind is not Kind.OBJECT or depth >= _DEEPEST:
        return False
    if _is_closed_to(left, right, shapes) or _is_closed_to(right, left, shapes):
        return True
    shared = _required(left) & _required(right)
    return any(_members_differ(name, left, right, shapes, depth) for name in shared)


def _values_differ(left: Shape, right: Shape) -> bool:
    first, second = left.terms.get("enum"), right.terms.get("enum")
    if isinstance(first, Choice) and isinstance(second, Choice):
        return not first.values.keys() & second.values.keys()
    return False


def _required(shape: Shape) -> frozenset[str]:
    term = shape.terms.get("required")
    return frozenset(term.names) if isinstance(term, Required) else frozenset()


def _is_closed_to(left: Shape, right: Shape, shapes: Shapes) -> bool:
    """Return whether the other requires a member that this one forbids."""
    members = left.terms.get("properties")
    known = members if isinstance(members, Members) else None
    inside = left.terms.get("unevaluatedProperties")
    rest = known.rest if known is not None else ()
    if not rest and isinstance(inside, Inside):
        rest = inside.schema_set
    if not rest or shapes.shapes(rest) or (known is not None and known.patterns):
        return False
    return bool(_required(right) - (known.properties.keys() if known else set()))


def _members_differ(
    name: str, left: Shape, right: Shape, shapes: Shapes, depth: int
) -> bool:
    first, second = left.terms.get("properties"), right.terms.get("properties")
    if not isinstance(first, Members) or not isinstance(second, Members):
        return False
    if name not in first.properties or name not in second.properties:
        return False
    return all(
        are_disjoint(left, right, shapes, depth + 1)
        for left in shapes.shapes(first.properties[name])
        for right in shapes.shapes(second.properties[name])
    )
