"""Names that follow from the place of a schema in its document.

A schema below `/components/responses/NotFound` is called after `NotFound`, whichever
operations use it, so that no other operation can rename it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import TypeAlias

from clientsmith.document.documents import Source
from clientsmith.document.pointers import parse_pointer
from clientsmith.naming.words import (
    joined,
    pascal,
    singular_name,
    type_name,
    usable,
    words,
)

# Components that contain schemas without being schemas (OpenAPI 3, Components Object),
# and their suffixes where a schema has the same name.
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

# Words for steps without a name.
_FILLERS = frozenset({"Item", "Value", "Extra"})
# In characters; the names of types in requests end in `Param`.
LONGEST = 55

# A name, and the names of the steps from there to a schema.
Steps: TypeAlias = tuple[str, ...]


def part_names(source: Source) -> tuple[str, ...]:
    """Name the schemas inside a shared response, body, parameter or header.

    The best first; empty for any other place.
    """
    part = _part(parse_pointer(source.pointer))
    if part is None:
        return ()
    kind, name = part
    suffix = _PARTS[kind]
    # `Response404`: a digit cannot begin a name.
    stem = type_name(f"{suffix}_{name}" if name[:1].isdigit() else name)
    return (stem,) if stem.endswith(suffix) else (stem, f"{stem}{suffix}")


def _part(tokens: Sequence[str]) -> tuple[str, str] | None:
    """Return kind and name; in OpenAPI 2.0 they are at the top."""
    if tokens[:1] == ("components",):
        tokens = tokens[1:]
    if len(tokens) > 2 and tokens[0] in _PARTS:
        return tokens[0], tokens[1]
    return None


def owner_of(source: Source) -> Source | None:
    """Return the operation that contains the schema, or None."""
    tokens = source.pointer.split("/")
    if tokens[1:2] != ["paths"] or len(tokens) < 5:
        return None
    return Source(source.document, "/".join(tokens[:4]))


def has_own_name(source: Source) -> bool:
    """Return whether a schema is an entry of a map of named schemas, or a file."""
    tokens = parse_pointer(source.pointer)
    return len(tokens) < 2 or tokens[-2] in _NAMED


def named_part(source: Source) -> tuple[str, ...]:
    """Return the tokens of the innermost named schema around a place; empty without
    one.
    """
    tokens = parse_pointer(source.pointer)
    ends = (at + 2 for at, token in enumerate(tokens) if token in _NAMED)
    return tokens[: max((end for end in ends if end < len(tokens)), default=0)]


def inner_steps(stem: Steps, tokens: Iterable[str]) -> Steps:
    """Return the way to a schema inside another one.

    `tokens`: those of the pointer behind that of the outer schema.
    """
    rest = iter(tokens)
    for token in rest:
        if token == "properties":
            stem = (*stem, usable(next(rest, ""), "Field"))
        elif token in _ITEMS:
            stem = item_of(stem)
        elif token in _VALUES:
            if token == "patternProperties":
                next(rest, None)
            stem = (*stem, "Value")
    return stem


def item_of(stem: Steps) -> Steps:
    """Return the way to an element of an array: the singular, if there is one."""
    item = singular_name(stem[-1])
    return (*stem[:-1], item) if item != stem[-1] else (*stem, "Item")


def spelled(steps: Steps) -> tuple[str, ...]:
    """Return the names for a way, the best first: one that is long leaves out its middle.

    The first step is the schema or operation that all others are inside, so that the
    names of others cannot decide about a short one.
    """
    whole = reduce(_extended, steps)
    plain = steps[0] + "".join(map(pascal, steps[1:]))
    if len(whole) <= LONGEST:
        return (whole, plain)
    shorter = (
        reduce(_extended, (steps[0], *steps[at:])) for at in range(2, len(steps))
    )
    short = [name for name in shorter if len(name) < len(whole)]
    fitting = [name for name in short if len(name) <= LONGEST] or short[-1:]
    return (*fitting[:1], whole, plain)


def _extended(stem: str, step: str) -> str:
    """Return a name and what is inside it, without a word twice in a row."""
    before, own = words(stem), words(step)
    if own and before[-len(own) :] == own:
        return f"{stem}{'Entry' if step in _FILLERS else 'Details'}"
    return joined(stem, step)
