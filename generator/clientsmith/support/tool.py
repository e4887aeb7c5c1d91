"""The tool itself as an input: its source, its templates and its libraries."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from clientsmith.support.resources import templates_dir
from clientsmith.version import __version__

_LIBRARIES = ("black", "datamodel-code-generator", "jinja2", "openapi-spec-validator")
_SOURCES = frozenset({".py", ".jinja", ".jinja2"})


@cache
def tool_fingerprint() -> str:
    """Return a hash of the tool's source, its templates, and its libraries' versions."""
    total = hashlib.sha256(__version__.encode())
    for name in _LIBRARIES:
        total.update(f"{name} {version(name)}\n".encode())
    for folder in (Path(__file__).parents[1], templates_dir()):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _SOURCES:
                total.update(path.read_bytes())
    return total.hexdigest()
