"""Fetching a document over HTTPS, with limits on everything that a server decides.

Plain HTTP is for this machine only. Redirects are followed here, one by one, since
each has to be allowed.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

import httpx2

from generator.document.source_text import MAX_BYTES, fail
from generator.urls import is_loopback, is_private, refusal, shown
from generator.version import __version__

# Others make more of a few bytes than fits into memory, before their size is known.
_CODING = "gzip"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes after decompression, redirects, and seconds.

    `timeout` is for one step (connecting, the next bytes), `deadline` for all of them.
    `one_origin`: redirects do not lead to another server. A document in several files
    has so many of them, no larger in all than `size`, in so many seconds (`total`).
    """

    size: int = MAX_BYTES
    redirects: int = 5
    timeout: float = 15.0
    deadline: float = 120.0
    one_origin: bool = False
    files: int = 200
    total: float = 600.0


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server recognises its answer by (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer that arrived as a whole; `url` gave it, after all redirects."""

    content: bytes
    validators: Validators
    url: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The answer is the one that was known; `url` says so, after all redirects."""

    url: str


Answer: TypeAlias = Fetched | Unchanged


def fetch(
    url: str, known: Validators = NO_VALIDATORS, limits: Limits = LIMITS
) -> Answer:
    """What the URL answers with, or that it is the same as with these validators.

    Raises DiagnosticError.
    """
    reason = refusal(url)
    if reason is not None:
        fail("fetch", f"{shown(url)}: {reason}")
    try:
        return asyncio.run(_within_deadline(url, known, limits))
    except (TimeoutError, httpx2.TimeoutException):
        fail("fetch", f"{shown(url)}: did not answer in time")
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        fail("fetch", f"{shown(url)}: {_reason(error)}")


async def _within_deadline(url: str, known: Validators, limits: Limits) -> Answer:
    async with asyncio.timeout(limits.deadline):
        return await _follow(url, known, limits)


async def _follow(url: str, known: Validators, limits: Limits) -> Answer:
    at = url
    for _ in range(limits.redirects + 1):
        # A proxy has no way to this machine.
        async with (
            httpx2.AsyncClient(
                trust_env=not is_loopback(at), timeout=limits.timeout
            ) as client,
            client.stream("GET", at, headers=_headers(known)) as response,
        ):
            if response.status_code in _REDIRECTS:
                at = _target(url, at, response.headers.get("Location"), limits)
                continue
            if response.status_code == 304 and known != NO_VALIDATORS:
                return Unchanged(at)
            if response.status_code != 200:
                status = f"{response.status_code} {response.reason_phrase}".strip()
                fail("fetch", f"{shown(url)}: answered {status}")
            return Fetched(
                await _body(response, url, limits),
                Validators(
                    response.headers.get("ETag"), response.headers.get("Last-Modified")
                ),
                at,
            )
    fail("fetch", f"{shown(url)}: more than {limits.redirects} redirects")


def _headers(known: Validators) -> dict[str, str]:
    headers = {
        "User-Agent": f"clientsmith/{__version__}",
        "Accept-Encoding": _CODING,
    }
    if known.etag and known.etag.isascii():
        headers["If-None-Match"] = known.etag
    if known.last_modified and known.last_modified.isascii():
        headers["If-Modified-Since"] = known.last_modified
    return headers


def _target(url: str, at: str, location: str | None, limits: Limits) -> str:
    """Where a redirect leads, if it may lead there."""
    if location is None:
        fail("fetch", f"{shown(url)}: a redirect without a target")
    try:
        target = urljoin(at, location)
        reason = redirect_refusal(url, target)
    except ValueError:
        fail("fetch", f"{shown(url)}: a redirect to what is no URL")
    if reason is not None:
        fail("fetch", f"{shown(url)}: redirects to {shown(target)}, which {reason}")
    old, new = urlsplit(at), urlsplit(target)
    same = (old.scheme, old.hostname, old.port) == (new.scheme, new.hostname, new.port)
    if limits.one_origin and not same:
        fail("fetch", f"{shown(url)}: redirects to another server, {shown(target)}")
    if same and "@" in old.netloc and "@" not in new.netloc:
        # Credentials stay with their server.
        user = old.netloc.rpartition("@")[0]
        return new._replace(netloc=f"{user}@{new.netloc}").geturl()
    return target


def redirect_refusal(url: str, target: str) -> str | None:
    """Why a redirect from the URL is not followed; None: it is."""
    reason = refusal(target)
    if reason is None and is_private(target) and not is_private(url):
        return "is in a private network"
    return reason


async def _body(response: httpx2.Response, url: str, limits: Limits) -> bytes:
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", _CODING):
        fail("fetch", f"{shown(url)}: sends a coding that was not asked for")
    announced = response.headers.get("Content-Length", "")
    too_large = announced.isdecimal() and int(announced) > limits.size
    content = bytearray()
    if not too_large:
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) > limits.size:
                too_large = True
                break
    if too_large:
        fail("fetch", f"{shown(url)}: sends more than {limits.size // 1_000_000} MB")
    return bytes(content)


def _reason(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text[:1].lower() + text[1:]
