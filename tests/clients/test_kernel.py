"""Kernel: a bare array that is paged by headers."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from kernel import (
    APIResponseValidationError,
    AsyncKernel,
    AuthenticationError,
    InternalServerError,
    Kernel,
    KernelError,
    MissingCredentialsError,
)
from kernel.types import Error, Invocation

from tests.clients.conftest import Api
from tests.conftest import ROOT


def invocation(id: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": id,
        "app_name": "my-app",
        "version": "1.0.0",
        "action_name": "analyze",
        "started_at": "2024-05-19T15:30:00.123456789Z",
        "status": "succeeded",
        **changes,
    }


def page(*ids: str, next_offset: int | None = None) -> dict[str, Any]:
    """An answer as the API gives it: what comes next is in the headers."""
    headers = {"X-Has-More": "true" if next_offset else "false"}
    if next_offset:
        headers["X-Next-Offset"] = str(next_offset)
    return {"status": 200, "headers": headers, "body": [invocation(id) for id in ids]}


def test_every_argument_is_sent_as_documented(api: Api) -> None:
    api.queue(page("one"))
    with Kernel(api_key="secret", base_url=api.base_url) as client:
        result = client.invocations.list(
            app_name="my app",
            version="1",
            action_name="act",
            deployment_id="d/1",
            status="failed",
            since="5m",
            limit=50,
            offset=10,
        )
    assert [item.id for item in result.items] == ["one"]
    assert api.last["operation_id"] == "getInvocations"
    assert api.last["headers"]["authorization"] == "Bearer secret"
    assert dict(api.last["query"]) == {
        "app_name": "my app",
        "version": "1",
        "action_name": "act",
        "deployment_id": "d/1",
        "status": "failed",
        "since": "5m",
        "limit": "50",
        "offset": "10",
    }


def test_what_is_left_out_is_not_sent(api: Api) -> None:
    api.queue(page())
    Kernel(api_key="secret", base_url=api.base_url).invocations.list()
    assert api.last["query"] == []


def test_iterating_walks_all_pages_by_the_next_offset_itself(api: Api) -> None:
    api.queue(page("a", "b", next_offset=2), page("c", next_offset=7), page("d"))
    client = Kernel(api_key="secret", base_url=api.base_url)
    assert [invocation.id for invocation in client.invocations.list(limit=2)] == list(
        "abcd"
    )
    offsets = [dict(request["query"]).get("offset") for request in api.received]
    assert offsets == [None, "2", "7"]


def test_the_async_client_walks_all_pages(api: Api) -> None:
    api.queue(page("a", next_offset=1), page("b"), page("c", next_offset=1), page("d"))

    async def run() -> list[str]:
        async with AsyncKernel(api_key="secret", base_url=api.base_url) as client:
            found = [
                invocation.id
                async for invocation in client.invocations.list(status="queued")
            ]
            first = await client.invocations.list()
            assert first.has_next_page()
            following = await first.get_next_page()
            return [*found, *(item.id for item in (*first.items, *following.items))]

    assert asyncio.run(run()) == list("abcd")


def test_nanoseconds_are_cut_to_what_python_can_hold(api: Api) -> None:
    api.queue(page("one"))
    client = Kernel(api_key="secret", base_url=api.base_url)
    (item,) = client.invocations.list().items
    assert isinstance(item, Invocation)
    assert item.started_at == datetime(2024, 5, 19, 15, 30, 0, 123456, tzinfo=UTC)


def test_an_answer_that_breaks_the_contract_is_kept(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    sloppy = invocation("one", started_at="yesterday", status="paused", extra=[1])
    del sloppy["version"]
    api.queue({"status": 200, "headers": {}, "body": [sloppy]})
    client = Kernel(api_key="hidden-key", base_url=api.base_url)
    with caplog.at_level(logging.DEBUG, "kernel"):
        item = client.invocations.list().items[0]
    assert isinstance(item, Invocation)
    kept = item.to_dict()
    assert (kept["id"], kept["status"], kept["started_at"]) == (
        "one",
        "paused",
        "yesterday",
    )
    # The type says `str`; reading what the server left out gives None all the same.
    assert getattr(item, "version", "fails") is None
    assert "version" not in item.model_fields_set
    assert item.model_extra == {"extra": [1]}
    assert item.to_dict() == sloppy
    assert "hidden-key" not in caplog.text


def test_strict_validation_raises_instead(api: Api) -> None:
    api.queue({"status": 200, "headers": {}, "body": [{"id": 1}]})
    client = Kernel(
        api_key="secret", base_url=api.base_url, _strict_response_validation=True
    )
    with pytest.raises(APIResponseValidationError):
        client.invocations.list()


def test_an_unknown_status_is_within_the_contract(api: Api) -> None:
    api.queue({"status": 200, "headers": {}, "body": [invocation("1", status="new")]})
    client = Kernel(
        api_key="secret", base_url=api.base_url, _strict_response_validation=True
    )
    assert client.invocations.list().items[0].status == "new"


def test_failures_carry_the_documented_error(api: Api) -> None:
    body = {"code": "unauthorized", "message": "no such key"}
    headers = {"x-request-id": "r-1"}
    api.queue({"status": 401, "headers": headers, "body": body})
    client = Kernel(api_key="wrong-key", base_url=api.base_url)
    with pytest.raises(AuthenticationError, match="no such key") as caught:
        client.invocations.list()
    error = caught.value
    assert isinstance(error, KernelError)
    assert (error.status_code, error.request_id) == (401, "r-1")
    assert isinstance(error.body, Error)
    assert error.body.code == "unauthorized"
    assert "wrong-key" not in f"{error!r} {error.request!r}"


def test_a_failing_server_is_asked_again(
    api: Api,
) -> None:
    api.queue({"status": 503, "headers": {"retry-after": "0"}, "body": {}}, page("ok"))
    client = Kernel(api_key="secret", base_url=api.base_url)
    raw = client.invocations.with_raw_response.list()
    assert raw.retries_taken == 1
    assert raw.parse().items[0].id == "ok"


def test_retries_end(api: Api) -> None:
    down = {"status": 500, "headers": {"retry-after-ms": "1"}, "body": {}}
    api.queue(down, down)
    client = Kernel(api_key="secret", base_url=api.base_url, max_retries=5)
    with pytest.raises(InternalServerError):
        client.with_options(max_retries=1).invocations.list()
    assert len(api.received) == 2


def test_raw_and_streaming_responses(api: Api) -> None:
    api.queue(page("a"), page("b"))
    client = Kernel(api_key="secret", base_url=api.base_url)
    raw = client.invocations.with_raw_response.list()
    assert (raw.status_code, raw.headers["x-has-more"]) == (200, "false")
    with client.invocations.with_streaming_response.list() as response:
        assert b'"b"' in b"".join(response.iter_bytes())


def test_the_key_comes_from_the_environment(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERNEL_API_KEY", "from-environment")
    monkeypatch.setenv("KERNEL_BASE_URL", api.base_url)
    api.queue(page())
    Kernel().invocations.list()
    assert api.last["headers"]["authorization"] == "Bearer from-environment"


def test_a_missing_key_is_named_when_it_is_needed() -> None:
    client = Kernel()
    with pytest.raises(MissingCredentialsError) as caught:
        client.invocations.list()
    assert "api_key" in str(caught.value)
    assert "KERNEL_API_KEY" in str(caught.value)


def test_a_call_can_differ_in_everything(api: Api) -> None:
    api.queue(page())
    client = Kernel(api_key="secret", base_url=api.base_url)
    client.invocations.list(
        limit=1, extra_query={"limit": 2}, extra_headers={"X-Trace": "t"}, timeout=9
    )
    assert dict(api.last["query"]) == {"limit": "2"}
    assert api.last["headers"]["x-trace"] == "t"


def test_the_sample_of_the_document_runs_unchanged(api: Api, tmp_path: Path) -> None:
    document = yaml.safe_load((ROOT / "specs" / "kernel.yaml").read_text())
    samples = document["paths"]["/invocations"]["get"]["x-codeSamples"]
    (source,) = (sample["source"] for sample in samples if sample["lang"] == "Python")
    api.queue(page("from-the-sample"))
    assert run(source, api) == "from-the-sample\n"


def test_importing_loads_neither_models_nor_resources() -> None:
    source = """
import sys
import kernel
kernel.Kernel(api_key="x")
names = {name for name in sys.modules if name.startswith("kernel.")}
print(sorted(n for n in names if n.startswith(("kernel.types.", "kernel.resources."))))
kernel.types.Invocation
print("kernel.types.models" in sys.modules)
"""
    assert run(source) == "[]\nTrue\n"


def test_the_package_works_below_another(api: Api, tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "generated" / "kernel", tmp_path / "acme" / "_vendor" / "kernel"
    )
    source = """
from acme._vendor.kernel import Kernel
from acme._vendor.kernel.types import Invocation
page = Kernel(api_key="x").invocations.list()
assert type(page.items[0]) is Invocation
import sys
print([name for name in sys.modules if name.split(".")[0] == "kernel"])
"""
    api.queue(page("one"))
    assert run(source, api, path=tmp_path) == "[]\n"


def run(source: str, api: Api | None = None, path: Path = ROOT / "generated") -> str:
    """Return the output of a program; warnings are errors."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", source],
        env={
            **os.environ,
            "PYTHONPATH": str(path),
            "KERNEL_API_KEY": "secret",
            "KERNEL_BASE_URL": api.base_url if api else "",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout
