"""`python -m benchmarks.generation DOCUMENT...`: our time and memory beside the peers'.

Every round runs all generators one after the other, so that a slow minute of the
machine slows all of them. Times are whole processes; figures are medians. Ratios are to
the faster peer that succeeded; a failed run is marked with an asterisk.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from benchmarks.environments import ROOT
from benchmarks.generators import (
    CLIENTS,
    OURS,
    OURS_CACHED,
    PEERS,
    Generator,
    Run,
    declared_operations,
)

_HEAD = """# Speed of generation

Seconds for a whole run, as medians, and the ratio to the faster of the peers that succeed;
memory is the peak of the largest process. `cold` is without any cache, `changed` after an
edit of one operation, `unchanged` after no edit. An asterisk: the generator failed. Made
by `make speed DOCUMENTS="FILE..."` on {machine}; not edited by hand.

"""
_METHODS = frozenset({"get", "put", "post", "delete", "patch"})


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured with one document."""

    document: str
    operations: int
    cold: Sequence[Run]
    changed: Sequence[Run]
    unchanged: Sequence[Run]
    peers: Sequence[Sequence[Run]]

    def cells(self) -> Iterator[str]:
        succeeded = [runs for runs in self.peers if all(run.succeeded for run in runs)]
        fastest = min(map(_seconds, succeeded or self.peers))
        yield self.document
        yield str(self.operations)
        for runs in (self.cold, self.changed, self.unchanged):
            yield f"{_seconds(runs):.2f} ({_seconds(runs) / fastest:.2f})"
        for runs in self.peers:
            failed = "" if all(run.succeeded for run in runs) else "*"
            yield f"{_seconds(runs):.2f}{failed}"
        for runs in (self.cold, *self.peers):
            yield f"{max(run.megabytes for run in runs):.0f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="generation", description=__doc__)
    parser.add_argument("documents", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "generation")
    options = parser.parse_args(arguments)
    rows = [
        _measured(path.resolve(), options.rounds, options.build.resolve())
        for path in options.documents
    ]
    head = _HEAD.format(machine=f"{os.cpu_count()} processors")
    sys.stdout.write(head + _table(rows) + _together(options.rounds, options.build))


def _together(rounds: int, build: Path) -> str:
    """Our clients together, beside one of them by the peer that is quicker to start."""
    spec = ROOT / "specs" / "kernel.yaml"
    ours, peer = list[Run](), list[Run]()
    for _ in range(rounds):
        ours.append(CLIENTS.run(spec, build / "together" / "ours"))
        peer.append(_fresh(PEERS[0], spec, build / "together"))
    ratio = _seconds(ours) / _seconds(peer)
    return (
        f"\nThe four clients of this repository together, cold: {_seconds(ours):.2f}; "
        f"{PEERS[0].name} for one of them, `{spec.name}`: {_seconds(peer):.2f}; "
        f"ratio {ratio:.2f}.\n"
    )


def _measured(document: Path, rounds: int, build: Path) -> Row:
    folder = build / document.stem
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    copy = folder / "api.json"
    cold: list[Run] = []
    changed: list[Run] = []
    unchanged: list[Run] = []
    peers: list[list[Run]] = [[] for _ in PEERS]
    for number in range(rounds):
        cold.append(_fresh(OURS, document, folder))
        for runs, peer in zip(peers, PEERS, strict=True):
            runs.append(_fresh(peer, document, folder))
        copy.write_text(_edited(document, 2 * number), "utf-8")
        OURS_CACHED.run(copy, folder / "cached")
        copy.write_text(_edited(document, 2 * number + 1), "utf-8")
        changed.append(OURS_CACHED.run(copy, folder / "cached"))
        unchanged.append(OURS_CACHED.run(copy, folder / "cached"))
    operations = declared_operations(document)
    return Row(document.name, operations, cold, changed, unchanged, peers)


def _fresh(generator: Generator, document: Path, folder: Path) -> Run:
    target = folder / generator.name
    shutil.rmtree(target, ignore_errors=True)
    return generator.run(document, target)


def _edited(document: Path, number: int) -> str:
    """The document as JSON, its first operation with one more parameter."""
    value = parsed(document)
    operation = next(
        operation
        for item in value["paths"].values()
        for method, operation in item.items()
        if method in _METHODS
    )
    parameter = {"name": f"x{number}", "in": "query", "schema": {"type": "string"}}
    operation["parameters"] = [*operation.get("parameters", []), parameter]
    return json.dumps(value, indent=2, default=str)


def parsed(document: Path) -> Any:
    """The document's value, read quickly."""
    text = document.read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return json.loads(text) if text.lstrip()[:1] == "{" else yaml.load(text, loader)


def _seconds(runs: Sequence[Run]) -> float:
    return median(run.seconds for run in runs)


def _table(rows: Sequence[Row]) -> str:
    names = [peer.name for peer in PEERS]
    head = ["document", "operations", "cold", "changed", "unchanged", *names]
    head += ["memory, MB", *(f"{name}, MB" for name in names)]
    lines = [head, ["---"] * len(head), *(row.cells() for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    main()
