"""Documents with mistakes that other tools live with become clients, with warnings."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from clientsmith.diagnostics import DiagnosticError, Severity
from tests.diff.documents import changed
from tests.generation.build import Generate, Package


def warnings(package: Package, code: str) -> list[str]:
    """The warnings with a code; each has a line."""
    found = [
        diagnostic for diagnostic in package.diagnostics if diagnostic.code == code
    ]
    assert all(item.severity is Severity.WARNING for item in found)
    assert all(item.location and item.location.line for item in found)
    return [finding.message for finding in found]


def answer(schema: str) -> str:
    return f"{{'200': {{content: {{application/json: {{schema: {schema}}}}}}}}}"


DUPLICATES = """
paths:
  /projects: {get: {operationId: list, tags: [projects]}}
  /keys: {get: {operationId: list, tags: [keys]}}
  /keys/{id}:
    get:
      operationId: read
      tags: [keys]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
"""


def test_an_operation_id_that_repeats_names_nobody(generate: Generate) -> None:
    package = generate(DUPLICATES)
    assert package.methods == ["projects.list", "keys.list", "keys.retrieve"]
    assert warnings(package, "duplicate-operation-id") == [
        'the operationId "list" is already used by `GET /projects`: '
        "neither of them is named after it"
    ]
    lines = DUPLICATES.splitlines()
    turned = "\n".join([lines[1], lines[3], lines[2], *lines[4:]])
    assert sorted(generate(turned).methods) == sorted(package.methods)


def test_a_path_parameter_that_is_not_declared_is_a_string(generate: Generate) -> None:
    package = generate("""
paths:
  /a/{first}/{second}/{third}:
    get:
      operationId: Things_call
      parameters: [{name: second, in: path, required: true, schema: {type: integer}}]
""")
    client = package.client()
    client.things.call("x", 2, "y z")
    assert package.request.url.raw_path == b"/a/x/2/y%20z"
    parameters = inspect.signature(type(client.things).call).parameters
    assert [*parameters][1:4] == ["first", "second", "third"]
    assert [parameters[word].annotation for word in ("first", "second")] == [
        "str",
        "int",
    ]
    assert [
        warning.split(":")[1] for warning in warnings(package, "path-parameter")
    ] == [" it is read as a required string"] * 2


def test_the_same_parameter_twice_is_one(generate: Generate) -> None:
    package = generate("""
paths:
  /a:
    get:
      operationId: A_call
      parameters:
        - {name: q, in: query, schema: {type: string}}
        - {name: q, in: query, schema: {type: string}}
        - {name: n, in: query, schema: {type: string}}
        - {name: n, in: query, schema: {type: integer}}
""")
    package.client().a.call(q="x", n=1)
    assert package.query == [("q", "x"), ("n", "1")]
    assert warnings(package, "duplicate-parameter") == [
        "the query parameter `n` is declared twice: the last one is read"
    ]


def test_a_scheme_that_is_not_there_is_not_asked_for(generate: Generate) -> None:
    package = generate("""
paths:
  /a: {get: {operationId: A_call, security: [{gone: []}]}}
  /b: {get: {operationId: B_call, security: [{gone: [], key: []}]}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
""")
    client = package.client(api_key="secret")
    client.a.call()
    assert "X-Key" not in package.request.headers
    client.b.call()
    assert package.request.headers["X-Key"] == "secret"
    assert len(warnings(package, "security")) == 2


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_null_is_read_in_every_version(generate: Generate, version: str) -> None:
    package = generate(f"""
openapi: {version}
paths:
  /a:
    get:
      operationId: A_call
      responses: {answer("{$ref: '#/components/schemas/A'}")}
components:
  schemas:
    A:
      type: object
      required: [a, b, c, d, e]
      properties:
        a: {{anyOf: [{{type: string}}, {{type: 'null'}}]}}
        b: {{type: [string, 'null']}}
        c: {{type: [string, null]}}
        d: {{oneOf: [{{type: string}}, {{type: null}}]}}
        e: {{$ref: '#/components/schemas/B', nullable: true}}
    B: {{type: string}}
""")
    fields = package.models.A.model_fields
    assert [str(fields[value].annotation) for value in "abcd"] == [str(str | None)] * 4
    assert type(None) in fields["e"].annotation.__args__


def test_what_is_not_there_is_any_value(generate: Generate) -> None:
    package = generate(f"""
paths:
  /a:
    get:
      operationId: A_call
      parameters: [{{$ref: '#/components/parameters/Gone'}}]
      responses:
        '200': {answer("{$ref: '#/components/schemas/A'}")[8:-1]}
        default: {{$ref: '#/components/responses/Gone'}}
components:
  schemas:
    A: {{type: object, properties: {{id: {{type: string}}, to: {{$ref: '#/gone'}}}}}}
""")
    package.answer({"id": "x", "to": {"a": 1}})
    found = package.client().a.call()
    assert (found.id, found.to) == ("x", {"a": 1})
    assert sorted(warning.split(": ")[1] for warning in warnings(package, "ref")) == [
        "a response of any JSON is read there",
        "any value is read there",
        "it is left out",
    ]


def test_a_request_body_that_is_not_there_is_an_error(generate: Generate) -> None:
    text = """
paths:
  /a: {post: {requestBody: {$ref: '#/components/requestBodies/Gone'}}}
  /b: {get: {operationId: B_call}}
"""
    with pytest.raises(DiagnosticError, match="requestBodies/Gone"):
        generate(text)
    assert generate(text, allow_skips=True).methods == ["b.call"]


def test_a_strict_run_takes_none_of_it(generate: Generate) -> None:
    with pytest.raises(DiagnosticError, match="duplicate-operation-id"):
        generate(DUPLICATES, strict=True)


def test_a_difference_in_how_it_is_written_is_none() -> None:
    def document(schema: dict[str, Any], **operation: Any) -> dict[str, Any]:
        media = {"application/json": {"schema": schema}}
        responses = {"200": {"description": "ok", "content": media}}
        return {
            "openapi": "3.0.3",
            "info": {"title": "A", "version": "1"},
            "paths": {"/a/{id}": {"get": {**operation, "responses": responses}}},
        }

    parameter = {"name": "id", "in": "path", "required": True}
    declared = document(
        {"type": "string", "nullable": True},
        parameters=[{**parameter, "schema": {"type": "string"}}],
    )
    # The mistake itself is told.
    found = changed(document({"type": ["str", None]}), declared)
    assert found == {"document-invalid": "info"}
