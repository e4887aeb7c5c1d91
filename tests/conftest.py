"""Fixtures for all tests: the independent server for the documents in specs/."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_SERVER = ROOT / "tests" / "server" / "openapi_server.py"
_SERVER_PYTHON = ROOT / ".venv-server" / "bin" / "python"


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The runs of these tests know nothing of the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def api_server() -> Iterator[Callable[[str], str]]:
    """`api_server("kernel")` is the base URL of a server for specs/kernel.yaml.

    One server per document and test process, started on first use; see
    `tests/server/openapi_server.py` for what it does, `tests/server/control.py` for
    how to steer it.
    """
    with ExitStack() as running:

        @cache
        def start(name: str) -> str:
            return running.enter_context(ApiServer(ROOT / "specs" / f"{name}.yaml"))

        yield start


class ApiServer:
    """The server of one document; entered, it is the base URL."""

    def __init__(self, document: Path) -> None:
        self._document = document

    def __enter__(self) -> str:
        if not _SERVER_PYTHON.exists():
            pytest.fail(
                "the test server's environment .venv-server is missing: run the tests"
                " with `make test`, or make it with `make .venv-server/ready`"
            )
        program = [str(_SERVER_PYTHON), "-W", "ignore", str(_SERVER)]
        command = [*program, "--document", str(self._document)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        # The first line, or nothing when the server ends before it can serve.
        base_url: str = self._process.stdout.readline().strip()
        if not base_url:
            pytest.fail(f"the test server does not start for {self._document}")
        return base_url

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()
