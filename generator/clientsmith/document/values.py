"""Plain values as in JSON."""

from __future__ import annotations

import json
from typing import TypeAlias

JsonValue: TypeAlias = (
    "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
)
JsonObject: TypeAlias = "dict[str, JsonValue]"


def kind_of(value: JsonValue) -> str:
    """Return the kind for messages: `an object`, `a list`, `a string`, ..."""
    if value is None:
        return "null"
    names: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (dict, "an object"),
        (list, "a list"),
        (str, "a string"),
        (bool, "a boolean"),
        ((int, float), "a number"),
    )
    return next(name for types, name in names if isinstance(value, types))


def canonical_text(value: JsonValue) -> str:
    """Return the same text for equal values."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
