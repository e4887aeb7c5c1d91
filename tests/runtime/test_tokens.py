"""Tokens of OAuth 2: what the token endpoint may answer, and what its failures show."""

from __future__ import annotations

import base64
import gc
import json as jsonlib
import logging
import pickle
import traceback
from typing import Any
from urllib.parse import quote, quote_plus

import httpx2
import pytest
from sample.c1 import (
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    C1Error,
    InternalServerError,
)
from sample.c1._runtime.oauth import TokenStore

from tests.runtime.demo import KINDS, Demo, Kind, demo
from tests.runtime.fake import Answer, FakeServer, json

SECRET = 'top/secret+"key" ü=='
OAUTH = [("oauth",)]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    kind: Kind = request.param
    return kind


def oauth(kind: Kind, *answers: Answer, **options: Any) -> tuple[Demo, FakeServer]:
    server = FakeServer(*answers)
    defaults = {"client_id": "id", "client_secret": SECRET}
    return demo(kind, server, OAUTH, **{**defaults, **options}), server


def token(value: object = "tok", **more: object) -> httpx2.Response:
    return json({"access_token": value, **more})


def is_token(request: httpx2.Request) -> bool:
    return request.url.path == "/v1/token" or request.url.path == "/token"


# -- answers that hold no token -------------------------------------------------------

UNUSABLE: dict[str, tuple[httpx2.Response, str]] = {
    "no token": (json({}), "`access_token` is missing"),
    "a refusal": (
        json({"error": "invalid_client"}),
        "`access_token` is missing: invalid_client",
    ),
    "an array": (json(["hidden"]), "the body is not a JSON object"),
    "text": (httpx2.Response(200, text="hidden"), "the body is not a JSON object"),
    "HTML": (
        httpx2.Response(200, html="<h1>hidden</h1>"),
        "the body is not a JSON object",
    ),
    "nothing": (httpx2.Response(200), "the body is not a JSON object"),
    "deep": (
        httpx2.Response(200, text="[" * 100_000),
        "the body is not a JSON object",
    ),
    "null": (token(None), "`access_token` is null, not a string"),
    "number": (token(12345), "`access_token` is a number, not a string"),
    "boolean": (token(True), "`access_token` is a boolean, not a string"),
    "object": (token({"hidden": 1}), "`access_token` is an object, not a string"),
    "list": (token(["hidden"]), "`access_token` is an array, not a string"),
    "empty": (token(""), "`access_token` is empty"),
    "line break": (
        token("hidden\r\nX-Evil: 1"),
        "`access_token` has characters that no header can carry",
    ),
    "last line break": (token("hidden\n"), "`access_token` has characters"),
    "space": (token("hidden "), "`access_token` has characters"),
    "not ASCII": (token("hiddén"), "`access_token` has characters"),
    "lifetime in words": (
        token(expires_in="hidden"),
        "`expires_in` is a string, not a number of seconds",
    ),
    "empty lifetime": (token(expires_in=""), "`expires_in` is a string"),
    "true lifetime": (token(expires_in=True), "`expires_in` is a boolean"),
    "lifetime list": (token(expires_in=[1]), "`expires_in` is an array"),
    "lifetime object": (token(expires_in={}), "`expires_in` is an object"),
    "negative": (token(expires_in=-1), "`expires_in` is negative"),
    "negative text": (token(expires_in="-1"), "`expires_in` is negative"),
    "huge": (token(expires_in=10**400), "`expires_in` is out of range"),
    "huge text": (token(expires_in="9" * 400), "`expires_in` is out of range"),
    "huge float": (
        httpx2.Response(200, text='{"access_token":"hidden","expires_in":1e400}'),
        "`expires_in` is out of range",
    ),
    "no number": (
        httpx2.Response(200, text='{"access_token":"hidden","expires_in":NaN}'),
        "`expires_in` is out of range",
    ),
    "another type": (token(token_type="mac"), "`token_type` is not bearer"),
    "no type": (token(token_type=5), "`token_type` is not bearer"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_an_answer_without_a_token_is_an_error_that_says_why(
    case: str, kind: Kind
) -> None:
    answer, problem = UNUSABLE[case]
    one, server = oauth(kind, answer, token("right"), json({}))
    with pytest.raises(APIResponseValidationError) as caught:
        one.get()
    prefix = "Token endpoint: The response is not as documented: "
    assert str(caught.value).startswith(f"{prefix}{problem}")
    assert "hidd" not in str(caught.value) + repr(caught.value)
    assert isinstance(caught.value, C1Error)
    assert caught.value.request.url.path == "/token"
    # It is not kept, and the next call asks again.
    one.get()
    assert server.request.headers["authorization"] == "Bearer right"


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"token_type": None},
        {"token_type": "bearer"},
        {"token_type": "BEARER"},
        {"token_type": "BearerToken"},
        {"expires_in": None},
        {"expires_in": 1.5},
        {"expires_in": "60"},
        {"expires_in": 2**63},
    ],
)
def test_answers_of_real_servers_are_understood(
    more: dict[str, object], kind: Kind
) -> None:
    one, server = oauth(kind, token("a.b-c_d~e+f/g==", **more), json({}))
    one.get()
    assert server.request.headers["authorization"] == "Bearer a.b-c_d~e+f/g=="


def test_an_answer_may_begin_with_a_byte_order_mark(kind: Kind) -> None:
    body = b'\xef\xbb\xbf{"access_token":"tok"}'
    one, server = oauth(kind, httpx2.Response(200, content=body), json({}))
    one.get()
    assert server.request.headers["authorization"] == "Bearer tok"


@pytest.mark.parametrize("lifetime", [0, "0", 0.0])
def test_a_token_that_lives_no_time_is_used_once(lifetime: object, kind: Kind) -> None:
    one, server = oauth(
        kind,
        token("a", expires_in=lifetime),
        json({}),
        token("b", expires_in=lifetime),
        json({}),
    )
    one.get()
    assert server.request.headers["authorization"] == "Bearer a"
    one.get()
    assert server.request.headers["authorization"] == "Bearer b"


# -- failures of the token endpoint ---------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (
            json({"error": "invalid_client"}, status=401),
            AuthenticationError,
            "Token endpoint: 401 Unauthorized: invalid_client",
        ),
        (
            json({"message": "no such client"}, status=403),
            APIStatusError,
            "Token endpoint: 403 Forbidden: no such client",
        ),
        (
            httpx2.Response(500, html="<html>"),
            InternalServerError,
            "Token endpoint: 500 Internal Server Error",
        ),
        (
            httpx2.ReadTimeout("slow", request=httpx2.Request("POST", "https://a")),
            APITimeoutError,
            "Token endpoint: Request timed out: "
            "POST https://demo.example/token: ReadTimeout: slow",
        ),
        (
            httpx2.Response(307, headers={"location": "https://evil.example/"}),
            APIStatusError,
            "Token endpoint: 307 Temporary Redirect",
        ),
    ],
)
def test_a_failure_names_the_token_endpoint(
    answer: Answer, error: type[Exception], message: str, kind: Kind
) -> None:
    one, server = oauth(kind, answer, max_retries=0)
    with pytest.raises(error) as caught:
        one.get()
    assert str(caught.value) == message
    assert isinstance(caught.value, C1Error)
    assert len(server.requests) == 1


def test_a_token_request_is_sent_again_like_any_that_is_safe(kind: Kind) -> None:
    slow = httpx2.ReadTimeout("slow")
    one, server = oauth(kind, json({}, status=500), slow, token(), json({}))
    one.get()
    assert len(one.retries) == 2
    assert [is_token(each) for each in server.requests] == [True, True, True, False]


def test_the_limits_of_a_call_are_those_of_its_token_request(kind: Kind) -> None:
    one, server = oauth(kind, json({}, status=500))
    with pytest.raises(InternalServerError):
        one.get(max_retries=1, timeout=3.0)
    assert len(server.requests) == 2
    assert server.request.extensions["timeout"]["read"] == 3.0


def encoded(secret: str) -> set[str]:
    """The forms in which a server may quote what it was sent."""
    escaped = jsonlib.dumps(secret)[1:-1]
    pair = f"id:{secret}"
    form = f"{quote('id', '')}:{quote(secret, '')}"
    return {
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        quote(secret, safe="").lower(),
        quote(quote(secret, safe=""), safe=""),
        escaped,
        escaped.replace("/", "\\/"),
        jsonlib.dumps(escaped)[1:-1],
        jsonlib.dumps(secret, ensure_ascii=False)[1:-1],
        secret.replace('"', "&quot;"),
        *(
            kind(each.encode()).decode()
            for kind in (base64.b64encode, base64.urlsafe_b64encode)
            for each in (secret, pair, form, f"x{secret}y", f"xx{secret}yy")
        ),
    }


def spoken(secret: str) -> set[str]:
    """Return the forms that must not be visible: base64 without its last, shared
    character.
    """
    return {
        each.rstrip("=")[:-1] if "=" in each[-1:] else each for each in encoded(secret)
    }


@pytest.mark.parametrize("scheme", ["oauth", "oauth_basic"])
@pytest.mark.parametrize("form", sorted(encoded(SECRET)))
def test_a_secret_that_the_token_endpoint_quotes_is_shown_nowhere(
    form: str, scheme: str, kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="demo")
    body = {"error": f"a{form}b", "error_description": [{"detail": form}], form: form}
    refusal = json(body, status=400, x_echo=form if form.isascii() else "")
    server = FakeServer(refusal)
    given = {"client_id": "id", "client_secret": SECRET}
    one = demo(kind, server, [(scheme,)], **given)
    with pytest.raises(APIStatusError) as caught:
        one.get()
    shown = [
        str(caught.value),
        repr(caught.value),
        repr(caught.value.args),
        repr(caught.value.body),
        jsonlib.dumps(caught.value.body, ensure_ascii=False),
        "".join(traceback.format_exception(caught.value)),
        str(pickle.loads(pickle.dumps(caught.value))),
        repr(one.client),
        caplog.text,
    ]
    assert "[secret]" in str(caught.value)
    assert [text for text in shown for each in spoken(SECRET) if each in text] == []


def test_a_secret_in_a_text_is_not_cut_in_two(kind: Kind) -> None:
    server = FakeServer(httpx2.Response(400, text="x" * 290 + " secret-key-12345"))
    with pytest.raises(APIStatusError) as caught:
        demo(kind, server, [("bearer",)], api_key="secret-key-12345").get()
    assert "secret-" not in str(caught.value)


def test_short_secrets_are_hidden_where_they_stand_alone(kind: Kind) -> None:
    refusal = json({"message": "the key demo is not for democracy"}, status=400)
    with pytest.raises(APIStatusError) as caught:
        demo(kind, FakeServer(refusal), [("bearer",)], api_key="demo").get()
    assert str(caught.value).endswith("the key [secret] is not for democracy")


@pytest.mark.parametrize("scheme", ["bearer", "header", "query", "cookie", "basic"])
@pytest.mark.parametrize("form", sorted(encoded("secret/key+1")))
def test_a_credential_that_the_api_quotes_is_shown_nowhere(
    form: str, scheme: str, kind: Kind
) -> None:
    names = ("api_key", "header_key", "query_key", "cookie_key", "password")
    given = {"username": "ada", **dict.fromkeys(names, "secret/key+1")}
    server = FakeServer(json({"errors": [form], "echo": {form: [form]}}, status=403))
    with pytest.raises(APIStatusError) as caught:
        demo(kind, server, [(scheme,)], **given).get()
    shown = str(caught.value) + repr(caught.value) + repr(caught.value.body)
    assert [each for each in spoken("secret/key+1") if each in shown] == []


def test_headers_of_the_callers_own_are_hidden_as_well(kind: Kind) -> None:
    quoted = "Bearer own-secret-1, own-secret-2, own-secret-3"
    server = FakeServer(json({"message": quoted}, status=403))
    one = demo(kind, server, [], default_headers={"X-Api-Key": "own-secret-2"})
    own = {"Authorization": "Bearer own-secret-1", "Cookie": "a=1; sid=own-secret-3"}
    with pytest.raises(APIStatusError) as caught:
        one.get(extra_headers=own)
    assert "own-secret" not in str(caught.value) + repr(caught.value.body)


# -- what is kept ---------------------------------------------------------------------


def test_tokens_of_dropped_clients_go(kind: Kind) -> None:
    def serve(request: httpx2.Request) -> httpx2.Response:
        return token(expires_in=3600) if is_token(request) else json({})

    before = {id(each) for each in stores()}
    one, _ = oauth(kind, serve)
    one.get()
    for number in range(50):
        one.copy(client_secret=f"secret-{number}").get()
    assert len([each for each in stores() if id(each) not in before]) == 1
    del one
    assert not [each for each in stores() if id(each) not in before]


def stores() -> list[TokenStore]:
    gc.collect()
    return [each for each in gc.get_objects() if isinstance(each, TokenStore)]
