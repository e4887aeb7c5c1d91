"""The deadline of a call, and the maximum size of its response."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any, NamedTuple, TypeVar

from ._http import BROKEN_BODY, Request, Response, Timeout
from .errors import APITimeoutError, ResponseTooLargeError
from .sync_bridge import iterate, maybe_await

T = TypeVar("T")


class Bounds(NamedTuple):
    """The bounds of a call; None means unbounded."""

    deadline: float | None = None
    """Seconds for all attempts and the pauses between them."""

    ends_at: float | None = None
    max_size: int | None = None

    @classmethod
    def starting(cls, deadline: float | None, max_size: int | None) -> Bounds:
        ends_at = None if deadline is None else time.monotonic() + deadline
        return cls(deadline, ends_at, max_size)

    @property
    def left(self) -> float | None:
        """The remaining seconds; negative after the deadline."""
        return None if self.ends_at is None else self.ends_at - time.monotonic()

    def timeout(self, given: Timeout | float | None) -> Timeout | float | None:
        """Return the timeout of each step, limited by the deadline."""
        left = self.left
        if left is None:
            return given
        steps = Timeout(given).as_dict().items()
        seconds: dict[str, Any] = {
            step: max(left if value is None else min(value, left), 0.001)
            for step, value in steps
        }
        return Timeout(**seconds)

    def check(
        self, request: Request, pause: float = 0.0, cause: Exception | None = None
    ) -> None:
        """Raise APITimeoutError if the deadline is before the end of the pause."""
        left = self.left
        if left is not None and left <= pause:
            raise self.passed(request) from cause

    def passed(self, request: Request) -> APITimeoutError:
        message = f"The deadline of {self.deadline:g} seconds has passed."
        return APITimeoutError(request, message=message)

    async def within(self, work: Callable[[], Awaitable[T]]) -> T | None:
        """Return the result of asynchronous work, or None at the deadline."""
        left = self.left
        if left is None:
            return await work()
        import anyio  # for asyncio and trio; kept out of the import time

        with anyio.move_on_after(left):
            return await work()
        return None

    async def read(self, response: Response, *, asynchronous: bool) -> bytes:
        """Read the decompressed body, and store it where the HTTP library's `read` does.

        A broken or too large body of an error does not hide its status.

        Raises:
            APITimeoutError: The deadline has passed.
            ResponseTooLargeError: The body is too large.
        """
        given: Any = response
        source = given.aiter_bytes() if asynchronous else given.iter_bytes()
        pieces, size = list[bytes](), 0
        try:
            async with aclosing(iterate(source)) as chunks:
                async for chunk in chunks:
                    pieces.append(chunk)
                    size += len(chunk)
                    if self.max_size is not None and size > self.max_size:
                        raise ResponseTooLargeError(response, self.max_size)
                    self.check(response.request)
        except (*BROKEN_BODY, ResponseTooLargeError):
            if not response.is_error:
                raise
        finally:
            await maybe_await(given.aclose() if asynchronous else given.close())
        content = b"".join(pieces)
        vars(response)["_content"] = content
        return content
