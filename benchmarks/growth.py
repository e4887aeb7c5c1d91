"""`python -m benchmarks.growth SVG [DOCUMENT...]`: time for documents of all sizes.

Prints a table and draws its plot. The documents are made up, of 10 to 20,000 operations
(`synthetic.py`), besides those that are given. Each run is a whole process without any
cache; what starting takes, an API with one operation, is taken off before dividing.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from jinja2 import Environment

from benchmarks.environments import ROOT
from benchmarks.generators import OURS, declared_operations
from benchmarks.synthetic import Size, document

_SIZES = (10, 100, 1_000, 5_000, 20_000)
_HEAD = """# Growth

How long it takes to generate clients of all sizes, without any cache. Milliseconds for an
operation are those beyond what a client with one operation takes. Made by
`make growth DOCUMENTS="FILE..."`; not edited by hand.

![Milliseconds for an operation by the number of operations](growth.svg)

| document | operations | seconds | ms for an operation | memory, MB |
| --- | --- | --- | --- | --- |
"""
_WIDTH, _HEIGHT, _EDGE = 640, 360, 56
_PLOT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{ width }} {{ height }}"
 font-family="sans-serif" font-size="12" fill="#444">
<rect width="100%" height="100%" fill="#fff"/>
{%- for x, label in columns %}
<path d="M{{ x }} {{ edge }}V{{ height - edge }}" stroke="#ddd"/>
<text x="{{ x }}" y="{{ height - edge + 18 }}" text-anchor="middle">{{ label }}</text>
{%- endfor %}
{%- for y, label in rows %}
<path d="M{{ edge }} {{ y }}H{{ width - edge }}" stroke="#ddd"/>
<text x="{{ edge - 6 }}" y="{{ y + 4 }}" text-anchor="end">{{ label }}</text>
{%- endfor %}
<text x="{{ width / 2 }}" y="{{ height - 12 }}" text-anchor="middle">operations</text>
<text x="{{ edge }}" y="{{ edge - 14 }}">milliseconds for an operation</text>
<polyline fill="none" stroke="#36c" stroke-width="2" points="
{%- for x, y in line %}{{ x }},{{ y }} {% endfor %}"/>
{%- for x, y, name in points %}
<circle cx="{{ x }}" cy="{{ y }}" r="4" fill="#36c"><title>{{ name | e }}</title></circle>
{%- endfor %}
{%- for x, y, name in others %}
<circle cx="{{ x }}" cy="{{ y }}" r="4" fill="#c63"><title>{{ name | e }}</title></circle>
<text x="{{ x }}" y="{{ y - 8 }}" text-anchor="middle">{{ name | e }}</text>
{%- endfor %}
</svg>
"""


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured with one document; `synthetic` ones are joined by a line."""

    name: str
    operations: int
    seconds: float
    megabytes: float
    per_operation: float
    synthetic: bool

    @property
    def cells(self) -> str:
        """The row of the table."""
        figures = (
            f"{self.seconds:.2f} | {self.per_operation:.2f} | {self.megabytes:.0f}"
        )
        return f"| {self.name} | {self.operations} | {figures} |\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and write the plot."""
    parser = argparse.ArgumentParser(prog="growth", description=__doc__)
    parser.add_argument("plot", type=Path)
    parser.add_argument("documents", type=Path, nargs="*")
    parser.add_argument("--sizes", type=int, nargs="+", default=_SIZES)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "growth")
    options = parser.parse_args(arguments)
    points = [*_points(options.sizes, options.documents, options.rounds, options.build)]
    options.plot.write_text(plot(points), "utf-8")
    sys.stdout.write(_HEAD + "".join(each.cells for each in points))


def _points(
    sizes: Iterable[int], documents: Iterable[Path], rounds: int, build: Path
) -> Iterator[Point]:
    build.mkdir(parents=True, exist_ok=True)
    start, _ = _measured(_made_up(1, build), rounds, build)
    for size in sizes:
        seconds, megabytes = _measured(_made_up(size, build), rounds, build)
        each = 1000 * (seconds - start) / size
        yield Point(f"{size:,} made up", size, seconds, megabytes, each, True)
    for path in documents:
        size = declared_operations(path)
        seconds, megabytes = _measured(path.resolve(), rounds, build)
        each = 1000 * (seconds - start) / size
        yield Point(path.stem, size, seconds, megabytes, each, False)


def _made_up(operations: int, build: Path) -> Path:
    path = (build / f"{operations}.json").resolve()
    size = Size(operations, max(1, operations // 20), build)
    path.write_text(json.dumps(document(size)), "utf-8")
    return path


def _measured(path: Path, rounds: int, build: Path) -> tuple[float, float]:
    """Seconds, and the peak memory of the largest process in MB."""
    target = build / "package"
    runs = []
    for _ in range(rounds):
        shutil.rmtree(target, ignore_errors=True)
        runs.append(OURS.run(path, target))
    for run in runs:
        if not run.succeeded:
            raise SystemExit(f"{path}: {run.output}")
    return median(each.seconds for each in runs), max(each.megabytes for each in runs)


def plot(points: Sequence[Point]) -> str:
    """An SVG; operations grow tenfold from column to column."""
    first = math.floor(math.log10(min(each.operations for each in points)))
    last = math.ceil(math.log10(max(each.operations for each in points))) or 1
    top = math.ceil(max(each.per_operation for each in points) * 1.1) or 1

    def x(operations: int) -> float:
        part = (math.log10(operations) - first) / max(last - first, 1)
        return round(_EDGE + part * (_WIDTH - 2 * _EDGE), 1)

    def y(milliseconds: float) -> float:
        part = max(milliseconds, 0) / top
        return round(_HEIGHT - _EDGE - part * (_HEIGHT - 2 * _EDGE), 1)

    own = [each for each in points if each.synthetic]
    return (
        Environment(autoescape=False)
        .from_string(_PLOT)
        .render(
            width=_WIDTH,
            height=_HEIGHT,
            edge=_EDGE,
            columns=[(x(10**each), f"{10**each:,}") for each in range(first, last + 1)],
            rows=[(y(each), each) for each in range(0, top + 1, max(top // 5, 1))],
            line=[(x(each.operations), y(each.per_operation)) for each in own],
            points=[(x(p.operations), y(p.per_operation), p.name) for p in own],
            others=[
                (x(each.operations), y(each.per_operation), each.name)
                for each in points
                if not each.synthetic
            ],
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
