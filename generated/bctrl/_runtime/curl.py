"""Requests as curl commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from importlib import import_module

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
FILE = "@body"
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
    form = _form(request, content_type, hide)
    for name, value in request.headers.multi_items():
        if name == "accept-encoding":
            yield "--compressed"
        elif name not in _OWN and not (form and name == "content-type"):
            secret = is_secret_name(name) or (careful and name not in NEUTRAL_HEADERS)
            shown = HIDDEN if secret and not show_secrets else hide(value)
            # Without a value, curl would remove a header.
            header = f"{name}: {shown}" if shown else f"{name};"
            yield f"--header {shlex.quote(header)}"
    yield from form or _data(request, content_type, hide, careful)


def _data(
    request: Request, content_type: str, hide: Callable[[str], str], careful: bool
) -> Iterator[str]:
    content = content_of(request)
    if content == b"":
        return
    text = text_of(content)
    if text is None or careful or content_type.startswith("multipart/"):
        yield f"--data-binary {FILE}"
    else:
        yield f"--data-raw {shlex.quote(hide(text))}"


def content_of(request: Request) -> bytes | None:
    """Return the body; None if it was streamed."""
    return vars(request).get("_content")


def text_of(content: bytes | None) -> str | None:
    try:
        text = None if content is None else content.decode()
    except UnicodeDecodeError:
        return None
    return None if text is None or "\0" in text else text


def _form(request: Request, content_type: str, hide: Callable[[str], str]) -> list[str]:
    """Return the options for the parts of a form; none for other bodies."""
    if not content_type.startswith("multipart/form-data"):
        return []
    # Packages that send no forms do not have the module.
    options: list[str] = import_module(".curl_forms", __package__).options(
        request, hide
    )
    return options
