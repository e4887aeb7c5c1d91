"""Unions of constants and enumerations, read as one enumeration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from clientsmith.contract.schemas import Choice, Kind, Shape
from clientsmith.document.documents import Source

_IN_UNION = re.compile(r"(.*/(?:anyOf|oneOf))/\d+/")


def with_joined_choices(
    old: Sequence[Shape], new: Sequence[Shape]
) -> tuple[Sequence[Shape], Sequence[Shape]]:
    """Merge all alternatives that only list values.

    Those that have the same names on both sides are compared name by name.
    """
    if len(old) == len(new) == 1:
        return old, new
    names = [[shape.label for shape in side if _lists(shape)] for side in (old, new)]
    if None not in names[0] and sorted(map(str, names[0])) == sorted(
        map(str, names[1])
    ):
        return old, new
    return _joined(old), _joined(new)


def _joined(shapes: Sequence[Shape]) -> Sequence[Shape]:
    found: list[list[Shape]] = []
    for shape in shapes:
        for group in found:
            if _lists(shape) and _lists(group[0]) and _kept(shape) == _kept(group[0]):
                group.append(shape)
                break
        else:
            found.append([shape])
    return [shape for group in found for shape in _as_one(group)]


def _as_one(group: Sequence[Shape]) -> Sequence[Shape]:
    if len(group) == 1 or any(_clash(*pair) for pair in combinations(group, 2)):
        return group
    first = group[0]
    choices = [_choice(shape) for shape in group]
    values = {key: value for choice in choices for key, value in choice.values.items()}
    origin = choices[0].origin
    inside = _IN_UNION.match(origin.pointer)
    if inside:
        origin = Source(origin.document, inside[1])
    term = Choice(values=values, const=False, origin=origin)
    return [replace(first, terms={**first.terms, "enum": term}, label=None)]


def _lists(shape: Shape) -> bool:
    scalar = shape.kind not in (Kind.ARRAY, Kind.OBJECT)
    return scalar and isinstance(shape.terms.get("enum"), Choice)


def _choice(shape: Shape) -> Choice:
    term = shape.terms["enum"]
    assert isinstance(term, Choice)
    return term


def _kept(shape: Shape) -> tuple[object, ...]:
    """Return what alternatives must share to be merged: other terms, and the `oneOf`s
    that they belong to, as values outside of these overlap with nothing.
    """
    terms = {key: term for key, term in shape.terms.items() if key != "enum"}
    return terms, {union for union, _ in shape.exclusive}


def _clash(first: Shape, second: Shape) -> bool:
    """Return whether a value fits two alternatives of a `oneOf`, which makes it
    invalid.
    """
    shared = _choice(first).values.keys() & _choice(second).values.keys()
    groups = dict(first.exclusive)
    return bool(shared) and any(
        group in groups and groups[group] != at for group, at in second.exclusive
    )
