"""`python -m benchmarks.comparison REVISION DOCUMENT...`: how long `clientsmith diff` takes.

Each document is compared with a copy of it that has a few edits, by the code as it is and
by the code as it was at a revision of this repository, one after the other in each round.
Times are whole processes without any cache; figures are medians.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.environments import ROOT, BenchmarkError
from benchmarks.generation import parsed
from benchmarks.generators import Run, declared_operations, timed
from benchmarks.ratios import Paired

_METHODS = frozenset({"get", "put", "post", "delete", "patch"})
_HEAD = """# Speed of comparison

Seconds for `clientsmith diff` of a document and a copy with a few edits, whole processes
without any cache, as medians; memory is the peak. `ratio` is to the same at {revision}, in
the same rounds. Made by `make diff-speed SINCE={revision} DOCUMENTS="FILE..."` on
{processors} processors; not edited by hand.

A comparison also validates and repairs both documents, so that no mistake in one of them
passes for a change of the API, nor hides one. Revisions before that are faster where
little has changed.

| document | operations | MB | changes | seconds | ratio | memory, MB | with `--python` |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured with one document: pairs of runs now and then."""

    document: Path
    changes: int
    pairs: Sequence[tuple[Run, Run]]
    python: Sequence[Run]

    @property
    def cells(self) -> str:
        """The row of the table."""
        now = [run for run, _ in self.pairs]
        ratio = Paired(
            tuple((one.seconds, two.seconds) for one, two in self.pairs)
        ).ratio
        figures = (
            self.document.name,
            declared_operations(self.document),
            f"{self.document.stat().st_size / 1e6:.1f}",
            self.changes,
            f"{median(run.seconds for run in now):.2f}",
            f"{ratio:.2f}",
            f"{max(run.megabytes for run in now):.0f}",
            f"{median(run.seconds for run in self.python):.2f}",
        )
        return f"| {' | '.join(map(str, figures))} |\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="comparison", description=__doc__)
    parser.add_argument("revision")
    parser.add_argument("documents", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "comparison")
    options = parser.parse_args(arguments)
    build = options.build.resolve()
    shutil.rmtree(build, ignore_errors=True)
    then = _code_of(options.revision, build / "then")
    head = _HEAD.format(revision=options.revision, processors=os.cpu_count())
    sys.stdout.write(head)
    for path in options.documents:
        sys.stdout.write(_measured(path.resolve(), then, options.rounds, build).cells)


def _code_of(revision: str, folder: Path) -> Path:
    """The generator as it was, without a checkout."""
    done = subprocess.run(
        ["git", "archive", "--format=tar", revision, "generator", "templates"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise BenchmarkError(done.stderr.decode(errors="replace"))
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _measured(document: Path, then: Path, rounds: int, build: Path) -> Row:
    folder = build / document.stem
    folder.mkdir(parents=True)
    base, revision = folder / "base.json", folder / "revision.json"
    value = parsed(document)
    base.write_text(json.dumps(value, indent=1, default=str), "utf-8")
    edit(value)
    revision.write_text(json.dumps(value, indent=1, default=str), "utf-8")
    report = folder / "changes.json"
    _run(ROOT, folder, "--report", f"json={report}")
    found = json.loads(report.read_text("utf-8"))
    pairs = [(_run(ROOT, folder), _run(then, folder)) for _ in range(rounds)]
    python = [_run(ROOT, folder, "--python") for _ in range(rounds)]
    return Row(document, len(found["changes"]), pairs, python)


def _run(code: Path, folder: Path, *flags: str) -> Run:
    """`clientsmith diff` by the code in a folder."""
    place = folder / "run"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    root = code / "generator"
    # Before 0.2 the package was `generator` itself.
    path, module = (
        (root, "clientsmith")
        if (root / "clientsmith").is_dir()
        else (code, "generator")
    )
    settings = (f"PYTHONPATH={path}", f"XDG_CACHE_HOME={place / 'cache'}")
    command = [sys.executable, "-m", module, "diff", "--fail-on", "never"]
    sides = [str(folder / name) for name in ("base.json", "revision.json")]
    run = timed(["env", *settings, *command, *sides, *flags], place)
    if not run.succeeded:
        raise BenchmarkError(run.output)
    return run


def edit(document: dict[str, Any]) -> None:
    """Remove the last operation, ask for more in the first, and promise less."""
    operations = [*_operations(document)]
    item, method = operations[-1]
    del item[method]
    item, method = operations[0]
    needed = {"name": "x-added", "in": "query", "schema": {"type": "string"}}
    parameters = [*item[method].get("parameters", []), needed | {"required": True}]
    item[method]["parameters"] = parameters
    for schema in document.get("components", {}).get("schemas", {}).values():
        if len(schema.get("required", ())) > 1 and "properties" in schema:
            schema["required"] = schema["required"][1:]
            break


def _operations(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for item in document["paths"].values():
        for method in item:
            if method in _METHODS:
                yield item, method


if __name__ == "__main__":
    main()
