"""The JSON Schema of the configuration, and its reference page, from the options."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from clientsmith.config.options import Section

Schema = dict[str, Any]

_HEAD = """\
# Configuration

Clientsmith reads `clientsmith.toml`, or `[tool.clientsmith]` in `pyproject.toml`: the
nearest file from the working directory upwards, and `clientsmith.toml` first if a folder
has both. Paths are relative to the folder of the file. In `clientsmith.toml` the keys have
no prefix: `[clients.acme]` instead of `[tool.clientsmith.clients.acme]`.

A wrong key or value is reported with its line and the nearest right one. For completion
and checks in an editor, [configuration.schema.json](../configuration.schema.json) is a
JSON Schema of this section.

This page is made from the code by `make reference`.
"""
# What stands for the user's own key in tables of tables.
_OWN_KEYS = {"clients": "NAME", "credentials": "SCHEME", "pagination": "OPERATION"}


class _TomlSchema(GenerateJsonSchema):
    """JSON Schema without null, which TOML does not have."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Schema:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        inner = super().default_schema(schema)
        # An empty table or array says no more than that the key is optional.
        if not isinstance(inner.get("default", ""), str | bool):
            del inner["default"]
        return inner

    def path_schema(self, schema: Any) -> Schema:
        return {"type": "string"}


def schema() -> Schema:
    """Return the JSON Schema of `[tool.clientsmith]`."""
    made = TypeAdapter(Section).json_schema(schema_generator=_TomlSchema)
    for table in (made, *made["$defs"].values()):
        keys = table["properties"]
        # A field without a description is not a key, and titles repeat the names.
        for name in [name for name in keys if "description" not in keys[name]]:
            del keys[name]
        for key in keys.values():
            key.pop("title", None)
        table["required"] = [name for name in table.get("required", ()) if name in keys]
    client = made["$defs"]["ClientConfig"]
    # The reader fills these in from the name and from the top.
    client["required"] = ["document"]
    pagination = client["properties"]["pagination"]
    off = {"const": False, "description": "The operation is not paged."}
    pagination["additionalProperties"] = {
        "anyOf": [pagination["additionalProperties"], off]
    }
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, **made, "title": "Configuration of Clientsmith"}


def page() -> str:
    """Return the reference page in Markdown."""
    whole = schema()
    headings: dict[str, list[str]] = {}
    for heading, name in _tables(whole, "tool.clientsmith", whole["$defs"]):
        headings.setdefault(name, []).append(heading)
    parts = [_HEAD, _section(["[tool.clientsmith]"], whole, whole["$defs"])]
    parts += [
        _section(all_of_one, whole["$defs"][name], whole["$defs"])
        for name, all_of_one in headings.items()
    ]
    return "\n".join(parts)


def _tables(
    table: Schema, prefix: str, definitions: Mapping[str, Schema]
) -> Iterator[tuple[str, str]]:
    """Yield the heading of every table inside another, and its definition."""
    for key, value in table["properties"].items():
        name, own, is_array = _reference(value)
        if name:
            path = f"{prefix}.{key}"
            if own:
                path += f".{_OWN_KEYS[key]}"
            yield (f"[[{path}]]" if is_array else f"[{path}]"), name
            yield from _tables(definitions[name], path, definitions)


def _reference(value: Schema) -> tuple[str, bool, bool]:
    """Return the definition of a key's table; whether users name it; if it is an array."""
    entries, items = value.get("additionalProperties", {}), value.get("items", {})
    alternatives = entries.get("anyOf", [entries])
    target = value.get("$ref") or alternatives[0].get("$ref") or items.get("$ref", "")
    return target.rpartition("/")[2], bool(entries), bool(items)


def _section(
    headings: list[str], table: Schema, definitions: Mapping[str, Schema]
) -> str:
    rows = [
        f"| `{name}` | {_kind(value, definitions)} | {_text(name, value, table)} |"
        for name, value in table["properties"].items()
    ]
    lines = [
        f"## {' and '.join(f'`{heading}`' for heading in headings)}",
        "",
        table["description"],
        "",
        "| key | value | description |",
        "|---|---|---|",
        *rows,
        "",
    ]
    return "\n".join(lines)


def _kind(value: Schema, definitions: Mapping[str, Schema]) -> str:
    if "enum" in value:
        return " or ".join(f"`{json.dumps(choice)}`" for choice in value["enum"])
    if "anyOf" in value:
        return " or ".join(_kind(choice, definitions) for choice in value["anyOf"])
    name, own, is_array = _reference(value)
    if name:
        return "tables" if own or is_array else "table"
    if value["type"] == "array":
        return f"array of {value['items']['type']}s"
    names = {"object": "table", "integer": "whole number", "boolean": "`true`, `false`"}
    kind: str = value["type"]
    return names.get(kind, kind)


def _text(name: str, value: Schema, table: Schema) -> str:
    text: str = value["description"]
    if name in table["required"]:
        text += " Required."
    if "default" in value:
        text += f" Default: `{_toml(value['default'])}`."
    for example in value.get("examples", ()):
        text += f"<br>`{name} = {_toml(example)}`"
    return text


def _toml(value: object) -> str:
    """Return a value as TOML."""
    if isinstance(value, dict):
        members = (
            f"{_toml_key(key)} = {_toml(member)}" for key, member in value.items()
        )
        return f"{{ {', '.join(members)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value)


def _toml_key(key: str) -> str:
    return key if key.replace("_", "").isalnum() else json.dumps(key)
