"""Whole operations with random arguments and answers, judged by the document alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.round_trip import FAILED, NO_DATA, OK, Outcome, outcomes
from clientsmith.commands.inspect import inspection
from tests.generation.build import Package, build, completed

PARAMETERS = """
paths:
  /things/{id}/{tags}:
    get:
      operationId: Things_get
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: tags, in: path, required: true,
           schema: {type: array, items: {type: integer}}}
        - {name: firstName, in: query, schema: {type: string}}
        - {name: limit, in: query, required: true,
           schema: {type: integer, minimum: 1, maximum: 9}}
        - {name: ratio, in: query, schema: {type: number}}
        - {name: flag, in: query, schema: {type: boolean}}
        - {name: at, in: query, schema: {type: string, format: date-time}}
        - {name: day, in: query, schema: {type: string, format: date}}
        - {name: many, in: query, schema: {type: array, items: {type: string}}}
        - {name: commas, in: query, explode: false,
           schema: {type: array, items: {type: string}}}
        - {name: pipes, in: query, style: pipeDelimited, explode: false,
           schema: {type: array, items: {type: string}}}
        - {name: filter, in: query, style: deepObject, explode: true,
           schema: {$ref: '#/components/schemas/Filter'}}
        - {name: either, in: query,
           schema: {oneOf: [{type: integer}, {type: array, items: {type: string}}]}}
        - {name: json, in: query,
           content: {application/json: {schema: {$ref: '#/components/schemas/Filter'}}}}
        - {name: X-Code, in: header, schema: {type: string, pattern: '^[A-Z]{3}-[0-9]+$'}}
        - {name: X-List, in: header, schema: {type: array, items: {type: string}}}
        - {name: session, in: cookie, schema: {type: string}}
      responses:
        '200':
          content: {application/json: {schema: {$ref: '#/components/schemas/Filter'}}}
        '204': {description: Nothing}
components:
  schemas:
    Filter:
      type: object
      required: [createdBy]
      properties:
        createdBy: {type: string}
        subFilter: {$ref: '#/components/schemas/Filter'}
        sizes: {type: array, items: {type: integer}}
        rows:
          type: array
          items: {type: object, properties: {rowName: {type: string}}}
"""

BODIES = """
openapi: 3.0.3
paths:
  /json:
    post:
      operationId: Bodies_json
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  /list:
    put:
      operationId: Bodies_list
      requestBody:
        content: {application/json: {schema: {type: array, items: {
          $ref: '#/components/schemas/Owner'}}}}
      responses:
        default: {content: {application/json: {schema: {type: object,
          additionalProperties: {$ref: '#/components/schemas/Owner'}}}}}
  /form:
    post:
      operationId: Bodies_form
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {$ref: '#/components/schemas/Form'}
            encoding: {deep: {style: deepObject, explode: true}}
          application/json: {schema: {$ref: '#/components/schemas/Form'}}
      responses:
        '200': {content: {text/plain: {schema: {type: string}}}}
  /parts:
    post:
      operationId: Bodies_parts
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              required: [theFile]
              properties:
                theFile: {type: string, format: binary}
                more: {type: array, items: {type: string, format: binary}}
                deep: {$ref: '#/components/schemas/Owner'}
                count: {type: integer}
      responses:
        '200': {content: {application/octet-stream: {
          schema: {type: string, format: binary}}}}
  /raw:
    post:
      operationId: Bodies_raw
      requestBody: {content: {image/png: {schema: {type: string, format: binary}}}}
      responses: {'202': {description: Later}}
components:
  schemas:
    Pet:
      oneOf:
        - $ref: '#/components/schemas/Cat'
        - $ref: '#/components/schemas/Dog'
      discriminator:
        propertyName: petType
        mapping: {cat: '#/components/schemas/Cat', dog: Dog}
    Base:
      type: object
      required: [petType]
      properties:
        petType: {type: string}
        id: {type: integer, format: int64, readOnly: true}
        secret: {type: string, writeOnly: true}
    Cat:
      allOf:
        - $ref: '#/components/schemas/Base'
        - type: object
          properties:
            livesLeft: {type: integer, minimum: 0, maximum: 9, nullable: true}
            kittens: {type: array, items: {$ref: '#/components/schemas/Cat'}}
    Dog:
      allOf:
        - $ref: '#/components/schemas/Base'
        - type: object
          required: [owner]
          properties: {owner: {$ref: '#/components/schemas/Owner'}}
          additionalProperties: {type: integer}
    Owner:
      type: object
      required: [fullName, born]
      properties:
        fullName: {type: string}
        born: {type: string, format: date-time, nullable: true}
        kind: {type: string, enum: [a, b, null], nullable: true}
        weight: {type: number, exclusiveMinimum: true, minimum: 0}
        any: {}
    Form:
      type: object
      required: [aName]
      properties:
        aName: {type: string}
        tags: {type: array, items: {type: string}}
        deep: {$ref: '#/components/schemas/Owner'}
        plain: {type: object, properties: {xY: {type: boolean}}}
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[list[Package]]:
    made: list[Package] = []
    yield made
    for package in made:
        package.forget()


def tried(
    folder: Path, home: list[Package], text: str, wrong: tuple[str, str, str] | None
) -> list[Outcome]:
    """The outcomes; `wrong`: a file of the package, and what is replaced in it."""
    document = completed(text)
    path = folder / "document.json"
    path.write_text(json.dumps(document))
    package = build(folder, document)
    home.append(package)
    described: Any = inspection(package.described)
    if wrong:
        name, old, new = wrong
        file = package.folder / name
        source = file.read_text()
        assert old in source
        file.write_text(source.replace(old, new))
        package.forget()
    return [*outcomes(path, package.folder.parent, described)]


@pytest.mark.parametrize("text", [PARAMETERS, BODIES], ids=["parameters", "bodies"])
def test_everything_comes_through(
    tmp_path: Path, home: list[Package], text: str
) -> None:
    found = tried(tmp_path, home, text, None)
    assert {
        outcome.operation: outcome.reason for outcome in found if outcome.verdict != OK
    } == {}
    assert len(found) == sum(map(len, completed(text)["paths"].values()))


SMALL = """
paths:
  /things/{id}:
    post:
      operationId: Things_call
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: maxSize, in: query, required: true, schema: {type: integer}}
        - {name: X-Key, in: header, required: true, schema: {type: string}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
      responses:
        '200':
          content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
components:
  schemas:
    Thing:
      type: object
      required: [theName, parts]
      properties:
        theName: {type: string}
        parts: {type: array, minItems: 1, items: {$ref: '#/components/schemas/Part'}}
    Part: {type: object, required: [partNo], properties: {partNo: {type: integer}}}
"""


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("resources/things.py", '"/things/{id}"', '"/thing/{id}"', "the path is"),
        ("resources/things.py", '"POST"', '"PUT"', "the method is PUT"),
        ("resources/things.py", '"maxSize"', '"max_size"', "maxSize came 0 times"),
        ("resources/things.py", '"X-Key"', '"X-Kye"', "the header X-Key is missing"),
        ("types/params.py", 'alias="theName"', 'alias="other"', "/theName is missing"),
        ("types/params.py", 'alias="partNo"', 'alias="part"', "does not allow"),
        ("types/params.py", "Annotated[int,", "Annotated[str,", "does not allow"),
        ("types/models.py", "part_no: int", "part_no: str", "not as documented"),
        ("types/models.py", 'alias="partNo"', 'alias="part"', "not as documented"),
        ("_runtime/models.py", '("use_api_names", True)', '("", False)', "the result"),
        (
            "_runtime/parameters.py",
            "percent_encode(str(given))",
            "'1' + str(given)",
            "maxSize",
        ),
    ],
)
def test_a_client_with_a_mistake_does_not(
    tmp_path: Path, home: list[Package], file: str, old: str, new: str, reason: str
) -> None:
    (found,) = tried(tmp_path, home, SMALL, (file, old, new))
    assert found.verdict == FAILED
    assert reason in found.reason


def test_what_cannot_be_made_is_no_success(tmp_path: Path, home: list[Package]) -> None:
    (found,) = tried(
        tmp_path,
        home,
        """
        paths:
          /things:
            get:
              operationId: Things_list
              parameters:
                - {name: a, in: query, required: true,
                   schema: {type: integer, enum: [a]}}
        """,
        None,
    )
    assert found.verdict == NO_DATA
    assert found.reason == "a: none of ['a'] is a integer"
