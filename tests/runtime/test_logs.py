"""Tests of log messages, and of data that is never logged."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from sample.c1 import C1
from sample.kernel import Kernel
from sample.kernel._runtime import ApiInfo, ApiKey, Credential, Server, SyncClient

from tests.runtime.fake import INVOCATION, FakeServer, json


def test_each_request_is_one_line_at_info(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="kernel")
    server = FakeServer(json({}, 429, retry_after="0"), json([]))
    client = Kernel(api_key="key", http_client=server.sync())
    client.invocations.list(app_name="private")
    own = [r.getMessage() for r in caplog.records if r.name == "kernel"]
    assert own == [
        "GET https://api.onkernel.com/invocations?app_name -> 429",
        "retry 1 in 0.00 s",
        "GET https://api.onkernel.com/invocations?app_name -> 200",
    ]


def test_debug_shows_headers_without_secrets(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = FakeServer(json(INVOCATION, set_cookie="s3cret", x_limit="20"))
    client = Kernel(
        api_key="s3cret",
        base_url="https://user:s3cret@api.example",
        http_client=server.sync(),
        default_headers={
            "X-My-Token": "s3cret",
            "Cookie": "a=s3cret",
            "X-Team": "blue",
        },
    )
    client.invocations.retrieve("1", idempotency_key="s3cret")
    own = "\n".join(r.getMessage() for r in caplog.records if r.name == "kernel")
    assert "'x-team': 'blue'" in own
    assert "'x-limit': '20'" in own
    assert "s3cret" not in own


def test_keys_in_the_query_are_hidden_from_the_http_librarys_log_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    scheme = ApiKey("api key", "query", Credential("api_key"))
    info = ApiInfo(
        "demo", "1", "DEMO", (Server("https://d.example"),), {"q": scheme}, (("q",),)
    )
    http = FakeServer(json({})).sync()
    client = SyncClient(info, arguments={"api_key": "s3cret"}, http_client=http)
    client.get("/x?page=2", cast_to=object)
    assert "page=2&api%20key=[secret]" in caplog.text
    assert "s3cret" not in caplog.text


def test_token_requests_show_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = FakeServer(json({"access_token": "t0ken", "expires_in": 60}), json({}))
    http = server.sync()
    client = C1(client_id="id", client_secret="s3cret", http_client=http)
    client.functions_invocation.list("f")
    assert "/auth/v1/token -> 200" in caplog.text
    assert "s3cret" not in caplog.text
    assert "t0ken" not in caplog.text


@pytest.mark.parametrize(
    ("level", "shown"), [("info", True), ("DEBUG", True), ("", False), ("loud", False)]
)
def test_an_environment_variable_switches_logging_on(
    level: str, shown: bool, sample_home: Path
) -> None:
    script = (
        "from sample.kernel import Kernel; import httpx2\n"
        "t = httpx2.MockTransport(lambda r: httpx2.Response(200, json=[]))\n"
        "for _ in range(2): c = Kernel(api_key='k', http_client=httpx2.Client(transport=t))\n"
        "c.invocations.list()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=sample_home,
        env={"KERNEL_LOG": level},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    lines = [line for line in done.stderr.splitlines() if "/invocations -> 200" in line]
    assert len(lines) == (1 if shown else 0)
