"""`clientsmith diff --against`: configuration, documents and overlays of both times."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from typer.testing import CliRunner

from clientsmith.commands.app import app
from tests.diff.documents import OK, asks

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "diff.schema.json").read_text(encoding="utf-8"))
NEEDED = {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
ONE = '[clients.one]\ndocument = "specs/one.json"\n'
TWO = '[clients.two]\ndocument = "specs/two.json"\n'
OVERLAY: dict[str, Any] = {
    "overlay": "1.0.0",
    "info": {"title": "o", "version": "1"},
    "actions": [
        {"target": "$.paths['/things'].post", "update": {"parameters": [NEEDED]}}
    ],
}
BOTH: dict[str, Any] = deepcopy(asks())
BOTH["paths"]["/more"] = {"get": {"operationId": "more", "responses": {"200": OK}}}


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    git("init", "--quiet", "--initial-branch", "main")


def git(*arguments: str) -> None:
    user = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    subprocess.run(["git", *user, *arguments], check=True, capture_output=True)


def write(files: Mapping[str, Any]) -> None:
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        path.write_text(text, encoding="utf-8")


def committed(files: Mapping[str, Any]) -> None:
    write(files)
    git("add", ".")
    git("commit", "--quiet", "--message", "one")


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["diff", "--against", "main", *arguments])


def clients(*arguments: str) -> dict[str, Any]:
    done = run("--format", "json", *(arguments or ("--no-python",)))
    assert done.exit_code in (0, 1), done.output
    shown = json.loads(done.stdout)
    jsonschema_rs.validate(SCHEMA, shown)
    return {entry["client"]: entry for entry in shown["clients"]}


def rows(comparison: Mapping[str, Any]) -> list[tuple[str, str, str | None]]:
    return [
        (change["id"], change["severity"], change["path"])
        for change in comparison["changes"]
    ]


def test_a_new_client_is_one_change() -> None:
    committed({"clientsmith.toml": ONE, "specs/one.json": asks()})
    write({"clientsmith.toml": ONE + TWO, "specs/two.json": BOTH})
    found = clients()
    assert rows(found["one"]) == []
    assert rows(found["two"]) == [("client-added", "info", None)]
    (change,) = found["two"]["changes"]
    assert change["message"].startswith("Client `two` (2 operations) is new")
    assert change["revision_location"]["file"] == "specs/two.json"
    assert found["two"]["base"] == "/dev/null"
    assert found["two"]["summary"]["bump"] == "minor"
    assert run("--no-python").exit_code == 0


def test_a_client_that_is_gone_breaks_its_users_whatever_its_document_is() -> None:
    committed(
        {
            "clientsmith.toml": ONE + TWO,
            "specs/one.json": asks(),
            "specs/two.json": "not: openapi",
        }
    )
    write({"clientsmith.toml": ONE})
    Path("specs/two.json").unlink()
    found = clients("--python")
    assert rows(found["two"]) == [("client-removed", "breaking", None)]
    (change,) = found["two"]["changes"]
    assert change["message"].startswith("Client `two` is no longer configured")
    assert [entry["kind"] for entry in change["python"]] == ["package-removed"]
    python = found["two"]["python"]
    assert (python["wire"], python["python"], python["both"]) == (0, 1, 0)
    assert found["two"]["summary"]["reason"] == "Python code that worked may fail"
    assert run("--no-python").exit_code == 1


@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_reports_tell_of_clients_that_come_and_go(format_: str) -> None:
    committed({"clientsmith.toml": ONE, "specs/one.json": asks()})
    write({"clientsmith.toml": TWO, "specs/two.json": BOTH})
    Path("specs/one.json").unlink()
    shown = run("--format", format_).stdout
    assert "Client `two` (2 operations) is new" in shown
    assert "Client `one` (1 operation) is no longer configured" in shown
    assert "import one" in shown


def test_a_document_that_moved_is_compared_with_the_old_one() -> None:
    committed({"clientsmith.toml": ONE, "specs/one.json": asks()})
    Path("specs/one.json").unlink()
    write(
        {
            "clientsmith.toml": ONE.replace("specs/one", "apis/first"),
            "apis/first.json": asks(NEEDED),
        }
    )
    one = clients()["one"]
    assert rows(one) == [("new-required-request-parameter", "breaking", "/things")]
    assert (one["base"], one["revision"]) == ("main:specs/one.json", "apis/first.json")


def test_a_client_of_another_name_is_known_by_its_package_or_document() -> None:
    config = '[clients.{}]\ndocument = "specs/one.json"\npackage = "{}"\n'
    committed(
        {"clientsmith.toml": config.format("one", "one"), "specs/one.json": asks()}
    )
    write({"clientsmith.toml": config.format("uno", "one")})
    assert {name: rows(client) for name, client in clients().items()} == {"uno": []}
    write({"clientsmith.toml": config.format("uno", "uno")})
    found = clients("--python")
    assert rows(found["uno"]) == [("client-package-renamed", "breaking", None)]
    (change,) = found["uno"]["changes"]
    assert [(entry["kind"], entry["after"]) for entry in change["python"]] == [
        ("class-renamed", "Uno"),
        ("package-renamed", "import uno"),
    ]
    for format_ in ("markdown", "html"):
        shown = run("--format", format_).stdout.lower()
        assert "python code that works today may fail" in shown
        assert "calls that work" not in shown


def test_overlays_are_those_of_their_time() -> None:
    config = ONE + 'overlays = ["specs/one.overlay.json"]\n'
    committed(
        {
            "clientsmith.toml": config,
            "specs/one.json": asks(),
            "specs/one.overlay.json": OVERLAY,
        }
    )
    assert rows(clients("--python")["one"]) == []
    write({"clientsmith.toml": ONE})
    assert rows(clients()["one"]) == [
        ("request-parameter-removed", "warning", "/things")
    ]
    python = clients("--python")["one"]["python"]
    assert (python["problem"], python["python"]) == (None, 1)
    optional = deepcopy(OVERLAY)
    optional["actions"][0]["update"]["parameters"][0]["required"] = False
    write({"clientsmith.toml": config, "specs/one.overlay.json": optional})
    assert rows(clients()["one"]) == [
        ("request-parameter-became-optional", "info", "/things")
    ]


def test_what_include_and_exclude_leave_out_is_told_apart_from_what_the_api_lost() -> (
    None
):
    committed({"clientsmith.toml": ONE, "specs/one.json": BOTH})
    write({"clientsmith.toml": ONE + '[clients.one.exclude]\npaths = ["/more"]\n'})
    one = clients("--python")["one"]
    assert rows(one) == [("client-operation-removed", "warning", "/more")]
    (change,) = one["changes"]
    assert [entry["kind"] for entry in change["python"]] == ["method-removed"]
    assert "the API has it as before" in change["message"]
    assert one["python"] == {"wire": 0, "python": 1, "both": 0, "problem": None}
    assert one["summary"]["bump"] == "major"
    git("add", ".")
    git("commit", "--quiet", "--message", "two")
    write({"clientsmith.toml": ONE})
    one = clients("--python")["one"]
    assert rows(one) == [("client-operation-added", "info", "/more")]
    assert [entry["kind"] for entry in one["changes"][0]["python"]] == ["method-added"]
    assert one["summary"]["bump"] == "minor"


def test_what_the_api_lost_is_breaking_even_if_it_is_excluded_at_the_same_time() -> (
    None
):
    committed({"clientsmith.toml": ONE, "specs/one.json": BOTH})
    write(
        {
            "clientsmith.toml": ONE + "[clients.one.exclude]\ndeprecated = true\n",
            "specs/one.json": asks(),
        }
    )
    assert rows(clients()["one"]) == [
        ("api-path-removed-without-deprecation", "breaking", "/more")
    ]


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        ({}, "there was none"),
        ({"pyproject.toml": '[project]\nname = "x"\n'}, "there was none"),
        ({"clientsmith.toml": "[clients.one]\n"}, "clientsmith.toml:1"),
        ({"clientsmith.toml": "["}, "is not TOML"),
    ],
)
def test_without_a_configuration_of_that_time_todays_counts_and_it_is_said(
    then: dict[str, str], reason: str
) -> None:
    committed({**then, "specs/one.json": asks()})
    overlay = "specs/one.overlay.json"
    write({"clientsmith.toml": f'{ONE}overlays = ["{overlay}"]\n', overlay: OVERLAY})
    done = run("--format", "json", "--no-python")
    assert "warning[config]: the configuration of `main` cannot be used" in done.stderr
    assert reason in done.stderr
    assert f"{overlay}: warning[git]: `main` has no such overlay" in done.stderr
    (one,) = json.loads(done.stdout)["clients"]
    assert rows(one) == [("new-required-request-parameter", "breaking", "/things")]


def test_a_configuration_that_moved_to_its_own_file_is_found() -> None:
    shared = ONE.replace("[clients", "[tool.clientsmith.clients")
    committed({"pyproject.toml": shared, "specs/one.json": asks()})
    write({"clientsmith.toml": ONE})
    done = run("--no-python")
    assert (done.exit_code, done.stderr) == (0, "")


def test_a_change_can_be_accepted_for_one_client_alone() -> None:
    committed(
        {
            "clientsmith.toml": ONE + TWO,
            "specs/one.json": asks(),
            "specs/two.json": asks(),
        }
    )
    entry = (
        '[[diff.accept]]\nid = "new-required-request-parameter"\noperation = "*"\n'
        'reason = "agreed"\nclient = "one"\n'
    )
    write(
        {
            "clientsmith.toml": ONE + TWO + entry,
            "specs/one.json": asks(NEEDED),
            "specs/two.json": asks(NEEDED),
        }
    )
    found = clients()
    accepted = {name: value["changes"][0]["accepted"] for name, value in found.items()}
    assert accepted == {"one": "agreed", "two": None}
    done = CliRunner().invoke(app, ["diff", "main:specs/one.json", "specs/one.json"])
    assert done.exit_code == 1
