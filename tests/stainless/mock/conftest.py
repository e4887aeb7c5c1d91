"""A package of every key and every kind of method, and a mock server of its document.

Run with `make mock`.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.stainless.mock.server import mock_server

HERE = Path(__file__).parent
DOCUMENT = HERE / "openapi.yaml"
CONFIGURATION = HERE / "stainless.yml"
_PRISM = HERE.parents[2] / ".prism" / "node_modules" / ".bin" / "prism"


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The generated package."""
    folder = tmp_path_factory.mktemp("workshop")
    command = [sys.executable, "-m", "clientsmith", "generate"]
    inputs = ["--spec", str(DOCUMENT), "--stainless", str(CONFIGURATION)]
    subprocess.run([*command, *inputs, "--output", str(folder)], check=True)
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module("workshop")
    finally:
        sys.path.remove(str(folder))


@pytest.fixture(scope="session")
def base_url() -> Iterator[str]:
    """The address of the mock server."""
    with mock_server(_PRISM, DOCUMENT) as url:
        yield url
