"""Retries: which failures, how often, and after which delay."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import acme
import httpx
import pytest
from acme import _base_client
from acme._exceptions import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    InternalServerError,
)
from acme._models import FinalRequestOptions

from tests.stainless.face.fake import KINDS, Kind, caller, json

GOOD = json({"id": "w1"})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
@pytest.mark.parametrize("method", ["get", "post", "patch", "put", "delete"])
def test_statuses_of_all_methods_are_retried(
    kind: Kind, status: int, method: str
) -> None:
    one = caller(kind, json({}, status), json({}, status), GOOD)
    got = one.call(getattr(one.client, method), "/x", cast_to=object)
    assert got == {"id": "w1"}
    counts = [r.headers["x-stainless-retry-count"] for r in one.server.requests]
    assert counts == ["0", "1", "2"]
    first, second = one.slept
    assert 0.375 <= first <= 0.5
    assert 0.75 <= second <= 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", [302, 400, 404, 422])
def test_other_statuses_are_not_retried(kind: Kind, status: int) -> None:
    one = caller(kind, json({}, status))
    with pytest.raises(APIStatusError):
        one.call(one.client.get, "/x", cast_to=object)
    assert len(one.server.requests) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_server_may_decide(kind: Kind) -> None:
    one = caller(kind, json({}, 400, x_should_retry="true"), GOOD)
    assert one.call(one.client.get, "/x", cast_to=object) == {"id": "w1"}
    one = caller(kind, json({}, 500, x_should_retry="false"), GOOD)
    with pytest.raises(InternalServerError):
        one.call(one.client.get, "/x", cast_to=object)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("failure", "raised"),
    [
        (httpx.ReadTimeout("late"), APITimeoutError),
        (httpx.ConnectError("refused"), APIConnectionError),
        (RuntimeError("broken transport"), APIConnectionError),
    ],
)
def test_all_that_the_transport_raises_is_retried(
    kind: Kind, failure: Exception, raised: type[Exception]
) -> None:
    one = caller(kind, failure, GOOD)
    assert one.call(one.client.post, "/x", cast_to=object) == {"id": "w1"}
    one = caller(kind, failure)
    with pytest.raises(raised) as caught:
        one.call(one.client.post, "/x", cast_to=object)
    assert caught.value.__cause__ is failure
    assert len(one.server.requests) == 3
    text = {
        APITimeoutError: "Request timed out.",
        APIConnectionError: "Connection error.",
    }
    assert str(caught.value) == text[raised]  # type: ignore[index]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("most", [0, 1, 4])
def test_the_number_of_retries(kind: Kind, most: int) -> None:
    one = caller(kind, json({}, 500), max_retries=most)
    with pytest.raises(InternalServerError):
        one.call(one.client.get, "/x", cast_to=object)
    assert len(one.server.requests) == most + 1
    one = caller(kind, json({}, 500))
    with pytest.raises(InternalServerError):
        one.call(one.client.get, "/x", cast_to=object, options={"max_retries": most})
    assert len(one.server.requests) == most + 1


def test_retries_may_be_unlimited() -> None:
    failures = [json({}, 500)] * 20
    one = caller("sync", *failures, GOOD, max_retries=float("inf"))
    assert one.client.get("/x", cast_to=object) == {"id": "w1"}
    assert 0.375 <= one.slept[0] <= 0.5
    assert all(6 <= delay <= 8 for delay in one.slept[5:])


@pytest.mark.parametrize("kind", KINDS)
def test_retries_share_the_idempotency_key(kind: Kind) -> None:
    one = caller(kind, json({}, 500), GOOD)
    one.call(one.client.widgets.create, name="x", idempotency_key="mine")
    keys = [r.headers["idempotency-key"] for r in one.server.requests]
    assert keys == ["mine", "mine"]
    one = caller(kind, json({}, 500), GOOD)
    one.call(one.client.widgets.create, name="x")
    first, second = (r.headers["idempotency-key"] for r in one.server.requests)
    assert first == second
    one.call(one.client.get, "/x", cast_to=object)
    assert "idempotency-key" not in one.server.last.headers


@pytest.mark.parametrize("kind", KINDS)
def test_the_count_may_be_left_out_or_replaced(kind: Kind) -> None:
    one = caller(kind, json({}, 500), GOOD)
    left_out = {"X-Stainless-Retry-Count": acme.Omit()}
    one.call(one.client.widgets.create, name="x", extra_headers=left_out)
    assert "x-stainless-retry-count" not in one.server.last.headers
    one = caller(kind, json({}, 500), GOOD)
    replaced = {"x-stainless-retry-count": "42"}
    one.call(one.client.widgets.create, name="x", extra_headers=replaced)
    assert one.server.last.headers["x-stainless-retry-count"] == "42"


@pytest.mark.parametrize("kind", KINDS)
def test_the_number_of_retries_of_a_response(kind: Kind) -> None:
    one = caller(kind, json({}, 500), json({}, 500), GOOD)
    got = one.call(one.client.widgets.with_raw_response.create, name="x")
    assert got.retries_taken == 2


NOW = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT
DELAYS = [
    (3, {"retry-after": "20"}, 20, True),
    (3, {"retry-after": "0"}, 0.5, False),
    (3, {"retry-after": "-10"}, 0.5, False),
    (3, {"retry-after": "1.5"}, 1.5, True),
    (3, {"retry-after": "60"}, 60, True),
    (3, {"retry-after": "61"}, 0.5, False),
    (3, {"retry-after": "9" * 40}, 0.5, False),
    (3, {"retry-after": "Tue, 14 Nov 2023 22:13:50 GMT"}, 30, True),
    (3, {"retry-after": "Tue, 14 Nov 2023 22:13:20 GMT"}, 0.5, False),
    (3, {"retry-after": "Tue, 14 Nov 2023 22:14:20 GMT"}, 60, True),
    (3, {"retry-after": "Tue, 14 Nov 2023 22:14:21 GMT"}, 0.5, False),
    (3, {"retry-after": "Tue, 14 Nov 2023 22:13:10 GMT"}, 0.5, False),
    (3, {"retry-after": "never"}, 0.5, False),
    (3, {"retry-after": ""}, 0.5, False),
    (3, {"retry-after-ms": "250", "retry-after": "20"}, 0.25, True),
    (3, {"retry-after-ms": "x", "retry-after": "20"}, 20, True),
    (2, {}, 1, False),
    (1, {}, 2, False),
    (0, {}, 4, False),
    (-1000, {}, 8, False),
]


@pytest.mark.parametrize(("left", "headers", "seconds", "is_exact"), DELAYS)
def test_delays(
    monkeypatch: pytest.MonkeyPatch,
    left: int,
    headers: dict[str, str],
    seconds: float,
    is_exact: bool,
) -> None:
    monkeypatch.setattr("time.time", lambda: NOW)
    options = FinalRequestOptions(method="get", url="/x", max_retries=3)
    client = acme.Acme()
    delay = client._calculate_retry_timeout(left, options, httpx.Headers(headers))
    least = seconds if is_exact else 0.75 * seconds
    assert least <= delay <= seconds


def test_the_delay_is_slept(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    one = caller("sync", json({}, 429, retry_after="7"), GOOD)
    del one.client._sleep_for_retry
    one.client.get("/x", cast_to=object)
    later = caller("async", json({}, 429, retry_after="8"), GOOD)
    del later.client._sleep_for_retry
    monkeypatch.setattr("anyio.sleep", sleep)
    later.call(later.client.get, "/x", cast_to=object)
    assert slept == [7, 8]


@pytest.mark.parametrize("kind", KINDS)
def test_content_that_can_be_read_once_is_sent_once(kind: Kind) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"a"
        yield b"b"

    async def later() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    one = caller(kind, json({"why": "busy"}, 503))
    content: Any = chunks() if kind == "sync" else later()
    with pytest.raises(InternalServerError, match="busy"):
        one.call(one.client.post, "/x", cast_to=object, content=content)
    assert [r.content for r in one.server.requests] == [b"ab"]


@pytest.mark.parametrize("kind", KINDS)
def test_pipes_in_a_form_are_sent_once(kind: Kind) -> None:
    form: Any = {"headers": {"Content-Type": "multipart/form-data"}}
    reading, writing = os.pipe()
    os.write(writing, b"piped")
    os.close(writing)
    one = caller(kind, json({}, 503))
    with os.fdopen(reading, "rb") as pipe, pytest.raises(InternalServerError):
        one.call(one.client.post, "/x", cast_to=object, files={"f": pipe}, options=form)
    (sent,) = one.server.requests
    assert b"piped" in sent.content
    one = caller(kind, json({}, 503), GOOD)
    file = io.BytesIO(b"again")
    one.call(one.client.post, "/x", cast_to=object, files=[("f", file)], options=form)
    assert all(b"again" in request.content for request in one.server.requests)


@pytest.mark.parametrize("kind", KINDS)
def test_files_are_sent_from_their_position_again(kind: Kind, tmp_path: Any) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    one = caller(kind, json({}, 503), GOOD)
    with path.open("rb") as file:
        file.seek(4)
        one.call(one.client.post, "/x", cast_to=object, content=file)
    assert [r.content for r in one.server.requests] == [b"456789"] * 2
    assert one.server.last.headers["content-length"] == "6"


@pytest.mark.parametrize("kind", KINDS)
def test_each_attempt_has_its_own_options(kind: Kind) -> None:
    seen: list[str] = []

    def prepare(options: FinalRequestOptions) -> FinalRequestOptions:
        seen.append(options.url)
        options.url = "/changed"
        return options

    async def later(options: FinalRequestOptions) -> FinalRequestOptions:
        return prepare(options)

    one = caller(kind, json({}, 500), GOOD)
    one.client._prepare_options = prepare if kind == "sync" else later
    one.call(one.client.get, "/x", cast_to=object)
    assert seen == ["/x", "/x"]
    assert one.server.last.url.path == "/v1/changed"


def test_connection_errors_need_not_be_retried() -> None:
    one = caller("sync", httpx.ConnectError("refused"))
    one.client._should_retry_on_connection_error = lambda _: False
    with pytest.raises(APIConnectionError):
        one.client.get("/x", cast_to=object)
    assert len(one.server.requests) == 1


def test_the_delays_are_constants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_base_client, "INITIAL_RETRY_DELAY", 100.0)
    monkeypatch.setattr(_base_client, "MAX_RETRY_DELAY", 100.0)
    options = FinalRequestOptions(method="get", url="/x", max_retries=3)
    assert acme.Acme()._calculate_retry_timeout(3, options) >= 75
