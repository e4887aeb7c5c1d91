"""The steps of action.yml, run as GitHub's runner runs them.

Two things stay out: actions that are somebody else's, and what the install step asks pip
for, since that needs a package index; the step itself runs with a
Python that writes down what it was to install (`repository.tools`).
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.integrations.expressions import interpolated
from tests.integrations.repository import git, tools
from tests.integrations.runner import (
    Machine,
    Run,
    clean_environment,
    commands,
    run_steps,
)
from tests.integrations.scenarios import BREAKING_LINE, Branch, Hosted
from tests.integrations.services import TOKEN, Answer, Comment, GitHub, served

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
MARKER = "<!-- clientsmith -->"
ARTIFACT = "https://github.example/acme/api/actions/runs/1/artifacts/2"


@dataclass(slots=True)
class Runner:
    """Runs the action on a branch, as often as there are pushes."""

    repository: Hosted
    folder: Path
    github: GitHub
    url: str
    count: int = 0
    environment: dict[str, str] = field(default_factory=dict)
    machine: Machine = field(init=False)

    def pull(self, name: str, **inputs: Any) -> Run:
        """For a push to a pull request, whose merge is checked out."""
        branch = self.repository.branches[name]
        return self.run(branch.merge, _pull_request(branch), "pull_request", **inputs)

    def run(
        self,
        sha: str,
        event: dict[str, Any],
        event_name: str,
        *,
        whole: bool = False,
        partial: bool = False,
        only: str | None = None,
        **inputs: Any,
    ) -> Run:
        """For any event; `only`: the step of this id, whose outputs need no others."""
        self.count += 1
        folder = self.folder / str(self.count)
        folder.mkdir()
        stubs = tools(folder / "tools")
        workspace = self.repository.origin.checkout(
            sha, folder / "workspace", whole=whole, partial=partial
        )
        (folder / "temp").mkdir()
        environment = clean_environment(
            GITHUB_ACTION_PATH=str(ROOT),
            GITHUB_ACTIONS="true",
            GITHUB_EVENT_NAME=event_name,
            GITHUB_EVENT_PATH=str(folder / "event.json"),
            GITHUB_GRAPHQL_URL=f"{self.url}/graphql",
            GITHUB_REPOSITORY="acme/api",
            GITHUB_SERVER_URL="https://github.example",
            GITHUB_SHA=sha,
            GITHUB_WORKSPACE=str(workspace),
            PYTHONDONTWRITEBYTECODE="1",
            RUNNER_TEMP=str(folder / "temp"),
            **self.environment,
        )
        (folder / "event.json").write_text(json.dumps(event), encoding="utf-8")
        self.machine = Machine(workspace, folder / "temp", environment)
        known = {"github": {"event": event, "token": TOKEN}}
        defaults = {name: value["default"] for name, value in ACTION["inputs"].items()}
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert set(given) <= set(defaults)
        defaults["token"] = TOKEN
        steps = [
            step
            for step in ACTION["runs"]["steps"]
            if only is None or step.get("id") in ("python", "pip", only)
        ]
        run = run_steps(
            steps,
            self.machine,
            {**known, "inputs": {**defaults, "python": "false", **given}},
            {
                "actions/setup-python": {"python-path": str(stubs / "python")},
                "actions/cache": {},
                "actions/upload-artifact": {"artifact-url": ARTIFACT},
            },
        )
        assert TOKEN not in run.log + run.summary
        return run


def _pull_request(branch: Branch, *labels: str) -> dict[str, Any]:
    return {
        "pull_request": {
            "labels": [{"name": label} for label in labels],
            "number": 7,
            "title": "$(touch pwned) `touch pwned`",
            "base": {"sha": branch.base, "ref": "main"},
            "head": {"sha": branch.head, "ref": "$(touch${IFS}pwned)"},
        }
    }


@pytest.fixture
def runner(repository: Hosted, tmp_path: Path) -> Iterator[Runner]:
    github = GitHub()
    with served(github) as url:
        yield Runner(repository, tmp_path, github, url)


def outputs(run: Run) -> dict[str, str]:
    """Of the action."""
    return {
        name: interpolated(value["value"], {"steps": run.steps})
        for name, value in ACTION["outputs"].items()
    }


def test_a_change_that_breaks_callers(runner: Runner) -> None:
    run = runner.pull("breaking", python="true")
    assert run.failed
    found = outputs(run)
    assert (found["breaking"], found["warning"], found["bump"]) == ("1", "0", "major")
    (comment,) = runner.github.comments
    assert comment.body.startswith(f"{MARKER}\n## API changes of `pets`")
    assert "+ client.pets.list(*, q: str)" in comment.body
    assert comment.body.removeprefix(f"{MARKER}\n").strip() == run.summary.strip()
    assert Path(found["report"]).read_text(encoding="utf-8") in run.summary + "\n"
    assert json.loads(Path(found["json"]).read_text())["clients"][0]["client"] == "pets"
    assert Path(found["html"]).read_text("utf-8").startswith("<!doctype html>")
    assert json.loads(Path(found["sarif"]).read_text())["version"] == "2.1.0"
    first, last = commands(run.log)
    assert first[:2] == (
        "error",
        f"file=pets.yaml,line={BREAKING_LINE},title=pets%3A GET /pets (breaking)",
    )
    assert last == ("error", "", "clientsmith diff: the job's summary says why")


def test_nothing_to_say_makes_no_comment(runner: Runner) -> None:
    run = runner.pull("same")
    assert not run.failed
    assert runner.github.comments == []
    assert "up to date, and the API did not change" in run.summary
    found = outputs(run)
    assert (found["breaking"], found["info"], found["bump"]) == ("0", "0", "none")
    assert commands(run.log) == []


def test_one_comment_follows_the_pull_request(runner: Runner) -> None:
    others = [Comment("Nice."), Comment(f"{MARKER}\nby somebody else")]
    others += [Comment("Again.", own=True)] * 120
    runner.github.comments = [*others]
    assert runner.pull("breaking").failed
    assert len(runner.github.comments) == len(others) + 1
    assert "**1 breaking change**" in runner.github.comments[-1].body
    # The change is made in another way, and then taken back.
    assert not runner.pull("harmless").failed
    assert "**1 other change**" in runner.github.comments[-1].body
    runner.github.seen = []
    assert not runner.pull("harmless").failed
    assert runner.github.seen == ["pullRequest("] * 2
    assert not runner.pull("same").failed
    assert "the API did not change" in runner.github.comments[-1].body
    assert len(runner.github.comments) == len(others) + 1
    assert runner.github.comments[:-1] == others


def test_stale_packages_fail_after_the_comment(runner: Runner) -> None:
    run = runner.pull("stale", fail_on="never")
    assert run.failed
    (comment,) = runner.github.comments
    assert "## Generated packages are not up to date" in comment.body
    assert "out/pets/types/" in comment.body
    assert "**1 other change**" in comment.body
    assert "+++ " in run.log
    assert not runner.pull("stale", check="false").failed
    assert "not up to date" not in runner.github.comments[0].body


def test_documents_in_error_are_told(runner: Runner) -> None:
    run = runner.pull("invalid")
    assert run.failed
    assert "## `clientsmith check` failed\n\n```text\npets.yaml:" in run.summary
    assert runner.github.comments[0].body.startswith(
        f"{MARKER}\n## `clientsmith check`"
    )
    assert "## `clientsmith diff` failed\n\nFor the same reason." in run.summary
    assert [command[0] for command in commands(run.log)] == ["error", "error"]
    assert set(outputs(run).values()) == {"", outputs(run)["report"]}


@pytest.mark.parametrize(("fail_on", "failed"), [("never", False), ("any", True)])
def test_what_to_fail_at(fail_on: str, failed: bool, runner: Runner) -> None:
    name = "harmless" if failed else "breaking"
    run = runner.pull(name, fail_on=fail_on, check="false")
    assert run.failed is failed
    assert len(runner.github.comments) == 1


@pytest.mark.parametrize(
    "inputs",
    [
        {"fail_on": "$(touch pwned)", "check": "false"},
        {"check": "yes"},
        {"python": "yes"},
    ],
)
def test_wrong_inputs_fail(inputs: dict[str, str], runner: Runner) -> None:
    assert runner.pull("same", **inputs).failed
    assert not [*runner.folder.rglob("pwned")]


def test_a_token_that_may_only_read(runner: Runner) -> None:
    runner.github.writable = False
    run = runner.pull("harmless", check="false")
    assert not run.failed
    assert "No comment was written: the token may not write" in run.summary
    assert "**1 other change**" in run.summary
    assert runner.pull("breaking", check="false").failed


def test_a_service_that_is_down_fails_nothing(runner: Runner) -> None:
    runner.github.broken = True
    run = runner.pull("harmless", check="false")
    assert not run.failed
    assert "The comment could not be written" in run.summary
    assert ("warning", "", "The comment could not be written: 502 Bad Gateway") in (
        commands(run.log)
    )


LIMITS = [
    Answer({}, 403, {"X-RateLimit-Remaining": "0"}),
    Answer({}, 403, {"Retry-After": "60"}),
    Answer({"message": "You have exceeded a secondary rate limit."}, 403),
    Answer({}, 429),
    Answer({"errors": [{"type": "RATE_LIMITED", "message": "API rate limit"}]}),
]


@pytest.mark.parametrize("answer", LIMITS)
def test_a_rate_limit_is_no_missing_permission(answer: Answer, runner: Runner) -> None:
    runner.github.limit = answer
    run = runner.pull("harmless", check="false")
    assert not run.failed
    assert "rate limit is exhausted" in run.summary
    assert "may not write" not in run.summary


def test_the_comment_says_which_commit_and_where_the_whole_report_is(
    runner: Runner,
) -> None:
    run = runner.pull("harmless", check="false")
    head = runner.repository.branches["harmless"].head
    (comment,) = runner.github.comments
    said = f"Commit {head}. [The whole report]({ARTIFACT}) is an artifact of the run."
    assert comment.body.rstrip().endswith(f"<sub>{said}</sub>")
    given = run.used["actions/upload-artifact"]
    assert given["name"] == "clientsmith-report"
    kept = {path.name for path in Path(given["path"]).iterdir()}
    assert {"changes.md", "changes.html", "changes.json", "changes.sarif"} <= kept
    assert outputs(run)["artifact"] == ARTIFACT
    run = runner.pull("harmless", check="false", artifact="")
    assert "actions/upload-artifact" not in run.used
    assert "artifact of the run" not in runner.github.comments[0].body


@pytest.mark.parametrize("labels", [(), ("other",), ("approved",)])
def test_a_label_accepts_the_changes(labels: tuple[str, ...], runner: Runner) -> None:
    branch = runner.repository.branches["breaking"]
    event = _pull_request(branch, *labels)
    arguments: dict[str, Any] = {"check": "false", "accept_label": "approved"}
    run = runner.run(branch.merge, event, "pull_request", **arguments)
    accepted = "approved" in labels
    assert run.failed is not accepted
    assert ("accepted by the label `approved`" in run.summary) is accepted
    assert "**1 breaking change**" in runner.github.comments[0].body
    assert outputs(run)["breaking"] == "1"


def test_a_label_does_not_accept_stale_packages(runner: Runner) -> None:
    branch = runner.repository.branches["stale"]
    event = _pull_request(branch, "approved")
    assert runner.run(
        branch.merge, event, "pull_request", accept_label="approved"
    ).failed


def test_a_document_is_compared_without_any_configuration(runner: Runner) -> None:
    branch = runner.repository.branches["breaking"]
    bare = runner.folder / "bare"
    shutil.copytree(runner.repository.origin.work / ".git", bare / ".git")
    git(bare, "reset", "--quiet", "--hard", branch.merge)
    git(bare, "rm", "--quiet", "-r", "clientsmith.toml", "out")
    git(bare, "commit", "--quiet", "--message", "without")
    head = git(bare, "rev-parse", "HEAD")
    git(bare, "push", "--quiet", "origin", "HEAD:refs/heads/without")
    run = runner.run(
        head, {}, "push", document="pets.yaml", base=runner.repository.base
    )
    assert run.failed, run.log
    assert outputs(run)["breaking"] == "1"
    assert "`POST" not in run.summary
    assert "**1 breaking change** from" in run.summary
    assert "generated packages" not in run.summary.lower()


@pytest.mark.parametrize("name", ["pets.yaml", "new.yaml"])
def test_a_document_is_compared_with_the_one_that_is_named(
    name: str, runner: Runner
) -> None:
    """Also where the other one is not there: then all of it is new."""
    branch = runner.repository.branches["breaking"]
    run = runner.run(
        branch.merge,
        _pull_request(branch),
        "pull_request",
        document="pets.yaml",
        base_document=f"{branch.base}:{name}",
    )
    assert run.failed is (name == "pets.yaml")
    kind = "required parameter added" if run.failed else "operation added"
    assert f"| {kind} |" in run.summary


def test_a_document_without_anything_to_compare_it_with(runner: Runner) -> None:
    sha = runner.repository.branches["same"].merge
    run = runner.run(sha, {}, "workflow_dispatch", document="pets.yaml")
    assert not run.failed
    assert "nothing to compare it with" in run.summary


def test_the_base_is_not_compared_with_itself(runner: Runner) -> None:
    """`pull_request_target` checks it out, unless the workflow asks for the branch."""
    branch = runner.repository.branches["breaking"]
    event = _pull_request(branch)
    run = runner.run(branch.base, event, "pull_request_target", check="false")
    assert run.failed
    assert "compare" not in run.steps
    assert "use the event pull_request" in run.log
    for sha in (branch.head, branch.merge):
        run = runner.run(sha, event, "pull_request_target", check="false")
        assert outputs(run)["breaking"] == "1"


def test_a_checkout_of_another_user_is_read(runner: Runner) -> None:
    """As in a container; git has a switch for tests of this, which is on for the remote
    repository, too, so that nothing can be fetched.
    """
    runner.environment = {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    branch = runner.repository.branches["breaking"]
    event = _pull_request(branch)
    run = runner.run(branch.merge, event, "pull_request", whole=True, check="false")
    assert outputs(run)["breaking"] == "1", run.log


def test_a_partial_clone_gets_what_it_lacks(runner: Runner) -> None:
    branch = runner.repository.branches["breaking"]
    event = _pull_request(branch)
    run = runner.run(
        branch.merge, event, "pull_request", whole=True, partial=True, check="false"
    )
    assert outputs(run)["breaking"] == "1", run.log


def test_what_pip_downloads_is_kept_by_what_is_asked_for(runner: Runner) -> None:
    sha = runner.repository.branches["same"].merge
    keys = []
    for requirement in ("", "clientsmith==0.1.0", "clientsmith==0.1.0"):
        run = runner.run(sha, {}, "push", only="pip", requirement=requirement)
        found = run.steps["pip"]["outputs"]
        keys.append(found["key"])
        assert Path(found["folder"]).parent == runner.machine.temp
    assert keys[0] != keys[1] == keys[2]


def test_actions_of_others_are_pinned() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (.*)", text)
    assert len(used) == 3
    assert all(
        re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v[\d.]+", value) for value in used
    )


def test_no_comment_on_request(runner: Runner) -> None:
    assert runner.pull("breaking", comment="false", check="false").failed
    assert runner.github.seen == []


def test_a_push_compares_with_what_was_before(runner: Runner) -> None:
    branch = runner.repository.branches["breaking"]
    event = {"before": runner.repository.base, "ref": "refs/heads/main"}
    run = runner.run(branch.merge, event, "push")
    assert run.failed
    assert outputs(run)["breaking"] == "1"
    assert "API changes" in run.summary
    assert runner.github.seen == []


@pytest.mark.parametrize("before", ["0" * 40, "1" * 40])
def test_a_push_without_anything_before(before: str, runner: Runner) -> None:
    branch = runner.repository.branches["breaking"]
    run = runner.run(branch.merge, {"before": before}, "push", check="false")
    assert not run.failed
    assert "nothing to compare it with" in run.summary
    found = outputs(run)
    assert found.pop("report")
    assert set(found.values()) == {""}


def base_of(run: Run) -> str:
    """The commit that was found."""
    assert not run.failed, run.log
    return str(run.steps["base"]["outputs"]["sha"])


def test_a_merge_queue_compares_with_what_it_builds_on(runner: Runner) -> None:
    branch = runner.repository.branches["breaking"]
    event = {"merge_group": {"base_sha": branch.base}}
    run = runner.run(branch.merge, event, "merge_group", only="base")
    assert base_of(run) == branch.base


@pytest.mark.parametrize("behind", [False, True])
def test_the_merge_of_a_pull_request_is_compared_with_its_other_side(
    behind: bool, runner: Runner
) -> None:
    """Whatever the event says: the base may have moved on before the merge was made."""
    branch = runner.repository.branches["breaking"]
    event = _pull_request(branch)
    if behind:
        event["pull_request"]["base"]["sha"] = "1" * 40
    run = runner.run(branch.merge, event, "pull_request", only="base")
    assert base_of(run) == branch.base


def test_the_branch_itself_is_compared_with_where_it_left(runner: Runner) -> None:
    branch = runner.repository.branches["breaking"]
    run = runner.run(branch.head, _pull_request(branch), "pull_request", only="base")
    assert base_of(run) == runner.repository.started


@pytest.mark.parametrize("base", ["later", "origin/later"])
@pytest.mark.parametrize("whole", [False, True])
def test_a_base_by_its_name(base: str, whole: bool, runner: Runner) -> None:
    sha = runner.repository.branches["harmless"].merge
    run = runner.run(sha, {}, "push", whole=whole, only="base", base=base)
    assert base_of(run) == runner.repository.later
    folder = runner.machine.workspace
    shallow = git(folder, "rev-parse", "--is-shallow-repository")
    assert shallow == ("false" if whole else "true")


def test_a_whole_clone_stays_whole(runner: Runner) -> None:
    """This holds where something has to be fetched, too."""
    branches = runner.repository.branches
    sha = branches["harmless"].merge
    number = [*branches].index("same") + 1
    base = f"refs/pull/{number}/head"
    run = runner.run(sha, {}, "push", whole=True, only="base", base=base)
    assert base_of(run) == branches["same"].head
    folder = runner.machine.workspace
    assert git(folder, "rev-parse", "--is-shallow-repository") == "false"


@pytest.mark.parametrize("base", ["nowhere", "--upload-pack=touch", "a:refs/heads/b"])
def test_a_base_that_does_not_exist(base: str, runner: Runner) -> None:
    sha = runner.repository.branches["same"].merge
    run = runner.run(sha, {}, "workflow_dispatch", check="false", base=base)
    assert run.failed
    assert "compare" not in run.steps


def installed(runner: Runner, **inputs: Any) -> tuple[list[str], list[str]]:
    """Return the packages that pip was asked for, and the lines of its constraints."""
    sha = runner.repository.branches["same"].merge
    assert not runner.run(sha, {}, "push", only="install", **inputs).failed
    folder = runner.folder / "1" / "tools"
    arguments = (folder / "pip.txt").read_text().splitlines()
    return arguments, (folder / "constraints.txt").read_text().splitlines()


def test_the_default_installs_this_version_with_its_locked_libraries(
    runner: Runner,
) -> None:
    arguments, limits = installed(runner)
    assert arguments[-2:] == ["--", str(ROOT)]
    assert any(limit.startswith("black==") for limit in limits)
    assert not any(";" in limit or "\\" in limit for limit in limits)


@pytest.mark.parametrize(("constraints", "limits"), [("NOTES", ["x"]), ("", [])])
def test_a_requirement_with_constraints(
    constraints: str, limits: list[str], runner: Runner
) -> None:
    requirement = "clientsmith==0.1.0; $(touch pwned)"
    found = installed(runner, requirement=requirement, constraints=constraints)
    assert found[0][-2:] == ["--", requirement]
    assert found[1] == limits
    assert not [*runner.folder.rglob("pwned")]


def test_a_checkout_without_a_token_is_given_one_to_fetch(runner: Runner) -> None:
    """The header is in no argument, and not there twice."""
    (step,) = (step for step in ACTION["runs"]["steps"] if step.get("id") == "base")
    sha = runner.repository.branches["same"].merge
    runner.run(sha, {}, "push", only="base")
    machine = runner.machine
    asked: list[str | None] = []

    class Remote:
        def answer(self, method: str, target: str, headers: Any, _: Any) -> Answer:
            asked.extend(headers.get_all("Authorization") or [None])
            return Answer({}, 404)

    with served(Remote()) as url:
        git(machine.workspace, "remote", "set-url", "origin", f"{url}/acme/api")
        env = {
            **dict.fromkeys(("PULL_BASE", "PULL_HEAD", "BEFORE"), ""),
            "BASE": "elsewhere",
            "TOKEN": TOKEN,
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_SERVER_URL": url,
            "GITHUB_OUTPUT": str(machine.temp / "output"),
        }
        code, log = machine.run(step["run"], machine.workspace, env)
        key = f"http.{url}/.extraheader"
        git(machine.workspace, "config", key, "AUTHORIZATION: basic kept")
        machine.run(step["run"], machine.workspace, env)
    assert code != 0
    assert TOKEN not in log
    assert asked[0] == "basic eC1hY2Nlc3MtdG9rZW46dmVyeS1zZWNyZXQtdG9rZW4="
    assert asked[-1] == "basic kept"
    assert len(asked) == 2


def test_what_a_command_said_stays_inside_its_block(tmp_path: Path) -> None:
    """However long it is, and whatever fences are in it."""
    said = "".join(f"specs/{number}.yaml: ````\n" for number in range(100))
    (tmp_path / "check.txt").write_text(said, encoding="utf-8")
    environment = clean_environment(
        ACCEPT_LABEL="",
        ARTIFACT="",
        GITHUB_SHA="0" * 40,
        PULL_HEAD="",
        REPORTS=str(tmp_path),
        CHECK_STATUS="2",
        DIFF_STATUS="",
        COMMENT="true",
        PULL_NUMBER="",
        PYTHONDONTWRITEBYTECODE="1",
        **{
            name: str(tmp_path / name)
            for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
        },
    )
    script = f"{sys.executable} {ROOT / '.github/action/report.py'}"
    code, _ = Machine(tmp_path, tmp_path, environment).run(script, tmp_path, {})
    assert code == 2
    summary = (tmp_path / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8")
    block = re.fullmatch(
        r"## `clientsmith check` failed\n\n(`+)text\n(.*?)\n\1\n\n"
        r"_and 60 more lines in the log_\n\n<sub>Commit 0{40}\.</sub>\n\n",
        summary,
        re.DOTALL,
    )
    assert block is not None
    assert block[1] not in block[2]
    assert said.startswith(block[2])


HOSTILE = """\
openapi: 3.1.0
info: {title: "$(touch pwned) `touch pwned`", version: "1"}
servers: [{url: "https://pets.example"}]
paths:
  /pets:
    get:
      operationId: listPets
      summary: |
        ::error::hostile
          ::add-mask::hostile
        ##[error]hostile
        /close
        ```
        <!-- clientsmith -->
      parameters:
        - name: "$(touch pwned)\\n::error::hostile\\n/close\\n"
          in: query
          required: true
          schema: {type: string, default: "```\\n::warning::hostile\\n/close"}
      responses: {"204": {description: "::notice::hostile"}}
"""
HOSTILE_NAME = "$(touch pwned); touch pwned/::error::hostile.yaml"
HOSTILE_FILES = {
    f"a $(touch pwned)/{HOSTILE_NAME}": HOSTILE,
    "a $(touch pwned)/clientsmith.toml": (
        f'[clients.pets]\ndocument = "{HOSTILE_NAME}"\noutput = "out"\n'
    ),
}


def test_texts_and_names_of_strangers_are_no_commands(
    tmp_path: Path, runner: Runner
) -> None:
    origin = runner.repository.origin
    started = runner.repository.base
    calm = {
        name: text.replace("required: true", "required: false")
        for name, text in HOSTILE_FILES.items()
    }
    branch = "$(touch${IFS}pwned);touch${IFS}pwned"
    base = origin.commit(branch, calm, base=started, generate=False)
    head = origin.commit("hostile", HOSTILE_FILES, base=base, generate=False)
    branches = Branch(base, head, origin.merge(99, base, head))
    try:
        run = runner.run(
            branches.merge,
            _pull_request(branches),
            "pull_request",
            working_directory="a $(touch pwned)",
            base=branch,
        )
    finally:
        shutil.rmtree(origin.work / "a $(touch pwned)", ignore_errors=True)
        git(origin.work, "reset", "--quiet", "--hard")
    assert run.failed
    assert not [*tmp_path.rglob("pwned")]
    assert outputs(run)["breaking"] == "1", run.log
    obeyed = commands(run.log)
    assert {entry[0] for entry in obeyed} == {"error"}
    assert all(entry[1] or entry[2].startswith("clientsmith ") for entry in obeyed)
    assert "hostile" in run.log
    (comment,) = runner.github.comments
    assert comment.body.startswith("<!-- clientsmith a_touch_pwned_ -->\n")
    assert not [line for line in comment.body.splitlines() if line.startswith("/")]
