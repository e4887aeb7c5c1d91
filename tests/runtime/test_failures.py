"""Errors, and when a request is sent again."""

from __future__ import annotations

import copy
import datetime as dt
import gzip
import pickle
from contextlib import suppress
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import httpcore2
import httpx2
import pytest
from sample.bctrl import Bctrl
from sample.bctrl.types import ErrorResponse
from sample.kernel import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncKernel,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    Kernel,
    KernelError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    UnprocessableEntityError,
)
from sample.kernel._runtime import (
    ApiInfo,
    Backoff,
    Operation,
    ResponseTooLargeError,
    Server,
    SyncClient,
)
from sample.kernel.types import Error, Invocation

from tests.private import record_waits
from tests.runtime.conftest import Run
from tests.runtime.fake import INVOCATION, Answer, FakeServer, json

OK = json(INVOCATION)
REFUSED = httpx2.ConnectError("refused")
LOST = httpx2.ReadError("connection lost")


def fail(response: httpx2.Response, operation: Operation | None = None) -> Any:
    client = Kernel(api_key="k", http_client=FakeServer(response).sync(), max_retries=0)
    with pytest.raises(APIStatusError) as caught:
        client.request(operation or Operation("GET", "/x"), object)
    return caught.value


# -- errors -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "type_"),
    [
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (409, ConflictError),
        (418, APIStatusError),
        (422, UnprocessableEntityError),
        (429, RateLimitError),
        (500, InternalServerError),
        (503, InternalServerError),
        (304, APIStatusError),
    ],
)
def test_each_status_has_its_error(status: int, type_: type[APIStatusError]) -> None:
    error = fail(json({}, status=status, x_request_id="req_1"))
    assert type(error) is type_
    assert error.status_code == status
    assert error.request_id == "req_1"
    assert error.response.status_code == status
    assert error.request.url.path == "/x"


def test_the_errors_form_one_family() -> None:
    assert issubclass(APIError, KernelError)
    assert issubclass(APIStatusError, APIError)
    assert issubclass(APIConnectionError, APIError)
    assert issubclass(APITimeoutError, APIConnectionError)


def test_the_body_is_the_documented_error_model() -> None:
    server = FakeServer(json({"code": "gone", "message": "no such one"}, status=404))
    client = Kernel(api_key="k", http_client=server.sync())
    with pytest.raises(NotFoundError, match=r"^404 Not Found: no such one$") as caught:
        client.invocations.retrieve("1")
    assert caught.value.body == Error(code="gone", message="no such one")


def test_the_model_is_found_by_status_range_or_default() -> None:
    for errors in ({404: Error}, {"4XX": Error}, {"default": Error}):
        operation = Operation("GET", "/x", errors=errors)
        body = fail(json({"code": 1}, status=404), operation).body
        assert isinstance(body, Error)
        assert body.to_dict() == {"code": 1}


def test_an_error_field_that_is_a_sentence_is_the_message() -> None:
    refusal = json({"code": "run.not_found", "error": "No such run."}, status=404)
    client = Bctrl(api_key="k", http_client=FakeServer(refusal).sync())
    with pytest.raises(Exception, match="404 Not Found: No such run") as caught:
        client.runs.list_invocations("r")
    assert caught.value.body == ErrorResponse(
        code="run.not_found", error="No such run."
    )


@pytest.mark.parametrize(
    ("response", "message", "body"),
    [
        (json({"error": {"message": "m"}}, 400), "m", {"error": {"message": "m"}}),
        (json({"errors": [{"detail": "d"}]}, 400), "d", {"errors": [{"detail": "d"}]}),
        (httpx2.Response(400, text="a\n b"), "a b", "a\n b"),
        (json(["x"], 400), "x", ["x"]),
    ],
)
def test_bodies_without_a_model_are_json_or_text(
    response: httpx2.Response, message: str, body: object
) -> None:
    error = fail(response)
    assert str(error) == f"400 Bad Request: {message}"
    assert error.body == body


def test_an_empty_or_silent_body_leaves_the_status() -> None:
    assert str(fail(httpx2.Response(400))) == "400 Bad Request"
    assert fail(httpx2.Response(400)).body is None
    assert str(fail(json({"code": 7}, 400))) == "400 Bad Request"


def test_errors_can_be_pickled_and_copied() -> None:
    client = Kernel(
        api_key="k",
        http_client=FakeServer(json({"code": "c", "message": "m"}, 404)).sync(),
    )
    with pytest.raises(NotFoundError) as caught:
        client.invocations.retrieve("1")
    for error in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert type(error) is NotFoundError
        assert str(error) == str(caught.value)
        assert (error.status_code, error.body) == (404, caught.value.body)
        assert error.response.json() == {"code": "c", "message": "m"}
    timeout = APITimeoutError(httpx2.Request("GET", "https://x.example"))
    assert str(pickle.loads(pickle.dumps(timeout))) == "Request timed out."


def test_a_lost_connection_and_a_timeout_are_errors_of_their_own() -> None:
    for cause, type_ in ((LOST, APIConnectionError), (slow(), APITimeoutError)):
        client = Kernel(
            api_key="k", http_client=FakeServer(cause).sync(), max_retries=0
        )
        with pytest.raises(type_) as caught:
            client.invocations.retrieve("1")
        assert caught.value.request.method == "GET"
        assert caught.value.__cause__ is cause


def slow() -> httpx2.ReadTimeout:
    return httpx2.ReadTimeout("slow")


# -- retries ----------------------------------------------------------------------


def send(
    *answers: Answer,
    method: str = "GET",
    policy: Any = "safe",
    max_retries: int = 2,
    options: Any = None,
    backoff: Any = None,
    **operation: Any,
) -> tuple[FakeServer, list[float]]:
    server = FakeServer(*answers)
    info = ApiInfo("d", "1", "D", (Server("https://d.example"),), retry_policy=policy)
    client = SyncClient(
        info,
        arguments={},
        http_client=server.sync(),
        max_retries=max_retries,
        backoff=backoff,
    )
    delays = record_waits(client)
    call = Operation(method, "/x", **operation)
    with suppress(APIError):
        client.request(call, object, options=options or {})
    return server, delays


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "failure",
    [REFUSED, LOST, slow(), *(json({}, status=s) for s in (408, 409, 429, 500, 503))],
    ids=repr,
)
def test_a_repeatable_method_is_retried(method: str, failure: Answer) -> None:
    server, delays = send(failure, OK, method=method)
    assert len(server.requests) == 2
    assert len(delays) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 304])
def test_what_cannot_get_better_is_not_retried(status: int) -> None:
    server, _ = send(json({}, status=status), OK)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "failure",
    [
        REFUSED,
        httpx2.ConnectTimeout("t"),
        httpx2.PoolTimeout("t"),
        json({}, status=429),
        json({}, status=503, retry_after="0"),
    ],
    ids=repr,
)
def test_post_is_retried_where_the_server_cannot_have_acted(failure: Answer) -> None:
    server, _ = send(failure, OK, method="POST")
    assert len(server.requests) == 2


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize(
    "failure",
    [LOST, slow(), *(json({}, status=s) for s in (408, 409, 500, 503))],
    ids=repr,
)
def test_post_is_not_retried_where_it_may_have_acted(
    method: str, failure: Answer
) -> None:
    server, _ = send(failure, OK, method=method)
    assert len(server.requests) == 1
    server, _ = send(failure, OK, method=method, policy="all")
    assert len(server.requests) == 2


def test_an_idempotency_key_is_filled_in_and_makes_post_repeatable() -> None:
    server, _ = send(LOST, OK, method="POST", idempotency_header="Idempotency-Key")
    first, second = (r.headers["idempotency-key"] for r in server.requests)
    assert first == second
    other, _ = send(OK, method="POST", idempotency_header="Idempotency-Key")
    assert other.request.headers["idempotency-key"] != first


@pytest.mark.parametrize(
    "options",
    [{"idempotency_key": "mine"}, {"extra_headers": {"Idempotency-Key": "mine"}}],
)
def test_an_idempotency_key_can_be_given(options: Any) -> None:
    server, _ = send(
        LOST,
        OK,
        method="POST",
        idempotency_header="Idempotency-Key",
        options=options,
    )
    assert [r.headers["idempotency-key"] for r in server.requests] == ["mine", "mine"]


def test_the_server_can_ask_for_or_forbid_a_retry() -> None:
    server, _ = send(json({}, 400, x_should_retry="true"), OK, method="POST")
    assert len(server.requests) == 2
    server, _ = send(json({}, 503, x_should_retry="false"), OK)
    assert len(server.requests) == 1


def test_delays_double_from_half_a_second_to_eight_with_jitter() -> None:
    _, delays = send(LOST, max_retries=7)
    caps = [0.5, 1, 2, 4, 8, 8, 8]
    assert len(delays) == len(caps)
    assert all(0.75 * cap <= d <= cap for d, cap in zip(delays, caps, strict=True))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": "0"}, 0.0),
        ({"retry_after": "1.5"}, 1.5),
        ({"retry_after": "60"}, 60.0),
        ({"retry_after": "9", "retry_after_ms": "250"}, 0.25),
    ],
)
def test_retry_after_is_obeyed(headers: dict[str, str], seconds: float) -> None:
    _, delays = send(json({}, 429, **headers), OK)
    assert delays == [seconds]


def test_retry_after_can_be_a_date() -> None:
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30)
    after = format_datetime(moment, usegmt=True)
    _, delays = send(json({}, 503, retry_after=after), OK)
    assert 20 < delays[0] <= 30
    _, delays = send(json({}, 503, retry_after="Wed, 21 Oct 2015 07:28:00 GMT"), OK)
    assert delays == [0.0]


@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0000"])
def test_a_date_counts_from_the_clock_of_the_server(zone: str) -> None:
    headers = {
        "date": f"Wed, 21 Oct 2015 07:28:00 {zone}",
        "retry_after": f"Wed, 21 Oct 2015 07:28:12 {zone}",
    }
    _, delays = send(json({}, 503, **headers), OK)
    assert delays == [12.0]


@pytest.mark.parametrize(
    "value",
    [
        "-1", "nan", "inf", "-inf", "1" + "0" * 400, "1e1", "1_0", "soon", "",
        "Fri, 31 Dec 9999 23:59:59 GMT", "Wed, 21 Oct 99999 07:28:00 GMT",
        "9" * 12, "Wed, 99 Foo 2015 99:99:99 GMT",
    ],
)  # fmt: skip
def test_a_retry_after_that_makes_no_sense_is_ignored(value: str) -> None:
    for name in ("retry_after", "retry_after_ms"):
        _, delays = send(json({}, 429, **{name: value}), OK)
        assert 0.375 <= delays[0] <= 0.5
    _, delays = send(json({}, 429, retry_after_ms=value, retry_after="7"), OK)
    assert 0.375 <= delays[0] <= 7


@pytest.mark.parametrize("value", ["61", "3600", "86400"])
def test_a_retry_after_beyond_a_minute_is_left_to_the_caller(value: str) -> None:
    for method in ("GET", "POST"):
        answer = json({}, 429, retry_after=value)
        server, delays = send(answer, OK, method=method)
        assert (len(server.requests), delays) == (1, [])
    date = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1), usegmt=True)
    server, delays = send(json({}, 503, retry_after=date), OK)
    assert (len(server.requests), delays) == (1, [])


def test_the_backoff_can_be_configured() -> None:
    steady = Backoff(first=2, most=10, factor=3, jitter=0)
    _, delays = send(LOST, max_retries=4, backoff=steady)
    assert delays == [2, 6, 10, 10]
    _, delays = send(LOST, max_retries=3, backoff=lambda taken: 1.5 * taken)
    assert delays == [0, 1.5, 3]
    _, delays = send(json({}, 429, retry_after="7"), OK, backoff=steady)
    assert delays == [7]


def h2_event(**members: int) -> httpx2.RemoteProtocolError:
    """The error that the HTTP library makes of an event of HTTP/2."""
    error = httpx2.RemoteProtocolError("x")
    error.__cause__ = Exception(SimpleNamespace(**members))
    return error


@pytest.mark.parametrize(
    ("event", "attempts"),
    [
        ({"stream_id": 1, "error_code": 7}, 2),
        ({"stream_id": 1, "error_code": 2}, 1),
        ({"last_stream_id": 0, "error_code": 0}, 2),
        ({"last_stream_id": 1, "error_code": 7}, 1),
    ],
)
def test_what_an_http2_server_refused_is_sent_again_by_all_methods(
    event: dict[str, int], attempts: int
) -> None:
    server, _ = send(h2_event(**event), OK, method="POST")
    assert len(server.requests) == attempts


@pytest.mark.parametrize(
    ("step", "exception", "attempts"),
    [
        ("http11.send_request_headers.failed", httpcore2.WriteError(), 2),
        ("http11.send_request_headers.failed", httpcore2.WriteTimeout(), 1),
        ("http11.send_request_body.failed", httpcore2.WriteError(), 1),
        ("http11.receive_response_headers.failed", httpcore2.ReadError(), 1),
    ],
)
def test_headers_that_could_not_be_written_are_sent_again_by_all_methods(
    step: str, exception: Exception, attempts: int, run: Run
) -> None:
    """The library notes it, and reads on: the server may have answered before."""
    traced: list[Any] = []

    def fail(request: httpx2.Request) -> httpx2.Response:
        traced.append(request.extensions["trace"](step, {"exception": exception}))
        raise LOST

    server, _ = send(fail, OK, method="POST")
    assert len(server.requests) == attempts

    async def main() -> None:
        async def fail(request: httpx2.Request) -> httpx2.Response:
            requests.append(request)
            if len(requests) == 1:
                await request.extensions["trace"](step, {"exception": exception})
                raise LOST
            return OK

        requests: list[httpx2.Request] = []
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(fail))
        client = AsyncKernel(
            api_key="k", http_client=http, backoff=lambda _: 0, max_retries=1
        )
        with suppress(APIConnectionError):
            await client.post("/x", cast_to=object, body={})
        assert len(requests) == attempts

    run(main)


# -- deadlines ---------------------------------------------------------------------


def test_a_pause_beyond_the_deadline_is_not_waited_for() -> None:
    for options in ({"deadline": 5}, {"deadline": 5.0}):
        server, delays = send(json({}, 503, retry_after="30"), OK, options=options)
        assert (len(server.requests), delays) == (1, [])
    server, delays = send(json({}, 503, retry_after="30"), OK, options={"deadline": 60})
    assert (len(server.requests), delays) == (2, [30])


def test_a_deadline_is_an_option_of_client_copy_and_call(run: Run) -> None:
    late = json({"message": "busy"}, 503, retry_after="30")

    def fails(call: Any) -> APITimeoutError:
        with pytest.raises(APITimeoutError, match="deadline of 5 seconds") as caught:
            call()
        return caught.value

    client = Kernel(api_key="k", http_client=FakeServer(late).sync(), max_retries=1)
    error = fails(lambda: client.invocations.retrieve("1", deadline=5))
    assert isinstance(error.__cause__, InternalServerError)
    assert error.request.url.path == "/invocations/1"
    fails(lambda: client.with_options(deadline=5).invocations.retrieve("1"))
    other = Kernel(api_key="k", http_client=FakeServer(LOST).sync(), deadline=5)
    other = other.with_options(backoff=lambda _: 6.0)
    assert isinstance(fails(lambda: other.invocations.list()).__cause__, type(LOST))

    async def main() -> None:
        http = FakeServer(late).asynchronous()
        client = AsyncKernel(api_key="k", http_client=http, deadline=5)
        with pytest.raises(APITimeoutError, match="deadline of 5 seconds"):
            await client.invocations.retrieve("1")
        with pytest.raises(APITimeoutError, match="deadline of 4 seconds"):
            await client.invocations.retrieve("1", deadline=4)

    run(main)


def test_each_step_ends_with_the_deadline() -> None:
    server, _ = send(OK, options={"deadline": 30, "timeout": 100})
    timeouts = server.request.extensions["timeout"].values()
    assert all(29 < seconds <= 30 for seconds in timeouts)
    server, _ = send(OK, options={"deadline": 30, "timeout": 2})
    assert set(server.request.extensions["timeout"].values()) == {2}
    server, _ = send(OK, options={"deadline": 30, "timeout": None})
    assert all(29 < s <= 30 for s in server.request.extensions["timeout"].values())


# -- sizes -------------------------------------------------------------------------


def test_a_response_that_is_too_large_is_an_error(run: Run) -> None:
    long = httpx2.Response(200, text="x" * 2000)
    for limit, fits in ((1999, False), (2000, True)):
        server = FakeServer(long)
        client = Kernel(api_key="k", http_client=server.sync(), max_response_size=limit)
        response = None
        with suppress(ResponseTooLargeError):
            response = client.with_options().get("/x", cast_to=httpx2.Response)
        assert (response is not None) is fits
        assert len(server.requests) == 1

    async def main() -> None:
        http = FakeServer(long).asynchronous()
        client = AsyncKernel(api_key="k", http_client=http, max_response_size=100)
        with pytest.raises(ResponseTooLargeError, match="larger than 100 bytes"):
            await client.get("/x", cast_to=httpx2.Response)

    run(main)


def test_what_unpacks_to_too_much_is_an_error() -> None:
    packed = gzip.compress(b"0" * 1_000_000)
    assert len(packed) < 10_000

    def serve(request: httpx2.Request) -> httpx2.Response:
        headers = {"content-encoding": "gzip"}
        return httpx2.Response(200, content=packed, headers=headers)

    http = FakeServer(serve).sync()
    client = Kernel(api_key="k", http_client=http, max_response_size=10_000)
    with pytest.raises(ResponseTooLargeError):
        client.get("/x", cast_to=object)


# -- how often ---------------------------------------------------------------------


def test_max_retries_of_the_client_and_of_the_call() -> None:
    assert len(send(LOST)[0].requests) == 3
    assert len(send(LOST, max_retries=0)[0].requests) == 1
    assert len(send(LOST, options={"max_retries": 4})[0].requests) == 5


def test_a_request_that_cannot_be_sent_is_not_tried_again() -> None:
    server, _ = send(httpx2.UnsupportedProtocol("x"), OK)
    assert len(server.requests) == 1
    server, _ = send(httpx2.LocalProtocolError("x"), OK)
    assert len(server.requests) == 1


def test_endless_redirects_are_an_error() -> None:
    server = FakeServer(httpx2.Response(302, headers={"location": "/x"}))
    client = Kernel(api_key="k", http_client=server.sync(max_redirects=3))
    with pytest.raises(APIConnectionError, match="Too many redirects"):
        client.invocations.retrieve("1")
    assert len(server.requests) == 4


def test_the_async_client_retries_and_raises_alike(run: Run) -> None:
    async def main() -> None:
        server = FakeServer(LOST, json({}, 500, retry_after="3"), OK, json({}, 404))
        client = AsyncKernel(api_key="k", http_client=server.asynchronous())
        delays = record_waits(client, asynchronous=True)
        assert isinstance(await client.invocations.retrieve("1"), Invocation)
        assert delays[1:] == [3.0]
        with pytest.raises(NotFoundError):
            await client.invocations.retrieve("1")
        with pytest.raises(APIConnectionError):
            await AsyncKernel(
                api_key="k",
                http_client=FakeServer(LOST).asynchronous(),
                max_retries=0,
            ).invocations.list()

    run(main)


def test_the_async_client_really_sleeps_between_attempts(run: Run) -> None:
    async def main() -> None:
        server = FakeServer(json({}, 429, retry_after="0"), OK)
        client = AsyncKernel(api_key="k", http_client=server.asynchronous())
        await client.invocations.retrieve("1")
        assert len(server.requests) == 2

    run(main)
