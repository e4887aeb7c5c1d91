"""A hosted git repository, and shallow checkouts of it as CI makes them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.commands import forks
from tests.conftest import ROOT
from tests.integrations.runner import clean_environment

_AUTHOR = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
}


def git(folder: Path, *arguments: str) -> str:
    """Return the output of git, which must not fail."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=clean_environment(**_AUTHOR),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def clientsmith(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command of this checkout."""
    environment = clean_environment(PYTHONPATH=str(ROOT / "generator"))
    return forks.run(arguments, folder, environment)


class Origin:
    """The repository of the hosting service, and a clone to make commits in."""

    def __init__(self, folder: Path) -> None:
        self.bare = folder / "origin.git"
        self.work = folder / "work"
        git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git")
        git(folder, "init", "--quiet", "--initial-branch=main", "work")
        git(self.work, "remote", "add", "origin", self.url)
        git(self.bare, "config", "uploadpack.allowFilter", "true")
        git(self.bare, "config", "uploadpack.allowAnySHA1InWant", "true")

    @property
    def url(self) -> str:
        """Not the path alone: git would copy everything, however shallow."""
        return self.bare.as_uri()

    def commit(
        self,
        branch: str,
        files: Mapping[str, str],
        *,
        base: str | None = None,
        generate: bool = True,
    ) -> str:
        """A commit on a branch, which begins at `base` when it is given."""
        if base is not None:
            git(self.work, "switch", "--quiet", "--create", branch, base)
        for name, text in files.items():
            path = self.work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if generate:
            done = clientsmith(self.work, "generate")
            assert done.returncode == 0, done.stderr
        git(self.work, "add", "--all")
        git(self.work, "commit", "--quiet", "--message", branch)
        git(self.work, "push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")
        return git(self.work, "rev-parse", "HEAD")

    def merge(self, number: int, base: str, head: str) -> str:
        """Make the merge commit that GitHub checks out for a pull request."""
        git(self.work, "switch", "--quiet", "--detach", base)
        git(self.work, "merge", "--quiet", "--no-ff", "--message", "merge", head)
        git(self.work, "push", "--quiet", "origin", f"HEAD:refs/pull/{number}/merge")
        git(self.work, "push", "--quiet", "origin", f"{head}:refs/pull/{number}/head")
        return git(self.work, "rev-parse", "HEAD")

    def checkout(
        self, commit: str, folder: Path, *, whole: bool = False, partial: bool = False
    ) -> Path:
        """The commit, and unless `whole` nothing before it; `partial`: files of other
        commits are left out, to be fetched when they are read.
        """
        folder.mkdir()
        git(folder, "init", "--quiet", "--initial-branch=main")
        git(folder, "remote", "add", "origin", self.url)
        if partial:
            git(folder, "config", "remote.origin.promisor", "true")
            git(folder, "config", "remote.origin.partialclonefilter", "blob:none")
        if whole:
            git(folder, "fetch", "--quiet", "origin")
        git(
            folder,
            "fetch",
            "--quiet",
            *(() if whole else ("--depth=1",)),
            "origin",
            commit,
        )
        git(folder, "checkout", "--quiet", "--detach", "FETCH_HEAD")
        return folder


def tools(folder: Path) -> Path:
    """A folder with a Python that installs nothing, for the steps that would.

    Its `-m venv` makes an environment with the `clientsmith` of this checkout, and its
    `-m pip` writes down the arguments. Everything else is the real one.
    """
    folder.mkdir()
    real = sys.executable
    clientsmith_command = folder / "clientsmith"
    _script(
        clientsmith_command,
        f'PYTHONPATH={ROOT / "generator"} exec {sys.executable} -P -m clientsmith "$@"',
    )
    _script(
        folder / "python",
        f"""\
case "$*" in
"-I -m venv "*)
    mkdir -p "$4/bin"
    cp {folder}/python {clientsmith_command} "$4/bin/"
    ;;
*"-m pip "*)
    for each; do printf '%s\\n' "$each"; done >>{folder}/pip.txt
    while [ $# -gt 0 ]; do
        if [ "$1" = --constraint ]; then cp "$2" {folder}/constraints.txt; fi
        shift
    done
    ;;
*) exec {real} "$@" ;;
esac""",
    )
    return folder


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
