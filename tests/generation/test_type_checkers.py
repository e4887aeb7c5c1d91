"""What the other tests of this folder have generated is strictly typed.

The packages are found where pytest keeps the folders of tests, so that each checker
runs once over all of them. Run alone, this looks at a package of its own.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.generation.build import Generate, with_shared_runtime
from tests.generation.test_order import DOCUMENT


@pytest.fixture
def folder(
    generate: Generate, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """All packages of the session side by side, standing on one runtime."""
    generate(DOCUMENT)
    home = tmp_path_factory.getbasetemp()
    if home.name.startswith("popen-"):  # a worker of pytest-xdist
        home = home.parent
    # pytest links to the last folder of each name as `...current`.
    found = {each.resolve().parent for each in home.glob("**/.clientsmith.json")}
    target = tmp_path / "all"
    with_shared_runtime(
        [each for each in sorted(found) if each.parent.name == "packages"], target
    )
    return target


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_mypy_and_pyright_accept_every_package(folder: Path) -> None:
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    with ThreadPoolExecutor() as pool:
        first = pool.submit(run, folder, "mypy", "--strict", "--config-file=", ".")
        second = pool.submit(
            run, folder, "pyright", "--outputjson", "--pythonpath", sys.executable
        )
    mypy, pyright = first.result(), second.result()
    assert re.match(r"Success: no issues found in \d+ source files", mypy.stdout), (
        mypy.stdout + mypy.stderr
    )
    found = json.loads(pyright.stdout)
    errors = [
        f"{each['file']}:{each['range']['start']['line'] + 1}: {each['message']}"
        for each in found["generalDiagnostics"]
        if each["severity"] == "error"
    ]
    assert not errors, "\n".join(errors)
    assert found["summary"]["filesAnalyzed"] > len([*folder.glob("package_*")])
