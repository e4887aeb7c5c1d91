"""The guides show what their commands print; their configuration is accepted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clientsmith.config import read_settings
from tests.conftest import ROOT
from tests.guides import PAGES, filled


def comparable(page: str) -> str:
    """The page without the numbers of files, which change with the runtime."""
    return re.sub(r"\d+ (created|unchanged)", r"N \1", page)


@pytest.mark.parametrize("name", PAGES)
def test_the_commands_print_what_the_page_shows(name: str) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert comparable(filled(page)) == comparable(
        page
    ), f"python -m tests.guides docs/{name}"


def tables() -> list[tuple[str, str]]:
    found = []
    for name in PAGES:
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        found += [
            (name, word) for word in re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
        ]
    return found


@pytest.mark.parametrize(("name", "text"), tables())
def test_the_configuration_is_accepted(name: str, text: str, tmp_path: Path) -> None:
    file = "pyproject.toml" if "tool.clientsmith" in text else "clientsmith.toml"
    if 'document = "' not in text:
        text += '\n[tool.clientsmith.clients.acme]\ndocument = "x.yaml"\n'
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert read_settings(tmp_path / file).clients
