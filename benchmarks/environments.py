"""The interpreters that are compared: ours, and one for each vendor's SDK."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
GENERATED = ROOT / "generated"

# What would change what is measured: where modules come from, whether they are
# compiled, and credentials, logging and proxies of the clients.
_DISTURBING_PREFIXES = (
    *("PYTHON", "KERNEL_", "BROWSERBASE_", "STRIPE_", "GITHUB_", "OPENAI_"),
)


class BenchmarkError(Exception):
    """A program that is measured did not run."""


@dataclass(frozen=True, slots=True)
class Environment:
    """A Python with an HTTP library, and where else it finds packages."""

    python: Path
    http: str
    path: Path | None = None

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Return the standard output of a program of this Python. Raises
        `BenchmarkError` when it fails.

        Raises `BenchmarkError` when it fails.
        """
        if not self.python.exists():
            folder = self.python.parents[1].name
            raise BenchmarkError(
                f"{folder} is missing: run `make bench`, or leave the vendors out"
            )
        # -P: the folder of a script is not a place to import from.
        command = [str(self.python), "-P", *arguments]
        done = subprocess.run(
            command,
            input=stdin,
            env=self._variables(),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise BenchmarkError(done.stderr.decode(errors="replace"))
        return done.stdout

    def package(self, name: str) -> Path:
        """The folder of an installed package."""
        code = f"import importlib.util as u; print(u.find_spec({name!r}).origin)"
        return Path(self.run("-c", code).decode().strip()).parent

    def _variables(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(_DISTURBING_PREFIXES)
            and not name.lower().endswith("_proxy")
        }
        return kept if self.path is None else {**kept, "PYTHONPATH": str(self.path)}


OURS = Environment(Path(sys.executable), "httpx2", GENERATED)
VENDORS = {
    name: Environment(ROOT / f".venv-{name}" / "bin" / "python", "httpx")
    for name in ("kernel", "browserbase")
}
