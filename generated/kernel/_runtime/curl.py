"""Requests as curl commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from email.message import Message

from ._http import Request
from .logs import (
    HIDDEN,
    NEUTRAL_HEADERS,
    SECRETS,
    is_secret_name,
    secrets_of,
    shown_url,
)
from .redaction import Redactor

# Headers that curl writes itself.
_OWN = frozenset({"host", "content-length", "connection", "transfer-encoding"})
_FILE = "@body"
"""Stands for binary or streamed content."""


def as_curl(request: Request, *, show_secrets: bool) -> str:
    """Return the command that sends the request, for a POSIX shell."""
    return " \\\n  ".join(_lines(request, show_secrets))


def _lines(request: Request, show_secrets: bool) -> Iterator[str]:
    hide: Callable[[str], str] = Redactor(secrets_of(request)).text
    hide = str if show_secrets else hide
    # The request of a pickled error no longer knows its secrets.
    careful = not show_secrets and SECRETS not in request.extensions
    whole = str(request.url.copy_with(userinfo=b""))
    url = shown_url(request) if careful else hide(whole)
    method = "--head" if request.method == "HEAD" else f"--request {request.method}"
    globs = " --globoff" if re.search(r"[][{}]", url) else ""
    yield f"curl {method}{globs} {shlex.quote(url)}"
    content_type: str = request.headers.get("content-type", "")
    parts = _parts(request, content_type)
    for name, value in request.headers.multi_items():
        if name == "accept-encoding":
            yield "--compressed"
        elif name not in _OWN and not (parts and name == "content-type"):
            secret = is_secret_name(name) or (careful and name not in NEUTRAL_HEADERS)
            shown = HIDDEN if secret and not show_secrets else hide(value)
            # Without a value, curl would remove a header.
            header = f"{name}: {shown}" if shown else f"{name};"
            yield f"--header {shlex.quote(header)}"
    for part in parts:
        yield _form(part, hide)
    if not parts:
        yield from _data(request, content_type, hide, careful)


def _data(
    request: Request, content_type: str, hide: Callable[[str], str], careful: bool
) -> Iterator[str]:
    content = _content(request)
    if content == b"":
        return
    text = _text(content)
    if text is None or careful or content_type.startswith("multipart/"):
        yield f"--data-binary {_FILE}"
    else:
        yield f"--data-raw {shlex.quote(hide(text))}"


def _content(request: Request) -> bytes | None:
    """Return the body; None if it was streamed."""
    return vars(request).get("_content")


def _text(content: bytes | None) -> str | None:
    try:
        text = None if content is None else content.decode()
    except UnicodeDecodeError:
        return None
    return None if text is None or "\0" in text else text


def _parts(request: Request, content_type: str) -> list[tuple[Message, bytes]]:
    """Return the parts of a form, as headers and content."""
    content = _content(request)
    boundary = re.search(r'boundary="?([^";]+)', content_type)
    if not (content and boundary and content_type.startswith("multipart/form-data")):
        return []
    found: list[tuple[Message, bytes]] = []
    for part in content.split(b"--" + boundary.group(1).encode())[1:-1]:
        head, _, body = part.partition(b"\r\n\r\n")
        message = Message()
        for line in head.decode(errors="replace").strip().splitlines():
            name, _, value = line.partition(":")
            message[name] = value.strip()
        found.append((message, body.removesuffix(b"\r\n")))
    return found


def _form(part: tuple[Message, bytes], hide: Callable[[str], str]) -> str:
    """Return the option for a field with its text, or for a file by its name."""
    message, content = part
    name = str(message.get_param("name", "", "content-disposition"))
    file = message.get_filename()
    text = None if file else _text(content)
    media_type = message.get("content-type")
    if text is not None and media_type is None:
        return f"--form-string {shlex.quote(f'{name}={hide(text)}')}"
    value = (
        _quoted(hide(text)) if text is not None else f"@{_quoted(file or _FILE[1:])}"
    )
    kind = f";type={media_type}" if media_type else ""
    return f"--form {shlex.quote(f'{name}={value}{kind}')}"


def _quoted(text: str) -> str:
    """Quote a text or a file name for curl."""
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
