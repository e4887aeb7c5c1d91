"""Binary responses: large files are received in pieces, and resumed when interrupted."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import IO, Any
from weakref import finalize

from ._http import AsyncByteStream, RequestError, Response, SyncByteStream
from .bounds import Bounds
from .errors import APIConnectionError, APIStatusError
from .responses import APIResponse, AsyncAPIResponse
from .results import CallResult
from .sync_bridge import maybe_await

__all__ = ["AsyncBinaryAPIResponse", "BinaryAPIResponse"]

AT_ONCE = 1 << 20
"""A file of up to so many bytes is read at once, and then needs no connection."""


class _Begun(SyncByteStream, AsyncByteStream):
    """The pieces of a body that have been read, and the rest of it."""

    def __init__(self, source: Any, rest: Any) -> None:
        self.pieces = list[bytes]()
        self._source, self._rest = source, rest

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces
        yield from self._rest

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece
        async for piece in self._rest:
            yield piece

    def close(self) -> None:
        self._source.close()

    async def aclose(self) -> None:
        await self._source.aclose()
        if hasattr(self._rest, "aclose"):  # not left to the garbage collector
            await self._rest.aclose()


async def begin(response: Response, bounds: Bounds, *, asynchronous: bool) -> None:
    """Read a file, or the beginning of a large one; its connection stays open."""
    source: Any = response.stream
    rest: Any = aiter(source) if asynchronous else iter(source)
    begun, size = _Begun(source, rest), 0
    response.stream = begun
    try:
        async with aclosing(_awaited(rest)) as pieces:
            async for piece in pieces:
                begun.pieces.append(piece)
                size += len(piece)
                bounds.check(response.request)
                if size > AT_ONCE:
                    return
    except BaseException as error:
        if isinstance(error, RequestError):
            error.request = response.request
        await _close(response, asynchronous)
        raise
    await bounds.read(response, asynchronous=asynchronous)


async def _close(response: Response, asynchronous: bool) -> None:
    close: Any = response.aclose if asynchronous else response.close
    await maybe_await(close())


async def _awaited(pieces: Any) -> AsyncGenerator[bytes]:
    if hasattr(pieces, "__next__"):
        for piece in pieces:
            yield piece
    else:
        async for piece in pieces:
            yield piece


async def download(
    response: APIResponse[Any] | AsyncAPIResponse[Any], target: IO[bytes]
) -> None:
    """Write the body to a file.

    An interrupted transfer is resumed if the server supports that, or restarted.
    """
    result, retries = response._result, 0
    sender = result.sender
    current = response
    while True:
        try:
            await maybe_await(current._copy(target))
            return
        except APIConnectionError:
            if not _may_resume(result, target, retries):
                raise
        finally:
            if current is not response:
                await maybe_await(current.close())
        await maybe_await(sender.sleep(sender.backoff(retries)))
        retries += 1
        following = await _resume(result, target)
        if following is None:
            return
        current = type(response)(following)


def _may_resume(result: CallResult, target: IO[bytes], retries: int) -> bool:
    sent, documented = result.response.request.method, result.call.operation.method
    is_get = sent == documented == "GET"
    return is_get and retries < result.sender.max_retries and target.seekable()


async def _resume(result: CallResult, target: IO[bytes]) -> CallResult | None:
    """Return a response with the missing part or, after emptying the file, all of it.

    RFC 9110, sections 13.1.5 and 14: with a strong ETag, the server sends the missing
    part if the file is unchanged, or else all of it. None: nothing is missing.
    """
    sender, call, position = result.sender, result.call, target.tell()
    tag = _strong_tag(result.response)
    if tag and position:
        extra = {
            **(call.options.get("extra_headers") or {}),
            "Range": f"bytes={position}-",
            "If-Range": tag,
            "Accept-Encoding": "identity",
        }
        options: Any = {**call.options, "extra_headers": extra}
        part = call._replace(parts={**call.parts, "options": options})
        try:
            following = await sender.send(part, stream=True)
        except APIStatusError as error:
            if error.status_code != 416:
                raise
            if _range(error.response) == (None, position):
                return None  # only the end of the transfer was lost
        else:
            if _continues(following.response, tag, position):
                return following
            if following.response.status_code == 200:
                _empty(target)
                return following
            await _close(following.response, sender.asynchronous)
    _empty(target)
    return await sender.send(call, stream=True)


def _strong_tag(response: Response) -> str:
    """Return the ETag of exactly these bytes, if the server sends parts of the file."""
    headers = response.headers
    tag: str = headers.get("etag", "")
    offered = headers.get("accept-ranges", "").lower() == "bytes"
    plain = "content-encoding" not in headers and response.status_code == 200
    return tag if offered and plain and tag.startswith('"') else ""


def _continues(response: Response, tag: str, position: int) -> bool:
    same = response.headers.get("etag", tag) == tag
    return response.status_code == 206 and same and _range(response)[0] == position


def _range(response: Response) -> tuple[int | None, int | None]:
    """Return the first byte of a part, and the total size (RFC 9110, 14.4)."""
    given: str = response.headers.get("content-range", "")
    found = re.fullmatch(r"bytes\s+(?:(\d+)-\d+|\*)/(?:(\d+)|\*)", given)
    first, total = found.groups() if found else (None, None)
    return None if first is None else int(first), None if total is None else int(total)


def _empty(target: IO[bytes]) -> None:
    target.seek(0)
    target.truncate()


class BinaryAPIResponse(APIResponse[bytes]):
    """A file to read, to iterate over, or to write to disk.

    A large one is received while it is read: read or close it while the client is open.
    """

    _begin = staticmethod(begin)
    _download = staticmethod(download)
    _twin: type[AsyncBinaryAPIResponse]
    """The class of the asynchronous client."""

    def __init__(self, result: CallResult) -> None:
        super().__init__(result)
        if not self.is_closed:  # an unread one would keep its connection
            finalize(self, self.http_response.close)

    def parse(self) -> bytes:
        return self.read()


class AsyncBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """A file to read, to iterate over, or to write to disk.

    A large one is received while it is read: read or close it while the client is open.
    """

    _begin = staticmethod(begin)
    _download = staticmethod(download)

    async def parse(self) -> bytes:
        return await self.read()


BinaryAPIResponse._twin = AsyncBinaryAPIResponse
