"""Compare two values, as JSON and as text."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

from benchmarks.trips.json_values import Json

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*")


def difference(expected: Json, found: Json, place: str = "") -> str | None:
    """Return the place where two JSON values differ; numbers count by value, moments by
    instant.
    """
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in [*expected, *(value for value in found if value not in expected)]:
            inside = f"{place}/{name}"
            if name not in found:
                return f"{inside} is missing, not {_shown(expected[name])}"
            if name not in expected:
                return f"{inside} is {_shown(found[name])}, but should not be there"
            problem = difference(expected[name], found[name], inside)
            if problem:
                return problem
        return None
    if isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return f"{place} has {len(found)} items, not {len(expected)}"
        for at, (first, second) in enumerate(zip(expected, found, strict=True)):
            problem = difference(first, second, f"{place}/{at}")
            if problem:
                return problem
        return None
    if _same_scalar(expected, found):
        return None
    return f"{place or 'the value'} is {_shown(found)}, not {_shown(expected)}"


def says(text: str, value: Json) -> bool:
    """Return whether a text in a URL, header or form stands for a scalar."""
    if isinstance(value, bool):
        return text == ("true" if value else "false")
    if value is None:
        return text in ("null", "")
    if isinstance(value, int | float):
        try:
            return (
                float(text) == value if isinstance(value, float) else int(text) == value
            )
        except ValueError:
            return False
    if isinstance(value, str):
        return _same_scalar(value, text)
    try:
        return difference(value, json.loads(text)) is None
    except ValueError:
        return False


def _same_scalar(first: Json, second: Json) -> bool:
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    if isinstance(first, str) and isinstance(second, str):
        return first == second or (
            _INSTANT.fullmatch(first) is not None
            and _INSTANT.fullmatch(second) is not None
            and _instant(first) == _instant(second)
        )
    numbers = isinstance(first, int | float) and isinstance(second, int | float)
    return bool((numbers or type(first) is type(second)) and first == second)


def _instant(text: str) -> datetime | str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _shown(value: Json) -> str:
    text = repr(value)
    return text if len(text) < 100 else f"{text[:97]}..."
