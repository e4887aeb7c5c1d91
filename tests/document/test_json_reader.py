"""JSON, strictly."""

from pathlib import Path

import pytest

from clientsmith.diagnostics import DiagnosticError, Diagnostics, format_diagnostics
from clientsmith.document.json_reader import JsonPositions, parse_json


def problems(text: str) -> str:
    with pytest.raises(DiagnosticError) as caught:
        parse_json(text, Path("a.json"))
    return str(caught.value)


def test_json_is_read() -> None:
    text = '{"a": [1, 1.5, true, null, "\\u00e9\\ud83d\\ude00"]}'
    assert parse_json(text, Path("a.json")) == {"a": [1, 1.5, True, None, "é😀"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "",
            "a.json:1:1: error[syntax]: the file is empty\n"
            "  hint: an OpenAPI document begins with its version, as in `openapi: 3.1.0`",
        ),
        (
            '{"a": 1,\n "b": }',
            "a.json:2:7: error[syntax]: not JSON: expecting value",
        ),
        ('{"a": 1} x', "a.json:1:10: error[syntax]: not JSON: extra data"),
        (
            '{"a": "NaN",\n "b": NaN}',
            "a.json:2:7: error[syntax]: not JSON: NaN is not a JSON number",
        ),
        (
            "[-Infinity]",
            "a.json:1:2: error[syntax]: not JSON: -Infinity is not a JSON number",
        ),
        (
            "[" + "9" * 5000 + "]",
            "a.json:1:2: error[syntax]: not JSON: a number of 5000 characters",
        ),
        (
            '["\\ud83d\\ude00",\n"\\ud800"]',
            "a.json:2:1: error[syntax]: not JSON: half of a surrogate pair in a string",
        ),
    ],
)
def test_bad_json_is_located(text: str, message: str) -> None:
    assert problems(text) == message


def test_of_a_key_that_repeats_the_last_value_is_read_with_a_warning() -> None:
    text, found = '{"a": 1,\n "b": [{"c": 1, "c": 2}],\n "a": 3}', Diagnostics()
    assert parse_json(text, Path("a.json"), found) == {"a": 3, "b": [{"c": 2}]}
    assert format_diagnostics(found) == (
        "a.json:2:17: warning[duplicate-key]: the key `c` is already there, on line 2: "
        "the last one is read\n"
        "  hint: remove or rename one of the two\n"
        "a.json:3:2: warning[duplicate-key]: the key `a` is already there, on line 1: "
        "the last one is read\n"
        "  hint: remove or rename one of the two"
    )
    assert JsonPositions(text, Path("a.json")).locate(("a",)) == (Path("a.json"), 3, 2)


@pytest.mark.parametrize("depth", [201, 10_000])
def test_nesting_without_end_is_refused(depth: int) -> None:
    assert problems("[" * depth + "]" * depth) == (
        "a.json:1:201: error[depth]: nested deeper than 200 levels"
    )


def test_every_value_can_be_located() -> None:
    text = '\n{"a": {"x/y": [10,\n  {"é": 1}]},\n  "": null}'
    positions = JsonPositions(text, Path("a.json"))
    places = {
        pointer: positions.locate(pointer)
        for pointer in [
            (),
            ("a",),
            ("a", "x/y", "0"),
            ("a", "x/y", "1", "é"),
            ("",),
            ("a", "z"),
            ("a", "x/y", "2"),
        ]
    }
    assert [place and place[1:] for place in places.values()] == [
        (2, 1),
        (2, 2),
        (2, 16),
        (3, 4),
        (4, 3),
        None,
        None,
    ]
