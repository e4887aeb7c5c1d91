"""`python -m benchmarks`: everything in one table on standard output."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks import calls, imports, line_counts, sdks
from benchmarks.environments import ROOT, VENDORS, BenchmarkError
from benchmarks.report import Row, table
from benchmarks.synthetic import Size

PARTS = ("import", "call", "lines", "sdk")


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS)
    parser.add_argument("--no-vendors", action="store_true")
    parser.add_argument(
        "--loopback", action="store_true", help="Calls over loopback, too."
    )
    parser.add_argument(
        "--documents",
        type=Path,
        help="A folder with stripe.json, github.json and openai.yaml.",
    )
    for name, default, meaning in (
        ("sdk-rounds", 7, "Pairs of processes for each row of an SDK."),
        ("pairs", 15, "Pairs of processes."),
        ("rounds", 25, "Pairs of blocks of calls."),
        ("calls", 40, "Calls in a block."),
        ("tasks", 100, "Calls at once."),
        ("operations", 1000, "In the synthetic package."),
        ("resources", 50, "In the synthetic package."),
    ):
        meaning = f"{meaning} Default: {default}."
        parser.add_argument(f"--{name}", type=int, default=default, help=meaning)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "benchmarks")
    return parser.parse_args(arguments)


def rows(options: argparse.Namespace) -> list[Row]:
    """Yield the requested rows, in the order of `PARTS`."""
    vendors = {} if options.no_vendors else VENDORS
    found: list[Row] = []
    if "import" in options.only:
        size = Size(options.operations, options.resources, options.build)
        found += imports.measure(vendors, size, options.pairs)
    if "call" in options.only:
        effort = calls.Effort(options.rounds, options.calls, options.tasks)
        for loopback in (False, True) if options.loopback else (False,):
            found += calls.measure(vendors.get("kernel"), effort, loopback=loopback)
    if "lines" in options.only:
        found += line_counts.measure(vendors.get("kernel"))
    if "sdk" in options.only and vendors:
        build = options.build / "sdks"
        found += sdks.measure(options.documents, build, options.sdk_rounds)
    return found


def main(arguments: list[str] | None = None) -> None:
    """Print the table; a goal that is missed is no failure, a broken run is one."""
    try:
        sys.stdout.write(table(rows(_options(arguments))))
    except BenchmarkError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
