"""Responses of servers, within limits on size, redirects and time."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TypeAlias

import httpx2

from clientsmith.diagnostics import Diagnostic, DiagnosticError, Severity
from clientsmith.document.source_text import MAX_BYTES, fail
from clientsmith.support.urls import shown

# Other encodings can expand a few bytes beyond memory before their size is known.
CODING = "gzip"
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_START = 4096
_MAGIC = b"\x1f"  # of each member of a gzip file


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one response: bytes after decompression, redirects, and seconds.

    `timeout` is for one step (connecting, the next bytes), `deadline` for all of them.
    `one_origin`: redirects do not lead to another server. What belongs together (the
    files of a document, the pages of a site) is no larger in all than `together`, in so
    many seconds (`total`); there are so many `files` or `pages`. Failures that may pass
    are tried again, after `pause` seconds or what `Retry-After` says, up to `wait`.
    """

    size: int = MAX_BYTES
    redirects: int = 5
    timeout: float = 15.0
    deadline: float = 120.0
    one_origin: bool = False
    files: int = 200
    pages: int = 1_000
    together: int = MAX_BYTES
    total: float = 600.0
    connections: int = 4
    tries: int = 3
    pause: float = 0.25
    wait: float = 60.0


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Validators:
    """The validators of a response, for conditional requests (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A complete response; `url` is its address after all redirects."""

    content: bytes
    validators: Validators
    url: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A 304 response; `url` is its address after all redirects."""

    url: str


Answer: TypeAlias = Fetched | Unchanged


class FetchError(DiagnosticError):
    """An address gave nothing usable; `status` is set if the server responded.

    `may_pass`: another try may do, after `wait` seconds if the server said so.
    """

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        status: int | None = None,
        may_pass: bool = False,
        wait: float | None = None,
        hint: str | None = None,
    ) -> None:
        self.status = status
        self.may_pass = may_pass
        self.wait = wait
        super().__init__(
            Diagnostic("fetch", Severity.ERROR, f"{shown(url)}: {reason}", None, hint)
        )


class Budget:
    """The number of bytes that all responses together may have."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._left = size

    def take(self, count: int) -> bool:
        """Return whether that many bytes were left, and take them."""
        self._left -= count
        return self._left >= 0


async def read_body(
    response: httpx2.Response, url: str, limits: Limits, budget: Budget
) -> bytes:
    """Read and decompress the whole body of a response. Raises DiagnosticError."""
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", CODING):
        raise FetchError(url, "sends a content coding that was not requested")
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > limits.size:
        raise _too_large(url, limits.size)
    content = bytearray()
    unpacker = _Gzip() if coding == CODING else None
    async for raw in response.aiter_raw(65_536):
        part = raw
        if unpacker is not None:
            part = unpacker.unpacked(raw, limits.size + 1 - len(content))
        content += part
        if len(content) > limits.size:
            raise _too_large(url, limits.size)
        if not budget.take(len(part)):
            megabytes = budget.size // 1_000_000
            fail(
                "fetch",
                f"{shown(url)}: all responses together have more than {megabytes} MB",
            )
    if unpacker is not None and not unpacker.is_complete:
        raise httpx2.RemoteProtocolError("the compressed response is incomplete")
    return bytes(content)


def _too_large(url: str, size: int) -> FetchError:
    return FetchError(url, f"sends more than {size // 1_000_000} MB")


class _Gzip:
    """Decompresses gzip, and notices where the compressed data ends."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self.is_complete = True

    def unpacked(self, data: bytes, most: int) -> bytes:
        """Decompress the next bytes, up to a limit."""
        found = bytearray()
        try:
            while data and len(found) < most:
                if self._member.eof:
                    if data[:1] != _MAGIC:
                        break  # padding
                    self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
                found += self._member.decompress(data, most - len(found))
                data = self._member.unconsumed_tail or self._member.unused_data
        except zlib.error as error:
            raise httpx2.DecodingError("is not compressed as declared") from error
        self.is_complete = self._member.eof
        return bytes(found)


def is_html(content: bytes) -> bool:
    """Return whether the response is an HTML page."""
    return _HTML.match(content[:_START]) is not None
