"""Whatever stands in a document, it becomes data in a package, or it is refused."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.hostile.checks import tried, written
from tests.hostile.mutations import TEXTS, mutated
from tests.hostile.seeds import seeds

SEEDS = [*seeds()]

quiet = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.mark.parametrize("seed", SEEDS, ids=range(len(SEEDS)))
def test_documents_without_hostile_texts_are_sound(home: Path, seed: Any) -> None:
    assert tried(home, written(seed)) is None


@pytest.mark.sweep
@settings(quiet, max_examples=70)
@given(seed=st.sampled_from(range(len(SEEDS))), source=st.integers(0, 2**32))
def test_hostile_texts_are_data_or_refused(home: Path, seed: int, source: int) -> None:
    tried(home, written(mutated(SEEDS[seed], random.Random(source), 4)))


@pytest.mark.sweep
@settings(quiet, max_examples=40)
@given(source=st.integers(0, 2**32), text=st.sampled_from(TEXTS))
def test_broken_files_are_refused(home: Path, source: int, text: str) -> None:
    """Texts where JSON is no longer JSON, and YAML something else."""
    chance = random.Random(source)
    whole = written(chance.choice(SEEDS[:3]))
    start = chance.randrange(len(whole))
    end = start + chance.choice((0, 0, 1, 20))
    suffix = chance.choice((".json", ".yaml"))
    tried(home, whole[:start] + text + whole[end:], suffix)
