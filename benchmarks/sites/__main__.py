"""`python -m benchmarks.sites DOCUMENT...`: are sites made from them read as the same?

Each document is cut into the pages of a site, in the style of each publisher's tool; the
pages are merged, and the result is compared with the document as `clientsmith diff` does.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.sites.comparison import OK, SKIPPED, compared
from benchmarks.sites.cutting import STYLES


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is not the same, and how many documents were."""
    parser = argparse.ArgumentParser(prog="benchmarks.sites", description=__doc__)
    parser.add_argument("documents", nargs="+", type=Path)
    parser.add_argument("--style", choices=STYLES, nargs="+", default=[*STYLES])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--stale", type=float, default=0, help="Part of the pages.")
    parser.add_argument(
        "--served", action="store_true", help="By a server that has its troubles."
    )
    options = parser.parse_args(arguments)
    counts = {style: Counter[str]() for style in options.style}
    for document in options.documents:
        for style in options.style:
            outcome = compared(
                document, style, options.seed, options.stale, served=options.served
            )
            counts[style][outcome.verdict] += 1
            if outcome.verdict != OK:
                print(f"{document} ({style}): {outcome.verdict}: {outcome.reason}")
    for style, found in counts.items():
        tried = found.total() - found[SKIPPED]
        print(f"{style}: {found[OK]} of {tried} the same, {found[SKIPPED]} skipped")
    return int(
        any(count.total() - count[SKIPPED] - count[OK] for count in counts.values())
    )


if __name__ == "__main__":
    sys.exit(main())
