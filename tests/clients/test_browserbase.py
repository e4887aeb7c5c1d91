"""Browserbase: a deep request body, and pages over offset and total."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from browserbase import AsyncBrowserbase, Browserbase, MissingCredentialsError
from browserbase.types import (
    BrowserSettingsParam,
    FunctionVersionInvocationsPage,
    Invocation,
    SessionCreateParams,
)

from tests.clients.conftest import Api

ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
INVOCATION = {
    "id": ID,
    "projectId": ID,
    "functionId": ID,
    "versionId": ID,
    "sessionId": ID,
    "status": "PENDING",
    "createdAt": "2024-06-10T15:22:30Z",
    "updatedAt": "2024-06-10T15:22:30Z",
    "startedAt": "2024-06-10T15:22:30Z",
    "expiresAt": "2024-06-10T15:22:30Z",
}
SETTINGS: BrowserSettingsParam = {
    "block_ads": True,
    "context": {"id": "ctx", "persist": False},
    "viewport": {"width": 800},
    "extensions": ["onepassword"],
}
SESSION: SessionCreateParams = {
    "browser_settings": SETTINGS,
    "proxies": [
        {"type": "none", "domain_pattern": "x"},
        {"type": "browserbase", "geolocation": {"country": "DE"}},
        {"type": "external", "server": "http://proxy", "domain_pattern": "y"},
    ],
    "user_metadata": {"snake_case": {"stays": 1}},
    "timeout": 90,
}
SENT = {
    "params": {"any_key": [1, None]},
    "sessionCreateParams": {
        "browserSettings": {
            "blockAds": True,
            "context": {"id": "ctx", "persist": False},
            "viewport": {"width": 800},
            "extensions": ["onepassword"],
        },
        "proxies": [
            {"type": "none", "domainPattern": "x"},
            {"type": "browserbase", "geolocation": {"country": "DE"}},
            {"type": "external", "server": "http://proxy", "domainPattern": "y"},
        ],
        "userMetadata": {"snake_case": {"stays": 1}},
        "timeout": 90,
    },
}


def page(count: int, total: int) -> dict[str, Any]:
    body = {"results": [INVOCATION] * count, "total": total}
    return {"status": 200, "headers": {}, "body": body}


def test_a_nested_body_goes_out_under_the_names_of_the_api(api: Api) -> None:
    api.queue({"status": 202, "headers": {}, "body": INVOCATION})
    client = Browserbase(api_key="secret", base_url=api.base_url)
    result = client.functions.invoke(
        ID, params={"any_key": [1, None]}, session_create_params=SESSION
    )
    assert isinstance(result, Invocation)
    assert result.function_id == ID
    assert json.loads(api.last["body"]["text"]) == SENT
    assert api.last["headers"]["x-bb-api-key"] == "secret"
    assert api.last["headers"]["content-type"] == "application/json"


def test_the_async_client_sends_the_same(api: Api) -> None:
    api.queue({"status": 202, "headers": {}, "body": INVOCATION})

    async def run() -> Invocation:
        async with AsyncBrowserbase(api_key="s", base_url=api.base_url) as client:
            return await client.functions.invoke(
                ID, params={"any_key": [1, None]}, session_create_params=SESSION
            )

    assert asyncio.run(run()).status == "PENDING"
    assert json.loads(api.last["body"]["text"]) == SENT


def test_proxies_may_also_be_a_boolean(api: Api) -> None:
    client = Browserbase(api_key="secret", base_url=api.base_url)
    client.functions.invoke(ID, session_create_params={"proxies": True})
    sent = json.loads(api.last["body"]["text"])
    assert sent == {"sessionCreateParams": {"proxies": True}}


def test_defaults_are_not_sent(api: Api) -> None:
    client = Browserbase(api_key="secret", base_url=api.base_url)
    client.functions.invoke(ID)
    assert api.last["body"]["text"] in ("", "{}")


def test_a_body_is_not_sent_twice(api: Api) -> None:
    api.queue({"status": 500, "headers": {}, "body": {}})
    client = Browserbase(api_key="secret", base_url=api.base_url)
    with pytest.raises(Exception, match="500"):
        client.functions.invoke(ID)
    assert len(api.received) == 1


def test_pages_go_on_to_the_total(api: Api) -> None:
    api.queue(page(2, 5), page(2, 5), page(1, 5))
    client = Browserbase(api_key="secret", base_url=api.base_url)
    first = client.function_versions.list_invocations(
        ID, offset=0, limit=2, status="PENDING"
    )
    assert isinstance(first, FunctionVersionInvocationsPage)
    assert (first.total, len(first.results), first.items) == (5, 2, first.results)
    assert len(list(first)) == 5
    offsets = [dict(request["query"])["offset"] for request in api.received]
    assert offsets == ["0", "2", "4"]


def test_the_async_client_walks_pages(api: Api) -> None:
    api.queue(page(2, 3), page(1, 3))

    async def run() -> int:
        async with AsyncBrowserbase(api_key="s", base_url=api.base_url) as client:
            pager = client.function_versions.list_invocations(ID)
            return len([value async for value in pager])

    assert asyncio.run(run()) == 3


def test_a_total_that_shrinks_ends_the_walk(api: Api) -> None:
    api.queue(page(2, 5), page(0, 2))
    client = Browserbase(api_key="secret", base_url=api.base_url)
    assert len(list(client.function_versions.list_invocations(ID))) == 2


def test_a_missing_key_is_named() -> None:
    with pytest.raises(MissingCredentialsError, match="BROWSERBASE_API_KEY"):
        Browserbase().functions.invoke(ID)
