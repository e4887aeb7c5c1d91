"""The committed clients and documents are what the pipeline makes, byte for byte."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import black
import pytest
from black.mode import TargetVersion

from clientsmith.document.pages import ingest
from clientsmith.document.yaml_writer import dump_yaml
from tests.conftest import ROOT

PROVIDERS = ("browserbase", "c1", "kernel", "bctrl")


def check(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`clientsmith check` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "clientsmith", "check"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_committed_clients_are_what_is_generated() -> None:
    done = check(ROOT)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0"},
        {"PYTHONHASHSEED": "4242", "LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu"},
    ],
    ids=lambda environment: environment["LC_ALL"],
)
def test_the_output_does_not_depend_on_the_machine(
    environment: dict[str, str],
) -> None:
    # Another working directory, too: settings are looked for upwards.
    done = check(ROOT / "specs" / "pages", **environment)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_checkout_elsewhere_generates_the_same_bytes(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    subprocess.run(
        [sys.executable, "-m", "clientsmith", "generate"],
        cwd=tmp_path / "specs",
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONHASHSEED": "7",
            # Files have to come out as UTF-8 where nothing else does.
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
        },
        capture_output=True,
        check=True,
    )
    for provider in PROVIDERS:
        made, committed = (
            contents(root / "generated" / provider) for root in (tmp_path, ROOT)
        )
        assert made == committed


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a package, without what Python keeps there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_documents_are_what_is_ingested(provider: str) -> None:
    pages = sorted((ROOT / "specs" / "pages" / provider).iterdir())
    document = ROOT / "specs" / f"{provider}.yaml"
    assert dump_yaml(ingest(pages)).encode() == document.read_bytes()


def test_imports_of_the_clients_are_sorted_as_ruff_sorts_them() -> None:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "I"]
    found = subprocess.run(
        [*command, "--no-cache", ROOT / "generated"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_clients_are_as_black_prints_them(provider: str) -> None:
    mode = black.FileMode(target_versions={TargetVersion.PY311})
    for path in sorted((ROOT / "generated" / provider).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        assert black.format_str(source, mode=mode) == source, path


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_modules_of_the_runtime_are_the_same_in_every_client(
    provider: str,
) -> None:
    template = ROOT / "templates" / "runtime"
    copied = ROOT / "generated" / provider / "_runtime"
    names = {path.name for path in copied.glob("*.py")}
    assert names < {path.name for path in template.glob("*.py")}
    assert names > {"__init__.py", "client.py"}
    for name in names - {"__init__.py"}:
        assert (copied / name).read_bytes() == (template / name).read_bytes()
