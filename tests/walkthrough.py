"""Pages that show commands and what they print: run as a reader would, and filled in.

`python -m tests.walkthrough PAGE` rewrites a page; a test compares it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import ROOT

_PART = re.compile(
    r"^```(?P<kind>console|toml)\n(?P<text>.*?)^```$"
    r"|^<!-- report -->\n.*?^<!-- end of report -->$",
    re.MULTILINE | re.DOTALL,
)
_COPIED = ("pyproject.toml", "specs", "docs", "generated")
_REPORT = "clientsmith diff --against main --fail-on never --format markdown"


@dataclass(frozen=True, slots=True)
class Walkthrough:
    """A copy of this repository in which commands are run."""

    folder: Path

    @property
    def project(self) -> Path:
        """The work tree."""
        return self.folder / "project"

    def prepare(self) -> None:
        """The copy, with all of it committed, and a `clientsmith` for the shell."""
        self.project.mkdir()
        for name in _COPIED:
            source, target = ROOT / name, self.project / name
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(source, target, ignore=ignored)
            else:
                shutil.copy(source, target)
        program = self.folder / "bin" / "clientsmith"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m clientsmith "$@"\n')
        program.chmod(0o755)
        self.run("git init --quiet --initial-branch main")
        self.run("git add --all && git commit --quiet --message 'As it was'")

    def run(self, command: str) -> str:
        """Return the output of a command. Raises CalledProcessError where it fails."""
        settings = {
            "COLUMNS": "80",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "LC_ALL": "C.UTF-8",
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
        }
        for role in ("AUTHOR", "COMMITTER"):
            settings[f"GIT_{role}_NAME"] = "A"
            settings[f"GIT_{role}_EMAIL"] = "a@example.com"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=self.project,
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stdout}"
        return done.stdout

    def filled(self, page: str) -> str:
        """The page with what happens in it, from top to bottom.

        Its TOML is added to the configuration.
        """
        return _PART.sub(self._part, page)

    def _part(self, match: re.Match[str]) -> str:
        match match["kind"]:
            case "console":
                return f"```console\n{self._console(match['text'])}```"
            case "toml":
                with (self.project / "pyproject.toml").open("a") as file:
                    file.write(f"\n{match['text']}")
                return match[0]
            case _:
                report = quoted(self.run(_REPORT))
                return f"<!-- report -->\n\n{report}\n\n<!-- end of report -->"

    def _console(self, text: str) -> str:
        shown = ""
        for line in text.splitlines():
            if line.startswith("$ "):
                shown += f"{line}\n{self.run(line.removeprefix('$ '))}"
        return shown


def quoted(text: str) -> str:
    """As a Markdown quotation."""
    return "\n".join(f"> {line}" if line else ">" for line in text.splitlines())


def filled(page: str) -> str:
    """The page, run in a copy of this repository."""
    with TemporaryDirectory() as folder:
        walkthrough = Walkthrough(Path(folder))
        walkthrough.prepare()
        return walkthrough.filled(page)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
