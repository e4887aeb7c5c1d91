"""Read a key without a value (`parameters:` with nothing below) as an empty section."""

from __future__ import annotations

from clientsmith.document.repairs.site import Site, without
from clientsmith.document.values import JsonObject, JsonValue, kind_of

# Keywords whose value is data, where null is a value like others.
_DATA = frozenset({"default", "example", "const", "value", "dataValue"})


def empty_members(value: JsonValue, site: Site) -> JsonValue:
    """Repair null members of objects, lists and maps."""
    if isinstance(value, list):
        return _of_list(value, site) if None in value else value
    if isinstance(value, dict) and None in value.values():
        return _of_map(value, site) if site.kind.entries else _of_object(value, site)
    return value


def _of_object(value: JsonObject, site: Site) -> JsonObject:
    """Drop keywords that are null; an empty operation stays an operation."""
    empty = [
        key
        for key, member in value.items()
        if member is None and key not in _DATA and not key.startswith("x-")
    ]
    operations: JsonObject = {
        key: {}
        for key in empty
        if (kind := site.kind.members.get(key)) and kind.name == "Operation"
    }
    for key in empty:
        site.warn("null", f"`{key}` is null: it is read as empty", key)
    return {**without(value, *empty), **operations} if empty else value


def _of_map(value: JsonObject, site: Site) -> JsonObject:
    """Read null as an empty object, except for extensions."""
    empty = [
        key
        for key, member in value.items()
        if member is None and not site.kind.is_extension(key)
    ]
    for key in empty:
        site.warn("null", f"`{key}` is null: it is read as empty", key)
    return {**value, **{key: {} for key in empty}} if empty else value


def _of_list(values: list[JsonValue], site: Site) -> list[JsonValue]:
    removed = {at for at, value in enumerate(values) if value is None}
    for at in removed:
        site.warn("null", "an element of the list is null: it is left out", str(at))
    return site.without_elements(values, removed)


def empty_requirements(requirement: JsonObject, site: Site) -> JsonValue:
    """Read anything but a list of scopes in a Security Requirement as an empty list."""
    changed: JsonObject = {}
    for name, scopes in requirement.items():
        # The target of a `$ref` in its place is repaired at its own place.
        if isinstance(scopes, list) or name == "$ref":
            continue
        if isinstance(scopes, str):
            changed[name] = [scopes]
            site.warn("security", f"the scope of `{name}` is read as a list", name)
            continue
        changed[name] = []
        site.warn(
            "null" if scopes is None else "security",
            f"the scopes of `{name}` are {kind_of(scopes)}: none are requested",
            name,
        )
    return {**requirement, **changed} if changed else requirement
