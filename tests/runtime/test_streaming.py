"""Server-sent events and JSON lines, from bytes to items, for both clients."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample.kernel._runtime import APIConnectionError, APITimeoutError
from sample.kernel._runtime.streaming import AsyncStream, ServerSentEvent, Stream

from tests.runtime.conftest import Run

REQUEST = httpx2.Request("GET", "https://api.example.com/stream")
EVENTS = "text/event-stream; charset=utf-8"
LINES = "application/x-ndjson"
SEQUENCE = "application/json-seq"


class Body(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """Chunks as a server sends them; an exception is a connection that breaks."""

    def __init__(self, *chunks: bytes | Exception) -> None:
        self._chunks = chunks
        self.taken = 0
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.taken += 1
            if isinstance(chunk, Exception):
                raise chunk
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def response(body: Body, content_type: str) -> httpx2.Response:
    headers = {"content-type": content_type}
    return httpx2.Response(200, headers=headers, stream=body, request=REQUEST)


def open_stream(
    *chunks: bytes | Exception, content_type: str = EVENTS, parse: Any = None
) -> tuple[Stream[Any], Body]:
    body = Body(*chunks)
    return Stream(response(body, content_type), parse), body


def items(*chunks: bytes, content_type: str = EVENTS, parse: Any = None) -> list[Any]:
    stream, body = open_stream(*chunks, content_type=content_type, parse=parse)
    found = list(stream)
    assert body.closed
    return found


def summary(*chunks: bytes) -> list[tuple[str, str, str]]:
    return [(item.event, item.data, item.id) for item in items(*chunks)]


# -- events ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        # The examples of the standard.
        (
            b"data: YHOO\ndata: +2\ndata: 10\n\n",
            [("message", "YHOO\n+2\n10", "")],
        ),
        (
            b": test stream\n\ndata: first\nid: 1\n\ndata:second\nid\n\ndata:  third\n",
            [("message", "first", "1"), ("message", "second", "")],
        ),
        (b"data\n\ndata\ndata\n\ndata:", [("message", "", ""), ("message", "\n", "")]),
        (b"data:test\n\ndata: test\n\n", [("message", "test", "")] * 2),
        (
            b"event: add\ndata: 73\n\nevent: remove\ndata: 2\n\ndata: 3\n\n",
            [("add", "73", ""), ("remove", "2", ""), ("message", "3", "")],
        ),
        # What the rules say beyond them.
        (b"\xef\xbb\xbfdata: a\n\n", [("message", "a", "")]),
        (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n", []),
        (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", [("message", "a", "")]),
        (b"data: a\r\rdata: b\r\n\r\ndata: c\n\n", [("message", x, "") for x in "abc"]),
        (
            b"id: 1\ndata: a\n\ndata: b\n\n",
            [("message", "a", "1"), ("message", "b", "1")],
        ),
        (b"id: 1\n\ndata: b\n\n", [("message", "b", "1")]),
        (b"id: 1\nid: 2\0\ndata: a\n\n", [("message", "a", "1")]),
        (b"event: lost\n\ndata: a\n\n", [("message", "a", "")]),
        (b"data: a:b\nother: 1\nDATA: c\n data: d\n\n", [("message", "a:b", "")]),
        (b"data: \xff\xe2\x82\n\n", [("message", "\ufffd\ufffd", "")]),
        (
            "data: a\u2028b\x0bc\x85\n\n".encode(),
            [("message", "a\u2028b\x0bc\x85", "")],
        ),
        (b"data: not finished\n", []),
        (b"", []),
    ],
)
def test_events_follow_the_standard(
    sent: bytes, expected: list[tuple[str, str, str]]
) -> None:
    assert summary(sent) == expected
    assert summary(*(sent[i : i + 1] for i in range(len(sent)))) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("retry: 1500", 1500),
        ("retry:007", 7),
        ("retry: -1", None),
        ("retry: 1.5", None),
        ("retry: \u0661", None),
        ("retry:  1", None),
        ("retry", None),
        ("retry: " + "9" * 5000, None),
    ],
)
def test_retry_takes_digits_only(field: str, expected: int | None) -> None:
    sent = f"{field}\n\ndata: a\n\n".encode()
    assert [event.retry for event in items(sent)] == [expected]


def test_an_event_is_there_as_soon_as_its_last_line_has_ended() -> None:
    stream, body = open_stream(b"data: a\r\n\r", b"\ndata: b\r\r", b"data: c\n\n")
    assert next(stream).data == "a"
    assert body.taken == 1
    assert next(stream).data == "b"
    assert body.taken == 2
    assert [event.data for event in stream] == ["c"]


def test_the_data_of_an_event_can_be_read_as_json() -> None:
    (event,) = items(b'data: {"a":\ndata: 1}\n\n')
    assert event.json() == {"a": 1}
    with pytest.raises(ValueError, match="expected"):
        ServerSentEvent(data="no").json()


def reference(stream: bytes) -> list[tuple[str, str, str]]:
    """The standard's steps, one after the other, on the whole text."""
    text = stream.decode(errors="replace").removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]
    found: list[tuple[str, str, str]] = []
    data = event = last_id = ""
    for line in lines:
        if line == "":
            if data != "":
                found.append((event or "message", data[:-1], last_id))
            data = event = ""
            continue
        if line.startswith(":"):
            continue
        field, colon, value = line.partition(":")
        if colon and value.startswith(" "):
            value = value[1:]
        if field == "data":
            data += value + "\n"
        elif field == "event":
            event = value
        elif field == "id" and "\0" not in value:
            last_id = value
    return found


PIECES = [
    *(b"data", b"data:", b"data: x", b"event: e", b"id: 7", b"id", b"id: \0", b":c"),
    *(
        b"\n",
        b"\r",
        b"\r\n",
        b"\n\n",
        b"\r\r",
        b" ",
        b":",
        b"\xef\xbb\xbf",
        b"\xe2\x82",
    ),
    "€".encode(),
]


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[a:b] for a, b in pairwise(edges)]


@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join),
    st.lists(st.integers()),
)
def test_the_cuts_between_chunks_do_not_matter(
    stream: bytes, places: list[int]
) -> None:
    expected = reference(stream)
    assert summary(stream) == expected
    assert summary(*cut(stream, places)) == expected


# -- JSON lines -----------------------------------------------------------------


def test_json_lines_become_items() -> None:
    sent = b'{"a": 1}\r\n\n  \n[2]\n"\xe2\x82\xac"\n3'
    for content_type in (LINES, "application/jsonl", "application/json", ""):
        found = items(sent, content_type=content_type, parse=json.loads)
        assert found == [{"a": 1}, [2], "€", 3]


def test_json_lines_without_a_type_are_events_with_data() -> None:
    found = items(b'{"a": 1}\n', content_type=LINES)
    assert found == [ServerSentEvent(data='{"a": 1}')]


def test_json_text_sequences_may_span_lines() -> None:
    sent = b'\x1e{"a":\n1}\n\x1e\x1e[2]\n\x1e3\n'
    assert items(sent, content_type=SEQUENCE, parse=json.loads) == [{"a": 1}, [2], 3]


def test_a_json_text_does_not_wait_for_the_next_one() -> None:
    chunks = (b"\x1e1\n", b"\x1e[\n", b"2]\n", b"\x1e3\n")
    stream, body = open_stream(*chunks, content_type=SEQUENCE, parse=json.loads)
    assert (next(stream), body.taken) == (1, 1)
    assert (next(stream), body.taken) == ([2], 3)
    assert list(stream) == [3]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.lists(VALUES), st.lists(st.integers()), st.booleans())
def test_the_cuts_between_records_do_not_matter(
    values: list[Any], places: list[int], sequence: bool
) -> None:
    if sequence:
        texts = [f"\x1e{json.dumps(value, indent=1)}\n" for value in values]
    else:
        texts = [f"{json.dumps(value, ensure_ascii=False)}\n" for value in values]
    chunks = cut("".join(texts).encode(), places)
    content_type = SEQUENCE if sequence else LINES
    assert items(*chunks, content_type=content_type, parse=json.loads) == values


# -- streams --------------------------------------------------------------------


def test_typed_events_end_with_done_and_skip_what_is_empty() -> None:
    sent = b'data: {"a": 1}\n\ndata:\n\ndata: [DONE]\n\ndata: {"a": 2}\n\n'
    stream, body = open_stream(sent, b"never read", parse=json.loads)
    assert list(stream) == [{"a": 1}]
    assert (body.closed, body.taken) == (1, 1)
    assert [event.data for event in items(sent)][2] == "[DONE]"


def test_leaving_a_with_block_frees_the_connection() -> None:
    stream, body = open_stream(b"data: a\n\n", b"data: b\n\n")
    with pytest.raises(KeyError), stream:
        for _ in stream:
            raise KeyError
    assert body.closed == 1
    assert stream.response.is_closed
    assert list(stream) == []


def test_closing_before_the_first_item_frees_the_connection() -> None:
    stream, body = open_stream(b"data: a\n\n")
    stream.close()
    assert body.closed == 1
    assert list(stream) == []


def test_dropping_a_stream_frees_the_connection() -> None:
    stream, body = open_stream(b"data: a\n\n", b"data: b\n\n")
    next(stream)
    del stream
    assert body.closed == 1


def test_an_item_that_cannot_be_parsed_frees_the_connection() -> None:
    stream, body = open_stream(b"data: 1\n\ndata: no\n\n", b"x", parse=json.loads)
    assert next(stream) == 1
    with pytest.raises(ValueError, match="Expecting value"):
        next(stream)
    assert body.closed == 1


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (httpx2.ReadTimeout("slow"), APITimeoutError),
        (httpx2.RemoteProtocolError("lost"), APIConnectionError),
        (httpx2.ReadError("lost"), APIConnectionError),
    ],
)
def test_a_connection_that_breaks_is_an_error_of_the_package(
    raised: Exception, expected: type[APIConnectionError], run: Run
) -> None:
    stream, body = open_stream(b"data: 1\n\n", raised)
    assert next(stream).data == "1"
    with pytest.raises(expected) as caught:
        next(stream)
    assert type(caught.value) is expected
    assert caught.value.request is REQUEST
    assert caught.value.__cause__ is raised
    assert body.closed == 1

    async def main() -> None:
        body = Body(b"data: 1\n\n", raised)
        stream = AsyncStream[Any](response(body, EVENTS), None)
        assert (await anext(stream)).data == "1"
        with pytest.raises(expected):
            await anext(stream)
        assert body.closed

    run(main)


def test_the_asynchronous_stream_does_the_same(run: Run) -> None:
    async def main() -> None:
        body = Body(b"data: 1\n\nda", b"ta: 2\n\ndata: [DONE]\n\n", b"never read")
        stream = AsyncStream[Any](response(body, EVENTS), json.loads)
        assert [item async for item in stream] == [1, 2]
        assert (body.closed, body.taken) == (1, 2)

        body = Body(b"1\n2\n", b"3")
        stream = AsyncStream[Any](response(body, LINES), json.loads)
        with pytest.raises(KeyError):
            async with stream:
                async for _ in stream:
                    raise KeyError
        assert body.closed
        assert stream.response.is_closed
        assert [item async for item in stream] == []

        body = Body(b"1\n2\n", b"3")
        stream = AsyncStream[Any](response(body, LINES), json.loads)
        assert [item async for item in stream] == [1, 2, 3]

        body = Body(b"data: no\n\n", b"data: 1\n\n")
        stream = AsyncStream[Any](response(body, EVENTS), json.loads)
        with pytest.raises(ValueError, match="Expecting value"):
            await anext(stream)
        assert body.closed

        body = Body(b"data: 1\n\n")
        stream = AsyncStream[Any](response(body, EVENTS), json.loads)
        await stream.close()
        assert body.closed

    run(main)
