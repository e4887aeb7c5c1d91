"""One dialect for schemas: convert those of OpenAPI 3.0 to JSON Schema 2020-12.

Works on one schema object at a time and leaves its subschemas alone, so that every
subschema keeps the pointer it has in the document.
"""

from __future__ import annotations

from dataclasses import dataclass

from clientsmith.document.values import JsonObject, JsonValue
from clientsmith.document.versions import OpenApiVersion

# Keywords beside `$ref` that do not change which values are valid.
_ANNOTATIONS = frozenset(
    {
        "title",
        "summary",
        "description",
        "deprecated",
        "readOnly",
        "writeOnly",
        "default",
        "example",
        "examples",
        "externalDocs",
    }
)


@dataclass(frozen=True, slots=True)
class Normalised:
    """A schema's keywords in 2020-12; with `nullable`, null is valid as well."""

    keywords: JsonObject
    types: tuple[str, ...]
    nullable: bool


def normalise(schema: JsonObject, version: OpenApiVersion) -> Normalised:
    """Convert one schema object to 2020-12.

    `nullable` is honoured in every version, since documents that moved to 3.1 often
    kept it; it is no keyword there, so nothing else can be meant by it.
    """
    keywords = dict(schema)
    nullable = keywords.pop("nullable", None) is True
    if version is OpenApiVersion.V3_0:
        if "$ref" in keywords:
            # 3.0 ignores the siblings of `$ref`; annotations do no harm.
            keywords = {
                key: value
                for key, value in keywords.items()
                if key == "$ref" or key in _ANNOTATIONS or key.startswith("x-")
            }
        _exclusive(keywords, "exclusiveMinimum", "minimum")
        _exclusive(keywords, "exclusiveMaximum", "maximum")
    if "const" in keywords:
        keywords["enum"] = [keywords.pop("const")]
    if "example" in keywords:
        keywords["examples"] = [keywords.pop("example")]
    types = _types(keywords.pop("type", None))
    if "null" in types and len(types) > 1:
        nullable = True
        types = tuple(type_ for type_ in types if type_ != "null")
    values = keywords.get("enum")
    if isinstance(values, list) and None in values and values != [None]:
        nullable = True
        keywords["enum"] = [value for value in values if value is not None]
    return Normalised(keywords, types, nullable)


def extends_reference(schema: JsonValue, version: OpenApiVersion) -> bool:
    """Return whether siblings of a `$ref` constrain values further than its target."""
    if version is OpenApiVersion.V3_0 or not isinstance(schema, dict):
        return False
    return any(
        key not in _ANNOTATIONS and not key.startswith(("$", "x-")) for key in schema
    )


def _exclusive(keywords: JsonObject, flag: str, bound: str) -> None:
    """Convert `minimum: 1, exclusiveMinimum: true` of 3.0 to `exclusiveMinimum: 1`."""
    exclusive = keywords.get(flag)
    if not isinstance(exclusive, bool):
        return
    del keywords[flag]
    if exclusive and bound in keywords:
        keywords[flag] = keywords.pop(bound)


def _types(declared: JsonValue) -> tuple[str, ...]:
    if isinstance(declared, str):
        return (declared,)
    if isinstance(declared, list):
        return tuple(
            dict.fromkeys(value for value in declared if isinstance(value, str))
        )
    return ()
