"""Unquoted words in YAML are read in the type of their schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import parse_document
from clientsmith.document.repairs import repaired
from clientsmith.document.swagger import upgraded
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace

HEAD = 'openapi: 3.0.3\ninfo: {title: Test, version: "1"}\npaths: {}\n'
SCHEMAS = "components:\n  schemas:\n"


def repair(text: str, suffix: str = ".yaml") -> tuple[Any, list[str]]:
    """The repaired value, and the messages with their lines and pointers."""
    found = Diagnostics()
    parsed = upgraded(parse_document(text, Path(f"api{suffix}"), "api"))
    workspace = Workspace(parsed)
    document = repaired(workspace, OpenApiVersion.V3_0, found).root.document
    messages = [
        f"{finding.location.line}: #{finding.location.pointer} {finding.message}"
        for finding in found
        if finding.location
    ]
    return document.value, messages


def schema(text: str) -> tuple[Any, list[str]]:
    value, messages = repair(f"{HEAD}{SCHEMAS}    A: {text}\n")
    return value["components"]["schemas"]["A"], messages


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("480, 720p", ["480", "720p"]),
        ("480, 720", ["480", "720"]),
        ("true, False, auto", ["true", "False", "auto"]),
        ("yes, no, on, off", None),
        ("1.0, 1.10, 2.0.1", ["1.0", "1.10", "2.0.1"]),
        ("1e3, 0x10, 010, 0o17, 1_000, .5, +1", None),
        ("2024-01-01, 12:30", None),
        ("123456789012345678901234567890, .inf, .nan", None),
        ("'480', \"true\"", ["480", "true"]),
    ],
)
def test_words_of_a_string_enumeration_are_as_they_are_written(
    written: str, read: list[str] | None
) -> None:
    found, messages = schema(f"{{type: string, enum: [{written}]}}")
    assert found["enum"] == (read or written.split(", "))
    assert len(messages) <= 1


def test_one_warning_tells_of_a_place() -> None:
    _, messages = schema("{type: string, enum: [1, 2.0, yes, true]}")
    assert messages == [
        "6: #/components/schemas/A/enum "
        "values of `enum` are read as strings: `1`, `2.0`, `true`"
    ]


def test_null_among_words_may_be_the_word_or_null() -> None:
    found, messages = schema("{type: string, enum: [a, null, ~]}")
    assert found["enum"] == ["a", None, None, "null", "~"]
    assert len(messages) == 1
    for said in (
        "{type: string, nullable: true, enum: [a, null]}",
        "{type: [string, 'null'], enum: [a, null]}",
    ):
        found, messages = schema(said)
        assert (found["enum"], messages) == (["a", None], [])


@pytest.mark.parametrize(
    ("text", "key", "read"),
    [
        ("{type: string, default: 1.10}", "default", "1.10"),
        ("{type: string, const: on}", "const", "on"),
        ("{type: string, const: 0x10}", "const", "0x10"),
        ("{type: string, default: null}", "default", None),
        ("{type: integer, enum: ['1', 2, 1_000]}", "enum", [1, 2, 1000]),
        ("{type: integer, enum: [low, '1.5']}", "enum", ["low", "1.5"]),
        ("{type: number, enum: ['1.5', '-2e1', x]}", "enum", [1.5, -20.0, "x"]),
        ("{type: boolean, enum: ['true', 'false']}", "enum", [True, False]),
        ("{type: boolean, default: yes}", "default", True),
        (
            "{type: array, items: {type: string}, default: [01, x]}",
            "default",
            ["01", "x"],
        ),
        (
            "{type: object, properties: {v: {type: string}}, default: {v: 1.0, w: 1}}",
            "default",
            {"v": "1.0", "w": 1},
        ),
        ("{enum: [480, 720p]}", "enum", [480, "720p"]),
        ("{type: [string, integer], enum: [480, 720p]}", "enum", [480, "720p"]),
    ],
)
def test_values_are_read_in_the_type_of_their_schema(
    text: str, key: str, read: object
) -> None:
    found, messages = schema(text)
    # `==` takes 1 for true.
    assert repr(found[key]) == repr(read)
    before = schema(text.replace("type:", "x-type:"))[0][key]
    assert len(messages) == (repr(before) != repr(read))


def test_examples_are_repaired_without_a_word() -> None:
    found, messages = schema("{type: string, example: 2020, examples: [1.0]}")
    assert (found["example"], found["examples"]) == ("2020", ["1.0"])
    assert not messages


def test_json_and_swagger_are_repaired_too() -> None:
    members = '{"type": "string", "enum": [480, 1.0, true, null]}'
    value, messages = repair(
        '{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {},\n'
        f'"components": {{"schemas": {{"A": {members}}}}}}}',
        ".json",
    )
    enum = value["components"]["schemas"]["A"]["enum"]
    assert enum == ["480", "1.0", "true", None]
    assert [message.split()[0] for message in messages] == ["2:"]
    value, messages = repair("""swagger: "2.0"
info: {title: T, version: "1"}
paths:
  /a:
    get:
      parameters:
      - {name: q, in: query, type: string, enum: [480, 1.0]}
      responses: {"200": {description: ok}}
""")
    (parameter,) = value["paths"]["/a"]["get"]["parameters"]
    assert parameter["schema"]["enum"] == ["480", "1.0"]
    assert [message.split()[0] for message in messages] == ["7:"]


def test_values_of_server_variables_are_strings() -> None:
    value, messages = repair(
        HEAD + "servers: [{url: 'https://a.test:{port}', "
        "variables: {port: {enum: [443, 0443], default: 443}}}]\n"
    )
    assert value["servers"][0]["variables"]["port"] == {
        "enum": ["443", "0443"],
        "default": "443",
    }
    assert len(messages) == 2


def test_an_enumeration_beside_an_array_is_that_of_its_items() -> None:
    found, messages = schema("{type: array, items: {type: string}, enum: [a, 1.0]}")
    assert found == {"type": "array", "items": {"type": "string", "enum": ["a", "1.0"]}}
    assert {message.split()[1] for message in messages} == {
        "#/components/schemas/A/enum",
        "#/components/schemas/A/items/enum",
    }
    found, _ = schema("{type: array, enum: [a]}")
    assert found == {"type": "array", "items": {"enum": ["a"]}}
    found, _ = schema("{type: array, items: {$ref: '#/x'}, enum: [a]}")
    assert found["items"] == {"allOf": [{"$ref": "#/x"}, {"enum": ["a"]}]}
    for text in (
        "{type: array, items: {type: string}, enum: [[a], [b]]}",
        "{type: array, items: {type: object}, enum: [a]}",
    ):
        found, messages = schema(text)
        assert ("enum" in found, messages) == (True, [])


def test_names_are_as_they_are_written() -> None:
    found, messages = schema(
        "{required: [on, 404, 1.0, 010], properties: {404: {}, on: {}, no: {}, 010: {}}}"
    )
    assert found["required"] == ["on", "404", "1.0", "010"]
    assert [*found["properties"]] == ["404", "on", "no", "010"]
    assert len(messages) == 1
    value, _ = repair(
        HEAD.replace(
            "paths: {}",
            """paths:
  /a: {get: {tags: [1.0, b], responses: {404: {description: 010}, "200": {}}}}""",
        )
    )
    operation = value["paths"]["/a"]["get"]
    assert operation["tags"] == ["1.0", "b"]
    assert operation["responses"]["404"]["description"] == "010"
