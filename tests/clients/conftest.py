"""The generated packages, connected to the independent server."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.server import control

sys.path.insert(0, str(ROOT / "generated"))


class Api:
    """The running server of one document, and what tests say to it."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        control.clear(base_url)

    def queue(self, *answers: dict[str, Any]) -> None:
        control.queue(self.base_url, answers)

    @property
    def received(self) -> list[dict[str, Any]]:
        """The requests so far; none of them may break the document."""
        requests = control.received(self.base_url)
        assert [request["errors"] for request in requests] == [[]] * len(requests)
        return requests

    @property
    def last(self) -> dict[str, Any]:
        return self.received[-1]


@pytest.fixture
def api(
    request: pytest.FixtureRequest, api_server: Callable[[str], str]
) -> Iterator[Api]:
    """The server of the document that the test module is called after."""
    name = request.module.__name__.rpartition("test_")[2]
    yield Api(api_server(name))


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees what the developer has in the environment."""
    for prefix in ("KERNEL", "BROWSERBASE", "C1", "BCTRL"):
        for name in ("API_KEY", "BEARER_TOKEN", "CLIENT_ID", "CLIENT_SECRET"):
            monkeypatch.delenv(f"{prefix}_{name}", raising=False)
        monkeypatch.delenv(f"{prefix}_BASE_URL", raising=False)
