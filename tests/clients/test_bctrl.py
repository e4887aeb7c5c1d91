"""bctrl: pages by cursor, authentication hidden in a header parameter, two servers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from bctrl import (
    AsyncBctrl,
    Bctrl,
    MissingCredentialsError,
    NotFoundError,
    PaginationError,
)
from bctrl.types import ErrorResponse, InvocationSummary, RunInvocationsPage

from tests.clients.conftest import Api

ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


def summary(**changes: Any) -> dict[str, Any]:
    return {
        "action": "act",
        "createdAt": "2024-06-10T15:22:30Z",
        "id": ID,
        "runId": ID,
        "runtimeId": ID,
        "status": "failed",
        **changes,
    }


def page(*durations: int, cursor: str | None = None) -> dict[str, Any]:
    data = [summary(durationMs=duration) for duration in durations]
    return {"status": 200, "headers": {}, "body": {"data": data, "nextCursor": cursor}}


def test_every_argument_is_sent_as_documented(api: Api) -> None:
    client = Bctrl(api_key="secret", base_url=api.base_url)
    client.runs.list_invocations(
        "run/1",
        status=["queued", "running"],
        action="act",
        cursor="c",
        limit=5,
    )
    assert api.last["raw_path"].startswith("/v1/runs/run%2F1/invocations")
    assert api.last["headers"]["authorization"] == "Bearer secret"
    assert api.last["query"] == [
        ["status", "queued"],
        ["status", "running"],
        ["action", "act"],
        ["cursor", "c"],
        ["limit", "5"],
    ]


def test_pages_follow_the_cursor(api: Api) -> None:
    api.queue(page(1, 2, cursor="x"), page(cursor="y"), page(3))
    client = Bctrl(api_key="secret", base_url=api.base_url)
    first = client.runs.list_invocations("r", status="failed", limit=2)
    assert isinstance(first, RunInvocationsPage)
    assert first.next_cursor == "x"
    assert first.items == first.data
    assert [item.duration_ms for item in first] == [1, 2, 3]
    queries = [dict(request["query"]) for request in api.received]
    assert [query.get("cursor") for query in queries] == [None, "x", "y"]
    assert {(query["status"], query["limit"]) for query in queries} == {("failed", "2")}


def test_a_cursor_that_repeats_ends_the_walk(api: Api) -> None:
    api.queue(page(1, cursor="x"), page(2, cursor="x"))
    client = Bctrl(api_key="secret", base_url=api.base_url)
    with pytest.raises(PaginationError):
        list(client.runs.list_invocations("r"))
    assert len(api.received) == 2


def test_the_async_client_does_the_same(api: Api) -> None:
    api.queue(page(1, cursor="x"), page(2), page(3))

    async def run() -> list[int | None]:
        async with AsyncBctrl(api_key="secret", base_url=api.base_url) as client:
            walked = [
                invocation.duration_ms
                async for invocation in client.runs.list_invocations(
                    "r", action=["act"]
                )
            ]
            first = await client.runs.list_invocations("r")
            assert not first.has_next_page()
            return [*walked, first.items[0].duration_ms]

    assert asyncio.run(run()) == [1, 2, 3]


def test_nulls_and_absent_members_are_told_apart(api: Api) -> None:
    error = {"message": "timed out", "details": {"step": "fetch"}}
    body = {
        "data": [summary(error=error, finishedAt=None), summary(error=None)],
        "nextCursor": None,
    }
    api.queue({"status": 200, "headers": {}, "body": body})
    client = Bctrl(api_key="secret", base_url=api.base_url)
    one, other = client.runs.list_invocations("r").data
    assert isinstance(one, InvocationSummary)
    assert one.error is not None
    assert (one.error.message, one.error.details) == ("timed out", {"step": "fetch"})
    assert (one.finished_at, "finished_at" in one.model_fields_set) == (None, True)
    assert (other.finished_at, "finished_at" in other.model_fields_set) == (None, False)
    assert one.to_dict()["finishedAt"] is None


def test_error_bodies_are_typed(api: Api) -> None:
    body = {
        "code": "run.not_found",
        "error": "no such run",
        "reasonClass": "not_found",
        "hint": "retry after 2s",
    }
    api.queue({"status": 404, "headers": {}, "body": body})
    client = Bctrl(api_key="secret", base_url=api.base_url)
    with pytest.raises(NotFoundError, match="no such run") as caught:
        client.runs.list_invocations("r")
    assert isinstance(caught.value.body, ErrorResponse)
    assert caught.value.body.reason_class == "not_found"


def test_the_local_server_is_an_environment() -> None:
    assert Bctrl(api_key="x").base_url == "https://api.bctrl.ai"
    local = Bctrl(api_key="x", environment="local")
    assert local.base_url == "http://localhost:8787"
    with pytest.raises(ValueError, match="'production', 'local'"):
        Bctrl(api_key="x", environment="staging")  # type: ignore[arg-type]


def test_the_header_parameter_is_authentication() -> None:
    with pytest.raises(MissingCredentialsError, match="BCTRL_API_KEY"):
        Bctrl().runs.list_invocations("r")


def test_an_empty_path_value_is_refused() -> None:
    with pytest.raises(ValueError, match="runId"):
        Bctrl(api_key="x").runs.list_invocations("")
