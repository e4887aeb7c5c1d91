"""With `allow_skips`, an operation in error does not take the others with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import DiagnosticError, Severity
from generator.inspection import inspection
from generator.pipeline import Described, describe
from tests.generation.build import completed, configured

PAGE = "{schema: {$ref: '#/components/schemas/Page'}}"
DOCUMENT = f"""
info: {{title: Books, version: "1"}}
components:
  schemas:
    Page: {{type: object, properties: {{title: {{type: string}}}}}}
    Book: {{type: object, properties: {{page: {{$ref: '#/components/schemas/Nothing'}}}}}}
    Shelf: {{type: array, items: {{$ref: '#/components/schemas/Book'}}}}
    Unused: {{$ref: '#/components/schemas/Nowhere'}}
paths:
  /pages:
    get: {{responses: {{200: {{content: {{application/json: {PAGE}}}}}}}}}
  /pages/{{number}}:
    get: {{operationId: undeclared}}
  /shelves:
    get:
      responses:
        200:
          content:
            application/json: {{schema: {{$ref: '#/components/schemas/Shelf'}}}}
    post: {{operationId: createShelf}}
  /double:
    parameters:
      - {{name: a, in: query, schema: {{type: string}}}}
      - {{name: a, in: query, schema: {{type: integer}}}}
    get: {{}}
    put: {{}}
"""


def described(text: str, folder: Path, *, allow_skips: bool = True) -> Described:
    path = folder / "api.json"
    path.write_text(json.dumps(completed(text)), encoding="utf-8")
    return describe(configured(path, "client", folder, allow_skips=allow_skips))


def test_operations_in_error_are_left_out_and_listed(tmp_path: Path) -> None:
    found: Any = inspection(described(DOCUMENT, tmp_path))
    kept = {(each["method"], each["path"]) for each in found["operations"]}
    assert kept == {("GET", "/pages"), ("POST", "/shelves")}
    left_out = {
        f"{each['method']} {each['path']}": each["reason"] for each in found["skipped"]
    }
    assert set(left_out) == {
        "GET /pages/{number}",
        "GET /shelves",
        "GET /double",
        "PUT /double",
    }
    assert "`number`" in left_out["GET /pages/{number}"]
    assert "Nothing" in left_out["GET /shelves"]


def test_what_was_wrong_is_still_said(tmp_path: Path) -> None:
    findings = [*described(DOCUMENT, tmp_path).diagnostics]
    assert not any(each.severity is Severity.ERROR for each in findings)
    messages = [each.message for each in findings]
    assert any(each.startswith("left out `GET /shelves`: ") for each in messages)
    # Nobody uses it: no operation is left out for it.
    assert any("Nowhere" in each and "left out" not in each for each in messages)
    assert all(
        each.location and each.location.line
        for each in findings
        if "left out" in each.message
    )


def test_without_the_flag_nothing_is_generated(tmp_path: Path) -> None:
    with pytest.raises(DiagnosticError, match="Nothing"):
        described(DOCUMENT, tmp_path, allow_skips=False)


def test_what_is_wrong_with_the_whole_document_remains_an_error(tmp_path: Path) -> None:
    broken = f"openapi: 9.0.0\n{DOCUMENT}"
    with pytest.raises(DiagnosticError, match="version"):
        described(broken, tmp_path)
