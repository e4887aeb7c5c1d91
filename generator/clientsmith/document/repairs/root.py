"""Add what documents leave out at the top, or keep in extensions."""

from __future__ import annotations

from clientsmith.document.repairs.site import Site
from clientsmith.document.values import JsonObject, JsonValue

_EXTENSION = "x-webhooks"


def webhooks(document: JsonObject, site: Site) -> JsonValue:
    """Read `x-webhooks` as the `webhooks` of OpenAPI 3.1."""
    declared = document.get(_EXTENSION)
    if not isinstance(declared, dict) or not declared or "webhooks" in document:
        return document
    site.diagnostics.info(
        "webhooks",
        f"`{_EXTENSION}` is read as `webhooks`",
        site.document.location((_EXTENSION,)),
    )
    site.moved(("webhooks",), (_EXTENSION,))
    return {
        "webhooks" if key == _EXTENSION else key: value
        for key, value in document.items()
    }


def info(document: JsonObject, site: Site) -> JsonValue:
    """Use the file's name as the title of a document without one."""
    if isinstance(document.get("info"), dict):
        return document
    title = site.document.path.stem
    site.warn("info", f"`info` is missing: the API is called `{title}`")
    return {**document, "info": {"title": title, "version": "0"}}
