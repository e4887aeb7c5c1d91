"""Our printer prints what Black would, whatever a document puts into a module."""

from __future__ import annotations

import ast
import random
from itertools import count
from pathlib import Path
from typing import Any

import black
import pytest
from black.mode import TargetVersion
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clientsmith.config import one_off
from clientsmith.diagnostics import DiagnosticError
from clientsmith.pipeline import describe, plan
from clientsmith.python.source import formatting
from clientsmith.python.source.docstrings import paragraphs
from clientsmith.python.source.layout import laid_out
from clientsmith.python.source.literals import docstring
from tests.hostile.checks import written
from tests.hostile.mutations import TEXTS, mutated
from tests.hostile.seeds import seeds

MODE = black.Mode(target_versions={TargetVersion.PY311})
SEEDS = [*seeds()]

_numbers = count()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documents")


def black_prints(source: str) -> str:
    return black.format_str(source, mode=MODE)


def rendered(home: Path, document: Any) -> list[str]:
    """The modules of the document's package before they are printed."""
    sources: list[str] = []

    def watched(source: str, printer: Any) -> str | None:
        sources.append(source)
        return laid_out(source, printer)

    path = home / f"document_{next(_numbers)}.json"
    path.write_text(written(document), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formatting, "laid_out", watched)
        try:
            plan(describe(one_off(path, "acme", home)), home)
        except DiagnosticError:
            return []
    assert sources
    return sources


def check(source: str) -> None:
    printed = formatting.formatted(source, "x.py")
    assert printed == black_prints(source)
    assert black_prints(printed) == printed
    assert meaning(printed) == meaning(source)


def meaning(source: str) -> str:
    """The syntax tree; what is around and before the lines of a docstring is no part."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            lines = node.value.value.strip().expandtabs().split("\n")
            node.value.value = "\n".join(line.strip() for line in lines)
    return ast.dump(tree)


@pytest.mark.sweep
@settings(
    max_examples=16,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(seed=st.sampled_from(range(len(SEEDS))), source=st.integers(0, 2**32))
def test_modules_of_hostile_documents_are_as_black_prints_them(
    home: Path, seed: int, source: int
) -> None:
    for module in rendered(home, mutated(SEEDS[seed], random.Random(source), 6)):
        check(module)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_literals_are_as_black_prints_them(text: str) -> None:
    words = f"{text!r}, b={[text, 1, None]!r}, c={{'k': {text!r}}}"
    check(f"class A:\n    x: Literal[{text!r}] | None = None\n    y = f({words})\n")


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
@pytest.mark.parametrize(
    "around", ["{}", "{}.", "Text {}", "Text.\n\n{}", "{}\n\nText."], ids=range(5)
)
def test_docstrings_are_as_black_prints_them(text: str, around: str) -> None:
    whole = around.format(paragraphs([text], 4) or "x")
    check(
        f"class A:\n    {docstring(whole, 4)}\n\n    x: int\n    {docstring(whole, 4)}\n"
    )
