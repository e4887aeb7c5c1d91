"""What the README shows is run here: code, commands, configuration, messages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clientsmith.config import read_settings
from tests.conftest import ROOT
from tests.server.control import clear, queue

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks with this info string, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def clientsmith(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """A `clientsmith ...` line as the README prints it; a shell expands the stars."""
    program = f"{sys.executable} -m clientsmith"
    return run(folder, "sh", "-c", command.replace("clientsmith", program, 1))


def test_the_python_sample_runs_as_it_is(
    api_server: Callable[[str], str], tmp_path: Path
) -> None:
    (sample,) = blocks("python")
    base_url = api_server("kernel")
    invocation = {
        "id": "one",
        "app_name": "my-app",
        "version": "1",
        "action_name": "act",
        "started_at": "2024-05-19T15:30:00.123456789Z",
        "status": "failed",
    }
    last = {"status": 200, "headers": {"X-Has-More": "false"}, "body": [invocation]}
    first = {**last, "headers": {"X-Has-More": "true", "X-Next-Offset": "1"}}
    clear(base_url)
    queue(base_url, [first, last, first, last, last, last])
    program = tmp_path / "sample.py"
    program.write_text(f"{sample}\n\nimport asyncio\n\nasyncio.run(main())\n")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "generated"),
        "KERNEL_BASE_URL": base_url,
        "KERNEL_API_KEY": "secret",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", str(program)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0] == "one 2024-05-19T15:30:00.123456+00:00 None"
    assert lines[2] == "1 True"
    assert lines[3].startswith("200 false [Invocation(id='one'")
    assert lines[4:] == ["one"]


def test_a_document_is_tried_without_configuration(tmp_path: Path) -> None:
    shutil.copy(ROOT / "specs" / "kernel.yaml", tmp_path / "openapi.yaml")
    command = "clientsmith generate --spec openapi.yaml --package acme"
    assert command in README
    done = clientsmith(tmp_path, f"{command} --output src/vendor")
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "src/vendor/acme/__init__.py").is_file()


@pytest.mark.parametrize("number", range(2))
def test_the_configuration_is_accepted(number: int, tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(blocks("toml")[number], encoding="utf-8")
    (client,) = read_settings(file).clients
    assert client.name == "acme"


def test_a_configured_client_is_inspected_and_generated(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(blocks("toml")[0], encoding="utf-8")
    (tmp_path / "specs").mkdir()
    shutil.copy(ROOT / "specs" / "kernel.yaml", tmp_path / "specs" / "acme.yaml")
    for command in ("clientsmith inspect acme", "clientsmith generate acme"):
        assert f"\n{command}\n" in README
        assert clientsmith(tmp_path, command).returncode == 0
    assert (tmp_path / "src/vendor/acme/.clientsmith.json").is_file()


def test_pages_are_ingested_and_nothing_changes(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "specs", "generated"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    for command in (
        "clientsmith ingest specs/pages/browserbase/*.md -o specs/browserbase.yaml",
        "clientsmith generate browserbase",
        "clientsmith check",
    ):
        assert f"\n{command}\n" in README
        done = clientsmith(tmp_path, command)
        assert (done.returncode, done.stdout) == (0, "")
    document = tmp_path / "specs" / "browserbase.yaml"
    assert document.read_bytes() == (ROOT / "specs" / "browserbase.yaml").read_bytes()


def test_the_message_reads_as_shown(tmp_path: Path) -> None:
    (shown,) = re.findall(
        r"^```\n(specs/acme.*?)^```$", README, re.MULTILINE | re.DOTALL
    )
    text = (ROOT / "specs" / "kernel.yaml").read_text(encoding="utf-8")
    broken = text.replace(
        "'#/components/schemas/Invocation'", "'#/components/schemas/Invocatoin'"
    )
    assert broken != text
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "acme.yaml").write_text(broken, encoding="utf-8")
    placeless = re.compile(r":\d+:\d+:")
    message = placeless.sub(":", shown.strip())
    command = "clientsmith validate specs/acme.yaml"
    done = clientsmith(tmp_path, command)
    assert done.returncode == 0
    assert message in placeless.sub(":", done.stderr)
    strict = clientsmith(tmp_path, f"{command} --strict")
    assert strict.returncode == 2
    assert "`#/components/schemas/Invocatoin` does not exist" in strict.stderr


def test_the_listed_files_exist() -> None:
    (listing,) = re.findall(
        r"^```\ngenerated/kernel/\n(.*?)^```$", README, re.MULTILINE | re.DOTALL
    )
    for line in listing.splitlines():
        name = line.split()[1]
        assert (ROOT / "generated" / "kernel" / name).exists(), name
