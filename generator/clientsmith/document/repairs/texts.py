"""Repair strings and booleans that YAML reads as another type."""

from __future__ import annotations

from collections.abc import Mapping

from clientsmith.document.findings import quote
from clientsmith.document.repairs.site import Site
from clientsmith.document.values import JsonObject, JsonValue

_TEXTS: Mapping[str, tuple[str, ...]] = {
    "Info": ("title", "version", "description", "summary"),
    "Tag": ("name", "description"),
    "Server": ("url", "description"),
    "Operation": ("operationId", "summary", "description"),
    "Parameter": ("name", "description"),
    "Schema": ("title", "description", "format", "pattern"),
    "Response": ("description",),
    "Request Body": ("description",),
    "Header": ("description",),
    "Server Variable": ("default", "description"),
    "Discriminator": ("propertyName",),
    "Security Scheme": ("name", "scheme", "description"),
}
_FLAGS: Mapping[str, tuple[str, ...]] = {
    "Operation": ("deprecated",),
    "Parameter": ("required", "deprecated", "explode", "allowReserved"),
    "Request Body": ("required",),
    "Header": ("required", "deprecated", "explode"),
    "Schema": ("nullable", "deprecated", "readOnly", "writeOnly", "uniqueItems"),
}
_TRUTH: Mapping[str, bool] = {"true": True, "false": False, "yes": True, "no": False}


def scalars(value: JsonObject, site: Site) -> JsonValue:
    """Convert numbers to strings and strings to booleans where the key requires it."""
    changed: JsonObject = {}
    for key in _TEXTS.get(site.kind.name, ()):
        number = value.get(key)
        if isinstance(number, (bool, int, float)):
            changed[key] = site.text(number, key)
            _say(key, number, changed[key], site)
    for key in _FLAGS.get(site.kind.name, ()):
        text = value.get(key)
        if isinstance(text, str) and text.lower() in _TRUTH:
            changed[key] = _TRUTH[text.lower()]
            _say(key, text, changed[key], site)
    return {**value, **changed} if changed else value


def tags(operation: JsonObject, site: Site) -> JsonValue:
    """Convert the tags of an operation to strings."""
    declared = operation.get("tags")
    if declared is None or (isinstance(declared, dict) and "$ref" in declared):
        return operation
    if isinstance(declared, list) and all(
        isinstance(value, str) or (isinstance(value, dict) and "$ref" in value)
        for value in declared
    ):
        return operation
    listed = declared if isinstance(declared, list) else [declared]
    names = [_tag(value, str(at), site) for at, value in enumerate(listed)]
    site.warn("tags", "`tags` are read as a list of names", "tags")
    return {**operation, "tags": [name for name in names if name is not None]}


def _tag(value: JsonValue, at: str, site: Site) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list)) or value is None:
        return None
    return site.text(value, "tags", at)


def _say(key: str, found: JsonValue, read: JsonValue, site: Site) -> None:
    site.warn("text", f"`{key}: {quote(found)}` is read as {quote(read)}", key)
