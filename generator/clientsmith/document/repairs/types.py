"""Repair values of `type` that JSON Schema does not know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from clientsmith.document.findings import quote
from clientsmith.document.repairs.site import Site, without
from clientsmith.document.values import JsonObject, JsonValue
from clientsmith.support.suggestions import nearest

_TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")
# The separators of types in `string|null` and `string, null`.
_BETWEEN = re.compile(r"[|,]|\bor\b")
# A schema with other keywords than these is not the null of a list of alternatives.
_ANNOTATIONS = frozenset({"type", "title", "description", "default", "example"})


def _named(type_: str, format_: str | None = None) -> JsonObject:
    return {"type": type_} if format_ is None else {"type": type_, "format": format_}


# The names of the types in other languages and formats, in lower case.
_NAMES: Mapping[str, JsonObject] = {
    **{name: _named(name) for name in _TYPES},
    **dict.fromkeys(("str", "text", "char", "varchar", "html"), _named("string")),
    **dict.fromkeys(("int", "short", "number/integer"), _named("integer")),
    **dict.fromkeys(("int32", "int64"), _named("integer")),
    **dict.fromkeys(("long", "bigint", "biginteger"), _named("integer", "int64")),
    **dict.fromkeys(("decimal", "numeric", "bigdecimal"), _named("number")),
    "float": _named("number", "float"),
    "double": _named("number", "double"),
    "bool": _named("boolean"),
    **dict.fromkeys(("list", "set", "tuple"), _named("array")),
    **dict.fromkeys(("dict", "map", "hash", "hashmap", "json"), _named("object")),
    **dict.fromkeys(("file", "binary", "blob"), _named("string", "binary")),
    **dict.fromkeys(("byte", "base64"), _named("string", "byte")),
    "date": _named("string", "date"),
    **dict.fromkeys(
        ("datetime", "date-time", "date_time", "timestamp"),
        _named("string", "date-time"),
    ),
    "time": _named("string", "time"),
    "duration": _named("string", "duration"),
    **dict.fromkeys(("uuid", "guid"), _named("string", "uuid")),
    **dict.fromkeys(("uri", "url"), _named("string", "uri")),
    "email": _named("string", "email"),
    "password": _named("string", "password"),
    **dict.fromkeys(("none", "nil", "void"), _named("null")),
    # These do not restrict the value.
    **{name: {} for name in ("any", "mixed", "unknown", "enum", "*", "")},
}


def named_type(name: str) -> JsonObject | None:
    """Return the keywords that a type's name means, or None if it is unknown."""
    return _NAMES.get(name.strip().lower())


def null_types(schema: JsonObject, site: Site) -> JsonValue:
    """Read `null` without quotes as the type "null"."""
    declared = schema.get("type", "")
    if declared is None and schema.keys() <= _ANNOTATIONS:
        site.warn(
            "null-type",
            '`type: null` is read as `type: "null"`',
            "type",
            hint="write the type in quotes",
        )
        return {**schema, "type": "null"}
    if isinstance(declared, list) and None in declared:
        site.warn(
            "null-type",
            'null among the types is read as "null"',
            "type",
            hint="write the type in quotes",
        )
        types: list[JsonValue] = [
            "null" if value is None else value for value in declared
        ]
        return {**schema, "type": types}
    return schema


def null_variants(schema: JsonObject, site: Site) -> JsonValue:
    """Read `anyOf: [{...}, {nullable: true}]` as the other variants, or null.

    By the letter, `nullable` without a type allows any value; what writes it so (schemars
    of Rust does) means null.
    """
    for keyword in ("anyOf", "oneOf"):
        listed = schema.get(keyword)
        if not isinstance(listed, list) or len(listed) < 2:
            continue
        inner = replace(site, path=(site.path, keyword))
        removed = {
            at
            for at, value in enumerate(listed)
            if _is_null(value, replace(inner, path=(inner.path, str(at))))
        }
        if len(removed) != 1:
            continue
        (at,) = removed
        site.diagnostics.info(
            "nullable",
            f"`nullable: true` alone is read as null among the other {keyword}",
            site.document.location((*site.pointer, keyword, str(at))),
        )
        kept = inner.without_elements(listed, removed)
        return {**schema, keyword: kept, "nullable": True}
    return schema


def _is_null(variant: JsonValue, site: Site) -> bool:
    """Return whether a variant says only `nullable: true`, itself or behind a `$ref`."""
    if isinstance(variant, dict) and isinstance(variant.get("$ref"), str):
        variant = site.referred(variant)
    if not isinstance(variant, dict):
        return False
    restrictions = {
        key: value
        for key, value in variant.items()
        if key == "type" or key not in _ANNOTATIONS
    }
    return restrictions == {"nullable": True}


def odd_types(schema: JsonObject, site: Site) -> JsonValue:
    """Replace other names of types, and drop what is not a type at all."""
    declared = schema.get("type")
    if declared is None or (isinstance(declared, str) and declared in _TYPES):
        return schema
    if isinstance(declared, str):
        names = [word.strip() for word in _BETWEEN.split(declared)]
        if len(names) > 1 and named_type(declared) is None and all(map(_meant, names)):
            site.warn("type", f"{quote(declared)} is read as several types", "type")
            return _several([*names], {**schema, "type": [*names]}, site)
        return _one(declared, schema, site)
    if isinstance(declared, list):
        return _several(declared, schema, site)
    _say(declared, None, site)
    return without(schema, "type")


def _one(declared: str, schema: JsonObject, site: Site) -> JsonObject:
    meant = _meant(declared)
    _say(declared, meant, site)
    # The schema's own keywords take precedence over the name of its type.
    return {**(meant or {}), **without(schema, "type")}


def _several(declared: list[JsonValue], schema: JsonObject, site: Site) -> JsonObject:
    if all(value in _TYPES for value in declared if isinstance(value, str)) and all(
        isinstance(value, str) for value in declared
    ):
        return schema
    types: list[JsonValue] = []
    formats: JsonObject = {}
    for value in declared:
        meant = _meant(value) if isinstance(value, str) else None
        if value not in _TYPES:
            _say(value, meant, site)
        if not meant:
            return without(schema, "type")  # one of them may be anything
        types.append(meant["type"])
        formats |= without(meant, "type")
    return {**formats, **schema, "type": [*dict.fromkeys(map(str, types))]}


def _meant(name: str) -> JsonObject | None:
    found = named_type(name)
    if found is None:
        close = nearest(name.lower(), _TYPES, cutoff=0.8)
        return None if close is None else _NAMES[close]
    return found


def _say(declared: JsonValue, meant: JsonObject | None, site: Site) -> None:
    if meant:
        assumed = " and ".join(f"`{key}: {value}`" for key, value in meant.items())
    else:
        assumed = "a schema without a type"
    site.warn(
        "type", f"{quote(declared)} is not a type: it is read as {assumed}", "type"
    )
