"""Intersect two shapes, term by term."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from clientsmith.contract.schemas import (
    Bound,
    Choice,
    Dependent,
    DependentSchemas,
    Elements,
    Inside,
    Kind,
    Known,
    Members,
    Multiples,
    Required,
    SchemaSet,
    Several,
    Shape,
    Term,
    Unclear,
    Whole,
    Words,
)
from clientsmith.contract.values import accepts, is_beyond
from clientsmith.document.values import JsonValue

# Kinds whose terms can be tested with a single value, so that enumerated values can be
# filtered.
_SCALARS = frozenset({Kind.NULL, Kind.BOOLEAN, Kind.NUMBER, Kind.STRING})
_DECIDED = (Bound, Multiples, Whole)


def both(first: SchemaSet, second: SchemaSet) -> SchemaSet:
    """Combine all demands without duplicates, in a stable order."""
    if not second or first == second:
        return first
    return tuple(dict.fromkeys((*first, *second)))


def intersect_all(left: Iterable[Shape], right: Iterable[Shape]) -> tuple[Shape, ...]:
    """Return the intersections of all pairs of one kind."""
    right = tuple(right)
    return tuple(
        intersect(left_shape, right_shape)
        for left_shape in left
        for right_shape in right
        if left_shape.kind is right_shape.kind
    )


def intersect(left: Shape, right: Shape) -> Shape:
    """Return the shape of the values that fit both shapes of one kind."""
    if not right.terms and right.union is None and right.label is None:
        return left
    if not left.terms and left.union is None and left.label is None:
        return right
    terms = dict(left.terms)
    for keyword, term in right.terms.items():
        known = terms.get(keyword)
        terms[keyword] = term if known is None else intersect_terms(known, term)
    labels = dict.fromkeys(label for label in (left.label, right.label) if label)
    return Shape(
        kind=left.kind,
        source=left.source if left.terms else right.source,
        terms=terms,
        label=" & ".join(labels) or None,
        union=left.union or right.union,
        exclusive=left.exclusive | right.exclusive,
        tags={**right.tags, **left.tags},
    )


def intersect_terms(left: Term, right: Term) -> Term:
    """Intersect two terms of one keyword."""
    if isinstance(left, Bound) and isinstance(right, Bound):
        return _tighter(left, right)
    if isinstance(left, Words) and isinstance(right, Words):
        return replace(left, words=left.words | right.words)
    if isinstance(left, Multiples) and isinstance(right, Multiples):
        return replace(left, steps=left.steps | right.steps)
    if isinstance(left, Choice) and isinstance(right, Choice):
        return replace(left, values=_common(left.values, right.values))
    if isinstance(left, Known) and isinstance(right, Known):
        return replace(left, values=_common(left.values, right.values))
    if isinstance(left, Unclear) and isinstance(right, Unclear):
        return replace(left, texts=left.texts | right.texts)
    if isinstance(left, Several) and isinstance(right, Several):
        terms = dict.fromkeys((*left.terms, *right.terms))
        return replace(left, terms=tuple(terms))
    return _intersect_parts(left, right)


def _intersect_parts(left: Term, right: Term) -> Term:
    """Intersect two terms about a value's parts."""
    if isinstance(left, Inside) and isinstance(right, Inside):
        return replace(left, schema_set=both(left.schema_set, right.schema_set))
    if isinstance(left, Members) and isinstance(right, Members):
        return _members(left, right)
    if isinstance(left, Required) and isinstance(right, Required):
        return replace(left, names={**right.names, **left.names})
    if isinstance(left, Elements) and isinstance(right, Elements):
        return _elements(left, right)
    if isinstance(left, Dependent) and isinstance(right, Dependent):
        return replace(left, names=_dependent(left.names, right.names))
    if isinstance(left, DependentSchemas) and isinstance(right, DependentSchemas):
        return replace(left, schema_set=_together(left.schema_set, right.schema_set))
    return left


def _tighter(left: Bound, right: Bound) -> Bound:
    if left.value == right.value:
        return left if left.exclusive else right
    higher, lower = (left, right) if left.value > right.value else (right, left)
    return higher if left.lower else lower


def _common(
    left: Mapping[str, JsonValue], right: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    return {key: value for key, value in left.items() if key in right}


def _dependent(
    left: Mapping[str, frozenset[str]], right: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    return {
        name: left.get(name, frozenset()) | right.get(name, frozenset())
        for name in {**left, **right}
    }


def _together(
    left: Mapping[str, SchemaSet], right: Mapping[str, SchemaSet]
) -> dict[str, SchemaSet]:
    return {
        name: both(left.get(name, ()), right.get(name, ()))
        for name in {**left, **right}
    }


def _members(left: Members, right: Members) -> Members:
    """Intersect properties; a name on one side counts as an other member on the other."""

    def schema_of(side: Members, name: str) -> SchemaSet:
        return side.properties.get(name, side.rest)

    def matching(side: Members, pattern: str) -> SchemaSet:
        return side.patterns.get(pattern, side.rest)

    return Members(
        properties={
            name: both(schema_of(left, name), schema_of(right, name))
            for name in {**left.properties, **right.properties}
        },
        patterns={
            pattern: both(matching(left, pattern), matching(right, pattern))
            for pattern in {**left.patterns, **right.patterns}
        },
        rest=both(left.rest, right.rest),
        places={**right.places, **left.places},
        origin=left.origin if left.properties else right.origin,
    )


def _elements(left: Elements, right: Elements) -> Elements:
    def schema_of(side: Elements, at: int) -> SchemaSet:
        return side.prefix[at] if at < len(side.prefix) else side.rest

    length = max(len(left.prefix), len(right.prefix))
    return Elements(
        prefix=tuple(
            both(schema_of(left, at), schema_of(right, at)) for at in range(length)
        ),
        rest=both(left.rest, right.rest),
        origin=left.origin,
    )


def settled(shape: Shape) -> Shape | None:
    """Simplify the terms of a shape; return None when no value fits."""
    if shape.kind is Kind.NUMBER and "integer" in shape.terms:
        shape = _whole_bounds(shape)
    choice = shape.terms.get("enum")
    if isinstance(choice, Choice):
        return _decided(shape, choice)
    return None if is_beyond(shape, shape) else shape


def _decided(shape: Shape, choice: Choice) -> Shape | None:
    """Keep only the enumerated values that fit, and drop the terms that decided it."""
    others = replace(
        shape, terms={key: term for key, term in shape.terms.items() if key != "enum"}
    )
    kept = {
        key: value
        for key, value in choice.values.items()
        if accepts(others, value) is not False
    }
    if not kept:
        return None
    terms = dict(shape.terms)
    terms["enum"] = replace(choice, values=kept)
    if shape.kind is Kind.BOOLEAN and len(kept) > 1:
        del terms["enum"]
    if shape.kind in _SCALARS:
        for keyword, term in shape.terms.items():
            if isinstance(term, _DECIDED) or keyword == "pattern":
                del terms[keyword]
    return replace(shape, terms=terms)


def _whole_bounds(shape: Shape) -> Shape:
    """Tighten bounds of integers: `> 4` and `>= 4.5` become `>= 5`."""
    terms = dict(shape.terms)
    multiples = terms.get("multipleOf")
    if isinstance(multiples, Multiples):
        steps = frozenset(step for step in multiples.steps if step.numerator != 1)
        terms["multipleOf"] = replace(multiples, steps=steps)
        if not steps:
            del terms["multipleOf"]
    for keyword in ("minimum", "maximum"):
        bound = terms.get(keyword)
        if isinstance(bound, Bound) and math.isfinite(bound.value):
            if bound.lower:
                value = (
                    math.floor(bound.value) + 1
                    if bound.exclusive
                    else (math.ceil(bound.value))
                )
            else:
                value = (
                    math.ceil(bound.value) - 1
                    if bound.exclusive
                    else (math.floor(bound.value))
                )
            terms[keyword] = replace(bound, value=value, exclusive=False)
    return replace(shape, terms=terms)
