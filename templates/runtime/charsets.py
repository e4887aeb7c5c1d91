"""Text out of the bytes of a response, and JSON text as its parser needs it: UTF-8."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from ._http import Response

_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)
_UTF8 = ("utf-8", "utf8")
_ESCAPES = ("punycode", "unicode-escape", "raw-unicode-escape")
"""Python reads these as text, but they are no charsets."""

# A pair of surrogates, one alone, or any other escape: what follows a backslash.
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def decoded(content: bytes, content_type: str) -> str:
    """The text: by its byte order mark or its zeros, its charset, or as UTF-8.

    What is wrong in it becomes U+FFFD.
    """
    from json import detect_encoding  # by the marks and zeros at the start

    marked = detect_encoding(content)
    if marked != "utf-8":
        return content.decode(marked, "replace")
    for name in (_declared(content_type), "utf-8"):
        try:
            if name:
                return content.decode(name)
        except UnicodeError:
            continue
    try:  # UTF-16 that was written as UTF-8, unit by unit (CESU-8)
        units = content.decode(errors="surrogatepass").encode("utf-16", "surrogatepass")
    except UnicodeError:
        return content.decode(errors="replace")
    return units.decode("utf-16", "replace")


def text(response: Response) -> str:
    """The body as text."""
    return decoded(response.content, response.headers.get("content-type", ""))


def json_text(response: Response) -> bytes:
    """The body as UTF-8 without a byte order mark, which is what JSON is written in."""
    content: bytes = response.content
    content_type: str = response.headers.get("content-type", "")
    starts_plainly = b"\0" not in content[:4] and content[:1] < b"\x80"
    if starts_plainly and (
        "charset" not in content_type.lower() or _declared(content_type) in _UTF8
    ):
        return content
    return decoded(content, content_type).encode()


def to_utf8(start: bytes, content_type: str) -> Callable[[bytes | None], bytes]:
    """What makes UTF-8 of the pieces of a text that begins so; None is its end."""
    from json import detect_encoding

    marked = detect_encoding(start)
    name = marked if marked != "utf-8" else _declared(content_type) or marked
    if name in (*_UTF8, "utf-8-sig"):
        return lambda piece: piece or b""
    decode = codecs.getincrementaldecoder(name)("replace").decode
    return lambda piece: decode(piece or b"", piece is None).encode(errors="replace")


def repaired(content: bytes) -> bytes:
    """JSON text that was refused, with U+FFFD in place of what is no character."""
    well_formed = decoded(content, "").encode()
    return _ESCAPE.sub(
        lambda found: rb"\ufffd" if found.group(1) else found.group(), well_formed
    )


def settle(response: Response) -> None:
    """Let the HTTP library read text although the charset is none."""
    content_type: str = response.headers.get("content-type", "")
    if _CHARSET.search(content_type) and _declared(content_type) is None:
        response.encoding = "utf-8"


def _declared(content_type: str) -> str | None:
    """The charset that is declared, if there is one of this name."""
    found = _CHARSET.search(content_type)
    if found is None:
        return None
    name = found.group(1).lower()
    if name in _UTF8:
        return name
    try:
        b"a".decode(name, "replace")  # `base64` is a codec, but not of text
        return None if codecs.lookup(name).name in _ESCAPES else name
    except (LookupError, ValueError):
        return None
