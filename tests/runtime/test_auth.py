"""Credentials: which are used, where they are written, and where they never go."""

from __future__ import annotations

import base64
import threading
from collections.abc import Sequence
from typing import Any

import anyio
import anyio.lowlevel
import httpx2
import pytest
from sample.bctrl import Bctrl
from sample.browserbase import Browserbase
from sample.c1 import (
    C1,
    AsyncC1,
    AuthenticationError,
    BadRequestError,
    C1Error,
    InternalServerError,
    MissingCredentialsError,
    omit,
)
from sample.c1._runtime import (
    ApiInfo,
    ApiKey,
    AsyncClient,
    Basic,
    Bearer,
    ClientCredentials,
    Credential,
    Operation,
    Server,
    SyncClient,
)
from sample.kernel import AsyncKernel, Kernel, KernelError

from tests.runtime.conftest import Run
from tests.runtime.fake import FakeServer, json

SCHEMES = {
    "bearer": Bearer(Credential("api_key", "DEMO_API_KEY")),
    "header": ApiKey("X-Key", "header", Credential("header_key", ("DEMO_A", "DEMO_B"))),
    "query": ApiKey("key", "query", Credential("query_key")),
    "cookie": ApiKey("sid", "cookie", Credential("cookie_key")),
    "basic": Basic(
        Credential("username", "DEMO_USER"), Credential("password", "DEMO_PASSWORD")
    ),
    "oauth": ClientCredentials(
        Credential("client_id"),
        Credential("client_secret"),
        token_url="https://login.example/token?a=1",
        send_in="basic",
        scopes=("read", "write"),
    ),
}
NAMES = tuple(c.argument for s in SCHEMES.values() for c in s.credentials)


def demo(
    server: FakeServer,
    security: Sequence[tuple[str, ...]] = (),
    api: dict[str, Any] | None = None,
    **arguments: Any,
) -> SyncClient:
    info = ApiInfo(
        name="demo",
        version="1",
        env_prefix="DEMO",
        servers=(Server("https://demo.example/v1"),),
        schemes=SCHEMES,
        security=tuple(security),
        **(api or {}),
    )
    given = {name: arguments.pop(name, None) for name in NAMES}
    return SyncClient(info, arguments=given, http_client=server.sync(), **arguments)


def sent(*names: str, **arguments: Any) -> httpx2.Request:
    server = FakeServer(json({"access_token": "tok"}), json({}))
    demo(server, [names], **arguments).get("/x", cast_to=object)
    return server.request


# -- where they are written -----------------------------------------------------------


def test_each_scheme_writes_its_credentials_in_its_place() -> None:
    assert sent("bearer", api_key="s").headers["authorization"] == "Bearer s"
    assert sent("header", header_key="s").headers["x-key"] == "s"
    assert sent("query", query_key="a&b").url.query == b"key=a%26b"
    assert sent("cookie", cookie_key="a;b").headers["cookie"] == "sid=a%3Bb"
    request = sent("basic", username="ü:", password="p")
    encoded = request.headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(encoded).decode() == "ü::p"


def test_an_api_key_in_the_query_stands_beside_the_parameters() -> None:
    server = FakeServer(json({}))
    client = demo(server, [("query",)], query_key="k")
    client.get("/x", cast_to=object, options={"extra_query": {"a": 1}})
    assert server.query == [("a", "1"), ("key", "k")]


def test_schemes_needed_together_are_all_written() -> None:
    request = sent("bearer", "header", api_key="a", header_key="b")
    assert request.headers["authorization"] == "Bearer a"
    assert request.headers["x-key"] == "b"


def test_the_first_alternative_with_credentials_is_used() -> None:
    server = FakeServer(json({}))
    security = [("bearer", "header"), ("header",), ("query",)]
    demo(server, security, api_key="a", query_key="q").get("/x", cast_to=object)
    assert "authorization" not in server.request.headers
    assert server.request.url.query == b"key=q"


def test_an_operation_can_need_other_credentials_or_none() -> None:
    server = FakeServer(json({}))
    client = demo(server, [("bearer",)], api_key="a", header_key="b")
    client.request(Operation("GET", "/x", security=(("header",),)), object)
    assert server.request.headers["x-key"] == "b"
    assert "authorization" not in server.request.headers
    client.request(Operation("GET", "/x", security=()), object)
    assert "x-key" not in server.request.headers


def test_the_empty_alternative_allows_anonymous_calls() -> None:
    server = FakeServer(json({}))
    security = ((), ("bearer",))
    demo(server, security).get("/x", cast_to=object)
    assert "authorization" not in server.request.headers
    demo(server, security, api_key="a").get("/x", cast_to=object)
    assert server.request.headers["authorization"] == "Bearer a"


# -- where they come from -------------------------------------------------------------


def test_an_argument_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_API_KEY", "from-env")
    assert sent("bearer").headers["authorization"] == "Bearer from-env"
    assert sent("bearer", api_key="a").headers["authorization"] == "Bearer a"


def test_several_environment_variables_are_looked_at_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEMO_B", "b")
    assert sent("header").headers["x-key"] == "b"
    monkeypatch.setenv("DEMO_A", "a")
    assert sent("header").headers["x-key"] == "a"


def test_a_missing_credential_fails_with_the_first_request_that_needs_it() -> None:
    server = FakeServer(json({}))
    client = Kernel(http_client=server.sync())
    with pytest.raises(KernelError) as caught:
        client.invocations.list()
    assert str(caught.value) == (
        "kernel needs credentials: pass api_key= (or set KERNEL_API_KEY)"
    )
    assert not server.requests


def test_all_ways_to_give_credentials_are_named() -> None:
    with pytest.raises(MissingCredentialsError) as caught:
        C1(tenant_domain="t").functions_invocation.list("f")
    assert str(caught.value) == (
        "c1 needs credentials: pass bearer_token= (or set C1_BEARER_TOKEN), "
        "or client_id= (or set C1_CLIENT_ID) and "
        "client_secret= (or set C1_CLIENT_SECRET)"
    )


def test_credentials_can_be_required_by_the_constructor() -> None:
    api = {"require_credentials": "constructor"}
    with pytest.raises(MissingCredentialsError):
        demo(FakeServer(), [("bearer",)], api)
    demo(FakeServer(), [("bearer",)], api, api_key="a")
    demo(FakeServer(), [("bearer",)], api, default_headers={"Authorization": "mine"})


@pytest.mark.parametrize("where", ["call", "client"])
def test_a_header_that_the_caller_gives_stands_in_for_the_scheme(where: str) -> None:
    server = FakeServer(json({}))
    mine = {"authorization": "Custom x"}
    client = demo(server, [("bearer",)], default_headers=mine)
    options: Any = {}
    if where == "call":
        client = demo(server, [("bearer",)], api_key="a")
        options = {"extra_headers": mine}
    client.get("/x", cast_to=object, options=options)
    assert server.request.headers["authorization"] == "Custom x"


def test_a_header_set_to_omit_makes_the_call_anonymous() -> None:
    server = FakeServer(json({}))
    client = demo(server, [("bearer",)], api_key="a")
    client.get("/x", cast_to=object, options={"extra_headers": {"Authorization": omit}})
    assert "authorization" not in server.request.headers


def test_a_credential_can_be_a_function_asked_for_each_request() -> None:
    server = FakeServer(json({}))
    keys = iter(["first", "second"])
    client = demo(server, [("bearer",)], api_key=lambda: next(keys))
    client.get("/x", cast_to=object)
    client.get("/x", cast_to=object)
    headers = [request.headers["authorization"] for request in server.requests]
    assert headers == ["Bearer first", "Bearer second"]


def test_an_async_credential_function_is_awaited(run: Run) -> None:
    async def key() -> str:
        return "async"

    async def main() -> None:
        server = FakeServer(json([]))
        for given in (key, lambda: "async", "async"):
            client = AsyncKernel(api_key=given, http_client=server.asynchronous())
            await client.invocations.list()
            assert server.request.headers["authorization"] == "Bearer async"

    run(main)


def test_the_browserbase_key_goes_into_its_header(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BROWSERBASE_API_KEY", "bb")
    server = FakeServer(json({"results": [], "total": 0}))
    Browserbase(http_client=server.sync()).function_versions.list_invocations("v")
    assert server.request.headers["x-bb-api-key"] == "bb"


# -- where they never go --------------------------------------------------------------


def test_a_value_that_no_header_can_carry_is_refused_without_showing_it() -> None:
    with pytest.raises(C1Error, match="api_key has characters") as caught:
        sent("bearer", api_key="secret\n")
    assert "secret" not in str(caught.value)


def test_a_key_that_the_server_quotes_is_not_in_the_message() -> None:
    refusal = json({"error": "Incorrect key provided: secret-key"}, status=401)
    client = Bctrl(api_key="secret-key", http_client=FakeServer(refusal).sync())
    with pytest.raises(Exception, match=r"provided: \[secret\]$") as caught:
        client.runs.list_invocations("r")
    assert "secret-key" not in str(caught.value)
    assert "secret-key" not in repr(client)


@pytest.mark.parametrize("scheme", ["bearer", "header", "cookie"])
def test_a_redirect_to_another_origin_carries_no_credentials(scheme: str) -> None:
    away = httpx2.Response(307, headers={"location": "https://other.example/y"})
    server = FakeServer(away, json({}))
    client = demo(server, [(scheme,)], api_key="a", header_key="a", cookie_key="a")
    own = {"X-Api-Token": "mine", "X-Team": "blue", "Range": "bytes=0-9"}
    client.get("/x", cast_to=object, options={"extra_headers": own})
    request = server.request
    assert request.url.host == "other.example"
    assert {*request.headers} == {
        "accept", "accept-encoding", "connection", "host", "range", "user-agent",
    }  # fmt: skip


@pytest.mark.parametrize("scheme", ["bearer", "header", "cookie"])
def test_a_redirect_within_the_origin_keeps_credentials(scheme: str) -> None:
    here = httpx2.Response(307, headers={"location": "/y"})
    server = FakeServer(here, json({}))
    client = demo(server, [(scheme,)], api_key="a", header_key="a", cookie_key="a")
    client.post("/x", cast_to=object, body={"a": 1})
    first, second = server.requests
    for name in ("authorization", "x-key", "cookie"):
        assert second.headers.get(name) == first.headers.get(name)
    assert second.content == b'{"a":1}'


def test_a_whole_url_of_another_origin_gets_no_credentials() -> None:
    server = FakeServer(json({}))
    client = demo(server, [("bearer", "query")], api_key="a", query_key="q")
    client.get("https://demo.example/other", cast_to=object)
    assert server.request.headers["authorization"] == "Bearer a"
    client.get("https://other.example/x", cast_to=object)
    assert "authorization" not in server.request.headers
    assert server.request.url.query == b""


# -- OAuth 2 client credentials -------------------------------------------------------


def c1(server: FakeServer, **options: Any) -> C1:
    defaults = {"client_id": "id", "client_secret": "sec/ret", "tenant_domain": "acme"}
    return C1(http_client=server.sync(), **{**defaults, **options})


def token(value: str = "tok", **more: object) -> httpx2.Response:
    return json({"access_token": value, "token_type": "bearer", **more})


def test_a_token_is_fetched_from_the_server_itself_with_the_secret_in_the_body() -> (
    None
):
    server = FakeServer(token(expires_in=3600), json({}))
    client = c1(server, default_headers={"X-Team": "a"})
    client.functions_invocation.list("f")
    client.functions_invocation.list("f")
    asked, first, second = server.requests
    assert str(asked.url) == "https://acme.conductor.one/auth/v1/token"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.content == (
        b"grant_type=client_credentials&client_id=id&client_secret=sec%2Fret"
    )
    assert "authorization" not in asked.headers
    assert first.headers["authorization"] == "Bearer tok"
    assert second.headers["authorization"] == "Bearer tok"


def test_a_token_can_be_asked_for_with_basic_authentication_and_scopes() -> None:
    server = FakeServer(token(), json({}))
    client = demo(server, [("oauth",)], client_id="i:d", client_secret="s")
    client.get("/x", cast_to=object)
    asked = server.requests[0]
    assert str(asked.url) == "https://login.example/token?a=1"
    expected = base64.b64encode(b"i%3Ad:s").decode()
    assert asked.headers["authorization"] == f"Basic {expected}"
    assert asked.content == b"grant_type=client_credentials&scope=read+write"


def test_a_bearer_token_comes_before_a_token_request() -> None:
    server = FakeServer(json({}))
    c1(server, bearer_token="mine").functions_invocation.list("f")
    assert server.request.headers["authorization"] == "Bearer mine"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("lifetime", "fresh"), [(3600, 3539), ("3600", 3539), (30, 26)]
)
def test_a_token_is_kept_until_shortly_before_it_expires(
    lifetime: object, fresh: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sample.c1._runtime.oauth import TokenStore

    now = 1000.0
    monkeypatch.setattr(TokenStore, "clock", staticmethod(lambda: now))
    answers = (
        token("a", expires_in=lifetime),
        json({}),
        json({}),
        token("b"),
        json({}),
    )
    server = FakeServer(*answers)
    client = c1(server)
    client.functions_invocation.list("f")
    now += fresh
    client.functions_invocation.list("f")
    assert server.request.headers["authorization"] == "Bearer a"
    now += 2
    client.functions_invocation.list("f")
    assert server.request.headers["authorization"] == "Bearer b"


def test_a_refused_token_is_renewed_once() -> None:
    refused = json({}, status=401)
    server = FakeServer(token("old"), refused, token("new"), json({}))
    c1(server, max_retries=0).functions_invocation.list("f")
    assert server.request.headers["authorization"] == "Bearer new"

    server = FakeServer(token("old"), refused, token("new"), refused)
    with pytest.raises(AuthenticationError):
        c1(server).functions_invocation.list("f")
    assert len(server.requests) == 4


def test_a_token_is_fetched_once_by_many_threads() -> None:
    arrived = threading.Barrier(8)
    server = FakeServer(lambda request: token() if is_token(request) else json({}))
    client = c1(server)

    def call() -> None:
        arrived.wait()
        client.functions_invocation.list("f")

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(map(is_token, server.requests)) == 1
    assert len(server.requests) == 9


def is_token(request: httpx2.Request) -> bool:
    return request.url.path.endswith("/token")


def test_a_token_is_fetched_once_by_many_tasks(run: Run) -> None:
    async def main() -> None:
        requests: list[httpx2.Request] = []

        async def serve(request: httpx2.Request) -> httpx2.Response:
            requests.append(request)
            await anyio.lowlevel.checkpoint()
            return token() if is_token(request) else json({})

        http = httpx2.AsyncClient(transport=httpx2.MockTransport(serve))
        client = AsyncC1(client_id="id", client_secret="s", http_client=http)
        async with anyio.create_task_group() as group:
            for _ in range(8):
                group.start_soon(client.functions_invocation.list, "f")
        assert sum(map(is_token, requests)) == 1
        assert len(requests) == 9

    run(main)


def test_copies_share_the_token_unless_their_credentials_differ() -> None:
    server = FakeServer(lambda request: token() if is_token(request) else json({}))
    client = c1(server)
    client.functions_invocation.list("f")
    client.with_options(timeout=3).functions_invocation.list("f")
    assert sum(map(is_token, server.requests)) == 1
    client.with_options(client_secret="other").functions_invocation.list("f")
    client.with_options(tenant_domain="other").functions_invocation.list("f")
    assert sum(map(is_token, server.requests)) == 3


def test_a_failing_token_endpoint_is_an_error_like_any_other() -> None:
    refusal = json(
        {"error": "invalid_client", "error_description": "no such client", "echo": "x"},
        status=400,
    )
    message = "Token endpoint: 400 Bad Request: no such client"
    with pytest.raises(BadRequestError, match=message) as got:
        c1(FakeServer(refusal)).functions_invocation.list("f")
    assert got.value.body == {
        "error": "invalid_client",
        "error_description": "no such client",
    }
    server = FakeServer(json({}, status=500), token(), json({}))
    client = c1(server, backoff=lambda retries: 0)
    client.functions_invocation.list("f")
    assert len(server.requests) == 3
    server = FakeServer(httpx2.Response(500, text="sec/ret"))
    with pytest.raises(InternalServerError) as caught:
        c1(server, max_retries=0).functions_invocation.list("f")
    assert "sec/ret" not in str(caught.value)


def test_a_token_request_follows_no_redirect() -> None:
    # It carries the secret in its body.
    away = httpx2.Response(307, headers={"location": "https://evil.example/"})
    server = FakeServer(away)
    with pytest.raises(C1Error):
        c1(server).functions_invocation.list("f")
    assert len(server.requests) == 1


def test_the_async_client_has_the_same_schemes(run: Run) -> None:
    async def main() -> None:
        server = FakeServer(json({}))
        info = ApiInfo("demo", "1", "DEMO", (Server("https://d.example"),), SCHEMES)
        given = dict.fromkeys(NAMES, "v")
        http = server.asynchronous()
        client = AsyncClient(info, arguments=given, http_client=http)
        for name in ("bearer", "header", "query", "cookie", "basic"):
            operation = Operation("GET", "/x", security=((name,),))
            await client.request(operation, object)
        headers = [{*request.headers} for request in server.requests]
        assert "authorization" in headers[0] & headers[4]
        assert "x-key" in headers[1]
        assert server.requests[2].url.query == b"key=v"
        assert server.requests[3].headers["cookie"] == "sid=v"

    run(main)
