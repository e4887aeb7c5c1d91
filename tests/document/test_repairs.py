"""Documents that other tools take are read as they are meant, with warnings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.document.documents import Document, Node, parse_document
from clientsmith.document.loading import load
from clientsmith.document.repairs import repaired
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace

from .conftest import Put

HEAD = 'openapi: 3.1.0\ninfo: {title: Test, version: "1"}\n'
Report = Callable[..., str]


def parsed(text: str, head: str = HEAD) -> Document:
    return parse_document(head + text, Path("api.yaml"), "api.yaml")


def whole(document: Document, found: Diagnostics) -> Document:
    workspace = Workspace(document)
    return repaired(workspace, OpenApiVersion.V3_1, found).root.document


def repair(text: str, head: str = HEAD) -> tuple[Any, list[str]]:
    """The repaired value, and the messages with their lines and pointers."""
    found = Diagnostics()
    document = whole(parsed(text, head), found)
    messages = [
        f"{finding.location.line}: #{finding.location.pointer} {finding.message}"
        for finding in found
        if finding.location
    ]
    return document.value, messages


def test_a_document_without_anything_to_repair_is_not_copied() -> None:
    document = parsed("paths: {/a: {get: {responses: {'204': {description: ok}}}}}")
    found = Diagnostics()
    assert whole(document, found) is document
    assert not [*found]


def test_null_without_quotes_is_the_type_null() -> None:
    value, messages = repair("""
components:
  schemas:
    A: {properties: {one: {type: [string, null]}, two: {oneOf: [{type: null}]}}}
""")
    members = value["components"]["schemas"]["A"]["properties"]
    assert members["one"] == {"type": ["string", "null"]}
    assert members["two"] == {"oneOf": [{"type": "null"}]}
    assert messages == [
        '6: #/components/schemas/A/properties/one/type null among the types is read as "null"',
        "6: #/components/schemas/A/properties/two/oneOf/0/type"
        ' `type: null` is read as `type: "null"`',
    ]


def test_a_key_without_a_value_is_empty() -> None:
    value, messages = repair("""
tags:
paths:
  /a:
    parameters:
    get:
    post: {requestBody: null, responses: {"200": null}, security: [{key: null}]}
components:
  parameters:
  schemas: {A: {type: object, properties: null, additionalProperties: }, B: null}
""")
    assert value["paths"] == {
        "/a": {
            "get": {},
            "post": {"responses": {"200": {}}, "security": [{"key": []}]},
        }
    }
    assert value["components"] == {"schemas": {"A": {"type": "object"}, "B": {}}}
    assert "tags" not in value
    assert "4: #/tags `tags` is null: it is read as empty" in messages
    assert len(messages) == 10


def test_null_as_data_stays() -> None:
    document = parsed("""
components:
  schemas: {A: {default: null, example: null, enum: [null], const: null, x-a: null}}
  examples: {B: {value: null}}
paths: {x-nothing: null}
""")
    found = Diagnostics()
    assert whole(document, found) is document


def test_null_in_a_list_is_left_out_and_the_rest_keeps_its_lines(
    report: Report,
) -> None:
    text = report(HEAD + """
paths:
  /a:
    get:
      parameters:
        -
        - {name: b, in: query, schema: {type: string, default: 1}}
      responses: {"204": {description: ok}}
""")
    assert "api.yaml:8:10: warning[null]: an element of the list is null" in text
    assert "api.yaml:9:55: warning[value-type]" in text


@pytest.mark.parametrize(
    ("schema", "expected", "message"),
    [
        ("type: int", {"type": "integer"}, '"int" is not a type'),
        ("type: String", {"type": "string"}, '"String" is not a type'),
        ("type: strng", {"type": "string"}, "read as `type: string`"),
        ("type: date", {"type": "string", "format": "date"}, "`format: date`"),
        ("type: uuid", {"type": "string", "format": "uuid"}, "`format: uuid`"),
        ("type: file", {"type": "string", "format": "binary"}, "`format: binary`"),
        ("type: any", {}, "a schema without a type"),
        ("type: Pet", {}, "a schema without a type"),
        ("type: {enum: [a]}", {}, "a schema without a type"),
        ("type: [str, Null]", {"type": ["string", "null"]}, '"str" is not a type'),
        ("type: [int, Pet]", {}, '"Pet" is not a type'),
        ("type: , format: x", {"format": "x"}, "`type` is null"),
        ("required: name", {"required": ["name"]}, "a list of one name"),
        ("required: [404]", {"required": ["404"]}, "read as strings"),
        ("required: true", {}, "`required: true` is ignored"),
        ("items: [{type: string}]", {"items": {"type": "string"}}, "alternatives"),
        ("items: 5", {"items": {}}, "a number is not a schema"),
        ("allOf: {title: a}", {"allOf": [{"title": "a"}]}, "a list of one"),
        (
            "properties: [{name: a, type: string}, b]",
            {"properties": {"a": {"type": "string"}, "b": {}}},
            "names of its elements",
        ),
        (
            "properties: {a: string}",
            {"properties": {"a": {"type": "string"}}},
            "a schema of that type",
        ),
        ("properties: 5", {}, "a number is not an object: it is ignored"),
        ("additionalProperties: 'false'", {"additionalProperties": False}, "boolean"),
        ("discriminator: k", {"discriminator": {"propertyName": "k"}}, "propertyName"),
        ("nullable: 'true'", {"nullable": True}, "is read as true"),
        ("title: 404", {"title": "404"}, 'is read as "404"'),
    ],
)
def test_schemas_are_read_as_they_are_meant(
    schema: str, expected: dict[str, Any], message: str
) -> None:
    value, messages = repair(f"components: {{schemas: {{A: {{{schema}}}}}}}\n")
    assert value["components"]["schemas"]["A"] == expected
    assert any(message in element for element in messages)
    assert all(text.startswith("3: #/components/schemas/A/") for text in messages)


def test_a_member_that_calls_itself_required_is_in_the_list_of_its_owner() -> None:
    value, messages = repair("""
components:
  schemas:
    A:
      properties: {a: {type: string, required: true}, b: {required: false}, c: {}}
      required: [c]
""")
    assert value["components"]["schemas"]["A"] == {
        "properties": {"a": {"type": "string"}, "b": {}, "c": {}},
        "required": ["c", "a"],
    }
    assert messages == [
        "7: #/components/schemas/A/properties/a/required"
        " `required: true` is read as that of the member",
        "7: #/components/schemas/A/properties/b/required"
        " `required: false` is read as that of the member",
    ]


@pytest.mark.parametrize(
    ("members", "expected", "message"),
    [
        ("tags: x", {"tags": ["x"]}, "a list of names"),
        ("tags: [{name: x}, 5]", {"tags": ["x", "5"]}, "a list of names"),
        ("operationId: 12", {"operationId": "12"}, 'is read as "12"'),
        (
            "security: {key: []}",
            {"security": [{"key": []}]},
            "an object is read as a list of one",
        ),
        ("security: [key]", {"security": [{"key": []}]}, "a security scheme"),
        (
            "parameters: {q: {in: query, schema: {}}}",
            {"parameters": [{"name": "q", "in": "query", "schema": {}}]},
            "a list of parameters by their names",
        ),
        (
            "parameters: [{name: q, in: Query, schema: {}}]",
            {"parameters": [{"name": "q", "in": "query", "schema": {}}]},
            "`in: Query` is read as `in: query`",
        ),
        (
            "parameters: [{name: q, in: binding}, {in: query}]",
            {"parameters": []},
            '"binding" is not a place in a request',
        ),
        (
            "parameters: ['#/components/parameters/A']",
            {"parameters": [{"$ref": "#/components/parameters/A"}]},
            "read as a reference",
        ),
        (
            "parameters: [{name: q, in: query, type: integer, required: 'true'}]",
            {
                "parameters": [
                    {
                        "name": "q",
                        "in": "query",
                        "required": True,
                        "schema": {"type": "integer"},
                    }
                ]
            },
            "outside of `schema` is Swagger 2.0",
        ),
        (
            "parameters: [{name: b, in: body, required: true, schema: {type: object}}]",
            {
                "parameters": [],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"type": "object"}}},
                },
            },
            "read as the request body",
        ),
        (
            "responses: {200 OK: {}, 4xx: {}, Default: {}, x-a: 1}",
            {"responses": {"200": {}, "4XX": {}, "default": {}, "x-a": 1}},
            "the status `200 OK` is read as `200`",
        ),
        (
            "responses: {200: {schema: {type: object}}}",
            {
                "responses": {
                    "200": {
                        "content": {"application/json": {"schema": {"type": "object"}}}
                    }
                }
            },
            "`schema` outside of `content`",
        ),
        (
            "responses: {200: {content: {schema: {type: object}}}}",
            {
                "responses": {
                    "200": {
                        "content": {"application/json": {"schema": {"type": "object"}}}
                    }
                }
            },
            "`content` without a media type",
        ),
        ("responses: {200: fine}", {"responses": {"200": {"description": "fine"}}}, ""),
    ],
)
def test_operations_are_read_as_they_are_meant(
    members: str, expected: dict[str, Any], message: str
) -> None:
    value, messages = repair(f"paths:\n  /a:\n    get: {{{members}}}\n")
    assert value["paths"]["/a"]["get"] == expected
    assert any(message in element for element in messages)
    assert all(text.startswith("5: #/paths/~1a/get/") for text in messages)


def test_paths_and_methods_are_read_as_they_are_sent() -> None:
    value, messages = repair("""
paths:
  users/{id:[0-9]+}: {GET: {operationId: 5}}
  /files/{path*}: {}
  /x/{ id }: {}
""")
    assert value["paths"] == {
        "/users/{id}": {"get": {"operationId": "5"}},
        "/files/{path}": {},
        "/x/{id}": {},
    }
    # What is inside of what was renamed has its line as well.
    assert (
        '5: #/paths/~1users~1{id}/get/operationId `operationId: 5` is read as "5"'
        in (messages)
    )
    assert all(message.startswith(("5: ", "6: ", "7: ")) for message in messages)


@pytest.mark.parametrize(
    ("written", "read", "said"),
    [
        (
            "{type: bearer}",
            {"type": "http", "scheme": "bearer"},
            "`type: bearer` is read as `type: http` and `scheme: bearer`",
        ),
        (
            "{type: apikey, in: Header, name: X-Key}",
            {"type": "apiKey", "in": "header", "name": "X-Key"},
            "`type: apikey` is read as `type: apiKey`",
        ),
        (
            "{type: OAuth2, flows: {}}",
            {"type": "oauth2", "flows": {}},
            "`type: OAuth2` is read as `type: oauth2`",
        ),
    ],
)
def test_security_schemes_are_read_as_they_are_meant(
    written: str, read: dict[str, Any], said: str
) -> None:
    value, messages = repair(f"components: {{securitySchemes: {{key: {written}}}}}")
    assert value["components"]["securitySchemes"]["key"] == read
    assert messages[0] == f"3: #/components/securitySchemes/key/type {said}"


def test_security_schemes_of_unknown_types_stay_as_they_are() -> None:
    text = "components: {securitySchemes: {key: {type: magic, in: nowhere}}}"
    value, messages = repair(text)
    declared = {"type": "magic", "in": "nowhere"}
    assert value["components"]["securitySchemes"]["key"] == declared
    assert messages == []


@pytest.mark.parametrize(
    "reference",
    [
        "Pet",
        " #/components/schemas/Pet ",
        "#components/schemas/Pet",
        "/components/schemas/Pet",
        "#/components/schemas/pet",
        "#/components/schema/Pet",
        "#/Components/Schemas/Pet",
        "#/models/Pet",
    ],
)
def test_references_to_components_may_be_misspelled(reference: str) -> None:
    value, messages = repair(
        f"components: {{schemas: {{Pet: {{type: object}}, A: {{$ref: '{reference}'}}}}}}"
    )
    assert value["components"]["schemas"]["A"] == {"$ref": "#/components/schemas/Pet"}
    assert messages == [
        f"3: #/components/schemas/A/$ref `{reference}` does not exist: "
        "it is read as `#/components/schemas/Pet`"
    ]


@pytest.mark.parametrize(
    "reference",
    [
        "#/components/schemas/Nothing",
        "#/components/responses/Pet",
        "#/components/parameters/Pet",
        "#/x/y/schemas/Pet",
        "https://example.com/Pet",
        "other.yaml#/components/schemas/Pet",
        "#/components/schemas/dup",
    ],
)
def test_references_to_something_else_stay(reference: str) -> None:
    value, messages = repair(
        "components: {schemas: {Pet: {type: object}, Dup: {}, DUP: {}, "
        f"A: {{$ref: '{reference}'}}}}}}"
    )
    assert value["components"]["schemas"]["A"] == {"$ref": reference}
    assert messages == []


def test_a_part_may_refer_to_the_components_of_the_whole(
    put: Put, report: Report
) -> None:
    put(
        "api.yaml",
        HEAD + "paths: {/a: {$ref: 'paths/a.yaml'}}\n"
        "components: {schemas: {Pet: {type: string}}}\n",
    )
    schema = "{schema: {$ref: '#/components/schemas/Pet'}}"
    path = put(
        "paths/a.yaml",
        "get: {responses: {'200': {description: A pet, content: "
        f"{{application/json: {schema}}}}}}}}}\n",
    )
    loaded = load(path.parent.parent / "api.yaml")
    part = next(
        document for document in loaded.workspace.documents if document.path == path
    )
    content = Node(part, (), part.value).at("get", "responses", "200", "content")
    assert content is not None
    schema_node = content.at("application/json", "schema")
    assert schema_node is not None
    assert loaded.workspace.resolve(schema_node).value == {"type": "string"}
    (found,) = [
        diagnostic for diagnostic in loaded.diagnostics if diagnostic.code == "ref"
    ]
    assert "it is read as `../api.yaml#/components/schemas/Pet`" in found.message


def test_nullable_alone_among_alternatives_is_null() -> None:
    value, messages = repair(
        "components: {schemas: {A: {anyOf: [{nullable: true}, {type: string}]}}}"
    )
    assert value["components"]["schemas"]["A"] == {
        "anyOf": [{"type": "string"}],
        "nullable": True,
    }
    assert messages == [
        "3: #/components/schemas/A/anyOf/0 `nullable: true` alone is read as null "
        "among the other anyOf"
    ]


def test_types_in_one_text_are_several() -> None:
    value, _ = repair(
        "components: {schemas: {A: {type: 'string|int'}, B: {type: 'number, null'}}}"
    )
    schemas = value["components"]["schemas"]
    assert schemas["A"]["type"] == ["string", "integer"]
    assert schemas["B"]["type"] == ["number", "null"]


def test_what_the_top_of_a_document_leaves_out_is_made_up() -> None:
    value, messages = repair("paths: {}", "openapi: 3.1.0\n")
    assert value["info"] == {"title": "api", "version": "0"}
    assert messages == ["1: # `info` is missing: the API is called `api`"]
    value, messages = repair("servers: [{description: a}, {url: https://a.com}]")
    assert value["servers"] == [{"url": "https://a.com"}]
    assert messages == ["3: #/servers/0 a server without a `url` is left out"]


@pytest.mark.parametrize(
    ("parameter", "read"),
    [
        ("style: simple, schema: {}", {"schema": {}}),
        ("style: [form], schema: {}", {"schema": {}}),
        ("required: [], schema: {}", {"schema": {}}),
        ("content: {}", {"schema": {"type": "string"}}),
        ("schema: {}, content: {a/b: {}, c/d: {}}", {"schema": {}}),
        (
            "content: {a/b: {}, application/json: {}}",
            {"content": {"application/json": {}}},
        ),
        ("content: {a/b: {}, c/d: {}}", {"content": {"a/b": {}}}),
    ],
)
def test_parameters_are_read_with_what_makes_sense(
    parameter: str, read: dict[str, Any]
) -> None:
    value, messages = repair(
        f"components: {{parameters: {{q: {{name: q, in: query, {parameter}}}}}}}"
    )
    whole = {"name": "q", "in": "query", **read}
    assert value["components"]["parameters"]["q"] == whole
    assert len(messages) == 1


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("{}", {}),
        ("[]", {}),
        (
            "{description: A pet}",
            {
                "requestBody": {
                    "description": "A pet",
                    "content": {"application/json": {}},
                }
            },
        ),
    ],
)
def test_bodies_that_are_not_described(body: str, read: dict[str, Any]) -> None:
    value, messages = repair(f"paths: {{/a: {{post: {{requestBody: {body}}}}}}}")
    assert value["paths"]["/a"]["post"] == read
    assert len(messages) == 1


def test_scopes_are_lists_of_names() -> None:
    value, messages = repair("security: [{a: {}, b: read, c: null, d: [x]}]")
    assert value["security"] == [{"a": [], "b": ["read"], "c": [], "d": ["x"]}]
    assert len(messages) == 3


def test_what_is_no_name_is_not_required() -> None:
    value, _ = repair("components: {schemas: {A: {required: [a, {b: c}, [d], 1]}}}")
    assert value["components"]["schemas"]["A"] == {"required": ["a", "1"]}


def test_files_are_repaired_as_what_refers_to_them(put: Put, report: Report) -> None:
    put("key.yaml", "type: apiKey\nin: header\nname: X-Key\n")
    put("example.yaml", "value: {items: [1, 2], type: int, parameters: {a: 1}}\n")
    put("types.yaml", "deep: {inside: {type: int}}\nother: {type: int}\n")
    text = report(HEAD + """
paths: {}
components:
  securitySchemes: {key: {$ref: key.yaml}}
  examples: {E: {$ref: example.yaml}}
  schemas: {A: {$ref: 'types.yaml#/deep/inside'}}
""")
    assert text == (
        'types.yaml:1:17: warning[type]: "int" is not a type: it is read as '
        "`type: integer`\n  at #/deep/inside/type"
    )


def test_what_an_alias_repeats_is_repaired_once_and_stays_one_value() -> None:
    value, messages = repair("""
components:
  schemas:
    A: &a {properties: {x: {type: [string, null]}}}
    B: *a
""")
    schemas = value["components"]["schemas"]
    assert schemas["A"] is schemas["B"]
    assert len(messages) == 1


def test_other_files_are_repaired_too(put: Put, report: Report) -> None:
    put("parts/model.yaml", "properties: {x: {type: [string, null]}}\n")
    put("parts/models.yaml", "B: {type: object, properties: }\n")
    text = report(HEAD + """
paths: {}
components:
  schemas:
    A: {$ref: parts/model.yaml}
    B: {$ref: 'parts/models.yaml#/B'}
""")
    assert "parts/model.yaml:1:18: warning[null-type]" in text
    assert "parts/models.yaml:1:19: warning[null]" in text


def test_a_strict_run_takes_nothing_for_granted(put: Put) -> None:
    path = put("api.yaml", HEAD + "paths:\ncomponents: {schemas: {A: {type: null}}}\n")
    load(path)
    with pytest.raises(DiagnosticError, match=r"error\[null-type\]"):
        load(path, strict=True)
