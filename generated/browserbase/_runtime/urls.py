"""URLs of requests."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from ._http import URL


def is_whole(text: str) -> bool:
    """Return whether the text has a scheme, and is not a path (RFC 3986, 3.1)."""
    return re.match("[A-Za-z][A-Za-z0-9+.-]*://", text) is not None


def origin(url: URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def add_query(url: str, query: str) -> str:
    """Return the URL with the parameters of a query that it does not have."""
    if not query:
        return url
    base, present = _divided(url)
    new = _without(query.split("&"), present)
    return f"{base}?{'&'.join(filter(None, (*present, *new)))}"


def drop_query(url: str, query: str) -> str:
    """Return the URL without the parameters of a query."""
    if not query:
        return url
    base, present = _divided(url)
    return f"{base}?{'&'.join(_without(present, query.split('&')))}".rstrip("?")


def _divided(url: str) -> tuple[str, list[str]]:
    base, _, query = url.partition("#")[0].partition("?")
    return base, query.split("&")


def _without(pairs: list[str], others: list[str]) -> list[str]:
    names = {_name(pair) for pair in others}
    return [pair for pair in pairs if _name(pair) not in names]


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0])
