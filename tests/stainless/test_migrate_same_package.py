"""`migrate` without a change of layout: the same package, with an overlay for transforms."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from clientsmith.commands.app import app

DOCUMENT = """\
openapi: 3.1.0
info: {title: Acme, version: "1"}
paths:
  /pets:
    get:
      responses:
        "200":
          description: OK
          content:
            application/json:
              schema:
                type: object
                properties: {color: {type: integer}, old: {type: string}}
"""
CONFIGURATION = """\
# The clients of Acme.
organization: {name: acme}
resources:
  pets: {methods: {list: get /pets, gone: get /gone}}  # all of them
openapi:
  code_samples: readme
  transforms:
    - command: update
      args: {target: '$..properties.color.type', value: string}
    - command: remove
      args: {target: '$..properties.old'}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    (tmp_path / "stainless.yml").write_text(CONFIGURATION)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments])


def files(package: Path) -> dict[str, bytes]:
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*.py")
        if path.name != "_fingerprint.py"
    }


@pytest.mark.parametrize(
    "configuration",
    [
        CONFIGURATION,
        CONFIGURATION.replace("  code_samples: readme\n", ""),
        CONFIGURATION.replace("transforms", "transformations"),
        "{organization: {name: acme}, resources: {pets: {methods: {list: get /pets}}}, "
        "openapi: {transforms: [{command: remove, args: {target: '$..old'}}]}}",
        CONFIGURATION.partition("openapi:")[0],
    ],
    ids=["block", "alone", "older key", "flow", "without transforms"],
)
def test_the_package_is_the_same(project: Path, configuration: str) -> None:
    (project / "stainless.yml").write_text(configuration)
    direct = run(
        *("generate", "--spec", "openapi.yaml", "--stainless", "stainless.yml"),
        *("--package", "acme", "--output", "direct"),
    )
    assert direct.exit_code == 0, direct.stderr
    done = run("migrate", "stainless.yml")
    assert done.exit_code == 0, done.stderr
    generated = run("generate", "acme")
    assert generated.exit_code == 0, generated.stderr
    assert files(project / "generated" / "acme") == files(project / "direct" / "acme")


def test_transforms_become_an_overlay_and_comments_stay(project: Path) -> None:
    done = run("migrate", "stainless.yml")
    assert done.exit_code == 0, done.stderr
    assert "mapped: 2 transforms, 1 operations" in done.stderr
    assert "`get /gone`" in done.stderr or "GET /gone" in done.stderr
    table = tomllib.loads((project / "clientsmith.toml").read_text())
    assert table["clients"]["acme"] == {
        "document": "openapi.yaml",
        "overlays": ["acme.overlay.yaml"],
        "stainless": "acme.stainless.yml",
    }
    kept = (project / "acme.stainless.yml").read_text()
    assert kept.startswith("# The clients of Acme.\n")
    assert "# all of them" in kept
    assert "code_samples" in kept
    assert "command" not in kept
    assert (project / "stainless.yml").read_text() == CONFIGURATION


def test_nothing_is_written_over_or_in_error(project: Path) -> None:
    (project / "acme.stainless.yml").write_text("mine")
    before = sorted(project.iterdir())
    done = run("migrate", "stainless.yml")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "the file is there already" in done.stderr
    (project / "acme.stainless.yml").unlink()
    (project / "stainless.yml").write_text(CONFIGURATION.replace("color", "colour"))
    assert run("migrate", "stainless.yml").exit_code == 2
    assert {*project.iterdir()} < {*before}
