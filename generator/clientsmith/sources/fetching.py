"""Fetch over HTTPS, with several requests at a time and limits for each host.

Plain HTTP is for this machine only. Redirects are followed here, one by one, since
each has to be allowed.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Self, TypeAlias
from urllib.parse import urljoin, urlsplit

import httpx2

from clientsmith.document.source_text import fail
from clientsmith.sources.answers import (
    CODING,
    LIMITS,
    NO_VALIDATORS,
    Answer,
    Budget,
    Fetched,
    FetchError,
    Limits,
    Unchanged,
    Validators,
    is_html,
    read_body,
)
from clientsmith.support.urls import is_loopback, is_private, refusal, shown
from clientsmith.version import __version__

AGENT = "clientsmith"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Temporary failures: overload and the like.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


_Request: TypeAlias = tuple[str, bool, Validators]
Step: TypeAlias = Callable[[str, Answer | FetchError], None]


@dataclass(slots=True)
class _Host:
    """Limits the requests to one host, and delays them as `Retry-After` asks."""

    free: asyncio.Semaphore
    closed_until: float = 0.0

    async def opened(self) -> None:
        while (seconds := self.closed_until - time.monotonic()) > 0:
            await asyncio.sleep(seconds)


class Session:
    """The requests of one run, over one HTTP client; each URL is requested once."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._runner = asyncio.Runner()
        self._clients: dict[bool, httpx2.AsyncClient] = {}
        self._hosts: dict[str, _Host] = {}
        self._known: dict[_Request, Answer | FetchError] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        try:
            for client in self._clients.values():
                self._runner.run(client.aclose())
        finally:
            self._runner.close()

    def fetch(
        self,
        url: str,
        known: Validators = NO_VALIDATORS,
        limits: Limits | None = None,
    ) -> Answer:
        """Return the response of the URL, or that it matches the validators.

        Raises FetchError.
        """
        answer = self.fetch_all({url: known}, limits)[url]
        if isinstance(answer, FetchError):
            raise answer
        return answer

    def fetch_all(
        self,
        requests: Mapping[str, Validators],
        limits: Limits | None = None,
        step: Step = lambda url, answer: None,
    ) -> dict[str, Answer | FetchError]:
        """Return the response of each URL, or the reason why there is none.

        `step` is called as soon as each is known.

        Raises DiagnosticError where all of them are too much, or take too long.
        """
        limits = self.limits if limits is None else limits
        return self._runner.run(self._all(requests, limits, step))

    def count_new(self, requests: Mapping[str, Validators], limits: Limits) -> int:
        """Count the URLs that have no response yet."""
        return sum(
            self._known_answer(url, known, limits) is None
            for url, known in requests.items()
        )

    def _known_answer(
        self, url: str, known: Validators, limits: Limits
    ) -> Answer | FetchError | None:
        whole = self._known.get((url, limits.one_origin, NO_VALIDATORS))
        return whole or self._known.get((url, limits.one_origin, known))

    async def _all(
        self,
        requests: Mapping[str, Validators],
        limits: Limits,
        step: Step,
    ) -> dict[str, Answer | FetchError]:
        budget = Budget(limits.together)

        async def fetch(url: str, known: Validators) -> Answer | FetchError:
            answer = self._known_answer(url, known, limits)
            if answer is None:
                try:
                    answer = await self._tried(url, known, limits, budget)
                except FetchError as failure:
                    answer = failure
                # The answer "unchanged" is valid for these validators only.
                of = known if isinstance(answer, Unchanged) else NO_VALIDATORS
                self._known[url, limits.one_origin, of] = answer
            step(url, answer)
            return answer

        try:
            async with asyncio.timeout(limits.total), asyncio.TaskGroup() as group:
                tasks = {
                    url: group.create_task(fetch(url, known))
                    for url, known in requests.items()
                }
        except TimeoutError:
            minutes = limits.total / 60
            fail(
                "fetch", f"{len(requests)} responses take more than {minutes:g} minutes"
            )
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return {url: task.result() for url, task in tasks.items()}

    async def _tried(
        self, url: str, known: Validators, limits: Limits, budget: Budget
    ) -> Answer:
        """Send the request, and retry after a temporary failure. Raises FetchError."""
        reason = refusal(url)
        if reason is not None:
            raise FetchError(url, reason)
        host = self._hosts.setdefault(
            urlsplit(url).netloc, _Host(asyncio.Semaphore(limits.connections))
        )
        pause = limits.pause
        for left in reversed(range(limits.tries)):
            async with host.free:
                await host.opened()
                try:
                    async with asyncio.timeout(limits.deadline):
                        return await self._follow(url, known, limits, budget)
                except TimeoutError:
                    raise FetchError(url, "did not answer in time") from None
                except FetchError as failure:
                    wait = failure.wait
                    if not failure.may_pass or not left or (wait or 0) > limits.wait:
                        raise
            if wait is None:
                await asyncio.sleep(pause)
                pause *= 2
            else:
                host.closed_until = max(host.closed_until, time.monotonic() + wait)
        raise AssertionError("the last try returns or raises")

    async def _follow(
        self, url: str, known: Validators, limits: Limits, budget: Budget
    ) -> Answer:
        at = url
        try:
            for _ in range(limits.redirects + 1):
                async with self._client(at).stream(
                    "GET", at, headers=_headers(known)
                ) as response:
                    if response.status_code not in _REDIRECTS:
                        return await _read(response, url, at, known, limits, budget)
                    location = response.headers.get("Location")
                at = _target(url, at, location, limits)
        except httpx2.TimeoutException:
            reason = "did not answer in time"
            raise FetchError(url, reason, may_pass=True) from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            may_pass = isinstance(error, httpx2.TransportError)
            raise FetchError(url, _reason(error), may_pass=may_pass) from None
        raise FetchError(url, f"more than {limits.redirects} redirects")

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        """Load the trusted certificates, including those that `SSL_CERT_FILE` names."""
        return httpx2.create_ssl_context()

    def _client(self, url: str) -> httpx2.AsyncClient:
        """Create the HTTP client; loopback addresses bypass a proxy."""
        local = is_loopback(url)
        if local not in self._clients:
            self._clients[local] = httpx2.AsyncClient(
                trust_env=not local,
                verify=self._certificates,
                timeout=self.limits.timeout,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            )
        return self._clients[local]


async def _read(
    response: httpx2.Response,
    url: str,
    at: str,
    known: Validators,
    limits: Limits,
    budget: Budget,
) -> Answer:
    status = response.status_code
    if status == 304 and known != NO_VALIDATORS:
        return Unchanged(at)
    if status != 200:
        answered = f"{status} {response.reason_phrase}".strip()
        wait = _seconds(response.headers.get("Retry-After"))
        later = f" and asks to wait {wait:.0f} s" if wait else ""
        raise FetchError(
            url,
            f"answered {answered}{later}",
            status=status,
            may_pass=status in _PASSING,
            wait=wait,
        )
    try:
        content = await read_body(response, url, limits, budget)
    except httpx2.RemoteProtocolError:
        raise FetchError(url, "the response is incomplete", may_pass=True) from None
    if is_html(content):
        raise FetchError(
            url,
            "answered with an HTML page",
            status=status,
            hint="give the address of an OpenAPI document, of a page in Markdown, or"
            " of the site's llms.txt",
        )
    headers = response.headers
    validators = Validators(headers.get("ETag"), headers.get("Last-Modified"))
    return Fetched(content, validators, at)


def _seconds(value: str | None) -> float | None:
    """Read `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
        return max(0.0, (at - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _headers(known: Validators) -> dict[str, str]:
    headers = {
        "User-Agent": f"{AGENT}/{__version__}",
        "Accept-Encoding": CODING,
    }
    if known.etag and known.etag.isascii():
        headers["If-None-Match"] = known.etag
    if known.last_modified and known.last_modified.isascii():
        headers["If-Modified-Since"] = known.last_modified
    return headers


def _target(url: str, at: str, location: str | None, limits: Limits) -> str:
    """Return the target of a redirect, if it may be followed."""
    if location is None:
        raise FetchError(url, "a redirect without a target")
    try:
        target = urljoin(at, location)
        reason = redirect_refusal(url, target)
    except ValueError:
        raise FetchError(url, "the target of a redirect is not a URL") from None
    if reason is not None:
        raise FetchError(url, f"redirects to {shown(target)}, which {reason}")
    same = origin(at) == origin(target)
    if limits.one_origin and not same:
        raise FetchError(url, f"redirects to another server, {shown(target)}")
    old, new = urlsplit(at), urlsplit(target)
    if same and "@" in old.netloc and "@" not in new.netloc:
        # Credentials are sent to their own server only.
        user = old.netloc.rpartition("@")[0]
        return new._replace(netloc=f"{user}@{new.netloc}").geturl()
    return target


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Return scheme, host and port (RFC 6454). Raises ValueError if one is missing."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def redirect_refusal(url: str, target: str) -> str | None:
    """Return why a redirect from the URL is refused, or None if it is followed."""
    reason = refusal(target)
    if reason is None and is_private(target) and not is_private(url):
        return "is in a private network"
    return reason


def _reason(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text[:1].lower() + text[1:]
