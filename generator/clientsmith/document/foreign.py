"""Recognise files of other formats that people take for OpenAPI documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_MARKUP = re.compile(r"\s*<(\?xml|!doctype|html)", re.IGNORECASE)
_CONVERT = "export it as OpenAPI 3, or convert it first"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A format: its name, the key that identifies it, and a hint."""

    name: str
    key: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Format:
    foreign: Foreign
    fits: Callable[[dict[str, Any]], bool]


def _format(
    name: str, key: str, hint: str, fits: Callable[[dict[str, Any]], bool] | None = None
) -> _Format:
    return _Format(Foreign(name, key, hint), fits or (lambda value: key in value))


def _is_postman(value: dict[str, Any]) -> bool:
    info = value.get("info")
    if not isinstance(info, dict):
        return False
    return "_postman_id" in info or "postman" in str(info.get("schema", ""))


def _is_archive(value: dict[str, Any]) -> bool:
    log = value.get("log")
    return isinstance(log, dict) and "entries" in log


def _is_introspection(value: dict[str, Any]) -> bool:
    data = value.get("data", value)
    return isinstance(data, dict) and "__schema" in data


_FORMATS = (
    _format("a Postman collection", "info", _CONVERT, _is_postman),
    _format(
        "an AsyncAPI document",
        "asyncapi",
        "AsyncAPI describes messages, OpenAPI the calls over HTTP that clients make",
    ),
    _format(
        "an OpenAPI Overlay",
        "overlay",
        "name the document that it belongs to, and the overlay in `overlays`",
    ),
    _format(
        "an Arazzo description", "arazzo", "name one of the documents it refers to"
    ),
    _format("a Google API discovery document", "discoveryVersion", _CONVERT),
    _format("an Insomnia export", "__export_format", _CONVERT),
    _format("a Smithy model", "smithy", _CONVERT),
    _format("a RAML or API Blueprint document", "baseUri", _CONVERT),
    _format("an HTTP archive", "log", _CONVERT, _is_archive),
    _format(
        "a GraphQL schema",
        "__schema",
        "GraphQL APIs have clients of their own",
        _is_introspection,
    ),
    _format(
        "a JSON Schema",
        "$schema",
        "describe the operations in an OpenAPI document, and refer to it from there",
    ),
)


def foreign_format(value: dict[str, Any]) -> Foreign | None:
    """Return the other format that an object is in, if it is known."""
    return next((format_.foreign for format_ in _FORMATS if format_.fits(value)), None)


def markup_name(text: str) -> str | None:
    """Return the kind of a text in angle brackets, or None for any other text."""
    found = _MARKUP.match(text)
    if found is None:
        return None
    is_page = found[1].lower() != "?xml" or "<html" in text[:2000].lower()
    return "an HTML page" if is_page else "an XML file"
