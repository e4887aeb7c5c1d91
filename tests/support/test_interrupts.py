"""Ctrl-C, wherever it arrives: exit code 130, no traceback, nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.test_command_line import CONFIGURATION, DOCUMENT
from tests.conftest import ROOT

# Presses Ctrl-C, for the whole group of processes as a terminal does, at the n-th event
# of a kind that the interpreter tells of.
PRESSED = """
import os, signal, sys
event, part, after = sys.argv[1], sys.argv[2], int(sys.argv[3])
sys.argv[1:] = sys.argv[4:]
count, first = 0, os.getpid()

def hook(name, arguments):
    global count
    if name != event or part not in str(arguments) or os.getpid() != first:
        return
    count += 1
    if count == after:
        os.killpg(os.getpgrp(), signal.SIGINT)

# The tests themselves may run where Ctrl-C is ignored, as jobs in the background do.
signal.signal(signal.SIGINT, signal.default_int_handler)
os.cpu_count = lambda: 2
sys.addaudithook(hook)
from clientsmith.__main__ import main
main()
"""


def document(operations: int) -> str:
    """Large enough for other processes to be worth their while."""
    paths = "".join(
        f"  /p{at}: {{get: {{tags: [T{at % 9}], responses: {{'200': {{description: x,"
        f" content: {{application/json: {{schema: {{$ref: '#/components/schemas/S{at}'"
        "}}}}}}}\n"
        for at in range(operations)
    )
    schemas = "".join(
        f"    S{at}: {{type: object, properties: {{a: {{type: string}}}}}}\n"
        for at in range(operations)
    )
    return DOCUMENT.replace(
        "components:\n  schemas:\n", f"{paths}components:\n  schemas:\n{schemas}"
    )


def press(
    folder: Path, event: str, part: str, after: int, *arguments: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PRESSED, event, part, str(after), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )


def is_ended(done: subprocess.CompletedProcess[str]) -> bool:
    """Return whether the run was interrupted, without any other output."""
    assert "Traceback" not in done.stderr, done.stderr
    assert "Exception ignored" not in done.stderr, done.stderr
    return done.returncode == 130


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pets.yaml").write_text(DOCUMENT)
    (tmp_path / "clientsmith.toml").write_text(CONFIGURATION)
    return tmp_path


@pytest.mark.parametrize(
    "module", ["typer", "clientsmith.commands.app", "rich.text", "clientsmith.config", "pydantic",
               "clientsmith.pipeline", "jinja2", "black"]
)  # fmt: skip
def test_while_something_is_imported(project: Path, module: str) -> None:
    done = press(project, "import", f"('{module}'", 1, "generate", "--no-cache")
    assert is_ended(done), done.returncode
    assert not (project / "out/pets").exists()


def test_while_a_package_is_written(project: Path) -> None:
    ends = set()
    for after in range(1, 40, 4):
        done = press(project, "open", "-new/", after, "generate")
        there = (project / "out/pets").exists()
        ends.add((is_ended(done), there))
        assert [path.name for path in (project / "out").iterdir()] == ["pets"] * there
        if there:
            (project / "out/pets").rename(project / f"done{after}")
    assert (True, False) in ends


@pytest.mark.parametrize("after", [1, 2, 3])
def test_between_renames_the_package_is_finished(project: Path, after: int) -> None:
    assert press(project, "none", "", 1, "generate").returncode == 0
    text = DOCUMENT.replace("name: {type", "age: {type")
    (project / "pets.yaml").write_text(text)
    press(project, "os.rename", "clientsmith-", after, "generate")
    assert [path.name for path in (project / "out").iterdir()] == ["pets"]
    assert press(project, "none", "", 1, "check").returncode == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="other processes are started anew")
@pytest.mark.parametrize("after", [1, 2, 3])
def test_while_other_processes_work(project: Path, after: int) -> None:
    (project / "pets.yaml").write_text(document(250))
    done = press(project, "os.fork", "", after, "generate", "--no-cache")
    assert is_ended(done), done.returncode
    assert not (project / "out/pets").exists()


def test_after_the_work_it_changes_nothing(project: Path) -> None:
    done = press(project, "cpython._PySys_ClearAuditHooks", "", 1, "--version")
    assert done.returncode == 0
    assert done.stderr == ""
