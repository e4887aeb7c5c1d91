"""Clients: their arguments, HTTP clients, copies and ends."""

from __future__ import annotations

import copy
import gc
import logging
import pickle
import sys
import types
import weakref
from typing import Any

import acme
import anyio
import httpx
import pytest
from acme._base_client import (
    HTTPX_DEFAULT_TIMEOUT,
    AsyncAPIClient,
    AsyncHttpxClientWrapper,
    SyncAPIClient,
    SyncHttpxClientWrapper,
)
from acme._exceptions import AcmeError, APIError, APIStatusError, NotFoundError
from acme._models import FinalRequestOptions
from acme._utils._logs import setup_logging

from tests.stainless.face.fake import KINDS, Kind, caller, json

OPTIONS = FinalRequestOptions(method="get", url="/x")


def timeout_of(client: Any, **options: Any) -> httpx.Timeout:
    given: Any = {"method": "get", "url": "/x", **options}
    request = client._build_request(FinalRequestOptions(**given))
    return httpx.Timeout(**request.extensions["timeout"])


def test_timeouts() -> None:
    assert (
        timeout_of(acme.Acme()) == acme.DEFAULT_TIMEOUT == httpx.Timeout(60, connect=5)
    )
    assert timeout_of(acme.Acme(timeout=9)) == httpx.Timeout(9)
    assert timeout_of(acme.Acme(timeout=None)) == httpx.Timeout(None)
    assert timeout_of(acme.Acme(), timeout=3) == httpx.Timeout(3)
    assert timeout_of(acme.Acme(timeout=9), timeout=None) == httpx.Timeout(None)


def test_the_timeout_of_the_http_client() -> None:
    with httpx.Client(timeout=None) as http:
        assert timeout_of(acme.Acme(http_client=http)) == httpx.Timeout(None)
        assert timeout_of(acme.Acme(http_client=http, timeout=2)) == httpx.Timeout(2)
    for library in (httpx.Client(), httpx.Client(timeout=HTTPX_DEFAULT_TIMEOUT)):
        with library as http:
            assert timeout_of(acme.Acme(http_client=http)) == acme.DEFAULT_TIMEOUT


def test_wrong_arguments() -> None:
    later: Any = httpx.AsyncClient()
    with pytest.raises(
        TypeError, match=r"Invalid `http_client` argument.*httpx\.Client"
    ):
        acme.Acme(http_client=later)
    now: Any = httpx.Client()
    with pytest.raises(TypeError, match=r"httpx\.AsyncClient"):
        acme.AsyncAcme(http_client=now)
    nothing: Any = None
    for cls in (acme.Acme, acme.AsyncAcme):
        with pytest.raises(TypeError, match=r"pass `0`.*`acme\.DEFAULT_MAX_RETRIES`"):
            cls(max_retries=nothing)


def test_http_clients_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    for cls in (acme.DefaultHttpxClient, acme.DefaultAsyncHttpxClient):
        http = cls(http1=True, cert=None, verify=True)
        assert http.follow_redirects
        assert http.timeout == acme.DEFAULT_TIMEOUT
        assert http._transport._pool._max_connections == 100
        assert cls(timeout=1, follow_redirects=False).timeout == httpx.Timeout(1)
    monkeypatch.setenv("HTTPS_PROXY", "https://proxy.test")
    (mount,) = acme.DefaultHttpxClient()._mounts
    assert mount.pattern == "https://"
    assert not acme.DefaultHttpxClient(trust_env=False)._mounts


def test_certificate_authorities_are_loaded_once() -> None:
    def context(http: Any) -> object:
        return http._transport._pool._ssl_context

    first = context(acme.Acme()._client)
    assert context(acme.AsyncAcme()._client) is first
    assert context(acme.DefaultHttpxClient(verify=False)) is not first
    assert context(acme.DefaultHttpxClient(trust_env=False)) is not first


def test_aiohttp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx_aiohttp", None)
    with pytest.raises(RuntimeError, match="`aiohttp` extra"):
        acme.DefaultAioHttpClient()

    class HttpxAiohttpClient(httpx.AsyncClient):
        pass

    module = types.ModuleType("httpx_aiohttp")
    vars(module)["HttpxAiohttpClient"] = HttpxAiohttpClient
    monkeypatch.setitem(sys.modules, "httpx_aiohttp", module)
    http = acme.DefaultAioHttpClient(timeout=4)
    assert isinstance(http, (HttpxAiohttpClient, acme.DefaultAioHttpClient))
    assert http.timeout == httpx.Timeout(4)
    assert http.follow_redirects
    acme.AsyncAcme(http_client=http)


def test_ends() -> None:
    client = acme.Acme()
    with client as same:
        assert same is client
        assert not client.is_closed()
        shared = client.copy()
    assert client.is_closed()
    assert shared.is_closed()
    with pytest.raises(RuntimeError):
        client._client.get("http://api.test")
    other = acme.Acme()
    http = other._client
    assert isinstance(http, SyncHttpxClientWrapper)
    del other
    assert not http.is_closed
    broken = object.__new__(SyncAPIClient)
    broken.close()


def test_ends_of_asynchronous_clients() -> None:
    async def main() -> None:
        async with acme.AsyncAcme() as client:
            assert not client.is_closed()
        assert client.is_closed()
        dropped = AsyncHttpxClientWrapper()
        transport = dropped._transport
        closed: list[bool] = []

        async def close() -> None:
            closed.append(True)

        transport.aclose = close  # type: ignore[method-assign]
        del dropped
        await anyio.lowlevel.checkpoint()
        await anyio.lowlevel.checkpoint()
        assert closed == [True]

    anyio.run(main)
    AsyncHttpxClientWrapper()  # without an event loop


def test_a_dropped_http_client_is_closed() -> None:
    http = SyncHttpxClientWrapper()
    closed: list[bool] = []
    http._transport.close = lambda: closed.append(True)  # type: ignore[method-assign]
    del http
    gc.collect()
    assert closed == [True]


def test_copies_leave_nothing_behind() -> None:
    client = acme.Acme()
    copied = client.copy()
    request = copied._build_request(OPTIONS)
    left = [weakref.ref(copied), weakref.ref(request)]
    del copied, request
    assert [found() for found in left] == [None, None]


@pytest.mark.parametrize("kind", KINDS)
def test_authentication_of_the_http_library(kind: Kind) -> None:
    base: Any = acme.Acme if kind == "sync" else acme.AsyncAcme

    class Signed(base):  # type: ignore[misc]
        @property
        def custom_auth(self) -> httpx.Auth:
            return httpx.BasicAuth("user", "password")

    one = caller(kind)
    client = Signed(http_client=one.client._client)
    one.call(client.get, "/x", cast_to=object)
    assert one.server.last.headers["authorization"] == "Basic dXNlcjpwYXNzd29yZA=="


STATUSES = {
    400: "BadRequestError", 401: "AuthenticationError", 403: "PermissionDeniedError",
    404: "NotFoundError", 409: "ConflictError", 418: "APIStatusError",
    422: "UnprocessableEntityError", 429: "RateLimitError", 500: "InternalServerError",
    599: "InternalServerError",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", STATUSES)
def test_errors(kind: Kind, status: int) -> None:
    one = caller(kind, json({"why": ["no"]}, status), max_retries=0)
    with pytest.raises(AcmeError) as caught:
        one.call(one.client.get, "/x", cast_to=object)
    error: Any = caught.value
    assert type(error).__name__ == STATUSES[status]
    assert str(error) == error.message == f"Error code: {status} - {{'why': ['no']}}"
    assert error.body == {"why": ["no"]}
    assert error.status_code == error.response.status_code == status
    assert error.request is error.response.request
    for same in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert type(same) is type(error)
        assert str(same) == str(error)
        assert same.status_code == status


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("content", "message", "body"),
    [(b" text ", "text", "text"), (b"", "Error code: 404", "")],
)
def test_errors_without_json(
    kind: Kind, content: bytes, message: str, body: object
) -> None:
    one = caller(kind, httpx.Response(404, content=content))
    with pytest.raises(NotFoundError) as caught:
        one.call(one.client.get, "/x", cast_to=object)
    assert (str(caught.value), caught.value.body) == (message, body)


@pytest.mark.parametrize("kind", KINDS)
def test_errors_of_unread_responses(kind: Kind) -> None:
    one = caller(kind, json({"a": 1}, 404))
    view = one.client.widgets.with_streaming_response

    async def main() -> None:
        async with view.create(name="x"):
            pass

    with pytest.raises(NotFoundError, match=r"Error code: 404 - \{'a': 1}"):
        if kind == "sync":
            view.create(name="x").__enter__()
        else:
            anyio.run(main)


def test_an_error_of_a_closed_response() -> None:
    request = httpx.Request("GET", "http://api.test")
    response = httpx.Response(404, request=request, stream=httpx.ByteStream(b"x"))
    response.close()
    error = acme.Acme()._make_status_error_from_response(response)
    assert (str(error), error.body) == ("Error code: 404", None)


def test_a_hook_may_close_the_response() -> None:
    def close(response: httpx.Response) -> None:
        response.close()

    http = {"event_hooks": {"response": [close]}}
    one = caller("sync", json({"a": 1}, 404), http=http)
    view = one.client.widgets.with_streaming_response
    with pytest.raises(NotFoundError, match=r"^Error code: 404$"):
        view.create(name="x").__enter__()


def test_errors_can_be_made_by_the_client() -> None:
    class StrangeError(APIStatusError):  # type: ignore[misc]
        pass

    one = caller("sync", json({"a": 1}, 404))
    one.client._make_status_error = lambda message, *, body, response: StrangeError(
        f"strange: {message}", response=response, body=body
    )
    with pytest.raises(StrangeError, match="strange: Error code: 404"):
        one.client.get("/x", cast_to=object)
    assert issubclass(StrangeError, APIError)


def test_logs_have_no_secrets(caplog: pytest.LogCaptureFixture) -> None:
    one = caller("sync", json({}, 500), json({"id": "secret-key"}))
    with caplog.at_level(logging.DEBUG, "acme"):
        one.client.get("/x?token=abcdef", cast_to=object)
    lines = [record.getMessage() for record in caplog.records]
    assert "GET http://api.test/v1/x?token -> 500" in lines
    assert "GET http://api.test/v1/x?token -> 200" in lines
    assert any("Retrying request in" in line for line in lines)
    shown = "\n".join(lines)
    assert "secret-key" not in shown
    assert "abcdef" not in shown
    assert "'x-acme-id': '[secret]'" in shown
    assert {record.name for record in caplog.records} == {"acme._base_client"}


def test_a_variable_shows_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    log = logging.getLogger("acme")
    for value, level in {"debug": logging.DEBUG, "info": logging.INFO}.items():
        monkeypatch.setenv("ACME_LOG", value)
        setup_logging("ACME_LOG")
        assert log.level == level
    log.setLevel(logging.NOTSET)
    logging.getLogger("httpx").setLevel(logging.NOTSET)


def test_both_clients_have_the_same_methods() -> None:
    def public(cls: Any) -> set[str]:
        return {name for name in dir(cls) if not name.startswith("__")}

    assert public(SyncAPIClient) == public(AsyncAPIClient)
