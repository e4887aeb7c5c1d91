"""Whole processes: what importing a client costs, and its first call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

from benchmarks.environments import Environment
from benchmarks.ratios import Paired


@dataclass(frozen=True, slots=True)
class Program:
    """Lines of Python for an environment; `{http}` is its HTTP library."""

    environment: Environment
    code: str

    def seconds(self) -> float:
        """From before the interpreter starts until after it has ended."""
        code = self.code.replace("{http}", self.environment.http)
        start = perf_counter()
        self.environment.run("-c", code)
        return perf_counter() - start


@dataclass(frozen=True, slots=True)
class Contest:
    measured: Program
    baseline: Program


def run(contests: Mapping[str, Contest], pairs: int) -> dict[str, Paired]:
    """All contests take turns, and so do the two sides of each one.

    A round that is not counted compiles the modules and fills the caches of the
    system.
    """
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contests}
    for number in range(-1, pairs):
        for name, contest in contests.items():
            if number % 2:
                baseline = contest.baseline.seconds()
                measured = contest.measured.seconds()
            else:
                measured = contest.measured.seconds()
                baseline = contest.baseline.seconds()
            if number >= 0:
                taken[name].append((measured, baseline))
    return {name: Paired(tuple(value)) for name, value in taken.items()}
