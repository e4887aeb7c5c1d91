"""Puts the runtime into the sample packages, as the generator does for real ones."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAMPLE = Path(__file__).parent / "sample"
RUNTIME = ROOT / "templates" / "runtime"
PACKAGES = ("bctrl", "browserbase", "c1", "kernel")


def assemble(target: Path) -> Path:
    """Make `target/sample`, a package that holds the four packages with a runtime."""
    ignore = shutil.ignore_patterns("__pycache__")
    sample = target / "sample"
    shutil.copytree(SAMPLE, sample, ignore=ignore)
    (sample / "__init__.py").write_text("")
    for package in PACKAGES:
        shutil.copytree(RUNTIME, sample / package / "_runtime", ignore=ignore)
    return sample


if __name__ == "__main__":
    import sys

    assemble(Path(sys.argv[1]))
