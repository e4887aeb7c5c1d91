"""Repair values whose type differs from their schema because YAML words lacked quotes.

`enum: [480, 720p]` of strings means "480", and `default: 1.10` means "1.10": texts are
read as they are written in the file. Numbers and booleans in quotes are read as such.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from clientsmith.document.repairs.site import Site
from clientsmith.document.values import JsonObject, JsonValue

_LISTS = ("enum", "examples")
_SINGLE = ("const", "default", "example")
# Nothing depends on examples: they are repaired without a warning.
_EXAMPLES = frozenset({"example", "examples"})
_MOST_NAMED = 5
_INTEGER = re.compile(r"[-+]?[0-9][0-9_]{0,99}")
_NUMBER = re.compile(r"[-+]?[0-9]{1,99}(\.[0-9]{1,99})?([eE][-+]?[0-9]{1,3})?")
_TRUTH = {
    **dict.fromkeys(("true", "yes", "on"), True),
    **dict.fromkeys(("false", "no", "off"), False),
}
_PLURALS = {"string": "strings", "integer": "integers", "number": "numbers"}


def typed_values(schema: JsonObject, site: Site) -> JsonValue:
    """Convert enumerations, constants, defaults and examples to their schema's type."""
    changed: JsonObject = {}
    for key in (*_LISTS, *_SINGLE):
        if key not in schema:
            continue
        value = schema[key]
        reading = _Reading(site)
        if key not in _LISTS:
            read = reading.value(value, schema, key)
        elif isinstance(value, list):
            read = reading.elements(value, schema, key)
            if key == "enum" and isinstance(read, list) and None in value:
                read = reading.with_null(read, schema)
        else:
            continue
        if read is not value:
            changed[key] = read
            if key not in _EXAMPLES:
                reading.warn(key)
    return {**schema, **changed} if changed else schema


def variable_values(variable: JsonObject, site: Site) -> JsonValue:
    """Convert the values of a server's variable to strings."""
    read = typed_values({**variable, "type": "string"}, site)
    assert isinstance(read, dict)
    keys = [key for key in ("enum", "default") if key in variable]
    changed: JsonObject = {key: read[key] for key in keys}
    same = all(variable[key] is value for key, value in changed.items())
    return variable if same else {**variable, **changed}


def enum_of_items(schema: JsonObject, site: Site) -> JsonValue:
    """Move an `enum` of plain values next to `type: array` to the items."""
    values, items = schema.get("enum"), schema.get("items", {})
    if _type_of(schema) != "array" or not isinstance(values, list) or not values:
        return schema
    if any(isinstance(value, (list, dict)) for value in values):
        return schema
    if not isinstance(items, dict) or _type_of(items) in ("array", "object"):
        return schema
    site.warn(
        "enum-of-items",
        "the values of `enum` are not lists: they are read as values of the items",
        "enum",
        hint="move `enum` into `items`",
    )
    if items.keys() & {"$ref", "enum", "allOf", "anyOf", "oneOf"}:
        merged: JsonObject = {"allOf": [items, {"enum": values}]}
        site.moved(("items", "allOf", "0"), ("items",))
        site.moved(("items", "allOf", "1", "enum"), ("enum",))
    else:
        merged = {**items, "enum": values}
        site.moved(("items", "enum"), ("enum",))
    others = {key: value for key, value in schema.items() if key != "enum"}
    return {**others, "items": merged}


class _Reading:
    """Reads the values of one keyword, and records those that were converted."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._found: dict[str, str] = {}
        self._or_null = False

    def value(self, value: JsonValue, schema: JsonValue, *keys: str) -> JsonValue:
        """Return the value as its schema requires; the same object if it fits."""
        type_ = _type_of(schema)
        if not isinstance(schema, dict) or type_ is None or value is None:
            return value
        if isinstance(value, list):
            items = schema.get("items")
            return self.elements(value, items, *keys) if type_ == "array" else value
        if isinstance(value, dict):
            return self._members(value, schema, keys) if type_ == "object" else value
        read = _SCALARS.get(type_)
        if read is None:
            return value
        made = self._text(value, keys) if type_ == "string" else read(value)
        if made is None:
            return value
        self._found.setdefault(self._site.text(value, *keys), type_)
        return made

    def elements(
        self, values: list[JsonValue], schema: JsonValue, *keys: str
    ) -> JsonValue:
        """Convert each value of a list as its schema requires."""
        read = [
            self.value(value, schema, *keys, str(at)) for at, value in enumerate(values)
        ]
        same = all(new is old for new, old in zip(read, values, strict=True))
        return values if same else read

    def with_null(self, values: list[JsonValue], schema: JsonObject) -> JsonValue:
        """Allow the word `null` among words where null itself was not allowed."""
        unquoted = self._site.document.path.suffix.lower() != ".json"
        allowed = schema.get("type") != "string" or schema.get("nullable") is True
        if allowed or not unquoted:
            return values
        texts: list[JsonValue] = []
        for at, value in enumerate(values):
            text = self._site.written("enum", str(at)) if value is None else None
            if text:
                self._found.setdefault(text, "string")
                self._or_null = True
                texts.append(text)
        return [*values, *texts] if texts else values

    def warn(self, key: str) -> None:
        """Report the conversion once for a keyword."""
        named = [f"`{text}`" for text in self._found][:_MOST_NAMED]
        if len(self._found) > _MOST_NAMED:
            named.append(f"{len(self._found) - _MOST_NAMED} more")
        if self._or_null:
            named.append("where null is accepted, too")
        types = {*self._found.values()}
        kinds = " and ".join(
            sorted(_PLURALS.get(type_, f"{type_}s") for type_ in types)
        )
        self._site.warn(
            "value-type",
            f"values of `{key}` are read as {kinds}: {', '.join(named)}",
            key,
            hint="write strings in quotes, and nothing else",
        )

    def _members(
        self, value: JsonObject, schema: JsonObject, keys: tuple[str, ...]
    ) -> JsonValue:
        declared = schema.get("properties")
        if not isinstance(declared, dict):
            return value
        read = {
            key: self.value(member, declared.get(key), *keys, key)
            for key, member in value.items()
        }
        same = all(read[key] is member for key, member in value.items())
        return value if same else read

    def _text(self, value: JsonValue, keys: tuple[str, ...]) -> str | None:
        return None if isinstance(value, str) else self._site.text(value, *keys)


def _type_of(schema: JsonValue) -> str | None:
    """Return the only type of a schema besides null."""
    declared = schema.get("type") if isinstance(schema, dict) else None
    types = declared if isinstance(declared, list) else [declared]
    named = [type_ for type_ in types if isinstance(type_, str) and type_ != "null"]
    return named[0] if len(named) == 1 else None


def _integer(value: JsonValue) -> JsonValue:
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value.replace("_", ""))
    return None


def _number(value: JsonValue) -> JsonValue:
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    if value.lstrip("+-").isdigit():
        return int(value)
    number = float(value)
    return number if math.isfinite(number) else None


def _boolean(value: JsonValue) -> JsonValue:
    return _TRUTH.get(value.lower()) if isinstance(value, str) else None


_SCALARS: Mapping[str, Callable[[JsonValue], JsonValue]] = {
    "string": lambda value: value,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}
