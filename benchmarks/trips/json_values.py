"""JSON as these modules handle it."""

from __future__ import annotations

from typing import Any, TypeAlias
from urllib.parse import unquote

Json: TypeAlias = Any
"""A JSON value; parts of multipart bodies may be bytes as well."""

Schema: TypeAlias = Any
"""A JSON Schema of the dialect 2020-12: an object, true or false."""


def pointed_at(root: Json, reference: str) -> Json:
    """What `#/components/schemas/Pet` stands for in a document."""
    found = root
    for token in reference.removeprefix("#").split("/")[1:]:
        key = unquoted(token)
        found = found[int(key)] if isinstance(found, list) else found[key]
    return found


def unquoted(token: str) -> str:
    """A part of a JSON pointer in a URI (RFC 6901, section 6)."""
    return unquote(token).replace("~1", "/").replace("~0", "~")
