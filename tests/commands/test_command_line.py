"""The commands as people run them: output, exit codes, and every bad input's message."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.commands import forks
from tests.conftest import ROOT

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: "1"}
servers:
  - url: https://pets.example
paths:
  /pets:
    get:
      operationId: listPets
      tags: [Pets]
      responses:
        "200":
          description: All pets.
          content:
            application/json:
              schema:
                type: array
                items: {$ref: "#/components/schemas/Pet"}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string}
"""
CONFIGURATION = """\
[clients.pets]
document = "pets.yaml"
output = "out"
"""


class Project:
    """A scratch project, and the command run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.columns = 160

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "COLUMNS": str(self.columns),
        }
        return forks.run(arguments, self.folder, environment)

    def fails(self, *arguments: str) -> str:
        """Return the standard error of a run with bad input."""
        before = self.hashes()
        done = self.run(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert self.hashes() == before, "a failing run writes nothing"
        return done.stderr

    def hashes(self) -> dict[str, str]:
        return {
            path.relative_to(self.folder)
            .as_posix(): hashlib.sha256(path.read_bytes())
            .hexdigest()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with one valid document and its configuration."""
    project = Project(tmp_path)
    project.write("pets.yaml", DOCUMENT)
    project.write("clientsmith.toml", CONFIGURATION)
    return project


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that has been generated once, to be copied and left alone."""
    first = Project(tmp_path_factory.mktemp("first"))
    first.write("pets.yaml", DOCUMENT)
    first.write("clientsmith.toml", CONFIGURATION)
    done = first.run("generate")
    assert (done.returncode, done.stdout) == (0, "")
    created = len(first.hashes()) - 2
    assert done.stderr == f"pets: out/pets: {created} created\n"
    return first


@pytest.fixture
def generated(first_run: Project, tmp_path: Path) -> Project:
    """A project whose package is there and fresh."""
    shutil.copytree(first_run.folder, tmp_path, dirs_exist_ok=True)
    return Project(tmp_path)


def message(text: str) -> str:
    return dedent(text).lstrip("\n")


def test_generate_writes_a_package_that_imports(generated: Project) -> None:
    program = "import pets; print(pets.Pets.__name__, pets.types.Pet(name='Rex').name)"
    imported = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(generated.folder / "out")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert imported.stdout == "Pets Rex\n"


def test_generating_again_changes_nothing(generated: Project) -> None:
    before = {path: path.stat().st_mtime_ns for path in generated.folder.rglob("*")}
    said = generated.run("generate", "pets").stderr
    assert said == "pets: out/pets: nothing changed\n"
    after = {path: path.stat().st_mtime_ns for path in generated.folder.rglob("*")}
    assert after == before


def test_one_document_needs_no_configuration(project: Project) -> None:
    (project.folder / "clientsmith.toml").unlink()
    arguments = ("--spec", "pets.yaml", "--package", "zoo", "--output", "src")
    assert project.run("generate", *arguments).returncode == 0
    assert (project.folder / "src" / "zoo" / "py.typed").is_file()


def test_check_is_content_with_fresh_output(generated: Project) -> None:
    done = generated.run("check")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "up to date: pets\n"


def test_check_shows_what_is_stale_and_writes_nothing(generated: Project) -> None:
    changed = DOCUMENT.replace("name: {type", "nick_name: {type")
    generated.write("pets.yaml", changed)
    before = generated.hashes()
    done = generated.run("check")
    assert done.returncode == 1
    manifest, _, models = done.stdout.partition("--- a/out/pets/types/models.py\n")
    assert manifest.startswith("--- a/out/pets/.clientsmith.json\n")
    assert models == (
        "+++ b/out/pets/types/models.py\n"
        "@@ -4,4 +4,4 @@\n"
        " \n"
        " \n"
        " class Pet(BaseModel):\n"
        "-    name: str\n"
        "+    nick_name: str | None = None\n"
    )
    # The README prints the name of a pet.
    stale = (".clientsmith.json", "README.md", "types/models.py")
    assert done.stderr == "".join(f"out/pets/{name}: stale\n" for name in stale)
    assert generated.hashes() == before


def test_generate_and_check_work_from_a_folder_below(generated: Project) -> None:
    generated.write("pets.yaml", DOCUMENT.replace("type: string", "type: integer"))
    below = Project(generated.folder / "src")
    below.folder.mkdir()
    assert below.run("check").returncode == 1
    assert below.run("generate").returncode == 0
    models = generated.folder / "out" / "pets" / "types" / "models.py"
    assert "    name: int\n" in models.read_text(encoding="utf-8")


def test_check_finds_missing_output(project: Project) -> None:
    done = project.run("check")
    assert done.returncode == 1
    assert "out/pets/_client.py: missing\n" in done.stderr


def test_an_edited_file_is_shown_and_kept_unless_forced(generated: Project) -> None:
    fresh = generated.hashes()
    generated.write("out/pets/py.typed", "mine\n")
    found = generated.run("check")
    assert (found.returncode, found.stdout) == (
        1,
        "--- a/out/pets/py.typed\n+++ b/out/pets/py.typed\n@@ -1 +0,0 @@\n-mine\n",
    )
    assert found.stderr == "out/pets/py.typed: edited by hand\n"
    assert generated.fails("generate") == message("""
        out/pets/py.typed: error[output]: was edited by hand since it was generated
          hint: make the change in the configuration or an overlay, or discard it with --force
        """)
    forced = generated.run("generate", "--force")
    assert (forced.returncode, forced.stderr) == (0, "pets: out/pets: 1 updated\n")
    assert generated.hashes() == fresh


def test_one_broken_document_keeps_all_packages_as_they_are(
    generated: Project,
) -> None:
    second = CONFIGURATION + '[clients.cats]\ndocument = "cats.yaml"\noutput = "out"\n'
    generated.write("clientsmith.toml", second)
    # The first client alone would be written anew.
    generated.write("pets.yaml", DOCUMENT.replace("type: string", "type: integer"))
    document, explained = BAD_DOCUMENTS["a path item that leads nowhere"]
    generated.write("cats.yaml", document)
    expected = message(explained).replace("pets.yaml", "cats.yaml")
    assert generated.fails("generate") == expected


def test_inspect_lists_every_operation_as_json() -> None:
    done = Project(ROOT).run("inspect", "c1", "--format", "json")
    assert done.returncode == 0
    document = json.loads(done.stdout)
    (operation,) = document["operations"]
    assert operation["method"] == "GET"
    assert operation["path"] == "/api/v1/functions/{function_id}/invocations"
    assert operation["python"] == "client.functions_invocation.list"
    assert operation["resource"] == "functions_invocation"
    assert operation["auth"] == [["bearerAuth"], ["oauth"]]
    assert operation["pagination"] is None
    assert "`nextPageToken`" in operation["pagination_reason"]
    assert operation["arguments"] == [
        {
            "name": "function_id",
            "in": "path",
            "sent_as": "function_id",
            "required": True,
        }
    ]
    assert operation["bodies"] == []
    assert document["skipped"] == []


def test_inspect_says_which_arguments_make_the_body() -> None:
    done = Project(ROOT).run("inspect", "browserbase", "--format", "json")
    by_name = {
        operation["python"]: operation
        for operation in json.loads(done.stdout)["operations"]
    }
    (body,) = by_name["client.functions.invoke"]["bodies"]
    assert body["content_types"] == ["application/json"]
    assert body["arguments"] == [
        {"name": "params", "in": "body", "sent_as": "params", "required": False},
        {
            "name": "session_create_params",
            "in": "body",
            "sent_as": "sessionCreateParams",
            "required": False,
        },
    ]


def test_inspect_knows_the_methods_of_the_four_clients() -> None:
    done = Project(ROOT).run("inspect", "--format", "json")
    assert done.returncode == 0
    clients = json.loads(done.stdout)["clients"]
    found = {
        operation["python"]: (operation["pagination"], operation["auth"])
        for client in clients
        for operation in client["operations"]
    }
    assert found == {
        "client.functions.invoke": (None, [["BrowserbaseAuth"]]),
        "client.function_versions.list_invocations": ("offset", [["BrowserbaseAuth"]]),
        "client.functions_invocation.list": (None, [["bearerAuth"], ["oauth"]]),
        "client.invocations.list": ("offset", [["bearerAuth"]]),
        "client.runs.list_invocations": ("cursor", [["bearerAuth"]]),
    }
    assert [client["skipped"] for client in clients] == [[]] * 4


def test_inspect_shows_a_table(project: Project) -> None:
    done = project.run("inspect", "--spec", "pets.yaml", "--why")
    assert done.returncode == 0
    for text in ("client.pets.list", "GET /pets", "not paginated"):
        assert text in done.stdout


def test_validate_reports_all_files(project: Project) -> None:
    project.write("one.yaml", "[]")
    project.write("two.yaml", DOCUMENT.replace("3.1.0", "9.0.0"))
    assert project.fails("validate", "two.yaml", "one.yaml", "pets.yaml") == message("""
        one.yaml:1:1: error[version]: not an OpenAPI document: it contains a list, not an object
          at #
          hint: OpenAPI 3.0, 3.1 and 3.2 are understood
        two.yaml:1:1: error[version]: unknown OpenAPI version '9.0.0'
          at #/openapi
          hint: OpenAPI 3.0, 3.1 and 3.2 are understood
        """)
    assert project.run("validate", "pets.yaml").stderr == "valid: pets.yaml\n"


def test_strict_makes_warnings_errors(project: Project) -> None:
    sloppy = DOCUMENT.replace("{type: string}", "{type: string, nullable: true}")
    project.write("pets.yaml", sloppy)
    assert project.run("validate", "pets.yaml").returncode == 0
    assert "error[nullable]" in project.fails("validate", "--strict", "pets.yaml")
    assert "error[nullable]" in project.fails("generate", "--strict")


def test_ingest_merges_pages(project: Project) -> None:
    page = "# Pets\n\n```yaml get /pets\n{}```\n"
    other = DOCUMENT.replace("/pets:", "/cats:").replace("listPets", "listCats")
    project.write("one.md", page.format(DOCUMENT))
    project.write("two.md", page.format(other))
    done = project.run("ingest", "one.md", "two.md", "-o", "specs/pets.yaml")
    assert (done.returncode, done.stderr) == (0, "specs/pets.yaml: from 2 pages\n")
    assert project.run("validate", "specs/pets.yaml").returncode == 0
    text = (project.folder / "specs" / "pets.yaml").read_text(encoding="utf-8")
    assert text.index("/pets:") < text.index("/cats:")


def test_pages_that_disagree_leave_the_old_document(project: Project) -> None:
    page = "```yaml\n{}```\n"
    project.write("one.md", page.format(DOCUMENT))
    other = DOCUMENT.replace("listPets", "allPets")
    project.write("two.md", page.format(other))
    said = project.fails("ingest", "one.md", "two.md", "-o", "pets.yaml")
    for named in ("one.md", "two.md", '"listPets"', '"allPets"'):
        assert named in said


def test_a_page_without_a_document_is_an_error(project: Project) -> None:
    project.write("page.md", "# Nothing here\n")
    assert "page.md" in project.fails("ingest", "page.md", "-o", "specs/pets.yaml")


def test_the_version_is_said(project: Project) -> None:
    assert project.run("--version").stdout.startswith("clientsmith ")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (
            ["generate", "--package", "x"],
            "--package, --output and --stainless go with --spec",
        ),
        (
            ["generate", "x", "--spec", "y"],
            "--spec cannot be combined with names of clients",
        ),
        (["validate"], "Missing argument 'FILE'"),
        (["ingest", "page.md"], "Missing option '--output'"),
        (["explode"], "No such command 'explode'"),
    ],
)
def test_wrong_usage_is_explained(
    project: Project, arguments: list[str], problem: str
) -> None:
    assert problem in project.fails(*arguments)


def test_help_is_no_error(project: Project) -> None:
    done = project.run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    for command in ("generate", "check", "validate", "ingest", "inspect"):
        assert f" {command} " in done.stdout


BAD_DOCUMENTS = {
    "not YAML": (
        "openapi: [3.1.0\n",
        """
        pets.yaml:2:1: error[syntax]: not YAML: did not find expected ',' or ']', while parsing a flow sequence
        """,
    ),
    "not OpenAPI": (
        "name: something\nitems: [1, 2]\n",
        """
        pets.yaml:1:1: error[version]: not an OpenAPI document: it has no `openapi` key
          at #
          hint: OpenAPI 3.0, 3.1 and 3.2 are understood
        """,
    ),
    "Swagger 1.2": (
        'swaggerVersion: "1.2"\ninfo: {title: Old, version: "1"}\npaths: {}\n',
        """
        pets.yaml:1:1: error[version]: Swagger 1.2 documents are not supported
          at #/swaggerVersion
          hint: Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are understood
        """,
    ),
    "a path item that leads nowhere": (
        DOCUMENT.replace(
            "components:\n",
            '  /dogs: {$ref: "#/components/pathItems/Dogs"}\ncomponents:\n',
        ),
        """
        pets.yaml:18:11: error[ref]: `#/components/pathItems/Dogs` does not exist
          at #/paths/~1dogs/$ref
          hint: there is no `pathItems` in `#/components`
        """,
    ),
    "a body that leads nowhere": (
        DOCUMENT.replace(
            "      responses:\n",
            '      requestBody: {$ref: "#/components/requestBodies/Pet"}\n'
            "      responses:\n",
        ),
        """
        pets.yaml:10:21: error[ref]: `#/components/requestBodies/Pet` does not exist
          at #/paths/~1pets/get/requestBody/$ref
          hint: there is no `requestBodies` in `#/components`
        """,
    ),
}

FLAWED_DOCUMENTS = {
    "a missing $ref": (
        DOCUMENT.replace('schemas/Pet"', 'schemas/Pte"'),
        """
        pets.yaml:17:25: warning[ref]: `#/components/schemas/Pte` does not exist: any value is read there
          at #/paths/~1pets/get/responses/200/content/application~1json/schema/items/$ref
          hint: did you mean `#/components/schemas/Pet`?
        """,
    ),
    "a cycle of $refs": (
        DOCUMENT.replace(
            "    Pet:\n",
            '    A: {$ref: "#/components/schemas/B"}\n'
            '    B: {$ref: "#/components/schemas/A"}\n'
            "    Pet:\n",
        ),
        """
        pets.yaml:20:9: warning[ref]: the references form a cycle: #/components/schemas/A -> #/components/schemas/B -> #/components/schemas/A: any value is read there
          at #/components/schemas/A/$ref
          hint: one of them must be a definition, not a reference
        """,
    ),
    "several faults at once": (
        DOCUMENT.replace("/pets:", '"/pets/{id}":').replace("schemas/Pet", "schemas/P"),
        """
        pets.yaml:7:5: warning[path-parameter]: the path parameter `id` of `/pets/{id}` is not declared: it is read as a required string
          at #/paths/~1pets~1{id}/get
          hint: add a parameter with `name: id` and `in: path`
        pets.yaml:17:25: warning[ref]: `#/components/schemas/P` does not exist: any value is read there
          at #/paths/~1pets~1{id}/get/responses/200/content/application~1json/schema/items/$ref
          hint: there is no `P` in `#/components/schemas`
        """,
    ),
    "an operationId twice": (
        DOCUMENT.replace(
            "components:\n",
            "  /dogs:\n    get:\n      operationId: listPets\n"
            '      responses: {"204": {description: None.}}\ncomponents:\n',
        ),
        """
        pets.yaml:20:7: warning[duplicate-operation-id]: the operationId "listPets" is already used by `GET /pets`: neither of them is named after it
          at #/paths/~1dogs/get/operationId
          hint: give every operation its own
        """,
    ),
}


@pytest.mark.parametrize("kind", BAD_DOCUMENTS)
def test_a_bad_document_is_explained(kind: str, generated: Project) -> None:
    document, expected = BAD_DOCUMENTS[kind]
    generated.write("pets.yaml", document)
    assert generated.fails("generate") == message(expected)


@pytest.mark.parametrize("kind", FLAWED_DOCUMENTS)
def test_what_is_assumed_of_a_flawed_document_is_a_warning(
    kind: str, generated: Project
) -> None:
    document, expected = FLAWED_DOCUMENTS[kind]
    generated.write("pets.yaml", document)
    strictly = message(expected).replace("warning[", "error[")
    assert generated.fails("generate", "--strict") == strictly
    done = generated.run("generate")
    assert done.returncode == 0
    assert done.stderr.startswith(message(expected))


def test_an_unknown_key_is_explained(project: Project) -> None:
    project.write("clientsmith.toml", CONFIGURATION.replace("output", "ouptut"))
    assert project.fails("generate") == message("""
        clientsmith.toml:3:1: error[config]: clients.pets: unknown key `ouptut`
          hint: did you mean `output`?
        """)


def test_a_document_that_cannot_be_read_is_explained(project: Project) -> None:
    (project.folder / "pets.yaml").unlink()
    assert project.fails("generate") == (
        "pets.yaml: error[read]: cannot read the file: no such file or directory\n"
    )
    (project.folder / "pets.yaml").mkdir()
    assert project.fails("generate") == (
        "pets.yaml: error[read]: cannot read the file: is a directory\n"
    )


def test_someone_elses_folder_is_explained(project: Project) -> None:
    project.write("out/pets/notes.txt", "mine")
    project.write("out/pets/_client.py", "print('mine')\n")
    assert project.fails("generate") == message("""
        out/pets: error[output]: contains files that clientsmith did not write: _client.py, notes.txt
          hint: choose another output folder, or write into this one with --force
        """)


def test_an_unknown_client_is_explained(project: Project) -> None:
    assert project.fails("generate", "pest") == message("""
        error[config]: no client is called `pest`
          hint: did you mean `pets`?
        """)
