"""Files: a large one is read piece by piece, and goes on where it broke off."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import IO, TYPE_CHECKING, Any

from ._http import AsyncByteStream, RequestError, Response, SyncByteStream
from .bounds import Bounds
from .errors import APIConnectionError, APIStatusError
from .waiting import settled

if TYPE_CHECKING:
    from .responses import Answer, APIResponse, AsyncAPIResponse

AT_ONCE = 1 << 20
"""A file of so many bytes is read with its response, and needs no connection then."""


class _Begun(SyncByteStream, AsyncByteStream):
    """The pieces of a body that have been read, and those that are still to come."""

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
        if hasattr(self._rest, "aclose"):  # so that nothing is left to the collector
            await self._rest.aclose()


async def begin(response: Response, bounds: Bounds, *, waits: bool) -> None:
    """Read a file, or the beginning of a large one, which is left on its connection."""
    source: Any = response.stream
    rest: Any = iter(source) if waits else aiter(source)
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
        close: Any = response.close if waits else response.aclose
        await settled(close())
        raise
    await settled(bounds.read(response) if waits else bounds.aread(response))


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
    """Write the body to a file; a transfer that breaks is taken up again.

    It goes on from where it broke if the server offers that, or begins anew.
    """
    answer, retries = response._answer, 0
    current = response
    while True:
        try:
            await settled(current._copy(target))
            return
        except APIConnectionError:
            if not _may_go_on(answer, target, retries):
                raise
        finally:
            if current is not response:
                await settled(current.close())
        client = answer.client
        await settled(client._sleep(client.backoff(retries)))
        retries += 1
        following = await _following(answer, target)
        if following is None:
            return
        current = type(response)(following)


def _may_go_on(answer: Answer, target: IO[bytes], retries: int) -> bool:
    most = answer.call.options.get("max_retries", answer.client.max_retries)
    is_get = answer.response.request.method == answer.call.operation.method == "GET"
    return is_get and retries < most and target.seekable()


async def _following(answer: Answer, target: IO[bytes]) -> Answer | None:
    """The response with what is missing, and the file as it needs it; None: nothing.

    RFC 9110, sections 13.1.5 and 14: with a strong ETag, the server sends the missing
    part if the file is still the same, and else all of it.
    """
    client, call, position = answer.client, answer.call, target.tell()
    tag = _strong_tag(answer.response)
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
            following = await client._answer(part, stream=True)
        except APIStatusError as error:
            if error.status_code != 416:
                raise
            if _range(error.response) == (None, position):
                return None  # only the end of the transfer was missing
        else:
            if _continues(following.response, tag, position):
                return following
            if following.response.status_code == 200:
                _empty(target)
                return following
            await settled(client._response_class(following).close())
    _empty(target)
    return await client._answer(call, stream=True)


def _strong_tag(response: Response) -> str:
    """What names the very bytes of a file, where parts of it can be asked for."""
    headers = response.headers
    tag: str = headers.get("etag", "")
    offered = headers.get("accept-ranges", "").lower() == "bytes"
    plain = "content-encoding" not in headers and response.status_code == 200
    return tag if offered and plain and tag.startswith('"') else ""


def _continues(response: Response, tag: str, position: int) -> bool:
    same = response.headers.get("etag", tag) == tag
    return response.status_code == 206 and same and _range(response)[0] == position


def _range(response: Response) -> tuple[int | None, int | None]:
    """The first byte of a part, and the number of all bytes (RFC 9110, 14.4)."""
    given: str = response.headers.get("content-range", "")
    found = re.fullmatch(r"bytes\s+(?:(\d+)-\d+|\*)/(?:(\d+)|\*)", given)
    first, total = found.groups() if found else (None, None)
    return None if first is None else int(first), None if total is None else int(total)


def _empty(target: IO[bytes]) -> None:
    target.seek(0)
    target.truncate()
