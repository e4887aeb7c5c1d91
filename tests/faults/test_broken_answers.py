"""Connections and answers that break: which error they are, and what is sent again."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.conftest import Caller, Make
from tests.faults.server import (
    BeforeRequest,
    FaultServer,
    Scripted,
    answer,
    close,
    head,
    reset,
    steps,
)

_CHUNKED = head(transfer_encoding="chunked")
# A header of gzip, and then a block of a type that does not exist (RFC 1951, 3.2.3).
_CORRUPT = gzip.compress(b"")[:10] + b"\xff" * 8

BROKEN: dict[str, Scripted] = {
    "reset-before-the-request": BeforeRequest(reset),
    "closed-before-the-request": BeforeRequest(close),
    "reset-after-the-request": reset,
    "closed-after-the-request": close,
    "reset-in-the-status-line": steps(b"HTTP/1.1 20", reset),
    "closed-in-the-headers": steps(b"HTTP/1.1 200 OK\r\nContent-", close),
    "reset-in-the-headers": steps(b"HTTP/1.1 200 OK\r\nContent-", reset),
    "reset-in-the-body": steps(head(content_length=90) + b'{"id":', reset),
    "body-shorter-than-promised": steps(head(content_length=90) + b'{"id": 1}', close),
    "reset-between-chunks": steps(_CHUNKED + b"2\r\n{}\r\n", reset),
    "closed-in-a-chunk": steps(_CHUNKED + b"9\r\n{}", close),
    "no-last-chunk": steps(_CHUNKED + b"2\r\n{}\r\n", close),
    "chunk-size-that-is-no-number": steps(_CHUNKED + b"2\r\n{}\r\nzz\r\n", close),
    "chunk-longer-than-its-size": steps(_CHUNKED + b"2\r\n{}}}\r\n0\r\n\r\n", close),
    "garbage-for-a-status-line": steps(b"\x15\x03\x01\x00\x02\x02\n\r\n\r\n", close),
    "not-http": steps(b"220 mail.example ESMTP\r\n", close),
    "status-that-is-no-number": steps(b"HTTP/1.1 abc OK\r\n\r\n", close),
    "length-that-is-no-number": steps(head(content_length="many") + b"{}", close),
    "negative-length": steps(head(content_length=-5) + b"{}", close),
    "header-without-end": steps(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000, close),
    "only-information": steps(b"HTTP/1.1 103 Early Hints\r\n\r\n", close),
    "a-protocol-nobody-asked-for": steps(b"HTTP/1.1 101 Other\r\n\r\n", close),
    "corrupt-gzip": answer(_CORRUPT, content_encoding="gzip"),
    "no-gzip-at-all": answer(b'{"id": "1"}', content_encoding="gzip"),
}

# httpx2 does not close the innermost of its generators when decoding fails; its
# connection is released all the same, but trio warns about the generator.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Async generator 'httpcore2._async.connection_pool:ResourceWarning"
)

broken = pytest.mark.parametrize("fault", [*BROKEN.values()], ids=[*BROKEN])


def get(client: Any) -> Any:
    return client.things.retrieve("1")


def post(client: Any) -> Any:
    return client.things.create(name="new")


@broken
def test_a_broken_answer_is_a_connection_error_after_all_attempts(
    fault: Scripted, make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=2)
    server.script(rest=fault)
    error = caller.fails(caller.package.APIConnectionError, get)
    assert error.request.url.path == "/things/1"
    assert error.__cause__ is not None
    assert len(caller.slept) == 2
    assert len(server.requests) == (0 if isinstance(fault, BeforeRequest) else 3)


@broken
def test_a_post_is_not_sent_again_when_its_answer_breaks(
    fault: Scripted, caller: Caller, server: FaultServer
) -> None:
    server.script(rest=fault)
    caller.fails(caller.package.APIConnectionError, post)
    assert caller.slept == []
    assert server.connections == 1
    assert len(server.requests) <= 1


# The end of the connection is the end of the body, so that only the JSON tells.
CUT = {
    "json": (head(), b'{"id": "1", "parts'),
    "nested": (head(), b'{"id": "1", "parts": [{"name": "a"}'),
    "gzip": (head(content_encoding="gzip"), gzip.compress(b'{"id": "1"}')[:-12]),
}
cut = pytest.mark.parametrize("answer_", [*CUT.values()], ids=[*CUT])


@cut
def test_an_answer_that_is_cut_off_is_asked_for_again(
    answer_: tuple[bytes, bytes], caller: Caller, server: FaultServer
) -> None:
    server.script(steps(*answer_, close))
    assert caller(get).id == "1"
    assert len(server.requests) == 2


@cut
def test_what_stays_cut_off_is_no_result(
    answer_: tuple[bytes, bytes], make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=2)
    server.script(rest=steps(*answer_, close))
    error = caller.fails(caller.package.APIResponseValidationError, get)
    assert error.status_code == 200
    assert len(server.requests) == 3
    caller.fails(caller.package.APIResponseValidationError, post)
    assert len(server.requests) == 4


def test_a_whole_answer_may_end_with_the_connection(
    caller: Caller, server: FaultServer
) -> None:
    server.script(steps(head(), b'{"id": "1"} \n', close))
    assert caller(get).id == "1"
    assert len(server.requests) == 1


@pytest.mark.parametrize("body", [b'{"id": "1", "pa', b"<html>maintenance", b""])
def test_what_the_server_means_to_send_is_not_asked_for_again(
    body: bytes, caller: Caller, server: FaultServer
) -> None:
    server.script(rest=answer(body))
    caller.fails(caller.package.APIResponseValidationError, get)
    assert len(server.requests) == 1


LOST = {
    "before": BeforeRequest(reset),
    "after": close,
    "in-the-body": BROKEN["reset-in-the-body"],
}
ONCE: dict[str, Callable[[Any], Any]] = {
    "POST": post,
    "PATCH": lambda client: client.things.change("1", name="new"),
    "undocumented-POST": lambda client: client.post("/x", cast_to=object, body={}),
    "raw-POST": lambda client: client.things.with_raw_response.create(name="new"),
}
AGAIN: dict[str, Callable[[Any], Any]] = {
    "GET": get,
    "PUT": lambda client: client.things.update("1", name="new"),
    "DELETE": lambda client: client.things.delete("1"),
    "page": lambda client: client.things.list(),
    "undocumented-GET": lambda client: client.get("/x", cast_to=object),
    "keyed-POST": lambda client: client.things.create_once(name="new"),
    "POST-with-a-key": lambda client: client.things.create(idempotency_key="k"),
}

lost = pytest.mark.parametrize("fault", [*LOST.values()], ids=[*LOST])


@lost
def test_the_next_attempt_can_succeed(
    fault: Scripted, caller: Caller, server: FaultServer
) -> None:
    server.script(fault)
    response = caller(lambda client: client.things.with_raw_response.retrieve("1"))
    assert response.retries_taken == 1
    assert response.http_response.json() == {"id": "1"}


@lost
@pytest.mark.parametrize("call", [*ONCE.values()], ids=[*ONCE])
def test_what_may_have_had_an_effect_is_sent_once(
    call: Callable[[Any], Any], fault: Scripted, make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=3)
    server.script(rest=fault)
    caller.fails(caller.package.APIConnectionError, call)
    assert server.connections == 1
    assert len(server.requests) <= 1


@lost
@pytest.mark.parametrize("call", [*AGAIN.values()], ids=[*AGAIN])
def test_what_can_be_repeated_is_sent_as_often_as_allowed(
    call: Callable[[Any], Any], fault: Scripted, make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=3)
    server.script(rest=fault)
    caller.fails(caller.package.APIConnectionError, call)
    assert server.connections == 4
    assert len({(r.method, r.target, r.body) for r in server.requests}) <= 1
    keys = {r.headers.get("idempotency-key") for r in server.requests}
    assert len(keys) <= 1


@lost
@pytest.mark.parametrize("call", [*ONCE.values()], ids=[*ONCE])
def test_the_policy_all_repeats_everything(
    call: Callable[[Any], Any], fault: Scripted, make: Make, server: FaultServer
) -> None:
    caller = make("all", max_retries=3)
    server.script(rest=fault)
    caller.fails(caller.package.APIConnectionError, call)
    assert server.connections == 4
    assert len({r.body for r in server.requests}) <= 1
