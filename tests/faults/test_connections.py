"""Connections that are refused, kept, dropped in between, and shared."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.conftest import Caller, Make
from tests.faults.server import (
    Answer,
    FaultServer,
    Wire,
    answer,
    close,
    echo,
    head,
    steps,
)


@pytest.mark.parametrize("method", ["retrieve", "create"])
def test_a_refused_connection_is_tried_again_by_all_methods(
    method: str, make: Make, refusing_url: str
) -> None:
    caller = make(max_retries=3, base_url=refusing_url)
    given = {"name": "new"} if method == "create" else {"id": "1"}
    error = caller.fails(
        caller.package.APIConnectionError,
        lambda client: getattr(client.things, method)(**given),
    )
    assert error.request.url.host == "127.0.0.1"
    assert len(caller.slept) == 3


def test_calls_use_one_connection_after_the_other(
    caller: Caller, server: FaultServer
) -> None:
    for _ in range(3):
        assert caller(lambda client: client.things.retrieve("1"))
    assert server.connections == 1


def test_an_error_status_leaves_the_connection_usable(
    caller: Caller, server: FaultServer
) -> None:
    server.script(answer({"message": "no"}, "404 Not Found"))
    caller.fails(
        caller.package.NotFoundError, lambda client: client.things.retrieve("1")
    )
    caller(lambda client: client.things.retrieve("1"))
    assert server.connections == 1


def test_a_connection_that_the_server_has_closed_meanwhile_is_not_used(
    make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=0)
    server.script(steps(echo, close))
    assert caller(lambda client: client.things.retrieve("1")).id == "1"
    server.settle()  # the end of the connection has arrived by now
    assert caller(lambda client: client.things.create(name="new")).id == "new"
    assert server.connections == 2
    assert [r.method for r in server.requests] == ["GET", "POST"]


def test_a_connection_that_is_closed_under_a_second_request(
    make: Make, server: FaultServer
) -> None:
    """The request may have been read: only what can be repeated goes on."""
    caller = make(max_retries=1)
    server.script(echo, close, echo, close)
    caller(lambda client: client.things.retrieve("1"))
    assert caller(lambda client: client.things.retrieve("2")).id == "2"
    caller.fails(
        caller.package.APIConnectionError,
        lambda client: client.things.create(name="new"),
    )
    assert [r.method for r in server.requests] == ["GET", "GET", "GET", "POST"]
    assert [r.connection for r in server.requests] == [1, 1, 2, 2]


def test_bytes_after_the_promised_length_do_not_answer_the_next_call(
    make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=1)
    server.script(steps(head(content_length=11) + b'{"id": "1"}, garbage'))
    assert caller(lambda client: client.things.retrieve("1")).id == "1"
    assert caller(lambda client: client.things.retrieve("2")).id == "2"


def test_a_server_that_closes_after_every_answer(
    make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=0)
    last = steps(head(connection="close") + b'{"id": "1"}', close)
    server.script(rest=last)
    for _ in range(3):
        assert caller(lambda client: client.things.create(name="new")).id == "1"
    assert server.connections == 3


def test_a_server_that_speaks_http_1_0(make: Make, server: FaultServer) -> None:
    caller = make(max_retries=0)
    old = b'HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{"id": "1"}'
    server.script(steps(old, close), steps(old, close))
    for _ in range(2):
        assert caller(lambda client: client.things.create(name="new")).id == "1"


def _in_pieces(data: bytes) -> Answer:
    def dribble(wire: Wire) -> None:
        for number in range(len(data)):
            wire.send(data[number : number + 1])

    return dribble


def test_an_answer_byte_by_byte_is_an_answer(
    caller: Caller, server: FaultServer
) -> None:
    chunked = b'1\r\n{\r\n5;x=y\r\n"id":\r\n4\r\n"1"}\r\n0\r\nTrailer: 1\r\n\r\n'
    server.script(_in_pieces(head(transfer_encoding="chunked") + chunked))
    assert caller(lambda client: client.things.retrieve("1")).id == "1"


def test_a_copy_shares_the_connection(caller: Caller, server: FaultServer) -> None:
    def both(client: Any) -> Any:
        return client.with_options(max_retries=0).things.retrieve("1")

    caller(lambda client: client.things.retrieve("1"))
    caller(both)
    assert server.connections == 1
