"""Makes the runtime of packages in Stainless's layout importable as `faces`."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from pathlib import Path

from clientsmith.support.resources import templates_dir

_IGNORED = shutil.ignore_patterns("__pycache__")


def assemble(package: Path) -> None:
    """Put the modules together as they are in a package."""
    templates = templates_dir()
    shutil.copytree(templates / "stainless" / "runtime", package, ignore=_IGNORED)
    shutil.copytree(templates / "runtime", package / "_runtime", ignore=_IGNORED)
    shutil.copy(
        templates / "http_libraries" / "httpx.py", package / "_runtime" / "_http.py"
    )
    (package / "__init__.py").touch()
    (package / "resources").mkdir()
    (package / "resources" / "__init__.py").touch()


_home = tempfile.mkdtemp(prefix="clientsmith-faces-")
atexit.register(shutil.rmtree, _home)
assemble(Path(_home) / "faces")
sys.path.insert(0, _home)
