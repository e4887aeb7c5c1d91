"""The commands with a client that a stainless.yml describes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from clientsmith.commands.app import app

DOCUMENT = """\
openapi: 3.1.0
info: {title: Acme, version: "1"}
servers: [{url: https://api.acme.example}]
paths:
  /pets:
    get:
      parameters: [{name: after, in: query, schema: {type: string}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/PetPage"}}}}}
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}}
  /debug:
    get: {responses: {"204": {description: ok}}}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
    PetPage:
      type: object
      properties:
        data: {type: array, items: {$ref: "#/components/schemas/Pet"}}
        next: {type: string}
"""
STAINLESS = """\
organization: {name: acme}
targets: {python: {package_name: acme_pets}}
client_settings: {opts: {api_key: {type: string, nullable: true}}}
environments: {production: https://api.acme.example}
resources:
  animals:
    models: {animal: Pet}
    methods: {search: get /pets, create: post /pets}
unspecified_endpoints: [get /debug]
pagination:
  - name: animal_page
    type: cursor
    request:
      after: {type: string, x-stainless-pagination-property: {purpose: next_cursor_param}}
    response:
      data: {type: array, items: {}}
      next: {type: string, x-stainless-pagination-property: {purpose: next_cursor_field}}
openapi:
  transforms:
    - command: update
      args: {target: $.components.schemas.Pet.properties.name.type, value: integer}
"""
CONFIGURATION = """\
output = "src"

[clients.acme]
document = "openapi.yml"
stainless = "stainless.yml"
"""
BY_STAINLESS = (
    "# File generated from our OpenAPI spec by Stainless. See CONTRIBUTING.md\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document, a stainless.yml and a configuration."""
    (tmp_path / "openapi.yml").write_text(DOCUMENT)
    (tmp_path / "stainless.yml").write_text(STAINLESS)
    (tmp_path / "clientsmith.toml").write_text(CONFIGURATION)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def generated(*arguments: str) -> str:
    done = run("generate", "--no-cache", *arguments)
    assert done.exit_code == 0, done.stderr
    return done.stderr


def test_one_package_without_a_configuration(project: Path) -> None:
    (project / "clientsmith.toml").unlink()
    output = generated(
        *("--spec", "openapi.yml", "--stainless", "stainless.yml", "--output", "out")
    )
    assert "acme_pets" in output
    assert (project / "out/acme_pets/resources/animals.py").is_file()
    animal = (project / "out/acme_pets/types/animal.py").read_text()
    assert "name: Optional[int]" in animal


def test_stainless_goes_with_a_document(project: Path) -> None:
    done = run("generate", "--stainless", "stainless.yml")
    assert done.exit_code == 2
    assert "--stainless go with --spec" in " ".join(done.stderr.split())


def test_the_file_is_part_of_the_input(project: Path) -> None:
    generated()
    assert run("check", "--no-cache").exit_code == 0
    changed = STAINLESS.replace("{animal: Pet}", "{creature: Pet}")
    (project / "stainless.yml").write_text(changed)
    stale = run("check")
    assert stale.exit_code == 1
    assert "src/acme/types/creature.py: missing" in stale.stderr
    assert (
        "1 updated" in generated() or (project / "src/acme/types/creature.py").exists()
    )
    assert not (project / "src/acme/types/animal.py").exists()
    assert run("check").exit_code == 0


def test_names_of_the_client_are_options(project: Path) -> None:
    options = 'class_name = "Zoo"\nenv_prefix = "ZOO"\nhttp_library = "httpx"\n'
    (project / "clientsmith.toml").write_text(CONFIGURATION + options)
    output = generated()
    client = (project / "src/acme/_client.py").read_text()
    assert "class Zoo(" in client
    assert "ZOO_BASE_URL" in client
    assert "clientsmith.toml:8:" in output
    assert "`http_library` is not used with `stainless`" in output


def test_inspect_shows_the_planned_names(project: Path) -> None:
    shown = json.loads(run("inspect", "acme", "--format", "json").stdout)
    names = {each["python"]: each["pagination"] for each in shown["operations"]}
    assert names == {"client.animals.search": "cursor", "client.animals.create": None}
    assert shown["excluded"] == ["GET /debug"]


def test_diff_compares_what_the_transforms_make(project: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], check=True, capture_output=True)

    git("init", "--quiet")
    git("add", ".")
    git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "first")
    assert "no changes" in run("diff", "--against", "HEAD").stdout.lower()
    debug = DOCUMENT.replace("/debug:", "/debugging:")
    (project / "openapi.yml").write_text(debug)
    assert "no changes" in run("diff", "--against", "HEAD").stdout.lower()
    changed = STAINLESS.replace("search: get", "find: get").replace(
        "value: integer", "value: boolean"
    )
    (project / "stainless.yml").write_text(changed)
    done = run("diff", "--against", "HEAD")
    assert "boolean" in done.stdout
    assert "animals.search" in done.stdout
    assert "animals.find" in done.stdout


def test_errors_of_the_file_stop_the_command(project: Path) -> None:
    changed = STAINLESS.replace("schemas.Pet.", "schemas.Pets.")
    (project / "stainless.yml").write_text(changed)
    done = run("generate", "--no-cache")
    assert done.exit_code == 2
    assert "stainless.yml:20:" in done.stderr
    assert not (project / "src/acme").exists()


def test_files_of_the_owner_survive(project: Path) -> None:
    package = project / "src/acme"
    for name, text in {
        "lib/helpers.py": "x = 1\n",
        "_base_client.py": "# without a header\n",
        "_utils/_old.py": "# without a header\n",
        "resources/animals.py": BY_STAINLESS,
        "types/gone.py": BY_STAINLESS,
        "own.py": "y = 2\n",
        "_version.py": f'{BY_STAINLESS}__version__ = "1.4.0"\n',
    }.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text)
    generated()
    assert (package / "lib/helpers.py").read_text() == "x = 1\n"
    assert (package / "own.py").read_text() == "y = 2\n"
    assert not (package / "types/gone.py").exists()
    assert not (package / "_utils/_old.py").exists()
    assert "class AnimalsResource" in (package / "resources/animals.py").read_text()
    assert '"1.4.0"' in (package / "_version.py").read_text()
    (package / "_version.py").write_text('__version__ = "1.5.0"\n')
    assert run("check", "--no-cache").exit_code == 0
    (package / "resources/animals.py").write_text("edited\n")
    done = run("generate", "--no-cache")
    assert done.exit_code == 2
    assert "was edited by hand" in done.stderr


def test_a_folder_of_another_kind_is_not_taken_over(project: Path) -> None:
    (project / "src/acme").mkdir(parents=True)
    (project / "src/acme/_client.py").write_text("mine = 1\n")
    done = run("generate", "--no-cache")
    assert done.exit_code == 2
    assert "contains files that clientsmith did not write" in done.stderr
