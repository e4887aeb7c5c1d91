"""Docstrings are rendered as Black prints them, so that it has nothing to do."""

from __future__ import annotations

import ast
import inspect

import black
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clientsmith.python.source import layout
from clientsmith.python.source.literals import docstring

TEXTS = st.text(alphabet=st.sampled_from("ab\"\\' \t\n*-`"), max_size=40)


@given(TEXTS.filter(str.strip))
@example('The form "group/version"')
@example('"Quoted" at first')
@example("First.\n\n    * further\n      in\n\ttab\n")
@example('Ends with \\"')
@settings(max_examples=300, deadline=None, derandomize=True)
def test_no_text_needs_black(text: str) -> None:
    source = f"class A:\n    {docstring(text, 4)}\n\n    x: int\n"
    printed = layout.laid_out(source, _never)
    assert printed is not None
    assert black.format_str(printed, mode=black.Mode()) == printed
    (class_,) = ast.parse(printed).body
    assert isinstance(class_, ast.ClassDef)
    said = ast.get_docstring(class_)
    assert said is not None
    assert said.split() == inspect.cleandoc(text).split()


def _never(source: str) -> str:
    pytest.fail(f"left to Black: {source}")
