"""JSON pointers (RFC 6901), the one place that escapes and unescapes them."""

from __future__ import annotations

from collections.abc import Iterable

from clientsmith.document.values import JsonValue

Pointer = tuple[str, ...]


def escape(token: str) -> str:
    """One reference token as it is written inside a pointer."""
    if "~" in token:
        token = token.replace("~", "~0")
    return token.replace("/", "~1") if "/" in token else token


def unescape(token: str) -> str:
    """The opposite of `escape`."""
    return token.replace("~1", "/").replace("~0", "~")


def format_pointer(tokens: Iterable[str | int]) -> str:
    """`("paths", "/x")` as `/paths/~1x`; no tokens at all as the empty string."""
    return "".join([f"/{escape(str(token))}" for token in tokens])


def parse_pointer(text: str) -> Pointer:
    """The tokens of `/paths/~1x`.

    Raises ValueError when the text is neither empty nor starts with a slash.
    """
    if not text:
        return ()
    if not text.startswith("/"):
        raise ValueError("a JSON pointer starts with '/'")
    return tuple(unescape(token) for token in text[1:].split("/"))


def array_index(token: str) -> int | None:
    """The token as an array index (RFC 6901, section 4), None when it is none."""
    if token.isascii() and token.isdigit() and (token == "0" or token[0] != "0"):
        return int(token) if len(token) < 10 else None
    return None


def child_of(value: JsonValue, token: str) -> JsonValue:
    """The member or element that a token names; None where there is none."""
    if isinstance(value, dict):
        return value.get(token)
    if isinstance(value, list):
        index = array_index(token)
        return value[index] if index is not None and index < len(value) else None
    return None
