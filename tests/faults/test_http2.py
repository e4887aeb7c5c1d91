"""Requests that an HTTP/2 server has not processed are retried, whatever the method."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio
import httpx2
import pytest
from h2.errors import ErrorCodes

from tests.faults.conftest import FLAVOURS, Packages
from tests.faults.http2 import (
    Http2Server,
    Reaction,
    answer,
    answering_and_leaving,
    leaving,
    resetting,
)

REFUSED = resetting(ErrorCodes.REFUSED_STREAM)

Calls = Callable[..., list[Any]]


@pytest.fixture(params=FLAVOURS)
def calls(request: pytest.FixtureRequest, packages: Packages, no_leaks: None) -> Calls:
    """`calls(server, "POST", "GET")`: the results of these calls, or their errors."""

    def sync(url: str, methods: tuple[str, ...], options: Any) -> list[Any]:
        package = packages()
        http = httpx2.Client(http1=False, http2=True, verify=False, trust_env=False)
        found = list[Any]()
        with package.Faults(base_url=url, http_client=http, **options) as client:
            for method in methods:
                try:
                    found.append(call(client, method).id)
                except package.APIConnectionError as error:
                    found.append(type(error).__name__)
        return found

    async def awaited(url: str, methods: tuple[str, ...], options: Any) -> list[Any]:
        package = packages()
        http = httpx2.AsyncClient(
            http1=False, http2=True, verify=False, trust_env=False
        )
        found = list[Any]()
        client = package.AsyncFaults(base_url=url, http_client=http, **options)
        async with client:
            for method in methods:
                try:
                    found.append((await call(client, method)).id)
                except package.APIConnectionError as error:
                    found.append(type(error).__name__)
        return found

    def made(server: Http2Server, *methods: str, **options: Any) -> list[Any]:
        options = {"backoff": lambda _: 0, **options}
        if request.param == "sync":
            return sync(server.url, methods, options)
        return anyio.run(awaited, server.url, methods, options, backend=request.param)

    return made


def call(client: Any, method: str) -> Any:
    if method == "POST":
        return client.things.create(name="new")
    return client.things.retrieve("1")


LOST = "APIConnectionError"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "refusal",
    [REFUSED, leaving(0), leaving(0, ErrorCodes.ENHANCE_YOUR_CALM)],
    ids=["REFUSED_STREAM", "GOAWAY", "GOAWAY-too-many"],
)
def test_what_was_not_processed_is_sent_again(
    refusal: Reaction, method: str, calls: Calls
) -> None:
    with Http2Server(refusal, refusal) as server:
        assert calls(server, method) == ["1"]
        assert server.requests == [method] * 3
    with Http2Server(refusal, refusal) as server:
        assert calls(server, method, max_retries=1) == [LOST]
        assert server.requests == [method] * 2


def test_a_stream_behind_the_last_that_was_processed_is_sent_again(
    calls: Calls,
) -> None:
    with Http2Server(answer, leaving(1)) as server:
        assert calls(server, "POST", "POST") == ["1", "1"]
        assert server.requests == ["POST"] * 3
        assert server.connections == 2


@pytest.mark.parametrize(
    "fault",
    [
        resetting(ErrorCodes.CANCEL),
        resetting(ErrorCodes.INTERNAL_ERROR),
        leaving(1),
        leaving(1, ErrorCodes.INTERNAL_ERROR),
    ],
    ids=["CANCEL", "INTERNAL_ERROR", "GOAWAY", "GOAWAY-error"],
)
def test_what_may_have_been_processed_is_sent_again_only_where_it_may_be(
    fault: Reaction, calls: Calls
) -> None:
    with Http2Server(fault) as server:
        assert calls(server, "POST") == [LOST]
        assert server.requests == ["POST"]
    with Http2Server(fault) as server:
        assert calls(server, "GET") == ["1"]
        assert server.requests == ["GET"] * 2


def test_a_server_that_leaves_after_an_answer_is_asked_on_a_new_connection(
    calls: Calls,
) -> None:
    with Http2Server(answering_and_leaving, answering_and_leaving) as server:
        assert calls(server, "POST", "POST", "GET") == ["1"] * 3
        assert server.requests == ["POST", "POST", "GET"]
        assert server.connections == 3
