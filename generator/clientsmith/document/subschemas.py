"""The Schema Objects inside a Schema Object."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.document.documents import Node

_SCHEMAS = frozenset(
    {
        "additionalItems",
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
_SCHEMA_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_SCHEMA_MAPS = frozenset(
    {"$defs", "definitions", "dependentSchemas", "patternProperties", "properties"}
)


def iter_subschemas(schema: Node) -> Iterator[Node]:
    """Yield the schema and all schemas inside it, without following `$ref`s.

    Only objects are yielded, not the boolean schemas.
    """
    pending = [schema]
    while pending:
        node = pending.pop()
        if not isinstance(node.value, dict):
            continue
        yield node
        for keyword, child in node.items():
            if keyword in _SCHEMAS:
                pending.append(child)
            elif keyword in _SCHEMA_LISTS:
                pending.extend(child.elements())
            elif keyword in _SCHEMA_MAPS:
                pending.extend(member for _, member in child.items())
