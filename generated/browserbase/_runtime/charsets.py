"""Text from the bytes of a response, and JSON as UTF-8, which its parser needs."""

from __future__ import annotations

import codecs
import re

from ._http import Response

_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)
UTF8 = ("utf-8", "utf8")
_ESCAPES = ("punycode", "unicode-escape", "raw-unicode-escape")
"""Text codecs of Python that are not charsets."""

# A pair of surrogates, one alone, or any other escape: what follows a backslash.
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def decoded(content: bytes, content_type: str) -> str:
    """Decode text by its byte order mark or its zeros, its charset, or as UTF-8.

    Invalid bytes become U+FFFD.
    """
    from json import detect_encoding  # by the marks and zeros at the start

    marked = detect_encoding(content)
    if marked != "utf-8":
        return content.decode(marked, "replace")
    for name in (declared(content_type), "utf-8"):
        try:
            if name:
                return content.decode(name)
        except UnicodeError:
            continue
    try:  # UTF-16 units encoded as UTF-8 (CESU-8)
        units = content.decode(errors="surrogatepass").encode("utf-16", "surrogatepass")
    except UnicodeError:
        return content.decode(errors="replace")
    return units.decode("utf-16", "replace")


def text(response: Response) -> str:
    """Return the body as text."""
    return decoded(response.content, response.headers.get("content-type", ""))


def json_text(response: Response) -> bytes:
    """Return the body as UTF-8 without a byte order mark, the encoding of JSON."""
    content: bytes = response.content
    content_type: str = response.headers.get("content-type", "")
    starts_plainly = b"\0" not in content[:4] and content[:1] < b"\x80"
    if starts_plainly and (
        "charset" not in content_type.lower() or declared(content_type) in UTF8
    ):
        return content
    return decoded(content, content_type).encode()


def repaired(content: bytes) -> bytes:
    """Return invalid JSON with U+FFFD in place of invalid characters."""
    well_formed = decoded(content, "").encode()
    return _ESCAPE.sub(
        lambda found: rb"\ufffd" if found.group(1) else found.group(), well_formed
    )


def settle(response: Response) -> None:
    """Replace an unknown charset, so that the HTTP library can decode text."""
    content_type: str = response.headers.get("content-type", "")
    if _CHARSET.search(content_type) and declared(content_type) is None:
        response.encoding = "utf-8"


def declared(content_type: str) -> str | None:
    """Return the declared charset, if Python knows it."""
    found = _CHARSET.search(content_type)
    if found is None:
        return None
    name = found.group(1).lower()
    if name in UTF8:
        return name
    try:
        b"a".decode(name, "replace")  # `base64` is a codec, but not of text
        return None if codecs.lookup(name).name in _ESCAPES else name
    except (LookupError, ValueError):
        return None
