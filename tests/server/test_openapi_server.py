"""The test server is strict: what it lets pass fits the document."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.client import HTTPMessage
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.server.control import clear, queue, received

BEARER = {"Authorization": "Bearer secret"}
ID = "01234567-89ab-4def-8123-456789abcdef"


def call(
    url: str,
    headers: dict[str, str] | None = None,
    method: str = "GET",
    data: bytes | None = None,
) -> tuple[int, HTTPMessage, Any]:
    """Status, headers and JSON body of one request."""
    request = Request(url, data, headers or {}, method=method)
    try:
        response = urlopen(request, timeout=30)
    except HTTPError as error:
        response = error
    with response:
        return response.status, response.headers, json.loads(response.read())


@pytest.fixture
def kernel(api_server: Callable[[str], str]) -> str:
    url = api_server("kernel")
    clear(url)
    return url


def test_a_valid_request_is_answered_with_documented_body_and_headers(
    kernel: str,
) -> None:
    status, headers, body = call(f"{kernel}/invocations?limit=2", BEARER)
    assert status == 200
    assert headers["X-Has-More"] == "false"
    assert body[0]["app_name"] == "my-app"
    # The document's example is no valid date-time, so it is not used.
    assert body[0]["started_at"] == "2025-06-20T12:00:00.123456789Z"


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("limit=many", "Query parameter error: limit"),
        ("appName=x", "query parameter 'appName' is not declared"),
        ("status=done", "'done' is not one of"),
    ],
)
def test_an_invalid_request_is_refused(kernel: str, query: str, problem: str) -> None:
    status, _, body = call(f"{kernel}/invocations?{query}", BEARER)
    assert status == 422
    assert problem in body["errors"][0]


def test_missing_credentials_are_refused(
    kernel: str, api_server: Callable[[str], str]
) -> None:
    bctrl, c1 = api_server("bctrl"), api_server("c1")
    browserbase = api_server("browserbase")
    for url in (
        f"{kernel}/invocations",
        f"{bctrl}/v1/runs/x/invocations",
        f"{c1}/api/v1/functions/x/invocations",
        f"{browserbase}/v1/functions/versions/{ID}/invocations",
    ):
        assert call(url)[0] == 422


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"params": {"a": 1}, "sessionCreateParams": {"proxies": true}}', 202),
        (b'{"session_create_params": {}}', 422),
        (b'{"sessionCreateParams": {"timeout": "soon"}}', 422),
        (b"not json", 422),
    ],
)
def test_bodies_are_checked_with_unknown_keys(
    api_server: Callable[[str], str], body: bytes, status: int
) -> None:
    url = f"{api_server('browserbase')}/v1/functions/{ID}/invoke"
    headers = {"X-BB-API-Key": "secret", "Content-Type": "application/json"}
    assert call(url, headers, "POST", body)[0] == status


def test_undocumented_paths_and_methods_are_refused(kernel: str) -> None:
    assert call(f"{kernel}/nowhere", BEARER)[0] == 404
    assert call(f"{kernel}/invocations", BEARER, "POST", b"")[0] == 405


def test_a_request_chooses_its_status(kernel: str) -> None:
    url = f"{kernel}/invocations"
    status, _, body = call(url, {**BEARER, "X-Test-Status": "401"})
    assert (status, body["code"]) == (401, "bad_request")
    assert call(url, {**BEARER, "X-Test-Status": "503"})[0] == 503


def test_queued_answers_are_given_once_and_only_to_valid_requests(kernel: str) -> None:
    queue(kernel, [{"status": 201, "headers": {"X-Page": "1"}, "body": [1]}])
    assert call(f"{kernel}/invocations?limit=x", BEARER)[0] == 422
    status, headers, body = call(f"{kernel}/invocations", BEARER)
    assert (status, headers["X-Page"], body) == (201, "1", [1])
    assert call(f"{kernel}/invocations", BEARER)[0] == 200


def test_requests_are_recorded_with_operation_and_errors(kernel: str) -> None:
    call(f"{kernel}/invocations?app_name=a%2Fb", BEARER)
    call(f"{kernel}/invocations?limit=x", BEARER)
    good, bad = received(kernel)
    assert good["operation"] == "GET /invocations"
    assert good["query"] == [["app_name", "a/b"]]
    assert good["headers"]["authorization"] == "Bearer secret"
    assert good["errors"] == []
    assert bad["errors"]


def test_an_encoded_slash_stays_within_its_segment(
    api_server: Callable[[str], str],
) -> None:
    bctrl = api_server("bctrl")
    clear(bctrl)
    assert call(f"{bctrl}/v1/runs/a%2Fb/invocations?status=queued", BEARER)[0] == 200
    assert call(f"{bctrl}/v1/runs/a/b/invocations", BEARER)[0] == 404
    assert received(bctrl)[0]["raw_path"] == "/v1/runs/a%2Fb/invocations"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        (b"grant_type=client_credentials&client_id=a&client_secret=b", 200),
        (b"grant_type=client_credentials&client_id=a", 400),
        (b"client_id=a&client_secret=b", 400),
    ],
)
def test_the_token_endpoint_wants_client_credentials(
    api_server: Callable[[str], str], form: bytes, status: int
) -> None:
    c1 = api_server("c1")
    clear(c1)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    found, _, body = call(f"{c1}/auth/v1/token", headers, "POST", form)
    assert found == status
    assert ("access_token" in body) == (status == 200)
    assert received(c1)[0]["body"]["text"] == form.decode()
