"""YAML as its version 1.2 means it, and bad YAML."""

import math
from pathlib import Path

import pytest

from clientsmith.diagnostics import DiagnosticError, Diagnostics, format_diagnostics
from clientsmith.document.values import JsonObject, JsonValue
from clientsmith.document.yaml_reader import YamlPositions, parse_yaml


def read(text: str) -> JsonValue:
    return parse_yaml(text, Path("a.yaml"))


def problems(text: str) -> str:
    with pytest.raises(DiagnosticError) as caught:
        read(text)
    return str(caught.value)


EMPTY = (
    "error[syntax]: the file is empty\n"
    "  hint: an OpenAPI document begins with its version, as in `openapi: 3.1.0`"
)


@pytest.mark.parametrize("text", ["NO", "on", "yes", "Off", "y", "n", "nULL"])
def test_words_that_only_yaml_1_1_knows_are_strings(text: str) -> None:
    assert read(f"a: {text}") == {"a": text}


@pytest.mark.parametrize(
    "text", ["2024-05-19", "12:30", "1_000", "0b11", "=", "+", ".", "1e", "0x", "-0o1"]
)
def test_what_looks_like_another_scalar_is_a_string(text: str) -> None:
    assert read(f"a: {text}") == {"a": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0o14", 12),
        ("014", 14),
        ("0x1F", 31),
        ("-12", -12),
        ("+3", 3),
        ("1e3", 1000.0),
        ("1.", 1.0),
        (".5", 0.5),
        ("-1.5E-2", -0.015),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("~", None),
        ("null", None),
        ("", None),
        ("True", True),
        ("FALSE", False),
        ("!!str 12", "12"),
        ("!!float 1", 1.0),
        ("!!int 0x10", 16),
        ("'12'", "12"),
        ('"true"', "true"),
    ],
)
def test_scalars_follow_the_core_schema(text: str, value: JsonValue) -> None:
    assert read(f"a: {text}") == {"a": value}
    found = read(f"- {text}")
    assert isinstance(found, list)
    assert type(found[0]) is type(value)


def test_not_a_number_is_a_number() -> None:
    found = read("- .nan")
    assert isinstance(found, list)
    assert isinstance(found[0], float)
    assert math.isnan(found[0])


def test_keys_are_strings_as_they_are_written() -> None:
    text = "200: a\n0o14: b\nyes: c\n~: d\n1.0: e\n'200 ': f"
    assert read(text) == {
        "200": "a",
        "0o14": "b",
        "yes": "c",
        "~": "d",
        "1.0": "e",
        "200 ": "f",
    }


def test_merge_keys_are_honoured_and_own_keys_win() -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: 3\n"
    found = read(text)
    assert isinstance(found, dict)
    assert found["c"] == {"x": 3, "y": 1, "z": 2}
    assert read("'<<': 1") == {"<<": 1}


def test_aliases_repeat_the_anchored_value() -> None:
    assert read("a: &x [1, 2]\nb: *x") == {"a": [1, 2], "b": [1, 2]}


def test_of_a_key_that_repeats_the_last_value_is_read_with_a_warning() -> None:
    text, found = "a: 1\nb:\n  c: 1\n  c: 2\na: 3\n", Diagnostics()
    assert parse_yaml(text, Path("a.yaml"), found) == {"a": 3, "b": {"c": 2}}
    assert format_diagnostics(found) == (
        "a.yaml:4:3: warning[duplicate-key]: the key `c` is already there, on line 3: "
        "the last one is read\n"
        "  hint: remove or rename one of the two\n"
        "a.yaml:5:1: warning[duplicate-key]: the key `a` is already there, on line 1: "
        "the last one is read\n"
        "  hint: remove or rename one of the two"
    )
    assert YamlPositions(text, Path("a.yaml")).locate(("a",)) == (Path("a.yaml"), 5, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: {b:[ ], c:{d: 1}, e:}", {"a": {"b": [], "c": {"d": 1}, "e": None}}),
        ("a: &x {b: 1}\nc: &x {d: 2}\ne: *x\n", {"e": {"d": 2}}),
        ("a: 1\n\t\nb: 2\n\t# why\nc:\t3\t\n", {"a": 1, "b": 2, "c": 3}),
    ],
    ids=["flow", "anchors", "tabs"],
)
def test_what_the_fast_reader_refuses_is_read(text: str, value: JsonObject) -> None:
    found = read(text)
    assert isinstance(found, dict)
    assert {key: found[key] for key in value} == value


def test_what_the_slow_reader_reads_has_its_places() -> None:
    positions = YamlPositions("x: 1\na:\n  - {b:[ ], c: 1}\n", Path("a.yaml"))
    assert positions.locate(("a", "0", "c")) == (Path("a.yaml"), 3, 13)


def test_half_of_a_pair_is_refused_by_the_slow_reader_too() -> None:
    assert "syntax" in problems('a: {b:[ ], c: "\\ud800"}')


def test_keys_that_read_alike_but_are_written_differently_are_no_duplicates() -> None:
    assert read("1: a\n0x1: b\n'01': c") == {"1": "a", "0x1": "b", "01": "c"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: b: c",
            (
                "a.yaml:1:5: error[syntax]: not YAML: "
                "mapping values are not allowed in this context"
            ),
        ),
        (
            "a:\n\tb: 1",
            (
                "a.yaml:2:1: error[syntax]: not YAML: found character that cannot start "
                "any token, while scanning for the next token\n"
                "  hint: indent with spaces: YAML does not allow tabs"
            ),
        ),
        ("", f"a.yaml:1:1: {EMPTY}"),
        ("# nothing\n", f"a.yaml:1:1: {EMPTY}"),
        ("a: \0", "a.yaml:1:4: error[syntax]: not YAML: control character U+0000"),
        (
            "a: 1\n---\nb: 1",
            "a.yaml:2:1: error[syntax]: several YAML documents in one file",
        ),
        ("a: *b", "a.yaml:1:4: error[syntax]: not YAML: found undefined alias"),
        ("? [a]\n: b", "a.yaml:1:3: error[syntax]: a key must be a scalar"),
        ("a: !x b", "a.yaml:1:4: error[syntax]: not YAML: unknown tag `!x`"),
        ("a: !x [b]", "a.yaml:1:4: error[syntax]: unknown tag `!x`"),
        (
            "a: !!int x",
            "a.yaml:1:4: error[syntax]: not YAML: 'x' is not a valid `!!int`",
        ),
        (
            "a: !!python/object:os.system {}",
            "a.yaml:1:4: error[syntax]: unknown tag `!!python/object:os.system`",
        ),
        (
            "<<: 3",
            "a.yaml:1:5: error[syntax]: `<<` takes a mapping or a list of mappings",
        ),
        (
            "a: " + "9" * 5000,
            "a.yaml:1:4: error[syntax]: not YAML: a number of 5000 characters",
        ),
        (
            "a: &x [*x]",
            "a.yaml:1:4: error[alias]: the anchored value contains itself",
        ),
    ],
)
def test_bad_yaml_is_located(text: str, message: str) -> None:
    assert problems(text) == message


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000 + "]" * 10_000,
        "{a: " * 10_000 + "}" * 10_000,
        "- " * 10_000 + "x",
        "\n".join(" " * depth + "a:" for depth in range(1000)),
        "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 300)),
    ],
    ids=["flow lists", "flow mappings", "lists", "mappings", "aliases"],
)
def test_nesting_without_end_is_refused(text: str) -> None:
    assert "error[depth]: nested deeper than 200 levels" in problems(text)


def test_aliases_that_multiply_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 30)]
    assert problems("\n".join(lines)) == (
        "a.yaml:5:5: error[alias]: the aliases multiply this value beyond reason"
    )
