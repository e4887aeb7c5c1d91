"""Chromium without a window, driven through its own driver."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

Scheme = Literal["light", "dark"]
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Browser:
    """One page, as wide and as dark as it is asked for."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def look(self, width: int, height: int = 900, scheme: Scheme = "light") -> None:
        """Show pages in this size and colour scheme from now on."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1}
        self.command("Emulation.setDeviceMetricsOverride", **metrics, mobile=False)
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.command("Emulation.setEmulatedMedia", features=[feature])

    def open(self, path: Path, fragment: str = "") -> None:
        """Load a page anew, even if only the fragment is another one."""
        self.driver.get("about:blank")
        self.driver.get(f"{path.as_uri()}{fragment}")

    def run(self, script: str, *arguments: object) -> Any:
        """Return the result of a script; the page's policy is for the page's own
        scripts.
        """
        return self.driver.execute_script(script, *arguments)

    def requests(self) -> list[str]:
        """The addresses that were asked for since the last time."""
        entries = self.driver.get_log("performance")  # type: ignore[no-untyped-call]
        messages = [json.loads(entry["message"])["message"] for entry in entries]
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """Return the messages of the console since the last call."""
        entries = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [entry["message"] for entry in entries]

    def command(self, name: str, **arguments: object) -> Any:
        """A command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(name, arguments)

    def picture(self) -> bytes:
        """Return a screenshot as PNG."""
        data = self.command("Page.captureScreenshot", format="png")["data"]
        return base64.b64decode(data)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of its own. Raises FileNotFoundError where none is installed."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if browser is None or driver is None:
        raise FileNotFoundError(
            "chromium and chromedriver are needed: apt-get install chromium"
            " chromium-driver"
        )
    options = ChromeOptions()
    options.binary_location = browser
    # Containers run as root, and have little shared memory.
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
    ):
        options.add_argument(argument)
    options.set_capability(
        "goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"}
    )
    started = Chrome(options=options, service=ChromeService(driver))
    try:
        yield Browser(started)
    finally:
        started.quit()
