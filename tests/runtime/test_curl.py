"""Requests as commands for curl, as a shell reads them."""

from __future__ import annotations

import asyncio
import pickle
import shlex
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sample.kernel import AsyncKernel, BadRequestError, Kernel, omit
from sample.kernel._runtime import (
    ApiInfo,
    ApiKey,
    Attempt,
    JsonBody,
    MultipartBody,
    Operation,
    RawBody,
    Server,
    SyncClient,
)
from sample.kernel._runtime.auth import Credential
from typing_extensions import TypedDict

from tests.private import forget_content
from tests.runtime.fake import FakeServer, json

KEY = "hidden/key 1"
NO = json({"message": "no"}, 400)
Send = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def send(request: pytest.FixtureRequest) -> Send:
    """`send(operation, query={...})`: the error of the call."""

    def call(operation: Operation, client: Mapping[str, Any] = {}, **parts: Any) -> Any:
        options = {"api_key": KEY, **client}
        server = FakeServer(NO)
        if request.param == "sync":
            kernel = Kernel(http_client=server.sync(), **options)
            with pytest.raises(BadRequestError) as caught:
                kernel.request(operation, object, **parts)
            return caught.value

        async def main() -> None:
            kernel = AsyncKernel(http_client=server.asynchronous(), **options)
            await kernel.request(operation, object, **parts)

        with pytest.raises(BadRequestError) as caught:
            asyncio.run(main())
        return caught.value

    return call


def words(command: str) -> list[str]:
    """Return the words that the shell reads."""
    return shlex.split(command.replace("\\\n", ""))


GET, POST = Operation("GET", "/x"), Operation("POST", "/x", body=JsonBody(object))


def test_each_character_reaches_curl(send: Send) -> None:
    text = 'it\'s [a] {b} $HOME `x` "q" \\ é\n!'
    headers = {"X-Text": text.replace("é\n", "")}
    error = send(POST, body={"text": text}, header=headers, query={"q": text})
    command = error.as_curl()
    assert all(word.startswith("  ") for word in command.split(" \\\n")[1:])
    found = words(command)
    assert found[:4] == ["curl", "--request", "POST", str(error.request.url)]
    assert f"x-text: {headers['X-Text']}" in found
    assert found[-2:] == ["--data-raw", error.request.content.decode()]


def test_secrets_are_hidden_unless_asked_for(send: Send) -> None:
    error = send(
        POST,
        body={"note": f"the key is {KEY}"},
        query={"k": KEY},
        header={"X-Api-Key": "another"},
        cookie={"sid": "a-session"},
    )
    assert error.request.url.params["k"] == KEY
    for shown in (error.as_curl(), pickle.loads(pickle.dumps(error)).as_curl()):
        for secret in (KEY, "another", "a-session", "hidden%2Fkey"):
            assert secret not in shown
    assert words(error.as_curl())[-2:] == [
        "--data-raw",
        '{"note":"the key is [secret]"}',
    ]
    shown = words(error.as_curl(show_secrets=True))
    assert f"authorization: Bearer {KEY}" in shown
    assert "x-api-key: another" in shown
    assert "cookie: sid=a-session" in shown
    assert str(error.request.url) in shown


def test_no_more_is_shown_than_was_sent(send: Send) -> None:
    error = send(GET, options={"extra_headers": {"X-None": "", "Authorization": omit}})
    assert words(error.as_curl()) == [
        *("curl", "--request", "GET", str(error.request.url)),
        *("--compressed", "--header", "accept: application/json"),
        *("--header", f"user-agent: {error.request.headers['user-agent']}"),
        *("--header", "x-none;"),
    ]
    head = send(Operation("HEAD", "/x"))
    assert head.as_curl().startswith(f"curl --head {head.request.url}")


class Form(TypedDict, total=False):
    file: bytes
    files: list[bytes]
    note: str
    data: dict[str, str]


@pytest.mark.parametrize(
    ("members", "form"),
    [
        ({"note": "@a;b=1"}, ["--form-string", "note=@a;b=1"]),
        ({"note": KEY}, ["--form-string", "note=[secret]"]),
        (
            {"data": {"a": '"\\'}},
            ["--form", r'data="{\"a\":\"\\\"\\\\\"}";type=application/json'],
        ),
        (
            {"file": ('a";b.txt', b"content")},
            ["--form", 'file=@"a%22;b.txt";type=text/plain'],
        ),
        (
            {"files": [b"one", ("b.bin", b"\x00", "x/y")]},
            [
                *("--form", 'files=@"files";type=application/octet-stream'),
                *("--form", 'files=@"b.bin";type=x/y'),
            ],
        ),
    ],
)
def test_forms_are_told_by_their_parts(
    members: Any, form: list[str], send: Send
) -> None:
    error = send(Operation("POST", "/x", body=MultipartBody(Form)), body=members)
    assert words(error.as_curl())[-len(form) :] == form
    assert "multipart/form-data" not in error.as_curl()


@pytest.mark.parametrize("content", [b"\xff", b"a\0", None])
def test_content_that_cannot_be_shown_is_a_file(content: Any, send: Send) -> None:
    error = send(Operation("PUT", "/x", body=RawBody()), content=content or b"stream")
    if content is None:  # as it is where nobody has read the stream
        forget_content(error.request)
    assert words(error.as_curl())[-2:] == ["--data-binary", "@body"]


def test_brackets_of_an_address_mean_nothing_to_curl(send: Send) -> None:
    error = send(GET, client={"base_url": "http://[::1]:80/v1"})
    assert words(error.as_curl())[:5] == [
        *("curl", "--request", "GET", "--globoff", "http://[::1]/v1/x")
    ]


def test_responses_and_attempts_have_it_as_well() -> None:
    seen: list[str] = []

    def note(attempt: Attempt) -> None:
        seen.append(attempt.as_curl())

    client = Kernel(api_key=KEY, http_client=FakeServer().sync(), before_attempt=note)
    response = client.invocations.with_raw_response.retrieve("1")
    assert seen == [response.as_curl()]
    assert "/invocations/1" in seen[0]
    assert KEY in response.as_curl(show_secrets=True)


def test_credentials_of_all_places_are_hidden() -> None:
    for place in ("query", "header", "cookie"):
        scheme = ApiKey("tenant", place, Credential("api_key"))
        api = ApiInfo(
            name="own",
            version="1",
            env_prefix="OWN",
            servers=(Server("https://own.example"),),
            schemes={"own": scheme},
            security=(("own",),),
        )
        client = SyncClient(
            api, arguments={"api_key": KEY}, http_client=FakeServer(NO).sync()
        )
        with pytest.raises(BadRequestError) as caught:
            client.request(GET, object)
        shown = caught.value.as_curl()
        assert "hidden" not in shown
        assert "tenant" in shown or place == "cookie"
        assert "hidden" in caught.value.as_curl(show_secrets=True)
