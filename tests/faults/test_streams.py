"""Bodies that are read piece by piece: broken, slow, or left half way."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.faults.conftest import Caller, busy
from tests.faults.server import (
    FaultServer,
    Wire,
    answer,
    failure,
    hang,
    head,
    reset,
    steps,
    until,
)
from tests.faults.test_timeouts import SOON

# httpx2 does not close the innermost of its generators when a loop is left early; its
# connection is released all the same, but trio warns about the generator.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Async generator 'httpcore2._async.connection_pool:ResourceWarning"
)

CHUNKED = head(transfer_encoding="chunked")


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def retrieve(client: Any) -> Any:
    return client.things.with_streaming_response.retrieve("1", timeout=SOON)


def test_a_response_that_is_not_read_frees_its_connection(
    caller: Caller, server: FaultServer
) -> None:
    server.script(steps(CHUNKED + chunk(b"{}"), hang))
    with caller.streaming(retrieve) as response:
        assert response.status_code == 200
        assert busy(caller.http)
    assert response.is_closed
    assert not busy(caller.http)
    server.settle()  # it has seen the client go


def test_an_exception_in_the_block_frees_the_connection(
    caller: Caller, server: FaultServer
) -> None:
    server.script(steps(CHUNKED + chunk(b"{}"), hang))
    with pytest.raises(LookupError), caller.streaming(retrieve):
        raise LookupError
    assert not busy(caller.http)


class Lockstep:
    """A body of which the test says when the next byte comes: slow, and never late."""

    def __init__(self) -> None:
        self.turn = threading.Semaphore(0)

    def __call__(self, wire: Wire) -> None:
        wire.send(CHUNKED)
        for number in range(100):
            self.turn.acquire(timeout=20)
            wire.send(chunk(b"%d\n" % number))
        wire.send(b"0\r\n\r\n")


def test_a_slow_body_can_be_left_half_way(caller: Caller, server: FaultServer) -> None:
    slow = Lockstep()
    server.script(slow)

    def some(response: Any) -> list[bytes]:
        got: list[bytes] = []
        slow.turn.release()
        for piece in response.iter_bytes():
            got.append(piece)
            if len(got) == 3:
                break
            slow.turn.release()
        return got

    async def some_async(response: Any) -> list[bytes]:
        got: list[bytes] = []
        slow.turn.release()
        async for piece in response.iter_bytes():
            got.append(piece)
            if len(got) == 3:
                break
            slow.turn.release()
        return got

    with caller.streaming(
        lambda client: client.things.with_streaming_response.retrieve("1")
    ) as response:
        read = some if caller.portal is None else some_async
        assert caller(lambda client: read(response)) == [b"0\n", b"1\n", b"2\n"]
    assert not busy(caller.http)
    slow.turn.release(100)


@pytest.mark.parametrize("wanted", ["read", "text", "json", "parse"])
def test_a_body_that_comes_late_but_whole_is_read(
    wanted: str, caller: Caller, server: FaultServer
) -> None:
    gate = threading.Event()
    late = b'{"id": "1"}'
    server.script(steps(CHUNKED, until(gate), chunk(late) + b"0\r\n\r\n"))
    with caller.streaming(
        lambda client: client.things.with_streaming_response.retrieve("1")
    ) as response:
        gate.set()
        got = caller(lambda client: getattr(response, wanted)())
    assert got in (late, late.decode(), {"id": "1"}, caller.package.types.Thing(id="1"))
    assert not busy(caller.http)


def test_a_response_that_was_read_to_its_end_leaves_its_connection_open(
    caller: Caller, server: FaultServer
) -> None:
    with caller.streaming(retrieve) as response:
        caller(lambda client: response.read())
    caller(lambda client: client.things.retrieve("2"))
    assert server.connections == 1


def test_an_error_status_is_raised_with_its_body_before_the_block(
    caller: Caller, server: FaultServer
) -> None:
    server.script(failure(404))
    with (
        pytest.raises(caller.package.NotFoundError) as caught,
        caller.streaming(retrieve),
    ):
        pytest.fail("the block is entered")
    assert caught.value.body.message == "no"
    assert not busy(caller.http)


def test_attempts_before_the_one_that_is_streamed_leave_nothing_open(
    caller: Caller, server: FaultServer
) -> None:
    server.script(failure(503), steps(head()[:20], reset), answer({"id": "7"}))
    with caller.streaming(retrieve) as response:
        assert response.retries_taken == 2
        assert busy(caller.http)
    assert len(server.requests) == 3
