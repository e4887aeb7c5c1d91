"""Documents that would take endless time or memory are rejected or cut short."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from clientsmith.config import one_off
from clientsmith.config.reading import read_settings
from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.document import source_text
from clientsmith.document.documents import read_document
from clientsmith.document.loading import load
from clientsmith.document.overlays import apply_overlays
from clientsmith.document.pages import ingest
from clientsmith.document.yaml_reader import parse_yaml
from clientsmith.pipeline import describe, plan

Json = Any


def document(schemas: Json, schema: Json | None = None) -> Json:
    """A document whose one operation receives the schema `A`, or another one."""
    whole = schema or {"$ref": "#/components/schemas/A"}
    content = {"application/json": {"schema": whole}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Test", "version": "1"},
        "servers": [{"url": "https://api.test"}],
        "paths": {
            "/a": {
                "post": {
                    "operationId": "things/run",
                    "requestBody": {"content": content},
                    "responses": {"200": {"description": "", "content": content}},
                }
            }
        },
        "components": {"schemas": schemas},
    }


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def outcome(folder: Path, whole: Json) -> str:
    """The findings, warnings as well; the package is made but not written."""
    path = folder / "api.json"
    path.write_text(json.dumps(whole), "utf-8")
    try:
        described = describe(one_off(path, "acme", folder))
        plan(described, folder)
    except DiagnosticError as error:
        return str(error)
    return str(DiagnosticError(described.diagnostics))


def chain(length: int, make: Any) -> Json:
    """`A` leads to `A0`, and so on to `A<length>`."""
    schemas = {f"A{at}": make(ref(f"A{at + 1}"), at) for at in range(length)}
    return {"A": ref("A0"), **schemas, f"A{length}": {"type": "string"}}


def ladder(length: int, make: Any) -> Json:
    """Each of two schemas leads to both of the next two: 2 ** length ways."""
    schemas = {
        f"{side}{at}": make(ref(f"L{at + 1}"), ref(f"R{at + 1}"))
        for at in range(length)
        for side in "LR"
    }
    ends = {
        f"{side}{length}": {"type": "object", "properties": {side: {"type": "string"}}}
        for side in "LR"
    }
    return {"A": ref("L0"), **schemas, **ends}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda inner, at: {"type": "array", "items": inner}, "are nested deeper"),
        (lambda inner, at: {"additionalProperties": inner}, "are nested deeper"),
        (
            lambda inner, at: {"oneOf": [inner, {"const": at}]},
            "are nested deeper",
        ),
        (
            lambda inner, at: {"allOf": [inner], "description": str(at)},
            "schemas are nested deeper than 50 levels",
        ),
    ],
    ids=["lists", "maps", "alternatives", "compositions"],
)
def test_long_chains_are_refused(tmp_path: Path, make: Any, message: str) -> None:
    found = outcome(tmp_path, document(chain(1000, make)))
    assert "error[depth]: " in found
    assert message in found


def test_long_chains_of_references_lead_to_their_end(tmp_path: Path) -> None:
    found = outcome(tmp_path, document(chain(3000, lambda inner, at: inner)))
    assert found == ""


@pytest.mark.parametrize(
    "wrap",
    [
        lambda inner: {"type": "array", "items": inner},
        lambda inner: {"type": "object", "additionalProperties": inner},
        lambda inner: {"allOf": [inner], "description": "x"},
    ],
    ids=["lists", "maps", "compositions"],
)
@pytest.mark.parametrize(("depth", "refused"), [(45, False), (90, True)])
def test_nesting_is_limited_in_one_schema(
    tmp_path: Path, wrap: Any, depth: int, refused: bool
) -> None:
    schema: Json = {"type": "string"}
    for _ in range(depth):
        schema = wrap(schema)
    found = outcome(
        tmp_path, document({}, {"type": "object", "properties": {"a": schema}})
    )
    assert ("schemas are nested deeper than 50 levels" in found) is refused


@pytest.mark.parametrize(
    "make",
    [
        lambda left, right: {"oneOf": [left, right]},
        lambda left, right: {"anyOf": [left, right, {"type": "null"}]},
        lambda left, right: {"type": "array", "prefixItems": [left, right]},
        lambda left, right: {"type": "array", "items": {"oneOf": [left, right]}},
    ],
    ids=["alternatives", "nullable", "tuples", "lists"],
)
def test_schemas_that_multiply_are_refused(tmp_path: Path, make: Any) -> None:
    found = outcome(tmp_path, document(ladder(20, make)))
    assert "error[depth]: by references, lists, maps and alternatives" in found


@pytest.mark.parametrize(
    "make",
    [
        lambda left, right: {"allOf": [left, right], "default": {"a": 1}},
        lambda left, right: {
            "type": "object",
            "properties": {"l": left, "r": right},
            "additionalProperties": {"type": "integer"},
        },
    ],
    ids=["compositions", "open objects"],
)
def test_classes_that_multiply_are_written_once(tmp_path: Path, make: Any) -> None:
    assert "error" not in outcome(tmp_path, document(ladder(30, make)))


def test_a_product_of_alternatives_is_cut_short(tmp_path: Path) -> None:
    kinds = [
        {
            "oneOf": [
                {"type": "object", "properties": {f"p{at}{kind}": {"type": "string"}}}
                for kind in range(6)
            ]
        }
        for at in range(12)
    ]
    found = outcome(tmp_path, document({"A": {"allOf": kinds}}))
    assert "warning[schema-contradiction]" in found


def test_too_many_alternatives_are_no_type(tmp_path: Path) -> None:
    kinds = [{"type": "object", "properties": {f"p{at}": {}}} for at in range(1200)]
    found = outcome(tmp_path, document({"A": {"oneOf": kinds}}))
    assert "more than 400 alternatives are not supported" in found


def test_schemes_that_write_the_same_headers_do_not_multiply(tmp_path: Path) -> None:
    whole = document({"A": {"type": "string"}})
    names = [f"s{at}{kind}" for at in range(30) for kind in "ab"]
    whole["components"]["securitySchemes"] = {
        name: {"type": "apiKey", "in": "header", "name": name[:-1]} for name in names
    }
    whole["security"] = [{key: [] for key in names}]
    assert "error" not in outcome(tmp_path, whole)


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [ref("A")]},
        {"allOf": [ref("B")]},
        {"oneOf": [ref("A"), {"type": "string"}]},
        {"anyOf": [ref("B"), {"type": "null"}]},
        {"type": "array", "items": ref("A")},
        {"type": "object", "additionalProperties": ref("B")},
        {"not": ref("A")},
    ],
    ids=range(7),
)
def test_schemas_of_themselves_end(tmp_path: Path, schema: Json) -> None:
    other = {"oneOf": [ref("A"), {"type": "integer"}]}
    assert "error" not in outcome(tmp_path, document({"A": schema, "B": other}))


def test_defaults_are_not_searched_for_ever(tmp_path: Path) -> None:
    slow = {"type": "string", "pattern": "(a|aa)+$", "default": "a" * 80 + "!"}
    found = outcome(tmp_path, document({"A": {"properties": {"a": slow}}}))
    assert "warning[default]: the default" in found


def test_a_pointer_through_pointers_is_refused(tmp_path: Path) -> None:
    schemas = {
        f"A{at}": {"$ref": f"#/components/schemas/A{at + 1}/properties"}
        for at in range(500)
    }
    schemas["A500"] = {"properties": {"properties": {}}}  # type: ignore[dict-item]
    schema = {"$ref": "#/components/schemas/A0/properties"}
    found = outcome(tmp_path, document(schemas, schema))
    assert "passes through too many other references" in found


def test_a_long_cycle_is_told_in_short(tmp_path: Path) -> None:
    schemas = {f"A{at}": ref(f"A{(at + 1) % 2000}") for at in range(2000)}
    found = outcome(tmp_path, document(schemas, ref("A0")))
    assert (
        "warning[ref]: the references form a cycle: #/components/schemas/A0 -> "
        in found
    )
    assert len(found) < 10_000_000


def test_many_broken_references_are_all_reported(tmp_path: Path) -> None:
    schemas = {f"A{at}": ref(f"B{at}") for at in range(3000)}
    found = outcome(tmp_path, document(schemas, {"type": "string"}))
    assert found.count("does not exist") == 3000


LONG = "x" * 100_000


@pytest.mark.parametrize(
    "text",
    [
        f"a: &a {LONG}\nb: [{', '.join(['*a'] * 2000)}]",
        f"a: &a {LONG}\nb: [{', '.join(['{? *a : 1}'] * 2000)}]",
        "a: &a [" + "x, " * 5000 + "x]\nb: [" + "*a, " * 5000 + "*a]",
    ],
    ids=["texts", "keys", "lists"],
)
def test_aliases_that_multiply_in_breadth_are_refused(text: str) -> None:
    with pytest.raises(DiagnosticError, match="multiply this value beyond reason"):
        parse_yaml(text, Path("a.yaml"))


def test_merge_keys_take_linear_time() -> None:
    keys = "".join(f"  k{at}: 1\n" for at in range(20_000))
    text = f"a: &a {{x: 1}}\nb:\n  <<: [{', '.join(['*a'] * 20_000)}]\n{keys}"
    found = parse_yaml(text, Path("a.yaml"))
    assert isinstance(found, dict)
    assert isinstance(found["b"], dict)
    assert len(found["b"]) == 20_001


def refused(path: Path) -> str:
    with pytest.raises(DiagnosticError) as caught:
        load(path)
    return str(caught.value)


def test_large_files_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(source_text.MAX_BYTES + 1)
    assert "error[size]: the file is larger than 50 MB" in refused(path)


def test_only_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "device.json").symlink_to("/dev/zero")
    (tmp_path / "loop.json").symlink_to("loop.json")
    assert "not a regular file" in refused(tmp_path / "pipe.json")
    assert "not a regular file" in refused(tmp_path / "device.json")
    assert "is a directory" in refused(tmp_path)
    assert "symbolic links" in refused(tmp_path / "loop.json")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("../../../../etc/passwd", "is outside the document's folder"),
        ("%2e%2e/%2e%2e/etc/passwd", "is outside the document's folder"),
        ("/etc/passwd", "is outside the document's folder"),
        ("link.json", "is outside the document's folder"),
        ("folder/hostname", "is outside the document's folder"),
        ("file:///etc/passwd", "is a remote reference: nothing is fetched"),
        ("http://127.0.0.1:1/a", "is a remote reference: nothing is fetched"),
        ("//host/a", "is a remote reference: nothing is fetched"),
        ("C:\\a", "is a remote reference: nothing is fetched"),
        ("pipe", "cannot be read: not a regular file"),
        (".", "cannot be read: is a directory"),
        ("a%00b", "is not a file name"),
        ("a" * 5000, "cannot be read: file name too long"),
    ],
)
def test_references_stay_in_the_folder(
    tmp_path: Path, target: str, message: str
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "link.json").symlink_to("/etc/passwd")
    (folder / "folder").symlink_to("/etc")
    found = outcome(folder, document({}, {"$ref": target}))
    assert f"warning[ref]: `{target}` {message}" in found


def test_a_description_that_is_used_everywhere_is_cut(tmp_path: Path) -> None:
    whole = document({"A": {"type": "string", "description": "word " * 50_000}})
    path = tmp_path / "api.json"
    path.write_text(json.dumps(whole), "utf-8")
    package = plan(describe(one_off(path, "acme", tmp_path)), tmp_path)
    assert max(map(len, package.files.values())) < 100_000


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 10_000, "a." * 5000 + "b = 1", "[" + "a." * 5000 + "b]"],
    ids=["lists", "keys", "tables"],
)
def test_nested_configuration_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "clientsmith.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DiagnosticError, match="is nested deeper than 50 levels"):
        read_settings(path)


def test_large_configuration_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "clientsmith.toml"
    path.write_text("#" * 1_000_001, "utf-8")
    with pytest.raises(DiagnosticError, match="is longer than 1,000,000 characters"):
        read_settings(path)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("$..[?search(@.title, '(a|aa)+b')]", "matches nothing"),
        ("$..[?match(@.title, '(a|aa)+b')]", "matches nothing"),
        ("$" + "..*" * 30, "is not a JSONPath: more than 3 times `..`"),
        ("$" + "[" * 5000, "is not a JSONPath"),
        ("$[?" + "(" * 5000 + "@.a" + ")" * 5000 + "]", "is not a JSONPath"),
    ],
    ids=["search", "match", "descents", "brackets", "parentheses"],
)
def test_targets_of_overlays_are_not_searched_for_ever(
    tmp_path: Path, target: str, message: str
) -> None:
    whole = document({"A": {"type": "string"}})
    whole["info"]["title"] = "a" * 80
    (tmp_path / "api.json").write_text(json.dumps(whole), "utf-8")
    overlay = {
        "overlay": "1.0.0",
        "info": {"title": "x", "version": "1"},
        "actions": [{"target": target, "remove": True}],
    }
    path = tmp_path / "overlay.json"
    path.write_text(json.dumps(overlay), "utf-8")
    diagnostics = Diagnostics()
    apply_overlays(read_document(tmp_path / "api.json"), [path], diagnostics)
    assert message in str(DiagnosticError(diagnostics))


@pytest.mark.parametrize(
    "block",
    [
        "openapi: 3.1.0\nx: " + "[" * 10_000,
        "openapi: 3.1.0\nx: &a [*a]",
        f"openapi: 3.1.0\na: &a {LONG}\nb: [{', '.join(['*a'] * 2000)}]",
        "openapi: 3.1.0\nx: !!python/object/apply:os.system [true]",
        "openapi: \x00",
    ],
    ids=["depth", "cycle", "multiplied", "tag", "control character"],
)
def test_hostile_pages_are_refused(tmp_path: Path, block: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n\n```yaml\n{block}\n```\n", "utf-8")
    with pytest.raises(DiagnosticError) as caught:
        ingest([page])
    assert all(
        diagnostic.location and diagnostic.location.line
        for diagnostic in caught.value.diagnostics
    )
