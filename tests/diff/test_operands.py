"""The two documents of a comparison, wherever they are."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clientsmith.commands.app import app
from tests.diff.documents import asks
from tests.diff.test_command import NEEDED, git, write


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, input: str | None = None) -> Any:
    return CliRunner().invoke(app, ["diff", *arguments], input=input)


def changes(*arguments: str, input: str | None = None) -> dict[str, str]:
    done = run(*arguments, "--format", "json", input=input)
    assert done.exit_code in (0, 1), done.output
    return {
        entry["id"]: entry["severity"] for entry in json.loads(done.stdout)["changes"]
    }


ADDED = {"new-required-request-parameter": "breaking"}


def committed(name: str, document: Any) -> None:
    git("init", "--quiet")
    write(name, document)
    git("add", "--all")
    git("commit", "--quiet", "--message", "one")


@pytest.mark.parametrize("sides", [("-", "new.json"), ("old.json", "-")])
def test_one_side_is_standard_input(sides: tuple[str, str]) -> None:
    write("old.json", asks())
    write("new.json", asks(NEEDED))
    read = "old.json" if sides[0] == "-" else "new.json"
    assert changes(*sides, input=Path(read).read_text()) == ADDED


def test_both_sides_cannot_be_standard_input() -> None:
    done = run("-", "-", input="{}")
    assert done.exit_code == 2
    assert "only one of the two documents" in done.stderr


@contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    handler = partial(Quiet, directory=str(folder))
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}"
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def test_a_side_at_a_url_is_fetched_with_its_other_files(tmp_path: Path) -> None:
    remote = tmp_path / "remote"
    write("old.json", asks())
    write(str(remote / "parts" / "q.json"), NEEDED)
    write(str(remote / "api.json"), asks({"$ref": "parts/q.json"}))
    with served(remote) as url:
        assert changes("old.json", f"{url}/api.json") == ADDED
        done = run("old.json", f"{url}/api.json?token=secret")
        assert "secret" not in done.output
        assert run("old.json", f"{url}/none.json").exit_code == 2
    assert sorted(path.name for path in Path().iterdir()) == ["old.json", "remote"]


def test_a_url_that_may_not_be_fetched_is_told() -> None:
    write("old.json", asks())
    done = run("old.json", "http://example.com/api.json")
    assert done.exit_code == 2
    assert "must begin with https://" in done.stderr


@pytest.mark.parametrize("absent", ["HEAD:new.json", "/dev/null"])
def test_what_does_not_exist_counts_as_empty(absent: str) -> None:
    committed("old.json", asks())
    write("new.json", asks(NEEDED))
    assert changes(absent, "new.json") == {"endpoint-added": "info"}
    removed = {"api-path-removed-without-deprecation": "breaking"}
    assert changes("new.json", absent) == removed
    done = run(absent, "new.json")
    assert f"`{absent}` does not exist" in done.stderr


def test_packages_of_a_document_that_is_new_are_compared() -> None:
    committed("old.json", asks())
    done = run("HEAD:new.json", "old.json", "--python", "--format", "json")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("base", "revision"), [("HEAD:a.json", "HEAD:b.json"), ("nowhere:a.json", "x.json")]
)
def test_typing_errors_are_told(base: str, revision: str) -> None:
    committed("old.json", asks())
    write("x.json", asks())
    done = run(base, revision)
    assert done.exit_code == 2
    assert "Traceback" not in done.output
