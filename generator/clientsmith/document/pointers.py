"""JSON pointers (RFC 6901): the only place that escapes and unescapes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from clientsmith.document.values import JsonValue

Pointer = tuple[str, ...]
LinkedPointer: TypeAlias = "tuple[LinkedPointer, str] | None"
"""A pointer from its end, which shares its beginning with others and is cheap to extend."""


def escape(token: str) -> str:
    """Return one reference token as written in a pointer."""
    if "~" in token:
        token = token.replace("~", "~0")
    return token.replace("/", "~1") if "/" in token else token


def unescape(token: str) -> str:
    """Reverse `escape`."""
    return token.replace("~1", "/").replace("~0", "~")


def format_pointer(tokens: Iterable[str | int]) -> str:
    """Return `("paths", "/x")` as `/paths/~1x`, and no tokens as an empty string."""
    return "".join([f"/{escape(str(token))}" for token in tokens])


def parse_pointer(text: str) -> Pointer:
    """Return the tokens of `/paths/~1x`.

    Raises ValueError when the text is neither empty nor starts with a slash.
    """
    if not text:
        return ()
    if not text.startswith("/"):
        raise ValueError("a JSON pointer starts with '/'")
    return tuple(unescape(token) for token in text[1:].split("/"))


def unlinked(path: LinkedPointer) -> Pointer:
    """Return the tokens of a linked pointer."""
    tokens: list[str] = []
    while path is not None:
        path, token = path
        tokens.append(token)
    return tuple(reversed(tokens))


def array_index(token: str) -> int | None:
    """Return the token as an array index (RFC 6901, section 4), or None."""
    if token.isascii() and token.isdigit() and (token == "0" or token[0] != "0"):
        return int(token) if len(token) < 10 else None
    return None


def child_of(value: JsonValue, token: str) -> JsonValue:
    """Return the member or element that a token names, or None."""
    if isinstance(value, dict):
        return value.get(token)
    if isinstance(value, list):
        index = array_index(token)
        return value[index] if index is not None and index < len(value) else None
    return None
