"""Mistakes of a document stand in the report, and nothing is passed over in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clientsmith.commands.app import app
from clientsmith.config.differences import DiffConfig
from tests.diff.documents import OK, api, asks, compared, gives, levels, takes

S: dict[str, Any] = {"type": "string"}
TYPO = {"type": "object", "propertes": {"a": S}}
RIGHT = {"type": "object", "properties": {"a": S}}


def told(base: Any, revision: Any) -> list[tuple[str, str]]:
    """Return the messages about mistakes, with their severities."""
    return [
        (change.message.partition("; ")[2], str(change.severity))
        for change in compared(base, revision).changes
        if change.id == "document-invalid"
    ]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize("document", [takes, gives])
def test_a_misspelled_keyword(version: str, document: Any) -> None:
    right, wrong = (document(side, version=version) for side in (RIGHT, TYPO))
    message = "unknown key `propertes`, did you mean `properties`?"
    assert told(right, wrong) == [(message, "warning")]
    assert told(wrong, right) == [(message, "info")]
    assert told(wrong, wrong) == []
    [change] = [
        item for item in compared(right, wrong).changes if item.id == "document-invalid"
    ]
    assert change.revision_location is not None
    assert (change.revision_location.pointer or "").endswith("/propertes")


def test_what_is_wrong_in_both_may_have_changed() -> None:
    other = {"type": "object", "propertes": {"a": {"type": "integer"}}}
    for version in ("3.0.3", "3.1.0"):
        found = told(takes(TYPO, version=version), takes(other, version=version))
        assert [severity for _, severity in found] == ["warning"]
    nameless = {"in": "query", "schema": S}
    changed = {**nameless, "schema": {"type": "integer"}}
    [(message, severity)] = told(asks(nameless), asks(changed))
    assert "left out" in message
    assert severity == "warning"


def test_words_of_ones_own_are_no_mistakes() -> None:
    assert told(takes(RIGHT), takes({**RIGHT, "tsType": "A", "x-propertes": {}})) == []


def test_syntax_of_another_version_is_no_mistake() -> None:
    base = takes({**S, "enum": ["a"]}, version="3.0.3")
    revision = takes({**S, "const": "a"}, version="3.0.3")
    assert compared(base, revision).changes == ()


def test_objects_with_mistakes() -> None:
    right = api({"responses": {"200": OK}}, version="3.0.3")
    misspelled = api({"response": {"200": OK}, "responses": {}}, version="3.0.3")
    assert ("unknown key `response`, did you mean `responses`?", "warning") in told(
        right, misspelled
    )


MISSING = {"$ref": "./missing.json"}


def refers(where: str) -> dict[str, Any]:
    """A document with a reference to nothing in place of something."""
    schema: Any = {"type": "object", "properties": {"a": S}}
    if where == "schema":
        schema = MISSING
    elif where == "properties":
        schema = {"type": "object", "properties": MISSING}
    answer: Any = {**OK, "content": {"application/json": {"schema": schema}}}
    if where == "content":
        answer["content"] = MISSING
    operation: Any = {"parameters": [], "responses": {"200": answer}}
    if where in ("responses", "parameters"):
        operation[where] = MISSING
    document = api(MISSING if where == "operation" else operation)
    if where == "paths":
        document["paths"] = MISSING
    return document


PLACES = (
    *("operation", "paths", "responses", "parameters", "content"),
    *("properties", "schema"),
)


@pytest.mark.parametrize("where", PLACES)
def test_what_cannot_be_read_is_not_compared(where: str) -> None:
    document = refers(where)
    [change] = compared(document, document).changes
    assert (change.id, change.severity) == ("part-not-compared", "warning")
    assert change.message.startswith("`./missing.json` was not compared")
    assert change.revision_location is not None
    assert (change.revision_location.pointer or "").endswith("/$ref")
    found = levels(compared(refers(""), document).changes)
    assert found["part-not-compared"] == "breaking"


@pytest.mark.parametrize("where", PLACES)
def test_what_is_not_compared_fails(where: str, tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_text(json.dumps(refers(where)), encoding="utf-8")

    def code(*options: str) -> int:
        return (
            CliRunner().invoke(app, ["diff", str(file), str(file), *options]).exit_code
        )

    assert code() == 1
    assert code("--fail-on", "breaking") == 1
    assert code("--fail-on", "never") == 0
    file.write_text(json.dumps(refers("")), encoding="utf-8")
    assert code() == 0


def test_what_is_not_compared_may_be_accepted() -> None:
    config = DiffConfig(severity={"part-not-compared": "info"})
    document = refers("schema")
    [change] = compared(document, document, config).changes
    assert change.severity == "info"
