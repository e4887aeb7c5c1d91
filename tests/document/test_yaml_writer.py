"""Writing YAML that comes back as it was, whoever reads it."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from clientsmith.document.values import JsonObject, JsonValue
from clientsmith.document.yaml_reader import parse_yaml
from clientsmith.document.yaml_writer import dump_yaml

_TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    st.sampled_from("ab:#-|>'\"%@`&*!?{}[], \n\t\r0123.e_xo~<=\\yn\u2028\x85\ufeff")
)
_VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner),
    max_leaves=12,
)


def read(text: str) -> JsonValue:
    return parse_yaml(text, Path("written.yaml"))


@given(_VALUES)
def test_reading_what_was_written_gives_the_value_and_the_same_bytes(
    value: JsonValue,
) -> None:
    text = dump_yaml(value)
    again = read(text)
    assert again == value
    assert dump_yaml(again) == text


@given(st.dictionaries(_TEXT, _TEXT))
def test_a_yaml_1_1_reader_sees_the_same_strings(value: JsonObject) -> None:
    assert yaml.safe_load(dump_yaml(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        "y",
        "n",
        "Y",
        "yes",
        "NO",
        "on",
        "Off",
        "true",
        "null",
        "~",
        "12",
        "014",
        "0o14",
        "0x1F",
        "1e3",
        "1.5",
        ".5",
        "12:30",
        "190:20:30.15",
        "2024-05-19",
        ".inf",
        ".NaN",
        "1_000",
        "=",
        "<<",
        "0b11",
        "-0",
        "+1",
        "1.",
        "0O7",
    ],
)
def test_a_string_that_a_reader_would_misread_is_quoted(text: str) -> None:
    assert dump_yaml([text]) == f"- '{text}'\n"


def test_texts_of_several_lines_are_literal_blocks() -> None:
    value: JsonValue = {"description": "First line.\n\n- a: list\n", "x": "one\ntwo"}
    assert dump_yaml(value) == (
        "description: |\n  First line.\n\n  - a: list\nx: |-\n  one\n  two\n"
    )


def test_lists_are_indented_and_keys_keep_their_order() -> None:
    value: JsonValue = {"z": [{"b": 1, "a": []}, ["x"]], "a": {}, "200": None}
    assert dump_yaml(value) == (
        "z:\n  - b: 1\n    a: []\n  - - x\na: {}\n'200': null\n"
    )


def test_long_lines_are_left_whole() -> None:
    sentence = "word " * 100 + "end"
    assert dump_yaml({"description": sentence}) == f"description: {sentence}\n"


def test_the_same_object_twice_is_written_twice() -> None:
    shared: JsonValue = {"a": 1}
    assert dump_yaml([shared, shared]) == "- a: 1\n- a: 1\n"
