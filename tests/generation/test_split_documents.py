"""Documents whose parts stand in other places: the client is the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest

from generator.inspection import inspection
from generator.pipeline import Described, describe
from tests.generation.build import Generate, configured
from tests.splitting import POINTERS, ROOT, WHOLE, split, write

KEYS = ("method", "path", "operation_id", "python", "arguments", "bodies", "auth")


def facts(described: Described) -> list[Any]:
    """What matters of the operations, whatever file they stand in."""
    found = cast("list[dict[str, Any]]", inspection(described)["operations"])
    return [{key: each[key] for key in KEYS} for each in found]


def described(folder: Path, files: dict[str, Any]) -> Described:
    return describe(configured(write(folder, files), "shop", folder / "packages"))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Described:
    return described(tmp_path_factory.mktemp("whole"), {ROOT: WHOLE})


@pytest.mark.parametrize("form", ["file", "inside", "here"])
@pytest.mark.parametrize("pointer", POINTERS)
def test_the_model_is_the_same(
    tmp_path: Path, expected: Described, pointer: str, form: str
) -> None:
    found = described(tmp_path, split(WHOLE, pointer, form))
    assert facts(found) == facts(expected)
    assert found.api.description == expected.api.description
    assert (found.api.servers, found.api.tags) == (
        expected.api.servers,
        expected.api.tags,
    )


@pytest.mark.parametrize("pointer", POINTERS)
def test_the_client_is_the_same(
    generate: Generate, tmp_path: Path, expected: Described, pointer: str
) -> None:
    files = split(WHOLE, pointer, "chain")
    write(tmp_path, files)
    package = generate(json.dumps(files[ROOT]), whole=True, package="openapi")
    assert facts(package.described) == facts(expected)
    package.answer({"a": 1, "kind": "big", "b": "x", "parts": [{"a": 2}]})
    things = package.client(api_key="secret").things
    thing = things.create(shop="s", limit=3, x_trace="t", a=7, kind="small", b="y")
    assert (thing.a, thing.kind, thing.b, thing.parts[0].a) == (1, "big", "x", 2)
    request = package.request
    assert str(request.url) == "https://post.shop.test/shops/s/things?limit=3"
    assert (request.headers["x-trace"], request.headers["x-key"]) == ("t", "secret")
    assert package.sent == {"a": 7, "kind": "small", "b": "y"}
