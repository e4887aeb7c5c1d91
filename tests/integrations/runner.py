"""Runs the steps of an action or a job as a runner does, with bash and its files."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.integrations.expressions import condition, interpolated

Steps = list[dict[str, Any]]
_BASH = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")
_KNOWN = {
    "name",
    "id",
    "if",
    "uses",
    "with",
    "run",
    "shell",
    "env",
    "working-directory",
    "continue-on-error",
}
_COMMAND = re.compile(r"\s*::([a-z-]+|[0-9a-f]{32})(?: (.*?))?::(.*)")


@dataclass(frozen=True, slots=True)
class Machine:
    """A runner: the checkout, its temporary folder, and what every process sees."""

    workspace: Path
    temp: Path
    environment: Mapping[str, str]

    def run(self, script: str, folder: Path, env: Mapping[str, str]) -> tuple[int, str]:
        """The exit code, and what was printed."""
        file = self.temp / "step.sh"
        file.write_text(script, encoding="utf-8")
        done = subprocess.run(
            [*_BASH, str(file)],
            cwd=folder,
            env={**self.environment, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout


@dataclass(slots=True)
class Run:
    """The outcome of the steps."""

    failed: bool = False
    log: str = ""
    summary: str = ""
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    used: dict[str, dict[str, str]] = field(default_factory=dict)
    """The inputs of the actions that are not run."""


def run_steps(
    steps: Steps,
    machine: Machine,
    contexts: Mapping[str, Any],
    used: Mapping[str, Mapping[str, str]],
) -> Run:
    """Run them; `used`: the outputs of the actions that stay out of it, without their
    versions.
    """
    run = Run()
    skipped: dict[str, dict[str, Any]] = {}
    for step in steps:
        assert set(step) <= _KNOWN
        known = {**contexts, "steps": {**skipped, **run.steps}}
        if not condition(step.get("if", "success()"), known, failed=run.failed):
            skipped[step.get("id", "")] = {"outputs": _Outputs(), "outcome": "skipped"}
            continue
        if "uses" in step:
            action = step["uses"].partition("@")[0]
            outputs, failed = dict(used[action]), False
            run.used[action] = {
                name: interpolated(str(value), known)
                for name, value in step.get("with", {}).items()
            }
        else:
            outputs, failed = _run_step(step, machine, known, run)
        if "id" in step:
            outcome = "failure" if failed else "success"
            run.steps[step["id"]] = {"outputs": _Outputs(outputs), "outcome": outcome}
        run.failed |= failed and not step.get("continue-on-error", False)
    return run


class _Outputs(dict[str, str]):
    """A step may leave outputs out: they are empty."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return ""


def _run_step(
    step: Mapping[str, Any], machine: Machine, contexts: Mapping[str, Any], run: Run
) -> tuple[dict[str, str], bool]:
    assert "${{" not in step["run"], "text of strangers would become code"
    folder = machine.workspace / interpolated(
        step.get("working-directory", "."), contexts
    )
    files = {
        name: machine.temp / name.lower()
        for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
    }
    for file in files.values():
        file.write_text("", encoding="utf-8")
    env = {
        name: interpolated(str(value), contexts)
        for name, value in step.get("env", {}).items()
    }
    env |= {name: str(file) for name, file in files.items()}
    code, log = machine.run(step["run"], folder, env)
    run.log += log
    run.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
    lines = files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
    outputs = {}
    for line in lines:
        name, equals, value = line.partition("=")
        assert equals and "<<" not in name
        outputs[name] = value
    return outputs, code != 0


def commands(log: str) -> list[tuple[str, str, str]]:
    """The workflow commands that a runner would obey: name, properties, text."""
    found = []
    stopped = None
    for line in log.splitlines():
        match = _COMMAND.match(line)
        if stopped is not None:
            if match is not None and match[1] == stopped:
                stopped = None
        elif match is not None and match[1] == "stop-commands":
            stopped = match[3]
        elif match is not None:
            found.append((match[1], match[2] or "", match[3]))
        else:
            assert "##[" not in line, "the old form of a command"
    assert stopped is None
    return found


def clean_environment(**more: str) -> dict[str, str]:
    """Nothing of the user's: no configuration of git, no variables of a real runner."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "XDG_CACHE_HOME")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "CI": "true",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **more,
    }
