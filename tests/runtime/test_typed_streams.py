"""Typed streams of both clients: errors among the items, events, and wrong bodies."""

from __future__ import annotations

import json as jsonlib
import pickle
import re
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Literal
from urllib.parse import quote

import anyio
import httpx2
import pytest
from sample.kernel import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    AsyncKernel,
    BaseModel,
    Kernel,
)
from sample.kernel._runtime import ByMediaType, Operation
from sample.kernel._runtime.streaming import (
    APIStreamError,
    AsyncStream,
    ServerSentEvent,
    Stream,
)
from sample.kernel.types import Error

from tests.runtime.fake import FakeServer

EVENTS = "text/event-stream"
LINES = "application/x-ndjson"
SEQUENCE = "application/json-seq"
KEY = "hidden/key 1"


class Chunk(BaseModel):
    delta: str


class Loose(BaseModel):
    delta: str | None = None


class Logged(BaseModel):
    """An item that has an error of its own."""

    line: str
    error: str | None = None


class Failed(BaseModel):
    type: Literal["error"]
    error: Error


class Chunks(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """Chunks of a body for either client, or the error in place of one."""

    def __init__(self, chunks: list[Any]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            if isinstance(chunk, Exception):
                raise chunk
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for value in self:
            yield value


Read = Callable[..., list[Any]]


@pytest.fixture(params=["sync", "async"])
def read(request: pytest.FixtureRequest) -> Read:
    """`read(type, body)`: all items of a stream, by either client, with their events."""

    def of(
        item: Any,
        body: bytes | str | list[Any],
        content_type: str | None = EVENTS,
        *,
        into: list[Any] | None = None,
        documented: str = EVENTS,
        errors: Any = None,
    ) -> list[Any]:
        headers = {"content-type": content_type, "x-request-id": "r"}
        told = {k: v for k, v in headers.items() if v}
        chunks = [body.encode()] if isinstance(body, str) else [body]
        if isinstance(body, list):
            chunks = body
        server = FakeServer(
            lambda _: httpx2.Response(200, stream=Chunks(chunks), headers=told)
        )
        operation = Operation("GET", "/x", stream=documented, errors=errors or {})
        found: list[Any] = [] if into is None else into
        if request.param == "sync":
            client = Kernel(api_key=KEY, http_client=server.sync())
            kind: Any = Stream[item]
            stream = client.request(operation, kind)
            assert stream._request_id == "r"
            for pair in stream.events():
                assert stream.event is pair[0]
                found.append(pair)
            return found

        async def main() -> None:
            client = AsyncKernel(api_key=KEY, http_client=server.asynchronous())
            kind: Any = AsyncStream[item]
            stream = await client.request(operation, kind)
            assert stream._request_id == "r"
            async for pair in stream.events():
                assert stream.event is pair[0]
                found.append(pair)

        anyio.run(main)
        return found

    return of


def test_events_have_their_name_and_id_at_hand(read: Read) -> None:
    body = (
        'event: start\nid: 1\ndata: {"delta": "a"}\n\nretry: 5\ndata: {"delta":"b"}\n\n'
    )
    assert read(Chunk, body) == [
        (ServerSentEvent("start", '{"delta": "a"}', "1"), Chunk(delta="a")),
        (ServerSentEvent("message", '{"delta":"b"}', "1", 5), Chunk(delta="b")),
    ]
    lines = read(Chunk, '{"delta": "a"}\n', LINES)
    assert lines == [(ServerSentEvent(data='{"delta": "a"}'), Chunk(delta="a"))]


FIRST = 'data: {"delta": "a"}\n\n'


@pytest.mark.parametrize(
    ("item", "sent", "message"),
    [
        (Chunk, 'event: error\ndata: {"error": {"message": "m"}}\n\n', "m"),
        (Chunk, 'event: error\ndata: {"message": "m", "code": "c"}\n\n', "m"),
        (Chunk, 'event: error\ndata: {"type": "error", "error": "m"}\n\n', "m"),
        (Chunk, "event: error\ndata: overloaded\n\n", "overloaded"),
        (Chunk, "event: error\ndata: {}\n\n", "no reason given"),
        (Chunk, 'data: {"error": {"message": "m"}}\n\n', "m"),
        (Chunk, 'data: {"error": "m"}\n\n', "m"),
        (Loose, 'data: {"error": "m"}\n\n', "m"),
        (Loose, 'data: {"delta": "b", "error": {"code": "c"}}\n\n', "c"),
        (Chunk | Loose, 'data: {"error": "m"}\n\n', "m"),
        (Chunk | Failed, 'data: {"error": {"message": "m"}}\n\n', "m"),
        (Logged, 'data: {"error": "m"}\n\n', "m"),
        (dict[str, int], 'data: {"error": "m"}\n\n', "m"),
        (Chunk, 'event: error\ndata: {"delta": "b"}\n\n', "no reason given"),
        (Chunk, "event: error\ndata\n\n", "no reason given"),
        (Chunk, 'event: Error\ndata: {"message": "m"}\n\n', "m"),
    ],
)
@pytest.mark.parametrize("lines", [False, True])
def test_an_error_in_place_of_an_item_is_raised(
    item: Any, sent: str, message: str, lines: bool, read: Read
) -> None:
    first, content_type = FIRST, EVENTS
    if lines and not sent.startswith("event:"):  # lines have no names
        first, sent = (side[6:].strip() + "\n" for side in (first, sent))
        content_type = LINES
    if item == dict[str, int]:
        first = first.replace('"a"', "1")
    elif item is Logged:
        first = first.replace("delta", "line")
    found: list[Any] = []
    with pytest.raises(APIStreamError) as caught:
        read(item, first + sent + first, content_type, into=found)
    assert len(found) == 1
    error = caught.value
    assert isinstance(error, APIError)
    assert str(error) == f"The stream ended with an error: {message}"
    assert error.request_id == "r"
    assert (
        error.event.data
        == re.sub("(?i)^(event: error\n)?(data(: )?)?", "", sent).strip()
    )
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize(
    ("item", "sent"),
    [
        (Logged, '{"line": "a", "error": "not found"}'),
        (Failed, '{"type": "error", "error": {"code": "c", "message": "m"}}'),
        (Chunk | Failed, '{"type": "error", "error": {"code": "c", "message": "m"}}'),
        (Loose, '{"error": null}'),
        (Loose, '{"error": ""}'),
        (Loose, '{"delta": "\\"error\\""}'),
        (dict[str, str], '{"error": "m"}'),
        (object, '{"error": "m"}'),
    ],
)
def test_a_documented_member_of_this_name_is_no_error(
    item: Any, sent: str, read: Read
) -> None:
    for body, content_type in ((f"data: {sent}\n\n", EVENTS), (f"{sent}\n", LINES)):
        ((_, found),) = read(item, body, content_type)
        plain = found.to_dict() if isinstance(found, BaseModel) else found
        assert plain == jsonlib.loads(sent)


def test_untyped_events_are_left_to_the_caller(read: Read) -> None:
    ((event, same),) = read(ServerSentEvent, "event: error\ndata: m\n\n")
    assert event == same == ServerSentEvent("error", "m")


def test_the_body_of_the_error_is_of_the_documented_type(read: Read) -> None:
    expected = Error(code="c", message="m")
    bare, wrapped = '{"code": "c", "message": "m"}', '{"error": %s}'
    errors = {400: Error, "default": ByMediaType({"application/json": Error})}
    for data in (bare, wrapped % bare):
        with pytest.raises(APIStreamError) as caught:
            read(Chunk, f"event: error\ndata: {data}\n\n", errors=errors)
        assert caught.value.body == expected
    with pytest.raises(APIStreamError) as caught:
        read(Chunk, 'data: {"error": {"a": 1}}\n\n', errors=errors)
    assert caught.value.body == {"error": {"a": 1}}
    with pytest.raises(APIStreamError) as caught:
        read(Failed, f'event: error\ndata: {{"type": "error", "error": {bare}}}\n\n')
    assert caught.value.body == Failed(type="error", error=expected)


@pytest.mark.parametrize(
    "content_type",
    [None, "text/plain", "text/plain; charset=utf-8", "application/octet-stream",
     "application/json", "TEXT/Event-Stream"],
)  # fmt: skip
def test_events_are_events_whatever_the_type_says(
    content_type: str | None, read: Read
) -> None:
    found = read(Chunk, "\n: hello\n\n" + FIRST + FIRST, content_type)
    assert [item for _, item in found] == [Chunk(delta="a")] * 2
    found = read(Chunk, '{"delta": "a"}\n' * 2, content_type, documented=LINES)
    assert [item for _, item in found] == [Chunk(delta="a")] * 2


@pytest.mark.parametrize("content_type", [EVENTS, "application/json", None])
def test_json_in_place_of_events_is_one_item_or_an_error(
    content_type: str | None, read: Read
) -> None:
    found = read(Chunk, '\n{\n"delta":\n\n"a"}\n', content_type)
    assert [item for _, item in found] == [Chunk(delta="a")]
    with pytest.raises(APIStreamError, match="m"):
        read(Chunk, '{\n"error": {"message": "m"}}', content_type)


@pytest.mark.parametrize("item", [Chunk, ServerSentEvent])
@pytest.mark.parametrize("documented", [EVENTS, LINES, "application/json-seq"])
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<!DOCTYPE html><p>maintenance", "text/html"),
        (b"\n <html>", EVENTS),
        (b"\xef\xbb\xbf<html>", None),
        (b"<html>", LINES),
        (b"down", "text/html; charset=utf-8"),
        (b"", "text/html"),
    ],
)
def test_html_is_no_stream(
    body: bytes, content_type: str | None, documented: str, item: Any, read: Read
) -> None:
    with pytest.raises(APIResponseValidationError, match="HTML"):
        read(item, body, content_type, documented=documented)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"delta": "a"}\n{"delta": "b', LINES),
        ('\x1e{"delta": "a"}\n\x1e{"delta": "b', "application/json-seq"),
        (FIRST + "data: keep-alive\n\n", EVENTS),
        (FIRST + 'data: {"delta":\n\n', EVENTS),
        (FIRST + "data: 3\n\n", EVENTS),
    ],
)
def test_an_item_that_is_no_json_is_an_error(
    body: str, content_type: str, read: Read
) -> None:
    found: list[Any] = []
    with pytest.raises(APIResponseValidationError):
        read(Chunk, body, content_type, into=found)
    assert [item for _, item in found] == [Chunk(delta="a")]


def test_nothing_is_an_empty_stream(read: Read) -> None:
    for content_type in (EVENTS, LINES, None):
        for body in ("", "\n\n"):
            assert read(Chunk, body, content_type) == []


@pytest.mark.parametrize(
    ("item", "content_type"),
    [("data: %s\n\n", EVENTS), ("%s\n", LINES), ("\x1e%s\n", SEQUENCE)],
)
@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ('{"error": {"message": "no such key: %s"}}', APIStreamError),
        ('{"error": "no such key: %s"}', APIStreamError),
        ("no such key: %s", APIResponseValidationError),
        ('"no such key: %s"', APIResponseValidationError),
    ],
)
@pytest.mark.parametrize("form", [str, quote])
def test_an_error_shows_no_secret_that_the_stream_quotes(
    form: Callable[[str], str],
    sent: str,
    kind: type[APIError],
    item: str,
    content_type: str,
    read: Read,
) -> None:
    with pytest.raises(kind) as caught:
        read(Chunk, item % (sent % form(KEY)), content_type)
    error: Any = caught.value
    shown = f"{error} {error.args} {error.body} {getattr(error, 'event', '')}"
    assert "[secret]" in shown
    assert KEY not in shown
    assert quote(KEY) not in shown


def test_an_event_that_names_an_error_may_be_plain_text(read: Read) -> None:
    with pytest.raises(APIStreamError, match=r"error: no \[secret\]$"):
        read(Chunk, f"event: error\ndata: no {KEY}\n\n")


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    ("item", "content_type"),
    [
        ("data: %s\r\n\r\n", EVENTS),
        ("%s\n", LINES),
        ("\x1e%s\n", SEQUENCE),
    ],
)
@pytest.mark.parametrize(
    ("text", "charset", "codec"),
    [
        ("é", "iso-8859-1", "latin-1"),
        ("“€”", "windows-1252", "cp1252"),
        ("表ソ", "Shift_JIS", "shift_jis"),
        ("é😀", "utf-16", "utf-16"),
        ("é😀", "utf-16le", "utf-16-le"),
        ("é😀", "", "utf-16"),
        ("é😀", "", "utf-8-sig"),
        ("é😀", "iso-8859-1", "utf-8-sig"),
        ("é😀", "no-such-charset", "utf-8"),
        ("é😀", "base64", "utf-8"),
    ],
)
def test_a_stream_is_in_the_charset_that_it_declares(
    text: str,
    charset: str,
    codec: str,
    item: str,
    content_type: str,
    size: int,
    read: Read,
) -> None:
    data = jsonlib.dumps({"delta": text}, ensure_ascii=False)
    whole = (item % data + item % data).encode(codec)
    chunks = [whole[at : at + size] for at in range(0, len(whole), size)]
    found = read(
        Chunk, chunks, f"{content_type}; charset={charset}" if charset else content_type
    )
    assert [value for _, value in found] == [Chunk(delta=text)] * 2


def test_an_item_need_not_be_long_to_show_its_encoding(read: Read) -> None:
    found: list[Any] = []
    with pytest.raises(APIConnectionError):
        read(int, [b"1\n", httpx2.ReadError("lost")], LINES, into=found)
    assert [item for _, item in found] == [1]


def test_line_ends_before_the_first_item_are_not_kept(read: Read) -> None:
    item = b"\ndata: 1\n\n"
    read(int, [item])  # what the first call imports is not counted
    tracemalloc.start()
    try:
        found = read(int, [*[b"\n" * 100_000] * 50, item])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [item for _, item in found] == [1]
    assert peak < 2_000_000  # of five million bytes
