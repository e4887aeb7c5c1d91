"""Changes that the configuration accepts, and entries that accept nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clientsmith.commands.app import app
from clientsmith.config.differences import AcceptedChange, DiffConfig
from clientsmith.diagnostics import DiagnosticError
from tests.diff.documents import OK, api, asks, compared, takes
from tests.diff.test_command import write
from tests.diff.test_reports import NEEDED

SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "T", "version": "1"},
    "paths": {
        "/things": {
            "post": {
                "parameters": [
                    {
                        "name": "body",
                        "in": "body",
                        "schema": {"$ref": "#/definitions/T"},
                    },
                    {"name": "limit", "in": "query", "type": "integer", "maximum": 9},
                ],
                "responses": {"200": OK},
            }
        }
    },
    "definitions": {"T": {"type": "object", "properties": {"a": {"maxLength": 9}}}},
}


def entry(**members: Any) -> DiffConfig:
    found = {"id": "*", "operation": "*", "reason": "agreed", **members}
    return DiffConfig(accept=(AcceptedChange(**found),))


@pytest.mark.parametrize(
    ("members", "accepted"),
    [
        ({"id": "new-required-*"}, True),
        ({"id": "new-optional-*"}, None),
        ({"operation": "post /things"}, True),
        ({"operation": "Post /Things"}, False),
        ({"pointer": "/paths/~1things"}, True),
        ({"pointer": "#/paths/~1things/post"}, True),
        ({"pointer": "/paths/~1thing"}, False),
    ],
)
def test_what_an_entry_accepts(members: dict[str, Any], accepted: bool | None) -> None:
    config = entry(**members)
    if accepted is None:
        config = entry(**{**members, "id": "new-optional-request-parameter"})
    comparison = compared(asks(), asks(NEEDED), config)
    assert comparison.summary.accepted == int(bool(accepted))


def test_wildcards_that_fit_no_id_are_errors() -> None:
    with pytest.raises(DiagnosticError, match=r"no change has the id `request-\?x\*`"):
        compared(asks(), asks(), entry(id="request-?x*"))


def test_a_webhook_is_accepted_by_its_name() -> None:
    hooks = takes({})["paths"]
    base = {**api(), "webhooks": {"thing.done": hooks["/things"]}}
    for name in ("thing.done", "webhook thing.done", "POST thing.done"):
        comparison = compared(base, api(), entry(operation=name))
        assert comparison.summary.accepted == 1, name
    assert compared(base, api(), entry(operation="other")).summary.accepted == 0


@pytest.mark.parametrize(
    "pointer",
    [
        "/definitions/T",
        "/definitions/T/properties/a/maxLength",
        "/components/schemas/T",
    ],
)
def test_pointers_into_swagger_are_those_of_the_file(pointer: str) -> None:
    t = {"type": "object", "properties": {"a": {"maxLength": 7}}}
    revision = {**SWAGGER, "definitions": {"T": t}}
    comparison = compared(SWAGGER, revision, entry(pointer=pointer))
    assert comparison.summary.accepted == len(comparison.changes) == 1


@pytest.mark.parametrize("number", [1, 0])
def test_pointers_to_parameters_of_swagger(number: int) -> None:
    """The second of the file is the first of those that are no body."""
    parameters = SWAGGER["paths"]["/things"]["post"]["parameters"]
    operation = {
        **SWAGGER["paths"]["/things"]["post"],
        "parameters": [parameters[0], {**parameters[1], "maximum": 5}],
    }
    revision = {**SWAGGER, "paths": {"/things": {"post": operation}}}
    pointer = f"/paths/~1things/post/parameters/{number}/maximum"
    comparison = compared(SWAGGER, revision, entry(pointer=pointer))
    assert comparison.summary.accepted == number


def test_entries_that_accept_nothing_are_warnings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write("old.json", asks())
    write("new.json", asks(NEEDED))
    Path("clientsmith.toml").write_text(
        """
        [[diff.accept]]
        id = "new-required-request-parameter"
        operation = "POST /things"
        reason = "agreed"
        [[diff.accept]]
        id = "api-*removed-*"
        operation = "GET /gone"
        reason = "agreed"
        """,
        encoding="utf-8",
    )
    done = CliRunner().invoke(app, ["diff", "old.json", "new.json"])
    assert done.exit_code == 0, done.output
    (line,) = (value for value in done.stderr.splitlines() if "warning" in value)
    assert "no change is accepted by `api-*removed-*` in `GET /gone`" in line
    assert line.startswith("clientsmith.toml:")
