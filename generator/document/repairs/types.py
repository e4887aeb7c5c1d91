"""What `type` can only mean where it is none of the types of JSON Schema."""

from __future__ import annotations

from generator.document.repairs.site import Site
from generator.document.values import JsonObject, JsonValue

# A schema that says more than these is not the null of a list of alternatives.
_ANNOTATIONS = frozenset({"type", "title", "description", "default", "example"})


def null_types(schema: JsonObject, site: Site) -> JsonValue:
    """`null` without quotes is the value of YAML, and the type "null" is meant."""
    if "type" not in schema:
        return schema
    declared = schema["type"]
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
        types: list[JsonValue] = ["null" if each is None else each for each in declared]
        return {**schema, "type": types}
    return schema
