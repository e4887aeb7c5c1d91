"""The four clients with random arguments and answers, judged by their documents."""

from __future__ import annotations

import pytest

from benchmarks.page_walks import walks
from benchmarks.round_trip import OK, outcomes
from clientsmith.commands.inspect import inspection
from clientsmith.config import load_settings
from clientsmith.pipeline import describe
from tests.conftest import ROOT


@pytest.mark.parametrize("name", ["bctrl", "browserbase", "c1", "kernel"])
def test_requests_and_responses_come_through(name: str) -> None:
    (config,) = load_settings().select((name,))
    described = inspection(describe(config))
    found = [*outcomes(ROOT / "specs" / f"{name}.yaml", ROOT / "generated", described)]
    assert found
    assert {
        outcome.operation: outcome.reason for outcome in found if outcome.verdict != OK
    } == {}


@pytest.mark.parametrize(
    ("name", "count"), [("bctrl", 1), ("browserbase", 1), ("kernel", 1)]
)
def test_lists_are_walked(name: str, count: int) -> None:
    (config,) = load_settings().select((name,))
    described = inspection(describe(config))
    document = ROOT / "specs" / f"{name}.yaml"
    found = [*walks(document, ROOT / "generated", described)]
    assert len(found) >= count
    assert {
        outcome.operation: outcome.reason for outcome in found if outcome.verdict != OK
    } == {}
