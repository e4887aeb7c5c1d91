"""Credentials of generated clients: by scheme, by operation, from the environment."""

from __future__ import annotations

import base64
from typing import Any

import anyio
import pytest

from tests.generation.build import Generate, Package

LOGIN = "https://login.test"
SCHEMES: dict[str, dict[str, Any]] = {
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "Bearer"},
    "implicit": {
        "type": "oauth2",
        "flows": {"implicit": {"authorizationUrl": LOGIN, "scopes": {}}},
    },
    "code": {
        "type": "oauth2",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": LOGIN,
                "tokenUrl": LOGIN,
                "scopes": {},
            }
        },
    },
    "password": {
        "type": "oauth2",
        "flows": {"password": {"tokenUrl": LOGIN, "scopes": {}}},
    },
    "connect": {"type": "openIdConnect", "openIdConnectUrl": LOGIN},
}
BASIC = "Basic " + base64.b64encode(b"ada:p:w").decode()


def secured(generate: Generate, *requirements: tuple[str, ...]) -> Package:
    """One operation for each kind: `things.list` needs them, `doors.list` nothing."""
    names = {name for requirement in requirements for name in requirement}
    return generate(
        {
            "components": {
                "securitySchemes": {name: SCHEMES[name] for name in sorted(names)}
            },
            "security": [
                {name: [] for name in requirement} for requirement in requirements
            ],
            "paths": {
                "/things": {"get": {"tags": ["things"]}},
                "/doors": {"get": {"tags": ["doors"], "security": []}},
            },
        }
    )


def arrived(package: Package) -> dict[str, str]:
    """Return the parts of the last request that may contain credentials."""
    request = package.request
    found = {"query": request.url.query.decode()}
    found |= {n: request.headers.get(n, "") for n in ("x-key", "cookie")}
    found["authorization"] = request.headers.get("authorization", "")
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize(
    ("requirements", "arguments", "expected"),
    [
        ([("header",)], {"api_key": "k"}, {"x-key": "k"}),
        ([("query",)], {"api_key": "k&"}, {"query": "key=k%26"}),
        ([("cookie",)], {"api_key": "k;"}, {"cookie": "sid=k%3B"}),
        (
            [("basic",)],
            {"username": "ada", "password": "p:w"},
            {"authorization": BASIC},
        ),
        ([("bearer",)], {"bearer_token": "t"}, {"authorization": "Bearer t"}),
        (
            [("cookie", "header")],
            {"api_key": "a", "header": "b"},
            {"cookie": "sid=a", "x-key": "b"},
        ),
        (
            [("header",), ("bearer",)],
            {"bearer_token": "t"},
            {"authorization": "Bearer t"},
        ),
        (
            [("header",), ("bearer",)],
            {"bearer_token": "t", "api_key": "k"},
            {"x-key": "k"},
        ),
        ([("header",), ()], {}, {}),
        ([("header",), ()], {"api_key": "k"}, {"x-key": "k"}),
    ],
)
def test_an_operation_gets_the_credentials_it_needs(
    generate: Generate,
    requirements: list[tuple[str, ...]],
    arguments: dict[str, str],
    expected: dict[str, str],
) -> None:
    package = secured(generate, *requirements)
    client = package.client(**arguments)
    client.things.list()
    assert arrived(package) == expected
    client.doors.list()
    assert arrived(package) == {}


@pytest.mark.parametrize("scheme", ["implicit", "code", "password", "connect"])
def test_a_token_obtained_elsewhere_is_given_or_asked_for(
    generate: Generate, scheme: str
) -> None:
    package = secured(generate, (scheme,))
    package.client(access_token="one").things.list()
    assert arrived(package) == {"authorization": "Bearer one"}

    tokens = iter(["two", "three"])
    client = package.client(access_token=lambda: next(tokens))
    client.things.list()
    client.things.list()
    assert arrived(package) == {"authorization": "Bearer three"}


def test_the_asynchronous_client_awaits_the_token(generate: Generate) -> None:
    package = secured(generate, ("connect",))

    async def token() -> str:
        await anyio.lowlevel.checkpoint()
        return "later"

    async def call() -> None:
        await package.async_client(access_token=token).things.list()

    anyio.run(call)
    assert arrived(package) == {"authorization": "Bearer later"}


def test_credentials_come_from_the_environment(
    generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = secured(generate, ("basic",))
    prefix = package.described.names.client.env_prefix
    monkeypatch.setenv(f"{prefix}_USERNAME", "ada")
    monkeypatch.setenv(f"{prefix}_PASSWORD", "p:w")
    package.client().things.list()
    assert arrived(package) == {"authorization": BASIC}


def test_what_is_missing_is_named_with_its_variable(generate: Generate) -> None:
    package = secured(generate, ("header",), ("bearer",))
    prefix = package.described.names.client.env_prefix
    with pytest.raises(package.module.MissingCredentialsError) as raised:
        package.client().things.list()
    assert f"api_key= (or set {prefix}_API_KEY)" in str(raised.value)
    assert f"bearer_token= (or set {prefix}_BEARER_TOKEN)" in str(raised.value)
    assert package.requests == []
