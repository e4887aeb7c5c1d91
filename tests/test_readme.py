"""The README: its commands and code run, its figures are those of the tables."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT
from tests.guides import install, run, server

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(language: str, text: str = README) -> list[str]:
    """Return the fenced blocks with this info string, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_commands_lead_to_a_call(tmp_path: Path) -> None:
    (commands,), (sample,) = blocks("sh"), blocks("python")
    project, programs = tmp_path / "project", tmp_path / "bin"
    project.mkdir()
    install(programs)
    program = project / "sample.py"
    program.write_text(f"{sample}\n\nimport asyncio\n\nasyncio.run(main())\n")
    with server(as_array=True) as url:
        for command in commands.splitlines():
            run(command, project, programs, url)
        printed = run("python -W error sample.py", project, programs, url)
    lines = printed.splitlines()
    assert lines[:3] == ["The Dispossessed", "The Telling", "Lavinia"]
    assert lines[3].startswith("404 curl ")
    assert lines[-1] == "3"


def test_the_figures_are_those_of_the_tables() -> None:
    coverage = (ROOT / "docs/coverage.md").read_text(encoding="utf-8")
    totals = re.findall(
        r"^\| all (\d+) .*complete: (\d+) .*complete: (\d+) .*complete: (\d+) ",
        coverage,
        re.MULTILINE,
    )
    documents, ours, openapi_python_client, openapi_generator = (
        sum(map(int, column)) for column in zip(*totals, strict=True)
    )
    assert (
        f"| complete clients of {documents} real documents |"
        f" {ours} | {openapi_generator} | {openapi_python_client} |"
    ) in README
    speed = (ROOT / "docs/speed.md").read_text(encoding="utf-8")
    (github,) = (line for line in speed.splitlines() if line.startswith("| github"))
    cells = [cell.split(" ")[0] for cell in github.strip("| ").split(" | ")]
    assert f" | {cells[2]} | {cells[6]} | {cells[5]} |" in README
    assert f" | {cells[7]} | {cells[9]} | {cells[8]} |" in README
    (small,) = re.findall(r"together, cold: ([\d.]+);.*?: ([\d.]+);", speed)
    assert f"{small[1]} s, against {small[0]} s" in README


def test_the_links_lead_to_files() -> None:
    for target in re.findall(r"\]\(([^)#]+)", README + CONTRIBUTING):
        assert "://" in target or (ROOT / target).exists(), target


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
        assert f"\n{command}\n" in CONTRIBUTING
        program = command.replace("clientsmith", f"{sys.executable} -m clientsmith", 1)
        done = subprocess.run(
            ["sh", "-c", program],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (0, "")
    document = tmp_path / "specs" / "browserbase.yaml"
    assert document.read_bytes() == (ROOT / "specs" / "browserbase.yaml").read_bytes()


def test_the_listed_files_exist() -> None:
    (listing,) = re.findall(
        r"^```\ngenerated/kernel/\n(.*?)^```$", README, re.MULTILINE | re.DOTALL
    )
    for line in listing.splitlines():
        name = line.split()[1]
        assert (ROOT / "generated" / "kernel" / name).exists(), name
