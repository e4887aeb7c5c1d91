"""Values that fit a schema, the same on every run."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from openapi_schema_validator import (
    OAS30ReadValidator,
    OAS31Validator,
    oas30_format_checker,
    oas31_format_checker,
)

Schema = Mapping[str, Any]

# Nanoseconds, because real servers send them.
_FORMATS = {
    "date-time": "2025-06-20T12:00:00.123456789Z",
    "date": "2025-06-20",
    "time": "12:00:00Z",
    "duration": "PT1H",
    "email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uuid": "01234567-89ab-4def-8123-456789abcdef",
    "byte": base64.b64encode(b"bytes").decode(),
}
_ABSENT: Any = object()


class SampleBuilder:
    """Builds values from the schemas of one document."""

    def __init__(self, document: dict[str, Any], resolve: Callable[[Any], Any]) -> None:
        self._document = document
        self._resolve = resolve
        self._is_30 = str(document["openapi"]).startswith("3.0")

    def media_sample(self, media: Mapping[str, Any]) -> Any:
        """A value for a media type or header: its example if that is valid."""
        schema = media.get("schema", {})
        for example in self._media_examples(media):
            if self.is_valid(example, schema):
                return example
        return self.sample(schema)

    def sample(self, schema: Schema) -> Any:
        """A value for a schema: its examples where valid, otherwise made up."""
        value = self._build(schema, ())
        return None if value is _ABSENT else value

    def is_valid(self, value: Any, schema: Schema) -> bool:
        """Return whether a value from a response is valid, formats included."""
        whole = {**self._document, "$ref": "#/x-sample", "x-sample": dict(schema)}
        if self._is_30:
            validator = OAS30ReadValidator(whole, format_checker=oas30_format_checker)
        else:
            validator = OAS31Validator(whole, format_checker=oas31_format_checker)
        return bool(validator.is_valid(value))

    def _media_examples(self, media: Mapping[str, Any]) -> Iterator[Any]:
        if "example" in media:
            yield media["example"]
        for example in media.get("examples", {}).values():
            resolved = self._resolve(example)
            if "value" in resolved:
                yield resolved["value"]

    def _build(self, schema: Any, above: tuple[int, ...]) -> Any:
        """A value, or `_ABSENT` where the schema only repeats itself."""
        schema = self._resolve(schema)
        if schema is True or schema == {}:
            return "anything"
        if id(schema) in above:
            return _ABSENT
        above = (*above, id(schema))
        for value in _given(schema):
            if self.is_valid(value, schema):
                return value
        if "allOf" in schema:
            return self._build_all(schema, above)
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                return self._build_one(schema, keyword, above)
        kind = _type(schema)
        if kind == "object":
            return self._build_object(schema, above)
        if kind == "array":
            return self._build_array(schema, above)
        return _scalar(schema, kind)

    def _build_all(self, schema: Schema, above: tuple[int, ...]) -> Any:
        rest = {key: value for key, value in schema.items() if key != "allOf"}
        parts = [*schema["allOf"], *([rest] if _type(rest) else [])]
        merged: Any = _ABSENT
        for part in parts:
            value = self._build(part, above)
            if isinstance(merged, dict) and isinstance(value, dict):
                merged = {**merged, **value}
            elif value is not _ABSENT:
                merged = value
        return merged

    def _build_one(self, schema: Schema, keyword: str, above: tuple[int, ...]) -> Any:
        discriminator = schema.get("discriminator")
        for branch in schema[keyword]:
            if self._resolve(branch).get("type") == "null":
                continue
            value = self._build(branch, above)
            if discriminator and isinstance(value, dict):
                name = discriminator["propertyName"]
                value = {**value, name: _discriminator_value(discriminator, branch)}
            if value is not _ABSENT and self.is_valid(value, schema):
                return value
        return _ABSENT

    def _build_object(self, schema: Schema, above: tuple[int, ...]) -> Any:
        built: dict[str, Any] = {}
        for name, definition in schema.get("properties", {}).items():
            if self._resolve(definition).get("writeOnly"):
                continue
            value = self._build(definition, above)
            if value is not _ABSENT:
                built[name] = value
            elif name in schema.get("required", ()):
                return _ABSENT
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict) and not built:
            value = self._build(extra, above)
            if value is not _ABSENT:
                built["key"] = value
        return built

    def _build_array(self, schema: Schema, above: tuple[int, ...]) -> Any:
        value = self._build(schema.get("items", {}), above)
        if value is _ABSENT or schema.get("maxItems") == 0:
            return []
        return [value] * max(1, schema.get("minItems", 1))


def _given(schema: Schema) -> Iterator[Any]:
    """Yield the values that the schema proposes, the most binding first."""
    if "const" in schema:
        yield schema["const"]
    if "example" in schema:
        yield schema["example"]
    yield from schema.get("examples", ())
    yield from (value for value in schema.get("enum", ()) if value is not None)
    if "default" in schema:
        yield schema["default"]


def _type(schema: Schema) -> str | None:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((value for value in kind if value != "null"), "null")
    if kind is None and ("properties" in schema or "additionalProperties" in schema):
        return "object"
    if kind is None and "items" in schema:
        return "array"
    return kind


def _scalar(schema: Schema, kind: str | None) -> Any:
    match kind:
        case "integer" | "number":
            return _number(schema, kind)
        case "boolean":
            # The last page says "has more: false".
            return False
        case "null":
            return None
        case _:
            text = _FORMATS.get(schema.get("format", ""), "text")
            text = text.ljust(schema.get("minLength", 0), "x")
            return text[: schema.get("maxLength")]


def _number(schema: Schema, kind: str) -> float | int:
    step = schema.get("multipleOf", 1 if kind == "integer" else 0.5)
    low = schema.get("minimum", step)
    exclusive = schema.get("exclusiveMinimum")
    if exclusive is True:
        low += step
    elif exclusive not in (None, False):
        low = exclusive + step
    value = max(low, step)
    if "maximum" in schema:
        value = min(value, schema["maximum"])
    return value


def _discriminator_value(discriminator: Mapping[str, Any], branch: Schema) -> str:
    reference = branch.get("$ref", "")
    name = reference.rpartition("/")[2]
    for value, target in discriminator.get("mapping", {}).items():
        if target in (reference, name):
            return str(value)
    return str(name)
