"""A browser, and the reports that it shows. Run with `make browser`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clientsmith.diff.reports.html_report import html_report
from tests.browser.chromium import Browser, chromium
from tests.browser.example import example_report
from tests.diff.test_html_report import hostile


@pytest.fixture(scope="session")
def started() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def browser(started: Browser) -> Browser:
    """The browser, as nothing had been seen in it yet."""
    started.look(1280)
    started.command("Emulation.setScriptExecutionDisabled", value=False)
    started.driver.get("about:blank")
    started.complaints()
    started.requests()
    return started


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of two clients with changes of every severity."""
    folder = tmp_path_factory.mktemp("example")
    page = folder / "report.html"
    page.write_text(example_report(folder / "project"), encoding="utf-8")
    return page


@pytest.fixture(scope="session")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report whose every text wants to be more than a text."""
    page = tmp_path_factory.mktemp("hostile") / "report.html"
    page.write_text(html_report([hostile()]), encoding="utf-8")
    return page
