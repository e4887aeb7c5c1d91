"""One client for several users: given credentials, and what copies share of them."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from sample.c1 import C1Error, MissingCredentialsError
from sample.c1._runtime import Operation

from tests.runtime.demo import KINDS, Demo, Kind, demo
from tests.runtime.fake import FakeServer, json


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    kind: Kind = request.param
    return kind


def cookies(server: FakeServer) -> list[str]:
    return [request.headers.get("cookie", "") for request in server.requests]


def sessions() -> FakeServer:
    """Return a server that starts a session for every request without one."""
    server: FakeServer

    def serve(request: httpx2.Request) -> httpx2.Response:
        number = len(server.requests)
        known = "session" in request.headers.get("cookie", "")
        extra = {} if known else {"set_cookie": f"session={number}; Path=/"}
        return json({}, **extra)

    server = FakeServer(serve)
    return server


# -- cookies --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        {"api_key": "b"},
        {"default_headers": {"Authorization": "Bearer b"}},
    ],
)
def test_another_user_has_other_cookies(other: dict[str, Any], kind: Kind) -> None:
    server = sessions()
    first = demo(kind, server, [("bearer",)], api_key="a")
    second = first.copy(**other)
    for one in (first, second, first, second):
        one.get()
    assert [cookie.rpartition("session=")[2] for cookie in cookies(server)] == [
        "", "", "1", "2",
    ]  # fmt: skip


def test_what_the_second_user_gets_is_not_sent_for_the_first(kind: Kind) -> None:
    server = sessions()
    first = demo(kind, server, [("bearer",)], api_key="a")
    first.copy(api_key="b").get()
    first.get()
    assert cookies(server) == ["", ""]


def test_cookies_of_the_http_client_are_not_sent_for_another_user(kind: Kind) -> None:
    server = FakeServer(json({}))
    first = demo(kind, server, [("bearer",)], api_key="a")
    first.http.cookies.set("own", "a")
    first.get()
    first.copy(api_key="b").get()
    assert cookies(server) == ["own=a", ""]


def test_copies_of_the_same_user_share_cookies(kind: Kind) -> None:
    server = sessions()
    first = demo(kind, server, [("bearer",)], api_key="a")
    second = first.copy(api_key="b")
    for one in (first, first.copy(timeout=3.0), second, second.copy(max_retries=0)):
        one.get()
    assert cookies(server) == ["", "session=1", "", "session=3"]


def test_a_call_with_its_own_credentials_takes_no_cookies(kind: Kind) -> None:
    server = sessions()
    one = demo(kind, server, [("bearer",)], api_key="a")
    own = {"Authorization": "Bearer b"}
    one.get(extra_headers=own)
    one.get()
    one.get(extra_headers=own)
    one.get()
    assert cookies(server) == ["", "", "", "session=2"]


def test_copies_are_closed_together(kind: Kind) -> None:
    first = demo(kind, FakeServer(json({})), [("bearer",)], api_key="a")
    second = first.copy(api_key="b")
    second.get()
    assert not first.client.is_closed
    if kind == "sync":
        second.client.close()
        assert first.client.is_closed
        with pytest.raises(RuntimeError, match="closed"):
            second.get()


# -- credentials that are given, and empty ----------------------------------------------

ARGUMENTS = {
    "bearer": ("api_key", "DEMO_API_KEY"),
    "header": ("header_key", "DEMO_HEADER_KEY"),
    "query": ("query_key", "DEMO_QUERY_KEY"),
    "cookie": ("cookie_key", "DEMO_COOKIE_KEY"),
}


@pytest.mark.parametrize("scheme", ARGUMENTS)
@pytest.mark.parametrize("way", ["constructor", "copy", "function"])
def test_an_empty_credential_is_given_and_an_error(
    scheme: str, way: str, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    argument, variable = ARGUMENTS[scheme]
    monkeypatch.setenv(variable, "from-env")
    server = FakeServer(json({}))
    given: Any = {argument: (lambda: "") if way == "function" else ""}
    one = demo(kind, server, [(scheme,)], **({} if way == "copy" else given))
    if way == "copy":
        one = one.copy(**given)
    with pytest.raises(MissingCredentialsError, match=argument) as caught:
        one.get()
    assert "empty" in str(caught.value)
    assert not server.requests


def test_an_empty_credential_leads_to_an_anonymous_call_where_that_is_allowed(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO_API_KEY", "from-env")
    server = FakeServer(json({}))
    demo(kind, server, [("bearer",), ()], api_key="").get()
    assert "authorization" not in server.request.headers


def test_an_empty_variable_is_not_set(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO_API_KEY", "")
    with pytest.raises(MissingCredentialsError, match="set DEMO_API_KEY"):
        demo(kind, FakeServer(), [("bearer",)]).get()


@pytest.mark.parametrize(
    ("user", "password", "expected"),
    [("key", "", "a2V5Og=="), ("", "key", "OmtleQ==")],
)
def test_one_half_of_basic_may_be_empty(
    user: str,
    password: str,
    expected: str,
    kind: Kind,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEMO_USER", "from-env")
    monkeypatch.setenv("DEMO_PASSWORD", "from-env")
    server = FakeServer(json({}))
    demo(kind, server, [("basic",)], username=user, password=password).get()
    assert server.request.headers["authorization"] == f"Basic {expected}"


@pytest.mark.parametrize(
    "given",
    [
        {"username": "", "password": ""},
        {"client_id": "", "client_secret": "s"},
        {"client_id": "i", "client_secret": ""},
    ],
)
def test_nothing_at_all_is_not_enough(given: dict[str, str], kind: Kind) -> None:
    scheme = "basic" if "username" in given else "oauth"
    server = FakeServer(json({}))
    with pytest.raises(MissingCredentialsError, match=f"{min(given, key=len)}|empty"):
        demo(kind, server, [(scheme,)], **given).get()
    assert not server.requests


@pytest.mark.parametrize("value", [None, 5, b"key"])
def test_a_function_that_gives_no_text_is_an_error(value: object, kind: Kind) -> None:
    error = MissingCredentialsError if value is None else TypeError
    with pytest.raises(error, match="api_key"):
        demo(kind, FakeServer(), [("bearer",)], api_key=lambda: value).get()


@pytest.mark.parametrize("value", ["k3y ", " k3y", "k3y\n", "k\x00y", "ké"])
@pytest.mark.parametrize("scheme", ["bearer", "header"])
def test_what_a_header_would_change_is_refused(
    value: str, scheme: str, kind: Kind
) -> None:
    argument, _ = ARGUMENTS[scheme]
    with pytest.raises(C1Error, match=f"{argument} has characters") as caught:
        demo(kind, FakeServer(), [(scheme,)], **{argument: value}).get()
    assert value not in str(caught.value)


def test_an_empty_address_is_given_as_well(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO_BASE_URL", "https://env.example")
    with pytest.raises(C1Error, match="base_url= is empty"):
        demo(kind, FakeServer(), [], base_url="")


def test_operations_without_security_send_no_credentials(kind: Kind) -> None:
    one: Demo = demo(kind, FakeServer(json({})), [("bearer",)], api_key="")
    assert one.client._schemes_for(Operation("GET", "/x", security=()), {}) == ()
