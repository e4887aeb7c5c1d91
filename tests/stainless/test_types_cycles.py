"""Models that contain themselves or each other, in any order of imports."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stainless.packages import StainlessPackage, built

DOCUMENT = """
paths:
  /files:
    get:
      responses:
        '200':
          description: OK
          content: {application/json: {schema: {$ref: '#/components/schemas/Folder'}}}
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                folder: {$ref: '#/components/schemas/Folder'}
                tree: {$ref: '#/components/schemas/Tree'}
      responses:
        '200':
          description: OK
          content: {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}
components:
  schemas:
    Entry:
      oneOf:
        - {$ref: '#/components/schemas/Folder'}
        - {$ref: '#/components/schemas/Link'}
    Folder:
      type: object
      required: [name]
      properties:
        name: {type: string}
        parent: {$ref: '#/components/schemas/Folder'}
        entries: {type: array, items: {$ref: '#/components/schemas/Entry'}}
        owner: {$ref: '#/components/schemas/Owner'}
    Link:
      type: object
      required: [target]
      properties:
        target: {type: string}
        resolved: {$ref: '#/components/schemas/Entry'}
    Owner:
      type: object
      properties:
        home: {$ref: '#/components/schemas/Folder'}
    Value:
      anyOf:
        - {type: string}
        - {type: array, items: {$ref: '#/components/schemas/Value'}}
    Tree:
      type: object
      properties:
        label: {type: string}
        value: {$ref: '#/components/schemas/Value'}
        branches: {type: array, items: {$ref: '#/components/schemas/Branch'}}
    Branch:
      type: object
      properties:
        weight: {type: number}
        branches: {type: array, items: {$ref: '#/components/schemas/Branch'}}
"""
CONFIGURATION = """
resources:
  files:
    models: {entry: Entry, folder: Folder, link: Link, owner: Owner, value: Value, tree: Tree}
    methods: {list: get /files, create: post /files}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> StainlessPackage:
    return built(tmp_path_factory.mktemp("cycles"), DOCUMENT, CONFIGURATION)


NESTED = {
    "name": "a",
    "parent": {"name": "b", "parent": {"name": "c"}},
    "entries": [{"target": "t", "resolved": {"name": "d"}}, {"name": "e"}],
    "owner": {"home": {"name": "f"}},
}


def modules(package: StainlessPackage) -> Iterator[str]:
    for path in sorted((package.folder / "types").glob("*.py")):
        yield f"{package.module.__name__}.types.{path.stem}".removesuffix(".__init__")


def test_values_are_models_at_every_depth(package: StainlessPackage) -> None:
    package.answer(NESTED)
    folder = package.client().files.list()
    types = package.load("types")
    assert isinstance(folder, types.Folder)
    assert folder.parent.parent.name == "c"
    assert isinstance(folder.entries[0], types.Link)
    assert isinstance(folder.entries[0].resolved, types.Folder)
    assert isinstance(folder.owner.home, types.Folder)


def test_models_validate(package: StainlessPackage) -> None:
    folder = package.load("types").Folder.model_validate(NESTED)
    assert folder.parent.parent.name == "c"
    assert folder.entries[0].resolved.name == "d"


def test_each_module_can_be_imported_first(package: StainlessPackage) -> None:
    code = """
import importlib, sys
for module in sys.argv[1:]:
    package = module.partition(".")[0]
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        del sys.modules[name]
    importlib.import_module(module)
"""
    run = subprocess.run(
        [sys.executable, "-c", code, *modules(package)],
        cwd=package.folder.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


def test_cyclic_parameters_are_sent(package: StainlessPackage) -> None:
    package.answer({})
    folder = {"name": "a", "parent": {"name": "b"}, "entries": [{"target": "t"}]}
    package.client().files.create(folder=folder, tree={"branches": [{"weight": 1}]})
    assert package.sent == {"folder": folder, "tree": {"branches": [{"weight": 1}]}}


def test_a_component_without_a_name_ends_where_it_repeats(
    package: StainlessPackage,
) -> None:
    tree = package.load("types.tree")
    assert tree.__all__ == ["Tree", "Branch"]
    branch: Any = tree.Branch.construct(branches=[{"weight": 2}])
    assert branch.branches == [{"weight": 2}]


def test_an_alias_of_itself_ends_where_it_repeats(package: StainlessPackage) -> None:
    value = package.load("types.value")
    assert "object" in (package.folder / "types/value.py").read_text()
    assert value.__all__ == ["Value"]


def test_type_checkers_accept_it(package: StainlessPackage, tmp_path: Path) -> None:
    run = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", f"--cache-dir={tmp_path}"),
            str(package.folder / "types"),
        ],
        cwd=package.folder.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
