"""The schemas of a document as JSON Schema 2020-12, for one way of travelling."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from benchmarks.trips.json_values import Json, Schema, pointed_at, unquoted

_ONE = ("items", "additionalProperties", "not", "contains", "propertyNames", "if",
        "then", "else", "unevaluatedProperties", "unevaluatedItems")  # fmt: skip
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "dependentSchemas")
# What says nothing about values, or differs between dialects.
_DROPPED = frozenset(
    {
        "$id", "$schema", "$comment", "$anchor", "title", "description", "default",
        "example", "examples", "deprecated", "xml", "externalDocs", "nullable",
        "readOnly", "writeOnly", "exclusiveMinimum", "exclusiveMaximum",
    }
)  # fmt: skip
_PLACE = "urn:document"
MEANT_NULL = "x-null"
"""Of a schema that means to allow null, and does not by the letter of OpenAPI."""


@dataclass
class Schemas:
    """Shared schemas by name, and validators for what is made of them.

    `hidden` is the annotation of members that do not travel this way: `readOnly` in
    requests. Shared ones are kept by the `$ref` that leads to them.
    """

    document: Json
    hidden: str
    shared: dict[str, Schema] = field(default_factory=dict)
    selected: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """The values of a member that discriminators require of shared schemas.

    They are taken to hold wherever such a schema is used, also without the union.
    """

    _validators: dict[tuple[str, bool], Any] = field(default_factory=dict)
    _waiting: list[str] = field(default_factory=list)
    _registries: dict[bool, Any] = field(default_factory=dict)

    @cached_property
    def _is_30(self) -> bool:
        return str(self.document["openapi"]).startswith("3.0")

    def converted(self, schema: Json) -> Schema:
        """A schema of the document, and with it all that it refers to."""
        made = self._schema(schema)
        while self._waiting:
            said = self._waiting.pop()
            found = pointed_at(self.document, said)
            self.shared[self.reference(said)] = self._schema(found)
            self._registries.clear()
        return made

    def errors(
        self, schema: Schema, value: Json, *, loose: bool = False
    ) -> Iterator[str]:
        """Yield the parts of a value that the schema does not allow; `loose`: `oneOf`
        is `anyOf`.
        """
        for error in self._validator(schema, loose).iter_errors(value):
            yield f"{'/'.join(map(str, error.instance_path))}: {error.message}"[:300]

    def allows(self, schema: Schema, value: Json, *, loose: bool = False) -> bool:
        """Return whether the value is valid; `loose`: `oneOf` is `anyOf`."""
        return bool(self._validator(schema, loose).is_valid(value))

    def children(self, base: str) -> list[str]:
        """The shared schemas with this one in their `allOf`, and theirs."""
        found: list[str] = []
        for name, value in self.shared.items():
            parts = value.get("allOf", ()) if isinstance(value, dict) else ()
            if {"$ref": base} in parts and name != base:
                found += [name, *self.children(name)]
        return found

    def reference(self, said: str) -> str:
        """The `$ref` to a shared schema for one of the document, or its name."""
        token = quote(self._said(said).replace("~", "~0").replace("/", "~1"), safe="~")
        return f"{_PLACE}#/$defs/{token}"

    def _validator(self, schema: Schema, loose: bool) -> Any:
        key = (json.dumps(schema, sort_keys=True), loose)
        if key not in self._validators:
            if loose not in self._registries:
                defined = {
                    unquoted(name.rpartition("/")[2]): (
                        _loosened(value) if loose else value
                    )
                    for name, value in self.shared.items()
                }
                self._registries[loose] = jsonschema_rs.Registry(
                    [(_PLACE, {"$defs": defined})]
                )
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                _loosened(schema) if loose else schema,
                validate_formats=False,
                registry=self._registries[loose],
            )
        return self._validators[key]

    def _schema(self, schema: Json) -> Schema:
        if not isinstance(schema, dict):
            return schema
        made: dict[str, Schema] = {}
        if "$ref" in schema:
            reference = self._reached(schema["$ref"])
            if self._is_30:  # nothing beside a reference counts
                return {"$ref": reference}
            made["$ref"] = reference
        for key, value in schema.items():
            if key in _ONE:
                made[key] = self._schema(value)
            elif key in _MANY:
                made[key] = [self._schema(part) for part in value]
            elif key in _NAMED:
                made[key] = {name: self._schema(part) for name, part in value.items()}
            elif key not in _DROPPED and not key.startswith("x-") and key != "$ref":
                made[key] = value
        if isinstance(schema.get("discriminator"), dict):
            self._note_selected(schema)
            self._reach_family(schema)
        self._add_limits(schema, made)
        self._take_away_hidden(schema, made)
        return made

    def _reached(self, said: str) -> str:
        """The `$ref` to a shared schema, which is converted when its turn comes."""
        reference = self.reference(said)
        if reference not in self.shared:
            self.shared[reference] = True
            self._waiting.append(said)
        return reference

    def _reach_family(self, schema: Json) -> None:
        """Add the targets of the discriminator, even if nothing refers to them."""
        for target in (schema["discriminator"].get("mapping") or {}).values():
            with suppress(LookupError):
                pointed_at(self.document, self._said(target))
                self._reached(self._said(target))
        if not {"oneOf", "anyOf"} & schema.keys():
            for said in self._heirs.get(id(schema), ()):
                self._reached(said)

    @cached_property
    def _heirs(self) -> dict[int, list[str]]:
        """The schemas with another one in their `allOf`, by that one."""
        found: dict[int, list[str]] = {}
        declared = (self.document.get("components") or {}).get("schemas") or {}
        for name, value in declared.items():
            parts = value.get("allOf") if isinstance(value, dict) else None
            for part in parts or ():
                if isinstance(part, dict) and isinstance(part.get("$ref"), str):
                    with suppress(LookupError):
                        base = pointed_at(self.document, part["$ref"])
                        found.setdefault(id(base), []).append(self._said(name))
        return found

    @staticmethod
    def _said(target: str) -> str:
        """The pointer to a schema that is named or pointed to."""
        if "/" in target:
            return target
        return f"#/components/schemas/{target.replace('~', '~0')}"

    def _note_selected(self, schema: Json) -> None:
        discriminator = schema["discriminator"]
        member = discriminator["propertyName"]
        mapping = discriminator.get("mapping") or {}
        for value, target in mapping.items():
            reference = self.reference(target)
            self.selected.setdefault(reference, {}).setdefault(member, []).append(value)
        for variant in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
            if "$ref" in variant:
                reference = self.reference(variant["$ref"])
                values = self.selected.setdefault(reference, {}).setdefault(member, [])
                if not values:
                    values.append(unquoted(variant["$ref"].rpartition("/")[2]))

    def _add_limits(self, schema: Json, made: dict[str, Schema]) -> None:
        for limit, exclusive in (
            ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"),
        ):  # fmt: skip
            said = schema.get(exclusive)
            if said is True and limit in made:
                made[exclusive] = made.pop(limit)
            elif said is not None and not isinstance(said, bool):
                made[exclusive] = said
        if schema.get("nullable") is True:
            # OpenAPI 3.0.3: it adds to `type`, and to nothing else; unknown to 3.1.
            if self._is_30 and "type" in made:
                made["type"] = [made["type"], "null"]
            else:
                made[MEANT_NULL] = True
        if made.get("type") == "string" and "enum" in made:
            # In YAML these are words without quotes.
            made["enum"] = [
                json.dumps(value) if isinstance(value, bool | int) else value
                for value in made["enum"]
            ]
        if "pattern" in made:
            pattern = _readable(made.pop("pattern"))
            if pattern is not None:
                made["pattern"] = pattern

    def _take_away_hidden(self, schema: Json, made: dict[str, Schema]) -> None:
        names = {
            name
            for name, value in (schema.get("properties") or {}).items()
            if self._is_hidden(value)
        }
        if names:
            members = made["properties"]
            made["properties"] = {
                name: member for name, member in members.items() if name not in names
            }
        # Members that a part of an `allOf` hides may be required by another.
        if isinstance(made.get("required"), list):
            names |= self._hidden_beside(schema, set())
            made["required"] = [
                value for value in made["required"] if value not in names
            ]

    def _hidden_beside(self, schema: Json, seen: set[str]) -> set[str]:
        if not isinstance(schema, dict):
            return set()
        reference = schema.get("$ref")
        if isinstance(reference, str):
            if reference in seen:
                return set()
            target = pointed_at(self.document, reference)
            return self._hidden_beside(target, seen | {reference})
        names = {
            name
            for name, value in (schema.get("properties") or {}).items()
            if self._is_hidden(value)
        }
        for part in schema.get("allOf") or ():
            names |= self._hidden_beside(part, seen)
        return names

    def _is_hidden(self, schema: Json, seen: tuple[str, ...] = ()) -> bool:
        if not isinstance(schema, dict):
            return False
        if schema.get(self.hidden) is True and not (self._is_30 and "$ref" in schema):
            return True
        reference = schema.get("$ref")
        parts = schema.get("allOf") or []
        if isinstance(reference, str) and reference not in seen:
            target = pointed_at(self.document, reference)
            return self._is_hidden(target, (*seen, reference))
        return any(self._is_hidden(part, seen) for part in parts)


@cache
def _readable(pattern: str) -> str | None:
    """The pattern in the dialect of JSON Schema; None where it has no meaning there."""
    spelled = pattern.replace(r"\A", "^").replace(r"\Z", "$").replace(r"\z", "$")
    for value in (pattern, spelled):
        try:
            jsonschema_rs.Draft202012Validator({"pattern": value})
        except ValueError:
            continue
        return value
    return None


def _loosened(schema: Schema) -> Schema:
    """The schema where a value may be of several variants of each `oneOf`."""
    if isinstance(schema, list):
        return [_loosened(value) for value in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        key: value if key in ("enum", "const") else _loosened(value)
        for key, value in schema.items()
    }
    if isinstance(made.get("oneOf"), list):
        variants = {"anyOf": made.pop("oneOf")}
        made["allOf"] = [*made.get("allOf", ()), variants]
    return made
