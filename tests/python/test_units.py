"""Cached units equal newly built ones, whatever was edited before."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from clientsmith import pipeline
from clientsmith.config import one_off
from clientsmith.diagnostics import DiagnosticError
from clientsmith.naming import modules
from clientsmith.python import package
from clientsmith.python.context import Context
from clientsmith.python.units import Unit
from clientsmith.support.cache import NO_CACHE, Cache, FileCache

SPECS = Path(__file__).parents[2] / "specs"
# Things that have to do with each other from afar: a discriminator that closes an
# enumeration elsewhere, a family by inheritance, a body that makes a file of a member,
# a type that moves when a second resource uses it.
DOCUMENT = """
openapi: 3.1.0
info: {title: Zoo, version: '1'}
servers: [{url: https://zoo.test}]
paths:
  /animals:
    get:
      tags: [animals]
      parameters:
      - {name: kind, in: query, schema: {$ref: '#/components/schemas/Kind'}}
      - {name: cursor, in: query, schema: {type: string}}
      responses:
        '200':
          description: ''
          content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}
    post:
      tags: [animals]
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}
      responses:
        '201':
          description: ''
          content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}
  /keepers/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      tags: [keepers]
      responses:
        '200':
          description: ''
          content: {application/json: {schema: {$ref: '#/components/schemas/Keeper'}}}
    put:
      tags: [keepers]
      requestBody:
        content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Photo'}}}
      responses:
        '200':
          description: ''
          content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}
  /photos:
    post:
      tags: [photos]
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Photo'}}}
      responses:
        '200':
          description: ''
          content: {application/json: {schema: {$ref: '#/components/schemas/Shape'}}}
components:
  schemas:
    Kind: {type: string, enum: [cat, dog]}
    Animal:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind}
    Cat:
      type: object
      required: [kind]
      properties:
        kind: {type: string, enum: [cat]}
        friends: {type: array, items: {$ref: '#/components/schemas/Animal'}}
    Dog:
      type: object
      required: [kind]
      properties: {kind: {type: string, enum: [dog]}, owner: {type: string}}
    Page:
      type: object
      properties:
        items: {type: array, items: {$ref: '#/components/schemas/Animal'}}
        next_cursor: {type: string}
    Keeper:
      type: object
      properties:
        name: {type: string, description: What people call them.}
        favourite: {anyOf: [{$ref: '#/components/schemas/Dog'}, {type: 'null'}]}
    Photo:
      type: object
      properties: {data: {type: string, format: binary}, name: {type: string}}
    Shape:
      type: object
      required: [type]
      properties: {type: {type: string}}
      discriminator: {propertyName: type}
    Circle:
      allOf:
      - {$ref: '#/components/schemas/Shape'}
      - {type: object, properties: {radius: {type: number, minimum: 0}}}
"""


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Unit]:
    """The parts that were built, and not taken from the cache."""
    units: list[Unit] = []
    original = package._built

    def watched(context: Context, unit: Unit) -> list[tuple[str, str]]:
        units.append(unit)
        return original(context, unit)

    monkeypatch.setattr(package, "_built", watched)
    return units


def files(folder: Path, document: Any, cache: Cache) -> dict[str, bytes] | None:
    """The package's files; None where the document is refused."""
    path = folder / "api.json"
    path.write_text(json.dumps(document))
    try:
        _, planned = pipeline.generate(one_off(path, "api", folder), folder, cache)
    except DiagnosticError:
        return None
    return {**planned.files}


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with each of its keys."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, element in pairs:
        yield value, key
        if isinstance(element, dict | list):
            yield from places(element)


def edit(document: Any, chance: random.Random) -> None:
    """Change one place: take it away, or put there what stands elsewhere."""
    parts = (document["paths"], document["components"]["schemas"])
    holder, key = chance.choice([place for part in parts for place in places(part)])
    if chance.random() < 0.3:
        del holder[key]
        return
    others = [owner[at] for part in parts for owner, at in places(part)]
    alike = [candidate for candidate in others if type(candidate) is type(holder[key])]
    holder[key] = deepcopy(chance.choice(alike))


@pytest.mark.sweep
@pytest.mark.parametrize("divided", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_edited_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, divided: bool
) -> None:
    if divided:
        monkeypatch.setattr(modules, "_MANY", 1)
    cache = FileCache(tmp_path / "texts.sqlite")
    chance = random.Random(seed)
    document = original = yaml.safe_load(DOCUMENT)
    accepted = 0
    for _ in range(25):
        made = files(tmp_path, document, cache)
        assert made == files(tmp_path, document, NO_CACHE)
        accepted += made is not None
        document = deepcopy(original if made is None else document)
        edit(document, chance)
    assert accepted > 5


def test_only_what_an_edit_reaches_is_built(tmp_path: Path, built: list[Unit]) -> None:
    cache = FileCache(tmp_path / "texts.sqlite")
    document = yaml.safe_load(DOCUMENT)
    files(tmp_path, document, cache)
    built.clear()
    files(tmp_path, document, cache)
    assert built == []
    parameter = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    document["paths"]["/keepers/{id}"]["get"]["parameters"] = [parameter]
    files(tmp_path, document, cache)
    names = [type(value).__name__ for value in built]
    assert names == ["ReadmeUnit", "ResourceUnit"]


def test_a_client_of_the_repository_is_the_same_from_the_cache(tmp_path: Path) -> None:
    cache = FileCache(tmp_path / "texts.sqlite")
    document = yaml.safe_load((SPECS / "bctrl.yaml").read_text("utf-8"))
    made = files(tmp_path, document, cache)
    assert made is not None
    assert files(tmp_path, document, cache) == made
