"""The job of docs/samples/gitlab-ci.yml, run as GitLab's runner runs it.

What pip would install stays out: it needs a package index.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.integrations.repository import tools
from tests.integrations.runner import Machine, clean_environment
from tests.integrations.scenarios import Hosted
from tests.integrations.services import TOKEN, Comment, GitLab, served

SAMPLES = ROOT / "docs" / "samples"
(JOB,) = yaml.safe_load((SAMPLES / "gitlab-ci.yml").read_text("utf-8")).values()
MARKER = "<!-- clientsmith -->"


@dataclass(slots=True)
class Runner:
    """Runs the job for a merge request, as often as there are pushes."""

    repository: Hosted
    folder: Path
    gitlab: GitLab
    url: str
    count: int = 0

    def push(
        self, name: str, *, merged: bool = False, token: str = TOKEN
    ) -> tuple[int, str, Path]:
        """The exit code, the log, and the folder of the artifacts.

        `merged`: a pipeline for the result of the merge, which GitLab can make.
        """
        self.count += 1
        folder = self.folder / str(self.count)
        folder.mkdir()
        stubs = tools(folder / "tools")
        branch = self.repository.branches[name]
        workspace = self.repository.origin.checkout(
            branch.merge if merged else branch.head, folder / "workspace"
        )
        (workspace / ".gitlab").mkdir()
        note = workspace / ".gitlab" / "clientsmith_note.py"
        shutil.copy(SAMPLES / "gitlab_note.py", note)
        environment = clean_environment(
            CI_API_V4_URL=f"{self.url}/api/v4",
            CI_JOB_URL="https://gitlab.example/acme/api/-/jobs/5",
            CI_MERGE_REQUEST_DIFF_BASE_SHA=self.repository.started,
            CI_MERGE_REQUEST_IID="7",
            CI_MERGE_REQUEST_PROJECT_ID="11",
            CI_MERGE_REQUEST_SOURCE_BRANCH_NAME="$(touch pwned)",
            CI_MERGE_REQUEST_TARGET_BRANCH_SHA=branch.base if merged else "",
            CI_MERGE_REQUEST_TITLE="$(touch pwned)",
            **({"CLIENTSMITH_TOKEN": token} if token else {}),
        )
        environment["PATH"] = f"{stubs}:{environment['PATH']}"
        script = "\n".join(JOB["script"])
        code, log = Machine(workspace, folder, environment).run(script, workspace, {})
        assert TOKEN not in log
        assert not (workspace / "pwned").exists()
        (artifacts,) = JOB["artifacts"]["paths"]
        pinned = 'python -m pip install "clientsmith==0.1.0"'
        assert pinned in JOB["script"]
        assert (stubs / "pip.txt").read_text().split() == pinned.replace(
            '"', ""
        ).split()[1:]
        return code, log, workspace / artifacts


@pytest.fixture
def runner(repository: Hosted, tmp_path: Path) -> Iterator[Runner]:
    gitlab = GitLab()
    with served(gitlab) as url:
        yield Runner(repository, tmp_path, gitlab, url)


def changes(artifacts: Path) -> Any:
    (client,) = json.loads((artifacts / "changes.json").read_text("utf-8"))["clients"]
    return client


def test_one_note_follows_the_merge_request(runner: Runner) -> None:
    others = [Comment(f"{MARKER}\nby somebody else")]
    others += [Comment("Again.", own=True)] * 205
    runner.gitlab.comments = [*others]
    code, log, artifacts = runner.push("breaking")
    assert code == 1
    assert "clientsmith: note created" in log
    assert changes(artifacts)["summary"]["breaking"] == 1
    assert (artifacts / "changes.html").is_file()
    note = runner.gitlab.comments[-1]
    shown = (artifacts / "changes.md").read_text("utf-8").strip()
    assert note.body == f"{MARKER}\n{shown}"
    code, log, _ = runner.push("same")
    assert code == 0
    assert "clientsmith: note updated" in log
    assert note.body.endswith("the API did not change.")
    assert runner.gitlab.comments == [*others, note]


def test_nothing_to_say_makes_no_note(runner: Runner) -> None:
    code, log, _ = runner.push("same")
    assert code == 0
    assert "clientsmith: note not needed" in log
    assert runner.gitlab.comments == []


def test_stale_packages_fail(runner: Runner) -> None:
    code, log, _ = runner.push("stale")
    assert code == 1
    assert "+++ " in log
    (note,) = runner.gitlab.comments
    assert "## Generated packages are not up to date" in note.body
    assert "**1 other change**" in note.body


def test_documents_in_error_are_told(runner: Runner) -> None:
    runner.gitlab.writable = False
    code, log, artifacts = runner.push("invalid")
    assert code > 1
    assert "pets.yaml:" in log
    assert "note could not be written: HTTP Error 403" in log
    assert not (artifacts / "changes.json").exists()
    runner.gitlab.writable = True
    assert runner.push("invalid")[0] == code
    assert "clientsmith: note already there" in runner.push("invalid")[1]
    (note,) = runner.gitlab.comments
    assert "[the log](https://gitlab.example/acme/api/-/jobs/5)" in note.body


def test_without_a_token_there_are_artifacts(runner: Runner) -> None:
    """In a pipeline for the result of the merge, which is compared with the target."""
    code, log, artifacts = runner.push("harmless", merged=True, token="")
    assert code == 0
    assert "CLIENTSMITH_TOKEN is not set" in log
    assert changes(artifacts)["base"] == f"{runner.repository.base}:pets.yaml"
    assert changes(artifacts)["summary"]["info"] == 1
    assert runner.gitlab.seen == []
