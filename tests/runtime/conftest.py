"""Makes the sample packages importable as `sample.kernel` and so on.

Two levels deep on purpose: generated packages are vendored under other names.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.runtime.assemble import PACKAGES, assemble

_home = tempfile.TemporaryDirectory(prefix="clientsmith-sample-")
assemble(Path(_home.name))
sys.path.insert(0, _home.name)


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own environment reaches the clients."""
    prefixes = tuple(f"{package.upper()}_" for package in PACKAGES)
    for name in list(os.environ):
        if name.startswith(prefixes) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def sample_home() -> Path:
    """The folder that holds the assembled `sample` package."""
    return Path(_home.name)


Run = Callable[[Callable[[], Coroutine[Any, Any, None]]], None]


@pytest.fixture(params=["asyncio", "trio"])
def run(request: pytest.FixtureRequest) -> Run:
    """Runs a coroutine function on each of the two event loops."""

    def runner(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
        anyio.run(main, backend=request.param)

    return runner
