"""Tests of the features of OpenAPI 3.2."""

from __future__ import annotations

import pytest

from clientsmith.diagnostics import DiagnosticError
from tests.generation.build import Generate

DOCUMENT = """
openapi: 3.2.0
$self: https://example.test/apis/things.yaml
tags: [{name: things, summary: Things, kind: nav}]
paths:
  /things:
    query:
      tags: [things]
      operationId: searchThings
      requestBody:
        content: {application/json: {schema: {type: object, properties: {q: {type: string}}}}}
      responses:
        '200':
          content:
            application/json:
              schema: {$ref: 'https://example.test/apis/things.yaml#/components/schemas/Thing'}
    additionalOperations:
      COPY:
        tags: [things]
        operationId: copyThings
        responses:
          '200':
            content:
              application/json:
                schema: {$ref: 'things.yaml#/components/schemas/Thing'}
  /events:
    get:
      tags: [events]
      operationId: listEvents
      parameters:
      - name: filter
        in: querystring
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [kind]
              properties:
                kind: {type: string, description: Only these.}
                pageSize: {type: integer}
      responses:
        '200':
          content:
            text/event-stream:
              itemSchema:
                type: object
                properties: {data: {type: string}, event: {type: string}}
components:
  schemas:
    Thing: {type: object, properties: {name: {type: string}}}
"""


def test_every_operation_is_there(generate: Generate) -> None:
    package = generate(DOCUMENT)
    assert [operation["method"] for operation in package.operations] == [
        "QUERY",
        "COPY",
        "GET",
    ]


def test_methods_beyond_the_usual_ones(generate: Generate) -> None:
    package = generate(DOCUMENT)
    package.answer({"name": "x"})
    client = package.client()
    found = client.things.search(q="y")
    assert (package.request.method, package.sent) == ("QUERY", {"q": "y"})
    copied = client.things.copy()
    assert package.request.method == "COPY"
    # The document is the same by whatever of its names it is referred to.
    assert type(found) is type(copied) is package.models.Thing


def test_the_whole_query_as_a_form(generate: Generate) -> None:
    package = generate(DOCUMENT)
    package.answer(
        content=b"data: 1\n\n", headers={"content-type": "text/event-stream"}
    )
    with package.client().events.list(kind="a b", page_size=2) as stream:
        assert [item.data for item in stream] == ["1"]
    assert package.query == [("kind", "a b"), ("pageSize", "2")]
    with pytest.raises(TypeError, match="kind"):
        package.client().events.list()


def test_a_query_of_another_type_is_refused_with_its_place(generate: Generate) -> None:
    document = DOCUMENT.replace("application/x-www-form-urlencoded", "application/json")
    with pytest.raises(DiagnosticError) as caught:
        generate(document)
    (error,) = [
        diagnostic
        for diagnostic in caught.value.diagnostics
        if diagnostic.severity == "error"
    ]
    assert error.code == "querystring"
    assert error.location is not None
    assert error.location.pointer == "/paths/~1events/get/parameters/0"


def test_cookies_of_the_style_cookie_are_not_encoded(generate: Generate) -> None:
    package = generate("""
        openapi: 3.2.0
        paths:
          /things:
            get:
              operationId: things/call
              parameters:
                - {name: sid, in: cookie, style: cookie, schema: {type: string}}
                - {name: ids, in: cookie, style: cookie,
                   schema: {type: array, items: {type: string}}}
                - {name: one, in: cookie, style: cookie, explode: false,
                   schema: {type: array, items: {type: string}}}
                - {name: color, in: cookie, style: cookie, schema: {type: object}}
                - {name: old, in: cookie, schema: {type: string}}
        """)
    call = package.client().things.call
    call(sid="a b=", ids=["x", "y"], one=["x", "y"], color={"R": 1, "G": 2}, old="a b")
    assert package.request.headers["cookie"].split("; ") == [
        "sid=a b=", "ids=x", "ids=y", "one=x,y", "R=1", "G=2", "old=a%20b",
    ]  # fmt: skip
    for wrong in ("a; b=c", "a\nb"):
        with pytest.raises(ValueError, match="encoded by the caller"):
            call(sid=wrong)


def test_reserved_characters_of_a_path_stay_where_allowed(generate: Generate) -> None:
    package = generate("""
        openapi: 3.2.0
        paths:
          /files/{path}:
            get:
              operationId: things/call
              parameters:
                - {name: path, in: path, required: true, allowReserved: true,
                   schema: {type: string}}
        """)
    call = package.client().things.call
    call("a/b:c/d e?f#g")
    assert package.request.url.raw_path == b"/files/a/b:c/d%20e%3Ff%23g"
    with pytest.raises(ValueError, match="segment"):
        call("a/../b")
