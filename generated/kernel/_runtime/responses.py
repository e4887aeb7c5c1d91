"""HTTP responses around their typed content."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from ._http import URL, Request, Response
from .errors import request_id

__all__ = [
    "APIResponse",
    "AsyncAPIResponse",
    "AsyncBinaryAPIResponse",
    "BinaryAPIResponse",
]

T = TypeVar("T")


class _Response:
    """What is known once the headers are there."""

    def __init__(self, response: Response, retries_taken: int = 0) -> None:
        self.http_response = response
        self.http_request: Request = response.request
        self.retries_taken = retries_taken
        self.status_code: int = response.status_code
        self.headers = response.headers
        self.method: str = response.request.method
        self.url: URL = response.request.url
        self.request_id = request_id(response)

    @property
    def is_closed(self) -> bool:
        return self.http_response.is_closed

    def __repr__(self) -> str:
        return f"<{type(self).__name__} [{self.status_code}]>"


class BinaryAPIResponse(_Response):
    """A body to read, to iterate over, or to write to a file."""

    def read(self) -> bytes:
        return self.http_response.read()

    def text(self) -> str:
        self.read()
        return self.http_response.text

    def json(self) -> Any:
        self.read()
        return self.http_response.json()

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        return self.http_response.iter_bytes(chunk_size)

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        return self.http_response.iter_text(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        return self.http_response.iter_lines()

    def write_to_file(self, file: str | os.PathLike[str]) -> None:
        with Path(file).open("wb") as target:
            target.writelines(self.iter_bytes())

    stream_to_file = write_to_file

    def close(self) -> None:
        self.http_response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class APIResponse(BinaryAPIResponse, Generic[T]):
    """A response and, on demand, its content as the method would return it."""

    def __init__(
        self, response: Response, retries_taken: int, parser: Callable[[Response], T]
    ) -> None:
        super().__init__(response, retries_taken)
        self._parser = parser

    def parse(self) -> T:
        """Read the body, if that is not done yet, and give it its type."""
        self.read()
        return self._parser(self.http_response)


class AsyncBinaryAPIResponse(_Response):
    """A body to read, to iterate over, or to write to a file."""

    async def read(self) -> bytes:
        return await self.http_response.aread()

    async def text(self) -> str:
        await self.read()
        return self.http_response.text

    async def json(self) -> Any:
        await self.read()
        return self.http_response.json()

    def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        return self.http_response.aiter_bytes(chunk_size)

    def iter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        return self.http_response.aiter_text(chunk_size)

    def iter_lines(self) -> AsyncIterator[str]:
        return self.http_response.aiter_lines()

    async def write_to_file(self, file: str | os.PathLike[str]) -> None:
        with Path(file).open("wb") as target:  # noqa: ASYNC230 - local disks are fast
            async for chunk in self.iter_bytes():
                target.write(chunk)

    stream_to_file = write_to_file

    async def close(self) -> None:
        await self.http_response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class AsyncAPIResponse(AsyncBinaryAPIResponse, Generic[T]):
    """A response and, on demand, its content as the method would return it."""

    def __init__(
        self, response: Response, retries_taken: int, parser: Callable[[Response], T]
    ) -> None:
        super().__init__(response, retries_taken)
        self._parser = parser

    async def parse(self) -> T:
        """Read the body, if that is not done yet, and give it its type."""
        await self.read()
        return self._parser(self.http_response)
