"""`python -m benchmarks.round_trip DOCUMENT FOLDER`: do requests and responses survive?

For every operation of a document, requests are built from random arguments that are
valid by its schemas, by the generated package in the folder. They go to a server on the
loopback interface and are judged by the document alone; random valid responses come
back, and must be parsed strictly and dumped to the same JSON. Then answers of each
documented status, media type and variant come back, and must be the classes and types
that the document says.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

from benchmarks.environments import ROOT
from benchmarks.generators import INSPECTED, OURS, inspected
from benchmarks.trips.document import Document, Operation, read
from benchmarks.trips.leaves import UNCHECKED, UnsatisfiableError
from benchmarks.trips.operations import Traveller, Trip, TripError, trips
from benchmarks.trips.oracle import Oracle
from benchmarks.trips.package import Client
from benchmarks.trips.server import serving
from benchmarks.trips.shrinking import only, shrunk

OK = "ok"
FAILED = "failed"
NO_DATA = "no data"
EXAMPLES = 5
"""Of each representation of a body, and of each success."""

# So many times as many values, at most, for each variant to come once.
_TURNS = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome for an operation, and the reason for a failure."""

    operation: str
    verdict: str
    reason: str = ""


def outcomes(
    document: Path,
    folder: Path,
    described: Any,
    examples: int = EXAMPLES,
    sample: int | None = None,
) -> Iterator[Outcome]:
    """Every operation of a document, in its order; or so many, from all parts of it."""
    judge = Document(document)
    operations = _spread([*judge.operations()], sample)
    with serving() as served:
        client = Client(folder, described, served.url)
        lenient = Client(folder, described, served.url, strict=False)
        travellers = Traveller(judge, client, served), Oracle(
            judge, client, lenient, served
        )
        skipped = {
            (operation["method"], operation["path"]): operation["reason"]
            for operation in described["skipped"]
        }
        for operation in operations:
            known = client.operations.get((operation.method, operation.path))
            if known is None:
                reason = skipped.get(
                    (operation.method, operation.path), "there is no method"
                )
                yield Outcome(operation.key, FAILED, f"not generated: {reason}")
            else:
                yield _outcome(*travellers, operation, known, examples)
        client.close()
        lenient.close()


def _spread(operations: list[Operation], count: int | None) -> list[Operation]:
    """So many operations, in even distances."""
    if count is None or count >= len(operations):
        return operations
    return [operations[at * len(operations) // count] for at in range(count)]


def _outcome(
    traveller: Traveller,
    oracle: Oracle,
    operation: Operation,
    inspected: Any,
    examples: int,
) -> Outcome:
    lacking = ""
    try:
        for trip in trips(operation, inspected):
            made, reason = _examples(traveller, trip, examples)
            lacking = lacking or ("" if made else reason)
        most = _TURNS * examples
        lacking = lacking or oracle.examine(operation, inspected, most)
    except TripError as error:
        return Outcome(operation.key, FAILED, str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is no success
        return Outcome(operation.key, FAILED, f"{type(error).__name__}: {error}"[:400])
    if lacking:
        return Outcome(operation.key, NO_DATA, lacking)
    return Outcome(operation.key, OK)


def _examples(traveller: Traveller, trip: Trip, count: int) -> tuple[int, str]:
    """Return the number of examples that succeeded, and the reason why there were not
    more. Raises `TripError`.

    Raises `TripError`.
    """
    made = 0
    reason = ""

    @seed(zlib.crc32(trip.operation.key.encode()))
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=UNCHECKED,
        report_multiple_bugs=False,
    )
    @given(st.data())
    def examples(data: Any) -> None:
        nonlocal made, reason
        try:
            made += traveller.travel(trip, data.draw)
        except UnsatisfiableError as error:
            reason = str(error)

    try:
        examples()
    except HypothesisException as error:
        reason = reason or f"{type(error).__name__}: {error}"
    return made, reason or "the body was never sent"


def in_a_process(
    document: Path,
    folder: Path,
    *,
    sample: int | None = None,
    quiet: bool = False,
) -> tuple[Outcome, ...]:
    """The outcomes of a package; all are called `client`, so one to a process."""
    if not (folder / INSPECTED).exists():
        return ()
    module = [sys.executable, "-m", "benchmarks.round_trip"]
    chosen = [] if sample is None else ["--sample", str(sample)]
    done = subprocess.run(
        [*module, str(document), str(folder), *chosen],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if not quiet:
        sys.stderr.write(done.stderr)
    return tuple(Outcome(**json.loads(line)) for line in done.stdout.splitlines())


def smallest(document: Path, key: str) -> Any:
    """The smallest part of a document in which an operation fails in the same way."""
    with TemporaryDirectory() as folder:

        def failure(value: Any) -> str:
            path, home = Path(folder) / "document.json", Path(folder) / "made"
            path.write_text(json.dumps(value))
            if not OURS.run(path, home).succeeded:
                return ""
            (home / INSPECTED).write_text(json.dumps(inspected(path)))
            for outcome in in_a_process(path, home, quiet=True):
                if (outcome.operation, outcome.verdict) == (key, FAILED):
                    return re.sub(r"[\d'\"].*", "", outcome.reason)
            return ""

        whole = read(document)
        first = failure(only(whole, key))
        return shrunk(whole, key, lambda value: bool(first) and failure(value) == first)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the outcomes as JSON lines."""
    parser = argparse.ArgumentParser(prog="round_trip", description=__doc__)
    parser.add_argument("document", type=Path)
    parser.add_argument(
        "folder", type=Path, nargs="?", help="Where `client` was generated."
    )
    parser.add_argument(
        "--shrink", metavar="'GET /path'", help="Print a small document that fails."
    )
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--sample", type=int, help="Try so many operations alone.")
    options = parser.parse_args(arguments)
    document = options.document.resolve()
    if options.shrink:
        print(json.dumps(smallest(document, options.shrink), indent=2))
        return
    if options.folder is None:
        parser.error("where is the package?")
    known = options.folder / INSPECTED
    told = json.loads(known.read_text()) if known.exists() else inspected(document)
    for outcome in outcomes(
        document, options.folder, told, options.examples, options.sample
    ):
        print(json.dumps(asdict(outcome)), flush=True)


if __name__ == "__main__":
    main()
