"""The pictures of a report in docs/images: `make screenshots`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.chromium import Scheme, chromium
from tests.browser.example import example_report

_PICTURES: tuple[tuple[str, int, int, Scheme, str], ...] = (
    ("diff-light", 1280, 1110, "light", ""),
    ("diff-dark", 1280, 1110, "dark", ""),
    ("diff-phone", 390, 844, "light", "#severity=breaking"),
)


def main(folder: Path) -> None:
    """Take them all."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch, chromium() as browser:
        page = Path(scratch) / "report.html"
        page.write_text(example_report(Path(scratch) / "project"), encoding="utf-8")
        for name, width, height, scheme, fragment in _PICTURES:
            browser.look(width, height, scheme)
            browser.open(page, fragment)
            if fragment:
                browser.run(
                    "document.querySelector('.part').scrollIntoView();"
                    "scrollBy(0, -24);"
                )
            (folder / f"{name}.png").write_bytes(browser.picture())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
