"""The table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.ratios import Paired


@dataclass(frozen=True, slots=True)
class Figure:
    """A number to compare, and how it reads."""

    value: float
    text: str


def times(paired: Paired) -> Figure:
    """A ratio, with the median milliseconds that it stands for."""
    measured, baseline = paired.measured * 1000, paired.baseline * 1000
    return Figure(
        paired.ratio, f"{paired.ratio:.2f} ({measured:.3g} : {baseline:.3g} ms)"
    )


def sizes(paired: Paired) -> Figure:
    """The same for bytes."""
    measured, baseline = paired.measured / 1024, paired.baseline / 1024
    return Figure(
        paired.ratio, f"{paired.ratio:.2f} ({measured:.3g} : {baseline:.3g} KiB)"
    )


def lines(count: int) -> Figure:
    return Figure(count, f"{count:,}")


@dataclass(frozen=True, slots=True)
class Row:
    """A measurement; less is better, and the goal is the most that is allowed."""

    name: str
    ours: Figure
    vendor: Figure | None = None
    goal: float | None = None

    @property
    def met(self) -> str:
        if self.goal is None:
            return ""
        return "yes" if self.ours.value <= self.goal else "NO"

    def cells(self) -> tuple[str, ...]:
        vendor = self.vendor.text if self.vendor else ""
        goal = "" if self.goal is None else f"<= {self.goal:,}"
        return self.name, self.ours.text, vendor, goal, self.met


def table(rows: Iterable[Row]) -> str:
    """All rows as a Markdown table with aligned columns."""
    cells = [("what", "ours", "vendor", "goal", "met"), *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    ruler = tuple("-" * width for width in widths)
    return "".join(
        f"| {' | '.join(map(str.ljust, row, widths))} |\n"
        for row in (cells[0], ruler, *cells[1:])
    )
