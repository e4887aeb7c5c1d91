"""The repository's own documents."""

from pathlib import Path

import pytest

from clientsmith.config import read_settings
from clientsmith.document.loading import load
from clientsmith.document.pages import ingest
from clientsmith.document.yaml_reader import parse_yaml
from clientsmith.document.yaml_writer import dump_yaml

SPECS = Path(__file__).parents[2] / "specs"
NAMES = ["bctrl", "browserbase", "c1", "kernel"]


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_what_its_pages_say(name: str) -> None:
    pages = sorted((SPECS / "pages" / name).glob("*.md"))
    written = (SPECS / f"{name}.yaml").read_bytes()
    assert dump_yaml(ingest(pages)).encode("utf-8") == written


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_written_as_it_is_read(name: str) -> None:
    path = SPECS / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert dump_yaml(parse_yaml(text, path)) == text


@pytest.mark.parametrize("name", NAMES)
def test_a_document_has_no_finding_but_nullable(name: str) -> None:
    found = load(SPECS / f"{name}.yaml").diagnostics
    assert {item.code for item in found} <= {"nullable"}


def test_the_two_pages_of_browserbase_make_one_document() -> None:
    paths = load(SPECS / "browserbase.yaml").root.get("paths")
    assert paths is not None
    assert [path for path, _ in paths.items()] == [
        "/v1/functions/{id}/invoke",
        "/v1/functions/versions/{id}/invocations",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_sources_are_the_index_that_the_pages_name(name: str) -> None:
    (client,) = read_settings(SPECS.parent / "pyproject.toml").select([name])
    (index,) = client.sources
    assert client.pages is not None
    for page in (SPECS / "pages" / name).glob("*.md"):
        assert index in page.read_text("utf-8")
