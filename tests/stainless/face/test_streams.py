"""Streams: events, their decoding, and the rules that say what they mean."""

from __future__ import annotations

import json as standard
from collections.abc import AsyncIterator, Iterator
from typing import Any

import acme
import anyio
import httpx
import pytest
from acme._exceptions import APIError, APIStatusError
from acme._response import MissingStreamClassError
from acme._streaming import (
    AsyncStream,
    ServerSentEvent,
    SSEBytesDecoder,
    SSEDecoder,
    Stream,
    extract_stream_chunk_type,
)
from acme.resources.widgets import Widget

from tests.stainless.face.fake import KINDS, Kind, caller


def events(kind: Kind, *chunks: bytes) -> list[ServerSentEvent]:
    """Return the events in the chunks of a response."""
    if kind == "sync":
        response = httpx.Response(200, content=iter(chunks))
        stream = Stream(cast_to=object, response=response, client=acme.Acme())
        return [*stream._iter_events()]

    async def pieces() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    async def main() -> list[ServerSentEvent]:
        response = httpx.Response(200, content=pieces())
        stream = AsyncStream(cast_to=object, response=response, client=acme.AsyncAcme())
        return [event async for event in stream._iter_events()]

    return anyio.run(main)


CASES = [
    (b'event: a\ndata: {"x":1}\n\n', [("a", '{"x":1}', None, None)]),
    (b"data: 1\n\n", [(None, "1", None, None)]),
    (b"event: ping\n\n", [("ping", "", None, None)]),
    (b"event: a\r\ndata: 1\r\n\r\ndata: 2\r\r", [
        ("a", "1", None, None), (None, "2", None, None)]),
    (b"data: {\ndata: \ndata:}\n\n", [(None, "{\n\n}", None, None)]),
    (b"id: 7\nretry: 10\ndata: 1\n\n: keep-alive\n\ndata: 2\n\n", [
        (None, "1", "7", 10), (None, "2", "7", None)]),
    ("data: \u2028ü\n\n".encode(), [(None, "\u2028ü", None, None)]),
    (b"data: unfinished\n", []),
    (b"nothing\n\n", []),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [1, 2, 1000])
@pytest.mark.parametrize(("content", "expected"), CASES)
def test_events(kind: Kind, size: int, content: bytes, expected: list[Any]) -> None:
    chunks = [content[i : i + size] for i in range(0, len(content), size)]
    got = events(kind, *chunks)
    assert [(e.event, e.data, e.id, e.retry) for e in got] == expected


def test_an_event() -> None:
    event = ServerSentEvent(data='{"a":1}', event="", id="7", retry=3)
    assert event.json() == {"a": 1}
    assert event.event is None
    assert repr(event) == 'ServerSentEvent(event=None, data={"a":1}, id=7, retry=3)'
    assert ServerSentEvent().data == ""
    with pytest.raises(standard.JSONDecodeError):
        ServerSentEvent(data="{").json()


def test_lines_can_be_decoded_one_by_one() -> None:
    decoder = SSEDecoder()
    assert isinstance(decoder, SSEBytesDecoder)
    assert decoder.decode("data: 1") is None
    event = decoder.decode("")
    assert event is not None
    assert event.data == "1"


def stream(*lines: str) -> httpx.Response:
    return httpx.Response(
        200,
        content="".join(f"{line}\n\n" for line in lines),
        headers={"content-type": "text/event-stream"},
    )


@pytest.mark.parametrize("kind", KINDS)
def test_items(kind: Kind) -> None:
    one = caller(
        kind,
        stream(
            'data: {"id":"1"}', "event: ping", "event: no data", 'event: ping\ndata: {"id":"no"}',
            'event: other\ndata: {"id":"2","size":1}', "data: [DONE] now",
            'data: {"id":"3"}',
        ),
    )  # fmt: skip
    assert one.all(one.client.widgets.watch) == [
        Widget(id="1"),
        Widget(id="2", size=1),
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("line", "message", "body", "raised"),
    [
        (
            'data: {"error":{"message":"busy","code":1}}',
            "busy",
            {"message": "busy", "code": 1},
            APIError,
        ),
        (
            'data: {"error":"busy"}',
            "An error occurred during streaming",
            "busy",
            APIError,
        ),
        (
            'event: failure\ndata: {"a":1}',
            "{'a': 1}",
            {"a": 1},
            APIStatusError,
        ),
        ("event: failure\ndata: text", "text", "text", APIStatusError),
        ("event: failure", "Error code: 200", "", APIStatusError),
    ],
)
def test_errors(
    kind: Kind, line: str, message: str, body: object, raised: type[APIError]
) -> None:
    one = caller(kind, stream('data: {"id":"1"}', line))
    with pytest.raises(APIError) as caught:
        one.all(one.client.widgets.watch)
    error = caught.value
    assert type(error) is raised
    assert (str(error), error.body) == (message, body)
    assert error.request.url.path == "/v1/widgets/events"


@pytest.mark.parametrize("kind", KINDS)
def test_data_that_is_not_json(kind: Kind) -> None:
    one = caller(kind, stream("data: {"))
    with pytest.raises(standard.JSONDecodeError):
        one.all(one.client.widgets.watch)


def test_streams_are_closed() -> None:
    one = caller("sync", stream('data: {"id":"1"}', 'data: {"id":"2"}'))
    with one.client.widgets.watch() as items:
        assert next(items).id == "1"
        assert not items.response.is_closed
    assert items.response.is_closed
    items = one.client.widgets.watch()
    for item in items:
        assert item.id == "1"
        break
    items.close()
    assert items.response.is_closed
    ended = one.client.widgets.watch()
    assert len([*ended]) == 2
    assert ended.response.is_closed


def test_streams_are_closed_at_their_end() -> None:
    one = caller("sync", stream('data: {"id":"1"}', "data: [DONE]", "data: 2"))
    items = one.client.widgets.watch()
    assert [item.id for item in items] == ["1"]
    assert items.response.is_closed
    later = caller("async", stream('data: {"id":"1"}', "data: [DONE]", "data: 2"))

    async def main() -> None:
        items = await later.client.widgets.watch()
        assert [item.id async for item in items] == ["1"]
        assert items.response.is_closed

    anyio.run(main)


def test_asynchronous_streams_are_closed() -> None:
    one = caller("async", stream('data: {"id":"1"}', 'data: {"id":"2"}'))

    async def main() -> None:
        async with await one.client.widgets.watch() as items:
            assert (await anext(items)).id == "1"
            assert not items.response.is_closed
        assert items.response.is_closed
        assert [item.id async for item in await one.client.widgets.watch()] == [
            "1",
            "2",
        ]

    anyio.run(main)


@pytest.mark.parametrize("kind", KINDS)
def test_streams_of_other_classes(kind: Kind) -> None:
    base: Any = Stream if kind == "sync" else AsyncStream

    class Numbers(base[int]):  # type: ignore[misc]
        pass

    one = caller(kind, stream("data: 1", "data: 2"))
    raw = one.call(one.client.widgets.with_raw_response.watch)
    assert extract_stream_chunk_type(Numbers) is int
    for cls in (base[int], Numbers):
        got = one.call(raw.parse, to=cls)
        assert got._cast_to is int
        assert isinstance(got, base)
    with pytest.raises(TypeError, match="custom parse type"):
        one.call(raw.parse, to=int)
    with pytest.raises(RuntimeError, match="type argument"):
        one.call(raw.parse, to=base)


@pytest.mark.parametrize("kind", KINDS)
def test_the_class_of_streams_of_the_client(kind: Kind) -> None:
    one = caller(kind, stream("data: 1"))
    base: Any = Stream if kind == "sync" else AsyncStream
    got = one.call(one.client.post, "/x", cast_to=int, stream=True, stream_cls=None)
    assert isinstance(got, base)
    one.client._default_stream_cls = None
    with pytest.raises(MissingStreamClassError, match="`stream_cls`"):
        one.call(one.client.post, "/x", cast_to=int, stream=True)


def test_another_decoder() -> None:
    class Lines:
        def iter_bytes(self, iterator: Iterator[bytes]) -> Iterator[ServerSentEvent]:
            for line in b"".join(iterator).split():
                yield ServerSentEvent(data=line.decode())

        def aiter_bytes(self, iterator: Any) -> Any:
            raise NotImplementedError

    one = caller("sync", httpx.Response(200, content=b'{"id":"1"} {"id":"2"}'))
    one.client._make_sse_decoder = Lines
    assert [item.id for item in one.client.widgets.watch()] == ["1", "2"]
