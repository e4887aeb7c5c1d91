"""Forms as options of curl."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from email.message import Message

from ._http import Request
from .curl import FILE, content_of, text_of


def options(request: Request, hide: Callable[[str], str]) -> list[str]:
    """Return an option for each part of a form, unless it was streamed."""
    content_type: str = request.headers["content-type"]
    content = content_of(request)
    boundary = re.search(r'boundary="?([^";]+)', content_type)
    found = list[str]()
    if not content or boundary is None:
        return found
    for part in content.split(b"--" + boundary.group(1).encode())[1:-1]:
        head, _, body = part.partition(b"\r\n\r\n")
        message = Message()
        for line in head.decode(errors="replace").strip().splitlines():
            name, _, value = line.partition(":")
            message[name] = value.strip()
        found.append(_option(message, body.removesuffix(b"\r\n"), hide))
    return found


def _option(message: Message, content: bytes, hide: Callable[[str], str]) -> str:
    """Return the option for a field with its text, or for a file by its name."""
    name = str(message.get_param("name", "", "content-disposition"))
    file = message.get_filename()
    text = None if file else text_of(content)
    media_type = message.get("content-type")
    if text is not None and media_type is None:
        return f"--form-string {shlex.quote(f'{name}={hide(text)}')}"
    value = _quoted(hide(text)) if text is not None else f"@{_quoted(file or FILE[1:])}"
    kind = f";type={media_type}" if media_type else ""
    return f"--form {shlex.quote(f'{name}={value}{kind}')}"


def _quoted(text: str) -> str:
    """Quote a text or a file name for curl."""
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
