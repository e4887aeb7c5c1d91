"""The hooks of .pre-commit-hooks.yaml, run as pre-commit runs them.

Its environment, made by pip from this repository, stays out: it needs a package index.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands.test_command_line import CONFIGURATION, DOCUMENT, Project
from tests.conftest import ROOT
from tests.integrations.repository import tools
from tests.integrations.runner import clean_environment
from tests.integrations.scenarios import HARMLESS

TEXT = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
HOOKS = {hook["id"]: hook for hook in yaml.safe_load(TEXT)}


@pytest.fixture
def stubs(tmp_path: Path) -> Path:
    return tools(tmp_path / "tools")


def run(
    entry: str, folder: Path, stubs: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """At the root of a repository, without a shell."""
    environment = clean_environment()
    environment["PATH"] = f"{stubs}:{environment['PATH']}"
    program, *rest = shlex.split(entry)
    found = stubs / program
    return subprocess.run(
        [str(found) if found.exists() else program, *rest, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS.keys())
def test_the_manifest_says_how_to_run_a_hook(hook: dict[str, Any]) -> None:
    """Names of keys as in pre-commit's documentation; the command is one of ours."""
    assert set(hook) == {
        "id",
        "name",
        "description",
        "entry",
        "language",
        "files",
        "pass_filenames",
        "require_serial",
    }
    assert hook["language"] == "python"
    assert hook["pass_filenames"] is False
    assert hook["require_serial"] is True
    files = re.compile(hook["files"])
    for name in (
        "specs/kernel.yaml",
        "specs/pages/browserbase/a.md",
        "api.json",
        "pyproject.toml",
        "clientsmith.toml",
        *(f"generated/kernel/{word}" for word in (".clientsmith.json", "py.typed")),
        "generated/kernel/types/models.py",
    ):
        assert files.search(name), name
    assert not files.search("Makefile")


def test_every_file_of_a_package_starts_the_hooks() -> None:
    packages = (ROOT / "generated" / "kernel").rglob("*")
    names = [
        path.name
        for path in packages
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert names
    for hook in HOOKS.values():
        assert [name for name in names if not re.search(hook["files"], name)] == []


@pytest.mark.parametrize("below", ["", "services/api"])
def test_a_stale_package_fails_until_it_is_generated(
    below: str, tmp_path: Path, stubs: Path
) -> None:
    """The manifest says how, where the configuration is not at the root."""
    project = Project(tmp_path / "project" / below)
    project.write("pets.yaml", DOCUMENT)
    project.write("clientsmith.toml", CONFIGURATION)
    entries = {name: value["entry"] for name, value in HOOKS.items()}
    if below:
        comment = " ".join(line.lstrip("# ") for line in TEXT.splitlines())
        (shown,) = re.findall(r"`entry: (.*?)`", comment)
        assert shown == 'sh -c "cd services/api && clientsmith check"'
        entries = {
            name: shown.replace("clientsmith check", entry)
            for name, entry in entries.items()
        }
    root = tmp_path / "project"
    check, generate = entries["clientsmith-check"], entries["clientsmith-generate"]
    assert run(generate, root, stubs).returncode == 0
    project.write("pets.yaml", HARMLESS)
    stale = run(check, root, stubs)
    assert stale.returncode == 1
    assert "age" in stale.stdout
    assert run(generate, root, stubs).returncode == 0
    assert run(check, root, stubs).returncode == 0


def test_a_client_is_named_by_arguments(tmp_path: Path, stubs: Path) -> None:
    project = Project(tmp_path / "project")
    project.write("pets.yaml", DOCUMENT)
    project.write("clientsmith.toml", CONFIGURATION)
    entry = HOOKS["clientsmith-generate"]["entry"]
    wrong = run(entry, project.folder, stubs, "pet")
    assert wrong.returncode == 2
    assert "`pet`" in wrong.stderr
    assert run(entry, project.folder, stubs, "pets").returncode == 0
