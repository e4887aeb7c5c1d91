"""Repair security schemes with names that OpenAPI does not know."""

from __future__ import annotations

from collections.abc import Mapping

from clientsmith.document.findings import quote
from clientsmith.document.repairs.site import Site
from clientsmith.document.values import JsonObject, JsonValue

_TYPES: Mapping[str, JsonObject] = {
    "apikey": {"type": "apiKey"},
    "api_key": {"type": "apiKey"},
    "http": {"type": "http"},
    "oauth2": {"type": "oauth2"},
    "oauth": {"type": "oauth2"},
    "openidconnect": {"type": "openIdConnect"},
    "oidc": {"type": "openIdConnect"},
    "mutualtls": {"type": "mutualTLS"},
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "jwt": {"type": "http", "scheme": "bearer"},
}
_PLACES = ("header", "query", "cookie")


def scheme_types(scheme: JsonObject, site: Site) -> JsonValue:
    """Read `type: bearer` and the like, and `in: Header`."""
    changed: JsonObject = {}
    declared = scheme.get("type")
    meant = _TYPES.get(declared.lower(), {}) if isinstance(declared, str) else {}
    if meant and meant["type"] != declared:
        changed |= meant
        meaning = " and ".join(f"`{key}: {value}`" for key, value in meant.items())
        site.warn("security", f"`type: {declared}` is read as {meaning}", "type")
    place = scheme.get("in")
    if isinstance(place, str) and place not in _PLACES and place.lower() in _PLACES:
        changed["in"] = place.lower()
        site.warn(
            "security", f"`in: {quote(place)}` is read as `in: {place.lower()}`", "in"
        )
    return {**scheme, **changed} if changed else scheme
