"""JSON values: equality, and whether a value fits the terms of a shape."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import lru_cache

import jsonschema_rs

from clientsmith.contract.schemas import (
    KIND_OF,
    Bound,
    Choice,
    Kind,
    Known,
    Multiples,
    Shape,
    Term,
    Whole,
    Words,
)
from clientsmith.document.values import JsonValue

# Encodings of texts by the name in `contentEncoding`, with the equivalent formats.
ENCODING_FORMATS = {
    "base64": "byte",
    "base64url": "base64url",
    "binary": "binary",
    **{
        encoding: f"contentEncoding {encoding}"
        for encoding in ("7bit", "8bit", "base16", "base32", "quoted-printable")
    },
}
_RANGES = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


def canonical(value: JsonValue) -> str:
    """Return one text for all values that JSON Schema treats as equal (2020-12, 4.2.2)."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def kind_of_value(value: JsonValue) -> Kind:
    """Return the JSON type of a value."""
    match value:
        case None:
            return Kind.NULL
        case bool():
            return Kind.BOOLEAN
        case int() | float():
            return Kind.NUMBER
        case str():
            return Kind.STRING
        case list():
            return Kind.ARRAY
        case _:
            return Kind.OBJECT


def accepts(shape: Shape, value: JsonValue) -> bool | None:
    """Return whether a value of the shape's type fits; None where undecided."""
    answers = [
        _fits(keyword, term, value)
        for keyword, term in shape.terms.items()
        if KIND_OF.get(keyword, shape.kind) is shape.kind
    ]
    if False in answers:
        return False
    return None if None in answers else True


def _fits(keyword: str, term: Term, value: JsonValue) -> bool | None:
    match term:
        case Choice():
            return canonical(value) in term.values
        case Known():
            return True
        case Bound():
            return _within(keyword, term, value)
        case Words() if keyword == "pattern" and isinstance(value, str):
            return all(_matches(word, value) for word in term.words)
        case Multiples() if isinstance(value, int | float):
            exact = Fraction(str(value))
            return all((exact / step).denominator == 1 for step in term.steps)
        case Whole() if keyword == "integer" and isinstance(value, int | float):
            return float(value).is_integer()
        case _:
            return None


def _within(keyword: str, bound: Bound, value: JsonValue) -> bool:
    if isinstance(value, str | list | dict):
        size: int | float = len(value)
    else:
        assert isinstance(value, int | float), keyword
        size = value
    if size == bound.value:
        return not bound.exclusive
    return size > bound.value if bound.lower else size < bound.value


@lru_cache(maxsize=4096)
def _matches(pattern: str, text: str) -> bool | None:
    """Return whether the pattern is found in the string, as JSON Schema searches."""
    try:
        return jsonschema_rs.is_valid({"pattern": pattern}, text)
    except ValueError:
        return None


def _plain(value: JsonValue) -> JsonValue:
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_plain(member) for member in value]
        case dict():
            return {str(key): _plain(member) for key, member in value.items()}
        case _:
            return value


def is_beyond(first: Shape, second: Shape) -> bool:
    """Return whether all of one lies above all of the other; a range above itself is
    empty.
    """
    for low, high in _RANGES:
        lower, upper = first.terms.get(low), second.terms.get(high)
        if KIND_OF[low] is not first.kind:
            continue
        if isinstance(lower, Bound) and isinstance(upper, Bound):
            if lower.value > upper.value:
                return True
            if lower.value == upper.value and (lower.exclusive or upper.exclusive):
                return True
    return False
