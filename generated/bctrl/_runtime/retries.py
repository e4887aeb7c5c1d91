"""When a request is sent again, and after how long."""

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
    """Whether sending a request twice does no more than sending it once (RFC 9110)."""
    return policy == "all" or has_idempotency_key or method in _SAFE_METHODS


def after_response(response: Response, repeatable: bool) -> bool:
    """Whether to send again a request that got this response."""
    should = response.headers.get("x-should-retry")
    if should in ("true", "false"):
        return bool(should == "true")
    status = response.status_code
    if repeatable:
        return status in (408, 409, 429) or status >= 500
    # Only where the server says that it did nothing.
    return status == 429 or (status == 503 and "retry-after" in response.headers)


@dataclass(frozen=True)
class Backoff:
    """The seconds before each further attempt; any function of its number will do.

    They grow from `first` by `factor` up to `most`. Chance takes up to the part `jitter`
    off, so that clients that failed together do not come back together.
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
    """Seconds to wait: what the server asks for, else the backoff.

    None when the server asks for more than a minute: whoever called decides then.
    """
    asked = _retry_after(response) if response is not None else None
    if asked is None:
        return max(0.0, backoff(retries_taken))
    return asked if asked <= MAX_RETRY_AFTER else None


def is_unprocessed(error: RequestError) -> bool:
    """Whether the server has said that it did not act on the request.

    RFC 9113, section 8.7: it refused the stream, or left with GOAWAY before the first.
    """
    causes = error.__cause__.args if error.__cause__ else ()
    event: Any = causes[0] if causes else None
    if hasattr(event, "last_stream_id"):
        return bool(event.last_stream_id == 0)
    return hasattr(event, "stream_id") and getattr(event, "error_code", None) == 7


class UnsentRequests:
    """Notes whether the headers of the last request could not be written.

    The HTTP library calls it with what happens, and reads an answer all the same, since
    servers may answer before they have read everything.
    """

    failed = False

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith("send_request_headers.failed"):
            self.failed = type(info.get("exception")).__name__ == "WriteError"

    async def awaited(self, event: str, info: Mapping[str, Any]) -> None:
        self(event, info)


def _retry_after(response: Response) -> float | None:
    """`retry-after-ms`, or `Retry-After` as seconds or as a date (RFC 9110, 10.2.3).

    None where it makes no sense, which includes times beyond a year.
    """
    headers = response.headers
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
    """The time of an HTTP date; one without a zone is of UTC."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or dt.UTC).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
