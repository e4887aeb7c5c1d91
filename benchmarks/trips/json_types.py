"""The JSON types that a schema allows, and values that have none of these types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.trips.json_values import Json, Schema
from benchmarks.trips.schemas import MEANT_NULL, Schemas
from benchmarks.trips.values import merge

ALL = frozenset({"null", "boolean", "number", "string", "array", "object"})
# One value of each type, in Python as well as in JSON.
_PROBES: dict[str, Any] = {
    "boolean": True, "number": 7.5, "string": "text", "array": [], "object": {},
}  # fmt: skip
_DEEPEST = 3


def json_types(
    schema: Schema, schemas: Schemas, above: tuple[str, ...] = ()
) -> frozenset[str]:
    """The types of the values of a schema; integers are numbers."""
    if not isinstance(schema, dict):
        return frozenset() if schema is False else ALL
    found = ALL
    if "type" in schema:
        said = schema["type"]
        names = [said] if isinstance(said, str) else said
        found = frozenset("number" if name == "integer" else name for name in names)
    constants = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if constants is not None:
        found &= {_type_of(constant) for constant in constants}
    reference = schema.get("$ref")
    if reference is not None and reference not in above:
        target = schemas.shared[reference]
        found &= json_types(target, schemas, (*above, reference))
    for part in schema.get("allOf", ()):
        found &= json_types(part, schemas, above)
    for keyword in ("oneOf", "anyOf"):
        if schema.get(keyword):
            kinds = [json_types(element, schemas, above) for element in schema[keyword]]
            found &= frozenset().union(*kinds)
    # A list of values beside it often forgets the null that the type allows.
    listed = constants is not None and "null" in schema.get("type", ())
    meant = listed or MEANT_NULL in schema or None in (constants or ())
    return found | {"null"} if meant else found


def misfits(schema: Schema, schemas: Schemas, depth: int = 0) -> Iterator[Json]:
    """Values of types that the schema does not allow, also inside lists and maps."""
    types = json_types(schema, schemas)
    if types == ALL or not types:
        return
    for name, probe in _PROBES.items():
        if name not in types:
            yield probe
    if depth < _DEEPEST:
        for name, inner in _inside(_flat(schema, schemas)):
            if name in types:
                for misfit in misfits(inner, schemas, depth + 1):
                    yield [misfit] if name == "array" else {"zz": misfit}


def _inside(flat: dict[str, Json]) -> Iterator[tuple[str, Schema]]:
    """The schemas of items, and of members without names."""
    if "items" in flat and not flat.get("prefixItems"):
        yield "array", flat["items"]
    if not flat.get("properties") and not flat.get("patternProperties"):
        yield "object", flat.get("additionalProperties", True)


def _flat(schema: Schema, schemas: Schemas) -> dict[str, Json]:
    """The schema without references and `allOf`; empty for unions."""
    flat: dict[str, Json] = {}
    waiting, seen = [schema], set[str]()
    while waiting:
        part = waiting.pop()
        if not isinstance(part, dict):
            continue
        if {"oneOf", "anyOf"} & part.keys():
            return {}
        reference = part.get("$ref")
        if reference is not None and reference not in seen:
            seen.add(reference)
            waiting.append(schemas.shared[reference])
        waiting += part.get("allOf", ())
        merge(flat, part)
    return flat


def _type_of(value: Json) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"
