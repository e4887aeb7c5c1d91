"""Compare and unite values of documents by structure.

Annotations say something to readers only. Publishers word them differently from page to
page, so they never contradict each other: the first that is not empty counts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from clientsmith.document.findings import quote
from clientsmith.document.pointers import Pointer
from clientsmith.document.structure import KINDS, Kind
from clientsmith.document.values import JsonObject, JsonValue

_ANNOTATIONS = frozenset(
    {
        "$comment", "deprecated", "description", "example", "examples", "externalDocs",
        "summary", "title",
    }
)  # fmt: skip
# Lists whose order is irrelevant, by the kind of object.
_SETS = {
    "Operation": ("parameters",),
    "Path Item": ("parameters",),
    "Schema": ("enum", "required", "type"),
}
_ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where two values differ; `absent` if a member is missing."""

    pointer: Pointer
    first: str
    second: str


def kind_at(place: Pointer) -> Kind | None:
    """Return the kind at a place of a document; None for a plain value."""
    kind: Kind | None = KINDS["OpenAPI"]
    for key in place:
        kind = kind.below(key) if kind else None
    return kind


def is_annotation(key: str, kind: Kind | None) -> bool:
    """Return whether the member of an object of this kind is an annotation."""
    if kind is None:
        return False
    if kind.entries is not None:
        return kind.is_extension(key)
    if kind.name == "Operation" and key == "tags":
        return True  # for example translated
    return key in _ANNOTATIONS or key.startswith("x-") or kind.name == "Example"


def structure_of(value: JsonValue, kind: Kind | None) -> JsonValue:
    """Return the value without annotations, with unordered lists in a stable order."""
    if isinstance(value, dict):
        return {
            key: _structure_of_member(key, member, kind)
            for key, member in value.items()
            if not is_annotation(key, kind)
        }
    if isinstance(value, list):
        element_kind = kind.entries if kind is not None and kind.is_list else None
        return [structure_of(element, element_kind) for element in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _structure_of_member(key: str, member: JsonValue, kind: Kind | None) -> JsonValue:
    structure = structure_of(member, kind.below(key) if kind else None)
    if isinstance(structure, list) and kind and key in _SETS.get(kind.name, ()):
        return sorted(structure, key=_text)
    return structure


def _text(value: JsonValue) -> str:
    return json.dumps(value, sort_keys=True)


def fingerprint(value: JsonValue, kind: Kind | None) -> str:
    """Return a hash of the structure that ignores the order of keys."""
    return _text(structure_of(value, kind))


def united(first: JsonValue, second: JsonValue, kind: Kind | None) -> JsonValue:
    """Unite two values of the same structure, with the annotations of both."""
    if kind is None or first is second:
        return first
    if isinstance(first, dict) and isinstance(second, dict):
        return _united_objects(first, second, kind)
    if isinstance(first, list) and isinstance(second, list) and kind.is_list:
        by_text = {fingerprint(value, kind.entries): value for value in second}
        return [
            united(
                value,
                by_text.get(fingerprint(value, kind.entries), value),
                kind.entries,
            )
            for value in first
        ]
    return first


def _united_objects(first: JsonObject, second: JsonObject, kind: Kind) -> JsonObject:
    result = dict(first)
    for key, value in second.items():
        if is_annotation(key, kind):
            if is_empty(first.get(key)) and not is_empty(value):
                result[key] = value
        elif key in first:
            result[key] = united(first[key], value, kind.below(key))
        else:
            result[key] = value
    return result


def is_empty(value: JsonValue) -> bool:
    """Return whether an annotation is empty."""
    return value is None or value is False or value in ("", [], {})


def first_difference(first: JsonValue, second: JsonValue) -> Difference | None:
    """Return the first difference in the order of `first`, or None if equal.

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
