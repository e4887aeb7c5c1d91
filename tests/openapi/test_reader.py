"""OpenAPI's own objects, read from small documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clientsmith.diagnostics import DiagnosticError
from clientsmith.document.documents import parse_document
from clientsmith.document.members import text
from clientsmith.document.workspace import Workspace
from clientsmith.openapi.objects import Operation
from clientsmith.openapi.reader import OpenApiReader

HEAD = "openapi: 3.2.0\ninfo: {title: T, version: '1'}\n"


def reader(content: str) -> OpenApiReader:
    document = parse_document(HEAD + content, Path("api.yaml"), "api.yaml")
    workspace = Workspace(document)
    return OpenApiReader(workspace.root, workspace.resolve)


def operation(content: str) -> Operation:
    (item,) = reader(content).document().paths
    return item.operations[0]


def test_operations_of_all_versions_are_read_with_their_places() -> None:
    document = reader("""
paths:
  /a:
    summary: shared
    get: {operationId: one}
    query: {operationId: two}
    additionalOperations: {PURGE: {operationId: three}}
    x-cache: {operationId: none}
  x-notes: {get: {operationId: none}}
webhooks:
  x-made: {post: {operationId: four}}
""").document()
    assert [(item.path, item.summary) for item in document.paths] == [("/a", "shared")]
    found = [
        (value.method, value.place, value.operation_id)
        for item in (*document.paths, *document.webhooks)
        for value in item.operations
    ]
    assert found == [
        ("GET", ("get",), "one"),
        ("QUERY", ("query",), "two"),
        ("PURGE", ("additionalOperations", "PURGE"), "three"),
        ("POST", ("post",), "four"),
    ]


def test_parameters_and_servers_of_an_operation_go_before_those_of_its_path() -> None:
    document = reader("""
paths:
  /a:
    parameters:
    - {name: limit, in: query, description: shared}
    - {name: limit, in: header}
    servers: [{url: https://path.example}]
    get:
      parameters: [{name: limit, in: query, description: own}]
    put:
      servers: [{url: https://own.example}]
""").document()
    get, put = document.paths[0].operations
    found = [
        (parameter.location, parameter.name, parameter.description)
        for parameter in get.parameters
    ]
    assert found == [("query", "limit", "own"), ("header", "limit", None)]
    assert [server.url for server in get.servers] == ["https://path.example"]
    assert [server.url for server in put.servers] == ["https://own.example"]


def test_an_object_behind_a_reference_knows_its_definition_and_its_use() -> None:
    (limit,) = operation("""
paths:
  /a:
    get:
      parameters:
      - {$ref: '#/components/parameters/limit', description: at most}
components:
  parameters:
    limit: {name: limit, in: query, description: a number, x-order: first}
""").parameters
    assert limit.source.pointer == "/components/parameters/limit"
    assert limit.use.source.pointer == "/paths/~1a/get/parameters/0"
    assert limit.description == "at most"
    assert text(limit.node, "x-order") == "first"


def test_one_written_in_place_is_its_own_use() -> None:
    (limit,) = operation(
        "paths: {/a: {get: {parameters: [{name: limit, in: query, explode: false}]}}}"
    ).parameters
    assert limit.reference is None
    assert limit.use == limit.node
    assert (limit.explode, limit.required, limit.style) == (False, False, None)


def test_content_keeps_its_schemas_as_nodes() -> None:
    found = operation("""
paths:
  /a:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: {$ref: '#/components/schemas/A'}
            encoding: {file: {contentType: image/png}}
          multipart/mixed:
            prefixEncoding: [{contentType: text/plain}]
            itemEncoding: {contentType: image/png}
      responses:
        x-note: {description: none}
        2xx:
          headers: {X-Count: {schema: {type: integer}, required: true}}
          content:
            application/jsonl: {itemSchema: {type: object}}
components: {schemas: {A: {type: object}}}
""")
    assert found.request_body is not None
    form, mixed = found.request_body.content
    assert form.schema is not None
    assert form.schema.value == {"$ref": "#/components/schemas/A"}
    encodings = (*form.encoding, *mixed.prefix_encoding, mixed.item_encoding)
    assert [
        encoding.content_type for encoding in encodings if encoding is not None
    ] == [
        "image/png",
        "text/plain",
        "image/png",
    ]
    (response,) = found.responses
    assert response.status == "2xx"
    (header,) = response.headers
    assert (header.name, header.location, header.required) == (
        "X-Count",
        "header",
        True,
    )
    (stream,) = response.content
    assert stream.items is not None
    assert stream.items.pointer[-1] == "itemSchema"


def test_security_distinguishes_none_from_no_credentials() -> None:
    document = reader("""
paths:
  /a: {get: {}, put: {security: []}, post: {security: [{}, {key: [], oauth: [read]}]}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    oauth:
      type: oauth2
      flows:
        clientCredentials: {tokenUrl: /token, scopes: {read: Read}}
        x-note: {}
""").document()
    get, put, post = (item.security for item in document.paths[0].operations)
    assert get is None
    assert put is not None
    assert put.requirements == ()
    assert post is not None
    assert [requirement.schemes for requirement in post.requirements] == [
        {},
        {"key": (), "oauth": ("read",)},
    ]
    key, oauth = document.security_schemes
    assert (key.location, key.parameter) == ("header", "X-Key")
    (flow,) = oauth.flows
    assert (flow.kind, flow.urls, flow.scopes) == (
        "clientCredentials",
        {"tokenUrl": "/token"},
        {"read": "Read"},
    )


def test_variables_of_servers_are_strings() -> None:
    (server,) = reader("""
servers:
- url: https://example.com:{port}
  variables: {port: {default: 443, enum: [443, 8443]}}
""").document().servers
    (port,) = server.variables
    assert (port.default, port.enum) == ("443", ("443", "8443"))


def test_callbacks_and_examples_are_read_on_demand() -> None:
    api = reader("""
paths:
  /a:
    post:
      parameters:
      - {name: q, in: query, example: 1, examples: {two: {$ref: '#/components/examples/two'}}}
      callbacks:
        done: {$ref: '#/components/callbacks/done'}
components:
  examples: {two: {value: 2}}
  callbacks: {done: {'{$request.body#/url}': {post: {operationId: done}}, x-note: {}}}
""")
    (found,) = api.document().paths[0].operations
    assert [*api.examples(found.parameters[0])] == [1, 2]
    ((name, item),) = api.callbacks(found)
    assert (name, item.path) == ("done", "{$request.body#/url}")
    assert [value.operation_id for value in item.operations] == ["done"]


@pytest.mark.parametrize(
    "paths",
    [
        "[]",
        "{/a: 1}",
        "{/a: {get: []}}",
        "{/a: {get: {parameters: {}, requestBody: [], responses: 1, security: x}}}",
        "{/a: {get: {parameters: [1, {}], tags: x, deprecated: 'yes'}}}",
        "{/a: {parameters: x, servers: [1], additionalOperations: []}}",
    ],
)
def test_what_is_wrong_is_read_as_if_it_were_left_out(paths: str) -> None:
    document: Any = reader(f"paths: {paths}").document()
    for item in document.paths:
        for value in item.operations:
            assert not value.deprecated
            assert [p.name for p in value.parameters if p.name is not None] == []
            assert value.responses == ()


def test_a_broken_reference_is_a_matter_of_the_one_who_resolves() -> None:
    broken = "paths: {/a: {get: {parameters: [{$ref: '#/nowhere'}]}}}"
    with pytest.raises(DiagnosticError):
        reader(broken).document()
    document = parse_document(HEAD + broken, Path("api.yaml"), "api.yaml")
    lenient = OpenApiReader(document.root, lambda node: node).document()
    assert len(lenient.paths[0].operations[0].parameters) == 1
