"""The deadline of a call, and the maximum size of its response."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any, NamedTuple, TypeVar

from ._http import BROKEN_BODY, Request, Response, Timeout
from .errors import APITimeoutError, ResponseTooLargeError

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

    def read(self, response: Response) -> bytes:
        """Read the body within the bounds.

        A broken or too large body of an error does not hide its status.

        Raises:
            APITimeoutError: The deadline has passed.
            ResponseTooLargeError: The body is too large.
        """
        body = _Body(self, response)
        try:
            for chunk in response.iter_bytes():
                body.add(chunk)
        except (*BROKEN_BODY, ResponseTooLargeError):
            if not response.is_error:
                raise
        finally:
            response.close()
        return body.hold()

    async def aread(self, response: Response) -> bytes:
        """Read the body like `read`, in the asynchronous client."""
        body = _Body(self, response)
        try:
            chunks: Any = response.aiter_bytes()
            async with aclosing(chunks):
                async for chunk in chunks:
                    body.add(chunk)
        except (*BROKEN_BODY, ResponseTooLargeError):
            if not response.is_error:
                raise
        finally:
            await response.aclose()
        return body.hold()


class _Body:
    """The part of a body that has been read, decompressed."""

    def __init__(self, bounds: Bounds, response: Response) -> None:
        self._bounds, self._response = bounds, response
        self._chunks: list[bytes] = []
        self._size = 0

    def add(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self._size += len(chunk)
        most = self._bounds.max_size
        if most is not None and self._size > most:
            raise ResponseTooLargeError(self._response, most)
        self._bounds.check(self._response.request)

    def hold(self) -> bytes:
        """Store the body where `read` of the HTTP library stores it."""
        content = b"".join(self._chunks)
        vars(self._response)["_content"] = content
        return content
