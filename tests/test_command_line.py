"""The commands as people run them: output, exit codes, and every bad input's message."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

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

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "generator", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "160"},
            capture_output=True,
            text=True,
            check=False,
        )

    def fails(self, *arguments: str) -> str:
        """What a run with bad input says on standard error."""
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


def message(text: str) -> str:
    return dedent(text).lstrip("\n")


def test_generate_writes_a_package_that_imports(project: Project) -> None:
    done = project.run("generate")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("pets: out/pets: ")
    program = "import pets; print(pets.Pets.__name__, pets.types.Pet(name='Rex').name)"
    imported = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(project.folder / "out")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert imported.stdout == "Pets Rex\n"


def test_generating_again_changes_nothing(project: Project) -> None:
    project.run("generate")
    before = project.hashes()
    assert project.run("generate", "pets").stderr == "pets: out/pets: nothing changed\n"
    assert project.hashes() == before


def test_one_document_needs_no_configuration(project: Project) -> None:
    (project.folder / "clientsmith.toml").unlink()
    arguments = ("--spec", "pets.yaml", "--package", "zoo", "--output", "src")
    assert project.run("generate", *arguments).returncode == 0
    assert (project.folder / "src" / "zoo" / "py.typed").is_file()


def test_check_is_content_with_fresh_output(project: Project) -> None:
    project.run("generate")
    done = project.run("check")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "up to date: pets\n"


def test_check_shows_what_is_stale(project: Project) -> None:
    project.run("generate")
    project.write("pets.yaml", DOCUMENT.replace("name: {type", "nick_name: {type"))
    done = project.run("check")
    assert done.returncode == 1
    assert "--- a/out/pets/types/models.py" in done.stdout
    assert "-    name: str\n+    nick_name: str | None = None\n" in done.stdout
    assert "out/pets/types/models.py: stale\n" in done.stderr


def test_check_finds_missing_output(project: Project) -> None:
    done = project.run("check")
    assert done.returncode == 1
    assert "out/pets/_client.py: missing\n" in done.stderr


def test_an_edited_file_is_kept_unless_forced(project: Project) -> None:
    project.run("generate")
    path = project.folder / "out" / "pets" / "_client.py"
    path.write_text(path.read_text() + "# mine\n")
    said = project.fails("generate")
    assert "out/pets/_client.py: error[output]: " in said
    assert "edited" in said
    assert project.run("generate", "--force").returncode == 0
    assert "# mine" not in path.read_text()


def test_a_folder_with_other_files_is_not_taken_over(project: Project) -> None:
    project.write("out/pets/_client.py", "print('mine')\n")
    said = project.fails("generate")
    assert "out/pets" in said
    assert "--force" in said


def test_one_broken_document_keeps_all_packages_as_they_are(project: Project) -> None:
    second = CONFIGURATION + '[clients.cats]\ndocument = "cats.yaml"\noutput = "out"\n'
    project.write("clientsmith.toml", second)
    project.write("cats.yaml", DOCUMENT.replace("schemas/Pet", "schemas/Cat"))
    said = project.fails("generate")
    assert "cats.yaml:17:25: error[ref]" in said
    assert not (project.folder / "out").exists()


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
    assert document["skipped"] == []


def test_inspect_shows_a_table(project: Project) -> None:
    done = project.run("inspect", "--spec", "pets.yaml")
    assert done.returncode == 0
    for text in ("client.pets.list", "GET /pets", "not paginated"):
        assert text in done.stdout


def test_validate_reports_all_files(project: Project) -> None:
    project.write("one.yaml", "[]")
    project.write("two.yaml", "{}")
    done = project.run("validate", "one.yaml", "two.yaml", "pets.yaml")
    assert done.returncode == 2
    assert "one.yaml:1:1: " in done.stderr
    assert "two.yaml:1:1: " in done.stderr
    assert project.run("validate", "pets.yaml").stderr == "valid: pets.yaml\n"


def test_strict_makes_warnings_errors(project: Project) -> None:
    sloppy = DOCUMENT.replace("{type: string}", "{type: string, nullable: true}")
    project.write("pets.yaml", sloppy)
    assert project.run("validate", "pets.yaml").returncode == 0
    assert "error[nullable]" in project.fails("validate", "--strict", "pets.yaml")
    assert "error[nullable]" in project.fails("generate", "--strict")


def test_ingest_merges_pages(project: Project) -> None:
    project.write("page.md", f"# Pets\n\n```yaml get /pets\n{DOCUMENT}```\n")
    done = project.run("ingest", "page.md", "-o", "specs/pets.yaml")
    assert (done.returncode, done.stderr) == (0, "specs/pets.yaml: from 1 page\n")
    assert project.run("validate", "specs/pets.yaml").returncode == 0


def test_a_page_without_a_document_is_an_error(project: Project) -> None:
    project.write("page.md", "# Nothing here\n")
    assert "page.md" in project.fails("ingest", "page.md", "-o", "specs/pets.yaml")


def test_the_version_is_said(project: Project) -> None:
    assert project.run("--version").stdout.startswith("clientsmith ")


def test_wrong_usage_is_exit_code_2(project: Project) -> None:
    assert project.run("generate", "--package", "x").returncode == 2
    assert project.run("explode").returncode == 2


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
    "Swagger 2.0": (
        'swagger: "2.0"\ninfo: {title: Old, version: "1"}\npaths: {}\n',
        """
        pets.yaml:1:1: error[version]: Swagger 2.0 documents are not supported
          at #/swagger
          hint: convert it to OpenAPI 3 first, for example with `npx swagger2openapi` or at https://editor.swagger.io
        """,
    ),
    "a missing $ref": (
        DOCUMENT.replace('schemas/Pet"', 'schemas/Pte"'),
        """
        pets.yaml:17:25: error[ref]: `#/components/schemas/Pte` does not exist
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
        pets.yaml:20:9: error[ref]: the references form a cycle: #/components/schemas/A -> #/components/schemas/B -> #/components/schemas/A
          at #/components/schemas/A/$ref
          hint: one of them must be a definition, not a reference
        """,
    ),
    "an operationId twice": (
        DOCUMENT.replace(
            "components:\n",
            "  /dogs:\n    get:\n      operationId: listPets\n"
            '      responses: {"204": {description: None.}}\ncomponents:\n',
        ),
        """
        pets.yaml:20:7: error[duplicate-operation-id]: the operationId "listPets" is already used by `GET /pets`
          at #/paths/~1dogs/get/operationId
          hint: every operation needs its own
        """,
    ),
}


@pytest.mark.parametrize("kind", BAD_DOCUMENTS)
def test_a_bad_document_is_explained(kind: str, project: Project) -> None:
    document, expected = BAD_DOCUMENTS[kind]
    project.run("generate")
    project.write("pets.yaml", document)
    assert project.fails("generate") == message(expected)


def test_an_unknown_key_is_explained(project: Project) -> None:
    project.write("clientsmith.toml", CONFIGURATION.replace("output", "ouptut"))
    assert project.fails("generate") == message("""
        clientsmith.toml:3:1: error[config]: unknown key `ouptut`
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
    assert project.fails("generate") == message("""
        out/pets: error[output]: holds files that clientsmith did not write: notes.txt
          hint: choose another output folder, or write between them with --force
        """)


def test_an_unknown_client_is_explained(project: Project) -> None:
    said = project.fails("generate", "pest")
    assert "no client is called `pest`" in said
    assert "did you mean `pets`?" in said
