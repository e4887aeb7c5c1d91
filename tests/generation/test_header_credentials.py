"""Credentials that a document only has as a header parameter of its operations."""

from __future__ import annotations

from typing import Any

import pytest

from clientsmith.commands.inspect import inspection
from tests.generation.build import Generate, Package


def document(name: str, takers: int, others: int = 0, **more: Any) -> dict[str, Any]:
    """An API in which so many operations take the header, and others do not."""
    header = {"name": name, "in": "header", "schema": {"type": "string"}, **more}
    ok = {"responses": {"200": {"description": ""}, "401": {"description": ""}}}
    taking = {
        f"/a{n}": {"get": {"tags": ["a"], "parameters": [header], **ok}}
        for n in range(takers)
    }
    free = {f"/b{n}": {"get": {"tags": ["b"], **ok}} for n in range(others)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Headers", "version": "1"},
        "servers": [{"url": "https://api.example"}],
        "paths": {**taking, **free},
    }


def call(package: Package, kind: str, path: str, **options: Any) -> Any:
    """The request of the method for a path."""
    [operation] = [entry for entry in package.operations if entry["path"] == path]
    method: Any = getattr(package, kind)(**options)
    for name in operation["python"].split(".")[1:]:
        method = getattr(method, name)
    return method


NAMES = [
    "xi-api-key", "api-key", "X-API-Key", "x_api_key", "X-Auth-Token", "apikey",
    "X-Acme-Access-Token", "Ocp-Apim-Subscription-Key", "X-Authorization",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_key_that_most_operations_take_is_one_of_the_client(
    name: str, generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = generate(document(name, 3, 1, required=True), package="headers_api")
    call(package, "client", "/a0", api_key="k")()
    assert package.request.headers[name] == "k"
    call(package, "client", "/b0", api_key="k")()
    assert name.lower() not in package.request.headers
    monkeypatch.setenv("HEADERS_API_API_KEY", "from-env")
    call(package, "client", "/a1")()
    assert package.request.headers[name] == "from-env"
    monkeypatch.delenv("HEADERS_API_API_KEY")
    with pytest.raises(package.module.MissingCredentialsError, match="api_key="):
        call(package, "client", "/a0")()
    taking = [
        operation for operation in package.operations if operation["path"] == "/a0"
    ]
    assert taking[0]["arguments"] == []
    assert taking[0]["auth"] == [[name]]
    assert name in taking[0]["auth_reason"]
    [told] = [
        diagnostic
        for diagnostic in package.diagnostics
        if diagnostic.code == "security"
    ]
    assert f"3 of 4 operations take the header `{name}`" in told.message


@pytest.mark.parametrize(
    ("said", "options", "sent"),
    [
        ({}, {"api_key": "k"}, "Bearer k"),
        ({"description": "`Bearer <token>`"}, {"api_key": "k"}, "Bearer k"),
        (
            {"description": "Basic authentication"},
            {"username": "u", "password": "p"},
            "Basic dTpw",
        ),
    ],
)
def test_authorization_is_a_bearer_token_unless_the_text_says_otherwise(
    said: Any, options: dict[str, str], sent: str, generate: Generate
) -> None:
    package = generate(document("Authorization", 2, required=True, **said))
    call(package, "client", "/a0", **options)()
    assert package.request.headers["authorization"] == sent
    with pytest.raises(package.module.MissingCredentialsError):
        call(package, "client", "/a0")()


def test_the_asynchronous_client_has_it_as_well(generate: Generate) -> None:
    import anyio

    package = generate(document("xi-api-key", 2))
    anyio.run(call(package, "async_client", "/a0", api_key="k"))
    assert package.request.headers["xi-api-key"] == "k"


def test_a_header_that_is_optional_may_be_left_out(generate: Generate) -> None:
    package = generate(document("xi-api-key", 2))
    call(package, "client", "/a0")()
    assert "xi-api-key" not in package.request.headers
    call(package, "client", "/a0", api_key="k")()
    assert package.request.headers["xi-api-key"] == "k"


def test_undocumented_endpoints_get_it_too(generate: Generate) -> None:
    package = generate(document("xi-api-key", 2, required=True))
    package.client(api_key="k").get("/else", cast_to=object)
    assert package.request.headers["xi-api-key"] == "k"


@pytest.mark.parametrize("name", ["Idempotency-Key", "X-CSRF-Token", "X-Request-Id"])
def test_other_headers_stay_parameters(name: str, generate: Generate) -> None:
    package = generate(document(name, 2))
    assert [
        operation["sent_as"] for operation in package.operations[0]["arguments"]
    ] == [name]


def test_a_header_of_half_of_the_operations_stays_a_parameter(
    generate: Generate,
) -> None:
    package = generate(document("xi-api-key", 2, 2))
    assert package.operations[0]["arguments"] != []
    assert inspection(package.described)["credentials"] == []


def test_a_document_with_schemes_means_what_it_says(generate: Generate) -> None:
    given = document("xi-api-key", 2)
    scheme = {"type": "http", "scheme": "bearer"}
    given["components"] = {"securitySchemes": {"token": scheme}}
    package = generate(given)
    assert package.operations[0]["arguments"] != []


def test_a_client_without_credentials_where_401_is_documented_is_a_warning(
    generate: Generate,
) -> None:
    package = generate(document("X-Request-Id", 1, 1))
    [told] = [
        diagnostic
        for diagnostic in package.diagnostics
        if diagnostic.code == "security"
    ]
    assert told.severity == "warning"
    assert "no credentials, but 2 of 2 operations may answer 401" in told.message
    given = document("X-Request-Id", 1)
    del given["paths"]["/a0"]["get"]["responses"]["401"]
    assert [e for e in generate(given).diagnostics if e.code == "security"] == []
