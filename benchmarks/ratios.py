"""The arithmetic: runs that took turns with their baseline."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Paired:
    """Seconds of what is measured and of its baseline, run next to each other.

    A pair shares whatever else the machine was doing, so the median of the ratios is
    steadier than the ratio of the medians.
    """

    pairs: tuple[tuple[float, float], ...]

    @property
    def ratio(self) -> float:
        return median(measured / baseline for measured, baseline in self.pairs)

    @property
    def measured(self) -> float:
        """Median seconds."""
        return median(measured for measured, _ in self.pairs)

    @property
    def baseline(self) -> float:
        """Median seconds."""
        return median(baseline for _, baseline in self.pairs)
