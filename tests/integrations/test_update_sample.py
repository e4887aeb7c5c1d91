"""The job of docs/samples/update.yml, with a `gh` that writes down what it is asked.

What pip would install stays out: it needs a package index.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.commands.test_command_line import DOCUMENT
from tests.conftest import ROOT
from tests.integrations.expressions import interpolated
from tests.integrations.repository import Origin, git, tools
from tests.integrations.runner import Machine, Run, clean_environment, run_steps
from tests.integrations.scenarios import BREAKING, HARMLESS

WORKFLOW = yaml.safe_load((ROOT / "docs/samples/update.yml").read_text("utf-8"))
(JOB,) = WORKFLOW["jobs"].values()
BRANCH = "clientsmith/update"
CONFIGURATION = """\
[clients.pets]
document = "specs/pets.yaml"
output = "out"
sources = ["../../../upstream.yaml"]
"""
GH = """\
#!/bin/sh
# One pull request at most; its number is there while it is open.
printf '%s ' "$@" >>{folder}/gh.txt
echo >>{folder}/gh.txt
case "$1 $2" in
"pr list") cat {folder}/open ;;
"pr create") echo 3 >{folder}/open ;;
esac
for each; do
    if [ "$previous" = --body-file ]; then cp "$each" {folder}/body.md; fi
    previous=$each
done
"""


class Mornings:
    """The job, run on a new checkout each time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.origin = Origin(folder)
        self.upstream = folder / "upstream.yaml"
        self.upstream.write_text(DOCUMENT, encoding="utf-8")
        self.stubs = tools(folder / "tools")
        (folder / "open").write_text("")
        gh = self.stubs / "gh"
        gh.write_text(GH.format(folder=folder))
        gh.chmod(0o755)
        self.origin.commit(
            "main",
            {"clientsmith.toml": CONFIGURATION, "specs/pets.yaml": DOCUMENT},
        )
        self.count = 0

    def run(self) -> Run:
        self.count += 1
        folder = self.folder / "runs" / str(self.count)
        (folder / "temp").mkdir(parents=True)
        workspace = self.origin.checkout("main", folder / "workspace")
        github = {"github": {"token": "very-secret-token"}}
        env = {name: interpolated(value, github) for name, value in JOB["env"].items()}
        environment = clean_environment(**env, RUNNER_TEMP=str(folder / "temp"))
        environment["PATH"] = f"{self.stubs}:{environment['PATH']}"
        machine = Machine(workspace, folder / "temp", environment)
        return run_steps(
            JOB["steps"],
            machine,
            github,
            {"actions/checkout": {}, "actions/setup-python": {}},
        )

    def asked(self) -> list[str]:
        """Return the calls of `gh` since the last time."""
        path = self.folder / "gh.txt"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return [" ".join(line.split()[:2]) for line in lines]

    def pushed(self, name: str) -> str:
        """A file of the branch, at the hosting service."""
        return git(self.origin.bare, "show", f"{BRANCH}:{name}")


@pytest.fixture
def mornings(tmp_path: Path) -> Mornings:
    return Mornings(tmp_path)


def test_a_change_becomes_one_pull_request(mornings: Mornings) -> None:
    first = mornings.run()
    assert not first.failed, first.log
    assert "nothing changed" in first.log
    assert mornings.asked() == []

    mornings.upstream.write_text(HARMLESS, encoding="utf-8")
    assert not mornings.run().failed
    assert mornings.asked() == ["pr list", "pr create"]
    assert mornings.pushed("specs/pets.yaml") == HARMLESS.strip()
    assert "age" in mornings.pushed("out/pets/types/models.py")
    body = mornings.folder / "body.md"
    assert "**1 other change**" in body.read_text("utf-8")

    mornings.upstream.write_text(BREAKING, encoding="utf-8")
    assert not mornings.run().failed
    assert mornings.asked() == ["pr list", "pr edit"]
    assert mornings.pushed("specs/pets.yaml") == BREAKING.strip()
    assert "**1 breaking change**" in body.read_text("utf-8")


def test_a_source_in_error_fails_the_run(mornings: Mornings) -> None:
    mornings.upstream.write_text("paths: [", encoding="utf-8")
    run = mornings.run()
    assert run.failed
    assert "`pets` stays as it is" in run.log
    assert mornings.asked() == []
