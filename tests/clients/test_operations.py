"""Each operation of the four documents, in each way a client can call it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from typing import Any

import bctrl
import browserbase
import c1
import httpx2
import kernel
import pytest
import yaml

from tests.clients.conftest import Api
from tests.conftest import ROOT

ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
PACKAGES = {"bctrl": bctrl, "browserbase": browserbase, "c1": c1, "kernel": kernel}
CLASSES: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "bctrl": (bctrl.Bctrl, bctrl.AsyncBctrl),
    "browserbase": (browserbase.Browserbase, browserbase.AsyncBrowserbase),
    "c1": (c1.C1, c1.AsyncC1),
    "kernel": (kernel.Kernel, kernel.AsyncKernel),
}
CREDENTIAL = {
    "bctrl": "api_key",
    "browserbase": "api_key",
    "c1": "bearer_token",
    "kernel": "api_key",
}


@dataclass(frozen=True, slots=True)
class Case:
    """An operation, and where a client has it."""

    api: str
    operation: str
    resource: str
    method: str
    arguments: tuple[str, ...]
    result: Callable[[Any], object]
    """The documented value in a result, to see that it has its type."""

    expected: object

    def __str__(self) -> str:
        return f"{self.api} {self.operation}"

    def bound(self, client: Any, view: str | None = None) -> Callable[..., Any]:
        """The method of the resource, or of one of its views."""
        resource = getattr(client, self.resource)
        found: Callable[..., Any] = getattr(
            getattr(resource, view) if view else resource, self.method
        )
        return found


CASES = [
    Case(
        "browserbase",
        "POST /v1/functions/{id}/invoke",
        "functions",
        "invoke",
        (ID,),
        lambda invocation: type(invocation),
        browserbase.types.Invocation,
    ),
    Case(
        "browserbase",
        "GET /v1/functions/versions/{id}/invocations",
        "function_versions",
        "list_invocations",
        (ID,),
        lambda page: type(page.results[0]),
        browserbase.types.Invocation,
    ),
    Case(
        "c1",
        "GET /api/v1/functions/{function_id}/invocations",
        "functions_invocation",
        "list",
        ("f",),
        lambda answer: type(answer.list[0]),
        c1.types.FunctionInvocation,
    ),
    Case(
        "kernel",
        "GET /invocations",
        "invocations",
        "list",
        (),
        lambda page: type(page.items[0]),
        kernel.types.Invocation,
    ),
    Case(
        "bctrl",
        "GET /v1/runs/{runId}/invocations",
        "runs",
        "list_invocations",
        ("r",),
        lambda page: type(page.data[0]),
        bctrl.types.InvocationSummary,
    ),
]


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    """Each operation in turn."""
    found: Case = request.param
    return found


@pytest.fixture
def api(case: Case, api_server: Callable[[str], str]) -> Api:
    """The server of the operation."""
    return Api(api_server(case.api))


@pytest.fixture
def client(case: Case, api: Api) -> Iterator[Any]:
    """A client that may call the operation."""
    options = {CREDENTIAL[case.api]: "secret", "base_url": api.base_url}
    with CLASSES[case.api][0](**options) as client:
        yield client


def with_async_client(
    case: Case, api: Api, use: Callable[[Any], Awaitable[None]]
) -> None:
    """The same for the asynchronous client."""

    async def main() -> None:
        options = {CREDENTIAL[case.api]: "secret", "base_url": api.base_url}
        async with CLASSES[case.api][1](**options) as client:
            await use(client)

    asyncio.run(main())


def documented() -> dict[str, dict[str, Any]]:
    """The operations of all documents, by API and then by method and path."""
    found: dict[str, dict[str, Any]] = {}
    for name in PACKAGES:
        text = (ROOT / "specs" / f"{name}.yaml").read_text(encoding="utf-8")
        found[name] = {
            f"{method.upper()} {path}": operation
            for path, item in yaml.safe_load(text)["paths"].items()
            for method, operation in item.items()
            if method in ("get", "put", "post", "patch", "delete")
        }
    return found


def test_no_operation_of_the_documents_is_left_out() -> None:
    listed = {(api, name) for api, names in documented().items() for name in names}
    assert {(item.api, item.operation) for item in CASES} == listed


def test_the_server_accepts_the_call_and_its_answer_is_typed(
    case: Case, api: Api, client: Any
) -> None:
    result = case.bound(client)(*case.arguments)
    assert case.result(result) is case.expected
    (request,) = api.received
    assert request["operation"] == case.operation
    assert request["headers"]["user-agent"].startswith(f"{case.api}/")


def test_the_async_client_makes_the_same_request(
    case: Case, api: Api, client: Any
) -> None:
    case.bound(client)(*case.arguments)

    async def use(twin: Any) -> None:
        result = await case.bound(twin)(*case.arguments)
        assert case.result(result) is case.expected

    with_async_client(case, api, use)
    first, second = api.received
    assert second == first


def test_raw_and_streaming_forms_hold_the_response_and_the_result(
    case: Case, api: Api, client: Any
) -> None:
    raw = case.bound(client, "with_raw_response")(*case.arguments)
    assert (raw.status_code // 100, raw.retries_taken) == (2, 0)
    assert raw.http_request.method == case.operation.partition(" ")[0]
    assert case.result(raw.parse()) is case.expected
    streamed: AbstractContextManager[Any] = case.bound(
        client, "with_streaming_response"
    )(*case.arguments)
    with streamed as response:
        assert not response.is_closed
        assert json.loads(b"".join(response.iter_bytes())) == raw.json()
    assert response.is_closed
    assert len(api.received) == 2


def test_the_async_raw_and_streaming_forms_are_alike(case: Case, api: Api) -> None:
    async def use(client: Any) -> None:
        raw = await case.bound(client, "with_raw_response")(*case.arguments)
        assert case.result(await raw.parse()) is case.expected
        streamed: AbstractAsyncContextManager[Any] = case.bound(
            client, "with_streaming_response"
        )(*case.arguments)
        async with streamed as response:
            assert not response.is_closed
            assert case.result(await response.parse()) is case.expected

    with_async_client(case, api, use)
    assert len(api.received) == 2


def test_documented_errors_have_their_class_and_their_body(
    case: Case, api: Api, client: Any
) -> None:
    responses = documented()[case.api][case.operation]["responses"]
    package: Any = PACKAGES[case.api]
    classes = {
        "400": package.BadRequestError,
        "401": package.AuthenticationError,
        "403": package.PermissionDeniedError,
        "404": package.NotFoundError,
        "500": package.InternalServerError,
    }
    for status in responses:
        if status.startswith("2"):
            continue
        with pytest.raises(classes[status]) as caught:
            case.bound(client.with_options(max_retries=0))(
                *case.arguments, extra_headers={"X-Test-Status": status}
            )
        assert caught.value.status_code == int(status)
        assert type(caught.value.body).__module__ == f"{case.api}.types.models"


def test_an_undocumented_error_keeps_its_body(
    case: Case, api: Api, client: Any
) -> None:
    api.queue({"status": 409, "headers": {"x-should-retry": "false"}, "body": {"a": 1}})
    package: Any = PACKAGES[case.api]
    with pytest.raises(package.ConflictError) as caught:
        case.bound(client)(*case.arguments)
    assert caught.value.body == {"a": 1}


def test_a_busy_server_is_asked_again(case: Case, api: Api, client: Any) -> None:
    busy = {"status": 429, "headers": {"retry-after-ms": "1"}, "body": {}}
    api.queue(busy, busy)
    raw = case.bound(client, "with_raw_response")(*case.arguments)
    assert (raw.status_code // 100, raw.retries_taken) == (2, 2)
    first, second, third = api.received
    assert first == second == third


def test_a_copy_has_its_own_credential_and_the_same_connections(
    case: Case, api: Api, client: Any
) -> None:
    other = client.with_options(**{CREDENTIAL[case.api]: "other"})
    for value in (client, other):
        case.bound(value)(*case.arguments)
    headers = [
        request["headers"].get("authorization", request["headers"].get("x-bb-api-key"))
        for request in api.received
    ]
    assert [header.removeprefix("Bearer ") for header in headers] == ["secret", "other"]
    other.close()
    assert client.is_closed


def test_the_credential_comes_from_the_environment_unless_it_is_an_argument(
    case: Case, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    argument = CREDENTIAL[case.api]
    monkeypatch.setenv(f"{case.api.upper()}_{argument.upper()}", "environment")
    monkeypatch.setenv(f"{case.api.upper()}_BASE_URL", api.base_url)
    make = CLASSES[case.api][0]
    for options in ({}, {argument: "argument"}):
        with make(**options) as client:
            case.bound(client)(*case.arguments)
    sent = [json.dumps(request["headers"]) for request in api.received]
    assert ["environment" in sent[0], "argument" in sent[1]] == [True, True]
    assert "environment" not in sent[1]


def test_a_missing_credential_is_named_and_nothing_is_sent(
    case: Case, api: Api
) -> None:
    argument = CREDENTIAL[case.api]
    package: Any = PACKAGES[case.api]
    with (
        CLASSES[case.api][0](base_url=api.base_url) as client,
        pytest.raises(package.MissingCredentialsError) as caught,
    ):
        case.bound(client)(*case.arguments)
    hint = f"{argument}= (or set {case.api.upper()}_{argument.upper()})"
    assert str(caught.value).startswith(f"{case.api} needs credentials: pass {hint}")
    assert api.received == []


class Rerouted(httpx2.HTTPTransport):
    """Takes every request to the test server, and keeps the URL it was meant for."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self._base = httpx2.URL(base_url)
        self.meant: list[str] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.meant.append(str(request.url))
        request.url = request.url.copy_with(
            scheme=self._base.scheme, host=self._base.host, port=self._base.port
        )
        return super().handle_request(request)


def test_a_tenant_is_asked_at_its_own_server_for_token_and_answer(
    api_server: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Api(api_server("c1"))
    monkeypatch.setenv("C1_CLIENT_ID", "me")
    monkeypatch.setenv("C1_CLIENT_SECRET", "hidden")
    transport = Rerouted(server.base_url)
    http = httpx2.Client(transport=transport)
    with c1.C1(tenant_domain="acme", http_client=http) as client:
        client.functions_invocation.list("f")
    assert transport.meant == [
        "https://acme.conductor.one/auth/v1/token",
        "https://acme.conductor.one/api/v1/functions/f/invocations",
    ]
    asked, called = server.received
    assert "client_secret=hidden" in asked["body"]["text"]
    assert called["headers"]["authorization"].startswith("Bearer token-")


def test_a_named_environment_is_where_requests_go(
    api_server: Callable[[str], str],
) -> None:
    server = Api(api_server("bctrl"))
    transport = Rerouted(server.base_url)
    http = httpx2.Client(transport=transport)
    with bctrl.Bctrl(api_key="x", environment="local", http_client=http) as client:
        client.runs.list_invocations("r")
        client.with_options(environment="production").runs.list_invocations("r")
    assert transport.meant == [
        "http://localhost:8787/v1/runs/r/invocations",
        "https://api.bctrl.ai/v1/runs/r/invocations",
    ]


def test_a_model_stands_for_a_dictionary_in_a_body(
    api_server: Callable[[str], str],
) -> None:
    server = Api(api_server("browserbase"))
    with browserbase.Browserbase(api_key="x", base_url=server.base_url) as client:
        earlier = client.functions.invoke(ID)
        client.functions.invoke(
            ID,
            params={"earlier": earlier},
            session_create_params={"user_metadata": {"earlier": earlier}},
        )
    body = json.loads(server.last["body"]["text"])
    assert body["params"]["earlier"] == earlier.to_dict(mode="json")
    assert body["params"]["earlier"]["projectId"] == earlier.project_id
    assert body["sessionCreateParams"]["userMetadata"] == body["params"]


def test_members_and_endpoints_that_the_document_lacks_can_be_used(
    api_server: Callable[[str], str],
) -> None:
    server = Api(api_server("browserbase"))
    with browserbase.Browserbase(api_key="x", base_url=server.base_url) as client:
        client.functions.invoke(
            ID, params={"a": 1}, extra_body={"params": {"b": 2}}, extra_query={}
        )
        assert json.loads(server.last["body"]["text"]) == {"params": {"b": 2}}
        server.queue({"status": 200, "headers": {}, "body": {"total": 3}})
        assert client.get("/v1/projects", cast_to=dict[str, int]) == {"total": 3}
