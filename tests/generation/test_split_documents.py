"""Documents whose parts stand in other places: the client is the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest

from clientsmith.commands.inspect import inspection
from clientsmith.pipeline import Described, describe
from tests.generation.build import Generate, configured
from tests.splitting import POINTERS, ROOT, WHOLE, split, write

KEYS = ("method", "path", "operation_id", "python", "arguments", "bodies", "auth")


def facts(described: Described) -> list[Any]:
    """Return the relevant facts about the operations, whatever file they are in."""
    found = cast("list[dict[str, Any]]", inspection(described)["operations"])
    return [{key: entry[key] for key in KEYS} for entry in found]


def described(folder: Path, files: dict[str, Any]) -> Described:
    return describe(configured(write(folder, files), "shop", folder / "packages"))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Described:
    return described(tmp_path_factory.mktemp("whole"), {ROOT: WHOLE})


@pytest.mark.parametrize("form", ["file", "inside", "here"])
@pytest.mark.parametrize("pointer", POINTERS)
def test_the_model_is_the_same(
    tmp_path: Path, expected: Described, pointer: str, form: str
) -> None:
    found = described(tmp_path, split(WHOLE, pointer, form))
    assert facts(found) == facts(expected)
    assert found.api.description == expected.api.description
    assert (found.api.servers, found.api.tags) == (
        expected.api.servers,
        expected.api.tags,
    )


@pytest.mark.parametrize("pointer", POINTERS)
def test_the_client_is_the_same(
    generate: Generate, tmp_path: Path, expected: Described, pointer: str
) -> None:
    files = split(WHOLE, pointer, "chain")
    write(tmp_path, files)
    package = generate(json.dumps(files[ROOT]), whole=True, package="openapi")
    assert facts(package.described) == facts(expected)
    package.answer({"a": 1, "kind": "big", "b": "x", "parts": [{"a": 2}]})
    things = package.client(api_key="secret").things
    thing = things.create(shop="s", limit=3, x_trace="t", a=7, kind="small", b="y")
    assert (thing.a, thing.kind, thing.b, thing.parts[0].a) == (1, "big", "x", 2)
    request = package.request
    assert str(request.url) == "https://post.shop.test/shops/s/things?limit=3"
    assert (request.headers["x-trace"], request.headers["x-key"]) == ("t", "secret")
    assert package.sent == {"a": 7, "kind": "small", "b": "y"}


REFERENCES = """
paths:
  /things:
    get:
      operationId: list_things
      tags: [things]
      parameters:
        - {$ref: '#/components/parameters/Limit', description: At most so many.}
        - {$ref: '#/components/parameters/Sort'}
      requestBody: {$ref: '#/components/requestBodies/Thing', description: What to find.}
      responses:
        '200': {$ref: '#/components/responses/Things', description: What was found.}
components:
  parameters:
    Limit: {name: limit, in: query, description: A number., schema: {type: integer}}
    Sort: {name: sort, in: query, description: An order., schema: {type: string}}
  requestBodies:
    Thing:
      description: A thing.
      content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}
  responses:
    Things:
      description: Things.
      headers: {X-Left: {$ref: '#/components/headers/Left', description: Of all.}}
      content: {application/json: {schema: {type: array, items: {type: string}}}}
  headers:
    Left: {description: How many are left., schema: {type: integer}}
"""


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_description_beside_a_reference_is_the_one_that_is_shown(
    generate: Generate, version: str
) -> None:
    package = generate(f"openapi: {version}\n{REFERENCES}")
    (operation,) = package.described.api.operations
    assert [parameter.description for parameter in operation.parameters] == [
        "At most so many.",
        "An order.",
    ]
    assert operation.body is not None
    assert operation.body.description == "What to find."
    (response,) = operation.responses
    assert response.description == "What was found."
    assert response.headers[0].description == "Of all."
    assert "At most so many." in package.files["resources/things.py"]


SHARED = {
    "parts.json": {
        "item": {
            "parameters": [
                {
                    "name": "page",
                    "in": "query",
                    "schema": {"type": "integer"},
                }
            ],
            "get": {"$ref": "#/get"},
            "post": {"$ref": "#/get", "operationId": "make", "summary": "Make"},
        },
        "get": {
            "operationId": "fetch",
            "responses": {
                "200": {
                    "description": "ok",
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {"a": {"type": "integer"}},
                            }
                        }
                    },
                }
            },
        },
    }
}


def test_what_several_paths_share_is_a_method_of_each(
    generate: Generate, tmp_path: Path
) -> None:
    write(tmp_path, SHARED)
    item = {"$ref": "parts.json#/item"}
    package = generate(
        json.dumps(
            {
                "openapi": "3.1.0",
                "info": {"title": "T", "version": "1"},
                "servers": [{"url": "https://api.test"}],
                "paths": {
                    "/cats": item,
                    "/dogs": item,
                    "/apes": {"$ref": "#/paths/~1cats"},
                },
            }
        ),
        whole=True,
    )
    paths = [
        (operation["method"], operation["path"]) for operation in package.operations
    ]
    assert paths == [
        (m, p) for p in ("/cats", "/dogs", "/apes") for m in ("GET", "POST")
    ]
    assert len({*package.methods}) == 6
    package.answer({"a": 3})
    client = package.client()
    for method, (verb, path) in zip(package.methods, paths, strict=True):
        resource, name = method.split(".")
        assert getattr(getattr(client, resource), name)(page=2).a == 3
        assert (package.request.method, package.request.url.path) == (verb, path)
        assert package.query == [("page", "2")]
