"""JSON as these modules handle it."""

from __future__ import annotations

import re
from typing import Any, TypeAlias
from urllib.parse import unquote

Json: TypeAlias = Any
"""A JSON value; parts of multipart bodies may be bytes as well."""

Schema: TypeAlias = Any
"""A JSON Schema of the dialect 2020-12: an object, true or false."""


def pointed_at(root: Json, reference: str) -> Json:
    """Return the value that `#/components/schemas/Pet` refers to in a document."""
    found = root
    for token in reference.removeprefix("#").split("/")[1:]:
        key = unquoted(token)
        while isinstance(found, dict) and key not in found and "$ref" in found:
            found = pointed_at(root, found["$ref"])
        found = found[int(key)] if isinstance(found, list) else found[key]
    return found


def unquoted(token: str) -> str:
    """A part of a JSON pointer in a URI (RFC 6901, section 6)."""
    return unquote(token).replace("~1", "/").replace("~0", "~")


def named(reference: str) -> str:
    """The name of the schema that a `$ref` between shared schemas leads to.

    A whole file has its own name without the suffix.
    """
    name = unquoted(unquoted(reference.rpartition("/")[2]).rpartition("/")[2])
    return re.sub(r"\.(ya?ml|json)$", "", name.rpartition("/")[2])


def escaped(name: str) -> str:
    """A name as a part of a JSON pointer (RFC 6901, section 3)."""
    return name.replace("~", "~0").replace("/", "~1")


def changed_at(value: Json, pointer: str, name: str, new: Json) -> Json:
    """A copy in which a member of the object at a pointer has another value."""
    first, _, rest = pointer.removeprefix("/").partition("/")
    if not pointer:
        return {**value, name: new}
    if isinstance(value, list):
        at = int(first)
        inside = changed_at(value[at], f"/{rest}" if rest else "", name, new)
        return [*value[:at], inside, *value[at + 1 :]]
    key = first.replace("~1", "/").replace("~0", "~")
    inside = changed_at(value[key], f"/{rest}" if rest else "", name, new)
    return {**value, key: inside}
