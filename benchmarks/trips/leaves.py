"""Random texts and numbers, by Hypothesis and hypothesis-jsonschema."""

from __future__ import annotations

import base64
import json
import re
import warnings
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from enum import Enum
from functools import cache
from typing import Any

import jsonschema_rs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from hypothesis_jsonschema import from_schema

from benchmarks.trips.json_values import Json, Schema

Strategy = st.SearchStrategy[Any]


class UnsatisfiableError(Exception):
    """No value was found for a schema, and why."""


class Place(Enum):
    """The place where a value is sent, which determines the possible texts."""

    JSON = "json"
    FIELD = "field"
    """In a query, a form or a part: everything but null characters."""

    SEGMENT = "segment"
    """In a path: not empty, and no dots alone."""

    HEADER = "header"
    """Visible ASCII (RFC 9110, 5.5), without the comma that separates."""


# Slow and picky are the documents, and values are found in their own way.
UNCHECKED = (
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
    HealthCheck.large_base_example,
    HealthCheck.nested_given,
)
_LONGEST = 12
# Integers that every JSON library keeps (RFC 8259, section 6).
_LARGEST = 2**53 - 1
_BITS = {"int32": 2**31 - 1, "int64": _LARGEST}
# Python knows no Unicode categories in patterns.
_CLASSES = re.compile(r"\\p\{([LZN])\}")
_LIKE = {"L": "a-z", "Z": " ", "N": "0-9"}
_TEXT_KEYS = ("type", "pattern", "minLength", "maxLength", "format")
_NUMBER_KEYS = (
    "type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"
)  # fmt: skip


def texts(schema: Schema, place: Place) -> Strategy:
    """Strings of a schema without composition."""
    format_ = schema.get("format")
    own = _formatted(format_) if "pattern" not in schema else None
    if own is not None:
        low, high = schema.get("minLength", 0), schema.get("maxLength", 10_000)
        return own.filter(lambda text: low <= len(text) <= high)
    if "pattern" in schema:
        kept = {key: schema[key] for key in _TEXT_KEYS if key in schema}
        kept.pop("format", None)
        return _by_schema(json.dumps(kept), place)
    low = max(schema.get("minLength", 0), 1 if place is Place.SEGMENT else 0)
    high = min(schema.get("maxLength", low + _LONGEST), low + _LONGEST)
    return _plain(place, low, max(low, high))


def numbers(schema: Schema) -> Strategy:
    """Numbers of a schema without composition."""
    kept = {key: schema[key] for key in _NUMBER_KEYS if key in schema}
    bound = _BITS.get(schema.get("format", ""), _LARGEST)
    if kept["type"] == "integer":
        if not {"minimum", "exclusiveMinimum"} & kept.keys():
            kept["minimum"] = -bound
        if not {"maximum", "exclusiveMaximum"} & kept.keys():
            kept["maximum"] = bound
    strategy = _by_schema(json.dumps(kept), Place.JSON)
    if kept["type"] == "integer":  # 1.0 is an integer as well, but seldom meant
        return strategy.map(int)
    return strategy


def fits(text: str, place: Place) -> bool:
    """Return whether a text can be sent there."""
    if place is Place.SEGMENT:
        return text not in ("", ".", "..") and "\0" not in text
    if place is Place.HEADER:
        return bool(re.fullmatch(r"[!-+\--~]([ -+\--~]*[!-+\--~])?", text))
    return place is Place.JSON or "\0" not in text


@cache
def _plain(place: Place, low: int, high: int) -> Strategy:
    if place is Place.HEADER:
        alphabet = st.characters(
            min_codepoint=32, max_codepoint=126, exclude_characters=","
        )
        low = max(low, 1)
        high = max(low, high)
    else:
        barred = "" if place is Place.JSON else "\0"
        alphabet = st.characters(codec="utf-8", exclude_characters=barred)
    strategy = st.text(alphabet, min_size=low, max_size=high)
    return strategy.filter(lambda text: fits(text, place))


def _by_schema(text: str, place: Place) -> Strategy:
    """Return the values of hypothesis-jsonschema for a schema: for strings, one of a
    few values.
    """
    if '"type": "string"' not in text:
        return _unlike_strings(text)
    found = _pool(text, place)
    if not found:
        raise UnsatisfiableError(f"no text was found for {text}")
    return st.sampled_from(found)


@cache
def _unlike_strings(text: str) -> Strategy:
    return from_schema(json.loads(text))


@cache
def _pool(text: str, place: Place) -> tuple[str, ...]:
    """Strings of a schema; patterns are met by trial, once and not for each value."""
    schema: Json = json.loads(text)
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=False)
    if "pattern" in schema:  # in the dialect of Python
        schema["pattern"] = _CLASSES.sub(
            lambda match: _LIKE[match.group(1)], schema["pattern"]
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        strategy = from_schema(schema, allow_x00=False, codec="ascii")
    found: dict[str, None] = {}

    @settings(
        max_examples=20,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=UNCHECKED,
    )
    @given(strategy)
    def collect(text: str) -> None:
        if validator.is_valid(text) and fits(text, place):
            found[text] = None

    with suppress(Unsatisfiable):
        collect()
    return tuple(found)[:12]


@cache
def _formatted(name: str | None) -> Strategy | None:
    """Texts of a format that is a type of its own."""
    match name:
        case "date-time":
            return _instants()
        case "date":
            return st.dates(min_value=datetime(1900, 1, 1).date()).map(str)
        case "uuid":
            return st.uuids().map(str)
        case "byte":
            return st.binary(max_size=9).map(
                lambda value: base64.b64encode(value).decode()
            )
        case "email" | "ipv4" | "ipv6" | "hostname":
            return _by_schema(
                json.dumps({"type": "string", "format": name}), Place.FIELD
            )
        case "uri" | "url":
            return st.text("abc/?=&%20", max_size=9).map("https://example.com/".__add__)
    return None


def _instants() -> Strategy:
    offsets = st.integers(-14 * 4, 14 * 4).map(
        lambda quarters: timezone(timedelta(minutes=15 * quarters))
    )
    moments = st.datetimes(
        datetime(1900, 1, 1), datetime(2999, 12, 31), timezones=offsets
    )
    return moments.map(lambda item: item.isoformat().replace("+00:00", "Z"))
