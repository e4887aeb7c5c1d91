"""A small API in a hosted repository, and what branches make of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.commands.test_command_line import CONFIGURATION, DOCUMENT
from tests.integrations.repository import Origin

BREAKING = DOCUMENT.replace(
    "      tags: [Pets]\n",
    "      tags: [Pets]\n"
    "      parameters: [{name: q, in: query, required: true, schema: {type: string}}]\n",
)
HARMLESS = DOCUMENT.replace(
    "name: {type: string}", "name: {type: string}\n        age: {type: integer}"
)
# The line of BREAKING that the annotation has to stand on.
BREAKING_LINE = 1 + BREAKING.splitlines().index(
    "      parameters: [{name: q, in: query, required: true, schema: {type: string}}]"
)


@dataclass(frozen=True, slots=True)
class Branch:
    """The head of a branch, and its merge into the base."""

    base: str
    head: str
    merge: str


@dataclass(frozen=True, slots=True)
class Hosted:
    """The repository, and its branches by name."""

    origin: Origin
    started: str
    later: str
    base: str
    branches: dict[str, Branch]


def hosted(folder: Path) -> Hosted:
    """`main`, which went on after the branches left it, and a branch for each case."""
    origin = Origin(folder)
    started = origin.commit(
        "main", {"pets.yaml": DOCUMENT, "clientsmith.toml": CONFIGURATION}
    )
    heads = {
        "breaking": origin.commit("breaking", {"pets.yaml": BREAKING}, base=started),
        "harmless": origin.commit("harmless", {"pets.yaml": HARMLESS}, base=started),
        "stale": origin.commit(
            "stale", {"pets.yaml": HARMLESS}, base=started, generate=False
        ),
        "invalid": origin.commit(
            "invalid", {"pets.yaml": "paths: [\n"}, base=started, generate=False
        ),
        "same": origin.commit("same", {"NOTES": "x"}, base=started, generate=False),
    }
    later = origin.commit("later", {"OTHER": "y"}, base=started, generate=False)
    base = origin.commit("main-moved", {"MORE": "z"}, base="later", generate=False)
    branches = {}
    for number, (name, head) in enumerate(heads.items(), start=1):
        branches[name] = Branch(base, head, origin.merge(number, base, head))
    return Hosted(origin, started, later, base, branches)
