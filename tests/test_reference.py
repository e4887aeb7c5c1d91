"""The pages and the schema that are made from the code, and what they say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from clientsmith.config import read_settings
from clientsmith.diagnostics import DiagnosticError
from docs.tools.__main__ import pages
from docs.tools.configuration import schema
from tests.conftest import ROOT

PAGE = (ROOT / "docs/reference/configuration.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", pages())
def test_the_pages_are_current(name: str) -> None:
    kept = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert kept == pages()[name], "make reference"


def test_the_site_lists_every_page() -> None:
    docs = ROOT / "docs"
    index = (docs / "index.md").read_text(encoding="utf-8").splitlines()
    pages = {page.relative_to(docs).as_posix() for page in docs.rglob("*.md")}
    assert {page for page in pages if page.removesuffix(".md") not in index} == {
        "index.md"
    }


def configuration(text: str) -> Any:
    return tomllib.loads(text)["tool"]["clientsmith"]


def test_the_schema_accepts_the_configuration_of_this_repository() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    Draft202012Validator(schema()).validate(configuration(text))


def test_every_key_has_a_description() -> None:
    whole = schema()
    for table in (whole, *whole["$defs"].values()):
        assert table["description"]
        for key in table["properties"].values():
            assert key["description"].endswith(".")
    keys = whole["$defs"]["DiffConfig"]["properties"]
    assert set(keys) == {"severity", "accept"}


def examples() -> list[str]:
    """The examples of the page, as files with that key alone."""
    found = []
    for section in PAGE.split("\n## ")[1:]:
        title, _, body = section.partition("\n")
        table = re.findall("`(\\[+.*?\\]+)`", title)[-1]
        for line in re.findall(r"<br>`(.+?)`(?= \||<br>)", body):
            found.append(f"{table} {line}")
    return found


NEEDED = {
    "[tool.clientsmith.clients.NAME]": 'document = "x.yaml"',
    "[[tool.clientsmith.diff.accept]]": 'id = "a"\noperation = "*"\nreason = "x"',
}
PAGED = {
    "before": 'kind = "item"\ncursor = "after"',
    "id": 'kind = "item"\ncursor = "after"',
    "kind": 'cursor = "after"\nnext = "next"',
    "offset": 'kind = "offset"',
    "cursor": 'kind = "cursor"\nnext = "next"',
}
SIGNED = {"header": 'signature = "stripe"'}


@pytest.mark.parametrize("example", examples())
def test_every_example_is_accepted(example: str, tmp_path: Path) -> None:
    table, _, line = example.partition(" ")
    name = line.partition(" ")[0]
    needed = NEEDED.get(table, "")
    if ".pagination." in table:
        needed = PAGED.get(name, 'kind = "page"\npage = "page"')
    elif table.endswith(".webhooks]"):
        needed = SIGNED.get(name, "")
    others = [word for word in needed.split("\n") if not word.startswith(f"{name} =")]
    text = "\n".join((table, *others, line, ""))
    client = "[tool.clientsmith.clients.NAME]"
    if table != client:
        text += f'{client}\ndocument = "x.yaml"\n'
    file = tmp_path / "pyproject.toml"
    file.write_text(text, encoding="utf-8")
    read_settings(file)
    Draft202012Validator(schema()).validate(configuration(text))


@pytest.mark.parametrize(
    "text",
    [
        "clients = 1",
        "[clients.x]",
        '[clients.x]\ndocument = "x"\nouput = "y"',
        '[clients.x]\ndocument = "x"\nname = "y"',
        '[clients.x]\ndocument = "x"\nenv_prefix = "small"',
        '[clients.x]\ndocument = "x"\npagination = { a = true }',
        '[clients.x]\ndocument = "x"\nwebhooks = { tolerance = 0 }',
        '[clients.x]\ndocument = "x"\ncredentials.a.env = { name = "X" }',
        '[clients.x]\ndocument = "x"\n[diff]\nplaces = {}',
        '[clients.x]\ndocument = "x"\n[[diff.accept]]\nid = "a"',
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(text: str, tmp_path: Path) -> None:
    file = tmp_path / "clientsmith.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DiagnosticError):
        read_settings(file)
    assert not Draft202012Validator(schema()).is_valid(tomllib.loads(text))
