"""`python -m benchmarks.round_trip DOCUMENT FOLDER`: do requests and responses survive?

For every operation of a document, requests are built from random arguments that are
valid by its schemas, by the generated package in the folder. They go to a server on the
loopback interface and are judged by the document alone; random valid responses come
back, and must be parsed strictly and dumped to the same JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

from benchmarks.environments import ROOT
from benchmarks.generators import INSPECTED, inspected
from benchmarks.trips.document import Document, Operation
from benchmarks.trips.leaves import UnsatisfiableError
from benchmarks.trips.operations import Traveller, Trip, TripError, trips
from benchmarks.trips.package import Client
from benchmarks.trips.server import serving

OK = "ok"
FAILED = "failed"
NO_DATA = "no data"
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an operation fared, and why it did not get through."""

    operation: str
    verdict: str
    reason: str = ""


def outcomes(
    document: Path, folder: Path, described: Any, only: str = "", shrink: bool = False
) -> Iterator[Outcome]:
    """Every operation of a document, in its order."""
    read = Document(document)
    operations = [*read.operations()]
    with serving() as served:
        client = Client(folder, described, served.url)
        traveller = Traveller(read, client, served)
        skipped = {
            (each["method"], each["path"]): each["reason"]
            for each in described["skipped"]
        }
        for each in operations:
            if only and each.key != only:
                continue
            known = client.operations.get((each.method, each.path))
            if known is None:
                reason = skipped.get((each.method, each.path), "there is no method")
                yield Outcome(each.key, FAILED, f"not generated: {reason}")
            else:
                yield _outcome(traveller, each, known, shrink)
        client.close()


def _outcome(
    traveller: Traveller, operation: Operation, inspected: Any, shrink: bool
) -> Outcome:
    lacking = ""
    try:
        for trip in trips(operation, inspected):
            made, reason = _examples(traveller, trip, shrink)
            lacking = lacking or ("" if made else reason)
    except TripError as error:
        return Outcome(operation.key, FAILED, str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is no success
        return Outcome(operation.key, FAILED, f"{type(error).__name__}: {error}"[:400])
    if lacking:
        return Outcome(operation.key, NO_DATA, lacking)
    return Outcome(operation.key, OK)


def _examples(traveller: Traveller, trip: Trip, shrink: bool) -> tuple[int, str]:
    """How many examples came through, and why there were not more.

    Raises `TripError`.
    """
    made = 0
    reason = ""

    @seed(zlib.crc32(trip.operation.key.encode()))
    @settings(
        max_examples=_EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        suppress_health_check=[*HealthCheck],
        report_multiple_bugs=False,
    )
    @given(st.data())
    def examples(data: Any) -> None:
        nonlocal made, reason
        try:
            traveller.travel(trip, data.draw)
        except UnsatisfiableError as error:
            reason = str(error)
        else:
            made += 1

    try:
        examples()
    except HypothesisException as error:
        reason = reason or f"{type(error).__name__}: {error}"
    return made, reason


def in_a_process(document: Path, folder: Path) -> tuple[Outcome, ...]:
    """The outcomes of a package; all are called `client`, so one to a process."""
    if not (folder / INSPECTED).exists():
        return ()
    module = [sys.executable, "-m", "benchmarks.round_trip"]
    done = subprocess.run(
        [*module, str(document), str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    sys.stderr.write(done.stderr)
    return tuple(Outcome(**json.loads(line)) for line in done.stdout.splitlines())


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the outcomes as JSON lines."""
    parser = argparse.ArgumentParser(prog="round_trip", description=__doc__)
    parser.add_argument("document", type=Path)
    parser.add_argument("folder", type=Path, help="Where `client` was generated.")
    parser.add_argument("--only", default="", metavar="'GET /path'")
    parser.add_argument("--shrink", action="store_true", help="Find small examples.")
    options = parser.parse_args(arguments)
    document = options.document.resolve()
    told = {**inspected(document), "package": "client"}
    for each in outcomes(document, options.folder, told, options.only, options.shrink):
        sys.stdout.write(json.dumps(asdict(each)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
