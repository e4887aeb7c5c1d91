"""Small pairs of documents with the right verdict, and how `diff` judges them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from clientsmith.diff.changes import Comparison
from clientsmith.diff.inputs.reading import read_side
from clientsmith.diff.run import compare

SHIPPED = Path(__file__).with_name("diff_pairs.yaml")
_TODAY = date(2026, 11, 1)
_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair, the verdict that is right, and ours."""

    name: str
    right: str
    ours: str


def shipped() -> Iterator[Judged]:
    """The pairs of this repository."""
    pairs = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        for pair in pairs:
            files = [Path(folder, f"{side}.json") for side in ("base", "revision")]
            for file in files:
                document = _document(pair["in"], pair[file.stem])
                file.write_text(json.dumps(document), encoding="utf-8")
            yield Judged(pair["name"], pair["verdict"], _verdict(*files))


def of_folder(folder: Path) -> Iterator[Judged]:
    """Folders with `a.yaml` and `b.yaml`; the last column of the table in the README has
    their verdicts.
    """
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for line in readme.splitlines():
        cells = [word.strip() for word in line.strip("| ").split("|")]
        base = folder / cells[0] / "a.yaml"
        if len(cells) == _COLUMNS and base.is_file():
            ours = _verdict(base, base.with_name("b.yaml"))
            yield Judged(cells[0], cells[-1], ours)


def section(title: str, judged: Iterable[Judged]) -> Iterator[str]:
    """The part of the page about them."""
    found = [*judged]
    right = sum(pair.ours == pair.right for pair in found)
    yield f"\n## {title}\n"
    yield f"Judged as they are labelled: {right} of {len(found)}.\n"
    yield "| pair | right | ours |"
    yield "|---|---|---|"
    for pair in sorted(found, key=lambda pair: pair.name):
        yield f"| {pair.name} | {pair.right} | {pair.ours} |"


def _document(where: str, said: Any) -> dict[str, Any]:
    head = {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}}
    if where == "document":
        return {**head, "paths": {}, **said}
    content = {"content": {"application/json": {"schema": said}}}
    answer: dict[str, Any] = {"description": "done"}
    operation: dict[str, Any] = {"responses": {"200": answer}}
    if where == "request":
        operation["requestBody"] = content
    else:
        answer.update(content)
    return {**head, "paths": {"/things": {"post": operation}}}


def _verdict(base: Path, revision: Path) -> str:
    sides = [read_side(side.name, side, None) for side in (base, revision)]
    found: Comparison = compare(*sides, today=_TODAY)
    severities = {str(change.severity) for change in found.changes}
    levels = ("breaking", "warning", "info")
    return next((level for level in levels if level in severities), "none")
