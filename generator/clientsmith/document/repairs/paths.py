"""Repair unusual spellings of paths and methods."""

from __future__ import annotations

import re

from clientsmith.document.repairs.site import Site
from clientsmith.document.structure import METHODS
from clientsmith.document.values import JsonObject, JsonValue

# `{id:[0-9]+}` and `{id:.*}` of routers, `{path*}`, `{+path}` and `{id?}` of others.
_TEMPLATE = re.compile(r"\{([^{}/]*)\}")
_NAME = re.compile(r"\s*[+*]?(?P<name>[\w.$-]+)\s*(?::[^{}]*|[*?])?\s*")


def paths(items: JsonObject, site: Site) -> JsonValue:
    """Normalise the keys of `paths`: a leading slash, and plain names in braces."""
    if site.pointer != ("paths",):
        return items
    renamed: dict[str, str] = {}
    for key in items:
        if key.startswith(("x-", "$")):  # an extension, or a `$ref` to all paths
            continue
        meant = _meant(key)
        if meant == key or meant in items or meant in renamed.values():
            continue
        site.warn("path", f"the path `{key}` is read as `{meant}`", key)
        site.moved((meant,), (key,))
        renamed[key] = meant
    if not renamed:
        return items
    return {renamed.get(key, key): item for key, item in items.items()}


def _meant(path: str) -> str:
    stripped = path.strip()
    if not stripped.startswith("/"):
        stripped = f"/{stripped}"
    return _TEMPLATE.sub(_named, stripped)


def _named(match: re.Match[str]) -> str:
    found = _NAME.fullmatch(match[1])
    return f"{{{found['name']}}}" if found else match[0]


def methods(item: JsonObject, site: Site) -> JsonValue:
    """Read `GET:` as `get:`."""
    renamed: dict[str, str] = {}
    for key in item:
        meant = key.strip().lower()
        if meant != key and meant in METHODS and meant not in item:
            site.warn("method", f"`{key}` is read as `{meant}`", key)
            site.moved((meant,), (key,))
            renamed[key] = meant
    if not renamed:
        return item
    return {renamed.get(key, key): value for key, value in item.items()}
