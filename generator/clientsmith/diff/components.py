"""Shared schemas as readers know them: by their names, and the members inside."""

from __future__ import annotations

from collections.abc import Sequence

from clientsmith.document.documents import Source
from clientsmith.document.pointers import format_pointer, parse_pointer

_COMPONENT = ("components", "schemas")
_DEFINITION = ("definitions",)
_BRANCHES = frozenset({"allOf", "anyOf", "oneOf", "$ref"})
_MEMBERS = frozenset({"properties", "patternProperties"})


def component_part(
    base: Source | None, revision: Source | None
) -> tuple[str, ...] | None:
    """`Invoice` and `.customer`, where that part of a shared schema changed."""
    sides = [_part(each) for each in (base, revision) if each is not None]
    if None in sides or len({each[0] for each in sides if each is not None}) != 1:
        return None
    return max((each for each in sides if each is not None), key=len, default=None)


def component_name(source: Source) -> str | None:
    """The shared schema that stands there, if one does."""
    found = _part(source)
    return found[0] if found is not None and len(found) == 1 else None


def shared_schema(source: Source) -> Source | None:
    """The shared schema that a place belongs to."""
    tokens = parse_pointer(source.pointer)
    for start in (_COMPONENT, _DEFINITION):
        length = len(start)
        if tokens[:length] == start and len(tokens) > length:
            return Source(source.document, format_pointer(tokens[: length + 1]))
    return None


def _part(source: Source) -> tuple[str, ...] | None:
    """The component, then the way to the part inside it."""
    tokens = parse_pointer(source.pointer)
    if tokens[:2] == _COMPONENT and len(tokens) > 2:
        return (tokens[2], *_inside(tokens[3:]))
    if tokens[:1] == _DEFINITION and len(tokens) > 1:
        return (tokens[1], *_inside(tokens[2:]))
    return None


def _inside(tokens: Sequence[str]) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(tokens):
        keyword = tokens[at]
        if keyword in _MEMBERS and at + 1 < len(tokens):
            found.append(f".{tokens[at + 1]}")
            at += 2
        elif keyword in _BRANCHES:
            at += 1 + (at + 1 < len(tokens) and tokens[at + 1].isdigit())
        elif keyword == "items":
            found.append("[]")
            at += 1
        elif keyword == "additionalProperties" and at + 1 < len(tokens):
            found.append(".*")
            at += 1
        else:
            break
    return found
