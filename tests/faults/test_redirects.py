"""Redirects: followed for a while, and never with credentials to somebody else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.conftest import Caller, Make
from tests.faults.server import (
    BeforeRequest,
    FaultServer,
    Scripted,
    answer,
    close,
    failure,
    hang,
    redirect,
    reset,
)
from tests.faults.test_timeouts import SOON


def get(client: Any) -> Any:
    return client.things.retrieve("1")


def post(client: Any) -> Any:
    return client.things.create(name="new")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_in_circles_ends_with_an_error(
    status: int, caller: Caller, server: FaultServer
) -> None:
    server.script(rest=redirect("/things/1", status))
    error = caller.fails(caller.package.APIConnectionError, get)
    assert "redirects" in str(error)
    assert len(server.requests) == caller.http.max_redirects + 1
    assert caller.slept == []


def test_a_redirect_between_two_servers_in_circles_ends_too(
    caller: Caller, server: FaultServer, other_server: FaultServer
) -> None:
    server.script(rest=redirect(f"{other_server.url}/things/1"))
    other_server.script(rest=redirect(f"{server.url}/things/1"))
    caller.fails(caller.package.APIConnectionError, get)
    both = len(server.requests) + len(other_server.requests)
    assert both == caller.http.max_redirects + 1


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [
        (301, "GET", b""),
        (302, "GET", b""),
        (303, "GET", b""),
        (307, "POST", b'{"name":"new"}'),
        (308, "POST", b'{"name":"new"}'),
    ],
)
def test_a_redirected_post_is_carried_out_once(
    status: int, method: str, body: bytes, caller: Caller, server: FaultServer
) -> None:
    server.script(redirect("/things/new", status))
    assert caller(post).id == "new"
    assert [r.method for r in server.requests] == ["POST", method]
    assert server.requests[1].body == body


CREDENTIALS = {
    "bearer_token": "secret-1",
    "username": "secret-2",
    "password": "secret-3",
    "header_key": "secret-4",
    "cookie_key": "secret-5",
    "query_key": "secret-6",
}


@pytest.mark.parametrize(
    "scheme", ["bearer", "basic", "header_key", "cookie_key", "query_key"]
)
@pytest.mark.parametrize("status", [302, 307])
def test_another_origin_gets_no_credentials(
    scheme: str,
    status: int,
    make: Make,
    server: FaultServer,
    other_server: FaultServer,
) -> None:
    caller = make(**CREDENTIALS)
    server.script(redirect(f"{other_server.url}/things/1", status))
    caller(lambda client: getattr(client.secured, f"post_{scheme}")(name="new"))
    sent, [received] = server.requests, other_server.requests
    assert "secret" in str(sent) or "Basic" in str(sent)
    assert "secret" not in str(received)
    assert not received.headers.keys() & {"authorization", "cookie", "x-tenant"}


def test_another_origin_gets_nothing_that_the_caller_has_added(
    make: Make, server: FaultServer, other_server: FaultServer
) -> None:
    caller = make(
        **CREDENTIALS,
        default_headers={"X-Team": "secret-7", "User-Agent": "mine"},
        default_query={"tenant": "secret-8"},
    )
    caller.http.headers["X-Own"] = "secret-9"
    caller.http.cookies.set("own", "secret-10")
    caller.http.auth = ("user", "secret-11")
    server.script(redirect(f"{other_server.url}/linked?page=2"))
    other_server.script(answer({"things": [{"id": "2"}]}))
    options: dict[str, Any] = {
        "x_trace": "secret-12",
        "crumb": "secret-13",
        "extra_headers": {"X-Extra": "secret-14", "Range": "bytes=0-9"},
        "extra_query": {"extra": "secret-15"},
    }

    def call(client: Any) -> Any:
        return client.things.list_linked(**options)

    assert [thing.id for thing in caller(call).items] == ["2"]
    assert str(server.requests).count("secret") >= 10
    [received] = other_server.requests
    assert "secret" not in str(received)
    assert received.target == "/linked?page=2"
    assert received.headers["range"] == "bytes=0-9"
    assert received.headers.keys() <= {*NEUTRAL, "range"}


NEUTRAL = {"accept", "accept-encoding", "connection", "host", "user-agent"}


def test_a_link_to_another_origin_gets_nothing_of_the_client(
    make: Make, server: FaultServer, other_server: FaultServer
) -> None:
    caller = make(
        **CREDENTIALS,
        default_headers={"X-Team": "secret-7", "User-Agent": "mine"},
        default_query={"tenant": "secret-8"},
    )
    caller.http.headers["X-Own"] = "secret-9"
    caller.http.cookies.set("own", "secret-10")
    caller.http.auth = ("user", "secret-11")
    link = f'<{other_server.url}/linked?page=2>; rel="next"'
    server.script(answer({"things": [{"id": "1"}]}, link=link))
    other_server.script(answer({"things": [{"id": "2"}]}))
    options: dict[str, Any] = {
        "x_trace": "secret-12",
        "crumb": "secret-13",
        "extra_headers": {"X-Extra": "secret-14"},
        "extra_query": {"extra": "secret-15"},
    }

    def call(client: Any) -> Any:
        return client.things.list_linked(**options)

    page = caller(call)
    assert str(server.requests).count("secret") >= 10
    following = caller(lambda _: page.get_next_page())
    assert [thing.id for thing in following.items] == ["2"]
    [received] = other_server.requests
    assert "secret" not in str(received)
    assert received.target == "/linked?page=2"
    assert received.headers.keys() <= NEUTRAL


def test_a_link_is_not_followed_by_redirects_with_credentials(
    make: Make, server: FaultServer, other_server: FaultServer
) -> None:
    caller = make(**CREDENTIALS)
    link = f'<{other_server.url}/linked?page=2>; rel="next"'
    server.script(
        answer({"things": [{"id": "1"}]}, link=link),
        answer({"things": [{"id": "2"}]}),
    )
    other_server.script(redirect(f"{server.url}/linked?page=3"))
    page = caller(lambda client: client.things.list_linked())
    caller(lambda _: page.get_next_page())
    first, second = server.requests
    assert "secret" in str(first)
    assert "secret" not in str(second) + str(other_server.requests)


def test_nothing_is_added_again_behind_a_redirect_to_another_origin(
    make: Make, server: FaultServer, other_server: FaultServer
) -> None:
    caller = make()
    caller.http.auth = ("user", "secret")
    server.script(redirect(f"{other_server.url}/things/1"))
    caller(get)
    [received] = other_server.requests
    assert "authorization" not in received.headers


def test_faults_behind_a_redirect_are_faults_of_the_call(
    make: Make, server: FaultServer, other_server: FaultServer
) -> None:
    caller = make(max_retries=1)
    server.script(rest=redirect(f"{other_server.url}/things/1"))
    other_server.script(rest=BeforeRequest(reset))
    caller.fails(caller.package.APIConnectionError, get)
    assert (len(server.requests), other_server.connections) == (2, 2)
    other_server.script(rest=hang)
    caller.fails(
        caller.package.APITimeoutError,
        lambda client: client.things.retrieve("1", timeout=SOON, max_retries=0),
    )
    assert [r.method for r in server.requests] == ["GET"] * 3


@pytest.mark.parametrize("status", [302, 303, 307])
@pytest.mark.parametrize("fault", [BeforeRequest(reset), close, failure(500)])
def test_a_post_is_not_sent_again_when_what_it_is_redirected_to_breaks(
    status: int,
    fault: Scripted,
    caller: Caller,
    server: FaultServer,
    other_server: FaultServer,
) -> None:
    server.script(rest=redirect(f"{other_server.url}/things/1", status))
    other_server.script(rest=fault)
    with pytest.raises(caller.package.APIError):
        caller(post)
    assert (len(server.requests), other_server.connections) == (1, 1)


@pytest.mark.parametrize("location", ["http://[", "http://a:b/", "ftp://x/", "//"])
def test_a_redirect_to_nowhere_is_an_error_of_this_package(
    location: str, make: Make, server: FaultServer
) -> None:
    caller = make(max_retries=1)
    server.script(rest=redirect(location))
    with pytest.raises(caller.package.APIError):
        caller(post)
    assert [r.method for r in server.requests].count("POST") == 1
