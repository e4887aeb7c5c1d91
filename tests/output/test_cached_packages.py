"""A package is not generated again from the same input."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from clientsmith import pipeline
from clientsmith.commands.app import app
from clientsmith.config import ClientConfig
from clientsmith.document.source_text import MAX_BYTES

SHARED = {
    "Pet": {
        "type": "object",
        "properties": {"name": {"type": "string", "nullable": True}},
    }
}


@pytest.fixture
def described(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the clients that were made anew."""
    made: list[str] = []
    original = pipeline.generate

    def watched(config: ClientConfig, *rest: Any) -> Any:
        made.append(config.name)
        return original(config, *rest)

    monkeypatch.setattr(pipeline, "generate", watched)
    return made


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "shared.json").write_text(json.dumps(SHARED))
    path = tmp_path / "api.json"
    schema = {"$ref": "shared.json#/Pet"}
    content = {"application/json": {"schema": schema}}
    answers = {"200": {"description": "", "content": content}}
    path.write_text(
        json.dumps(
            {
                "openapi": "3.1.0",
                "info": {"title": "Pets", "version": "1"},
                "paths": {"/pets": {"get": {"responses": answers}}},
            }
        )
    )
    return path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, ["generate", "--spec", "api.json", *arguments])
    assert result.exit_code == 0, result.output
    return result


def test_the_same_input_is_not_worked_on_again(
    document: Path, described: list[str]
) -> None:
    first = run().stderr
    package = document.parent / "api"
    files = {path: path.read_bytes() for path in package.rglob("*.*")}
    (package / "_client.py").unlink()
    second = run().stderr
    assert described == ["api"]
    assert {path: path.read_bytes() for path in package.rglob("*.*")} == files
    # What was found is said again.
    assert first.splitlines()[:-1] == second.splitlines()[:-1]
    assert "warning" in first


def test_any_file_that_changes_matters(document: Path, described: list[str]) -> None:
    run()
    shared = document.with_name("shared.json")
    shared.write_text(shared.read_text().replace("name", "title"))
    run()
    assert "title" in (document.parent / "api" / "types" / "models.py").read_text()
    document.write_text(document.read_text().replace("/pets", "/cats"))
    run()
    assert "/cats" in (document.parent / "api" / "api.md").read_text()
    assert len(described) == 3


@pytest.mark.parametrize("kind", ["pipe", "large", "gone"])
def test_a_file_that_became_something_else_is_not_waited_for(
    kind: str, document: Path, described: list[str]
) -> None:
    run()
    shared = document.with_name("shared.json")
    shared.unlink()
    if kind == "pipe":
        os.mkfifo(shared)
    elif kind == "large":
        with shared.open("wb") as file:
            file.truncate(MAX_BYTES + 1)
    arguments = ["generate", "--spec", "api.json", "--strict"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 2
    assert "shared.json" in done.stderr
    assert described == ["api", "api"]


def test_options_matter(document: Path, described: list[str]) -> None:
    run()
    run("--package", "other")
    run("--allow-skips")
    run("--no-cache")
    run()
    assert len(described) == 4


def test_a_file_that_the_cache_has_lost_is_made_anew(
    document: Path, described: list[str]
) -> None:
    run()
    (cache,) = (document.parent / "cache").rglob("*.sqlite")
    with closing(sqlite3.connect(cache)) as database, database:
        database.execute("DELETE FROM texts WHERE key LIKE 'file %'")
    run()
    run()
    assert described == ["api", "api"]
