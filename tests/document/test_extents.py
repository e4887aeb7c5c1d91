"""The text that a value has in its file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Document, parse_document
from clientsmith.document.overlays import apply_overlays
from clientsmith.document.pointers import parse_pointer
from clientsmith.document.swagger import upgraded

YAML = """\
é: 1
one: &one
  first: [1, 2]

  # about the second
  second: x
again: *one
list:
- a
- b: 1
  c: 2
"""


def written(document: Document, pointer: str) -> tuple[int, str]:
    extent = document.extent(parse_pointer(pointer))
    assert extent is not None
    return extent.line, extent.text[extent.start : extent.end].rstrip()


@pytest.mark.parametrize(
    ("pointer", "line", "text"),
    [
        ("/é", 1, "é: 1"),
        ("/one/first", 3, "first: [1, 2]"),
        ("/one/first/1", 3, "2"),
        ("/one/second", 6, "second: x"),
        ("/again", 7, "again"),
        ("/again/second", 6, "second: x"),
        ("/list/1", 10, "b: 1\n  c: 2"),
        ("/list/1/c/nowhere", 11, "c: 2"),
    ],
)
def test_yaml(pointer: str, line: int, text: str) -> None:
    document = parse_document(YAML, Path("a.yaml"), "a")
    assert written(document, pointer) == (line, text)


@pytest.mark.parametrize(
    ("pointer", "line", "text"),
    [
        ("", 1, '{\n "a": {"é": [1,\n  "x"]},\n "b": null\n}'),
        ("/a", 2, '"a": {"é": [1,\n  "x"]}'),
        ("/a/é", 2, '"é": [1,\n  "x"]'),
        ("/a/é/1", 3, '"x"'),
        ("/b", 4, '"b": null'),
    ],
)
def test_json(pointer: str, line: int, text: str) -> None:
    source = '{\n "a": {"é": [1,\n  "x"]},\n "b": null\n}\n'
    document = parse_document(source, Path("a.json"), "a")
    assert written(document, pointer) == (line, text)


def test_what_an_overlay_adds_stands_in_the_overlay(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(
        "overlay: 1.0.0\n"
        "info: {title: a, version: '1'}\n"
        "actions:\n"
        "  - target: $.info\n"
        "    update:\n"
        "      summary: new\n",
        encoding="utf-8",
    )
    base = parse_document("info:\n  title: old\n", tmp_path / "a.yaml", "a")
    document = apply_overlays(base, [overlay], Diagnostics())
    assert written(document, "/info/summary") == (6, "summary: new")
    assert written(document, "/info/title") == (2, "title: old")


def test_what_swagger_had_elsewhere_stands_there() -> None:
    swagger = {
        "swagger": "2.0",
        "info": {"title": "a", "version": "1"},
        "paths": {},
        "definitions": {"Thing": {"type": "object"}},
    }
    source = json.dumps(swagger, indent=1)
    document = upgraded(parse_document(source, Path("a.json"), "a"))
    line, text = written(document, "/components/schemas/Thing")
    assert source.splitlines()[line - 1].strip() == '"Thing": {'
    assert json.loads(f"{{{text}}}") == {"Thing": {"type": "object"}}
