"""The clients: their options, the environment, credentials, headers and copies."""

from __future__ import annotations

import base64
import inspect
import os
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.stainless.packages import BASE, Build, StainlessPackage, built

DOCUMENT = """
security: [{bearer: []}, {key: []}]
paths:
  /pets:
    get:
      responses: {'204': {description: None}}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    key: {type: apiKey, in: header, name: X-Api-Key}
    user: {type: http, scheme: basic}
    query: {type: apiKey, in: query, name: api_key}
"""
RESOURCES = "resources: {pets: {methods: {list: get /pets}}}\n"
CONFIGURATION = RESOURCES + """
client_settings:
  opts:
    token: {type: string, nullable: true, read_env: PETS_TOKEN, auth: bearer}
    api_key: {type: string, nullable: true, auth: key}
    tenant: {type: string, read_env: PETS_TENANT, send_in_header: X-Tenant}
    level: {type: integer, default: 3, read_env: PETS_LEVEL, send_as_query_param: level}
    team: {type: string, nullable: true, send_in_header: X-Team}
  default_headers: {X-Version: '2024'}
  default_timeout: PT30S
  default_retries: {max_retries: 5}
environments: {production: https://api.test/v1, sandbox: https://sandbox.test/v1}
query_settings: {array_format: repeat, nested_format: dots}
"""
OPTIONS = ["token", "api_key", "tenant", "level", "team", "environment", "base_url"]
USUAL = [
    *("timeout", "max_retries", "default_headers", "default_query", "http_client"),
    "_strict_response_validation",
]


@pytest.fixture(scope="module")
def pets(tmp_path_factory: pytest.TempPathFactory) -> StainlessPackage:
    """The package of the document."""
    return built(tmp_path_factory.mktemp("pets"), DOCUMENT, CONFIGURATION)


@pytest.fixture(autouse=True)
def clean(pets: StainlessPackage, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the package is set."""
    pets.requests.clear()
    for name in [*os.environ]:
        if name.startswith(("PETS_", "PETSTORE_")):
            monkeypatch.delenv(name)


def client(package: StainlessPackage, **options: Any) -> Any:
    """A client with all that it needs."""
    return package.client(**{"tenant": "t", "token": "secret", **options})


def test_the_arguments_of_the_constructor(pets: StainlessPackage) -> None:
    for class_ in (pets.module.Petstore, pets.module.AsyncPetstore):
        parameters = inspect.signature(class_).parameters.values()
        assert [parameter.name for parameter in parameters] == [*OPTIONS, *USUAL]
        assert {parameter.kind for parameter in parameters} == {
            inspect.Parameter.KEYWORD_ONLY
        }
    assert pets.module.Client is pets.module.Petstore
    assert pets.module.AsyncClient is pets.module.AsyncPetstore


def test_settings_of_the_configuration(pets: StainlessPackage) -> None:
    assert pets.module.DEFAULT_MAX_RETRIES == 5
    assert httpx.Timeout(30, connect=5.0) == pets.module.DEFAULT_TIMEOUT
    assert pets.module.Petstore(tenant="t", token="s").max_retries == 5
    assert pets.module.ENVIRONMENTS["sandbox"] == "https://sandbox.test/v1"
    qs = client(pets).qs
    assert qs.stringify({"a": [1, 2], "b": {"c": 3}}) == "a=1&a=2&b.c=3"


def test_options_are_attributes_and_are_sent(pets: StainlessPackage) -> None:
    made = client(pets, api_key="k", team="red")
    made.pets.list()
    sent = pets.request
    assert (made.token, made.api_key, made.tenant, made.level, made.team) == (
        *("secret", "k", "t", 3, "red"),
    )
    assert sent.headers["authorization"] == "Bearer secret"
    assert sent.headers["x-api-key"] == "k"
    assert sent.headers["x-tenant"] == "t"
    assert sent.headers["x-team"] == "red"
    assert sent.headers["x-version"] == "2024"
    assert sent.url.params["level"] == "3"
    client(pets).pets.list()
    assert not {"x-team", "x-api-key"} & pets.request.headers.keys()


def test_options_are_read_from_the_environment(
    pets: StainlessPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PETS_TOKEN", "from-variable")
    monkeypatch.setenv("PETS_TENANT", "acme")
    monkeypatch.setenv("PETS_LEVEL", "7")
    made = pets.client()
    assert (made.token, made.tenant, made.level) == ("from-variable", "acme", 7)
    assert pets.client(token="given", level=1).level == 1


def test_a_missing_option_is_an_error(pets: StainlessPackage) -> None:
    message = (
        "The tenant client option must be set either by passing tenant to the client or "
        "by setting the PETS_TENANT environment variable"
    )
    for class_ in (pets.module.Petstore, pets.module.AsyncPetstore):
        with pytest.raises(pets.module.PetstoreError, match=message):
            class_(token="x")


def test_a_request_without_credentials_is_refused(pets: StainlessPackage) -> None:
    anonymous = client(pets, token=None)
    message = (
        "Could not resolve authentication method. Expected either token or api_key to be "
        "set. Or for one of the `Authorization` or `X-Api-Key` headers to be explicitly "
        "omitted"
    )
    with pytest.raises(TypeError, match=message):
        anonymous.pets.list()
    anonymous.pets.list(extra_headers={"Authorization": pets.module.Omit()})
    assert "authorization" not in pets.request.headers
    anonymous.pets.list(extra_headers={"X-Api-Key": "own"})
    assert pets.request.headers["x-api-key"] == "own"


def test_anonymous_requests_where_they_are_allowed(build: Build) -> None:
    document = DOCUMENT.replace("security: [{bearer: []}, {key: []}]", "security: [{}]")
    options = "client_settings: {opts: {token: {nullable: true, auth: bearer}}}"
    package = build(document, RESOURCES + options)
    package.client().pets.list()
    assert "authorization" not in package.request.headers


def test_other_credentials(build: Build) -> None:
    opts = """
client_settings:
  opts:
    user: {auth: {security_scheme: user, role: username}}
    password: {auth: {security_scheme: user, role: password}}
    key: {auth: query}
"""
    document = DOCUMENT.replace("{bearer: []}, {key: []}", "{user: [], query: []}")
    package = build(document, RESOURCES + opts)
    package.client(user="ä", password="b", key="k").pets.list()
    expected = base64.b64encode("ä:b".encode()).decode()
    assert package.request.headers["authorization"] == f"Basic {expected}"
    assert package.request.url.params["api_key"] == "k"


def test_the_base_url(pets: StainlessPackage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client(pets).base_url == "https://api.test/v1/"
    assert client(pets, environment="sandbox").base_url == "https://sandbox.test/v1/"
    assert client(pets, base_url="http://own/x").base_url == "http://own/x/"
    with pytest.raises(ValueError, match="Unknown environment: moon"):
        client(pets, environment="moon")
    monkeypatch.setenv("PETSTORE_BASE_URL", "http://variable/v2")
    assert client(pets).base_url == "http://variable/v2/"
    with pytest.raises(ValueError, match=r"Ambiguous URL; .* pass base_url=None"):
        client(pets, environment="sandbox")
    assert client(pets, environment="sandbox", base_url=None).base_url == (
        "https://sandbox.test/v1/"
    )


def test_one_environment_has_no_argument(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = build(DOCUMENT, RESOURCES)
    assert "environment" not in inspect.signature(package.module.Client).parameters
    tokens = {"bearer_token": "t", "api_key": "k"}
    assert package.client(**tokens).base_url == BASE
    assert not hasattr(package.module, "ENVIRONMENTS")
    monkeypatch.setenv("PETSTORE_BASE_URL", "http://variable/v2")
    assert package.client(**tokens).base_url == "http://variable/v2/"


def test_server_variables(build: Build) -> None:
    options = """
environments: {production: 'https://{region}.test/v1'}
client_settings: {opts: {region: {default: eu, server_variable: region}}}
"""
    package = build(DOCUMENT, RESOURCES + options)
    assert package.client().base_url == "https://eu.test/v1/"
    assert package.client(region="us").base_url == "https://us.test/v1/"


def test_headers_from_the_environment(
    pets: StainlessPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PETSTORE_CUSTOM_HEADERS", "X-One: 1\nno header\nX-Two: a:b")
    client(pets, default_headers={"X-One": "own"}).pets.list()
    assert pets.request.headers["x-one"] == "own"
    assert pets.request.headers["x-two"] == "a:b"


def test_copies(pets: StainlessPackage) -> None:
    made = client(pets, default_headers={"X-A": "1"}, default_query={"a": "1"})
    added = made.with_options(
        token="new", timeout=3, default_headers={"X-B": "2"}, default_query={"b": "2"}
    )
    assert (added.token, added.tenant, added.timeout) == ("new", "t", 3)
    added.pets.list()
    assert {"x-a", "x-b"} <= pets.request.headers.keys()
    assert {*pets.request.url.params} == {"level", "a", "b"}
    replaced = made.copy(set_default_headers={"X-B": "2"}, set_default_query={})
    replaced.pets.list()
    assert "x-a" not in pets.request.headers
    assert {*pets.request.url.params} == {"level"}
    assert made.copy(max_retries=7).max_retries == 7
    assert made.copy(timeout=None).timeout is None


@pytest.mark.parametrize("what", ["headers", "query"])
def test_adding_and_replacing_at_once_is_refused(
    pets: StainlessPackage, what: str
) -> None:
    arguments: dict[str, Any] = {f"default_{what}": {}, f"set_default_{what}": {}}
    message = (
        f"`default_{what}` and `set_default_{what}` arguments are mutually exclusive"
    )
    with pytest.raises(ValueError, match=message):
        client(pets).copy(**arguments)


def test_copy_names_every_argument_of_the_constructor(pets: StainlessPackage) -> None:
    copied = {*inspect.signature(pets.module.Client.copy).parameters}
    made = {*inspect.signature(pets.module.Client).parameters}
    assert made - copied == {"_strict_response_validation"}
    assert copied - made == {
        *("self", "set_default_headers", "set_default_query", "_extra_kwargs")
    }


def test_the_exports(pets: StainlessPackage) -> None:
    module = pets.module
    for name in (
        *("Petstore", "AsyncPetstore", "PetstoreError", "NotFoundError", "Timeout"),
        *("Transport", "ProxiesTypes", "RequestOptions", "NOT_GIVEN", "not_given"),
        *("Omit", "omit", "NoneType", "Stream", "AsyncStream", "APIResponse"),
        *("AsyncAPIResponse", "BaseModel", "file_from_path", "DefaultHttpxClient"),
        *("DefaultAsyncHttpxClient", "DefaultAioHttpClient", "types", "resources"),
        *("DEFAULT_CONNECTION_LIMITS", "__version__", "__title__", "ENVIRONMENTS"),
    ):
        assert hasattr(module, name), name
    assert module.NotFoundError.__module__ == module.__name__
    assert module.Petstore.__module__ == module.__name__
    assert module.resources.PetsResource is pets.load("resources.pets").PetsResource


def test_the_same_files_on_every_run(tmp_path: Path) -> None:
    texts = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        package = built(folder, DOCUMENT, CONFIGURATION)
        files = sorted(package.folder.rglob("*"))
        own = package.module.__name__
        texts.append(
            {
                path.relative_to(package.folder)
                .as_posix(): path.read_text("utf-8")
                .replace(own, "name")
                for path in files
                if path.is_file() and path.suffix != ".pyc"
            }
        )
    assert texts[0] == texts[1]
