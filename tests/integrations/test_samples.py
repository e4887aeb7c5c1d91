"""The parts of the action and the samples: versions, names, rules of safety."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from clientsmith.version import __version__
from tests.conftest import ROOT
from tests.integrations.expressions import condition, evaluated, interpolated
from tests.integrations.runner import commands

SAMPLES = ROOT / "docs" / "samples"
SCRIPTS = ROOT / ".github" / "action"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
PULL_REQUEST = (SAMPLES / "pull-request.yml").read_text(encoding="utf-8")


def uses_of(text: str) -> dict[str, Any]:
    """The steps of the sample's job that use actions, by the action."""
    (job,) = yaml.safe_load(text)["jobs"].values()
    return {step["uses"]: step for step in job["steps"]}


def test_the_workflow_gives_the_action_what_it_takes() -> None:
    step = uses_of(PULL_REQUEST)[f"clientsmith/clientsmith@v{__version__}"]
    assert set(step["with"]) <= set(ACTION["inputs"])
    workflow = yaml.safe_load(PULL_REQUEST)
    assert workflow["permissions"] == {"contents": "read", "pull-requests": "write"}
    # YAML 1.1 reads `on` as true.
    assert set(workflow[True]) == {"pull_request"}


def test_the_optional_upload_takes_what_the_action_gives() -> None:
    comment, _, _ = PULL_REQUEST.partition("      # Optional:")
    rest = PULL_REQUEST[len(comment) :].splitlines()[1:]
    text = comment + "\n".join(line.replace("# ", "", 1) for line in rest)
    step = uses_of(text)["github/codeql-action/upload-sarif@v3"]
    given = dict.fromkeys(ACTION["outputs"], "")
    contexts = {"steps": {"clients": {"outputs": given}}}
    assert not condition(step["if"], contexts, failed=True)
    given["sarif"] = "changes.sarif"
    assert condition(step["if"], contexts, failed=True)
    assert interpolated(step["with"]["sarif_file"], contexts) == "changes.sarif"


def test_the_guide_names_what_there_is() -> None:
    text = (ROOT / "docs/guides/pull-requests.md").read_text(encoding="utf-8")
    action, hooks = map(
        yaml.safe_load,
        re.findall(r"^```yaml\n(- .*?)^```$", text, re.MULTILINE | re.DOTALL),
    )
    assert action[1]["uses"] == f"clientsmith/clientsmith@v{__version__}"
    assert set(action[1]["with"]) <= set(ACTION["inputs"])
    (repository,) = hooks
    assert repository["rev"] == f"v{__version__}"
    known = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert {hook["id"] for hook in repository["hooks"]} <= {
        hook["id"] for hook in known
    }


@pytest.mark.parametrize("name", ["update.yml", "pull-request.yml", "gitlab-ci.yml"])
def test_samples_name_this_version(name: str) -> None:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    assert set(re.findall(r"clientsmith(?:==|@v)([\d.]+)", text)) == {__version__}


def test_each_input_and_output_is_documented_and_used() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name, about in ACTION["inputs"].items():
        assert about["description"], name
        assert "default" in about, name
        assert f"inputs.{name} }}}}" in text, name
    for name, about in ACTION["outputs"].items():
        assert about["description"], name
        assert about["value"] == f"${{{{ steps.report.outputs.{name} }}}}"


def test_scripts_stop_at_failures_and_are_all_run() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    scripts = sorted(SCRIPTS.glob("*.sh"))
    assert scripts
    for script in scripts:
        assert "\nset -euo pipefail\n" in script.read_text(encoding="utf-8")
        assert f"/.github/action/{script.name}" in text
    for name in re.findall(r"/(\.github/action/[\w.]+)", text):
        assert (ROOT / name).is_file()


@pytest.mark.parametrize(
    "expression",
    ["inputs.none", "github.actor", "!always()", "a ? b : c", "fromJSON('')"],
)
def test_an_expression_that_is_not_known_fails(expression: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        evaluated(expression, {"inputs": {}, "github": {"event": {}}})


def test_expressions_are_evaluated_as_github_does() -> None:
    contexts = {"inputs": {"a": "x", "b": ""}, "github": {"event": {"c": {"d": 1}}}}
    for expression, value in {
        "inputs.a": "x",
        "inputs.b || inputs.a": "x",
        "inputs.b || github.event.c.d": 1,
        "github.event.none.at.all": "",
        "inputs.a == 'x' && inputs.b != 'x'": True,
        "inputs.b && inputs.a": "",
    }.items():
        assert evaluated(expression, contexts) == value


def test_the_log_is_read_as_a_runner_reads_it() -> None:
    log = "a ::error::no\n  ::error file=a::yes\n::stop-commands::0f\n::error::no\n"
    word = "0f" * 16
    stopped = log.replace("::0f\n", f"::{word}\n") + f"::{word}::\n::notice::on\n"
    assert commands(stopped) == [("error", "file=a", "yes"), ("notice", "", "on")]
