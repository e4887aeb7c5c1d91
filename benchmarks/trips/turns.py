"""Values that take each branch of a schema in turn, instead of at random."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hypothesis.control import BuildContext
from hypothesis.errors import StopTest
from hypothesis.internal.conjecture.data import ConjectureData

from benchmarks.trips.json_values import Json, Schema
from benchmarks.trips.leaves import Place, Strategy, UnsatisfiableError, fits
from benchmarks.trips.values import MEMBER, Values

# Text that readers are tempted to take for something else; some of it for a moment.
_AWKWARD = ("true", "null", "2024-02-30", "", "x" * 8)
_DIGITS = ("12345", "2024", "-1.5", "20240101")
_TRIES = 20
_PLAIN = frozenset({"type", "minLength", "maxLength", "told"})


@dataclass(frozen=True)
class Drawing:
    """Draws from Hypothesis's strategies without a test around them."""

    random: Random

    def __call__(self, strategy: Strategy) -> Any:
        for _ in range(_TRIES):
            data = ConjectureData(random=self.random)
            try:
                with BuildContext(data, wrapped_test=self.__call__):
                    return data.draw(strategy)
            except StopTest:  # a filter let nothing through
                continue
        raise UnsatisfiableError(f"no value was found for {strategy}"[:200])


@dataclass
class Turns:
    """The number of times that each option of each choice was taken."""

    random: Random
    taken: dict[Hashable, list[int]] = field(default_factory=dict)

    def next(self, options: Sequence[Json], about: Hashable) -> Json:
        """The option that was taken least often; the first of several."""
        key = (about, len(options))
        counts = self.taken.setdefault(key, [0] * len(options))
        at = counts.index(min(counts))
        counts[at] += 1
        return options[at]

    @property
    def seen(self) -> int:
        """How many different options were taken."""
        return sum(bool(count) for counts in self.taken.values() for count in counts)

    @property
    def missing(self) -> bool:
        """Whether an option of a choice that came up was never taken."""
        return any(0 in counts for counts in self.taken.values())


@dataclass
class EachInTurn(Values):
    """Takes the variants, values and types of a schema one after the other."""

    turns: Turns = field(default_factory=lambda: Turns(Random(0)))
    _tempting: bool = False
    """Whether the next text might have been a moment instead."""

    def pick(self, options: Sequence[Json], about: Hashable) -> Json:
        if about == MEMBER:
            return self.turns.random.choice(options)
        return self.turns.next(options, about)

    def variant(self, variants: list[Schema], depth: int, place: Place) -> Schema:
        found = super().variant(variants, depth, place)
        text = any(item.get("format") in ("date", "date-time") for item in
                   map(self._resolved, variants))  # fmt: skip
        self._tempting = text and self._resolved(found).get("format") is None
        return found

    def _resolved(self, schema: Schema) -> dict[str, Json]:
        while isinstance(schema, dict) and "$ref" in schema:
            schema = self.schemas.shared[schema["$ref"]]
        return schema if isinstance(schema, dict) else {}

    def text(self, flat: Schema, place: Place) -> str:
        tempting, self._tempting = self._tempting, False
        random = self.turns.random
        if flat.keys() <= _PLAIN and (tempting or random.random() < 0.6):
            other = not tempting and random.random() < 0.3
            found = random.choice(_AWKWARD) if other else self._digits()
            low, high = flat.get("minLength", 0), flat.get("maxLength", 10_000)
            if low <= len(found) <= high and fits(found, place):
                return found
        return super().text(flat, place)

    def _digits(self) -> str:
        found: str = self.turns.next(_DIGITS, "digits")
        return found
