"""`clientsmith update` and `add` of a document in several files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clientsmith.commands.app import app
from clientsmith.diagnostics import DiagnosticError
from clientsmith.sources.answers import Limits
from clientsmith.sources.fetching import Session
from clientsmith.sources.parts import fetch_parts
from clientsmith.sources.records import STATE_NAME
from tests.commands.test_command_line import DOCUMENT, Project
from tests.commands.test_update import Site, configured, redirects, sends, server, site

__all__ = ["server", "site"]

REFERENCE = '{$ref: "#/components/schemas/Pet"}'
PET = "type: object\nproperties:\n  name: {$ref: ../parts/text.json#/name}\n"
TEXT = '{"name": {"type": "string"}}'
LAID_OUT = """\
{
  "name": {
    "type": "string"
  }
}
"""


def leading_to(reference: str) -> str:
    return DOCUMENT.replace(REFERENCE, f"{{$ref: {json.dumps(reference)}}}")


ROOT = leading_to("schemas/pet.yaml")
ANSWERS = {
    "/v1/pets.yaml": sends(ROOT, '"1"'),
    "/v1/schemas/pet.yaml": sends(PET, '"2"'),
    "/v1/parts/text.json": sends(TEXT, '"3"'),
}
FILES = {
    "specs/pets.yaml": ROOT,
    "specs/schemas/pet.yaml": PET,
    "specs/parts/text.json": LAID_OUT,
}


@pytest.fixture(scope="module")
def first_run(server: Site, tmp_path_factory: pytest.TempPathFactory) -> Project:
    server.answers = {**ANSWERS}
    folder = tmp_path_factory.mktemp("first")
    project = configured(folder, pets=[f"{server.url}/v1/pets.yaml"])
    done = project.run("update")
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture
def pets(first_run: Project, site: Site, tmp_path: Path) -> Project:
    shutil.copytree(first_run.folder, tmp_path, dirs_exist_ok=True)
    site.answers = {**ANSWERS}
    return Project(tmp_path)


def contents(project: Project) -> dict[str, str]:
    return {
        path.relative_to(project.folder).as_posix(): path.read_text()
        for path in (project.folder / "specs").rglob("*")
        if path.is_file()
    }


def test_all_files_come_in_the_layout_that_they_have(pets: Project) -> None:
    assert contents(pets) == FILES
    assert pets.run("check").returncode == 0
    models = (pets.folder / "out/pets/types/models.py").read_text()
    assert "name: str" in models


def test_each_file_is_asked_for_by_its_own_etag(pets: Project, site: Site) -> None:
    before = pets.hashes()
    done = pets.run("update")
    assert (done.returncode, done.stderr) == (0, "pets: unchanged\n")
    assert {*site.seen} == {
        ("/v1/pets.yaml", '"1"'),
        ("/v1/schemas/pet.yaml", '"2"'),
        ("/v1/parts/text.json", '"3"'),
    }
    assert pets.hashes() == before
    pets.write("specs/parts/text.json", "{}")
    site.seen.clear()
    assert pets.run("update").returncode == 0
    assert ("/v1/parts/text.json", None) in site.seen
    assert contents(pets) == FILES


def test_a_change_in_another_file_is_generated_and_told(
    pets: Project, site: Site
) -> None:
    number = TEXT.replace("string", "integer")
    site.answers["/v1/parts/text.json"] = sends(number, '"4"')
    assert pets.run("update", "--check").returncode == 1
    done = pets.run("update", "--format", "json")
    assert done.returncode == 0, done.stderr
    (client,) = json.loads(done.stdout)["clients"]
    (change,) = client["changes"]
    assert change["id"] == "response-property-type-changed"
    assert change["revision_location"]["file"] == "specs/parts/text.json"
    kept = LAID_OUT.replace("string", "integer")
    assert contents(pets) == {**FILES, "specs/parts/text.json": kept}
    assert pets.run("check").returncode == 0
    assert pets.run("update", "--check").returncode == 0


def test_a_file_that_is_not_referred_to_any_more_goes(
    pets: Project, site: Site
) -> None:
    site.answers["/v1/schemas/pet.yaml"] = sends("type: object\n", '"4"')
    assert pets.run("update").returncode == 0
    assert {*contents(pets)} == {"specs/pets.yaml", "specs/schemas/pet.yaml"}
    pets.write("specs/schemas/pet.yaml", "type: object # mine\n")
    site.answers["/v1/pets.yaml"] = sends(DOCUMENT, '"5"')
    assert pets.run("update").returncode == 0
    assert {*contents(pets)} == {"specs/pets.yaml", "specs/schemas/pet.yaml"}


def test_unless_all_files_arrive_nothing_is_replaced(pets: Project, site: Site) -> None:
    site.answers["/v1/pets.yaml"] = sends(f"{ROOT}# changed\n")
    site.answers["/v1/schemas/pet.yaml"] = sends(PET + "description: New.\n")
    site.answers["/v1/parts/text.json"] = lambda request: request.send_error(404)
    said = pets.fails("update")
    assert "specs/schemas/pet.yaml:3:10: error[fetch]" in said
    assert "/v1/parts/text.json: answered 404 Not Found" in said
    assert "`pets` stays as it is" in said
    site.answers["/v1/parts/text.json"] = sends("{", '"4"')
    assert "specs/parts/text.json:1:2: error[syntax]" in pets.fails("update")
    site.answers["/v1/parts/text.json"] = sends(TEXT, missing=3)
    assert "error[fetch]" in pets.fails("update")


def test_files_come_from_the_server_of_the_document_only(
    pets: Project, site: Site
) -> None:
    elsewhere = site.url.replace("127.0.0.1", "localhost")
    site.answers["/v1/schemas/pet.yaml"] = redirects(f"{elsewhere}/x")
    site.answers["/x"] = sends(PET)
    said = pets.fails("update")
    assert f"redirects to another server, {elsewhere}/x" in said
    assert all(path != "/x" for path, _ in site.seen)
    site.answers["/v1/schemas/pet.yaml"] = redirects("/x")
    assert pets.run("update").returncode == 0


def test_what_a_redirected_document_refers_to_is_beside_its_target(
    pets: Project, site: Site
) -> None:
    site.answers["/v2/pets.yaml"] = sends(f"{ROOT}# 2\n")
    site.answers["/v1/pets.yaml"] = redirects("/v2/pets.yaml")
    site.answers["/v2/schemas/pet.yaml"] = sends("type: object\n")
    assert pets.run("update").returncode == 0
    assert contents(pets)["specs/schemas/pet.yaml"] == "type: object\n"


@pytest.fixture
def hungry(pets: Project, site: Site, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project whose site has every file that anybody asks for."""

    class Anything(dict[str, object]):
        def __missing__(self, path: str) -> object:
            return sends("type: object\n")

    (pets.folder / "out/linked").mkdir()
    (pets.folder / "specs/linked").symlink_to(pets.folder / "out/linked")
    site.answers = Anything({**ANSWERS})  # type: ignore[assignment]
    monkeypatch.chdir(pets.folder)
    return pets


@pytest.mark.parametrize(
    "reference",
    [
        ".github/up.yaml",
        "up.py",
        "up",
        "a.yaml/up.yaml",
        "a%0a/up.yaml",
        "a\\up.yaml",
    ],
)
def test_no_file_has_a_name_that_is_none_for_documents(
    reference: str, hungry: Project, site: Site
) -> None:
    site.answers["/v1/pets.yaml"] = sends(leading_to(reference))
    before = hungry.hashes()
    done = CliRunner().invoke(app, ["update"])
    assert done.exit_code == 2
    assert hungry.hashes() == before
    assert "its name is not allowed for a file of a document" in done.stderr
    assert "specs/pets.yaml:17:" in done.stderr


def test_no_two_files_have_names_that_are_one_on_some_systems(
    hungry: Project, site: Site
) -> None:
    site.answers["/v1/pets.yaml"] = sends(leading_to("Pets.yaml"))
    before = hungry.hashes()
    done = CliRunner().invoke(app, ["update"])
    assert done.exit_code == 2
    assert hungry.hashes() == before
    assert "are one file on some systems" in done.stderr


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("../up.yaml", "is outside the document's folder"),
        ("%2e%2e/up.yaml", "is outside the document's folder"),
        ("schemas/..%2f../../up.yaml", "is outside the document's folder"),
        ("/tmp/up.yaml", "is outside the document's folder"),
        ("linked/up.yaml", "is outside the document's folder"),
        ("https://x.example/up.yaml", "is a remote reference"),
        ("a%00/up.yaml", "is not a file name"),
        ("C:up.yaml", "is a remote reference"),
    ],
)
def test_nothing_is_fetched_for_outside_of_the_documents_folder(
    reference: str, said: str, hungry: Project, site: Site, tmp_path: Path
) -> None:
    site.answers["/v1/pets.yaml"] = sends(leading_to(reference))
    done = CliRunner().invoke(app, ["update"])
    assert done.exit_code == 0
    assert "specs/pets.yaml:17:" in done.stderr
    assert said in done.stderr
    assert "any value is read there" in done.stderr
    assert {path for path, _ in site.seen} <= {*ANSWERS}
    assert not [*tmp_path.rglob("*up.yaml")]


def test_a_file_that_did_not_come_with_the_document_is_not_replaced(
    pets: Project, site: Site
) -> None:
    pets.write("specs/mine.yaml", "type: string\n")
    site.answers |= {
        "/v1/pets.yaml": sends(leading_to("mine.yaml")),
        "/v1/mine.yaml": sends("type: integer\n"),
    }
    said = pets.fails("update")
    reason = "a file that does not belong to this document already exists"
    assert f"specs/mine.yaml: error[output]: {reason}" in said
    pets.write("specs/mine.yaml", "type: integer\n")
    assert pets.run("update").returncode == 0


def test_two_clients_share_no_file_unless_it_is_the_same(
    pets: Project, site: Site
) -> None:
    root = f"{site.url}/v1/pets.yaml"
    configured(pets.folder, pets=[root], dogs=[f"{site.url}/v2/dogs.yaml"])
    site.answers |= {
        "/v2/dogs.yaml": sends(leading_to("schemas/pet.yaml")),
        "/v2/schemas/pet.yaml": sends(PET),
        "/v2/parts/text.json": sends(TEXT),
    }
    assert pets.run("update").returncode == 0
    site.answers["/v2/parts/text.json"] = sends(TEXT.replace("string", "integer"))
    assert "specs/parts/text.json: error[output]" in pets.fails("update")
    (pets.folder / STATE_NAME).unlink()
    site.answers["/v2/dogs.yaml"] = sends(DOCUMENT)
    assert pets.run("update").returncode == 0
    assert contents(pets)["specs/schemas/pet.yaml"] == PET


def test_two_clients_of_one_document_share_its_files(pets: Project, site: Site) -> None:
    configuration = (pets.folder / "clientsmith.toml").read_text()
    more = configuration.replace("[clients.pets]", "[clients.more]")
    pets.write("clientsmith.toml", configuration + more)
    assert pets.run("update").returncode == 0
    number = TEXT.replace("string", "integer")
    site.answers["/v1/parts/text.json"] = sends(number, '"4"')
    done = pets.run("update")
    assert done.returncode == 0, done.stderr
    kept = LAID_OUT.replace("string", "integer")
    assert contents(pets)["specs/parts/text.json"] == kept


def test_a_reference_back_needs_the_documents_name(pets: Project, site: Site) -> None:
    configured(pets.folder, cats=[f"{site.url}/v1/pets.yaml"])
    site.answers["/v1/schemas/pet.yaml"] = sends(
        "$ref: ../pets.yaml#/components/schemas/Pet\n"
    )
    said = pets.run("update").stderr
    assert "specs/schemas/pet.yaml:1:1: error[fetch]: `pets.yaml` is the document" in (
        said
    )
    assert 'document = ".../pets.yaml"' in said
    site.answers["/v1/schemas/pet.yaml"] = sends("$ref: ../cats.yaml\n")
    assert "`../cats.yaml` is another file, which is kept as `cats.yaml`" in (
        pets.fails("update")
    )
    assert not (pets.folder / "specs/cats.yaml").exists()


def test_a_document_in_several_files_is_added_in_a_folder_of_its_own(
    site: Site, tmp_path: Path
) -> None:
    back = "$ref: ../openapi.yaml#/components/schemas/Pet\n"
    site.answers = {
        "/pets": redirects("/v1/openapi.yaml"),
        "/v1/openapi.yaml": sends(ROOT, '"1"'),
        "/v1/schemas/pet.yaml": sends(back, '"2"'),
    }
    project = Project(tmp_path)
    done = project.run("add", f"{site.url}/pets")
    assert done.returncode == 0, done.stderr
    assert contents(project) == {
        "specs/pets/openapi.yaml": ROOT,
        "specs/pets/schemas/pet.yaml": back,
    }
    configuration = (tmp_path / "clientsmith.toml").read_text()
    assert 'document = "specs/pets/openapi.yaml"' in configuration
    assert project.run("update", "--check").stderr == "pets: unchanged\n"
    assert project.run("generate").returncode == 0


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(files=1), "`parts/text.json`: the document has more than 1 files"),
        (Limits(size=len(PET) + 1), "the document's files are more than 0 MB"),
        (Limits(total=0), "the files of the document take too long"),
    ],
)
def test_all_files_together_have_limits(
    limits: Limits, said: str, site: Site, tmp_path: Path
) -> None:
    site.answers = {**ANSWERS}
    url = f"{site.url}/v1/pets.yaml"
    with pytest.raises(DiagnosticError) as error, Session(limits) as session:
        fetch_parts(url, ROOT, tmp_path / "pets.yaml", {}, session)
    assert said in str(error.value)


def test_files_in_place_of_any_part_come_as_well(tmp_path: Path, site: Site) -> None:
    """A `$ref` may stand for an operation, a list, a text, or an answer by default."""
    root = (
        "openapi: 3.1.0\n"
        "info: {title: Pets, version: {$ref: about/version.yaml}}\n"
        "servers: [{url: 'https://pets.test'}]\n"
        "paths: {$ref: paths.yaml}\n"
    )
    files = {
        "pets.yaml": root,
        "about/version.yaml": "'7'\n",
        "paths.yaml": "/pets: {get: {$ref: operations/list.yaml}}\n",
        "operations/list.yaml": "operationId: list_pets\nparameters: {$ref: limits.yaml}\n"
        "responses: {$ref: ../answers.yaml}\n",
        "operations/limits.yaml": "[{name: limit, in: query, schema: {$ref: kind.yaml}}]",
        "operations/kind.yaml": "type: string\nenum: {$ref: kinds.yaml}\n",
        "operations/kinds.yaml": "[big, small]\n",
        "answers.yaml": "default: {$ref: answer.yaml}\n",
        "answer.yaml": "description: Any.\n",
    }
    site.answers = {f"/v1/{name}": sends(text) for name, text in files.items()}
    project = configured(tmp_path, pets=[f"{site.url}/v1/pets.yaml"])
    done = project.run("update")
    assert done.returncode == 0, done.stderr
    assert contents(project) == {f"specs/{name}": text for name, text in files.items()}
    files_of_package = (tmp_path / "out/pets").rglob("*.py")
    assert any('"big", "small"' in file.read_text() for file in files_of_package)
