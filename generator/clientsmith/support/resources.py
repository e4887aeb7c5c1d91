"""Locate the templates: inside an installed wheel, or next to the package in a
checkout.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def templates_dir() -> Path:
    """Return the folder with `runtime/`, `package/`, `models/` and `reports/`.

    Raises `FileNotFoundError` when the installation is incomplete.
    """
    for folder in (_PACKAGE / "templates", _PACKAGE.parents[1] / "templates"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no templates beside {_PACKAGE}: reinstall clientsmith")
