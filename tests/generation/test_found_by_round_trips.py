"""Small documents that once lost something on the way there or back."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from tests.generation.build import Generate
from tests.generation.echo import echo, received, ref
from tests.generation.test_pagination import INTEGERS, listing


def test_a_fragment_in_a_path_does_not_swallow_the_query(generate: Generate) -> None:
    package = generate("""
        paths:
          /#action=list:
            get:
              operationId: Things_list
              parameters: [{name: a, in: query, schema: {type: string}}]
        """)
    package.client().things.list(a="b")
    assert package.request.url.raw_path == b"/?a=b"


def test_a_success_without_a_body_beside_one_of_any_json(generate: Generate) -> None:
    package = generate("""
        paths:
          /things:
            post:
              operationId: Things_create
              responses:
                "200": {content: {application/json: {schema: {}}}}
                "201": {description: Created}
        """)
    things = package.client(_strict_response_validation=True).things
    package.answer([1])
    assert things.create() == [1]
    package.answer(status=201, content=b"")
    assert things.create() is None


PETS: dict[str, Any] = {
    "Cat": {"type": "object", "properties": {"type": {"type": "string"}}},
    "Dog": {
        "type": "object",
        "properties": {"type": {"type": "string", "example": "small"}},
    },
    "Pet": {
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": {"propertyName": "type"},
    },
}


def test_a_discriminator_is_no_constant_where_other_values_are_shown(
    generate: Generate,
) -> None:
    package = generate(echo(ref("Dog"), PETS))
    assert received(package, {"type": "large"}).type == "large"
    both = {"type": "array", "items": ref("Pet")}
    assert received(generate(echo(both, PETS)), [{"type": "x"}, {"type": "Cat"}])


@pytest.mark.parametrize("body", ["array", {"data": "array", "total": "integer"}])
@pytest.mark.parametrize("strict", [False, True])
def test_no_content_is_an_empty_page(
    generate: Generate, body: Any, strict: bool
) -> None:
    document = listing(INTEGERS, body)
    responses = document["paths"]["/things"]["get"]["responses"]
    responses["204"] = {"description": "There are none."}
    package = generate(document)
    assert package.operations[0]["pagination"] == "offset"
    package.answer(status=204)
    page = package.client(_strict_response_validation=strict).things.list()
    assert [*page] == []
    assert not page.has_next_page()


def test_objects_in_lists_of_a_deep_object_stay_apart(generate: Generate) -> None:
    item = {"type": "object", "properties": {"a": {"type": "integer"}}}
    lines = {"type": "array", "items": item}
    deep = {"style": "deepObject", "explode": True}
    content = {
        "schema": {"type": "object", "properties": {"lines": lines}},
        "encoding": {"lines": deep},
    }
    operation = {
        "operationId": "Things_call",
        "parameters": [{"name": "rows", "in": "query", "schema": lines, **deep}],
        "requestBody": {"content": {"application/x-www-form-urlencoded": content}},
    }
    package = generate({"paths": {"/things": {"post": operation}}})
    rows = [{"a": 1}, {"a": 2}]
    package.client().things.call(rows=rows, lines=rows)
    query = unquote(package.request.url.query.decode())
    assert query == "rows[0][a]=1&rows[1][a]=2"
    form = unquote(package.request.content.decode())
    assert form == "lines[0][a]=1&lines[1][a]=2"


def test_true_is_not_the_constant_one(generate: Generate) -> None:
    one = {"flag": {}, "foo_bar": {"enum": [1, 2]}}
    other = {"flag": {"enum": ["a", 1]}, "fooBar": {"enum": [1, 3]}}
    kinds = [{"type": "object", "properties": value} for value in (one, other)]
    package = generate(echo({"anyOf": kinds}))
    received(package, {"flag": True, "foo_bar": 1})
    package.client().echo.send(value={"flag": 1, "foo_bar": 3})
    assert package.sent == {"value": {"flag": 1, "fooBar": 3}}
