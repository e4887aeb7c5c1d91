"""Stand-ins for clients in users' tests, and copies that travel between processes."""

from __future__ import annotations

import asyncio
import copy
import inspect
import pickle
from collections.abc import Iterator
from typing import Any
from unittest.mock import create_autospec

import pytest

from tests.generation.build import Package, build

DOCUMENT = """
paths:
  /users:
    get:
      operationId: users_list
      parameters:
      - {name: page, in: query, schema: {type: integer}}
      responses:
        "200":
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {$ref: "#/components/schemas/User"}}
                  total: {type: integer}
  /users/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: users_retrieve
      responses:
        "200":
          content:
            application/json: {schema: {$ref: "#/components/schemas/User"}}
        default:
          content:
            application/json: {schema: {$ref: "#/components/schemas/Problem"}}
  /users/{id}/keys/{key}:
    parameters:
    - {name: id, in: path, required: true, schema: {type: string}}
    - {name: key, in: path, required: true, schema: {type: string}}
    get:
      operationId: users_keys_retrieve
components:
  schemas:
    User: {type: object, required: [id], properties: {id: {type: string}}}
    Problem: {type: object, properties: {message: {type: string}}}
"""
METHODS = {"GET /users/{id}/keys/{key}": "users.keys.retrieve"}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    built = build(tmp_path_factory.mktemp("doubles"), DOCUMENT, methods=METHODS)
    yield built
    built.forget()


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def client(request: pytest.FixtureRequest, package: Package) -> Any:
    return package.async_client() if request.param else package.client()


def settled(value: Any) -> Any:
    async def awaited() -> Any:
        return await value

    return asyncio.run(awaited()) if inspect.isawaitable(value) else value


@pytest.mark.parametrize("spec", ["class", "instance of the class", "instance"])
def test_an_autospec_has_the_methods_of_all_resources(spec: str, client: Any) -> None:
    kind = client if spec == "instance" else type(client)
    double: Any = create_autospec(kind, instance=spec != "class")
    double = double(base_url="x") if spec == "class" else double
    double.users.retrieve.return_value = "a user"
    assert settled(double.users.retrieve("1")) == "a user"
    double.users.retrieve.assert_called_once_with("1")
    keys = (
        double.users.keys,
        double.users.keys.with_raw_response,
        double.users.with_raw_response.keys,
        double.users.with_streaming_response.keys,
    )
    for key in keys:
        settled(key.retrieve("1", "2", timeout=3))
        with pytest.raises(TypeError):
            key.retrieve("1")
        with pytest.raises(AttributeError):
            key.retreive("1", "2")
    with pytest.raises(AttributeError):
        assert double.usres


def test_an_autospec_of_a_resource_has_its_methods(client: Any) -> None:
    for spec in (type(client.users), client.users):
        double: Any = create_autospec(spec, instance=spec is not client.users)
        settled(double.retrieve("1"))
        settled(double.keys.retrieve("1", "2"))
        settled(double.with_raw_response.retrieve("1"))
        with pytest.raises(TypeError):
            double.retrieve()


def test_the_class_keeps_nothing_of_its_double(client: Any) -> None:
    assert type(client).users is not client.users
    assert client.users is client.users
    assert client.users._client is client


def copies(value: Any) -> Iterator[Any]:
    yield pickle.loads(pickle.dumps(value))
    yield copy.copy(value)
    yield copy.deepcopy(value)


def call(package: Package, client: Any, method: Any, *arguments: str) -> Any:
    """The result of a method, of a client that can be pickled."""
    result = settled(method(*arguments))
    client._pool.given = None
    return result


def test_results_travel(client: Any, package: Package) -> None:
    package.answer({"id": "1"}, headers={"x-request-id": "r"})
    user = call(package, client, client.users.retrieve, "1")
    for item in copies(user):
        assert (item, item._request_id) == (user, "r")


def test_pages_and_responses_travel(client: Any, package: Package) -> None:
    package.answer({"data": [{"id": "1"}], "total": 2})
    page = call(package, client, client.users.list)
    assert page.next_page_info() is not None
    for item in copies(page):
        assert item.items == page.items
        assert item.next_page_info() == page.next_page_info()


def test_a_response_whose_errors_are_documented_travels(
    client: Any, package: Package
) -> None:
    package.answer({"id": "1"})
    raw = call(package, client, client.users.with_raw_response.retrieve, "1")
    for item in copies(raw):
        assert settled(item.parse()).id == "1"
        assert item.status_code == 200


def test_errors_travel(client: Any, package: Package) -> None:
    package.answer({"message": "no"}, 404)
    with pytest.raises(package.module.NotFoundError) as caught:
        settled(client.users.retrieve("1"))
    for item in copies(caught.value):
        assert str(item) == "404 Not Found: no"
        assert item.body == caught.value.body
        assert item.status_code == 404


def test_resources_and_clients_travel(client: Any, package: Package) -> None:
    client._pool.given = None
    assert client.users.keys is client.users.keys
    assert client.users.with_raw_response.keys is not None
    for item in copies(client):
        assert item.users._client is item
        assert item.users.keys._client is item
    for item in copies(client.users):
        assert inspect.signature(item.retrieve) == inspect.signature(
            client.users.retrieve
        )


def test_marks_stay_the_same(package: Package) -> None:
    for mark in (package.module.omit, package.module.not_given):
        assert all(value is mark for value in copies(mark))
