"""Repair values that are not the object, list or map that belongs in their place."""

from __future__ import annotations

from clientsmith.document.repairs.site import NOTHING, Site
from clientsmith.document.repairs.types import named_type
from clientsmith.document.values import JsonObject, JsonValue, kind_of

# Without these, there is nothing to call or to send: validation rejects them.
_NEEDED = frozenset(
    {"Path Item", "{Path Item}", "Operation", "Request Body", "OpenAPI"}
)
_BOOLEANS = {"true": True, "false": False}
# Lists that may be written as a single element, without the list.
_ALONE = frozenset({"[Schema]", "[Server]", "[Security Requirement]", "[Tag]"})


def reshaped(value: JsonValue, site: Site) -> JsonValue:
    """Return the value as the expected kind, or NOTHING if it is empty.

    A value that an operation cannot do without stays as it is.
    """
    kind = site.kind
    if kind.name in _NEEDED:
        return value
    if kind.name == "Schema":
        return _schema(value, site)
    if kind.is_list:
        return _list(value, site)
    if kind.is_map:
        return _map(value, site)
    return _object(value, site)


def _schema(value: JsonValue, site: Site) -> JsonValue:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        if value.lower() in _BOOLEANS:
            _say(site, f"{value!r} is read as a boolean")
            return _BOOLEANS[value.lower()]
        named = named_type(value)
        if named is not None:
            _say(site, f"`{value}` is read as a schema of that type")
            return {**named}
    if isinstance(value, list) and site.name == "items":
        return _items(value, site)
    _say(site, f"{kind_of(value)} is not a schema: any value is accepted")
    return {}


def _items(values: list[JsonValue], site: Site) -> JsonValue:
    """Read `items` as a list: elements match one of these schemas."""
    _say(site, "a list of schemas is read as the alternatives of each element")
    if len(values) == 1:
        site.moved((), ("0",))
        return values[0] if isinstance(values[0], dict) else {}
    site.moved(("anyOf",), ())
    return {"anyOf": values} if values else {}


def _list(value: JsonValue, site: Site) -> JsonValue:
    if isinstance(value, dict) and site.kind.name == "[Parameter]":
        return _parameters(value, site)
    if isinstance(value, dict) and site.kind.name in _ALONE:
        _say(site, "an object is read as a list of one")
        site.moved(("0",), ())
        return [value]
    if isinstance(value, str) and site.kind.name in _TEXTS:
        _say(site, "a text is read as a list of one")
        return [{_TEXTS[site.kind.name]: value}]
    _say(site, f"{kind_of(value)} is not a list: it is ignored")
    return NOTHING


_TEXTS = {"[Server]": "url", "[Tag]": "name"}


def _parameters(value: JsonObject, site: Site) -> JsonValue:
    """Read parameters given by name."""
    _say(site, "an object is read as a list of parameters by their names")
    result: list[JsonValue] = []
    for name, member in value.items():
        if isinstance(member, dict):
            site.moved((str(len(result)),), (name,))
            result.append(member if "$ref" in member else {"name": name, **member})
    return result


def _map(value: JsonValue, site: Site) -> JsonValue:
    if isinstance(value, list):
        members: JsonObject = {}
        for at, element in enumerate(value):
            for name, member in _named(element):
                members[name] = member
                site.moved((name,), (str(at),))
        if members or not value:
            _say(site, "a list is read as an object with the names of its elements")
            return members
    _say(site, f"{kind_of(value)} is not an object: it is ignored")
    return NOTHING


def _named(value: JsonValue) -> list[tuple[str, JsonValue]]:
    """Read `{name: a, type: string}` and `{a: {type: string}}` as a property `a`."""
    if isinstance(value, str):
        return [(value, {})]
    if not isinstance(value, dict):
        return []
    name = value.get("name")
    if isinstance(name, str):
        return [(name, {key: member for key, member in value.items() if key != "name"})]
    return [(key, member) for key, member in value.items() if isinstance(member, dict)]


def _object(value: JsonValue, site: Site) -> JsonValue:
    kind = site.kind.name
    if kind == "Parameter" and isinstance(value, str) and "#/" in value:
        _say(site, "a text is read as a reference")
        return {"$ref": value}
    if kind == "Security Requirement" and isinstance(value, str):
        _say(site, "a text is read as the name of a security scheme")
        return {value: []}
    if kind in _WRITTEN_SHORT and isinstance(value, str):
        key = _WRITTEN_SHORT[kind]
        _say(site, f"a text is read as the `{key}`")
        return {key: value}
    if kind == "Example":
        return {"value": value}
    _say(site, f"{kind_of(value)} is not an object: it is ignored")
    return NOTHING if kind != "Media Type" else {}


_WRITTEN_SHORT = {
    "Discriminator": "propertyName",
    "Response": "description",
    "Header": "description",
    "Server": "url",
    "Tag": "name",
}


def _say(site: Site, assumed: str) -> None:
    subject = "an element" if site.name.isdigit() else f"`{site.name}`"
    site.warn("shape", f"{subject}: {assumed}")
