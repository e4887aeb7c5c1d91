"""Different spellings with the same meaning are not changes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from clientsmith.diff.changes import Change
from clientsmith.diff.inputs.reading import read_side
from clientsmith.diff.run import compare
from tests.diff.documents import OK, api, asks, changed, gives, takes

S: dict[str, Any] = {"type": "string"}
I: dict[str, Any] = {"type": "integer"}
B: dict[str, Any] = {"type": "boolean"}
NULL: dict[str, Any] = {"type": "null"}
A = {"type": "object", "required": ["a"], "properties": {"a": S}}
KINDS = [
    {"type": "object", "required": ["k"], "properties": {"k": {"const": at}}}
    for at in range(3)
]


def schemas(**declared: Any) -> dict[str, Any]:
    return {"schemas": declared}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def member(schema: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"m": schema}}


def tree(name: str) -> dict[str, Any]:
    below = {"type": "array", "items": ref(name)}
    return {"type": "object", "properties": {"value": S, "below": below}}


# A schema of 3.1, and the same in other words; the components are those of the second.
SCHEMAS: list[tuple[Any, Any, dict[str, Any]]] = [
    (member(A), ref("M"), {"M": member(ref("A")), "A": A}),
    (A, {"$ref": "#/components/schemas/A", "description": "words"}, {"A": A}),
    ({**A, "properties": {"a": S, "b": I}},
     {"allOf": [ref("A"), {"properties": {"b": I}}]}, {"A": A}),
    (A, {"allOf": [{"properties": {"a": S}}, {"type": "object", "required": ["a"]}]}, {}),
    ({"type": ["string", "null"]}, {"oneOf": [S, NULL]}, {}),
    ({"oneOf": [S, NULL]}, {"anyOf": [NULL, S]}, {}),
    ({"const": "x"}, {"enum": ["x"]}, {}),
    ({"const": "x"}, {"type": "string", "enum": ["x"]}, {}),
    ({"type": ["string", "integer", "boolean"]}, {"oneOf": [S, {"oneOf": [I, B]}]}, {}),
    ({"oneOf": KINDS}, {"oneOf": [KINDS[2], {"oneOf": KINDS[:2]}]}, {}),
    ({"oneOf": KINDS}, {"anyOf": KINDS[::-1]}, {}),
    ({"enum": [1, 2]}, {"enum": [2, 1.0]}, {}),
    ({**A, "required": ["a", "b"], "properties": {"a": S, "b": I}},
     {**A, "required": ["b", "a"], "properties": {"b": I, "a": S}}, {}),
    (A, {**A, "additionalProperties": True}, {}),
    (A, {**A, "additionalProperties": {}}, {}),
    (A, {"properties": {"a": S}, "required": ["a"]}, {}),
    ({**I, "minimum": 2}, {**I, "exclusiveMinimum": 1}, {}),
    ({**S, "minLength": 0}, S, {}),
    ({"type": "array", "items": True}, {"type": "array"}, {}),
    ({"type": "array", "items": S, "minItems": 0}, {"type": "array", "items": S}, {}),
    (True, {}, {}),
    ({"not": {"not": S}}, S, {}),
    (S, {**S, "title": "T", "examples": ["x"], "$comment": "c", "x-own": 1}, {}),
    (tree("M"), ref("N"), {"M": tree("M"), "N": tree("N")}),
    ({"$defs": {"D": S}, **member(S)}, member(S), {}),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "components"), SCHEMAS)
def test_schemas(one: Any, other: Any, components: dict[str, Any]) -> None:
    for document in (takes, gives):
        first = document(one, components=schemas(**components))
        second = document(other, components=schemas(**components))
        assert changed(first, second) == {}
        assert changed(second, first) == {}


# A schema of 3.0, and the same in 3.1.
VERSIONS: list[tuple[Any, Any]] = [
    ({**S, "nullable": True}, {"type": ["string", "null"]}),
    ({**S, "nullable": True, "enum": ["x", None]}, {"enum": ["x", None]}),
    ({"type": "object", "nullable": True, "allOf": [ref("A")]}, {"anyOf": [ref("A"), NULL]}),
    ({**I, "minimum": 1, "exclusiveMinimum": True}, {**I, "exclusiveMinimum": 1}),
    ({**S, "example": "x"}, {**S, "examples": ["x"]}),
    ({"$ref": "#/components/schemas/A", "maxProperties": 1}, ref("A")),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), VERSIONS)
def test_versions(old: Any, new: Any) -> None:
    components = schemas(A=A)
    for document in (takes, gives):
        first = document(member(old), version="3.0.3", components=components)
        for version in ("3.1.1", "3.2.0"):
            second = document(member(new), version=version, components=components)
            assert changed(first, second) == {}
            assert changed(second, first) == {}


QUERY = {"name": "q", "in": "query", "schema": S}
PATH = {"in": "path", "required": True}
DONE = {"responses": {"200": OK}}
KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}


def item(**members: Any) -> dict[str, Any]:
    return {**api(), "paths": {"/a": members}}


def two(first: str, second: str) -> dict[str, Any]:
    parameters = [
        {**PATH, "name": first, "schema": S},
        {**PATH, "name": second, "schema": I},
    ]
    return asks(*parameters, path=f"/a/{{{first}}}/b/{{{second}}}")


def secured(name: str, *, everywhere: bool) -> dict[str, Any]:
    needed: dict[str, Any] = {"security": [{name: []}]}
    document = api(DONE if everywhere else {**DONE, **needed})
    components = {"securitySchemes": {name: KEY}}
    return {**document, "components": components, **(needed if everywhere else {})}


DOCUMENTS: list[tuple[Any, Any]] = [
    (item(parameters=[QUERY], get=DONE), item(get={**DONE, "parameters": [QUERY]})),
    (item(parameters=[{**QUERY, "schema": I}], get={**DONE, "parameters": [QUERY]}),
     item(get={**DONE, "parameters": [QUERY]})),
    (two("x", "y"), two("y", "x")),
    (secured("one", everywhere=True), secured("other", everywhere=False)),
    (asks(QUERY), asks({**QUERY, "style": "form", "explode": True, "required": False})),
    (asks(QUERY), api({**DONE, "parameters": [{"$ref": "#/components/parameters/Q"}]},
                      components={"parameters": {"Q": QUERY}})),
    (api(servers=[{"url": "https://a.example/"}]), api(servers=[{"url": "https://a.example"}])),
    (api(), api(tags=[{"name": "t"}], externalDocs={"url": "https://a.example"})),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), DOCUMENTS)
def test_documents(one: Any, other: Any) -> None:
    assert changed(one, other) == {}
    assert changed(other, one) == {}


SWAGGER = """
swagger: "2.0"
info: {title: T, version: "1"}
host: a.example
basePath: /v1
schemes: [https]
consumes: [application/json]
produces: [application/json]
paths:
  /a/{id}:
    post:
      parameters:
        - {name: id, in: path, required: true, type: integer}
        - {name: q, in: query, type: array, items: {type: string}, collectionFormat: multi}
        - {name: body, in: body, required: true, schema: {$ref: "#/definitions/A"}}
      responses:
        200:
          description: fine
          schema: {$ref: "#/definitions/A"}
          headers: {X-A: {type: integer}}
definitions:
  A: {type: object, required: [a], properties: {a: {type: string}}}
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Key}
  basic: {type: basic}
security: [{key: []}]
"""
OPENAPI = """
openapi: 3.1.0
info: {title: T, version: "1"}
servers: [{url: https://a.example/v1}]
paths:
  /a/{key}:
    parameters:
      - {name: key, in: path, required: true, schema: {type: integer}}
    post:
      parameters:
        - {name: q, in: query, schema: {type: array, items: {type: string}}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/B"}}}
      responses:
        "200":
          description: fine
          content: {application/json: {schema: {$ref: "#/components/schemas/B"}}}
          headers: {x-a: {schema: {type: integer}}}
components:
  schemas:
    B: {type: object, required: [a], properties: {a: {type: string}}}
  securitySchemes:
    key: {type: apiKey, in: header, name: x-key}
    basic: {type: http, scheme: Basic}
security: [{key: []}]
"""


def differences(one: Path, other: Path) -> tuple[Change, ...]:
    sides = (read_side(path.name, path, None) for path in (one, other))
    return compare(*sides, today=date(2026, 6, 1)).changes


def test_swagger_and_openapi_yaml_and_json(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("2.yaml", "3.yaml", "3.json")]
    paths[0].write_text(SWAGGER, encoding="utf-8")
    paths[1].write_text(OPENAPI, encoding="utf-8")
    paths[2].write_text(json.dumps(yaml.safe_load(OPENAPI)), encoding="utf-8")
    for one in paths:
        for other in paths:
            assert differences(one, other) == ()
