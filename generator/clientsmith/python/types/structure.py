"""Write shapes as JSON Schema in the form that datamodel-code-generator handles best."""

from __future__ import annotations

from collections.abc import Callable

from clientsmith.document.values import JsonObject, JsonValue
from clientsmith.python.types.shapes import (
    Anything,
    Constants,
    LinesOf,
    ListOf,
    MapOf,
    Named,
    Null,
    OneOf,
    Plain,
    Shape,
    TupleOf,
)

StandIn = Callable[[OneOf], str]
"""The name of a definition that stands for a union with a selector."""


def reference(name: str) -> JsonObject:
    """Return a reference to another definition."""
    return {"$ref": f"#/components/schemas/{name}"}


def referred_names(value: JsonValue) -> frozenset[str]:
    """Return the definitions that a structure refers to."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, dict):
            waiting.extend(part.values())
            target = part.get("$ref")
            if isinstance(target, str):
                found.add(target.rpartition("/")[2])
    return frozenset(found)


def structure(shape: Shape, stand_in: StandIn) -> JsonObject:
    """Return JSON Schema for a shape."""
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
        case ListOf(items) | LinesOf(items):
            return {"type": "array", "items": structure(items, stand_in)}
        case TupleOf(items):
            count = len(items)
            prefix = list[JsonValue](structure(item, stand_in) for item in items)
            limits: JsonObject = {"minItems": count, "maxItems": count}
            return {"type": "array", "prefixItems": prefix, **limits}
        case MapOf(Anything()):
            return {"type": "object", "additionalProperties": True}
        case MapOf(values):
            inner = structure(values, stand_in)
            return {"type": "object", "additionalProperties": inner}
        case OneOf():
            return _union(shape, stand_in)


def _union(shape: OneOf, stand_in: StandIn) -> JsonObject:
    others = tuple(variant for variant in shape.variants if variant != Null())
    if shape.selector is not None:
        selected = stand_in(OneOf(others, shape.selector))
        variants: list[JsonValue] = [reference(selected)]
    else:
        variants = [structure(variant, stand_in) for variant in others]
    null: list[JsonValue] = [{"type": "null"}] * (len(others) < len(shape.variants))
    return {"anyOf": [*variants, *null]}


def format_stub(format_: str) -> str:
    """Return the definition that represents a configured format's Python type."""
    return "Format" + "".join(f"{byte:02X}" for byte in format_.encode())
