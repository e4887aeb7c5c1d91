"""Documents that other tools take are read as they are meant, with warnings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import DiagnosticError, Diagnostics
from generator.document.documents import Document, parse_document
from generator.document.loading import load
from generator.document.repairs import repaired
from generator.document.versions import OpenApiVersion

from .conftest import Put

HEAD = 'openapi: 3.1.0\ninfo: {title: Test, version: "1"}\n'
Report = Callable[..., str]


def parsed(text: str, head: str = HEAD) -> Document:
    return parse_document(head + text, Path("api.yaml"), "api.yaml")


def repair(text: str, head: str = HEAD) -> tuple[Any, list[str]]:
    """The repaired value, and the messages with their lines and pointers."""
    found = Diagnostics()
    document = repaired(parsed(text, head), OpenApiVersion.V3_1, found, is_root=True)
    messages = [
        f"{each.location.line}: #{each.location.pointer} {each.message}"
        for each in found
        if each.location
    ]
    return document.value, messages


def test_a_document_without_anything_to_repair_is_not_copied() -> None:
    document = parsed("paths: {/a: {get: {responses: {'204': {description: ok}}}}}")
    found = Diagnostics()
    assert repaired(document, OpenApiVersion.V3_1, found, is_root=True) is document
    assert not [*found]


def test_null_without_quotes_is_the_type_null() -> None:
    value, messages = repair("""
components:
  schemas:
    A: {properties: {one: {type: [string, null]}, two: {oneOf: [{type: null}]}}}
""")
    members = value["components"]["schemas"]["A"]["properties"]
    assert members["one"] == {"type": ["string", "null"]}
    assert members["two"] == {"oneOf": [{"type": "null"}]}
    assert messages == [
        '6: #/components/schemas/A/properties/one/type null among the types is read as "null"',
        "6: #/components/schemas/A/properties/two/oneOf/0/type"
        ' `type: null` is read as `type: "null"`',
    ]


def test_a_key_without_a_value_is_empty() -> None:
    value, messages = repair("""
tags:
paths:
  /a:
    parameters:
    get:
    post: {requestBody: null, responses: {"200": null}, security: [{key: null}]}
components:
  parameters:
  schemas: {A: {type: object, properties: null, additionalProperties: }, B: null}
""")
    assert value["paths"] == {
        "/a": {
            "get": {},
            "post": {"responses": {"200": {}}, "security": [{"key": []}]},
        }
    }
    assert value["components"] == {"schemas": {"A": {"type": "object"}, "B": {}}}
    assert "tags" not in value
    assert "4: #/tags `tags` is null: it is read as empty" in messages
    assert len(messages) == 10


def test_null_as_data_stays() -> None:
    document = parsed("""
components:
  schemas: {A: {default: null, example: null, enum: [null], const: null, x-a: null}}
  examples: {B: {value: null}}
paths: {x-nothing: null}
""")
    found = Diagnostics()
    assert repaired(document, OpenApiVersion.V3_1, found, is_root=True) is document


def test_null_in_a_list_is_left_out_and_the_rest_keeps_its_lines(
    report: Report,
) -> None:
    text = report(HEAD + """
paths:
  /a:
    get:
      parameters:
        -
        - {name: b, in: query, schema: {type: string, default: 1}}
      responses: {"204": {description: ok}}
""")
    assert "api.yaml:8:10: warning[null]: an element of the list is null" in text
    assert "api.yaml:9:55: warning[value-type]" in text


def test_what_an_alias_repeats_is_repaired_once_and_stays_one_value() -> None:
    value, messages = repair("""
components:
  schemas:
    A: &a {properties: {x: {type: [string, null]}}}
    B: *a
""")
    schemas = value["components"]["schemas"]
    assert schemas["A"] is schemas["B"]
    assert len(messages) == 1


def test_other_files_are_repaired_too(put: Put, report: Report) -> None:
    put("parts/model.yaml", "properties: {x: {type: [string, null]}}\n")
    put("parts/models.yaml", "B: {type: object, properties: }\n")
    text = report(HEAD + """
paths: {}
components:
  schemas:
    A: {$ref: parts/model.yaml}
    B: {$ref: 'parts/models.yaml#/B'}
""")
    assert "parts/model.yaml:1:18: warning[null-type]" in text
    assert "parts/models.yaml:1:19: warning[null]" in text


def test_a_strict_run_takes_nothing_for_granted(put: Put) -> None:
    path = put("api.yaml", HEAD + "paths:\ncomponents: {schemas: {A: {type: null}}}\n")
    load(path)
    with pytest.raises(DiagnosticError, match=r"error\[null-type\]"):
        load(path, strict=True)
