"""Makes documents smaller for as long as something still holds of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from benchmarks.trips.document import METHODS
from benchmarks.trips.json_values import Json, pointed_at, unquoted

Holds: TypeAlias = Callable[[Json], bool]
Place: TypeAlias = tuple[str | int, ...]


def shrunk(document: Json, key: str, holds: Holds) -> Json:
    """The smallest document found with `GET /path`, of which it still holds."""
    smallest = only(document, key)
    if not holds(smallest):
        return document
    plain = _without_words(smallest)
    if holds(plain):
        smallest = plain
    found = True
    while found:
        found = False
        for place in [*_places(smallest)]:
            smaller = _without(smallest, place)
            if smaller is not None and holds(smaller):
                smallest, found = smaller, True
    return smallest


_WORDS = frozenset({"summary", "example", "examples"})


def _without_words(value: Json, named: bool = False) -> Json:
    """Without what only people read; `named`: the keys are names of the document."""
    if isinstance(value, list):
        return [_without_words(element) for element in value]
    if not isinstance(value, dict):
        return value
    return {
        name: (
            ""  # some are required
            if name == "description" and not named
            else _without_words(member, name in ("properties", "schemas"))
        )
        for name, member in value.items()
        if named or not (name in _WORDS or name.startswith("x-"))
    }


def only(document: Json, key: str) -> Json:
    """The document with one operation, and what that refers to."""
    method, _, path = key.partition(" ")
    item = document["paths"][path]
    kept = {
        name: value
        for name, value in item.items()
        if name not in METHODS or name == method.lower()
    }
    smaller = {**document, "paths": {path: kept}, "components": {}}
    smaller.pop("tags", None)
    waiting: list[Json] = [smaller]
    schemes = document.get("components", {}).get("securitySchemes")
    if schemes:
        smaller["components"]["securitySchemes"] = schemes
    seen: set[str] = set()
    while waiting:
        for reference in [*_references(waiting.pop())]:
            if reference in seen or not reference.startswith("#/components/"):
                continue
            seen.add(reference)
            kind, name = map(unquoted, reference.split("/")[2:4])
            found = pointed_at(document, "/".join(reference.split("/")[:4]))
            smaller["components"].setdefault(kind, {})[name] = found
            waiting.append(found)
    return smaller


def _references(value: Json) -> Iterator[str]:
    if isinstance(value, list):
        for element in value:
            yield from _references(element)
    elif isinstance(value, dict):
        for name, member in value.items():
            if name == "$ref" and isinstance(member, str):
                yield member
            elif name == "mapping" and isinstance(member, dict):
                for target in member.values():
                    yield (
                        target if "/" in target else f"#/components/schemas/{target}"
                    )
            else:
                yield from _references(member)


def _places(value: Json, above: Place = ()) -> Iterator[Place]:
    """Everything that might be left out, the largest first."""
    items: list[tuple[str | int, Json]] = []
    if isinstance(value, dict):
        items = [*value.items()]
    elif isinstance(value, list):
        items = [*reversed([*enumerate(value)])]
    for name, _ in items:
        yield (*above, name)
    for name, element in items:
        yield from _places(element, (*above, name))


def _without(value: Json, place: Place) -> Json:
    """A copy without a part; None where that is gone already."""
    first, *rest = place
    if isinstance(value, dict) and first in value:
        if not rest:
            return {name: member for name, member in value.items() if name != first}
        inside = _without(value[first], tuple(rest))
        return None if inside is None else {**value, first: inside}
    if isinstance(value, list) and isinstance(first, int) and first < len(value):
        if not rest:
            return [*value[:first], *value[first + 1 :]]
        inside = _without(value[first], tuple(rest))
        if inside is not None:
            return [*value[:first], inside, *value[first + 1 :]]
    return None
