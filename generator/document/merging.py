"""Merging the fragments of one API description into a document again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.diagnostics import Diagnostics, format_location
from generator.document.documents import Document, Node
from generator.document.findings import quote
from generator.document.pointers import Pointer, format_pointer
from generator.document.values import JsonObject, JsonValue

_EVERY = "*"
# Objects whose members are merged one by one: the document, the path items below
# `paths` and `webhooks`, the sections of `components`. Everything deeper must be
# equal wherever it is said.
_MERGED: tuple[tuple[str, ...], ...] = (
    (),
    ("paths",),
    ("paths", _EVERY),
    ("webhooks",),
    ("webhooks", _EVERY),
    ("components",),
    ("components", _EVERY),
)
_SERVERS: Pointer = ("servers",)
_TAGS: Pointer = ("tags",)
_ABSENT = "absent"
_METHODS = frozenset(
    {"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}
)


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where two values differ; `absent` where one has no member."""

    pointer: Pointer
    first: str
    second: str


def merge_fragments(
    fragments: Sequence[Document], diagnostics: Diagnostics
) -> JsonObject:
    """All fragments in one document.

    What one fragment leaves out, another supplies; what two of them say differently
    is reported as an error at the later place, naming the earlier one.
    """
    merger = _Merger(diagnostics)
    result: JsonValue = {}
    for fragment in fragments:
        result = merger.merge((), result, fragment.root)
    assert isinstance(result, dict)
    return result


def first_difference(first: JsonValue, second: JsonValue) -> Difference | None:
    """Where two values differ first, in the order of `first`; None when equal.

    Equal as JSON values: the order of keys does not matter, `1` equals `1.0`, and a
    boolean equals no number.
    """
    if isinstance(first, dict) and isinstance(second, dict):
        return _first_difference_below(first, second)
    if isinstance(first, list) and isinstance(second, list):
        return _first_difference_below(_by_index(first), _by_index(second))
    if isinstance(first, bool) is isinstance(second, bool) and first == second:
        return None
    return Difference((), quote(first), quote(second))


def _first_difference_below(first: JsonObject, second: JsonObject) -> Difference | None:
    for key in first | second:
        if key not in second:
            return Difference((key,), quote(first[key]), _ABSENT)
        if key not in first:
            return Difference((key,), _ABSENT, quote(second[key]))
        found = first_difference(first[key], second[key])
        if found:
            return Difference((key, *found.pointer), found.first, found.second)
    return None


def _by_index(values: list[JsonValue]) -> JsonObject:
    return {str(index): value for index, value in enumerate(values)}


class _Merger:
    """Remembers who said what first, for the messages."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self._diagnostics = diagnostics
        self._first: dict[Pointer, Node] = {}

    def merge(self, place: Pointer, known: JsonValue, said: Node) -> JsonValue:
        """What is known about `place` after it has been said once more."""
        if not isinstance(known, dict) or not isinstance(said.value, dict):
            return self._merge_whole(place, known, said)
        if not any(_matches(place, pattern) for pattern in _MERGED):
            return self._merge_whole(place, known, said)
        merged = dict(known)
        for key, member in said.items():
            inner = (*place, key)
            if key in known:
                merged[key] = self.merge(inner, known[key], member)
            else:
                merged[key] = member.value
                self._remember(inner, member)
        return merged

    def _remember(self, place: Pointer, node: Node) -> None:
        self._first[place] = node
        if any(_matches(place, pattern) for pattern in _MERGED):
            for key, member in node.items():
                self._remember((*place, key), member)
        elif place == _TAGS:
            for tag in node.elements():
                self._remember((*place, _tag_name(tag)), tag)

    def _merge_whole(self, place: Pointer, known: JsonValue, said: Node) -> JsonValue:
        if isinstance(known, list) and isinstance(said.value, list):
            if place == _TAGS:
                return self._merge_tags(known, said)
            if place == _SERVERS and _is_prefix(known, said.value):
                return said.value
            if place == _SERVERS and _is_prefix(said.value, known):
                return known
        self._require_equal(place, known, said)
        return known

    def _merge_tags(self, known: list[JsonValue], said: Node) -> JsonValue:
        """The union by name (the tags of an API are the same on all its pages)."""
        merged = list(known)
        names = [_name(tag) for tag in known]
        for tag in said.elements():
            name = _tag_name(tag)
            if name in names:
                self._require_equal((*_TAGS, name), known[names.index(name)], tag)
            else:
                merged.append(tag.value)
                self._remember((*_TAGS, name), tag)
        return merged

    def _require_equal(self, place: Pointer, known: JsonValue, said: Node) -> None:
        difference = first_difference(known, said.value)
        if difference is None:
            return
        first = self._first[place].location
        where = format_pointer(difference.pointer)
        self._diagnostics.error(
            "merge",
            f"{_title(place)} is not the same as in {format_location(first)}: "
            + (f"{where} is " if where else "it is ")
            + f"{difference.first} there and {difference.second} here",
            said.location,
            hint="keep the newer page, or correct one of the two",
        )


def _matches(place: Pointer, pattern: Pointer) -> bool:
    return len(place) == len(pattern) and all(
        wanted in (_EVERY, token) for token, wanted in zip(place, pattern, strict=True)
    )


def _is_prefix(short: list[JsonValue], long: list[JsonValue]) -> bool:
    return first_difference(short, long[: len(short)]) is None


def _tag_name(tag: Node) -> str:
    return _name(tag.value)


def _name(tag: JsonValue) -> str:
    return str(tag.get("name")) if isinstance(tag, dict) else str(tag)


def _title(place: Pointer) -> str:
    """What a reader calls the thing: `GET /runs`, `components.schemas.Run`."""
    if len(place) == 3 and place[0] == "paths" and place[2] in _METHODS:
        return f"`{place[2].upper()} {place[1]}`"
    return f"`{'.'.join(place)}`"
