"""Tests of the messages of errors: the reason, and the place."""

from __future__ import annotations

import anyio
import httpx2
import pytest
from sample.kernel import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AsyncKernel,
    Kernel,
)
from sample.kernel._runtime.messages import sentence

from tests.runtime.fake import FakeServer, json


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # FastAPI
        (
            {"detail": [{"loc": ["body", "email"], "msg": "Field required", "type": "x"}]},
            "body.email: Field required",
        ),
        (
            {"detail": [{"loc": ["body", 0], "msg": "a"}, {"loc": ["query"], "msg": "b"}]},
            "body.0: a; query: b",
        ),
        ({"detail": "Not authenticated"}, "Not authenticated"),
        ({"detail": {"message": "no such run"}}, "no such run"),
        ({"detail": {"error": {"message": "no such run"}}}, "no such run"),
        # Rails, Laravel, Django, ASP.NET, NestJS, Spring, Zendesk, Jira
        ({"errors": {"name": ["can't be blank"]}}, "name: can't be blank"),
        ({"errors": {"name": "can't be blank"}}, "name: can't be blank"),
        ({"errors": ["Name can't be blank", "Age is too low"]},
         "Name can't be blank; Age is too low"),
        (
            {"message": "The data was invalid.", "errors": {"email": ["is taken", "no"]}},
            "The data was invalid.; email: is taken; email: no",
        ),
        (
            {"message": "is taken (and 1 more error)", "errors": {"email": ["is taken"]}},
            "is taken (and 1 more error); email: is taken",
        ),
        ({"email": ["is required"], "non_field_errors": ["expired"]},
         "email: is required; non_field_errors: expired"),
        (
            {
                "type": "https://x.example/probs/1",
                "title": "One or more validation errors occurred.",
                "status": 400,
                "errors": {"Name": ["The Name field is required."]},
                "traceId": "00-1",
            },
            "One or more validation errors occurred.; Name: The Name field is required.",
        ),
        ({"statusCode": 400, "message": ["a must be b", "c"], "error": "Bad Request"},
         "a must be b; c"),
        (
            {"timestamp": "2024", "status": 400, "error": "Refused", "message": "",
             "path": "/x"},
            "Refused",
        ),
        (
            {"error": "RecordInvalid", "description": "Record validation errors",
             "details": {"name": [{"description": "cannot be blank"}]}},
            "Record validation errors; name: cannot be blank",
        ),
        ({"errorMessages": ["No project"], "errors": {"key": "is unknown"}},
         "No project; key: is unknown"),
        ({"Message": "The request is invalid.", "ModelState": {"a.b": ["is required"]}},
         "The request is invalid.; a.b: is required"),
        ({"error": {"type": "t", "errors": {"name": ["is taken"]}}}, "name: is taken"),
        # RFC 9457, JSON:API, OAuth
        ({"type": "about:blank", "title": "Out of credit", "detail": "30 < 50"},
         "Out of credit: 30 < 50"),
        (
            {"title": "Invalid", "invalid-params": [{"name": "age", "reason": "< 0"}]},
            "Invalid; age: < 0",
        ),
        (
            {"errors": [{"title": "Invalid", "detail": "Too short",
                         "source": {"pointer": "/data/name"}}]},
            "/data/name: Invalid: Too short",
        ),
        ({"error": "invalid_grant", "error_description": "The code has expired"},
         "The code has expired"),
        # Google, Stripe, Elasticsearch, Apigee, AWS, Salesforce, GraphQL, Slack
        (
            {"error": {"code": 403, "message": "Quota", "status": "NO",
                       "errors": [{"message": "Quota", "reason": "rateLimitExceeded"}]}},
            "Quota (rateLimitExceeded)",
        ),
        ({"errors": [{"reason": "name is too long"}]}, "name is too long"),
        (
            {"error": {"message": "No such customer", "param": "customer",
                       "type": "invalid_request_error"}},
            "customer: No such customer",
        ),
        ({"error": {"root_cause": [{"reason": "no such index"}], "type": "t",
                    "reason": "no such index"}, "status": 404}, "no such index"),
        ({"fault": {"faultstring": "Invalid ApiKey", "detail": {"errorcode": "o.v"}}},
         "Invalid ApiKey; errorcode: o.v"),
        ({"__type": "x#Y", "Message": "Missing token"}, "Missing token"),
        ([{"message": "Session expired", "errorCode": "INVALID_SESSION_ID"}],
         "Session expired"),
        ({"ok": False, "error": "channel_not_found"}, "channel_not_found"),
        # What tells little, or nothing
        ({"code": "not_found"}, "not_found"),
        ({"code": 7, "success": False, "errors": [], "detail": None}, ""),
        ({"data": {"message": 3}}, ""),
        ([], ""),
        (None, ""),
        (17, ""),
        # Texts
        ("a\n  b ", "a b"),
        ("x" * 400, "x" * 300 + "..."),
        ("<html><head><title>502 Bad\nGateway</title></head><body><h1>x</h1></body>",
         "502 Bad Gateway"),
        ("<!DOCTYPE html><style>b {}</style><body><h1>Sorry &amp; bye</h1>", "Sorry & bye"),
        ("<body><p>We are <b>down</b></p><script>var a = '<p>';</script></body>",
         "We are down"),
        (
            '<?xml version="1.0"?><Error><Code>NoSuchKey</Code>'
            "<Message>The key does not exist.</Message></Error>",
            "The key does not exist.",
        ),
        (
            "<soap:Envelope><soap:Body><soap:Fault><faultcode>c</faultcode>"
            "<faultstring>No &lt;b&gt;</faultstring></soap:Fault></soap:Body>",
            "No <b>",
        ),
        ("<a><b>one</b><c>two</c>", "one two"),
        # Never without an end
        ({"errors": [{"message": f"m{n}"} for n in range(9)]},
         "m0; m1; m2; m3; m4 (and 4 more)"),
    ],
)  # fmt: skip
def test_the_reason_is_found_wherever_it_is(body: object, expected: str) -> None:
    assert sentence(body) == expected


def test_hostile_bodies_are_read_in_good_time() -> None:
    deep: object = "end"
    for _ in range(500):
        deep = {"error": [deep, deep], "detail": {"errors": deep}}
    assert sentence(deep) == ""
    assert sentence("<script " * 100_000) == ""
    assert sentence("<a" * 1_000_000) == ""
    assert sentence("<" * 1_000_000)


def status_errors(response: httpx2.Response) -> list[APIStatusError]:
    """The error of each client."""
    with pytest.raises(APIStatusError) as caught:
        Kernel(
            api_key="k", http_client=FakeServer(response).sync(), max_retries=0
        ).invocations.retrieve("1")

    async def main() -> None:
        client = AsyncKernel(
            api_key="k", http_client=FakeServer(response).asynchronous(), max_retries=0
        )
        await client.invocations.retrieve("1")

    with pytest.raises(APIStatusError) as other:
        anyio.run(main)
    return [caught.value, other.value]


def test_status_errors_carry_the_reason_and_do_not_repeat_the_status() -> None:
    invalid = json({"detail": [{"loc": ["body"], "msg": "Field required"}]}, 422)
    for error in status_errors(invalid):
        assert str(error) == "422 Unprocessable Content: body: Field required"
    for page in ("<html><title>502 Bad Gateway</title>", "Bad Gateway"):
        headers = {"content-type": "text/html"}
        refused = httpx2.Response(502, text=page, headers=headers)
        for error in status_errors(refused):
            assert str(error) == "502 Bad Gateway"
            assert error.body == page


@pytest.mark.parametrize(
    ("raised", "error", "expected"),
    [
        (
            httpx2.ConnectError("[Errno 111] Connection refused"),
            APIConnectionError,
            "Connection error: GET https://api.test:8443/v1/invocations/1: "
            "ConnectError: [Errno 111] Connection refused",
        ),
        (
            httpx2.ReadTimeout(""),
            APITimeoutError,
            "Request timed out: GET https://api.test:8443/v1/invocations/1: ReadTimeout",
        ),
        (
            # What is illegal may be the key.
            httpx2.LocalProtocolError("Illegal header value b'hunter2'"),
            APIConnectionError,
            "Connection error: GET https://api.test:8443/v1/invocations/1: "
            "LocalProtocolError",
        ),
    ],
)
def test_connection_errors_name_the_url_and_the_cause(
    raised: Exception, error: type[APIConnectionError], expected: str
) -> None:
    base_url = "https://user:hunter2@api.test:8443/v1"
    server = FakeServer(raised)
    with pytest.raises(error) as caught:
        Kernel(
            api_key="k",
            base_url=base_url,
            http_client=server.sync(),
            max_retries=0,
            default_query={"token": "hunter2"},
        ).invocations.retrieve("1")
    assert str(caught.value) == expected.replace("/1:", "/1?token:")
    assert caught.value.__cause__ is raised

    async def main() -> None:
        await AsyncKernel(
            api_key="k",
            base_url=base_url,
            http_client=server.asynchronous(),
            max_retries=0,
        ).invocations.retrieve("1")

    with pytest.raises(error) as other:
        anyio.run(main)
    assert str(other.value) == expected
