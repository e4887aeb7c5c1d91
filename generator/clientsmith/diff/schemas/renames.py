"""Properties of one object that were removed, and added ones that may be the same."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from clientsmith.contract.schemas import (
    Choice,
    Elements,
    Kind,
    Members,
    Required,
    SchemaSet,
    Shape,
    Shapes,
    Term,
)
from clientsmith.diff.components import shared_schema
from clientsmith.document.documents import Source
from clientsmith.naming.words import words
from clientsmith.support.markdown import quoted

_SIMILAR = 0.8
_DEEPEST = 3
Properties = Mapping[str, SchemaSet]
Pairs = Mapping[str, list[str]]


def renamed_properties(
    removed: Properties,
    added: Properties,
    kept: frozenset[SchemaSet],
    shapes: tuple[Shapes, Shapes],
) -> dict[str, str]:
    """Return the new names of removed properties, where only one is possible.

    The schema has to be the same. Beyond that, the names are alike, or the schema says so
    much that it is no coincidence, and no property that is `kept` has it.
    """
    equal = {
        old: [new for new in added if _is_same(schema_set, added[new], shapes)]
        for old, schema_set in removed.items()
    }
    alike = {old: [new for new in equal[old] if _alike(old, new)] for old in equal}
    found = _unique(alike)
    distinctive = {
        old: [new for new in equal[old] if new not in found.values()]
        for old, schema_set in removed.items()
        if old not in found
        and schema_set not in kept
        and _is_telling(schema_set, shapes[0])
    }
    return found | _unique(distinctive)


def rename_note(name: str | None) -> str:
    """Return what a message adds about the name that may be the new one."""
    return f"it may have been renamed to {quoted(name)}" if name else ""


def _unique(candidates: Pairs) -> dict[str, str]:
    """Return the pairs in which both sides have no other candidate."""
    every = [new for names in candidates.values() for new in names]
    return {
        old: names[0]
        for old, names in candidates.items()
        if len(names) == 1 and every.count(names[0]) == 1
    }


def _alike(old: str, new: str) -> bool:
    """Return whether the names share their words, or are nearly the same text."""
    before, after = {*words(old)}, {*words(new)}
    if before and after and (before <= after or after <= before):
        return True
    texts = "".join(words(old)), "".join(words(new))
    return SequenceMatcher(None, *texts, autojunk=False).ratio() >= _SIMILAR


def _is_same(
    base: SchemaSet, revision: SchemaSet, shapes: tuple[Shapes, Shapes], depth: int = 0
) -> bool:
    """Return whether two schemas say the same, down to the shared ones they refer to."""
    if depth > _DEEPEST or any(map(_is_shared, (*base, *revision))):
        return base == revision
    old, new = shapes[0].shapes(base), shapes[1].shapes(revision)
    return len(old) == len(new) and all(
        left.kind is right.kind
        and left.terms.keys() == right.terms.keys()
        and all(
            _is_same_term(term, right.terms[key], shapes, depth + 1)
            for key, term in left.terms.items()
        )
        for left, right in zip(old, new, strict=True)
    )


def _is_same_term(
    base: Term, revision: Term, shapes: tuple[Shapes, Shapes], depth: int
) -> bool:
    if isinstance(base, Required) and isinstance(revision, Required):
        return base.names.keys() == revision.names.keys()
    if isinstance(base, Elements) and isinstance(revision, Elements):
        same = _is_same(base.rest, revision.rest, shapes, depth)
        return same and base.prefix == revision.prefix
    if isinstance(base, Members) and isinstance(revision, Members):
        old, new = base.properties, revision.properties
        return (
            old.keys() == new.keys()
            and base.patterns == revision.patterns
            and _is_same(base.rest, revision.rest, shapes, depth)
            and all(_is_same(old[name], new[name], shapes, depth) for name in old)
        )
    return base == revision


def _is_shared(source: Source) -> bool:
    return shared_schema(source) == source


def _is_telling(schema_set: SchemaSet, shapes: Shapes, depth: int = 0) -> bool:
    """Return whether hardly two properties have such a schema by chance."""
    found = shapes.shapes(schema_set)
    return any(_is_telling_shape(shape, shapes, depth) for shape in found)


def _is_telling_shape(shape: Shape, shapes: Shapes, depth: int) -> bool:
    choice = shape.terms.get("enum")
    if isinstance(choice, Choice) and shape.kind is not Kind.BOOLEAN:
        return len(choice.values) > 1
    members, items = shape.terms.get("properties"), shape.terms.get("items")
    if isinstance(members, Members) and members.properties:
        return True
    inside = items.rest if isinstance(items, Elements) else ()
    if inside and depth < _DEEPEST:
        return _is_telling(inside, shapes, depth + 1)
    return "pattern" in shape.terms
