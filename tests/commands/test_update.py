"""`clientsmith update` and `add`, against a server that may do anything."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from clientsmith.commands.update import update
from clientsmith.diagnostics import DiagnosticError
from clientsmith.output.files import staged_text
from clientsmith.sources.answers import (
    NO_VALIDATORS,
    Fetched,
    Limits,
    Unchanged,
    Validators,
)
from clientsmith.sources.answers import (
    Answer as Answered,
)
from clientsmith.sources.fetching import Session, redirect_refusal
from clientsmith.sources.records import STATE_NAME
from clientsmith.support.urls import shown
from tests.commands.test_command_line import DOCUMENT, Project
from tests.conftest import ROOT

CHANGED = DOCUMENT.replace(
    "    get:\n", "    delete: {responses: {'204': {description: Gone.}}}\n    get:\n"
)
OTHER = DOCUMENT.replace("title: Pets", "title: Cars")
INVALID = DOCUMENT.replace(
    "components:\n", '  /dogs: {$ref: "#/components/pathItems/Dogs"}\ncomponents:\n'
)

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A server on the loopback interface; `answers` by path, all requests in `seen`."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.answers: dict[str, Answer] = {}
        self.seen: list[tuple[str, str | None]] = []

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        self.seen.append((request.path, request.headers["If-None-Match"]))
        answer = self.answers.get(request.path.partition("?")[0])
        if answer is None:
            request.send_error(404)
        else:
            answer(request)


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.handle(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    served = Site(http.server_port)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    yield served
    http.shutdown()
    http.server_close()
    thread.join()


@pytest.fixture
def site(server: Site) -> Site:
    """The server, knowing nothing."""
    server.answers = {}
    server.seen = []
    return server


def sends(text: str, etag: str | None = None, *, missing: int = 0) -> Answer:
    """200 with the text, of which the last bytes may be missing; 304 for its ETag."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        if etag is not None and request.headers["If-None-Match"] == etag:
            request.send_response(304)
            request.end_headers()
            return
        content = text.encode()
        request.send_response(200)
        request.send_header("Content-Length", str(len(content)))
        if etag is not None:
            request.send_header("ETag", etag)
        request.end_headers()
        request.wfile.write(content[: len(content) - missing])

    return answer


def redirects(target: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", target)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def pages(first: str = "name: {type: string}") -> tuple[str, str]:
    """Two pages of one API; both have the schema `Pet`, the second as a string."""

    def page(path: str, member: str) -> str:
        text = DOCUMENT.replace("/pets:", f"/{path}:").replace("listPets", path)
        return f"# Page\n\n```yaml\n{text.replace('name: {type: string}', member)}```\n"

    return page("pets", first), page("dogs", "name: {type: string}")


def configured(folder: Path, **sources: list[str]) -> Project:
    project = Project(folder)
    project.write(
        "clientsmith.toml",
        "".join(
            f'[clients.{name}]\ndocument = "specs/{name}.yaml"\noutput = "out"\n'
            f"sources = {json.dumps(urls)}\n"
            for name, urls in sources.items()
        ),
    )
    return project


@pytest.fixture(scope="module")
def first_run(server: Site, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A client whose document and package came from the server, to be left alone."""
    server.answers = {"/pets": sends(DOCUMENT, '"1"')}
    folder = tmp_path_factory.mktemp("first")
    project = configured(folder, pets=[f"{server.url}/pets"])
    done = project.run("update")
    assert done.returncode == 0, done.stderr
    assert "Client `pets` (1 operation) is new" in done.stdout
    return project


@pytest.fixture
def pets(first_run: Project, site: Site, tmp_path: Path) -> Project:
    """The same client, to be updated."""
    shutil.copytree(first_run.folder, tmp_path, dirs_exist_ok=True)
    site.answers["/pets"] = sends(DOCUMENT, '"1"')
    return Project(tmp_path)


def fetch(
    url: str, known: Validators = NO_VALIDATORS, limits: Limits | None = None
) -> Answered:
    with Session(limits or Limits()) as session:
        return session.fetch(url, known)


def reason(url: str, limits: Limits | None = None) -> str:
    with pytest.raises(DiagnosticError) as error:
        fetch(url, limits=limits)
    return str(error.value)


def test_the_first_update_fetches_and_generates(pets: Project) -> None:
    assert (pets.folder / "specs/pets.yaml").read_text() == DOCUMENT
    assert (pets.folder / "out/pets/__init__.py").is_file()
    assert pets.run("check").returncode == 0


def test_what_did_not_change_is_not_sent_and_nothing_is_written(
    pets: Project, site: Site
) -> None:
    before = pets.hashes()
    for arguments in (["update"], ["update", "--check"]):
        done = pets.run(*arguments)
        assert (done.returncode, done.stdout) == (0, "")
        assert done.stderr == "pets: unchanged\n"
    assert site.seen == [("/pets", '"1"'), ("/pets", '"1"')]
    assert pets.hashes() == before


def test_a_document_that_was_edited_is_fetched_as_a_whole(
    pets: Project, site: Site
) -> None:
    pets.write("specs/pets.yaml", f"{DOCUMENT}# edited\n")
    assert pets.run("update").returncode == 0
    assert site.seen == [("/pets", None)]
    assert (pets.folder / "specs/pets.yaml").read_text() == DOCUMENT


def test_a_change_is_generated_and_told(pets: Project, site: Site) -> None:
    site.answers["/pets"] = sends(CHANGED, '"2"')
    before = pets.hashes()
    told = pets.run("update", "--check")
    assert told.returncode == 1
    assert told.stderr == "pets: changed\n"
    assert "DELETE /pets" in told.stdout
    assert pets.hashes() == before
    done = pets.run("update", "--format", "markdown")
    assert done.returncode == 0, done.stderr
    assert "`DELETE /pets`" in done.stdout
    assert "specs/pets.yaml:" in done.stdout
    assert (pets.folder / "specs/pets.yaml").read_text() == CHANGED
    assert pets.run("check").returncode == 0
    assert pets.run("update", "--check").returncode == 0
    assert site.seen[-1] == ("/pets", '"2"')


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (sends(CHANGED, missing=10), "fetch"),
        (sends(INVALID), "error[ref]"),
        (sends("<!doctype html><p>Moved.</p>"), "error["),
        (redirects("/pets"), "more than 5 redirects"),
        (redirects("file:///etc/passwd"), "must begin with https://"),
        (redirects("http://example.com/"), "must begin with https://"),
    ],
    ids=["truncated", "invalid", "html", "loop", "file", "plain"],
)
def test_a_failure_leaves_everything_as_it_was(
    answer: Answer, said: str, pets: Project, site: Site
) -> None:
    site.answers["/pets"] = answer
    assert said in (stderr := pets.fails("update"))
    assert "Traceback" not in stderr
    assert "`pets` stays as it is" in stderr


def test_a_client_that_fails_keeps_no_other_from_its_update(
    pets: Project, site: Site
) -> None:
    configured(pets.folder, pets=[f"{site.url}/pets"], cars=[f"{site.url}/cars"])
    site.answers |= {"/pets": sends(INVALID), "/cars": sends(OTHER)}
    done = pets.run("update")
    assert done.returncode == 2
    assert "`pets` stays as it is" in done.stderr
    assert "cars: out/cars:" in done.stderr
    assert (pets.folder / "specs/pets.yaml").read_text() == DOCUMENT
    assert (pets.folder / "specs/cars.yaml").read_text() == OTHER
    assert pets.run("update", "pets").returncode == 2
    assert pets.run("update", "cars").returncode == 0


def test_a_pull_request_says_what_became_of_each_client(
    pets: Project, site: Site
) -> None:
    names = ("pets", "cars", "dogs", "cats", "mice")
    site.answers |= {f"/{name}": sends(DOCUMENT, '"1"') for name in names}
    project = configured(
        pets.folder, **{name: [f"{site.url}/{name}"] for name in names}
    )
    assert project.run("update", "dogs", "cats", "mice").returncode == 0
    (project.folder / "specs/mice.yaml").write_text("not: openapi\n")
    site.answers |= {
        "/pets": sends(CHANGED, '"2"'),
        "/cats": sends(INVALID, '"2"'),
    }
    done = project.run("update", "--format", "markdown")
    assert done.returncode == 2
    head, _, report = done.stdout.partition("\n# API changes\n")
    lines = head.splitlines()
    assert lines[:5] == [
        "# Update of API clients",
        "",
        "- `pets`: changed",
        "- `mice`: changed; the old document cannot be compared with",
        "- `cars`: fetched for the first time",
    ]
    assert lines[5].startswith(
        "- `cats`: **stays as it is**, since there were errors: specs/cats.yaml:18:"
    )
    assert "does not exist" in lines[5]
    assert lines[6:] == ["- `dogs`: unchanged"]
    _, *changes = report.split("\n## ")
    assert [change.splitlines()[0] for change in changes] == [
        "`pets`: nothing is known to break",
        "`cars`: nothing is known to break",
    ]
    assert "Client `cars` (1 operation) is new" in changes[1]
    site.answers |= {"/cats": sends(DOCUMENT, '"1"')}
    done = project.run("update", "--format", "markdown")
    assert done.stdout == (
        "# Update of API clients\n\n"
        "- `pets`, `cars`, `dogs`, `cats`, `mice`: unchanged\n"
    )
    (project.folder / "out/cars/_client.py").write_text("# edited\n")
    site.answers["/cars"] = sends(CHANGED)
    done = project.run("update", "cars", "--format", "markdown")
    assert "- `cars`: **stays as it is**, since there were errors: " in done.stdout


def test_what_an_update_does_to_the_package_is_told(pets: Project, site: Site) -> None:
    site.answers["/pets"] = sends(CHANGED, '"2"')
    (client,) = json.loads(pets.run("update", "--format", "json").stdout)["clients"]
    assert client["python"]["problem"] is None
    told = [
        python_change
        for change in client["changes"]
        for python_change in change["python"]
    ]
    assert told
    assert all(change["methods"] for change in client["changes"] if change["path"])
    site.answers["/pets"] = sends(DOCUMENT, '"3"')
    done = pets.run("update", "--no-python", "--format", "json")
    assert json.loads(done.stdout)["clients"][0]["python"] is None


def test_a_new_client_is_one_change_in_json(pets: Project, site: Site) -> None:
    site.answers["/cars"] = sends(OTHER)
    project = configured(pets.folder, cars=[f"{site.url}/cars"])
    (client,) = json.loads(project.run("update", "--format", "json").stdout)["clients"]
    assert [change["id"] for change in client["changes"]] == ["client-added"]


def test_an_edited_package_keeps_its_document(pets: Project, site: Site) -> None:
    edited = pets.folder / "out/pets/_client.py"
    edited.write_text(f"{edited.read_text()}# edited\n")
    site.answers["/pets"] = sends(CHANGED)
    done = pets.run("update")
    assert (done.returncode, done.stdout) == (2, "")
    assert (pets.folder / "specs/pets.yaml").read_text() == DOCUMENT


def test_pages_are_merged_or_contradict_each_other(site: Site, tmp_path: Path) -> None:
    first, second = pages()
    site.answers |= {"/a": sends(first, '"a"'), "/b": sends(second, '"b"')}
    project = configured(tmp_path, pets=[f"{site.url}/a", f"{site.url}/b"])
    assert project.run("update").returncode == 0
    merged = (tmp_path / "specs/pets.yaml").read_text()
    assert "/pets:" in merged
    assert "/dogs:" in merged
    site.answers["/a"] = sends(pages("name: {type: integer}")[0])
    assert "127.0.0.1/a:" in project.fails("update")


def test_names_without_sources_are_told(project_without: Project) -> None:
    assert "no client has sources" in project_without.fails("update")
    assert "`pets` has no sources" in project_without.fails("update", "pets")
    assert "no client is called `pet`" in project_without.fails("update", "pet")


@pytest.fixture
def project_without(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.write("pets.yaml", DOCUMENT)
    project.write("clientsmith.toml", '[clients.pets]\ndocument = "pets.yaml"\n')
    return project


@pytest.mark.parametrize("announced", [True, False])
def test_two_hundred_megabytes_are_not_waited_for(announced: bool, site: Site) -> None:
    sent = 0

    def answer(request: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        request.send_response(200)
        if announced:
            request.send_header("Content-Length", "200000000")
        request.end_headers()
        try:
            while sent < 200_000_000:
                sent += request.wfile.write(bytes(1_000_000))
        except OSError:
            pass  # nobody listens any more

    site.answers["/"] = answer
    assert reason(f"{site.url}/") == (
        f"error[fetch]: {site.url}/: sends more than 50 MB"
    )
    assert sent < 100_000_000


def test_what_is_packed_is_measured_unpacked(site: Site) -> None:
    def packed(coding: str, content: bytes) -> Answer:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.send_header("Content-Encoding", coding)
            request.send_header("Content-Length", str(len(content)))
            request.end_headers()
            with suppress(OSError):
                request.wfile.write(content)

        return answer

    site.answers |= {
        "/small": packed("gzip", gzip.compress(b"{}")),
        "/large": packed("gzip", gzip.compress(bytes(60_000_000), 1)),
        "/twice": packed("gzip, gzip", gzip.compress(gzip.compress(b"{}"))),
    }
    small = fetch(f"{site.url}/small")
    assert isinstance(small, Fetched)
    assert small.content == b"{}"
    assert "sends more than 50 MB" in reason(f"{site.url}/large")
    assert "a content coding that was not requested" in reason(f"{site.url}/twice")


def test_a_slow_server_is_left_at_the_deadline(site: Site) -> None:
    gone = threading.Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            # Each byte is in time, all of them are not.
            while not gone.wait(0.02):
                request.wfile.write(b"#")
        except OSError:
            gone.set()

    site.answers["/"] = answer
    try:
        said = reason(f"{site.url}/", Limits(timeout=5, deadline=0.2))
    finally:
        gone.set()
    assert said == f"error[fetch]: {site.url}/: did not answer in time"


def test_messages_hold_no_secrets(site: Site) -> None:
    site.answers["/pets"] = lambda request: request.send_error(404)
    url = site.url.replace("//", "//user:hunter2@")
    said = reason(f"{url}/pets?key=hunter3")
    assert said == f"error[fetch]: {site.url}/pets: answered 404 Not Found"
    assert shown("https://a:b@x.example:8/y?z=1#f") == "https://x.example:8/y"


def test_redirects_within_what_is_allowed_are_followed(site: Site) -> None:
    site.answers |= {"/a": redirects("/b"), "/b": sends("{}", '"b"')}
    answer = fetch(f"{site.url}/a")
    assert answer == Fetched(b"{}", Validators('"b"'), f"{site.url}/b")
    again = fetch(f"{site.url}/a", Validators('"b"'))
    assert again == Unchanged(f"{site.url}/b")


def test_credentials_stay_with_their_server(site: Site) -> None:
    given: list[str | None] = []

    def noting(answer: Answer) -> Answer:
        def noted(request: BaseHTTPRequestHandler) -> None:
            given.append(request.headers["Authorization"])
            answer(request)

        return noted

    elsewhere = site.url.replace("127.0.0.1", "localhost")
    site.answers |= {
        "/a": noting(redirects("/b")),
        "/b": noting(redirects(f"{elsewhere}/c")),
        "/c": noting(sends("{}")),
    }
    fetch(f"{site.url.replace('//', '//user:word@')}/a")
    assert given == ["Basic dXNlcjp3b3Jk", "Basic dXNlcjp3b3Jk", None]


@pytest.mark.parametrize(
    ("target", "refused"),
    [
        ("https://1.1.1.1/", None),
        ("https://10.0.0.1/", "is in a private network"),
        ("https://[fe80::1]/", "is in a private network"),
        ("https://169.254.169.254/", "is in a private network"),
        ("http://127.0.0.1/", "is in a private network"),
        ("https://localhost/", "is in a private network"),
        ("file:///etc/passwd", "must begin with https://"),
        ("https:///", "names no host"),
    ],
)
def test_public_servers_lead_to_public_servers(
    target: str, refused: str | None
) -> None:
    assert redirect_refusal("https://8.8.8.8/", target) == refused


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "pets.yaml"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), staged_text(path, "new"):
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["pets.yaml"]


def test_an_interrupted_update_leaves_the_old_document(
    pets: Project, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(packages: object) -> None:
        raise KeyboardInterrupt

    site.answers["/pets"] = sends(CHANGED)
    before = pets.hashes()
    monkeypatch.setattr("clientsmith.output.write", interrupted)
    monkeypatch.chdir(pets.folder)
    with pytest.raises(KeyboardInterrupt):
        update()
    assert pets.hashes() == before


def test_a_record_that_is_not_ours_is_an_error(pets: Project) -> None:
    pets.write(STATE_NAME, '{"pets": 1}')
    said = pets.fails("update")
    assert f"{STATE_NAME}: error[sources]: is not what" in said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('["http://u:hunter2@x.example/"]', "must begin with https://, since it"),
        ('["ftp://x.example/"]', "`sources` must begin with https://\n"),
        ('"https://x.example/"', "`sources` must be an array of strings"),
    ],
)
def test_wrong_sources_are_told_with_their_place(
    value: str, said: str, tmp_path: Path
) -> None:
    project = Project(tmp_path)
    project.write(
        "clientsmith.toml", f'[clients.x]\ndocument = "x.yaml"\nsources = {value}\n'
    )
    stderr = project.fails("update")
    assert stderr.startswith("clientsmith.toml:3:1: error[config]: ")
    assert said in stderr
    assert "hunter2" not in stderr


def test_a_document_in_the_project_is_added(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("api/pets.yaml", DOCUMENT)
    done = project.run("add", "api/pets.yaml")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "clientsmith.toml").read_text().strip() == (
        '[clients.pets]\ndocument = "api/pets.yaml"'
    )
    assert "client.pets.list" in done.stdout
    sample = done.stdout[done.stdout.index("from pets import Pets") :]
    assert project.run("generate").returncode == 0
    compiled = subprocess.run(
        [sys.executable, "-c", sample.replace("\nclient =", "\nraise SystemExit\n#")],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "generated")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (compiled.returncode, compiled.stderr) == (0, "")


def test_a_url_is_added_to_pyproject_whose_comments_stay(
    site: Site, tmp_path: Path
) -> None:
    site.answers["/pets"] = sends(OTHER, '"1"')
    project = Project(tmp_path)
    project.write("specs/old.yaml", DOCUMENT)
    before = (
        '[project] # mine\nname = "x"\n\n[tool.clientsmith.clients.old]\n'
        'document = "specs/old.yaml" # kept\n\n[tool.other]\na = 1\n'
    )
    project.write("pyproject.toml", before)
    done = project.run("add", f"{site.url}/pets")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "pyproject.toml").read_text()
    added = (
        "[tool.clientsmith.clients.cars]",
        'document = "specs/cars.yaml"',
        f'sources = ["{site.url}/pets"]',
    )
    left = [line for line in text.splitlines() if line and line not in added]
    assert left == [line for line in before.splitlines() if line]
    assert tomllib.loads(text)["tool"]["clientsmith"]["clients"].keys() == {
        "old",
        "cars",
    }
    assert (tmp_path / "specs/cars.yaml").read_text() == OTHER
    site.seen.clear()
    assert project.run("update", "--check").stderr == "cars: unchanged\n"
    assert site.seen == [("/pets", '"1"')]


def test_what_is_no_document_is_not_added(site: Site, tmp_path: Path) -> None:
    site.answers["/pets"] = sends("<!doctype html><p>: {")
    said = Project(tmp_path).fails("add", f"{site.url}/pets?key=hunter2")
    assert f"{site.url}/pets: answered with an HTML page" in said
    assert "llms.txt" in said
    assert "hunter2" not in said


def test_pages_are_added_and_updated_from_disk(tmp_path: Path) -> None:
    project = Project(tmp_path)
    names = ("docs/a.md", "docs/b.md")
    for name, text in zip(names, pages(), strict=True):
        project.write(name, text)
    assert project.run("add", *names, "--name", "zoo").returncode == 0
    assert "/dogs:" in (tmp_path / "specs/zoo.yaml").read_text()
    assert not (tmp_path / STATE_NAME).exists()
    project.write("docs/b.md", pages()[1].replace("/dogs:", "/cats:"))
    assert project.run("update", "--check").returncode == 1
    assert project.run("update").returncode == 0
    assert "/cats:" in (tmp_path / "specs/zoo.yaml").read_text()


@pytest.fixture
def checkout(pets: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project in a git repository, with a bare one as its origin."""
    origin = tmp_path_factory.mktemp("origin")
    for arguments in (
        ["init", "--quiet", "--bare", str(origin)],
        ["init", "--quiet", "--initial-branch", "main"],
        ["config", "user.name", "Ada"],
        ["config", "user.email", "ada@example.com"],
        ["remote", "add", "origin", str(origin)],
        ["add", "--all"],
        ["commit", "--quiet", "--message", "First"],
    ):
        subprocess.run(["git", *arguments], cwd=pets.folder, check=True)
    return pets


def run_sample(project: Project, folder: Path, open_requests: str) -> list[str]:
    """The steps of the sample workflow; what `gh` was called with, line by line."""
    for name, script in (
        ("clientsmith", f'exec "{sys.executable}" -m clientsmith "$@"'),
        (
            "gh",
            'echo "$@" >> "$RUNNER_TEMP/gh.log"\n'
            f'if [ "$2" = list ]; then printf "{open_requests}"; fi',
        ),
    ):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    text = (ROOT / "docs/samples/update.yml").read_text(encoding="utf-8")
    job = yaml.safe_load(text)["jobs"]["update"]
    environment = {
        **os.environ,
        **job["env"],
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "RUNNER_TEMP": str(folder),
    }
    named = {step.get("name"): step for step in job["steps"]}
    for name in ("Update", "Open or refresh the pull request"):
        script = named[name]["run"]
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        subprocess.run(command, cwd=project.folder, env=environment, check=True)
    calls = folder / "gh.log"
    return calls.read_text().splitlines() if calls.exists() else []


def test_the_sample_workflow_opens_one_pull_request(
    checkout: Project, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("runner")
    assert run_sample(checkout, folder, "") == []
    site.answers["/pets"] = sends(CHANGED, '"2"')
    listed, made = run_sample(checkout, folder, "")
    assert listed.startswith("pr list --head clientsmith/update")
    assert made.startswith("pr create --head clientsmith/update")
    assert "`DELETE /pets`" in (folder / "changes.md").read_text()
    pushed = ["git", "show", "origin/clientsmith/update:specs/pets.yaml"]
    content = subprocess.run(
        pushed, cwd=checkout.folder, capture_output=True, text=True, check=True
    )
    assert content.stdout == CHANGED
    subprocess.run(
        ["git", "switch", "--quiet", "main"], cwd=checkout.folder, check=True
    )
    assert run_sample(checkout, folder, "7\\n")[-1].startswith("pr edit ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pets.yaml", "--name", "pets"], "a client is already called `pets`"),
        (["pets.yaml"], "a client is already called `pets`"),
        (["pets.yaml", "--name", "no name"], "must be a Python name"),
        (["pets.yaml", "--name", "../up"], "must be a Python name"),
        (["none.yaml", "--name", "x"], "cannot read the file"),
        (["http://x.example/y?key=hunter2"], "http://x.example/y: must begin"),
    ],
)
def test_what_cannot_be_added_changes_nothing(
    arguments: list[str], said: str, project_without: Project
) -> None:
    stderr = project_without.fails("add", *arguments)
    assert said in stderr
    assert "hunter2" not in stderr


MINIFIED = json.dumps(yaml.safe_load(DOCUMENT), separators=(",", ":"))
MINIFIED_CHANGED = json.dumps(yaml.safe_load(CHANGED), separators=(",", ":"))


@pytest.mark.parametrize("etag", [None, '"1"'])
def test_minified_json_is_kept_in_lines(
    etag: str | None, site: Site, tmp_path: Path
) -> None:
    site.answers["/pets.json"] = sends(MINIFIED, etag)
    project = Project(tmp_path)
    done = project.run("add", f"{site.url}/pets.json", "--name", "pets")
    assert done.returncode == 0, done.stderr
    kept = (tmp_path / "specs/pets.json").read_text()
    assert kept == json.dumps(json.loads(MINIFIED), indent=2) + "\n"
    assert project.run("generate").returncode == 0
    assert project.run("update", "--check").stderr == "pets: unchanged\n"
    site.answers["/pets.json"] = sends(MINIFIED_CHANGED, etag and '"2"')
    done = project.run("update", "--no-python")
    assert done.returncode == 0, done.stderr
    line = (tmp_path / "specs/pets.json").read_text().split('"delete"')[0].count("\n")
    assert f"specs/pets.json:{line + 1}" in done.stdout
    assert project.run("check").returncode == 0


def test_in_a_long_line_reports_say_where_by_pointer(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write(
        "a.json", MINIFIED.replace('"paths"', '"x-a":"' + "x" * 300 + '","paths"')
    )
    project.write(
        "b.json",
        MINIFIED_CHANGED.replace('"paths"', '"x-a":"' + "x" * 300 + '","paths"'),
    )
    for form in ("text", "markdown", "github", "html"):
        told = project.run("diff", "a.json", "b.json", "--format", form).stdout
        assert "#/paths/~1pets/delete" in told, form
        assert "x" * 250 not in told, form


EXCLUDING = "[clients.pets.exclude]\ndeprecated = true\n"
TWO = DOCUMENT.replace(
    "components:",
    "  /cats: {get: {responses: {'204': {description: x}}}}\ncomponents:",
)
SINCE_DEPRECATED = TWO.replace("    get:\n", "    get:\n      deprecated: true\n")


def told(project: Project, *arguments: str) -> list[object]:
    """The changes in JSON, without what the two documents are called."""
    done = project.run(*arguments, "--format", "json")
    assert done.returncode in (0, 1), done.stderr
    (client,) = json.loads(done.stdout)["clients"]
    return [client["summary"], client["python"], client["changes"]]


@pytest.mark.parametrize("new", [SINCE_DEPRECATED, CHANGED])
def test_update_and_diff_tell_of_an_edit_alike(
    checkout: Project, site: Site, new: str
) -> None:
    """Also what a configuration leaves out from now on."""
    configuration = (checkout.folder / "clientsmith.toml").read_text()
    checkout.write("clientsmith.toml", configuration + EXCLUDING)
    site.answers["/pets"] = sends(TWO, '"2"')
    assert checkout.run("update").returncode == 0
    for arguments in (["add", "--all"], ["commit", "--quiet", "--message", "Second"]):
        subprocess.run(["git", *arguments], cwd=checkout.folder, check=True)
    site.answers["/pets"] = sends(new, '"3"')
    checked = told(checkout, "update", "--check")
    assert checked[2], "something has changed"
    updated = told(checkout, "update")
    assert updated == checked == told(checkout, "diff", "--against", "HEAD")


@pytest.mark.parametrize(
    "form", ["text", "markdown", "json", "github", "sarif", "html"]
)
def test_check_says_what_the_update_would(pets: Project, site: Site, form: str) -> None:
    site.answers["/pets"] = sends(CHANGED, '"2"')
    before = pets.hashes()
    checked = pets.run("update", "--check", "--no-python", "--format", form)
    assert checked.returncode == 1
    assert "/pets" in checked.stdout
    assert pets.hashes() == before
    if form in ("text", "markdown"):
        done = pets.run("update", "--no-python", "--format", form)
        assert done.stdout == checked.stdout


def index(*links: str) -> str:
    return "# Pets\n\n## Docs\n\n- [Start](/start.md): x\n" + "".join(
        f"- API > [Document]({link}): y\n" for link in links
    )


def test_an_index_leads_to_the_document_that_it_links_to(
    site: Site, tmp_path: Path
) -> None:
    site.answers["/llms.txt"] = sends(index("/api/llms.txt", "events.json"))
    site.answers["/events.json"] = sends('{"asyncapi": "3.0.0"}')
    site.answers["/api/llms.txt"] = sends(index("the%20pets.yaml", "/copy.yaml"))
    site.answers["/api/the%20pets.yaml"] = sends(DOCUMENT)
    site.answers["/copy.yaml"] = sends(DOCUMENT)
    done = Project(tmp_path).run("add", f"{site.url}/llms.txt")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "clientsmith.toml").read_text()
    assert f"{site.url}/api/the%20pets.yaml" in text


def test_several_documents_of_an_index_are_shown(site: Site, tmp_path: Path) -> None:
    site.answers["/llms.txt"] = sends(index("/pets.yaml", "/v2/dogs spec.yaml"))
    site.answers["/pets.yaml"] = sends(DOCUMENT)
    site.answers["/v2/dogs%20spec.yaml"] = sends(CHANGED)
    project = Project(tmp_path)
    done = project.run("add", f"{site.url}/llms.txt")
    assert done.returncode == 2
    assert "links to 2 documents" in done.stderr
    assert "/pets.yaml" in done.stdout
    chosen = project.run("add", f"{site.url}/llms.txt", "--api", "pets")
    assert chosen.returncode == 0, chosen.stderr
    assert "/pets.yaml" in (tmp_path / "clientsmith.toml").read_text()


def test_an_index_without_a_document_is_explained(site: Site, tmp_path: Path) -> None:
    site.answers["/llms.txt"] = sends(index("/other.md"))
    site.answers |= {word: sends("# Text\n") for word in ("/other.md", "/start.md")}
    said = Project(tmp_path).fails("add", f"{site.url}/llms.txt")
    assert "no OpenAPI block in 3 pages" in said
    assert "looked for code blocks" in said


def test_what_is_repaired_in_pages_is_told(tmp_path: Path) -> None:
    project = Project(tmp_path)
    for name, text in zip(("pets.md", "dogs.md"), pages(), strict=True):
        project.write(name, text.replace("openapi:", "_id: x\nopenapi:", 1))
    done = project.run("add", "pets.md", "dogs.md", "--name", "pets")
    assert done.returncode == 0, done.stderr
    assert "info[page-repair]: `_id`" in done.stderr
    assert "2 times" in done.stderr
