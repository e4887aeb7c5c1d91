"""C1: two ways to authenticate, a server variable, a property called `list`."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qs

import pytest
from c1 import C1, AsyncC1, AuthenticationError, MissingCredentialsError
from c1.types import FunctionInvocation, FunctionsInvocationServiceListResponse

from tests.clients.conftest import Api

ANSWER = {
    "list": [
        {
            "id": "i",
            "input": {"a": 1},
            "status": "FUNCTION_INVOCATION_STATUS_FUTURE",
            "createdAt": "2024-06-10T15:22:30Z",
        }
    ],
    "nextPageToken": "t",
}


def answer(status: int = 200, body: Any = ANSWER) -> dict[str, Any]:
    return {"status": status, "headers": {}, "body": body}


def token(value: str) -> dict[str, Any]:
    """An answer of the token endpoint."""
    return answer(body={"access_token": value, "expires_in": 3600})


def test_a_bearer_token_is_sent(api: Api) -> None:
    api.queue(answer())
    client = C1(bearer_token="secret", base_url=api.base_url)
    result = client.functions_invocation.list("f 1")
    assert isinstance(result, FunctionsInvocationServiceListResponse)
    assert result.next_page_token == "t"
    assert result.list is not None
    (item,) = result.list
    assert isinstance(item, FunctionInvocation)
    assert (item.id, item.input) == ("i", {"a": 1})
    assert item.status == "FUNCTION_INVOCATION_STATUS_FUTURE"
    assert api.last["raw_path"].startswith("/api/v1/functions/f%201/invocations")
    assert api.last["headers"]["authorization"] == "Bearer secret"


def test_client_credentials_are_exchanged_once_for_a_token(api: Api) -> None:
    api.queue(token("t-1"), answer(), answer())
    client = C1(client_id="me", client_secret="secret", base_url=api.base_url)
    client.functions_invocation.list("f")
    client.functions_invocation.list("f")
    asked, first, second = api.received
    assert (asked["method"], asked["path"]) == ("POST", "/auth/v1/token")
    assert parse_qs(asked["body"]["text"]) == {
        "grant_type": ["client_credentials"],
        "client_id": ["me"],
        "client_secret": ["secret"],
    }
    assert "authorization" not in asked["headers"]
    sent = [side["headers"]["authorization"] for side in (first, second)]
    assert sent == ["Bearer t-1", "Bearer t-1"]


def test_a_refused_token_is_renewed_once(api: Api) -> None:
    api.queue(token("old"), answer(401, {}), token("new"), answer())
    client = C1(client_id="me", client_secret="secret", base_url=api.base_url)
    assert client.functions_invocation.list("f").list
    paths = [request["path"] for request in api.received]
    assert [path.rpartition("/")[2] for path in paths] == [
        "token",
        "invocations",
        "token",
        "invocations",
    ]
    assert api.last["headers"]["authorization"] == "Bearer new"
    api.queue(answer(401, {}), token("newer"), answer(401, {}))
    with pytest.raises(AuthenticationError):
        client.functions_invocation.list("f")


def test_tasks_share_one_token(api: Api) -> None:
    api.queue(token("shared"), *[answer()] * 5)

    async def run() -> None:
        async with AsyncC1(
            client_id="me", client_secret="secret", base_url=api.base_url
        ) as client:
            calls = [client.functions_invocation.list("f") for _ in range(5)]
            await asyncio.gather(*calls)

    asyncio.run(run())
    assert sum(request["path"] == "/auth/v1/token" for request in api.received) == 1


def test_the_tenant_is_part_of_the_server() -> None:
    assert C1(bearer_token="x").base_url == "https://example.conductor.one"
    mine = C1(bearer_token="x", tenant_domain="acme")
    assert mine.base_url == "https://acme.conductor.one"
    with pytest.raises(ValueError, match="tenant_domain"):
        C1(bearer_token="x", tenant_domain="evil.example/")


def test_either_credential_is_enough_and_none_is_an_error() -> None:
    with pytest.raises(MissingCredentialsError) as caught:
        C1(client_id="only-half").functions_invocation.list("f")
    for name in ("C1_BEARER_TOKEN", "C1_CLIENT_SECRET"):
        assert name in str(caught.value)


def test_a_list_that_is_null(api: Api) -> None:
    api.queue(answer(body={"list": None}))
    client = C1(bearer_token="secret", base_url=api.base_url)
    assert client.functions_invocation.list("f").list is None
