"""A realistic report: two clients of this repository, after their APIs moved on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

_CONFIG = """
[clients.kernel]
document = "specs/kernel.yaml"

[clients.kernel.credentials.bearerAuth]
arguments = { token = "api_key" }

[clients.browserbase]
document = "specs/browserbase.yaml"

[[diff.accept]]
id = "request-property-enum-value-removed"
operation = "*"
reason = "agreed with the API's team: tablets were never offered"
"""
_DEPRECATED = (
    "      operationId: FunctionVersions_listInvocations\n",
    "      operationId: FunctionVersions_listInvocations\n      deprecated: true\n",
)
_EDITS = {
    "kernel": (
        (
            "        - name: limit\n          in: query\n",
            "        - name: project_id\n"
            "          in: query\n"
            "          required: true\n"
            "          description: The project whose invocations are listed.\n"
            "          schema:\n"
            "            type: string\n"
            "        - name: limit\n          in: query\n",
        ),
        ("            maximum: 100\n", "            maximum: 50\n"),
        (
            "            - failed\n          example: succeeded\n",
            "            - failed\n            - cancelled\n"
            "          example: succeeded\n",
        ),
        (
            "        action_name:\n          type: string\n          description: Name",
            "        region:\n"
            "          type: string\n"
            "          description: Where the invocation ran\n"
            "        action_name:\n          type: string\n          description: Name",
        ),
        ("  version: 0.1.0\n", "  version: 0.2.0\n"),
    ),
    "browserbase": (
        (
            "                        advancedStealth:\n"
            "                          description: Advanced Browser Stealth Mode\n"
            "                          type: boolean\n",
            "",
        ),
        ("                            - tablet\n", ""),
        (
            "                      maximum: 900\n",
            "                      maximum: 3600\n",
        ),
        (
            "        expiresAt:\n",
            "        queuedAt:\n"
            "          type: string\n"
            "          format: date-time\n"
            "        expiresAt:\n",
        ),
    ),
}


def example_report(folder: Path) -> str:
    """Return the report of `diff --against HEAD` on both, in a repository in `folder`."""
    specs = folder / "specs"
    specs.mkdir(parents=True)
    (folder / "clientsmith.toml").write_text(_CONFIG, encoding="utf-8")
    texts = {value: _text(value) for value in _EDITS}
    texts["browserbase"] = _replaced(texts["browserbase"], *_DEPRECATED)
    for name, text in texts.items():
        (specs / f"{name}.yaml").write_text(text, encoding="utf-8")
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "Before"]):
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)
    for name, text in texts.items():
        changed = text
        for edit in _EDITS[name]:
            changed = _replaced(changed, *edit)
        if name == "browserbase":
            changed = _without_listing(changed)
        (specs / f"{name}.yaml").write_text(changed, encoding="utf-8")
    command = ["diff", "--against", "HEAD", "--format", "html", "--fail-on", "never"]
    done = subprocess.run(
        [sys.executable, "-m", "clientsmith", *command],
        cwd=folder,
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    return done.stdout


def _text(name: str) -> str:
    return (ROOT / "specs" / f"{name}.yaml").read_text(encoding="utf-8")


def _replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)


def _without_listing(text: str) -> str:
    """Without the operation that was deprecated, the last of the document."""
    start = text.index("  /v1/functions/versions/{id}/invocations:\n")
    return text[:start] + text[text.index("components:\n") :]
