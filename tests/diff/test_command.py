"""`clientsmith diff` as it is called: files, git revisions, exit codes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clientsmith.commands.app import app
from clientsmith.commands.diff import DiffFormat
from tests.diff.documents import OK, api, asks, takes

NEEDED = {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
SECOND = {**api(), "paths": {"/a": {"get": {"responses": {"200": OK}}}}}
Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str) -> Any:
        return CliRunner().invoke(app, ["diff", *arguments])

    return invoke


def write(name: str, document: Any) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")


def git(*arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *arguments],
        check=True,
        capture_output=True,
    )


@pytest.mark.parametrize(
    ("base", "revision", "fail_on", "code"),
    [
        (asks(), asks(), "any", 0),
        (asks(), asks(NEEDED), "breaking", 1),
        (asks(), asks(NEEDED), "never", 0),
        (asks(NEEDED), asks(), "breaking", 0),
        (asks(NEEDED), asks(), "warning", 1),
        (asks(), SECOND, "breaking", 1),
        (asks(), asks(info={"title": "x", "version": "1"}), "warning", 0),
        (asks(), asks(info={"title": "x", "version": "1"}), "any", 1),
    ],
)
def test_exit_codes(
    run: Run, base: Any, revision: Any, fail_on: str, code: int
) -> None:
    write("base.json", base)
    write("revision.json", revision)
    done = run("base.json", "revision.json", "--fail-on", fail_on)
    assert done.exit_code == code, done.output


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_formats_name_both_documents(run: Run, format_: str) -> None:
    write("base.json", asks())
    write("revision.json", asks(NEEDED))
    done = run("base.json", "revision.json", "--format", format_)
    assert "base.json" in done.stdout
    assert "revision.json" in done.stdout


def test_one_run_writes_several_formats(run: Run) -> None:
    write("base.json", asks())
    write("revision.json", asks(NEEDED))
    both = ("base.json", "revision.json")
    written = {value: Path("reports") / value for value in DiffFormat}
    files = [f"--report={format_}={path}" for format_, path in written.items()]
    done = run(*both, *files, "--format", "markdown")
    assert done.exit_code == 1
    for format_, path in written.items():
        assert path.read_bytes() == run(*both, "--format", format_).stdout_bytes
    assert done.stdout_bytes == written[DiffFormat.MARKDOWN].read_bytes()


@pytest.mark.parametrize("report", ["json", "json=", "=a", "yaml=a", "json=folder"])
def test_a_report_that_cannot_be_written_is_told(run: Run, report: str) -> None:
    write("base.json", asks())
    Path("folder").mkdir()
    done = run("base.json", "base.json", "--report", report)
    assert done.exit_code == 2
    assert report.partition("=")[2] in done.stderr
    assert "Traceback" not in done.output
    assert sorted(path.name for path in Path().iterdir()) == ["base.json", "folder"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("none.json", None),
        ("bad.json", "{"),
        ("list.json", "[]"),
        ("other.yaml", "swagger: '1.2'"),
        ("deep.json", "[" * 5000),
    ],
)
def test_bad_input_is_told_and_no_traceback(
    run: Run, name: str, text: str | None
) -> None:
    write("base.json", asks())
    if text is not None:
        Path(name).write_text(text, encoding="utf-8")
    done = run("base.json", name)
    assert done.exit_code == 2
    assert name in done.stderr
    assert "Traceback" not in done.output


def test_sloppy_documents_are_read(run: Run) -> None:
    sloppy = asks(
        {"name": "q", "in": "query"}, {"in": "query"}, {"name": "x", "in": "y"}
    )
    sloppy["paths"]["/things"]["post"]["responses"]["200"] = {"$ref": "#/nowhere"}
    write("base.json", sloppy)
    write("revision.json", {**sloppy, "paths": {**sloppy["paths"], "/b": None}})
    assert run("base.json", "revision.json").exit_code == 0


def test_documents_of_git_revisions_with_their_files(run: Run) -> None:
    def document() -> dict[str, Any]:
        return asks({**NEEDED, "schema": {"$ref": "parts/text.json"}})

    git("init", "--quiet", "--initial-branch", "main")
    write("specs/api.json", document())
    write("specs/parts/text.json", {"type": "string"})
    git("add", ".")
    git("commit", "--quiet", "--message", "one")
    write("specs/parts/text.json", {"type": "integer"})
    assert run("main:specs/api.json", "main:specs/api.json").exit_code == 0
    done = run("main:specs/api.json", "specs/api.json", "--format", "json")
    assert done.exit_code == 1
    (change,) = json.loads(done.stdout)["changes"]
    assert change["id"] == "request-parameter-type-changed"
    assert change["base_location"]["file"] == "specs/parts/text.json"
    done = run("nowhere:specs/api.json", "specs/api.json")
    assert done.exit_code == 2
    assert "error[git]" in done.stderr


def test_all_clients_against_a_revision(run: Run) -> None:
    git("init", "--quiet", "--initial-branch", "main")
    write("specs/one.json", asks())
    write("specs/two.json", asks())
    config = '[clients.one]\ndocument = "specs/one.json"\n'
    Path("clientsmith.toml").write_text(
        config + '[clients.two]\ndocument = "specs/two.json"\n', encoding="utf-8"
    )
    git("add", ".")
    git("commit", "--quiet", "--message", "one")
    write("specs/two.json", asks(NEEDED))
    write("specs/three.json", asks())
    Path("clientsmith.toml").write_text(
        config
        + '[clients.two]\ndocument = "specs/two.json"\n'
        + '[clients.three]\ndocument = "specs/three.json"\n',
        encoding="utf-8",
    )
    done = run("--against", "main", "--format", "json")
    assert done.exit_code == 1, done.output
    found = json.loads(done.stdout)["clients"]
    assert [(entry["client"], entry["summary"]["breaking"]) for entry in found] == [
        ("one", 0),
        ("two", 1),
        ("three", 0),
    ]
    assert found[1]["base"] == "main:specs/two.json"


def test_what_a_client_leaves_out_is_not_compared(run: Run) -> None:
    git("init", "--quiet", "--initial-branch", "main")
    write("specs/one.json", asks())
    Path("clientsmith.toml").write_text(
        '[clients.one]\ndocument = "specs/one.json"\n'
        '[clients.one.exclude]\npaths = ["/things"]\n',
        encoding="utf-8",
    )
    git("add", ".")
    git("commit", "--quiet", "--message", "one")
    write("specs/one.json", asks(NEEDED))
    assert run("--against", "main").exit_code == 0


def test_the_configuration_is_checked_with_its_place(run: Run) -> None:
    write("base.json", asks())
    write("revision.json", asks(NEEDED))
    Path("clientsmith.toml").write_text(
        "[diff]\nseverity = { new-required-request-parameter = 'info' }\n",
        encoding="utf-8",
    )
    assert run("base.json", "revision.json").exit_code == 0
    for wrong, message in (
        (
            "[diff.severity]\nno-such-id = 'info'\n",
            "clientsmith.toml:2:1: error[config]",
        ),
        ("[diff.severity]\napi-tag-added = 'bad'\n", "must be"),
        ("[diff]\nserverity = {}\n", "did you mean `severity`"),
        ("[[diff.accept]]\nid = 'api-tag-added'\nreason = 'x'\n", "operation"),
    ):
        Path("clientsmith.toml").write_text(wrong, encoding="utf-8")
        done = run("base.json", "revision.json")
        assert done.exit_code == 2
        assert message in done.stderr, done.stderr


def test_an_address_is_told_without_its_secrets(run: Run) -> None:
    write("base.json", asks())
    done = run("http://user:secret@example.com/api.json", "base.json")
    assert done.exit_code == 2
    assert "http://example.com/api.json: must begin with https://" in done.stderr
    assert "secret" not in done.stderr


def test_what_leads_nowhere_is_told_beside_the_changes(run: Run) -> None:
    broken = {"$ref": "#/components/schemas/Gone"}
    write("base.json", takes({"type": "string"}))
    write("revision.json", takes(broken))
    done = run("base.json", "revision.json", "--format", "json", "--fail-on", "never")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["changes"]
    assert "revision.json:" in done.stderr
    assert "warning[ref]: `#/components/schemas/Gone` does not exist" in done.stderr


@pytest.mark.parametrize(
    ("base", "revision", "severity", "code"),
    [
        ("part.json", "gone.json", "breaking", 1),
        ("part.json", "https://api.test/part.json", "breaking", 1),
        ("gone.json", "part.json", "warning", 0),
        ("gone.json", "gone.json", "warning", 0),
    ],
)
@pytest.mark.parametrize("place", ["operation", "responses", "schema"])
def test_what_cannot_be_read_is_not_compared(
    run: Run, place: str, base: str, revision: str, severity: str, code: int
) -> None:
    """Nothing may have changed behind it, or anything: no report is silent about it."""
    parts = {
        "operation": {"responses": {"200": OK}},
        "responses": {"200": OK},
        "schema": {},
    }
    write("part.json", parts[place])
    for name, target in (("base.json", base), ("revision.json", revision)):
        broken = {"$ref": target}
        content = {"application/json": {"schema": broken}}
        whole = {
            "operation": broken,
            "responses": {"responses": broken},
            "schema": {"responses": {"200": {**OK, "content": content}}},
        }
        write(name, {**api(), "paths": {"/a": {"get": whole[place]}}})
    done = run("base.json", "revision.json", "--format", "json")
    found = [
        change
        for change in json.loads(done.stdout)["changes"]
        if change["id"] == "part-not-compared"
    ]
    assert [entry["severity"] for entry in found] == [severity]
    assert "not compared" in found[0]["message"]
    assert found[0][f"{'base' if code == 0 else 'revision'}_location"]["line"] > 1
    assert done.exit_code >= code
    assert run("base.json", "revision.json", "--fail-on", "warning").exit_code == 1
    assert "not compared" in run("base.json", "revision.json").stdout
