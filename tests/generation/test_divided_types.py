"""The types of a large API are divided by resource, and loaded with it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from generator.naming import modules
from tests.generation.build import Generate

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
    assert [each.id for each in package.client().bills.list()] == [2]
    assert package.module.types.Pets is type(pet)


@pytest.mark.usefixtures("divided")
def test_only_what_is_used_is_loaded(generate: Generate) -> None:
    package = generate(document())
    name = package.module.__name__
    listed = (
        f"print(json.dumps([each for each in sys.modules if '{name}.types' in each]))"
    )
    code = (
        f"import json, sys, {name}\n"
        f"client = {name}.{package.described.names.client.client}()\n"
        f"client.bills\n{listed}\n{name}.types.Bills\n{listed}"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=package.folder.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == [f"{name}.types"]
    loaded = {each.removeprefix(f"{name}.types.") for each in second}
    assert "models_bills" in loaded
    assert not loaded & {"models", "models_pets", "params_pets", "pages_pets"}
