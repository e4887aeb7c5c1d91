"""Events and JSON lines over a connection that does what it wants."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.conftest import Caller, busy
from tests.faults.server import FaultServer, Step, close, hang, head, reset, steps

# Of all the generators inside each other, the HTTP library does not close this one when
# a response is left half-way; only trio minds.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Async generator 'httpcore2._async.connection_pool:ResourceWarning"
)

SOON = 0.3
EVENTS = head(content_type="text/event-stream", transfer_encoding="chunked")
LINES = head(content_type="application/x-ndjson", transfer_encoding="chunked")
ITEMS = {
    "events": (EVENTS, b'id: 1\ndata: {"id":\ndata: "%d"}\n\n'),
    "lines": (LINES, b'{"id": "%d"}\n'),
}


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def body(method: str, *items: int, then: Step = b"0\r\n\r\n") -> Any:
    start, item = ITEMS[method]
    return steps(start, *(chunk(item % number) for number in items), then)


class Reader:
    """Reads a stream to its end, or so many items."""

    def __init__(self, caller: Caller, method: str, **options: Any) -> None:
        self._caller = caller
        self.got: list[str] = []
        self.stream = caller(
            lambda client: getattr(client.streams, method)(timeout=SOON, **options)
        )

    def read(self, most: int = 100) -> list[str]:
        some = self._some if self._caller.portal is None else self._some_async
        self._caller(lambda client: some(most))
        return self.got

    def close(self) -> None:
        self._caller(lambda client: self.stream.close())

    def _some(self, most: int) -> None:
        for item in self.stream:
            self.got.append(item.id)
            if len(self.got) == most:
                break

    async def _some_async(self, most: int) -> None:
        async for item in self.stream:
            self.got.append(item.id)
            if len(self.got) == most:
                break


@pytest.fixture(params=[*ITEMS])
def method(request: pytest.FixtureRequest) -> str:
    """The method of `client.streams`."""
    name: str = request.param
    return name


def test_items_come_typed_and_the_end_frees_the_connection(
    method: str, caller: Caller, server: FaultServer
) -> None:
    server.script(body(method, 1, 2, 3))
    reader = Reader(caller, method)
    assert type(reader.stream).__name__.endswith("Stream")
    assert reader.read() == ["1", "2", "3"]
    assert not busy(caller.http)
    assert server.connections == 1


def test_items_are_there_before_the_next_is_sent(
    method: str, caller: Caller, server: FaultServer
) -> None:
    server.script(body(method, 1, 2, then=hang))
    reader = Reader(caller, method)
    assert reader.read(2) == ["1", "2"]
    assert busy(caller.http)
    reader.close()
    assert not busy(caller.http)
    server.settle()  # it has seen the client go


@pytest.mark.parametrize("fault", [reset, close])
def test_a_lost_connection_is_an_error_after_the_items_that_came(
    method: str, fault: Step, caller: Caller, server: FaultServer
) -> None:
    server.script(body(method, 1, 2, then=fault))
    reader = Reader(caller, method)
    with pytest.raises(caller.package.APIConnectionError):
        reader.read()
    assert reader.got == ["1", "2"]
    assert not busy(caller.http)
    assert len(server.requests) == 1  # what was read cannot be read again


def test_an_error_among_the_items_ends_the_stream_and_frees_the_connection(
    method: str, caller: Caller, server: FaultServer
) -> None:
    start, item = ITEMS[method]
    failure = b'{"error": {"message": "overloaded"}}'
    sent = b"event: error\ndata: %s\n\n" if method == "events" else b"%s\n"
    server.script(steps(start, chunk(item % 1), chunk(sent % failure), hang))
    reader = Reader(caller, method)
    with pytest.raises(caller.package.APIStreamError, match="overloaded") as caught:
        reader.read()
    assert caught.value.body.message == "overloaded"
    assert reader.got == ["1"]
    assert not busy(caller.http)
    assert len(server.requests) == 1


def test_html_in_place_of_a_stream_frees_the_connection(
    method: str, caller: Caller, server: FaultServer
) -> None:
    page = head(content_type="text/html", transfer_encoding="chunked")
    server.script(steps(page, chunk(b"<p>maintenance</p>"), hang))
    reader = Reader(caller, method)
    with pytest.raises(caller.package.APIResponseValidationError, match="HTML"):
        reader.read()
    assert not busy(caller.http)


@pytest.mark.parametrize("content_type", ["text/plain", "application/octet-stream", ""])
def test_the_document_says_what_a_stream_is(
    content_type: str, method: str, caller: Caller, server: FaultServer
) -> None:
    _, item = ITEMS[method]
    server.script(steps(head(content_type=content_type), item % 1, item % 2, close))
    reader = Reader(caller, method)
    assert reader.read() == ["1", "2"]
    assert reader.stream.event.id == ("1" if method == "events" else "")


def test_half_an_item_at_the_end_of_the_connection_is_an_error(
    caller: Caller, server: FaultServer
) -> None:
    lines = head(content_type="application/x-ndjson")
    server.script(steps(lines, b'{"id": "1"}\n{"id": "2', close))
    reader = Reader(caller, "lines")
    with pytest.raises(caller.package.APIResponseValidationError):
        reader.read()
    assert reader.got == ["1"]


def test_silence_between_items_is_a_timeout(
    method: str, caller: Caller, server: FaultServer
) -> None:
    server.script(body(method, 1, then=hang))
    reader = Reader(caller, method)
    with pytest.raises(caller.package.APITimeoutError):
        reader.read()
    assert reader.got == ["1"]
    assert not busy(caller.http)


def test_an_exception_in_the_block_frees_the_connection(
    method: str, caller: Caller, server: FaultServer
) -> None:
    server.script(body(method, 1, then=hang))
    reader = Reader(caller, method)

    async def fail() -> None:
        async with reader.stream:
            raise LookupError

    def fail_at_once() -> None:
        with reader.stream:
            raise LookupError

    with pytest.raises(LookupError):
        caller(lambda client: fail() if caller.portal else fail_at_once())
    assert not busy(caller.http)


def test_a_stream_is_asked_for_again_until_it_begins(
    method: str, caller: Caller, server: FaultServer
) -> None:
    server.script(steps(head("503 Later", content_length=0)), body(method, 1))
    assert Reader(caller, method).read() == ["1"]
    assert len(server.requests) == 2
