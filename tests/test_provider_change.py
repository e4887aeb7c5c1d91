"""The page that tells how a changed document goes through the repository is run."""

from __future__ import annotations

from tests.conftest import ROOT
from tests.walkthrough import filled

PAGE = ROOT / "docs" / "provider-change.md"


def test_the_page_shows_what_its_commands_print() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert "**What to do:**" in page
    assert page == filled(page), "make walkthrough"
