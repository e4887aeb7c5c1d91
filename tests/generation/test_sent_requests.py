"""Tests of the URLs, credentials, parameters and dates of generated requests."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tests.generation.build import Generate, Package

Send = Callable[..., httpx2.Request]
Options = dict[str, Any]


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def send(request: pytest.FixtureRequest) -> Send:
    """Calls a method of a package with one of its clients: `send(package, "a.list")`."""

    def call(
        package: Package, path: str, client: Options | None = None, **arguments: Any
    ) -> httpx2.Request:
        maker = package.async_client if request.param else package.client
        method: Any = maker(**(client or {}))
        for name in path.split("."):
            method = getattr(method, name)
        if request.param:
            asyncio.run(method(**arguments))
        else:
            method(**arguments)
        return package.request

    return call


def _error(package: Package) -> Any:
    """The base of the package's errors."""
    return getattr(package.module, package.described.names.client.error)


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


BASIC: dict[str, Any] = {
    "security": [{"basic": []}],
    "components": {"securitySchemes": {"basic": {"type": "http", "scheme": "basic"}}},
    "paths": {"/doors": {"get": {"tags": ["doors"]}}},
}


def test_a_password_may_be_empty(
    generate: Generate, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = generate(BASIC, package="keyed")
    request = send(package, "doors.list", {"username": "key", "password": ""})
    assert request.headers["authorization"] == basic("key", "")
    with pytest.raises(package.module.MissingCredentialsError, match="password="):
        send(package, "doors.list", {"username": "key"})
    monkeypatch.setenv("KEYED_USERNAME", "key")
    monkeypatch.setenv("KEYED_PASSWORD", "")
    assert send(package, "doors.list").headers["authorization"] == basic("key", "")
    monkeypatch.setenv("KEYED_USERNAME", "")
    with pytest.raises(package.module.MissingCredentialsError):
        send(package, "doors.list")


def keyed(place: str, name: str, security: Any, **parameter: Any) -> dict[str, Any]:
    """An API with a key that its operation declares as a parameter as well."""
    declared = {"name": name, "in": place, "schema": {"type": "string"}, **parameter}
    operation: dict[str, Any] = {"tags": ["doors"], "parameters": [declared]}
    scheme = {"type": "apiKey", "in": place, "name": "X-Api-Key"}
    return {
        "components": {"securitySchemes": {"key": scheme}},
        "paths": {"/doors": {"get": operation}},
        **({} if security is None else {"security": security}),
    }


def carried(request: httpx2.Request, place: str) -> list[str]:
    """The values under the key's name."""
    if place == "query":
        return request.url.params.get_list("X-Api-Key")
    if place == "cookie":
        return [request.headers["cookie"].removeprefix("X-Api-Key=")]
    return request.headers.get_list("X-Api-Key")


@pytest.mark.parametrize("security", [[{"key": []}], None])
@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("place", ["header", "query", "cookie"])
def test_a_parameter_that_is_a_scheme_is_its_credential(
    generate: Generate, send: Send, place: str, required: bool, security: Any
) -> None:
    package = generate(keyed(place, "X-Api-Key", security, required=required))
    request = send(package, "doors.list", {"api_key": "secret"})
    assert carried(request, place) == ["secret"]
    assert "x_api_key" not in package.files["resources/doors.py"]
    if required or security:
        with pytest.raises(package.module.MissingCredentialsError, match="api_key="):
            send(package, "doors.list")
    else:
        assert carried(send(package, "doors.list"), "header") == []


def test_headers_are_the_same_whatever_their_case(
    generate: Generate, send: Send
) -> None:
    package = generate(keyed("header", "x-api-key", [{"key": []}], required=True))
    request = send(package, "doors.list", {"api_key": "secret"})
    assert carried(request, "header") == ["secret"]


@pytest.mark.parametrize(
    ("place", "name"), [("query", "x-api-key"), ("header", "X-Other")]
)
def test_any_other_parameter_is_an_argument(
    generate: Generate, send: Send, place: str, name: str
) -> None:
    package = generate(keyed(place, name, [{"key": []}]))
    argument = name.lower().replace("-", "_")
    send(package, "doors.list", {"api_key": "secret"}, **{argument: "given"})
    assert f"{argument}: str | Omit = omit" in package.files["resources/doors.py"]


def test_a_parameter_of_a_public_operation_stays_one(
    generate: Generate, send: Send
) -> None:
    document = keyed("header", "X-Api-Key", [{"key": []}])
    document["paths"]["/doors"]["get"]["security"] = []
    request = send(generate(document), "doors.list", x_api_key="given")
    assert carried(request, "header") == ["given"]


FLOWS: dict[str, Any] = {
    "clientCredentials": {"tokenUrl": "/token", "scopes": {}},
    "authorizationCode": {
        "authorizationUrl": "https://login.test",
        "tokenUrl": "https://login.test",
        "scopes": {},
    },
}


def delegated(*flows: str) -> dict[str, Any]:
    scheme = {"type": "oauth2", "flows": {flow: FLOWS[flow] for flow in flows}}
    return {
        "security": [{"login": []}],
        "components": {"securitySchemes": {"login": scheme}},
        "paths": {"/doors": {"get": {"tags": ["doors"]}}},
    }


def test_a_token_stands_in_for_client_credentials(
    generate: Generate, send: Send
) -> None:
    package = generate(delegated("clientCredentials", "authorizationCode"))
    request = send(package, "doors.list", {"access_token": "mine"})
    assert request.headers["authorization"] == "Bearer mine"
    assert len(package.requests) == 1
    with pytest.raises(
        package.module.MissingCredentialsError,
        match=r"access_token= .*, or client_id= .* and client_secret=",
    ):
        send(package, "doors.list")
    package.answer({"access_token": "fetched", "token_type": "bearer"})
    request = send(package, "doors.list", {"client_id": "a", "client_secret": "b"})
    assert request.headers["authorization"] == "Bearer fetched"


def test_client_credentials_alone_take_no_token(generate: Generate) -> None:
    package = generate(delegated("clientCredentials"))
    assert "access_token" not in package.files["_client.py"]


def served(root: str | None, own: str) -> dict[str, Any]:
    return {
        **({"servers": [{"url": root}]} if root else {"servers": []}),
        "paths": {
            "/files": {
                "get": {"tags": ["files"]},
                "post": {"tags": ["files"], "servers": [{"url": own}]},
            }
        },
    }


@pytest.mark.parametrize("root", ["/api", None, "https://{tenant}.test"])
def test_operations_with_a_server_stay_there(
    generate: Generate, send: Send, root: str | None
) -> None:
    package = generate(served(root, "https://upload.test/v2"))
    client = {"base_url": "https://my.test/api"}
    assert str(send(package, "files.list", client).url) == "https://my.test/api/files"
    assert (
        str(send(package, "files.create", client).url) == "https://upload.test/v2/files"
    )
    # Without an address, that operation can be called, and the other one cannot.
    assert str(send(package, "files.create").url) == "https://upload.test/v2/files"
    with pytest.raises(_error(package), match="pass base_url="):
        send(package, "files.list")


def test_a_base_url_redirects_where_the_document_has_one(
    generate: Generate, send: Send
) -> None:
    package = generate(served("https://api.test", "https://upload.test"))
    client = {"base_url": "https://mock.test"}
    assert str(send(package, "files.create", client).url) == "https://mock.test/files"
    assert str(send(package, "files.create").url) == "https://upload.test/files"


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("/upload", "https://my.test/upload/files"),
        ("v2", "https://my.test/api/v2/files"),
    ],
)
def test_a_relative_server_of_an_operation(
    generate: Generate, send: Send, own: str, expected: str
) -> None:
    package = generate(served("/api", own))
    client = {"base_url": "https://my.test/api"}
    assert str(send(package, "files.create", client).url) == expected
    assert str(send(package, "files.list", client).url) == "https://my.test/api/files"


def test_a_base_url_that_is_none_is_an_error(generate: Generate, send: Send) -> None:
    package = generate(served("/api", "https://upload.test"))
    with pytest.raises(_error(package), match="pass base_url="):
        send(package, "files.create", {"base_url": "my.test"})


DATED = {"type": "string", "format": "date-time"}
NAIVE = dt.datetime(2024, 5, 19, 12, 30)
AWARE = NAIVE.replace(tzinfo=dt.timezone(dt.timedelta(hours=2)))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (NAIVE, "2024-05-19T12:30:00"),
        (AWARE, "2024-05-19T12:30:00+02:00"),
        (NAIVE.replace(tzinfo=dt.UTC), "2024-05-19T12:30:00Z"),
    ],
)
@pytest.mark.parametrize(
    "media_type",
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"],
)
def test_dates_are_written_in_one_way_everywhere(
    generate: Generate,
    send: Send,
    value: dt.datetime,
    written: str,
    media_type: str,
) -> None:
    parameters = [
        {"name": f"in_{place}", "in": place, "schema": DATED}
        for place in ("query", "header")
    ]
    schema = {"type": "object", "properties": {"at": DATED}}
    content = {media_type: {"schema": schema}}
    operation = {
        "operationId": "Things_call",
        "parameters": parameters,
        "requestBody": {"required": True, "content": content},
    }
    package = generate({"paths": {"/things": {"post": operation}}})
    request = send(package, "things.call", at=value, in_query=value, in_header=value)
    assert request.url.params["in_query"] == written
    assert request.headers["in_header"] == written
    body = request.content.decode().replace("%3A", ":").replace("%2B", "+")
    assert written in body
    assert f"{written}Z" not in body
