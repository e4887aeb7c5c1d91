"""A configuration with every key and shape: what is said of it, and its package."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clientsmith.commands.app import app
from clientsmith.diagnostics import Diagnostics
from tests.stainless.packages import StainlessPackage, built
from tests.stainless.plans import plan_of

FOLDER = Path(__file__).with_name("every_key")
DOCUMENT, CONFIGURATION = FOLDER / "openapi.yml", FOLDER / "stainless.yml"
_COMMENT = re.compile(r"# (warning|note): (.*)")


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> StainlessPackage:
    return built(
        tmp_path_factory.mktemp("zoo"),
        DOCUMENT.read_text(encoding="utf-8"),
        CONFIGURATION.read_text(encoding="utf-8"),
    )


def test_findings_are_those_of_the_comments() -> None:
    found = Diagnostics()
    plan_of(DOCUMENT, CONFIGURATION, found)
    said = Counter(
        (item.location.path.name, item.location.line, str(item.severity), item.message)
        for item in found
        if item.location is not None
    )
    expected = Counter(
        (path.name, number, "info" if kind == "note" else kind, message)
        for path in (DOCUMENT, CONFIGURATION)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for kind, messages in _COMMENT.findall(line)
        for message in messages.split(" & ")
    )
    assert said == expected


def test_the_package(zoo: StainlessPackage) -> None:
    client = zoo.client(zoo_token="t")
    assert type(client).__name__ == "ZOOKeeper"
    assert str(client.base_url) == "https://north.zoo.test"
    methods = {name for name in dir(client.animals) if not name.startswith("_")}
    assert methods == {
        *("ask", "create_one", "events", "fetch", "import_", "list", "oxen", "plants"),
        *("retrieve", "with_raw_response", "with_streaming_response"),
    }
    assert hasattr(client.animals, "_hidden")
    assert not hasattr(client, "again")
    types = zoo.load("types")
    for name in ("Animal", "Food", "KbEntry", "Leg", "Plain", "Tail", "Tooth"):
        assert hasattr(types, name)
    assert types.Beast is types.Animal


def test_credentials_and_options_are_sent(zoo: StainlessPackage) -> None:
    client = zoo.client(
        zoo_token="t", user="u", password="p", x_session="s", visit="v", debug=True
    )
    client.health()
    headers = zoo.request.headers
    assert headers["X-Session"] == "s"
    assert headers["Cookie"] == "visit=v"
    assert headers["Authorization"] == "Basic u:p"
    assert zoo.request.url.query == b"debug=true"
    zoo.client(zoo_token="t").health()
    assert zoo.request.headers["Authorization"] == "Keeper t"
    assert "Cookie" not in zoo.request.headers


def test_marks_name_methods_types_and_arguments(zoo: StainlessPackage) -> None:
    client = zoo.client(zoo_token="t")
    zoo.answer({"in": "x", "home": {"size": 1}, "load": {"cart": "c", "weight": 1}})
    with pytest.warns(DeprecationWarning, match="Oxen moved"):
        ox = client.animals.oxen.find(1, barn="b")
    assert zoo.request.url.path == "/oxen/b~1"
    assert (ox.inside, type(ox.home).__name__) == ("x", "OxBarn")
    assert type(ox.load).__name__ == "LoadCartLoad"
    assert type(ox).__name__ == "OxFindResponse"
    zoo.answers.clear()
    client.animals.oxen.mark()
    assert zoo.request.url.path == "/marked"
    with pytest.warns(DeprecationWarning, match="Use herds"):
        client.animals.list(species=["a", "b"])
    assert zoo.request.url.query == b"kinds=a&kinds=b"


def test_pages_need_what_is_not_optional_and_uploads_have_none(
    zoo: StainlessPackage,
) -> None:
    client = zoo.client(zoo_token="t")
    zoo.answers.clear()
    zoo.answer({"data": [{"name": "a"}], "next": None})
    with pytest.warns(DeprecationWarning):
        page = client.animals.list()
    assert isinstance(page, zoo.load("pagination").SyncHerdPage)
    zoo.answers.clear()
    zoo.answer([{"name": "b"}])
    assert [animal.name for animal in client.animals.import_(file=b"x")] == ["b"]
    assert b"filename" in zoo.request.content


def test_events_without_a_type_and_with_one_of_several(zoo: StainlessPackage) -> None:
    client = zoo.client(zoo_token="t")

    def events(text: str) -> Any:
        zoo.answers.clear()
        zoo.answer(content=text, headers={"Content-Type": "text/event-stream"})
        return client.animals.events()

    stream = events(
        'event: ping\ndata: 1\n\ndata: {"name": "a"}\n\n'
        'event: other\ndata: {"name": "b"}\n\ndata: [DONE]\n\ndata: {}\n\n'
    )
    assert [event.name for event in stream] == ["a", "b"]
    with pytest.raises(zoo.module.APIError):
        list(events('event: broken\ndata: {"error": "no"}\n\n'))


def test_it_can_be_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for path in (DOCUMENT, CONFIGURATION):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    result = CliRunner().invoke(
        app, ["migrate", "stainless.yml", "--spec", "openapi.yml"]
    )
    assert result.exit_code == 0, result.output
    # The resource that Python goes without is not reported.
    assert "`again." not in result.output
    result = CliRunner().invoke(app, ["generate", "every_key"])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "generated/every_key/_client.py").is_file()
