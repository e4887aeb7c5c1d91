"""Keeps one note under a merge request up to date: what `clientsmith` found.

    python clientsmith_note.py CHECK DIFF FOLDER

CHECK and DIFF are exit codes, FOLDER holds `changes.md` and `changes.json`. The note is
found again by its first line, among those of the token's user only. It is made when there
is something to say, and updated when there is nothing any more. What goes wrong here is
told, and fails nothing. Runs on the standard library alone.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MARKER = "<!-- clientsmith -->"
_TIMEOUT = 30


def main() -> None:
    """Reads the arguments, and the variables of the job."""
    check, diff, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    token = os.environ.get("CLIENTSMITH_TOKEN")
    if not token:
        print("clientsmith: no note, since CLIENTSMITH_TOKEN is not set")
        return
    text = "\n\n".join(_parts(check, diff, folder))
    try:
        done = _keep(
            text or "The packages are up to date, and the API did not change.",
            create=bool(text),
            token=token,
        )
    except (OSError, ValueError) as error:
        done = f"could not be written: {error}"
    print(f"clientsmith: note {done}")


def _parts(check: int, diff: int, folder: Path) -> Iterator[str]:
    """What there is to say."""
    log = f"[the log]({os.environ['CI_JOB_URL']}) says why"
    if check == 1:
        yield "## Generated packages are not up to date"
        yield "Run `clientsmith generate`, and commit what it writes."
    elif check:
        yield f"## `clientsmith check` failed\n\n{log}"
    if diff > 1:
        yield f"## `clientsmith diff` failed\n\n{log}"
        return
    changes = json.loads((folder / "changes.json").read_text(encoding="utf-8"))
    if any(change["changes"] for change in changes["clients"]):
        yield (folder / "changes.md").read_text(encoding="utf-8").strip()


def _keep(text: str, *, create: bool, token: str) -> str:
    """Write the note; what was done."""
    api = os.environ["CI_API_V4_URL"]
    project = os.environ["CI_MERGE_REQUEST_PROJECT_ID"]
    request = os.environ["CI_MERGE_REQUEST_IID"]
    notes = f"{api}/projects/{project}/merge_requests/{request}/notes"
    user, _ = _call("GET", f"{api}/user", token)
    body = f"{MARKER}\n{text}"
    page = "1"
    while page:
        found, page = _call("GET", f"{notes}?per_page=100&page={page}", token)
        for change in found:
            if change["author"]["id"] == user["id"] and change["body"].startswith(
                MARKER
            ):
                if change["body"].strip() == body.strip():
                    return "already there"
                _call("PUT", f"{notes}/{change['id']}", token, body)
                return "updated"
    if not create:
        return "not needed"
    _call("POST", notes, token, body)
    return "created"


def _call(
    method: str, url: str, token: str, body: str | None = None
) -> tuple[Any, str]:
    """The answer, and the number of the next page; empty after the last one."""
    request = urllib.request.Request(
        url,
        None if body is None else json.dumps({"body": body}).encode(),
        {"PRIVATE-TOKEN": token, "Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
        return json.load(response), response.headers.get("X-Next-Page", "")


if __name__ == "__main__":
    main()
