"""Transforms become overlay actions that lead to the same document."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import parse_values
from clientsmith.document.overlays import apply_overlays
from clientsmith.document.yaml_writer import dump_yaml
from clientsmith.stainless.jsonpath import UntranslatableError, translated
from clientsmith.stainless.reading import read_stainless
from clientsmith.stainless.transforms import Draft, apply_transforms

DOCUMENT: dict[str, Any] = {
    "info": {"title": "Pets", "summary": "Old"},
    "paths": {
        "/pets": {
            "get": {
                "tags": ["a"],
                "parameters": [
                    {"name": "id", "schema": {"type": "integer"}},
                    {"name": "q", "schema": {"type": "string"}},
                ],
            }
        }
    },
    "schemas": {
        "Pet": {"properties": {"kind": {"oneOf": [{"oneOf": [1]}, {}]}, "a": {}}},
        "Toy": {"type": "object", "example": {"oneOf": []}},
    },
}


def transformed(
    tmp_path: Path, *transforms: dict[str, Any]
) -> tuple[Any, Any, list[str]]:
    """The document as the transforms leave it, and as the overlay does; findings."""
    path = tmp_path / "stainless.yml"
    path.write_text(dump_yaml({"openapi": {"transforms": [*transforms]}}))
    found = Diagnostics()
    draft = Draft(deepcopy(DOCUMENT))
    apply_transforms(draft, read_stainless(path, found).transforms, found)
    overlay = tmp_path / "overlay.yaml"
    actions: Any = draft.actions
    text = {"overlay": "1.0.0", "info": {}, "actions": actions}
    overlay.write_text(dump_yaml(text))
    document = parse_values(dump_yaml(DOCUMENT), tmp_path / "d.yaml", "d.yaml")
    by_overlay = apply_overlays(document, [overlay], found).value
    return draft.value, by_overlay, [finding.message for finding in found]


def command(name: str, **args: Any) -> dict[str, Any]:
    return {"command": name, "args": {key.rstrip("_"): args[key] for key in args}}


@pytest.mark.parametrize(
    ("transform", "path", "expected"),
    [
        (
            command(
                "update",
                target="$.paths./pets.get.parameters[?(@.name === 'id')].schema",
                value={"enum": [1]},
            ),
            ("paths", "/pets", "get", "parameters", 0, "schema"),
            {"enum": [1]},
        ),
        (
            command("update", target="$.info.summary", value="{{value}}!", template=True),
            ("info",),
            {"title": "Pets", "summary": "Old!"},
        ),
        (
            command("update", target="$..parameters[1]", value={"name": "x"}),
            ("paths", "/pets", "get", "parameters"),
            [{"name": "id", "schema": {"type": "integer"}}, {"name": "x"}],
        ),
        (
            command("append", target="$..tags", value="b"),
            ("paths", "/pets", "get", "tags"),
            ["a", "b"],
        ),
        (
            command("append", target="$.info", value={"version": "1"}),
            ("info",),
            {"title": "Pets", "summary": "Old", "version": "1"},
        ),
        (
            command("merge", target="$.schemas.Pet", object={"properties": {"a": {"b": 1}}, "c": 2}),
            ("schemas", "Pet"),
            {"properties": {"kind": {"oneOf": [{"oneOf": [1]}, {}]}, "a": {"b": 1}}, "c": 2},
        ),
        (
            command("remove", target=["$.schemas.*", "$.info"], keys=["type", "title"]),
            ("schemas", "Toy"),
            {"example": {"oneOf": []}},
        ),
        (
            command("remove", target="$..parameters[*]"),
            ("paths", "/pets", "get", "parameters"),
            [],
        ),
        (
            command("copy", from_="$.schemas.Toy", to="$.schemas.Doll"),
            ("schemas", "Doll"),
            {"type": "object", "example": {"oneOf": []}},
        ),
        (
            command("move", from_="$.schemas.Toy", to="$['schemas']['The Toy']"),
            ("schemas", "The Toy"),
            {"type": "object", "example": {"oneOf": []}},
        ),
        (
            {"command": "oneOfToAnyOf"},
            ("schemas", "Pet", "properties", "kind"),
            {"anyOf": [{"anyOf": [1]}, {}]},
        ),
        (
            command("update", target="$..parameters[?(@.name == 'q')]^^.tags", value=1),
            ("paths", "/pets", "get", "tags"),
            1,
        ),
        (
            command("remove", target="$..[?(@property === 'oneOf')]^"),
            ("schemas", "Pet", "properties"),
            {"a": {}},
        ),
        (
            command("update", target="$..[?(@.name.match(/^q/))].name", value="query"),
            ("paths", "/pets", "get", "parameters", 1, "name"),
            "query",
        ),
        (
            command(
                "update",
                target={"matches_schema": "$.schemas.Pet.properties.a"},
                value={"type": "null"},
            ),
            ("schemas", "Pet", "properties", "kind", "oneOf", 1),
            {"type": "null"},
        ),
        (
            command("renameKeys", target="$.schemas.Pet.properties", keys={"a": "b"}),
            ("schemas", "Pet", "properties", "b"),
            {},
        ),
        (
            command(
                "extractRefs",
                target="$..parameters[0].schema",
                ref="#/components/schemas/Id",
            ),
            ("paths", "/pets", "get", "parameters", 0, "schema"),
            {"$ref": "#/components/schemas/Id"},
        ),
        (
            {"command": "oneOfToAnyOf"},
            ("schemas", "Toy", "example"),
            {"oneOf": []},
        ),
    ],
)  # fmt: skip
def test_commands(
    transform: dict[str, Any],
    path: tuple[str | int, ...],
    expected: Any,
    tmp_path: Path,
) -> None:
    value, by_overlay, found = transformed(tmp_path, transform)
    assert found == []
    assert by_overlay == value
    assert Draft(value).at(path) == expected


def test_a_moved_value_is_no_longer_where_it_was(tmp_path: Path) -> None:
    move = command("move", from_="$.info.title", to="$.info.name")
    _, by_overlay, found = transformed(tmp_path, move)
    assert (by_overlay["info"], found) == ({"name": "Pets", "summary": "Old"}, [])


@pytest.mark.parametrize(
    ("transform", "message"),
    [
        (
            command("update", target="$.nothing", value=1),
            "`update`: `$.nothing` matches nothing",
        ),
        (
            command("append", target="$.info", value={"title": "x"}),
            '`append`: `$["info"]["title"]` is there already',
        ),
        (
            command("remove", target="$"),
            "`remove`: the whole document cannot be removed",
        ),
        (command("update", value=1), "`update`: the argument `target` is missing"),
        (
            command("explode", target="$"),
            "transform left out: the command `explode` is unknown",
        ),
        (
            command("remove", target="$.info~"),
            "transform left out: cannot be translated: `~` selects names of members",
        ),
        (
            command("update", target=[{"matches_schema": "$.schemas.Cat"}], value=1),
            "`update`: `$.schemas.Cat` matches nothing",
        ),
        (
            command("renameKeys", target="$.info", keys={"title": "summary"}),
            '`renameKeys`: `$["info"]` has a member of the new name',
        ),
        (
            command("renameKeys", target="$.info", from_="none", to="some"),
            "`renameKeys`: none of the keys is there",
        ),
        (
            command("extractRefs", target="$..schema", ref="#/schemas/Id"),
            "`extractRefs`: the schemas are not the same",
        ),
        (
            command("extractRefs", target="$.info", ref="#/schemas/Toy"),
            "`extractRefs`: `#/schemas/Toy` is there already",
        ),
    ],
)
def test_what_cannot_be_applied_is_said(
    transform: dict[str, Any], message: str, tmp_path: Path
) -> None:
    value, by_overlay, found = transformed(tmp_path, transform)
    assert found == [message]
    assert value == by_overlay == DOCUMENT


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("$.a.b[0]", "$.a.b[0]"),
        ("a.b", "$.a.b"),
        ("$.paths./v1/pets.get", '$.paths["/v1/pets"].get'),
        ("$..x-thing", '$..["x-thing"]'),
        ("$..*", "$..*"),
        ("$.*.get", "$.*.get"),
        ("$[a,b]", '$["a", "b"]'),
        ("$['a.b'].c", "$['a.b'].c"),
        ("$.a[1:3]", "$.a[1:3]"),
        ("$..a[?(@.b.match(/x/))]", '$..a[?(search(@.b, "x"))]'),
        ("$..a[?(@property === 'b')]", '$..a["b"]'),
        ("$..a[?(@.b === 'x===y' && @.c !== 1)]", "$..a[?(@.b == 'x===y' && @.c != 1)]"),
    ],
)  # fmt: skip
def test_queries_are_translated(query: str, expected: str) -> None:
    assert translated(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "$.a~",
        "$.a^.b",
        "$..a[?(@.b.match(/x/i))]",
        "$.a[(@.length-1)]",
        "$..*@string()",
        "$..a[?(@property !== 'b')]",
        "$.a['b'",
        "$.",
    ],
)
def test_what_the_standard_cannot_say_is_not_translated(query: str) -> None:
    with pytest.raises(UntranslatableError):
        translated(query)
