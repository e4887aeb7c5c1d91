"""`generate`: a document in, a package out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.generation.build import Document, Generate, Package, build


@pytest.fixture
def generate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Generate]:
    """`generate("paths: ...", methods={...})`: options are those of the configuration.

    Every package is compiled and all its modules are imported.
    """
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    made: list[Package] = []

    def run(document: Document, **options: Any) -> Package:
        package = build(tmp_path, document, **options)
        made.append(package)
        return package

    yield run
    for package in made:
        package.forget()
