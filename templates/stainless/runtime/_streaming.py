"""Streams of server-sent events."""

# pyright: reportPrivateUsage=false
# A stream reads its items by means of its client.

from __future__ import annotations

import inspect
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from types import TracebackType
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    NamedTuple,
    Protocol,
    Self,
    TypeGuard,
    TypeVar,
    cast,
    get_origin,
    runtime_checkable,
)

import httpx

from ._exceptions import APIError
from ._runtime.events import EventLines
from ._utils import extract_type_var_from_base, is_mapping

if TYPE_CHECKING:
    from ._base_client import BaseClient
    from ._client import AsyncOrgClient, OrgClient
    from ._models import FinalRequestOptions

_T = TypeVar("_T")


class EventRule(NamedTuple):
    """The handling of the events that match."""

    handle: Literal["yield", "continue", "done", "error"]
    event_types: tuple[str | None, ...] | None = None
    """None for all of them; its item None stands for events without a type."""

    data_prefix: str = ""
    error_property: str | None = None
    """The member of the data whose presence shows an error."""

    def matches(self, event: ServerSentEvent) -> bool:
        return event.data.startswith(self.data_prefix) and (
            self.event_types is None or event.event in self.event_types
        )


EVENT_RULES: tuple[EventRule, ...] = (EventRule("yield"),)
"""The first rule that matches an event decides; without one, the event is ignored."""


class ServerSentEvent:
    """An event, with the last `id` of the stream."""

    def __init__(
        self,
        *,
        event: str | None = None,
        data: str | None = None,
        id: str | None = None,
        retry: int | None = None,
    ) -> None:
        self._event = event or None
        self._data = data or ""
        self._id = id
        self._retry = retry

    @property
    def event(self) -> str | None:
        return self._event

    @property
    def id(self) -> str | None:
        return self._id

    @property
    def retry(self) -> int | None:
        return self._retry

    @property
    def data(self) -> str:
        return self._data

    def json(self) -> Any:
        return json.loads(self._data)

    def __repr__(self) -> str:
        return (
            f"ServerSentEvent(event={self.event}, data={self.data}, id={self.id}, "
            f"retry={self.retry})"
        )


class SSEDecoder(EventLines):
    """Decodes events, even those without data."""

    def iter_bytes(self, iterator: Iterator[bytes]) -> Iterator[ServerSentEvent]:
        """Yield the events in the chunks of a response."""
        for chunk in iterator:
            yield from self._events(chunk)

    async def aiter_bytes(
        self, iterator: AsyncIterator[bytes]
    ) -> AsyncIterator[ServerSentEvent]:
        """Yield the events in the chunks of a response."""
        async for chunk in iterator:
            for event in self._events(chunk):
                yield event

    def _events(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        for line in self._lines(chunk):
            event = self.decode(line)
            if event is not None:
                yield event

    def decode(self, line: str) -> ServerSentEvent | None:
        """Take a line; return the event that an empty line completes."""
        if line:
            self._field(line)
            return None
        if not (self._event or self._data or self._retry is not None):
            return None
        event = ServerSentEvent(
            event=self._event,
            data="\n".join(self._data),
            id=self._last_event_id,
            retry=self._retry,
        )
        self._event, self._data, self._retry = None, [], None
        return event


@runtime_checkable
class SSEBytesDecoder(Protocol):
    """Decodes the bytes of a response."""

    def iter_bytes(self, iterator: Iterator[bytes]) -> Iterator[ServerSentEvent]:
        """Yield the events in the chunks of a response."""
        ...

    def aiter_bytes(
        self, iterator: AsyncIterator[bytes]
    ) -> AsyncIterator[ServerSentEvent]:
        """Yield the events in the chunks of a response."""
        ...


class Stream(Generic[_T]):
    """The items of a response as they arrive."""

    response: httpx.Response
    _options: FinalRequestOptions | None = None
    _decoder: SSEBytesDecoder

    def __init__(
        self,
        *,
        cast_to: type[_T],
        response: httpx.Response,
        client: OrgClient,
        options: FinalRequestOptions | None = None,
    ) -> None:
        self.response = response
        self._cast_to = cast_to
        self._client = client
        self._options = options
        self._decoder = client._make_sse_decoder()
        self._iterator = self.__stream__()

    def __next__(self) -> _T:
        return next(self._iterator)

    def __iter__(self) -> Iterator[_T]:
        yield from self._iterator

    def _iter_events(self) -> Iterator[ServerSentEvent]:
        yield from self._decoder.iter_bytes(self.response.iter_bytes())

    def __stream__(self) -> Iterator[_T]:
        read = _Reader(self._client, self.response, self._cast_to)
        try:
            for event in self._iter_events():
                if read.ends(event):
                    break
                yield from read.items(event)
        finally:
            self.response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the response, which is closed by itself at its end."""
        self.response.close()


class AsyncStream(Generic[_T]):
    """The items of a response as they arrive."""

    response: httpx.Response
    _options: FinalRequestOptions | None = None
    _decoder: SSEDecoder | SSEBytesDecoder

    def __init__(
        self,
        *,
        cast_to: type[_T],
        response: httpx.Response,
        client: AsyncOrgClient,
        options: FinalRequestOptions | None = None,
    ) -> None:
        self.response = response
        self._cast_to = cast_to
        self._client = client
        self._options = options
        self._decoder = client._make_sse_decoder()
        self._iterator = self.__stream__()

    async def __anext__(self) -> _T:
        return await anext(self._iterator)

    async def __aiter__(self) -> AsyncIterator[_T]:
        async for item in self._iterator:
            yield item

    async def _iter_events(self) -> AsyncIterator[ServerSentEvent]:
        async for event in self._decoder.aiter_bytes(self.response.aiter_bytes()):
            yield event

    async def __stream__(self) -> AsyncIterator[_T]:
        read = _Reader(self._client, self.response, self._cast_to)
        try:
            async for event in self._iter_events():
                if read.ends(event):
                    break
                for item in read.items(event):
                    yield item
        finally:
            await self.response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the response, which is closed by itself at its end."""
        await self.response.aclose()


class _Reader(Generic[_T]):
    """Reads the events of both kinds of streams."""

    def __init__(
        self,
        client: BaseClient[Any, Any],
        response: httpx.Response,
        cast_to: type[_T],
    ) -> None:
        self._client, self._response, self._cast_to = client, response, cast_to

    def ends(self, event: ServerSentEvent) -> bool:
        """Return whether the event ends the stream."""
        rule = _rule(event)
        return rule is not None and rule.handle == "done"

    def items(self, event: ServerSentEvent) -> Iterator[_T]:
        """Yield the item of an event, if it has one.

        Raises:
            APIError: The event is an error.
        """
        rule = _rule(event)
        if rule is None or rule.handle == "continue":
            return
        if rule.handle == "error":
            raise self._error(event, rule.error_property)
        if event.data:
            data = event.json()
            name = rule.error_property
            if name is not None and is_mapping(data) and data.get(name):
                raise self._error(event, name)
            yield self._client._process_response_data(
                data=data, cast_to=self._cast_to, response=self._response
            )

    def _error(self, event: ServerSentEvent, name: str | None) -> APIError:
        body: object = event.data
        with suppress(ValueError):  # not JSON: the text remains
            body = event.json()
        if name is None:
            text = str(body) or f"Error code: {self._response.status_code}"
            return self._client._make_status_error(
                text, body=body, response=self._response
            )
        body = body.get(name, body) if is_mapping(body) else body
        message = body.get("message") if is_mapping(body) else None
        if not isinstance(message, str) or not message:
            message = "An error occurred during streaming"
        return APIError(message, self._response.request, body=body)


def _rule(event: ServerSentEvent) -> EventRule | None:
    return next((rule for rule in EVENT_RULES if rule.matches(event)), None)


def is_stream_class_type(
    typ: type,
) -> TypeGuard[type[Stream[object]] | type[AsyncStream[object]]]:
    """Return whether the type is a class of streams."""
    origin = get_origin(typ) or typ
    return inspect.isclass(origin) and issubclass(origin, (Stream, AsyncStream))


def extract_stream_chunk_type(
    stream_cls: type, *, failure_message: str | None = None
) -> type:
    """Return the type of the items: `bytes` for `Stream[bytes]` and its subclasses."""
    return extract_type_var_from_base(
        stream_cls,
        index=0,
        generic_bases=cast("tuple[type, ...]", (Stream, AsyncStream)),
        failure_message=failure_message,
    )
