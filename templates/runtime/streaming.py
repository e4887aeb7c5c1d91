"""Streams: server-sent events and JSON lines.

Decoders take the chunks of a response and return complete events. They do not read the
response, so that both clients share them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import suppress
from functools import partial
from typing import Any, Generic, NamedTuple, Self, TypeVar, cast, get_args

import pydantic_core

from . import charsets, decoding
from ._http import Response
from .deferral import Reading
from .errors import (
    APIError,
    APIResponseValidationError,
    connection_errors,
    request_id,
)
from .events import EventLines
from .guards import is_object
from .results import CallResult
from .typeforms import fields, shape

__all__ = ["APIStreamError", "AsyncStream", "ServerSentEvent", "Stream"]

T = TypeVar("T")


class ServerSentEvent(NamedTuple):
    """An event, with the last `id` and `retry` of the stream."""

    event: str = "message"
    data: str = ""
    id: str = ""
    retry: int | None = None
    """Milliseconds to wait before connecting again."""

    def json(self) -> Any:
        """Parse the data; raises ValueError if it is not JSON."""
        return pydantic_core.from_json(self.data)


class APIStreamError(APIError):
    """The server reported an error inside a stream."""

    def __init__(
        self,
        message: str,
        *,
        response: Response,
        body: object,
        event: ServerSentEvent,
    ) -> None:
        super().__init__(message, response.request, body=body)
        self.response = response
        self.request_id = request_id(response)
        self.event = event


class _EventDecoder(EventLines):
    def feed(self, chunk: bytes | None) -> Iterator[ServerSentEvent]:
        for line in self._lines(chunk or b""):  # an incomplete event is dropped
            if line:
                self._field(line)
                continue
            if self._data:
                data, event = "\n".join(self._data), self._event or "message"
                id_ = self._last_event_id or ""
                yield ServerSentEvent(event, data, id_, self._retry)
            self._data, self._event = [], None


class _RecordDecoder:
    """JSON lines or, with another separator, JSON text sequences (RFC 7464).

    Without a separator, the body is one JSON text.
    """

    def __init__(self, separator: bytes | None) -> None:
        self._separator = separator
        self._record: list[bytes] = []
        self._nesting = _Nesting()

    def feed(self, chunk: bytes | None) -> Iterator[ServerSentEvent]:
        if chunk is None:
            yield from self._take()
            return
        pieces = [chunk] if self._separator is None else chunk.split(self._separator)
        for number, piece in enumerate(pieces):
            if number:
                yield from self._take()
            self._record.append(piece)
        # A sequence starts with its separator: do not wait for that of the next text.
        if self._separator == _IN_FRONT and self._nesting.ends_with(pieces):
            yield from self._take()

    def _take(self) -> Iterator[ServerSentEvent]:
        text = b"".join(self._record).strip()
        self._record = []
        self._nesting = _Nesting()
        if text:
            yield ServerSentEvent(data=text.decode(errors="replace"))


class _Nesting:
    """The nesting depth at the end of a JSON text that arrives in pieces."""

    # A string without its last quote continues in the next piece.
    _STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+("?)', re.DOTALL)

    def __init__(self) -> None:
        self._depth = 0
        self._open = b""
        """The beginning of a string that continues, as far as it matters."""

    def ends_with(self, pieces: Sequence[bytes]) -> bool:
        """Return whether the last of these pieces ends a JSON text."""
        if len(pieces) > 1:
            self._depth, self._open = 0, b""
        piece = pieces[-1]
        outside, strings = self._STRING.subn(rb"\1", self._open + piece)
        self._open = b""
        if outside.count(b'"') < strings:
            self._open = b'"\\' if outside.endswith(b"\\") else b'"'
        opened = outside.count(b"{") + outside.count(b"[")
        self._depth += opened - outside.count(b"}") - outside.count(b"]")
        return self._depth <= 0 and not self._open and piece.endswith(b"\n")


def _decoder(
    media_type: str, documented: str, start: bytes
) -> _EventDecoder | _RecordDecoder:
    """Return the decoder of a media type; an unknown one is taken as documented."""
    is_json = start in (b"{", b"[")  # no field of an event begins like that
    known = _RECORDS if is_json else (*_RECORDS, "event-stream")
    if not media_type.endswith(known):
        media_type = documented or media_type
    if media_type.endswith("json-seq"):
        return _RecordDecoder(_IN_FRONT)
    if not media_type.endswith("event-stream"):
        return _RecordDecoder(b"\n")
    return _RecordDecoder(None) if is_json else _EventDecoder()


_IN_FRONT = b"\x1e"
_RECORDS = ("json-seq", "ndjson", "jsonl", "jsonlines", "json-lines", "stream+json")
_BLANK = b" \t\r\n"


class _Items(Generic[T]):
    """The items of a stream: `parse` converts JSON to items; without it, they are events."""

    def __init__(
        self,
        response: Response,
        parse: Callable[[bytes], T] | None,
        result: CallResult | None,
    ) -> None:
        self._response = response
        self._result = result
        self._decoder: _EventDecoder | _RecordDecoder | None = None
        self._start = b""
        self._content_type: str = response.headers.get("content-type", "")
        self._to_utf8: Callable[[bytes | None], bytes]
        self._parse = parse
        self.event: ServerSentEvent | None = None
        self.done = False

    def feed(self, chunk: bytes | None) -> Iterator[T]:
        """Yield the items that the chunk completes; None is the end of the response."""
        if self._decoder is None:
            self._start += chunk or b""
            to_utf8 = _utf8_of(self._start, self._content_type)
            text = to_utf8(self._start).removeprefix(codecs.BOM_UTF8)
            start = text.lstrip(_BLANK)[:1]
            if chunk is not None and not (start and _tells(self._start)):
                if not start and text == self._start:
                    self._start = text[-1:]  # servers send line ends as keep-alives
                return
            self._to_utf8, self._decoder = to_utf8, self._decoder_for(start)
            yield from self._taken(text)
        elif chunk is not None:
            yield from self._taken(self._to_utf8(chunk))
        if chunk is None:
            yield from self._taken(self._to_utf8(None))
            yield from self._taken(None)

    def _decoder_for(self, start: bytes) -> _EventDecoder | _RecordDecoder:
        if start == b"<" or decoding.media_type(self._response) in decoding.HTML:
            problem = "the body is HTML, and no stream"
            raise APIResponseValidationError(self._response, problem)
        documented = self._result.call.operation.stream if self._result else ""
        return _decoder(decoding.media_type(self._response), documented, start)

    def _taken(self, chunk: bytes | None) -> Iterator[T]:
        if self._decoder is None or self.done:
            return
        for event in self._decoder.feed(chunk):
            self.event = event
            data = event.data.strip()
            if self._parse is None:
                yield cast(T, event)
                continue
            if data == "[DONE]":
                self.done = True
                return
            if self._result and (_names_error(event) or '"error"' in data):
                _check(self._result, event)
            if data:
                yield self._parse(data.encode())


def _check(result: CallResult, event: ServerSentEvent) -> None:
    """Raise APIStreamError if an event is an error, and not a documented item."""
    from .messages import sentence

    value: object = event.data
    with suppress(ValueError):  # not JSON: the text remains
        value = decoding.read_json(event.data.encode())
    (item,) = get_args(result.call.cast_to)
    if not _names_error(event) and not _is_failure(value, item):
        return
    redactor = result.redactor
    value, event = redactor.value(value), event._replace(data=redactor.text(event.data))
    errors = result.call.operation.errors.values()
    body = _documented_failure([*_types(errors), item], value)
    reason = sentence(value) or "no reason given"
    message = f"The stream ended with an error: {reason}"
    raise APIStreamError(message, response=result.response, body=body, event=event)


def _names_error(event: ServerSentEvent) -> bool:
    return event.event.lower() == "error"


def _tells(start: bytes) -> bool:
    """Return whether the start of a text shows its encoding: four bytes, or ASCII."""
    return len(start) >= 4 or (start.isascii() and b"\0" not in start)


def _is_failure(value: object, item: Any) -> bool:
    """Return whether the member `error` shows that this is not an item of the type."""
    if not is_object(value) or not value.get("error"):
        return False
    if not decoding.fits(item, value):
        return True
    objects = shape(item).objects
    known = (wire for model in objects for wire, _ in fields(model).values())
    return bool(objects) and "error" not in known


def _types(errors: Iterable[Any]) -> Iterator[Any]:
    for error in errors:  # possibly a `media.ByMediaType`
        yield from error.types.values() if hasattr(error, "of_error") else (error,)


def _documented_failure(types: Iterable[Any], value: object) -> Any:
    """Return an error in the first type that it fits; unchanged if it fits none.

    It may be the member `error` of an otherwise empty object.
    """
    inner = value.get("error") if is_object(value) else None
    for type_ in types:
        known = {wire for m in shape(type_).objects for wire, _ in fields(m).values()}
        for error in (value, inner):
            # Where all members are optional, any object would fit.
            if (
                is_object(error)
                and known & error.keys()
                and decoding.fits(type_, error)
            ):
                return Reading().read(type_, error)
    return value


def _utf8_of(start: bytes, content_type: str) -> Callable[[bytes | None], bytes]:
    """Return a function that converts the pieces of a text to UTF-8; None is its end."""
    from json import detect_encoding

    marked = detect_encoding(start)
    name = marked if marked != "utf-8" else charsets.declared(content_type) or marked
    if name in (*charsets.UTF8, "utf-8-sig"):
        return lambda piece: piece or b""
    decode = codecs.getincrementaldecoder(name)("replace").decode
    return lambda piece: decode(piece or b"", piece is None).encode(errors="replace")


class _Stream(Generic[T]):
    _is_streamed = True

    def __init__(
        self,
        response: Response,
        parse: Callable[[bytes], T] | None,
        result: CallResult | None = None,
    ) -> None:
        self.response = response
        self._parser = _Items(response, parse, result)

    @classmethod
    def _received(cls, result: CallResult) -> Self:
        (item,) = get_args(result.call.cast_to)
        typed = item is not ServerSentEvent
        parse = partial(result.typed, item) if typed else None
        return cls(result.response, parse, result)

    @property
    def event(self) -> ServerSentEvent | None:
        """The event of the last item, with its name and its id."""
        return self._parser.event

    @property
    def _request_id(self) -> str | None:
        return request_id(self.response)


class Stream(_Stream[T]):
    """The items of a response as they arrive. Use `with`, or close it, to leave early.

    Raises:
        APIConnectionError: The connection was lost.
        APIStreamError: The server reported an error in place of an item.
        APIResponseValidationError: An item, or the whole body, is not JSON.
    """

    def __init__(
        self,
        response: Response,
        parse: Callable[[bytes], T] | None,
        result: CallResult | None = None,
    ) -> None:
        super().__init__(response, parse, result)
        self._items = _read(response, self._parser)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        return next(self._items)

    def events(self) -> Iterator[tuple[ServerSentEvent, T]]:
        """Iterate over the items and their events."""
        for item in self:
            yield cast(ServerSentEvent, self.event), item

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
        APIConnectionError: The connection was lost.
        APIStreamError: The server reported an error in place of an item.
        APIResponseValidationError: An item, or the whole body, is not JSON.
    """

    def __init__(
        self,
        response: Response,
        parse: Callable[[bytes], T] | None,
        result: CallResult | None = None,
    ) -> None:
        super().__init__(response, parse, result)
        self._items = _aread(response, self._parser)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        return await anext(self._items)

    async def events(self) -> AsyncIterator[tuple[ServerSentEvent, T]]:
        """Iterate over the items and their events."""
        async for item in self:
            yield cast(ServerSentEvent, self.event), item

    async def close(self) -> None:
        await self.response.aclose()
        await self._items.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


# Not methods: without a reference cycle, a dropped stream frees its connection at once.
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
