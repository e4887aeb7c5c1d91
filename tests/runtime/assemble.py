"""Generates the packages of the tests, and gives them the whole runtime.

Tests of the runtime use all its modules, of which a package has those that it needs.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from clientsmith.output import write
from clientsmith.pipeline import describe, plan
from clientsmith.support.resources import templates_dir
from tests.generation.build import configured

DOCUMENTS = Path(__file__).parent / "documents"
GENERATED = Path(__file__).parents[2] / "generated"
RUNTIME = templates_dir() / "runtime"
PACKAGES = ("bctrl", "browserbase", "c1", "kernel")
_KERNEL = {"credentials": {"bearerAuth": {"arguments": {"token": "api_key"}}}}


def assemble(target: Path) -> Path:
    """Make `target/sample`, a package that contains the four packages."""
    sample = target / "sample"
    sample.mkdir()
    (sample / "__init__.py").write_text("")
    document = shutil.copy(DOCUMENTS / "kernel.yaml", target)
    config = configured(Path(document), "kernel", sample, **_KERNEL)
    write([plan(describe(config), target)])
    ignore = shutil.ignore_patterns("__pycache__")
    for package in PACKAGES:
        home = sample / package
        if not home.exists():
            shutil.copytree(GENERATED / package, home, ignore=ignore)
        shutil.rmtree(home / "_runtime")
        shutil.copytree(RUNTIME, home / "_runtime", ignore=ignore)
    return sample
