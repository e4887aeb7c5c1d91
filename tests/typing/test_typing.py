"""The generated packages are strictly typed, for those who write them and who use them.

`right.py` and `wrong.py` beside this file are what users would write; so are the
samples in the packages' README.md.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

HERE = Path(__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The packages and the programs side by side, as in a project that vendors them."""
    shutil.copytree(ROOT / "generated", tmp_path, dirs_exist_ok=True)
    for name in ("right.py", "wrong.py"):
        shutil.copy(HERE / name, tmp_path)
    for readme in tmp_path.glob("*/README.md"):
        text = readme.read_text(encoding="utf-8")
        samples = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        program = tmp_path / f"samples_of_{readme.parent.name}.py"
        program.write_text("\n\n".join(samples), encoding="utf-8")
    return tmp_path


def marked() -> set[int]:
    """The lines of `wrong.py` that have to be refused."""
    lines = (HERE / "wrong.py").read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if "# wrong" in line}


def test_mypy_accepts_the_packages_and_right_use_only(folder: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--no-error-summary",
            "--config-file=",
            ".",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    errors = re.findall(r"^(.*?):(\d+): error", done.stdout, re.MULTILINE)
    elsewhere = [error for error in errors if error[0] != "wrong.py"]
    assert not elsewhere, done.stdout
    assert {int(line) for _, line in errors} == marked()


def test_pyright_accepts_the_packages_and_right_use_only(folder: Path) -> None:
    configuration = {
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "reportUnusedExpression": False,
        "reportUnusedCoroutine": False,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(configuration))
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pyright",
            "--outputjson",
            "--pythonpath",
            sys.executable,
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    found = [
        (
            Path(problem["file"]).name,
            problem["range"]["start"]["line"] + 1,
            problem["message"],
        )
        for problem in json.loads(done.stdout)["generalDiagnostics"]
        if problem["severity"] == "error"
    ]
    elsewhere = [entry for entry in found if entry[0] != "wrong.py"]
    assert not elsewhere, elsewhere
    assert {line for _, line, _ in found} == marked()
