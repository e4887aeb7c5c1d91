"""Shapes as JSON Schema, the way datamodel-code-generator likes it best."""

from __future__ import annotations

from collections.abc import Callable

from generator.document.values import JsonObject, JsonValue
from generator.python.shapes import (
    Anything,
    Constants,
    ListOf,
    MapOf,
    Named,
    Null,
    OneOf,
    Plain,
    Shape,
    TupleOf,
)

Placeholder = Callable[[str], str]
"""What a member is called in place of its wire name."""


def reference(name: str) -> JsonObject:
    """A reference to another definition."""
    return {"$ref": f"#/components/schemas/{name}"}


def referred_names(value: JsonValue) -> frozenset[str]:
    """The definitions that a structure refers to."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, dict):
            waiting.extend(each.values())
            target = each.get("$ref")
            if isinstance(target, str):
                found.add(target.rpartition("/")[2])
    return frozenset(found)


def structure(shape: Shape, placeholder: Placeholder) -> JsonObject:
    """JSON Schema for a shape."""
    match shape:
        case Anything():
            return {}
        case Null():
            return {"type": "null"}
        case Plain(type_, None):
            return {"type": str(type_)}
        case Plain(type_, "date-time" | "date" as format_):
            return {"type": str(type_), "format": format_}
        case Plain(_, format_):
            return reference(format_stub(format_ or ""))
        case Constants(values):
            return {"enum": list[JsonValue](values)}
        case Named(name):
            return reference(name)
        case ListOf(items):
            return {"type": "array", "items": structure(items, placeholder)}
        case TupleOf(items):
            count = len(items)
            prefix = list[JsonValue](structure(each, placeholder) for each in items)
            limits: JsonObject = {"minItems": count, "maxItems": count}
            return {"type": "array", "prefixItems": prefix, **limits}
        case MapOf(Anything()):
            return {"type": "object", "additionalProperties": True}
        case MapOf(values):
            inner = structure(values, placeholder)
            return {"type": "object", "additionalProperties": inner}
        case OneOf():
            return _union(shape, placeholder)


def _union(shape: OneOf, placeholder: Placeholder) -> JsonObject:
    nullable = Null() in shape.variants
    variants: list[JsonValue] = [
        structure(each, placeholder) for each in shape.variants if each != Null()
    ]
    if shape.discriminator is None:
        null: list[JsonValue] = [{"type": "null"}] if nullable else []
        return {"anyOf": [*variants, *null]}
    union: JsonObject = {
        "oneOf": variants,
        "discriminator": {"propertyName": placeholder(shape.discriminator)},
    }
    return {"anyOf": [union, {"type": "null"}]} if nullable else union


def format_stub(format_: str) -> str:
    """The definition that stands for a configured format's Python type."""
    return "Format" + "".join(f"{byte:02X}" for byte in format_.encode())
