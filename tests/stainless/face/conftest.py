"""Makes the package of the tests importable as `acme`."""

from __future__ import annotations

import atexit
import os
import sys
import tempfile
from pathlib import Path

import pytest

from tests.stainless.face.assemble import assemble

_home = tempfile.TemporaryDirectory(prefix="clientsmith-acme-")
assemble(Path(_home.name))
sys.path.insert(0, _home.name)
atexit.register(_home.cleanup)


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own environment reaches the clients."""
    for name in list(os.environ):
        if name.startswith("ACME_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def acme_home() -> Path:
    """The folder that holds the assembled package."""
    return Path(_home.name)
