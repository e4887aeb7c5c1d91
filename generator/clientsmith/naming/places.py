"""Names that follow from the place of a schema in its document.

A schema below `/components/responses/NotFound` is called after `NotFound`, whichever
operations use it, so that no other operation can rename it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clientsmith.document.documents import Source
from clientsmith.document.pointers import parse_pointer
from clientsmith.naming.words import joined, singular_name, type_name, usable

# Components that hold schemas without being schemas (OpenAPI 3, Components Object), and
# what stands behind their names where a schema has the name already.
_PARTS = {
    "responses": "Response",
    "requestBodies": "Body",
    "parameters": "Parameter",
    "headers": "Header",
}
# Maps of schemas with names of their own.
_NAMED = frozenset({"schemas", "definitions", "$defs"})
_ITEMS = frozenset({"items", "prefixItems", "unevaluatedItems", "contains"})
_VALUES = frozenset(
    {"additionalProperties", "patternProperties", "unevaluatedProperties"}
)


def part_names(source: Source) -> tuple[str, ...]:
    """Names for what stands in a shared response, body, parameter or header.

    The best first; empty for any other place.
    """
    part = _part(parse_pointer(source.pointer))
    if part is None:
        return ()
    kind, name = part
    stem = type_name(name)
    suffix = _PARTS[kind]
    return (stem,) if stem.endswith(suffix) else (stem, f"{stem}{suffix}")


def _part(tokens: Sequence[str]) -> tuple[str, str] | None:
    """Kind and name: in OpenAPI 2.0 they stand at the top."""
    if tokens[:1] == ("components",):
        tokens = tokens[1:]
    if len(tokens) > 2 and tokens[0] in _PARTS:
        return tokens[0], tokens[1]
    return None


def owner_of(source: Source) -> Source | None:
    """The operation that a schema stands in; None for any other place."""
    tokens = source.pointer.split("/")
    if tokens[1:2] != ["paths"] or len(tokens) < 5:
        return None
    return Source(source.document, "/".join(tokens[:4]))


def has_own_name(source: Source) -> bool:
    """Whether a schema is an entry of a map of named schemas, or a file or the like."""
    tokens = parse_pointer(source.pointer)
    return len(tokens) < 2 or tokens[-2] in _NAMED


def named_part(source: Source) -> tuple[str, ...]:
    """The tokens of the innermost named schema around a place; empty without one."""
    tokens = parse_pointer(source.pointer)
    ends = (at + 2 for at, each in enumerate(tokens) if each in _NAMED)
    return tokens[: max((end for end in ends if end < len(tokens)), default=0)]


def inner_name(stem: str, steps: Iterable[str]) -> str:
    """The name of a schema inside one that is called `stem`, by the way that leads there.

    `steps`: the tokens of the pointer behind that of the outer schema.
    """
    rest = iter(steps)
    for step in rest:
        if step == "properties":
            stem = joined(stem, usable(next(rest, ""), "Field"))
        elif step in _ITEMS:
            one = singular_name(stem)
            stem = one if one != stem else f"{stem}Item"
        elif step in _VALUES:
            if step == "patternProperties":
                next(rest, None)
            stem += "Value"
    return stem
