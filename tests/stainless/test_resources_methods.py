"""The methods of resources: what callers pass, what is sent, and what comes back."""

from __future__ import annotations

import asyncio
import inspect
import warnings
from pathlib import Path
from typing import Any

import pytest

from tests.stainless.packages import Build, StainlessPackage, built

DOCUMENT = """
paths:
  /shops/{shop_id}/pets:
    post:
      tags: [pets]
      description: Adds a pet.
      parameters:
        - {name: shop_id, in: path, required: true, schema: {type: string}}
        - {name: dryRun, in: query, schema: {type: boolean}}
        - {name: X-Trace, in: header, schema: {type: string}}
        - {name: X-Tags, in: header, schema: {type: array, items: {type: string}}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                nickName: {type: string, description: What friends call it}
                name: {type: string}
                timeout: {type: integer}
      responses:
        '200':
          description: OK
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /shops/{shop_id}/pets/{pet_id}:
    parameters:
      - {name: shop_id, in: path, required: true, schema: {type: string}}
      - {name: pet_id, in: path, required: true, schema: {type: string}}
    get:
      tags: [pets]
      responses:
        '200':
          description: OK
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
    delete:
      tags: [pets]
      deprecated: true
      responses: {'204': {description: Gone}}
  /photo:
    get:
      responses:
        '200':
          description: OK
          content: {image/png: {schema: {type: string, format: binary}}}
    post:
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {type: string, format: binary}
                title: {type: string}
      responses: {'204': {description: Gone}}
  /animal:
    get:
      responses:
        '200':
          description: OK
          content:
            application/json:
              schema:
                oneOf:
                  - {type: object, required: [bark], properties: {bark: {type: string}}}
                  - {type: object, required: [purr], properties: {purr: {type: string}}}
  /wrapped:
    get:
      responses:
        '200':
          description: OK
          content:
            application/json:
              schema: {type: object, properties: {data: {$ref: '#/components/schemas/Pet'}}}
  /names:
    put:
      requestBody:
        required: true
        content: {application/json: {schema: {type: array, items: {type: string}}}}
      responses:
        '200': {description: OK, content: {text/plain: {schema: {type: string}}}}
  /status:
    get:
      responses:
        '200':
          description: OK
          content: {application/json: {schema: {type: object, properties: {ok: {type: boolean}}}}}
tags: [{name: pets, description: All about pets.}]
components:
  schemas:
    Pet: {type: object, required: [id], properties: {id: {type: string}, nickName: {type: string}}}
"""
CONFIGURATION = """
settings: {unwrap_response_fields: [data]}
client_settings: {idempotency: {header: Idempotency-Key}}
resources:
  $client: {methods: {status: get /status}}
  shops:
    models: {pet: Pet}
    subresources:
      pets:
        methods:
          create: 'post /shops/{shop_id}/pets'
          retrieve: 'get /shops/{shop_id}/pets/{pet_id}'
          delete: 'delete /shops/{shop_id}/pets/{pet_id}'
          fetch: {type: alias, to: shops.pets.retrieve}
          old: {endpoint: 'get /shops/{shop_id}/pets/{pet_id}', deprecated: use `retrieve` instead}
      photos:
        methods: {download: get /photo, upload: post /photo}
  misc:
    methods:
      animal: get /animal
      wrapped: get /wrapped
      rename: {endpoint: put /names, body_param_name: names}
"""


@pytest.fixture(scope="module")
def pets(tmp_path_factory: pytest.TempPathFactory) -> StainlessPackage:
    """The package of the document; its requests and answers are those of all tests."""
    return built(tmp_path_factory.mktemp("pets"), DOCUMENT, CONFIGURATION)


@pytest.fixture(autouse=True)
def fresh(pets: StainlessPackage) -> None:
    """Forget what the last test answered."""
    pets.answers.clear()
    pets.requests.clear()


def parameters(function: Any) -> list[str]:
    """The names of a function's parameters, positional ones before a star."""
    found = inspect.signature(function).parameters.values()
    names: list[str] = []
    for parameter in found:
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in names:
            names.append("*")
        names.append(parameter.name)
    return names


FIXED = ["extra_headers", "extra_query", "extra_body", "timeout"]


def test_arguments_are_in_the_order_of_the_layout(pets: StainlessPackage) -> None:
    create = pets.client().shops.pets.create
    assert parameters(create) == [
        *("shop_id", "*", "name", "dry_run", "nick_name", "api_timeout"),
        *("x_tags", "x_trace", *FIXED, "idempotency_key"),
    ]
    assert parameters(pets.client().shops.pets.retrieve) == [
        *("pet_id", "*", "shop_id", *FIXED)
    ]


def test_arguments_go_to_their_places(pets: StainlessPackage) -> None:
    pets.answer({"id": "1", "nickName": "Rex"})
    pet = pets.client().shops.pets.create(
        "a/b",
        name="Rex",
        dry_run=True,
        nick_name="R",
        api_timeout=3,
        x_trace="t",
        x_tags=["a", "b"],
        extra_headers={"X-More": "m"},
        extra_query={"q": "1"},
        extra_body={"more": 2},
        idempotency_key="once",
    )
    assert (pet.id, pet.nick_name) == ("1", "Rex")
    request = pets.request
    assert request.url.raw_path == b"/shops/a%2Fb/pets?dryRun=true&q=1"
    assert pets.sent == {"name": "Rex", "nickName": "R", "timeout": 3, "more": 2}
    assert request.headers["x-trace"] == "t"
    assert request.headers["x-tags"] == "a,b"
    assert request.headers["x-more"] == "m"
    assert request.headers["idempotency-key"] == "once"


def test_what_is_left_out_is_not_sent(pets: StainlessPackage) -> None:
    pets.client().shops.pets.create("1", name="Rex")
    assert pets.sent == {"name": "Rex"}
    assert pets.request.url.query == b""
    assert not {"x-trace", "x-tags"} & pets.request.headers.keys()


@pytest.mark.parametrize(
    ("arguments", "name"), [(("", "s"), "pet_id"), (("p", ""), "shop_id")]
)
def test_empty_path_parameters_are_refused(
    pets: StainlessPackage, arguments: tuple[str, str], name: str
) -> None:
    pet, shop = arguments
    message = f"Expected a non-empty value for `{name}` but received ''"
    with pytest.raises(ValueError, match=message):
        pets.client().shops.pets.retrieve(pet, shop_id=shop)


def test_the_asynchronous_client_sends_the_same(pets: StainlessPackage) -> None:
    async def main() -> None:
        pets.answer({"id": "1"})
        client = pets.async_client()
        pet = await client.shops.pets.create(
            "s", name="Rex", dry_run=False, x_trace="t"
        )
        assert pet.id == "1"
        assert pets.request.url.raw_path == b"/shops/s/pets?dryRun=false"
        assert pets.request.headers["x-trace"] == "t"
        assert pets.sent == {"name": "Rex"}
        with pytest.raises(ValueError, match="non-empty value for `pet_id`"):
            await client.shops.pets.retrieve("", shop_id="s")

    asyncio.run(main())


def test_no_content_is_none(pets: StainlessPackage) -> None:
    pets.answers.append(__import__("httpx").Response(204))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert pets.client().shops.pets.delete("p", shop_id="s") is None
    assert pets.request.headers["accept"] == "*/*"
    assert pets.request.method == "DELETE"


def test_deprecated_methods_warn(pets: StainlessPackage) -> None:
    client = pets.client()
    with pytest.warns(DeprecationWarning, match="deprecated"):
        client.shops.pets.delete("p", shop_id="s")
    with pytest.warns(DeprecationWarning, match="use `retrieve` instead"):
        client.shops.pets.old("p", shop_id="s")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client.with_raw_response.shops.pets.retrieve("p", shop_id="s")


def test_aliases_call_the_same_endpoint(pets: StainlessPackage) -> None:
    pets.client().shops.pets.fetch("p", shop_id="s")
    assert pets.request.url.path == "/shops/s/pets/p"


def test_methods_of_the_client(pets: StainlessPackage) -> None:
    pets.answer({"ok": True})
    client = pets.client()
    assert client.status().ok is True
    assert client.with_raw_response.status().parse().ok is True
    assert parameters(client.status) == ["*", *FIXED]


def test_binary_results(pets: StainlessPackage, tmp_path: Path) -> None:
    pets.answer(content=b"png", headers={"content-type": "image/png"})
    client = pets.client()
    photo = client.shops.photos.download()
    assert photo.read() == b"png"
    assert type(photo).__name__ == "BinaryAPIResponse"
    assert pets.request.headers["accept"] == "image/png"
    raw = client.shops.photos.with_raw_response.download()
    raw.write_to_file(tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes() == b"png"
    with client.shops.photos.with_streaming_response.download() as streamed:
        streamed.stream_to_file(tmp_path / "b.png")
    assert (tmp_path / "b.png").read_bytes() == b"png"


def test_files_are_parts(pets: StainlessPackage) -> None:
    pets.client().shops.photos.upload(file=("a.png", b"bytes"), title="A")
    assert pets.request.headers["content-type"].startswith("multipart/form-data; ")
    assert b'name="file"; filename="a.png"' in pets.request.content
    assert b'name="title"\r\n\r\nA\r\n' in pets.request.content


def test_files_of_the_asynchronous_client(pets: StainlessPackage) -> None:
    async def main() -> None:
        await pets.async_client().shops.photos.upload(
            file=("a.png", b"bytes"), title="A"
        )
        assert b'name="file"; filename="a.png"\r\n' in pets.request.content
        assert b"bytes" in pets.request.content

    asyncio.run(main())


def test_unions_are_results(pets: StainlessPackage) -> None:
    pets.answer({"purr": "loud"})
    assert pets.client().misc.animal().purr == "loud"


def test_unwrapped_results(pets: StainlessPackage) -> None:
    pets.answer({"data": {"id": "7"}})
    client = pets.client()
    assert client.misc.wrapped().id == "7"
    assert client.misc.with_raw_response.wrapped().parse().id == "7"


def test_a_whole_body_and_text(pets: StainlessPackage) -> None:
    pets.answer(text="done")
    assert pets.client().misc.rename(names=["a", "b"]) == "done"
    assert pets.sent == ["a", "b"]
    assert pets.request.headers["accept"] == "text/plain"


def test_raw_and_streaming_views(pets: StainlessPackage) -> None:
    pets.answer({"id": "1"}, headers={"x-a": "b"})
    client = pets.client()
    for raw in (
        client.shops.pets.with_raw_response.retrieve("p", shop_id="s"),
        client.shops.with_raw_response.pets.retrieve("p", shop_id="s"),
        client.with_raw_response.shops.pets.retrieve("p", shop_id="s"),
    ):
        assert raw.headers["x-a"] == "b"
        assert raw.parse().id == "1"
        assert raw.http_request.headers["x-stainless-lang"] == "python"
    streaming = client.with_streaming_response.shops.pets
    with streaming.retrieve("p", shop_id="s") as response:
        assert response.parse().id == "1"


def test_raw_and_streaming_views_of_the_asynchronous_client(
    pets: StainlessPackage,
) -> None:
    async def main() -> None:
        pets.answer({"id": "1"})
        client = pets.async_client()
        raw = await client.with_raw_response.shops.pets.retrieve("p", shop_id="s")
        assert (await raw.parse()).id == "1"
        streaming = client.shops.pets.with_streaming_response
        async with streaming.retrieve("p", shop_id="s") as response:
            assert (await response.parse()).id == "1"

    asyncio.run(main())


def test_where_the_classes_are(pets: StainlessPackage) -> None:
    assert pets.load("resources.shops.shops").ShopsResource
    assert pets.load("resources.shops.pets").AsyncPetsResourceWithStreamingResponse
    assert pets.load("resources.shops").PetsResourceWithRawResponse
    assert (
        pets.load("resources.misc").MiscResource is pets.load("resources").MiscResource
    )
    assert pets.load("resources.shops.pets").PetsResource.__doc__ == "All about pets."


def test_a_parameter_called_like_a_function(build: Build) -> None:
    package = build(
        """
        paths:
          /a/{cast}:
            post:
              parameters:
                - {name: cast, in: path, required: true, schema: {type: string}}
                - {name: httpx, in: query, schema: {type: string}}
              requestBody:
                content:
                  multipart/form-data:
                    schema:
                      type: object
                      properties: {body: {type: string, format: binary}, files: {type: string}}
              responses:
                '200':
                  description: OK
                  content: {application/json: {schema: {type: [string, integer]}}}
        """,
        "resources: {a: {methods: {list: 'post /a/{cast}'}}}",
    )
    package.answer("x")
    assert package.client().a.list("c", httpx="h", body=b"b", files="f") == "x"
    assert package.request.url.raw_path == b"/a/c?httpx=h"
    assert b'name="files"\r\n\r\nf\r\n' in package.request.content


def test_arguments_with_the_same_name(build: Build) -> None:
    package = build(
        """
        paths:
          /a/{id}:
            post:
              parameters:
                - {name: id, in: path, required: true, schema: {type: string}}
                - {name: id, in: query, schema: {type: string}}
              requestBody:
                content:
                  application/json:
                    schema: {type: object, required: [id], properties: {id: {type: string}}}
              responses: {'204': {description: None}}
        """,
        "resources: {a: {methods: {update: 'post /a/{id}'}}}",
    )
    update = package.client().a.update
    assert parameters(update)[:4] == ["path_id", "*", "body_id", "query_id"]
    update("1", body_id="2", query_id="3")
    assert package.request.url.raw_path == b"/a/1?id=3"
    assert package.sent == {"id": "2"}
    with pytest.raises(ValueError, match="non-empty value for `path_id`"):
        update("", body_id="2")


REQUESTS = """
servers: [{url: https://api.test/v1}]
paths:
  /pets:
    head:
      parameters:
        - {name: session, in: cookie, schema: {type: string}}
        - {name: theme, in: cookie, schema: {type: string}}
      responses: {'200': {description: None}}
    get:
      servers: [{url: https://files.test/}]
      responses:
        '200':
          description: OK
          content:
            application/json:
              schema: {type: object, properties: {petData: {type: array, items: {type: string}}}}
    post:
      requestBody:
        content: {application/octet-stream: {schema: {type: string, format: binary}}}
      responses: {'204': {description: None}}
    patch:
      requestBody:
        content: {application/merge-patch+json: {schema: {type: object, properties: {a: {type: integer}}}}}
      responses: {'204': {description: None}}
"""
REQUESTING = """
settings: {unwrap_response_fields: [petData]}
resources:
  pets:
    methods:
      check: head /pets
      list: get /pets
      upload: post /pets
      update: patch /pets
"""


@pytest.fixture(scope="module")
def requesting(tmp_path_factory: pytest.TempPathFactory) -> StainlessPackage:
    """A package with less common requests."""
    return built(tmp_path_factory.mktemp("requesting"), REQUESTS, REQUESTING)


def test_other_verbs_and_cookies(requesting: StainlessPackage) -> None:
    client = requesting.client()
    assert client.pets.check(session="s", theme="t") is None
    assert requesting.request.method == "HEAD"
    assert requesting.request.headers["cookie"] == "session=s; theme=t"
    client.pets.check()
    assert "cookie" not in requesting.request.headers


def test_a_server_of_a_path(
    requesting: StainlessPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    requesting.answers.clear()
    requesting.answer({"petData": ["a"]})
    assert requesting.client().pets.list() == ["a"]
    assert requesting.request.url == "https://files.test/pets"
    requesting.client(base_url="http://own").pets.list()
    assert requesting.request.url == "http://own/pets"
    monkeypatch.setenv("PETSTORE_BASE_URL", "http://variable")
    requesting.client().pets.list()
    assert requesting.request.url == "http://variable/pets"


def test_binary_bodies(requesting: StainlessPackage, tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(b"content")

    async def main() -> None:
        await requesting.async_client().pets.upload(path)
        assert requesting.request.content == b"content"

    requesting.client().pets.upload(path)
    assert requesting.request.content == b"content"
    assert requesting.request.headers["content-type"] == "application/octet-stream"
    requesting.client().pets.upload(b"bytes")
    assert requesting.request.content == b"bytes"
    requesting.client().pets.upload(iter([b"a", b"b"]))
    assert requesting.request.content == b"ab"
    asyncio.run(main())


def test_the_media_type_of_a_body(requesting: StainlessPackage) -> None:
    update = requesting.client().pets.update
    update(a=1)
    assert requesting.request.headers["content-type"] == "application/merge-patch+json"
    update(a=1, extra_headers={"Content-Type": "application/json"})
    assert requesting.request.headers["content-type"] == "application/json"
