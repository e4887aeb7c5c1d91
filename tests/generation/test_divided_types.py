"""The types of a large API are divided by resource, and loaded with it."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from typing import Any

import pytest

from clientsmith.naming import modules
from clientsmith.python.views import type_groups
from tests.generation.build import Generate, Package

REFERENCE = {"$ref": "#/components/schemas/Shared"}


def document() -> dict[str, Any]:
    """Three resources with a type each, and one that two of them have in common."""
    schemas: dict[str, Any] = {
        "Shared": {"type": "object", "properties": {"name": {"type": "string"}}},
        "Common": {"type": "object", "properties": {"inner": REFERENCE}},
    }
    paths: dict[str, Any] = {}
    for name in ("pets", "cars", "bills"):
        own: dict[str, Any] = {"id": {"type": "integer"}}
        if name != "bills":
            own["shared"] = {"$ref": "#/components/schemas/Common"}
        kind = name.capitalize()
        schemas[kind] = {"type": "object", "properties": own}
        content = {
            "application/json": {"schema": {"$ref": f"#/components/schemas/{kind}"}}
        }
        listed = {"type": "array", "items": {"$ref": f"#/components/schemas/{kind}"}}
        page = {
            "type": "object",
            "properties": {"items": listed, "next_cursor": {"type": "string"}},
        }
        cursor = {"name": "cursor", "in": "query", "schema": {"type": "string"}}
        paths[f"/{name}"] = {
            "post": {
                "tags": [name],
                "requestBody": {"required": True, "content": content},
                "responses": {"200": {"content": content}},
            },
            "get": {
                "tags": [name],
                "parameters": [cursor],
                "responses": {
                    "200": {"content": {"application/json": {"schema": page}}}
                },
            },
        }
    return {"paths": paths, "components": {"schemas": schemas}}


@pytest.fixture
def divided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "_MANY", 1)


def test_a_small_api_has_one_module_for_each_direction(generate: Generate) -> None:
    package = generate(document())
    assert {name for name in package.files if name.startswith("types/")} == {
        f"types/{name}.py" for name in ("__init__", "models", "params", "pages")
    }


@pytest.mark.usefixtures("divided")
def test_each_resource_has_its_own_types(generate: Generate) -> None:
    package = generate(document())
    texts = package.files
    assert "class Pets(" in texts["types/models_pets.py"]
    assert "class Bills(" in texts["types/models_bills.py"]
    assert "class Common(" in texts["types/models.py"]
    assert "class Shared(" in texts["types/models.py"]
    assert "from .models import Common" in texts["types/models_pets.py"]
    assert "import" not in texts["types/models.py"].partition("BaseModel")[2]
    assert "class PetsParam(" in texts["types/params_pets.py"]
    assert "class PetsPage(" in texts["types/pages_pets.py"]
    assert "types/models_pets.py" in (package.folder / "api.md").read_text("utf-8")


@pytest.mark.usefixtures("divided")
def test_divided_types_work(generate: Generate) -> None:
    package = generate(document())
    package.answer({"id": 1, "shared": {"inner": {"name": "x"}}})
    pet = package.client().pets.create(id=1, shared={"inner": {"name": "x"}})
    assert pet.shared.inner.name == "x"
    assert package.sent == {"id": 1, "shared": {"inner": {"name": "x"}}}
    package.answer({"items": [{"id": 2}]})
    assert [bill.id for bill in package.client().bills.list()] == [2]
    assert package.module.types.Pets is type(pet)


@pytest.mark.usefixtures("divided")
def test_only_what_is_used_is_loaded(generate: Generate) -> None:
    package = generate(document())
    first, second = loaded(package, "client.bills", "types.Bills")
    assert not first
    assert "models_bills" in second
    assert not second & {"models", "models_pets", "params_pets", "pages_pets"}


@pytest.mark.usefixtures("divided")
def test_each_list_of_many_has_a_file(
    generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type_groups, "_MANY_OF_RESOURCE", 1)
    described = document()
    for name, shared in (("cats", "Cats"), ("dogs", "Dogs")):
        described["components"]["schemas"][shared] = {
            "type": "object",
            "properties": {"own": {"$ref": "#/components/schemas/Shared"}},
        }
        item = copy.deepcopy(described["paths"]["/bills"]["get"])
        answer = item["responses"]["200"]["content"]["application/json"]["schema"]
        items = answer["properties"]["items"]
        items["items"] = {"$ref": f"#/components/schemas/{shared}"}
        item["tags"] = ["pets"]
        described["paths"][f"/pets/{name}"] = {"get": item}
    package = generate(
        described,
        methods={f"GET /pets/{word}": f"pets.{word}" for word in ("cats", "dogs")},
    )
    files = {file for file in package.files if file.startswith("types/pages_pets")}
    assert files == {
        f"types/pages_pets/{word}.py"
        for word in ("__init__", "pet_cats_page", "pet_dogs_page", "pets_page")
    }
    (first,) = loaded(package, "types.PetCatsPage")
    assert "pages_pets.pet_cats_page" in first
    assert not any("dogs" in value for value in first)
    package.answer({"items": [{"own": {"name": "x"}}]})
    assert [cat.own.name for cat in package.client().pets.cats()] == ["x"]
    (item,) = package.client().pets.cats().items
    assert isinstance(item, package.module.types.Cats)


@pytest.mark.usefixtures("divided")
def test_what_an_operation_uses_has_a_file(
    generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Although only one other type, which leads to many, mentions it."""
    monkeypatch.setattr(type_groups, "_MANY", 1)
    described = document()
    schemas = described["components"]["schemas"]
    common = {"$ref": "#/components/schemas/Common"}
    schemas["Large"] = {"type": "object", "properties": {"common": common}}
    large = {"$ref": "#/components/schemas/Large"}
    for kind in ("Pets", "Cars"):
        schemas[kind]["properties"]["shared"] = large
    for name in ("pets", "cars"):
        described["paths"][f"/{name}/common"] = {
            "get": {
                "tags": [name],
                "responses": {
                    "200": {"content": {"application/json": {"schema": common}}}
                },
            }
        }
    package = generate(described)
    (first,) = loaded(package, "types.Common")
    assert first == {"models", "models.common"}
    assert "class Shared(" in package.files["types/models/common.py"]


def loaded(package: Package, *expressions: str) -> list[set[str]]:
    """The modules of types that a new process has loaded after each expression."""
    name, client = package.module.__name__, package.described.names.client.client
    report = (
        "print(json.dumps([each.partition('.types.')[2] for each in sys.modules"
        f" if each.startswith('{name}.types.')]))"
    )
    steps = "".join(f"{expression}\n{report}\n" for expression in expressions)
    code = (
        f"import json, sys\nfrom {name} import {client}, types\n"
        f"client = {client}()\n{steps}"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=package.folder.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return [{*json.loads(line)} for line in done.stdout.splitlines()]
