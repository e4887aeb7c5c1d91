"""The decision to retry a request, and the delay."""

from __future__ import annotations

import datetime as dt
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from ._http import RequestError, Response

__all__ = ["Backoff"]

MAX_RETRY_AFTER = 60.0
_ABSURD = 366 * 86400.0
_SAFE_METHODS = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})


def is_repeatable(method: str, policy: str, has_idempotency_key: bool) -> bool:
    """Return whether a request is idempotent (RFC 9110)."""
    return policy == "all" or has_idempotency_key or method in _SAFE_METHODS


def after_response(response: Response, repeatable: bool) -> bool:
    """Return whether to retry after a response."""
    should = response.headers.get("x-should-retry")
    if should in ("true", "false"):
        return bool(should == "true")
    status = response.status_code
    if repeatable:
        return status in (408, 409, 429) or status >= 500
    # Only if the server has not processed the request.
    return status == 429 or (status == 503 and "retry-after" in response.headers)


@dataclass(frozen=True)
class Backoff:
    """The seconds before each retry; any function of its number can replace it.

    They grow from `first` by `factor` up to `most`, less a random part of up to `jitter`,
    so that clients that failed together do not retry together.
    """

    first: float = 0.5
    most: float = 8.0
    factor: float = 2.0
    jitter: float = 0.25

    def __call__(self, retries_taken: int) -> float:
        grown = min(self.first * self.factor ** min(retries_taken, 30), self.most)
        return grown * (1 - self.jitter * random.random())


def delay(
    retries_taken: int, response: Response | None, backoff: Callable[[int], float]
) -> float | None:
    """Return the delay in seconds: the server's, or else the backoff.

    None if the server asks for more than a minute: the caller decides.
    """
    asked = retry_after(response.headers) if response is not None else None
    if asked is None:
        return max(0.0, backoff(retries_taken))
    return asked if asked <= MAX_RETRY_AFTER else None


def is_unprocessed(error: RequestError) -> bool:
    """Return whether the server has stated that it did not process the request.

    RFC 9113, section 8.7: it refused the stream, or sent GOAWAY before the first one.
    """
    causes = error.__cause__.args if error.__cause__ else ()
    event: Any = causes[0] if causes else None
    if hasattr(event, "last_stream_id"):
        return bool(event.last_stream_id == 0)
    return hasattr(event, "stream_id") and getattr(event, "error_code", None) == 7


class UnsentRequests:
    """Records whether the headers of the last request could not be sent.

    The HTTP library calls it for its events. It reads a response even then, since
    servers may respond before they have read the request.
    """

    failed = False

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith("send_request_headers.failed"):
            self.failed = type(info.get("exception")).__name__ == "WriteError"

    async def awaited(self, event: str, info: Mapping[str, Any]) -> None:
        self(event, info)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return `retry-after-ms`, or `Retry-After` in seconds or as a date, in seconds.

    RFC 9110, section 10.2.3. None for invalid values, and for more than a year.
    """
    value = headers.get("retry-after", "")
    seconds = _number(headers.get("retry-after-ms", ""), 1000)
    if seconds is None:
        seconds = _number(value, 1)
    if seconds is None:
        moment = _seconds(value)
        now = _seconds(headers.get("date", ""))
        if moment is None:
            return None
        seconds = max(0.0, moment - (time.time() if now is None else now))
    return seconds if seconds <= _ABSURD else None


def _number(text: str, parts: int) -> float | None:
    found = re.fullmatch(r"[0-9]+(\.[0-9]*)?", text.strip())
    return float(found.group()) / parts if found else None


def _seconds(text: str) -> float | None:
    """Return the time of an HTTP date, in UTC if it has no zone."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or dt.UTC).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
