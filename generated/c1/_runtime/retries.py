"""When a request is sent again, and after how long."""

from __future__ import annotations

import random
import time
from email.utils import parsedate_to_datetime

from ._http import Response

FIRST_DELAY = 0.5
MAX_DELAY = 8.0
MAX_RETRY_AFTER = 60.0
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


def delay(retries_taken: int, response: Response | None = None) -> float:
    """Seconds to wait: what the server asks for (up to 60), else a growing backoff."""
    asked = _retry_after(response) if response is not None else None
    if asked is not None and 0 <= asked <= MAX_RETRY_AFTER:
        return asked
    backoff = min(FIRST_DELAY * 2.0 ** min(retries_taken, 10), MAX_DELAY)
    return backoff * (1 - 0.25 * random.random())


def _retry_after(response: Response) -> float | None:
    """`retry-after-ms`, or `Retry-After` as seconds or as a date (RFC 9110, 10.2.3)."""
    headers = response.headers
    try:
        if "retry-after-ms" in headers:
            return float(headers["retry-after-ms"]) / 1000
        return float(headers["retry-after"])
    except KeyError:
        return None
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(headers.get("retry-after", ""))
        return max(0.0, moment.timestamp() - time.time())
    except ValueError:
        return None
