"""With `allow_skips`, an operation in error does not take the others with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clientsmith.commands.inspect import inspection
from clientsmith.diagnostics import DiagnosticError, Severity
from clientsmith.pipeline import Described, describe
from tests.generation.build import Generate, completed, configured

PAGE = "{schema: {$ref: '#/components/schemas/Page'}}"
DOCUMENT = f"""
info: {{title: Books, version: "1"}}
components:
  schemas:
    Page: {{type: object, properties: {{title: {{type: string}}}}}}
  requestBodies:
    Shelf: {{$ref: '#/components/requestBodies/Nothing'}}
    Unused: {{$ref: '#/components/requestBodies/Nowhere'}}
paths:
  /pages:
    get: {{responses: {{200: {{content: {{application/json: {PAGE}}}}}}}}}
  /shelves:
    put: {{requestBody: {{$ref: '#/components/requestBodies/Shelf'}}}}
    post: {{operationId: createShelf}}
"""


def described(
    text: str, folder: Path, *, allow_skips: bool = True, **more: Any
) -> Described:
    path = folder / "api.json"
    path.write_text(json.dumps(completed(text)), encoding="utf-8")
    options = {"allow_skips": allow_skips, **more}
    return describe(configured(path, "client", folder, **options))


def test_operations_in_error_are_left_out_and_listed(tmp_path: Path) -> None:
    found: Any = inspection(described(DOCUMENT, tmp_path))
    kept = {
        (operation["method"], operation["path"]) for operation in found["operations"]
    }
    assert kept == {("GET", "/pages"), ("POST", "/shelves")}
    left_out = {
        f"{operation['method']} {operation['path']}": operation["reason"]
        for operation in found["skipped"]
    }
    assert set(left_out) == {"PUT /shelves"}
    assert "Nothing" in left_out["PUT /shelves"]


def test_what_was_wrong_is_still_said(tmp_path: Path) -> None:
    findings = [*described(DOCUMENT, tmp_path).diagnostics]
    assert not any(finding.severity is Severity.ERROR for finding in findings)
    messages = [finding.message for finding in findings]
    assert any(message.startswith("left out `PUT /shelves`: ") for message in messages)
    # Nobody uses it: no operation is left out for it.
    assert any(
        "Nowhere" in message and "left out" not in message for message in messages
    )
    assert all(
        finding.location and finding.location.line
        for finding in findings
        if "left out" in finding.message
    )


def test_without_the_flag_nothing_is_generated(tmp_path: Path) -> None:
    with pytest.raises(DiagnosticError, match="Nothing"):
        described(DOCUMENT, tmp_path, allow_skips=False)


def test_what_is_wrong_with_the_whole_document_remains_an_error(tmp_path: Path) -> None:
    broken = f"openapi: 9.0.0\n{DOCUMENT}"
    with pytest.raises(DiagnosticError, match="version"):
        described(broken, tmp_path)


def test_what_no_operation_reaches_is_a_warning(tmp_path: Path) -> None:
    text = DOCUMENT.replace("requestBodies/Nothing", "requestBodies/Real").replace(
        "    Unused:", "    Real: {content: {application/json: {}}}\n    Unused:"
    )
    found = [*described(text, tmp_path, allow_skips=False).diagnostics]
    (broken,) = [item for item in found if item.code == "ref"]
    assert broken.severity is Severity.WARNING
    assert broken.location is not None
    assert broken.location.pointer == "/components/requestBodies/Unused/$ref"
    assert broken.location.line
    with pytest.raises(DiagnosticError, match="Nowhere"):
        described(text, tmp_path, allow_skips=False, strict=True)


def test_an_error_beside_what_an_operation_reaches_takes_nothing(
    tmp_path: Path,
) -> None:
    text = """
components:
  pathItems:
    Item:
      get: {operationId: getItem}
      put: {requestBody: {$ref: '#/components/requestBodies/Nothing'}}
paths:
  /items: {$ref: '#/components/pathItems/Item'}
"""
    found: Any = inspection(described(text, tmp_path))
    assert [entry["method"] for entry in found["operations"]] == ["GET"]


def test_of_a_path_item_in_another_file_the_other_methods_stay(
    generate: Generate, tmp_path: Path
) -> None:
    parts = {
        "item.json": {
            "parameters": [
                {"name": "q", "in": "query", "schema": {"type": "string"}},
            ],
            "get": {"$ref": "good.json"},
            "post": {"$ref": "gone.json"},
        },
        "good.json": {"responses": {"204": {"description": "Done"}}},
    }
    for name, value in parts.items():
        (tmp_path / name).write_text(json.dumps(value))
    package = generate(
        {"paths": {"/a": {"$ref": "item.json"}, "/b": {"$ref": "item.json"}}},
        allow_skips=True,
    )
    assert package.methods == ["a.retrieve", "b.retrieve"]
    package.answer(status=204)
    package.client().b.retrieve(q="x")
    assert package.query == [("q", "x")]
    skipped = [
        (operation.method, operation.path)
        for operation in package.described.api.skipped
    ]
    assert skipped == [("POST", "/a"), ("POST", "/b")]


@pytest.mark.parametrize(
    "selection",
    [
        {"exclude": {"paths": ["/shelves"]}},
        {"exclude": {"operations": ["PUT /shelves"]}},
        {"include": {"paths": ["/pages"]}},
    ],
)
def test_an_error_in_what_is_not_selected_does_not_stop_the_run(
    generate: Generate, selection: dict[str, Any]
) -> None:
    package = generate(DOCUMENT, **selection)
    assert "pages.list" in package.methods or "pages.retrieve" in package.methods
    api = package.described.api
    assert "PUT /shelves" in api.excluded
    assert api.skipped == ()
    (broken,) = [
        diagnostic
        for diagnostic in package.diagnostics
        if "Nothing" in diagnostic.message
    ]
    assert broken.severity is Severity.WARNING
    assert "left out" not in broken.message


def test_an_error_that_a_wanted_operation_shares_is_one(tmp_path: Path) -> None:
    text = DOCUMENT.replace(
        "    post: {operationId: createShelf}",
        "    post: {requestBody: {$ref: '#/components/requestBodies/Shelf'}}",
    )
    selection: dict[str, Any] = {"exclude": {"operations": ["PUT /shelves"]}}
    with pytest.raises(DiagnosticError, match="Nothing"):
        described(text, tmp_path, allow_skips=False, **selection)
    api = described(text, tmp_path, **selection).api
    assert [operation.path for operation in api.operations] == ["/pages"]
    assert [item.method for item in api.skipped] == ["POST"]
    assert api.excluded == ("PUT /shelves",)


def test_operations_of_paths_that_are_read_otherwise_are_left_out(
    generate: Generate,
) -> None:
    text = """
paths:
  "/pages/{id:[0-9]+}":
    GET: {operationId: getPage}
    PUT: {requestBody: {$ref: '#/components/requestBodies/Nothing'}}
  /others/{id:.*}:
    DELETE: {requestBody: {$ref: '#/components/requestBodies/Nothing'}}
"""
    package = generate(text, allow_skips=True)
    assert package.methods == ["pages.retrieve"]
    skipped = [
        (operation.method, operation.path)
        for operation in package.described.api.skipped
    ]
    assert skipped == [("PUT", "/pages/{id}"), ("DELETE", "/others/{id}")]


def test_strict_skips_take_what_had_to_be_repaired_alone(tmp_path: Path) -> None:
    text = """
paths:
  /pages: {get: {}}
  /shelves: {get: {parameters: [{name: q, in: Query, schema: {type: string}}]}}
"""
    found = described(text, tmp_path, strict=True)
    assert [operation.path for operation in found.api.operations] == ["/pages"]
    assert [item.path for item in found.api.skipped] == ["/shelves"]
