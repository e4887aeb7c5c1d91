"""Swagger 2.0 documents are read as OpenAPI 3."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from clientsmith.document.loading import load
from tests.generation.build import Generate, Package

DOCUMENT = """
swagger: "2.0"
info: {title: Pets, version: "1"}
host: api.pets.test
basePath: /v1
schemes: [http, https]
securityDefinitions:
  login:
    type: oauth2
    flow: application
    tokenUrl: https://pets.test/token
    scopes: {read: Read}
parameters:
  limit: {name: limit, in: query, type: integer}
  pet: {name: pet, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}
responses:
  Missing: {description: No such pet, schema: {$ref: '#/definitions/Problem'}}
definitions:
  Problem: {type: object, properties: {message: {type: string}}}
  Pet:
    type: object
    required: [name]
    properties:
      name: {type: string, x-nullable: true}
      tags: {type: array, items: {type: string}}
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - {$ref: '#/parameters/limit'}
        - {name: tags, in: query, type: array, items: {type: string},
           collectionFormat: multi}
        - {name: ids, in: query, type: array, items: {type: integer}}
      responses:
        200: {description: All, schema: {type: array, items: {$ref: '#/definitions/Pet'}}}
    post:
      operationId: createPet
      parameters: [{$ref: '#/parameters/pet'}]
      responses:
        201: {description: Made, schema: {$ref: '#/definitions/Pet'}}
        404: {$ref: '#/responses/Missing'}
  /pets/{id}/photo:
    parameters: [{name: id, in: path, required: true, type: string}]
    put:
      operationId: uploadPhoto
      parameters:
        - {name: file, in: formData, type: file, required: true}
        - {name: title, in: formData, type: string}
      responses: {204: {description: Done}}
    get:
      operationId: getPhoto
      produces: [image/png]
      responses: {200: {description: Photo, schema: {type: file}}}
"""


@pytest.fixture
def package(generate: Generate) -> Package:
    return generate(json.dumps(yaml.safe_load(DOCUMENT)), whole=True)


def test_every_operation_is_there(package: Package) -> None:
    index = (package.folder / "api.md").read_text("utf-8")
    for operation in (
        "`client.pets.list(**params)`](resources/pets.py) -> `list[Pet]`",
        "`client.pets.create(**params)`](resources/pets.py) -> `Pet`",
        "`client.pets.upload_photo(id, **params)`](resources/pets.py) -> `None`",
        "`client.pets.retrieve_photo(id)`](resources/pets.py) -> `BinaryAPIResponse`",
    ):
        assert operation in index


def test_requests_are_what_the_document_says(package: Package) -> None:
    text = (package.folder / "resources" / "pets.py").read_text("utf-8")
    assert "name: str | None" in text  # a member of the body
    assert 'styles={"query.ids": Style("form")}' in text  # tags: exploded, as usual
    assert 'body=MultipartBody(DeferredType["types.PetUploadPhotoParams"])' in text
    assert 'errors={404: DeferredType["types.Problem"]}' in text


def test_servers_and_credentials(package: Package) -> None:
    text = (package.folder / "_client.py").read_text("utf-8")
    assert text.index("https://api.pets.test/v1") < text.index("http://api.pets.test")
    assert "https://pets.test/token" in text


def test_null_may_be_allowed(package: Package) -> None:
    text = (package.folder / "types" / "models.py").read_text("utf-8")
    assert "name: str | None\n" in text


def test_findings_stand_where_the_file_has_them(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text(DOCUMENT.replace("definitions/Problem'", "definitions/Prolem'"))
    (found,) = load(path).diagnostics
    assert found.location is not None
    lines = path.read_text().splitlines()
    assert "Prolem" in lines[(found.location.line or 0) - 1]


def test_other_files_of_a_document_are_swagger_as_well(
    generate: Generate, tmp_path: Path
) -> None:
    limit = {"name": "limit", "in": "query", "required": True, "type": "integer"}
    thing = {"type": "object", "properties": {"a": {"type": "integer"}}}
    parts = {
        "paths/a.json": {
            "get": {
                "operationId": "get_a",
                "parameters": [limit],
                "responses": {
                    "200": {
                        "description": "ok",
                        "schema": {"$ref": "../api.json#/definitions/Thing"},
                    }
                },
            },
        },
        "limits.json": [limit],
        "answers.json": {
            "200": {
                "description": "ok",
                "schema": {"$ref": "api.json#/definitions/Thing"},
            }
        },
    }
    for name, value in parts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(json.dumps(value))
    document = {
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "host": "api.test",
        "paths": {
            "/a": {"$ref": "paths/a.json"},
            "/b": {"get": {"$ref": "paths/a.json#/get"}},
            "/c": {
                "get": {
                    "parameters": {"$ref": "limits.json"},
                    "responses": {"$ref": "answers.json"},
                }
            },
            "/d": {
                "parameters": {"$ref": "limits.json"},
                "get": {"responses": {"$ref": "answers.json"}},
            },
        },
        "definitions": {"Thing": thing},
    }
    package = generate(json.dumps(document), whole=True, package="api")
    assert len(package.methods) == 4
    package.answer({"a": 1})
    client = package.client()
    for method in package.methods:
        resource, name = method.split(".")
        assert getattr(getattr(client, resource), name)(limit=3).a == 1
        assert package.query == [("limit", "3")]


@pytest.mark.parametrize("head", ['swagger: "2.0"', "openapi: 3.0.3"])
def test_a_body_in_another_file_is_a_body(
    generate: Generate, tmp_path: Path, head: str
) -> None:
    parts = {
        "Pet": {
            "in": "body",
            "name": "pet",
            "required": True,
            "schema": {"$ref": "#/Schema"},
        },
        "Schema": {
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string"}},
        },
        "Name": {"in": "formData", "name": "name", "type": "string"},
    }
    (tmp_path / "parts.json").write_text(json.dumps(parts))
    package = generate(f"""
{head}
paths:
  /pets:
    post: {{operationId: createPet, parameters: [{{$ref: 'parts.json#/Pet'}}]}}
  /names:
    post: {{operationId: createName, parameters: [{{$ref: 'parts.json#/Name'}}]}}
""")
    client = package.client(base_url="http://example.com")
    package.answer(status=204)
    client.pets.create(name="Tom")
    assert package.sent == {"name": "Tom"}
    client.names.create(name="Tom")
    assert package.request.content == b"name=Tom"


def test_syntax_of_openapi_is_told_from_that_of_swagger(generate: Generate) -> None:
    package = generate("""
swagger: "2.0"
paths: {/a: {get: {}}}
definitions: {A: {type: [string, 'null']}}
""")
    (found,) = [
        diagnostic
        for diagnostic in package.diagnostics
        if "syntax" in diagnostic.message
    ]
    assert "is OpenAPI 3.1 syntax in a Swagger 2.0 document" in found.message
