"""The page that tells how a changed document goes through the repository is run."""

from __future__ import annotations

from tests.conftest import ROOT
from tests.walkthrough import filled

PAGE = ROOT / "docs" / "provider-change.md"


def test_the_page_shows_what_its_commands_print() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert "**What to do:**" in page
    assert page == filled(page), "make walkthrough"


def test_the_readme_shows_the_report_up_to_what_is_folded() -> None:
    page = PAGE.read_text(encoding="utf-8")
    report = page.partition("<!-- report -->\n\n")[2].partition("\n>\n> <details>")[0]
    assert report.startswith("> # API changes")
    assert report in (ROOT / "README.md").read_text(encoding="utf-8")
