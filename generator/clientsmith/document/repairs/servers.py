"""Repair servers that cannot be reached."""

from __future__ import annotations

from clientsmith.document.repairs.site import Site
from clientsmith.document.values import JsonValue


def without_url(servers: list[JsonValue], site: Site) -> JsonValue:
    """Drop a server without a URL."""
    removed = {
        at
        for at, server in enumerate(servers)
        if isinstance(server, dict)
        and "$ref" not in server
        and server.get("url") is None
    }
    for at in removed:
        site.warn("server", "a server without a `url` is left out", str(at))
    return site.without_elements(servers, removed) if removed else servers
