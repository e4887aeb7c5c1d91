"""HTTP responses, and their content as typed values, bytes or text."""

# pyright: reportPrivateUsage=false
# The client's public names are left to resources.

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import IO, Any, Generic, Self, TypeVar

from . import charsets, decoding, files
from ._http import URL, Request
from .errors import connection_errors, request_id
from .results import CallResult
from .sync_bridge import maybe_await, run

__all__ = [
    "APIResponse",
    "AsyncAPIResponse",
]

T = TypeVar("T")
P = TypeVar("P")
H = TypeVar("H")


class _Response(Generic[T]):
    """A response of which the headers have been received."""

    def __init__(self, result: CallResult) -> None:
        response = result.response
        self._result = result
        self.http_response = response
        self.http_request: Request = response.request
        self.retries_taken = result.retries_taken
        self.status_code: int = response.status_code
        self.headers = response.headers
        self.method: str = response.request.method
        self.url: URL = response.request.url
        self.request_id = self._request_id = request_id(response)

    @classmethod
    def _received(cls, result: CallResult) -> Self:
        return cls(result)

    def parse_headers(self, type_: type[H]) -> H:
        """Return the documented headers in a type of the package."""
        headers: H = decoding.parse_headers(self.http_response, type_)
        return headers

    def as_curl(self, *, show_secrets: bool = False) -> str:
        """Return the request as a curl command: see `APIError.as_curl`."""
        from .curl import as_curl  # rarely needed

        return as_curl(self.http_request, show_secrets=show_secrets)

    @property
    def is_closed(self) -> bool:
        return self.http_response.is_closed

    async def _read(self) -> bytes:
        with connection_errors():
            result = self._result
            asynchronous = result.sender.asynchronous
            return await result.bounds.read(result.response, asynchronous=asynchronous)

    async def _write(self, target: IO[bytes]) -> None:
        download = getattr(self._result.type, "_download", None)  # of files
        await (download(self, target) if download else maybe_await(self._copy(target)))

    def _copy(self, target: IO[bytes]) -> Any:
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__} [{self.status_code}]>"


class APIResponse(_Response[T]):
    """A response: its content in the type of the method, or in pieces."""

    def parse(self) -> T:
        """Return the body in its type, and read it if necessary."""
        if not self._result.call.is_streamed:
            self.read()
        value: T = self._result.value()
        return value

    def read(self) -> bytes:
        return run(self._read())

    def text(self) -> str:
        self.read()
        return charsets.text(self.http_response)

    def json(self) -> Any:
        self.read()
        return decoding.read_json(charsets.json_text(self.http_response))

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        with connection_errors():
            yield from self.http_response.iter_bytes(chunk_size)

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        with connection_errors():
            yield from self.http_response.iter_text(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        with connection_errors():
            yield from self.http_response.iter_lines()

    def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the body to a file, which appears when it is complete.

        An interrupted transfer of a file by GET is resumed or restarted.
        """
        with files.replacing(file) as target:
            run(self._write(target))

    def _copy(self, target: IO[bytes]) -> None:
        target.writelines(self.iter_bytes())

    stream_to_file = write_to_file

    def close(self) -> None:
        self.http_response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncAPIResponse(_Response[T]):
    """A response: its content in the type of the method, or in pieces."""

    def __init__(self, result: CallResult) -> None:
        super().__init__(result)
        self._begun: list[AsyncGenerator[Any]] = []

    async def parse(self) -> T:
        """Return the body in its type, and read it if necessary."""
        if not self._result.call.is_streamed:
            await self.read()
        value: T = self._result.value()
        return value

    async def read(self) -> bytes:
        return await self._read()

    async def text(self) -> str:
        await self.read()
        return charsets.text(self.http_response)

    async def json(self) -> Any:
        await self.read()
        return decoding.read_json(charsets.json_text(self.http_response))

    def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        return self._pieces(self.http_response.aiter_bytes(chunk_size))

    def iter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        return self._pieces(self.http_response.aiter_text(chunk_size))

    def iter_lines(self) -> AsyncIterator[str]:
        return self._pieces(self.http_response.aiter_lines())

    def _pieces(self, source: AsyncIterator[P]) -> AsyncIterator[P]:
        pieces = _closing(source)
        self._begun.append(pieces)
        return pieces

    async def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the body to a file, which appears when it is complete.

        An interrupted transfer of a file by GET is resumed or restarted.
        """
        with files.replacing(file) as target:
            await self._write(target)

    async def _copy(self, target: IO[bytes]) -> None:
        async for chunk in self.iter_bytes():
            target.write(chunk)  # without a thread: local disks are fast

    stream_to_file = write_to_file

    async def close(self) -> None:
        await self.http_response.aclose()
        for pieces in self._begun:  # those that were not read to the end
            await pieces.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def _closing(source: Any) -> AsyncGenerator[Any]:
    """Yield the pieces of an iterator, which is closed together with this one."""
    with connection_errors():
        async with aclosing(source):
            async for piece in source:
                yield piece
