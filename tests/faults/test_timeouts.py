"""Servers that are too slow: nothing waits longer than it was told to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx2
import pytest

from tests.faults.conftest import Caller, Make
from tests.faults.server import (
    Answer,
    BeforeRequest,
    FaultServer,
    Wire,
    hang,
    head,
    steps,
    until,
)

# Opening a connection may take its time: only the server's silence is to be short.
SOON = httpx2.Timeout(10.0, read=0.04)

STALLED: dict[str, Answer] = {
    "before-the-status": hang,
    "in-the-status-line": steps(b"HTTP/1.1 2", hang),
    "in-the-headers": steps(b"HTTP/1.1 200 OK\r\nContent-Type: text", hang),
    "after-the-headers": steps(head(content_length=11), hang),
    "before-the-end-of-the-promised-length": steps(
        head(content_length=12) + b'{"id": "1"}', hang
    ),
    "between-chunks": steps(head(transfer_encoding="chunked") + b"2\r\n{}\r\n", hang),
    "after-information": steps(b"HTTP/1.1 102 Processing\r\n\r\n", hang),
    "in-the-body-of-an-error": steps(head("404 Not Found", content_length=9), hang),
}

stalled = pytest.mark.parametrize("stall", [*STALLED.values()], ids=[*STALLED])


@stalled
def test_silence_is_a_timeout_error(
    stall: Answer, caller: Caller, server: FaultServer
) -> None:
    server.script(rest=stall)
    caller.fails(
        caller.package.APITimeoutError,
        lambda client: client.things.retrieve("1", timeout=SOON, max_retries=0),
    )
    server.settle()
    assert len(server.requests) == 1


@pytest.mark.parametrize("stall", [hang, STALLED["between-chunks"]])
def test_a_get_that_times_out_is_sent_again(
    stall: Answer, make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=2, timeout=SOON)
    server.script(rest=stall)
    error = caller.fails(
        caller.package.APITimeoutError, lambda client: client.things.list()
    )
    assert isinstance(error, caller.package.APIConnectionError)
    server.settle()
    assert len(server.requests) == 3
    assert len(caller.slept) == 2


POSTS: dict[str, tuple[str, Callable[[Any], Any], int]] = {
    "plain": ("safe", lambda client: client.things.create(name="new"), 1),
    "keyed": ("safe", lambda client: client.things.create_once(name="new"), 2),
    "policy-all": ("all", lambda client: client.things.create(name="new"), 2),
}


@pytest.mark.parametrize("post", [*POSTS.values()], ids=[*POSTS])
def test_a_post_that_times_out_is_sent_again_only_where_that_is_allowed(
    post: tuple[str, Callable[[Any], Any], int], make: Make, server: FaultServer
) -> None:
    policy, call, times = post
    caller = make(policy, max_retries=1, timeout=SOON)
    server.script(rest=hang)
    caller.fails(caller.package.APITimeoutError, call)
    server.settle()
    assert [r.body for r in server.requests] == [b'{"name":"new"}'] * times
    assert len({r.headers.get("idempotency-key") for r in server.requests}) == 1


def test_a_server_that_does_not_read_is_a_timeout_and_no_reason_to_send_again(
    caller: Caller, server: FaultServer
) -> None:
    gate = threading.Event()
    server.script(BeforeRequest(until(gate)))
    large, soon = "x" * 12_000_000, httpx2.Timeout(10.0, write=0.04)
    caller.fails(
        caller.package.APITimeoutError,
        lambda client: client.things.create(name=large, timeout=soon),
    )
    gate.set()
    server.settle()
    assert server.connections == 1


def test_waiting_for_a_connection_ends_too_and_nothing_was_sent(
    caller: Caller, server: FaultServer
) -> None:
    """The only connection is in use by a body that nobody reads."""
    soon = httpx2.Timeout(10.0, pool=0.01)

    def post(client: Any) -> Any:
        return client.things.create(name="new", timeout=soon, max_retries=2)

    with caller.streaming(lambda c: c.things.with_streaming_response.retrieve("1")):
        caller.fails(caller.package.APITimeoutError, post)
    assert [r.method for r in server.requests] == ["GET"]
    assert len(caller.slept) == 2


# -- deadlines ---------------------------------------------------------------------


@stalled
def test_a_deadline_ends_a_call_whatever_the_timeout(
    stall: Answer, make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=5, timeout=None)
    server.script(rest=stall)
    error = caller.fails(
        caller.package.APITimeoutError,
        lambda client: client.things.retrieve("1", deadline=0.1),
    )
    assert "deadline of 0.1 seconds" in str(error)
    server.settle()
    assert len(server.requests) == 1


# The HTTP library leaves the generator of an unfinished body to the collector.
unfinished = pytest.mark.filterwarnings(
    "ignore:Async generator 'httpcore2._async.connection_pool:ResourceWarning"
)


def endless(status: str) -> Answer:
    """There is always something more: no single read is slow."""

    def answer(wire: Wire) -> None:
        wire.send(head(status, transfer_encoding="chunked"))
        with suppress(OSError):
            while True:
                wire.send(b"1\r\n \r\n")

    return answer


@unfinished
@pytest.mark.parametrize("status", ["200 OK", "404 Not Found"])
def test_a_deadline_ends_a_body_without_end(
    status: str, caller: Caller, server: FaultServer
) -> None:
    server.script(rest=endless(status))
    caller.fails(
        caller.package.APITimeoutError,
        lambda client: client.things.retrieve("1", deadline=0.2, max_retries=0),
    )
    server.settle()


def test_a_deadline_includes_the_request_for_a_token(
    make: Make, server: FaultServer
) -> None:
    caller = make(client_id="me", client_secret="s", timeout=None, max_retries=0)
    server.script(rest=hang)
    caller.fails(
        caller.package.APITimeoutError,
        lambda client: client.secured.oauth(deadline=0.1),
    )
    server.settle()
    assert [request.path for request in server.requests] == ["/token"]


@unfinished
def test_a_body_without_end_is_too_large(make: Make, server: FaultServer) -> None:
    caller = make(max_response_size=5000)
    server.script(rest=endless("200 OK"))
    caller.fails(
        caller.package.ResponseTooLargeError,
        lambda client: client.things.retrieve("1"),
    )
    with caller.streaming(
        lambda client: client.things.with_streaming_response.retrieve("1")
    ) as response:
        caller.fails(
            caller.package.ResponseTooLargeError, lambda client: response.read()
        )
    server.settle()
    assert len(server.requests) == 2
