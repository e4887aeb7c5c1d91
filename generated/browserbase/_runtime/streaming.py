"""Responses that are read piece by piece: server-sent events and JSON lines.

Decoders take the chunks of a response and give back the events that are complete. They
read nothing by themselves, so that both kinds of clients share them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import suppress
from functools import partial
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    NamedTuple,
    Self,
    TypeVar,
    cast,
    get_args,
)

import pydantic_core

from ._http import Response
from .errors import connection_errors

if TYPE_CHECKING:
    from .responses import Answer

__all__ = ["AsyncStream", "ServerSentEvent", "Stream"]

T = TypeVar("T")


class ServerSentEvent(NamedTuple):
    """An event. Its id and retry are the last that the stream has set so far."""

    event: str = "message"
    data: str = ""
    id: str = ""
    retry: int | None = None
    """Milliseconds to wait before connecting again."""

    def json(self) -> Any:
        """The data; raises ValueError if it is not JSON."""
        return pydantic_core.from_json(self.data)


class _EventDecoder:
    """WHATWG HTML, section 9.2.6 ("Interpreting an event stream")."""

    def __init__(self) -> None:
        self._line: list[bytes] = []
        self._after_cr = False
        self._bom = codecs.BOM_UTF8
        self._data: list[str] = []
        self._event = self._id = ""
        self._retry: int | None = None

    def feed(self, chunk: bytes | None) -> Iterator[ServerSentEvent]:
        if not chunk:  # at the end, an event without its blank line is dropped
            return
        if self._after_cr:  # the line has been taken already
            chunk = chunk.removeprefix(b"\n")
        self._after_cr = chunk.endswith(b"\r")
        for piece in chunk.splitlines(keepends=True):
            self._line.append(piece)
            if piece.endswith((b"\r", b"\n")):
                line = b"".join(self._line).rstrip(b"\r\n").removeprefix(self._bom)
                self._line, self._bom = [], b""
                if line:
                    self._field(line.decode(errors="replace"))
                    continue
                if self._data:
                    data, event = "\n".join(self._data), self._event or "message"
                    yield ServerSentEvent(event, data, self._id, self._retry)
                self._data, self._event = [], ""

    def _field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and re.fullmatch(r"[0-9]{1,18}", value):
            self._retry = int(value)


class _RecordDecoder:
    """JSON lines or, with another separator, JSON text sequences (RFC 7464)."""

    def __init__(self, separator: bytes) -> None:
        self._separator = separator
        self._record: list[bytes] = []

    def feed(self, chunk: bytes | None) -> Iterator[ServerSentEvent]:
        *ends, rest = (b"", b"") if chunk is None else chunk.split(self._separator)
        for end in ends:
            yield from self._take(end)
        self._record.append(rest)
        # A sequence has its separator in front: do not wait for that of the next text.
        if rest.endswith(b"\n"):
            with suppress(ValueError):
                pydantic_core.from_json(b"".join(self._record))
                yield from self._take(b"")

    def _take(self, end: bytes) -> Iterator[ServerSentEvent]:
        text = b"".join([*self._record, end]).strip()
        self._record = []
        if text:
            yield ServerSentEvent(data=text.decode(errors="replace"))


class _Items(Generic[T]):
    """What comes out of a stream; `parse` makes it of JSON text, None leaves events."""

    def __init__(self, response: Response, parse: Callable[[bytes], T] | None) -> None:
        content_type: str = response.headers.get("content-type", "")
        media_type = content_type.partition(";")[0].strip().lower()
        separator = b"\x1e" if media_type.endswith("json-seq") else b"\n"
        events = media_type == "text/event-stream"
        self._decoder = _EventDecoder() if events else _RecordDecoder(separator)
        self._parse = parse
        self.done = False

    def feed(self, chunk: bytes | None) -> Iterator[T]:
        """The items that the chunk completes; None is the end of the response."""
        for event in self._decoder.feed(chunk):
            data = event.data.strip()
            if self._parse is None:
                yield cast(T, event)
            elif data == "[DONE]":
                self.done = True
                return
            elif data:
                yield self._parse(data.encode())


class _Stream(Generic[T]):
    _is_streamed = True

    def __init__(self, response: Response, parse: Callable[[bytes], T] | None) -> None:
        self.response = response
        self._parser = _Items(response, parse)

    @classmethod
    def _received(cls, answer: Answer) -> Self:
        (item,) = get_args(answer.call.cast_to)
        typed = item is not ServerSentEvent
        return cls(answer.response, partial(answer.typed, item) if typed else None)


class Stream(_Stream[T]):
    """The items of a response as they arrive. Close it, or use `with`, to leave early.

    Raises:
        APIConnectionError: The connection was lost on the way.
    """

    def __init__(self, response: Response, parse: Callable[[bytes], T] | None) -> None:
        super().__init__(response, parse)
        self._items = _read(response, self._parser)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        return next(self._items)

    def close(self) -> None:
        self._items.close()
        self.response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncStream(_Stream[T]):
    """The items of a response as they arrive. Use `async with` to leave it early.

    Raises:
        APIConnectionError: The connection was lost on the way.
    """

    def __init__(self, response: Response, parse: Callable[[bytes], T] | None) -> None:
        super().__init__(response, parse)
        self._items = _aread(response, self._parser)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        return await anext(self._items)

    async def close(self) -> None:
        await self.response.aclose()
        await self._items.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


# Not methods: a stream that is dropped is then freed at once, and its connection too.
def _read(response: Response, items: _Items[T]) -> Generator[T]:
    try:
        with connection_errors():
            for chunk in response.iter_bytes():
                yield from items.feed(chunk)
                if items.done:
                    return
        yield from items.feed(None)
    finally:
        response.close()


async def _aread(response: Response, items: _Items[T]) -> AsyncGenerator[T]:
    chunks: Any = response.aiter_bytes()
    try:
        with connection_errors():
            async for chunk in chunks:
                for item in items.feed(chunk):
                    yield item
                if items.done:
                    return
        for item in items.feed(None):
            yield item
    finally:  # in this order, nothing is left to the garbage collector
        await response.aclose()
        await chunks.aclose()
