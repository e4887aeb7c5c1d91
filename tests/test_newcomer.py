"""Tests of the first hour with the tool: summaries, counts, and hints of errors."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.commands.test_command_line import CONFIGURATION, DOCUMENT, Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.write("pets.yaml", DOCUMENT)
    return project


@pytest.fixture
def url() -> Iterator[str]:
    """Serves the document, and one that refers to a second file."""
    several = DOCUMENT.replace("#/components/schemas/Pet", "schemas/pet.yaml#/Pet")
    texts = {
        "/openapi.yaml": DOCUMENT,
        "/several/openapi.yaml": several,
        "/several/schemas/pet.yaml": "Pet: {properties: {name: {type: string}}}\n",
        "/page.html": "<!doctype html><html><body>Docs</body></html>",
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = texts.get(self.path)
            content = (text or "").encode()
            self.send_response(404 if text is None else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    http.server_close()
    thread.join()


def many(count: int, member: str) -> str:
    """A document whose schema has so many members like `member`."""
    members = "".join(f"        m{at}: {member}\n" for at in range(count))
    return DOCUMENT + members


def test_a_url_is_generated_from_and_not_kept(project: Project, url: str) -> None:
    done = project.run("generate", "--spec", f"{url}/several/openapi.yaml")
    assert done.returncode == 0, done.stderr
    assert "Pet" in (project.folder / "openapi/types/models.py").read_text()
    assert f"clientsmith add {url}/several/openapi.yaml --name openapi" in done.stderr
    assert sorted(path.name for path in project.folder.iterdir()) == [
        "openapi",
        "pets.yaml",
    ]


def test_a_url_is_inspected_and_validated(project: Project, url: str) -> None:
    done = project.run("inspect", "--spec", f"{url}/openapi.yaml", "--format", "json")
    assert [
        operation["path"] for operation in json.loads(done.stdout)["operations"]
    ] == ["/pets"]
    done = project.run("validate", f"{url}/openapi.yaml", "pets.yaml")
    assert (done.returncode, done.stderr) == (
        0,
        f"valid: {url}/openapi.yaml, pets.yaml\n",
    )


@pytest.mark.parametrize(
    ("path", "problem"),
    [("/gone", "answered 404"), ("/page.html", "an HTML page")],
)
def test_a_url_that_gives_no_document_is_an_error(
    project: Project, url: str, path: str, problem: str
) -> None:
    assert problem in project.fails("generate", "--spec", f"{url}{path}")


def test_an_address_that_leaves_this_machine_has_to_be_https(project: Project) -> None:
    problem = project.fails("generate", "--spec", "http://api.example/openapi.json")
    assert "must begin with https://" in problem


def test_a_url_as_the_document_is_told_with_the_command(project: Project) -> None:
    project.write(
        "clientsmith.toml",
        '[clients.pets]\ndocument = "https://pets.example/openapi.json"\n',
    )
    assert project.fails("generate") == (
        "clientsmith.toml:2:1: error[config]: clients.pets: `document` must be a path,"
        " not a URL\n"
        "  hint: remove this table and run `clientsmith add"
        " https://pets.example/openapi.json --name pets`, which keeps the document here"
        " and its URL in `sources`\n"
    )


def test_without_a_configuration_the_ways_to_begin_are_named(project: Project) -> None:
    problem = project.fails("generate")
    assert "clientsmith add FILE|URL" in problem
    assert "clientsmith generate --spec FILE|URL" in problem


@pytest.mark.parametrize("paths", ["{}", "{/pets: {summary: Pets, x-a: {b: 1}}}"])
def test_a_document_without_operations_is_warned_of(
    project: Project, paths: str
) -> None:
    text = f"openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\npaths: {paths}\n"
    project.write("empty.yaml", text)
    for command in (["validate", "empty.yaml"], ["generate", "--spec", "empty.yaml"]):
        done = project.run(*command)
        assert done.returncode == 0, done.stderr
        assert "empty.yaml:3:1: warning[no-operations]" in done.stderr
    assert "no-operations" not in project.run("validate", "pets.yaml").stderr


def test_warnings_of_one_kind_are_one_line_with_a_count(project: Project) -> None:
    project.write("pets.yaml", many(9, "{type: string, nullable: true}"))
    for command in ("validate", "generate --spec", "inspect --spec"):
        lines = project.run(*command.split(), "pets.yaml").stderr.splitlines()
        (line,) = (value for value in lines if "warning[nullable]" in value)
        assert line.startswith("pets.yaml:25:28: ")
        assert line.endswith("(9 times, also at 26:28, 27:28, 28:28 and 5 more)")
        assert "8 more of these: --verbose shows all" in lines
        verbose = project.run(*command.split(), "pets.yaml", "--verbose")
        assert verbose.stderr.count("warning[nullable]") == 9


def test_warnings_that_quote_different_things_are_of_one_kind(project: Project) -> None:
    values = ["[a]", "{a: 1}", "[]", "{}"]
    members = "".join(
        f"        m{at}: {{type: string, default: {value}}}\n"
        for at, value in enumerate(values)
    )
    project.write("pets.yaml", DOCUMENT + members)
    done = project.run("validate", "pets.yaml")
    assert done.stderr.count("warning[default]") == 1
    assert "(4 times" in done.stderr


def test_errors_are_shown_one_by_one_up_to_a_limit(project: Project) -> None:
    project.write("pets.yaml", many(60, "{type: string, nullable: true}"))
    command = ("validate", "pets.yaml", "--strict")
    problem = project.fails(*command)
    assert problem.count(": error[nullable]") == 20
    assert "(and 40 more errors like this)" in problem
    assert project.fails(*command, "--verbose").count(": error[nullable]") == 60


COLLISION = DOCUMENT.replace(
    "components:",
    "  /v2/pets: {get: {operationId: list_pets, tags: [Pets], responses:"
    " {'200': {description: All.}}}}\ncomponents:",
)


def test_remarks_on_names_are_for_inspect(project: Project) -> None:
    project.write("pets.yaml", COLLISION)
    assert "name-collision" not in project.run("generate", "--spec", "pets.yaml").stderr
    for command in (["inspect"], ["generate", "--verbose"]):
        done = project.run(*command, "--spec", "pets.yaml")
        assert "info[name-collision]" in done.stderr, command


def test_add_prints_a_summary(project: Project) -> None:
    item = (
        "  /p{at}: {{get: {{tags: [A{at}], responses: {{'204': {{description: x}}}}}}}}"
    )
    paths = "\n".join(item.format(at=at) for at in range(300))
    text = many(9, "{type: string, nullable: true}")
    project.write("big.yaml", text.replace("components:", f"{paths}\ncomponents:"))
    done = project.run("add", "big.yaml", "--name", "pets")
    assert done.returncode == 0, done.stderr
    assert "301 resources, 301 methods" in done.stdout
    assert "from pets import Pets" in done.stdout
    assert done.stdout.count("\n") < 20
    (warning,) = (line for line in done.stderr.splitlines() if "warning[" in line)
    assert warning.endswith("(9 of this kind)")
    assert "next: clientsmith generate pets" in done.stderr


LONG = "/".join(f"{{parameter_with_a_long_name_{at}}}" for at in range(5))


def test_inspect_fits_the_screen_with_whole_names(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    parameters = ", ".join(
        f"{{name: parameter_with_a_long_name_{at}, in: path, required: true,"
        " schema: {type: string}}"
        for at in range(5)
    )
    project.write(
        "pets.yaml",
        DOCUMENT.replace(
            "components:",
            f"  /things/{LONG}:\n    get:\n"
            "      operationId: getSomethingWithVeryLongNameThatNobodyWouldWantToType\n"
            f"      tags: [AnotherVeryLongNameOfATag]\n      parameters: [{parameters}]\n"
            "      responses: {'204': {description: x}}\ncomponents:",
        ),
    )
    project.columns = 80
    done = project.run("inspect", "--spec", "pets.yaml")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "client.pets.list  " in done.stdout
    name = "retrieve_something_with_very_long_name_that_nobody_would_want_to_type"
    assert name in done.stdout.replace("\n    ", "")
    assert LONG in done.stdout.replace("\n        ", "")
    assert "tag `Pets`" not in done.stdout
    why = project.run("inspect", "--spec", "pets.yaml", "--why").stdout
    assert "    name: tag `Pets`, operationId `listPets`\n" in why
    assert max(map(len, why.splitlines())) <= 80


def test_inspect_takes_several_names(project: Project) -> None:
    names = ("pets", "cars", "cats")
    tables = (CONFIGURATION.replace("pets]", f"{name}]") for name in names)
    project.write("clientsmith.toml", "\n".join(tables))
    done = project.run("inspect", "cats", "pets", "--format", "json")
    shown = json.loads(done.stdout)["clients"]
    assert [entry["package"] for entry in shown] == ["pets", "cats"]
    done = project.run("inspect", "cats", "pets")
    assert "cats: Cats" in done.stdout and "pets: Pets" in done.stdout
    assert "cars" not in done.stdout


@pytest.mark.parametrize(
    "command",
    ["", "generate", "check", "validate", "ingest", "inspect", "diff", "add", "update"],
)
def test_h_is_help(command: str, project: Project) -> None:
    short = project.run(*command.split(), "-h")
    assert short.returncode == 0
    assert short.stdout == project.run(*command.split(), "--help").stdout
    assert "Usage" in short.stdout


TWO = DOCUMENT.replace(
    "components:",
    "  /cats:\n    get: {operationId: listCats, tags: [Cats],"
    " responses: {'204': {description: x}}}\ncomponents:",
)


@pytest.mark.parametrize(
    ("methods", "line", "problem"),
    [
        (
            '"GET /pets" = "animals.list"\n"GET /cats" = "animals.list"',
            5,
            "`GET /pets` cannot be `animals.list`: `GET /cats` is called"
            " `animals.list`, too",
        ),
        (
            '"GET /pets" = "animals.dogs.list"\nlistCats = "animals.dogs"',
            6,
            "`listCats` cannot be `animals.dogs`: `animals.dogs` is a resource already",
        ),
        (
            '"GET /pets" = "pets.find"\nlistPets = "pets.search"',
            6,
            "`listPets` cannot be `pets.search`: `listPets` is `pets.find`, as another"
            " entry says",
        ),
        (
            'listPets = "close.list"',
            5,
            "`listPets` cannot be `close.list`: every client has a `close` of its own",
        ),
        (
            'listPets = "pets.with_raw_response"',
            5,
            "`listPets` cannot be `pets.with_raw_response`: every resource has a"
            " `with_raw_response` of its own",
        ),
        (
            'listPets = "pets._list"',
            5,
            "`listPets` cannot be `pets._list`: `_list` begins with an underscore, as"
            " internal names do",
        ),
        (
            'listPests = "pets.list"',
            5,
            "the document has no operation `listPests`",
        ),
    ],
)
def test_a_configured_method_name_that_nobody_gets_is_an_error(
    project: Project, methods: str, line: int, problem: str
) -> None:
    project.write("pets.yaml", TWO)
    table = f"[clients.pets.methods]\n{methods}\n"
    project.write("clientsmith.toml", CONFIGURATION + table)
    first, *_ = project.fails("generate").splitlines()
    place = f"clientsmith.toml:{line}:1: error[config]: clients.pets.methods: "
    assert first == place + problem


def test_a_configured_name_wins_against_what_a_rule_says(project: Project) -> None:
    project.write("pets.yaml", TWO)
    project.write(
        "clientsmith.toml",
        f'{CONFIGURATION}[clients.pets.methods]\n"GET /cats" = "pets.list"\n',
    )
    done = project.run("inspect", "pets", "--format", "json")
    names = {
        operation["path"]: operation["python"]
        for operation in json.loads(done.stdout)["operations"]
    }
    assert names == {"/pets": "client.pets.list_pets", "/cats": "client.pets.list"}


OTHER_FORMATS = {
    "nothing": ("", "x.json:1:1", "the file is empty"),
    "blanks": ("\n \n", "x.yaml:1:1", "the file is empty"),
    "null": ("null", "x.yaml:1:1", "the file is empty"),
    "a page": ("<!DOCTYPE html>\n<html>", "x.json:1:1", "but an HTML page"),
    "XML": ("<?xml version='1.0'?><wsdl/>", "x.yaml:1:1", "but an XML file"),
    "Postman": (
        '{"info": {"name": "A", "schema": "https://schema.getpostman.com/v2.1.0/"}}',
        "x.json:1:2",
        "but a Postman collection",
    ),
    "JSON Schema": (
        '{"$schema": "https://json-schema.org/draft/2020-12/schema"}',
        "x.json:1:2",
        "but a JSON Schema",
    ),
    "Swagger 1.2": (
        '{"swaggerVersion": "1.2", "apis": []}',
        "x.json:1:2",
        "Swagger 1.2 documents are not supported",
    ),
    "AsyncAPI": ("asyncapi: 3.0.0", "x.yaml:1:1", "but an AsyncAPI document"),
    "Overlay": ("overlay: 1.0.0", "x.yaml:1:1", "but an OpenAPI Overlay"),
    "GraphQL": ('{"data": {"__schema": {}}}', "x.json:1:1", "but a GraphQL schema"),
    "words": ("Hello, world", "x.yaml:1:1", "it contains a string, not an object"),
}


@pytest.mark.parametrize("kind", OTHER_FORMATS)
def test_a_file_of_another_kind_is_called_by_its_name(
    project: Project, kind: str
) -> None:
    text, place, problem = OTHER_FORMATS[kind]
    name = place.partition(":")[0]
    project.write(name, text)
    for command in (
        ["generate", "--spec", name],
        ["validate", name],
        ["inspect", "--spec", name],
        ["add", name, "--name", "x"],
        ["diff", name, "pets.yaml"],
    ):
        said = project.fails(*command)
        assert said.startswith((f"{place}: error[version]", f"{place}: error[syntax]"))
        assert problem in said.splitlines()[0]
        assert "\n  hint: " in said


def test_a_path_that_is_no_file_is_told_with_what_may_be_meant(
    project: Project,
) -> None:
    project.write("docs/a.yaml", "a: 1\n")
    project.write("docs/openapi.yaml", DOCUMENT)
    assert project.fails("generate", "--spec", "docs") == (
        "docs: error[read]: cannot read the file: is a directory\n"
        "  hint: did you mean `docs/openapi.yaml`?\n"
    )
    assert project.fails("generate", "--spec", "pest.yaml") == (
        "pest.yaml: error[read]: cannot read the file: no such file or directory\n"
        "  hint: did you mean `pets.yaml`?\n"
    )


def with_crlf(folder: Path) -> None:
    """Return the text as git checks it out under `core.autocrlf`."""
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            content = path.read_bytes().replace(b"\r\n", b"\n")
            path.write_bytes(content.replace(b"\n", b"\r\n"))


def test_a_checkout_with_crlf_is_as_it_was_generated(project: Project) -> None:
    project.write("clientsmith.toml", CONFIGURATION)
    assert project.run("generate").returncode == 0
    with_crlf(project.folder)
    done = project.run("check", "--no-cache")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    before = project.hashes()
    assert "nothing changed" in project.run("generate", "--no-cache").stderr
    assert project.hashes() == before
    project.write("pets.yaml", DOCUMENT.replace("name: {type", "age: {type"))
    assert project.run("check").stdout.count("\n") < 100, "the changed lines only"
    assert project.run("generate").returncode == 0
    assert project.run("check").returncode == 0


def test_an_edit_in_a_checkout_with_crlf_is_still_seen(project: Project) -> None:
    project.write("clientsmith.toml", CONFIGURATION)
    project.run("generate")
    with_crlf(project.folder / "out")
    path = project.folder / "out/pets/_client.py"
    path.write_bytes(path.read_bytes() + b"# mine\r\n")
    assert "was edited by hand" in project.fails("generate")
    done = project.run("check")
    assert done.returncode == 1
    assert "out/pets/_client.py: edited by hand" in done.stderr
    assert "\n-# mine\n" in done.stdout


@pytest.fixture
def renamed(project: Project) -> Project:
    """The client `pets` is called `cats` since it was generated."""
    project.write("clientsmith.toml", CONFIGURATION)
    assert project.run("generate").returncode == 0
    project.write(
        "clientsmith.toml", CONFIGURATION.replace("[clients.pets", "[clients.cats")
    )
    return project


def test_a_package_without_a_client_is_told_and_removed(renamed: Project) -> None:
    done = renamed.run("generate")
    assert done.returncode == 0
    told = (
        "out/pets: no client is configured for this package;"
        " `generate --prune` removes it\n"
    )
    assert told in done.stderr
    done = renamed.run("check")
    assert (done.returncode, done.stderr) == (1, told)
    renamed.write("out/other/notes.txt", "mine")
    renamed.write("out/.clientsmith.json", "{}")
    done = renamed.run("generate", "--prune")
    assert done.returncode == 0
    assert "out/pets: removed\n" in done.stderr
    assert sorted(path.name for path in (renamed.folder / "out").iterdir()) == [
        ".clientsmith.json",
        "cats",
        "other",
    ]
    assert renamed.run("check").returncode == 0


@pytest.mark.parametrize("what", ["edited", "foreign", "damaged"])
def test_a_package_with_work_of_somebody_is_not_removed(
    renamed: Project, what: str
) -> None:
    renamed.run("generate")
    name, text, problem = {
        "edited": ("_client.py", "mine", "was edited by hand since it was generated"),
        "foreign": ("notes.txt", "mine", "was not written by clientsmith"),
        "damaged": (".clientsmith.json", "{", "manifest .clientsmith.json cannot be"),
    }[what]
    renamed.write(f"out/pets/{name}", text)
    assert problem in renamed.fails("generate", "--prune")


def test_check_of_one_client_does_not_look_at_others(renamed: Project) -> None:
    renamed.run("generate")
    assert renamed.run("check", "cats").returncode == 0


def test_prune_is_for_configured_clients(project: Project) -> None:
    done = project.run("generate", "--prune", "--spec", "pets.yaml")
    assert done.returncode == 2
    assert "--prune cannot be combined with --spec" in done.stderr


def test_add_speaks_of_line_ends_where_git_decides_them(project: Project) -> None:
    note = "note: `* text=auto eol=lf` in .gitattributes"
    assert note not in project.run("add", "pets.yaml", "--name", "a").stderr
    project.write(".git/HEAD", "ref: refs/heads/main\n")
    assert note in project.run("add", "pets.yaml", "--name", "b").stderr
    project.write(".gitattributes", "* text=auto eol=lf\n")
    assert note not in project.run("add", "pets.yaml", "--name", "c").stderr


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ('exclude]\ntags = ["Pest"]', "exclude: the document has no tag `Pest`"),
        ('types]\nPat = "Pet"', "types: no type of the document is called"),
    ],
)
def test_what_selects_or_names_nothing_is_told_with_its_line(
    project: Project, table: str, problem: str
) -> None:
    project.write("clientsmith.toml", f"{CONFIGURATION}[clients.pets.{table}\n")
    place = "clientsmith.toml:5:1: error[config]: clients.pets."
    assert project.fails("generate").startswith(f"{place}{problem}")
