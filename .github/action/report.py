"""Says what `compare.sh` found: outputs, the job's summary, the comment, the exit code.

Runs on the standard library alone, and takes everything from the environment.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comments import CommentError, NotAllowedError, PullRequest, RateLimitError

# `clientsmith diff` keeps its Markdown below 60,000 characters, and GitHub takes 65,536.
_MOST_LINES = 40
_LONGEST = 2_000
_BUMPS = ("none", "patch", "minor", "major")
_NOTHING = "The generated packages are up to date, and the API did not change."
_NOT_COMPARED = "The API was not compared, since there was nothing to compare it with."


@dataclass(frozen=True, slots=True)
class Findings:
    """What the commands found; an exit code is None where one was not run."""

    folder: Path
    check: int | None
    diff: int | None

    def text(self, name: str) -> str:
        """A file that they wrote; empty if they did not."""
        path = self.folder / name
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def comparisons(self) -> list[dict[str, Any]]:
        """The changes of each client, or between two documents."""
        text = self.text("changes.json")
        found: dict[str, Any] = json.loads(text) if text else {"clients": []}
        clients: list[dict[str, Any]] = found.get("clients", [found])
        return clients

    @property
    def are_news(self) -> bool:
        """Whether a reader has to know."""
        changed = any(each["changes"] for each in self.comparisons())
        return bool(self.check) or self.diff == 2 or changed

    def exit_code(self, *, accepted: bool) -> int:
        """The most serious one; `accepted`: changes do not count."""
        diff = 0 if accepted and self.diff == 1 else self.diff or 0
        return max(self.check or 0, diff)


def read(environment: Mapping[str, str]) -> Findings:
    """What `compare.sh` left."""

    def code(name: str) -> int | None:
        text = environment[name]
        return int(text) if text else None

    return Findings(
        Path(environment["REPORTS"]), code("CHECK_STATUS"), code("DIFF_STATUS")
    )


def markdown(found: Findings, environment: Mapping[str, str]) -> str:
    """The comment, and the job's summary."""
    parts = [part.strip() for part in _parts(found)]
    if is_accepted(environment) and found.diff == 1:
        label = environment["ACCEPT_LABEL"].replace("`", "")
        parts.append(f"The changes are accepted by the label `{label}`.")
    parts.append(_origin(environment))
    return "\n\n".join(parts) + "\n"


def is_accepted(environment: Mapping[str, str]) -> bool:
    """Whether the pull request has the label that accepts its changes."""
    wanted = environment["ACCEPT_LABEL"]
    if not wanted:
        return False
    event = json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_text("utf-8"))
    labels = (event.get("pull_request") or {}).get("labels") or ()
    return any(each.get("name") == wanted for each in labels)


def _origin(environment: Mapping[str, str]) -> str:
    """What was compared, and where all of it is."""
    commit = environment["PULL_HEAD"] or environment["GITHUB_SHA"]
    said = f"Commit {commit}."
    if artifact := environment["ARTIFACT"]:
        said += f" [The whole report]({artifact}) is an artifact of the run."
    return f"<sub>{said}</sub>"


def _parts(found: Findings) -> Iterator[str]:
    check, diff = found.text("check.txt"), found.text("diff.txt")
    if found.check == 1:
        yield "## Generated packages are not up to date"
        yield "Run `clientsmith generate`, and commit what it writes."
        yield _quoted(check)
    elif found.check:
        yield "## `clientsmith check` failed"
        yield _quoted(check)
    if found.diff is None:
        if not found.check:
            yield _NOT_COMPARED
    elif found.diff > 1:
        yield "## `clientsmith diff` failed"
        yield "For the same reason." if diff == check else _quoted(diff)
    elif any(each["changes"] for each in found.comparisons()):
        yield found.text("changes.md")
    elif not found.check:
        yield _NOTHING if found.check == 0 else "The API did not change."


def _quoted(text: str) -> str:
    """Lines as they are, within bounds; nothing in them ends the block."""
    lines = text.strip().splitlines()
    shown = "\n".join(lines[:_MOST_LINES])[:_LONGEST]
    longest = max(map(len, re.findall("`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    more = len(lines) - _MOST_LINES
    end = f"\n\n_and {more} more lines in the log_" if more > 0 else ""
    return f"{fence}text\n{shown}\n{fence}{end}"


def outputs(found: Findings, report: Path, artifact: str) -> dict[str, str]:
    """What later steps of the workflow can use."""
    if not found.text("changes.json"):
        return {"report": str(report)}
    summaries = [each["summary"] for each in found.comparisons()]
    counts = {
        name: str(sum(each[name] for each in summaries))
        for name in ("breaking", "warning", "info")
    }
    bumps = [each["bump"] for each in summaries]
    return {
        **counts,
        "bump": max(bumps, key=_BUMPS.index, default="none"),
        "report": str(report),
        "html": str(found.folder / "changes.html"),
        "json": str(found.folder / "changes.json"),
        "sarif": str(found.folder / "changes.sarif"),
        "artifact": artifact,
    }


def comment(found: Findings, text: str, environment: Mapping[str, str]) -> str | None:
    """Keep the comment up to date; what the summary has to say about it."""
    number = environment["PULL_NUMBER"]
    if environment["COMMENT"] != "true" or not number:
        return None
    pull = PullRequest(
        environment["GITHUB_GRAPHQL_URL"],
        environment["TOKEN"],
        environment["GITHUB_REPOSITORY"],
        int(number),
    )
    marker = _marker(environment["WORKING_DIRECTORY"])
    try:
        done = pull.keep_comment(marker, text, create=found.are_news)
    except NotAllowedError:
        return (
            "No comment was written: the token may not write to pull requests. Forks get"
            " such a token; elsewhere the job needs `pull-requests: write`."
        )
    except RateLimitError as error:
        print(_command("warning", f"The comment could not be written: {error}"))
        return "The comment could not be written: GitHub's rate limit is exhausted."
    except CommentError as error:
        print(_command("warning", f"The comment could not be written: {error}"))
        return "The comment could not be written; the log says why."
    print(f"clientsmith: comment {done}")
    return None


def _marker(folder: str) -> str:
    """Each working directory has a comment of its own."""
    name = re.sub(r"[^\w./]+", "_", folder.removeprefix("./").strip("/"))
    return (
        "<!-- clientsmith -->" if name in ("", ".") else f"<!-- clientsmith {name} -->"
    )


def _command(kind: str, text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{kind}::{escaped}"


def _append(path: str, text: str) -> None:
    with Path(path).open("a", encoding="utf-8", newline="\n") as file:
        file.write(text)


def main() -> int:
    """The exit code of the action."""
    environment = os.environ
    found = read(environment)
    text = markdown(found, environment)
    report = found.folder / "report.md"
    report.write_text(text, encoding="utf-8", newline="\n")
    written = outputs(found, report, environment["ARTIFACT"])
    _append(
        environment["GITHUB_OUTPUT"],
        "".join(f"{name}={value}\n" for name, value in written.items()),
    )
    note = comment(found, text, environment)
    if note is not None:
        print(_command("notice", note))
        text += f"\n_{note}_\n"
    _append(environment["GITHUB_STEP_SUMMARY"], f"{text}\n")
    if found.check:
        print(_command("error", "clientsmith check: the job's summary says why"))
    accepted = is_accepted(environment)
    if found.diff and not (accepted and found.diff == 1):
        print(_command("error", "clientsmith diff: the job's summary says why"))
    return found.exit_code(accepted=accepted)


if __name__ == "__main__":
    sys.exit(main())
