"""Shared schemas by the names that readers know, and the members inside."""

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
    """Return `Invoice` and `.customer`, if that part of a shared schema changed."""
    sides = [_part(source) for source in (base, revision) if source is not None]
    if None in sides or len({side[0] for side in sides if side is not None}) != 1:
        return None
    return max((side for side in sides if side is not None), key=len, default=None)


def component_name(source: Source) -> str | None:
    """Return the name of the shared schema at a place, if there is one."""
    found = _part(source)
    return found[0] if found is not None and len(found) == 1 else None


def shared_schema(source: Source) -> Source | None:
    """Return the shared schema that a place belongs to."""
    tokens = parse_pointer(source.pointer)
    for start in (_COMPONENT, _DEFINITION):
        length = len(start)
        if tokens[:length] == start and len(tokens) > length:
            return Source(source.document, format_pointer(tokens[: length + 1]))
    return None


def _part(source: Source) -> tuple[str, ...] | None:
    """Return the component and the path to the part inside it."""
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
