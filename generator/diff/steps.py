"""The ways through pairs of values: what differs at each pair, and where it goes on.

Operations share schemas, so the same pairs are walked through again and again: each is
looked at once, and known by its identity.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from generator.diff.facts import Child, Differences, Effect, Fact
from generator.model.contract.schemas import Demands


@dataclass(frozen=True, slots=True)
class Found:
    """What differs at a pair itself, and the pairs inside it, by the way there."""

    facts: tuple[Fact, ...]
    following: tuple[tuple[str, Step], ...]


@dataclass(slots=True, eq=False)
class Step:
    """Two schemas on the way through two values.

    `inverted`: what they gain, the whole loses. `without`: effects that do not count
    here. `is_quiet`: there and behind it, nothing is found.
    """

    base: Demands
    revision: Demands
    inverted: bool
    without: frozenset[Effect]
    is_quiet: bool = False
    _steps: Steps = field(kw_only=True)
    _found: Found | None = None

    @property
    def found(self) -> Found:
        """What there is, looked up once."""
        if self._found is None:
            differences = self._steps.differences(self.base, self.revision)
            self._found = self.of(differences)
        return self._found

    def of(self, differences: Differences) -> Found:
        """The same, for differences that were found in another way."""
        facts = tuple(
            each
            for each in differences.facts
            if seen_from_above(each.effect, self.inverted) not in self.without
        )
        following = tuple(
            (each.segment, self._behind(each)) for each in differences.children
        )
        return Found(facts, following)

    def _behind(self, child: Child) -> Step:
        without = self.without
        if child.without:
            without |= {seen_from_above(each, self.inverted) for each in child.without}
        inverted = self.inverted is not child.inverted
        return self._steps.at(child.base, child.revision, inverted, without)


class Steps:
    """All steps of one comparison, each once."""

    def __init__(self, differences: Callable[[Demands, Demands], Differences]) -> None:
        self.differences = differences
        self._known: dict[tuple[object, ...], Step] = {}

    def at(
        self,
        base: Demands,
        revision: Demands,
        inverted: bool = False,
        without: frozenset[Effect] = frozenset(),
    ) -> Step:
        """The step of a pair."""
        key = (base, revision, inverted, without)
        step = self._known.get(key)
        if step is None:
            step = Step(base, revision, inverted, without, _steps=self)
            self._known[key] = step
        return step


def seen_from_above(effect: Effect, inverted: bool) -> Effect:
    """What an effect in a part is to the whole."""
    return effect.inverted if inverted else effect
