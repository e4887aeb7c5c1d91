"""Error statuses: which of them are tried again, and after how long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.faults.conftest import Caller, Make, busy
from tests.faults.server import (
    Answer,
    FaultServer,
    answer,
    close,
    failure,
    head,
    reset,
    steps,
)

CLASSES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    408: "APIStatusError",
    409: "ConflictError",
    418: "APIStatusError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
    500: "InternalServerError",
    502: "InternalServerError",
    503: "InternalServerError",
    529: "InternalServerError",
    599: "InternalServerError",
}
PASSING = (408, 409, 429, 500, 502, 503, 529, 599)

CALLS: dict[str, Callable[[Any], Any]] = {
    "GET": lambda client: client.things.retrieve("1"),
    "PUT": lambda client: client.things.update("1", name="new"),
    "DELETE": lambda client: client.things.delete("1"),
    "POST": lambda client: client.things.create(name="new"),
    "PATCH": lambda client: client.things.change("1", name="new"),
    "keyed": lambda client: client.things.create_once(name="new"),
}


def _expect(caller: Caller, server: FaultServer, call: str, status: int) -> int:
    """Return the number of requests of a call that is always answered with this status."""
    before = len(server.requests)
    error = getattr(caller.package, CLASSES[status])
    caught = caller.fails(error, CALLS[call])
    assert (caught.status_code, caught.body.message) == (status, "no")
    assert str(caught) == f"{status} Failed: no"
    sent = server.requests[before:]
    assert len({(r.method, r.body, *_keys(r.headers)) for r in sent}) == 1
    return len(sent)


def _keys(headers: dict[str, str]) -> list[str]:
    return [value for name, value in headers.items() if name == "idempotency-key"]


@pytest.mark.parametrize("call", ["GET", "PUT", "DELETE", "keyed"])
def test_what_can_be_repeated_is_tried_again_on_statuses_that_may_pass(
    call: str, make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=2)
    sent = {}
    for status in CLASSES:
        server.script(rest=failure(status))
        sent[status] = _expect(caller, server, call, status)
    assert sent == {status: 3 if status in PASSING else 1 for status in CLASSES}


@pytest.mark.parametrize("call", ["POST", "PATCH"])
def test_what_may_have_had_an_effect_is_tried_again_only_when_too_many_came(
    call: str, make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=2)
    sent = {}
    for status in CLASSES:
        server.script(rest=failure(status))
        sent[status] = _expect(caller, server, call, status)
    assert sent == {status: 3 if status == 429 else 1 for status in CLASSES}


@pytest.mark.parametrize("call", ["POST", "PATCH"])
def test_a_server_that_says_when_to_come_back_has_done_nothing(
    call: str, make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=2)
    sent = {}
    for status in PASSING:
        server.script(rest=failure(status, retry_after=1))
        sent[status] = _expect(caller, server, call, status)
    assert sent == {status: 3 if status in (429, 503) else 1 for status in PASSING}
    assert caller.slept == [1.0] * 4


@pytest.mark.parametrize("call", ["POST", "PATCH"])
def test_the_policy_all_tries_everything_again(
    call: str, make: Make, server: FaultServer
) -> None:
    caller = make("all", max_retries=1)
    sent = {}
    for status in CLASSES:
        server.script(rest=failure(status))
        sent[status] = _expect(caller, server, call, status)
    assert sent == {status: 2 if status in PASSING else 1 for status in CLASSES}


@pytest.mark.parametrize("call", [*CALLS])
def test_the_server_has_the_last_word(
    call: str, make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=1)
    server.script(rest=failure(400, x_should_retry="true"))
    assert _expect(caller, server, call, 400) == 2
    server.script(rest=failure(429, x_should_retry="false", retry_after=1))
    assert _expect(caller, server, call, 429) == 1


@pytest.mark.parametrize("number", [0, 1, 5])
def test_as_many_retries_as_the_client_or_the_call_says(
    number: int, make: Make, server: FaultServer
) -> None:
    server.script(rest=failure(500))
    caller = make(max_retries=number)
    assert _expect(caller, server, "GET", 500) == number + 1
    caller.fails(
        caller.package.InternalServerError,
        lambda client: client.things.retrieve("1", max_retries=number + 1),
    )
    assert len(server.requests) == 2 * number + 3


def test_without_advice_the_pauses_double_up_to_a_limit(
    make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=8)
    server.script(rest=failure(500))
    _expect(caller, server, "GET", 500)
    longest = (0.5, 1, 2, 4, 8, 8, 8, 8)
    assert len(caller.slept) == len(longest)
    for slept, most in zip(caller.slept, longest, strict=True):
        assert 0.75 * most <= slept <= most


def _date(**ago: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(**ago), usegmt=True)


# What the server says, and the least and the most that the client then waits.
ADVICE: dict[str, tuple[dict[str, object], float, float]] = {
    "seconds": ({"retry_after": 7}, 7, 7),
    "none": ({"retry_after": 0}, 0, 0),
    "a-minute": ({"retry_after": 60}, 60, 60),
    "fraction": ({"retry_after": "1.5"}, 1.5, 1.5),
    "milliseconds": ({"retry_after_ms": 250}, 0.25, 0.25),
    "milliseconds-first": ({"retry_after_ms": 250, "retry_after": 9}, 0.25, 0.25),
    "past-date": ({"retry_after": _date(days=-1)}, 0, 0),
    "old-style-date": ({"retry_after": "Sunday, 06-Nov-94 08:49:37 GMT"}, 0, 0),
    "last-date": ({"retry_after": "Fri, 31 Dec 9999 23:59:59 GMT"}, 0.375, 0.5),
    "huge": ({"retry_after": "9" * 400}, 0.375, 0.5),
    "infinite": ({"retry_after": "inf"}, 0.375, 0.5),
    "not-a-number": ({"retry_after": "nan"}, 0.375, 0.5),
    "negative": ({"retry_after": -5}, 0.375, 0.5),
    "words": ({"retry_after": "later"}, 0.375, 0.5),
    "empty": ({"retry_after": ""}, 0.375, 0.5),
    "impossible-date": ({"retry_after": "Fri, 99 Zzz 2024 99:99 GMT"}, 0.375, 0.5),
}


def test_the_pause_lasts_until_the_date_that_the_server_names(
    caller: Caller, server: FaultServer
) -> None:
    # The date is made when the test runs: the pause depends on the time until then.
    server.script(failure(503, retry_after=_date(seconds=50)))
    assert caller(CALLS["GET"]).id == "1"
    (pause,) = caller.slept
    assert 1 <= pause <= 50


@pytest.mark.parametrize("advice", [*ADVICE.values()], ids=[*ADVICE])
def test_the_pause_is_what_the_server_asks_for_within_reason(
    advice: tuple[dict[str, object], float, float],
    caller: Caller,
    server: FaultServer,
) -> None:
    headers, least, most = advice
    server.script(failure(503, **headers), failure(429, **headers))
    assert caller(CALLS["GET"]).id == "1"
    assert least <= caller.slept[0] <= most
    assert len(caller.slept) == 2


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe\x00", b"<html>no</html>", b'{"message":', b"[]", b"null", b'"no"'],
)
def test_an_error_status_stays_one_whatever_its_body_is(
    body: bytes, caller: Caller, server: FaultServer
) -> None:
    server.script(answer(body, "404 Not Found"))
    error = caller.fails(caller.package.NotFoundError, CALLS["GET"])
    assert error.response.content == body
    assert str(error).startswith("404 Not Found")


# The HTTP library leaves a generator open when a body is not read to its end, or cannot
# be decoded, of which trio warns.
unfinished = pytest.mark.filterwarnings(
    "ignore:Async generator 'httpcore2._async.connection_pool:ResourceWarning"
)

BROKEN = {
    "no-gzip-at-all": answer({}, "404 Not Found", content_encoding="gzip"),
    "shorter-than-promised": steps(
        head("404 Not Found", content_length=90), b'{"mess', close
    ),
    "reset": steps(head("404 Not Found", content_length=90), b'{"mess', reset),
    "a-chunk-without-end": steps(
        head("404 Not Found", transfer_encoding="chunked") + b"9\r\n{", close
    ),
}


@unfinished
@pytest.mark.parametrize("fault", [*BROKEN.values()], ids=[*BROKEN])
def test_an_error_status_stays_one_if_its_body_breaks(
    fault: Answer, caller: Caller, server: FaultServer
) -> None:
    server.script(rest=fault)
    for call in CALLS.values():
        error = caller.fails(caller.package.NotFoundError, call)
        assert str(error).startswith("404 Not Found")
        assert not busy(caller.http)

    def unread(client: Any) -> Any:
        return client.things.with_streaming_response.retrieve("1")

    with pytest.raises(caller.package.NotFoundError), caller.streaming(unread):
        pass
    assert caller.slept == []


def test_information_before_the_answer_is_passed_over(
    caller: Caller, server: FaultServer
) -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    late = b"HTTP/1.1 102 Processing\r\n\r\n"

    def patient(wire: Any) -> None:
        wire.send(early + late)
        wire.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        answer({"id": "1"})(wire)

    server.script(patient)
    assert caller(CALLS["POST"]).id == "1"
    assert len(server.requests) == 1


@unfinished
def test_an_error_status_stays_one_if_its_body_is_too_large(
    make: Make, server: FaultServer
) -> None:
    caller = make(max_response_size=1000)
    server.script(answer(b'{"message": "' + b"x" * 5000, "404 Not Found"))
    error = caller.fails(caller.package.NotFoundError, CALLS["GET"])
    assert str(error).startswith("404 Not Found: ")
    server.script()
