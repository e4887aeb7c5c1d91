"""The kinds of OpenAPI objects and their members, which walks follow.

A kind is the name of an object of the specification. `[Kind]` is a list of them, and
`{Kind}` a map whose keys are names chosen by the author.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_SCHEMA_KEYWORDS = {
    **dict.fromkeys(
        (
            "additionalItems", "additionalProperties", "contains", "contentSchema",
            "else", "if", "items", "not", "propertyNames", "then", "unevaluatedItems",
            "unevaluatedProperties",
        ),
        "Schema",
    ),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "[Schema]"),
    **dict.fromkeys(
        (
            "$defs", "definitions", "dependentSchemas", "patternProperties",
            "properties",
        ),
        "{Schema}",
    ),
    "discriminator": "Discriminator",
}  # fmt: skip
_VALUE = {"schema": "Schema", "content": "{Media Type}", "examples": "{Example}"}
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

STRUCTURE: Mapping[str, Mapping[str, str]] = {
    "OpenAPI": {
        "info": "Info",
        "servers": "[Server]",
        "paths": "{Path Item}",
        "webhooks": "{Path Item}",
        "components": "Components",
        "security": "[Security Requirement]",
        "tags": "[Tag]",
    },
    "Components": {
        "schemas": "{Schema}",
        "responses": "{Response}",
        "parameters": "{Parameter}",
        "examples": "{Example}",
        "requestBodies": "{Request Body}",
        "headers": "{Header}",
        "securitySchemes": "{Security Scheme}",
        "links": "{Link}",
        "callbacks": "{Callback}",
        "pathItems": "{Path Item}",
        "mediaTypes": "{Media Type}",
    },
    "Path Item": {
        **dict.fromkeys(METHODS, "Operation"),
        "additionalOperations": "{Operation}",
        "servers": "[Server]",
        "parameters": "[Parameter]",
    },
    "Operation": {
        "parameters": "[Parameter]",
        "requestBody": "Request Body",
        "responses": "{Response}",
        "callbacks": "{Callback}",
        "security": "[Security Requirement]",
        "servers": "[Server]",
    },
    "Parameter": _VALUE,
    "Header": _VALUE,
    "Request Body": {"content": "{Media Type}"},
    "Response": {
        "headers": "{Header}",
        "content": "{Media Type}",
        "links": "{Link}",
    },
    "Media Type": {
        "schema": "Schema",
        "itemSchema": "Schema",
        "examples": "{Example}",
        "encoding": "{Encoding}",
    },
    "Encoding": {"headers": "{Header}"},
    "Server": {"variables": "{Server Variable}"},
    "Security Scheme": {"flows": "OAuth Flows"},
    "Schema": _SCHEMA_KEYWORDS,
    # Objects that contain no other objects.
    "Discriminator": {},
    "Example": {},
    "Info": {},
    "Link": {},
    "OAuth Flows": {},
    "Security Requirement": {},
    "Server Variable": {},
    "Tag": {},
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Kind:
    """The kind of a value: an object, or a list or map of objects."""

    name: str
    members: dict[str, Kind] = field(default_factory=dict)
    """The objects below an object, by their keys."""
    entries: Kind | None = None
    """The kind of the elements of a list, or of the members of a map."""

    @property
    def is_list(self) -> bool:
        """Whether the value is a list of objects."""
        return self.name.startswith("[")

    @property
    def is_map(self) -> bool:
        """Whether the value is a map of objects by name."""
        return self.name.startswith("{")

    def below(self, key: str) -> Kind | None:
        """Return the kind of a member or element; None for plain values and extensions."""
        if self.entries is None:
            return self.members.get(key)
        return None if self.is_extension(key) else self.entries

    def is_extension(self, key: str) -> bool:
        """Return whether a key of a map is an extension (`x-...`) rather than a name."""
        return self.name in _EXTENSIBLE and key.startswith("x-")


# Maps that the specification allows to be extended: `paths`, responses, callbacks.
_EXTENSIBLE = frozenset({"{Path Item}", "{Response}", "Callback"})


def _kinds() -> dict[str, Kind]:
    kinds = {name: Kind(name) for name in STRUCTURE}
    kinds["Callback"] = Kind("Callback", entries=kinds["Path Item"])

    def named(name: str) -> Kind:
        if name not in kinds:
            kinds[name] = Kind(name, entries=kinds[name[1:-1]])
        return kinds[name]

    for name, members in STRUCTURE.items():
        kinds[name].members.update(
            (key, named(member)) for key, member in members.items()
        )
    return kinds


KINDS: Mapping[str, Kind] = _kinds()
"""Every kind by its name; also lists and maps that stand somewhere."""
