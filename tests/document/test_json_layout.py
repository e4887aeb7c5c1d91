"""Minified JSON gets lines; nothing else of it changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientsmith.document.json_layout import laid_out

PATH = Path("a.json")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), VALUES))
def test_it_is_what_everybody_lays_out_so(value: dict[str, object]) -> None:
    minified = json.dumps(value, separators=(",", ":"))
    pretty = json.dumps(value, indent=2) + "\n"
    assert laid_out(minified, PATH) == pretty
    assert laid_out(pretty, PATH) == pretty


def test_order_numbers_and_escapes_stay() -> None:
    text = '{"b":1.50,"a":[1E5,-0.0],"\\u00e9\\/":"x, {y: \\"z\\"}","b2":{}}'
    assert laid_out(text, PATH) == (
        '{\n  "b": 1.50,\n  "a": [\n    1E5,\n    -0.0\n  ],\n'
        '  "\\u00e9\\/": "x, {y: \\"z\\"}",\n  "b2": {}\n}\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        '{\n    "a": 1\n}\n',
        '{\n\t"a": [1, 2]\n}',
        "openapi: 3.1.0\npaths: {}\n",
        '{"a": }',
        "{a: 1}",
        "",
    ],
)
def test_what_has_a_layout_or_is_no_json_stays_as_it_is(text: str) -> None:
    assert laid_out(text, PATH) == text
