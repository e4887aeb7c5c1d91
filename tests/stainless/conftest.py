"""Packages in the layout of Stainless, made for one test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stainless.packages import Build, Document, StainlessPackage, built


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """A function that makes a package of a document and a configuration."""

    def build(document: Document, configuration: Document) -> StainlessPackage:
        return built(tmp_path, document, configuration)

    return build
