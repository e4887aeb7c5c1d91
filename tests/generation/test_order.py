"""Documents that say the same in another order give the same client."""

from __future__ import annotations

import ast
import copy
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clientsmith.output import PlannedPackage
from clientsmith.pipeline import describe, plan
from tests.conftest import ROOT
from tests.generation.build import completed, configured

DOCUMENT = """
paths:
  /pets:
    parameters: [{name: zone, in: header, schema: {type: string}}]
    get: {operationId: listPets, tags: [pets], responses: {'200': {$ref: '#/components/responses/Pets'}}}
    post:
      operationId: createPet
      tags: [pets]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  /pets/all: {get: {operationId: list_pets, tags: [pets]}}
  /pets/{id}:
    get:
      operationId: getPet
      tags: [pets]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: fooBar, in: query, schema: {type: string}}
        - {name: foo_bar, in: query, schema: {type: string}}
      responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
  /pets/{id}/owner:
    get:
      tags: [pets]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/a.Pet'}}}}}
components:
  responses:
    Pets: {description: '', content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Animal'}}}}}
  securitySchemes:
    two: {type: http, scheme: bearer}
    one: {type: apiKey, in: header, name: X-Key}
  schemas:
    pet: {type: object, properties: {x: {type: string}}}
    Pet:
      allOf:
        - {$ref: '#/components/schemas/Animal'}
        - {type: object, properties: {class: {type: string}, fooBar: {type: string}, foo_bar: {type: string}, Foo-Bar: {type: string}}}
    Animal: {type: object, properties: {inner: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}}}, dotted: {$ref: '#/components/schemas/b.Pet'}}}
    a.Pet: {type: object, properties: {b: {$ref: '#/components/schemas/pet'}}}
    b.Pet: {oneOf: [{$ref: '#/components/schemas/pet'}, {$ref: '#/components/schemas/a.Pet'}]}
"""
# Places whose order means something, or that hold no names.
SHUFFLED = ("paths", "schemas", "responses", "securitySchemes", "properties")


def shuffled(value: Any, chance: random.Random, key: str = "") -> Any:
    """The same JSON with the members of these objects in another order."""
    if isinstance(value, list):
        return [shuffled(element, chance) for element in value]
    if not isinstance(value, dict):
        return value
    names = list(value)
    if key in SHUFFLED:
        chance.shuffle(names)
    return {name: shuffled(value[name], chance, name) for name in names}


def generated(document: dict[str, Any]) -> PlannedPackage:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "api.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        described = describe(configured(path, "pets", Path(folder)))
        return plan(described, Path(folder))


class Sorted(ast.NodeTransformer):
    """Puts statements, arguments, members of dictionaries and of texts in order."""

    def visit_Module(self, node: ast.Module) -> ast.AST:
        return self._body(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._body(node)

    def _body(self, node: ast.Module | ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        node.body.sort(key=ast.unparse)
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        pairs = zip(node.kwonlyargs, node.kw_defaults, strict=True)
        ordered = sorted(pairs, key=lambda pair: pair[0].arg)
        node.kwonlyargs = [argument for argument, _ in ordered]
        node.kw_defaults = [default for _, default in ordered]
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        pairs = zip(node.keys, node.values, strict=True)
        ordered = sorted(pairs, key=lambda pair: ast.dump(pair[0] or pair[1]))
        return ast.Dict([key for key, _ in ordered], [value for _, value in ordered])

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str):
            return ast.Constant(" ".join(sorted(node.value.split())))
        return node


def unordered(name: str, source: str) -> str:
    if name.endswith(".md"):
        return " ".join(sorted(source.split()))
    return ast.unparse(Sorted().visit(ast.parse(source)))


BASE = completed(DOCUMENT)
EXPECTED = generated(BASE)


@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 2**32))
def test_the_order_of_paths_components_and_properties_decides_no_name(
    seed: int,
) -> None:
    document = shuffled(copy.deepcopy(BASE), random.Random(seed))
    files = generated(document).files
    assert files.keys() == EXPECTED.files.keys()
    for name, content in files.items():
        if name.startswith("_runtime"):
            continue
        expected = EXPECTED.files[name].decode()
        assert unordered(name, content.decode()) == unordered(name, expected), name


def test_the_same_document_gives_the_same_bytes() -> None:
    assert generated(BASE).files == EXPECTED.files


UNIONS = """
paths:
  /media:
    get:
      operationId: listMedia
      tags: [media]
      responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Media'}}}}}
components:
  schemas:
    Media:
      anyOf:
        - {type: object, properties: {detail: {enum: [low, high, auto, none]}, url: {type: string}}}
        - {type: object, properties: {detail: {enum: [auto, original, high]}, file: {type: string}}}
        - {type: object, properties: {detail: {enum: [eq, ne, gt, gte, lt]}, text: {type: string}}}
"""


def test_the_seed_of_hashes_decides_nothing(tmp_path: Path) -> None:
    document = tmp_path / "document.json"
    document.write_text(json.dumps(completed(UNIONS)), encoding="utf-8")
    first, *others = (_files(tmp_path, seed) for seed in ("1", "2", "3", "4"))
    assert "SelectedBy" in first["client/types/models.py"]
    for other in others:
        assert other == first


def _files(folder: Path, seed: str) -> dict[str, str]:
    """The package that a process with this seed makes of the document, by file."""
    output = folder / seed
    options = ["--spec", "document.json", "--package", "client", "--output", seed]
    subprocess.run(
        [sys.executable, "-m", "clientsmith", "generate", "--no-cache", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    return {
        str(path.relative_to(output)): path.read_text("utf-8")
        for path in output.rglob("*")
        if path.is_file()
    }
