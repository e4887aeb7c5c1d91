"""Walk through pairs of values: the differences of each pair, and the pairs inside.

Operations share schemas, so the same pairs are walked through again and again: each is
looked at once, and known by its identity.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from clientsmith.contract.schemas import SchemaSet, Shapes
from clientsmith.diff.components import shared_schema
from clientsmith.diff.facts import Child, Differences, Effect, Fact
from clientsmith.document.documents import Source

Places = tuple[Source, Source]


@dataclass(frozen=True, slots=True)
class Found:
    """The differences of a pair, and the pairs inside it with path and place."""

    facts: tuple[Fact, ...]
    following: tuple[tuple[str, Step, Places | None], ...]


@dataclass(slots=True, eq=False)
class Step:
    """Two schemas on the path through two values.

    `inverted`: what they gain, the whole loses. `without`: effects that do not count
    here. `is_quiet`: there and behind it, nothing is found. `is_another`: it is another
    shared schema than before, though that is still there, or is inside of one.
    """

    base: SchemaSet
    revision: SchemaSet
    inverted: bool
    without: frozenset[Effect]
    is_quiet: bool = False
    is_another: bool = False
    _steps: Steps = field(kw_only=True)
    _found: Found | None = None

    @property
    def is_inside(self) -> bool:
        """Whether it is inside a shared schema."""
        sides = (*self.base[:1], *self.revision[:1])
        return any(shared_schema(side) != side for side in sides)

    @property
    def found(self) -> Found:
        """The differences, computed once."""
        if self._found is None:
            differences = self._steps.differences(self.base, self.revision)
            self._found = self.of(differences)
        return self._found

    def of(self, differences: Differences) -> Found:
        """Return the step with differences found in another way."""
        facts = tuple(
            fact
            for fact in differences.facts
            if seen_from_above(fact.effect, self.inverted) not in self.without
        )
        following = tuple(
            (child.segment, self._behind(child), child.places)
            for child in differences.children
        )
        return Found(facts, following)

    def _behind(self, child: Child) -> Step:
        without = self.without
        if child.without:
            without |= {
                seen_from_above(effect, self.inverted) for effect in child.without
            }
        inverted = self.inverted is not child.inverted
        return self._steps.at(child.base, child.revision, inverted, without)


class Steps:
    """All steps of one comparison, without duplicates."""

    def __init__(
        self,
        differences: Callable[[SchemaSet, SchemaSet], Differences],
        revision: Shapes,
    ) -> None:
        self.differences = differences
        self._revision = revision
        self._known: dict[tuple[object, ...], Step] = {}

    def at(
        self,
        base: SchemaSet,
        revision: SchemaSet,
        inverted: bool = False,
        without: frozenset[Effect] = frozenset(),
    ) -> Step:
        """Return the step of a pair."""
        key = (base, revision, inverted, without)
        step = self._known.get(key)
        if step is None:
            step = Step(base, revision, inverted, without, _steps=self)
            step.is_another = (
                bool(base) and bool(revision) and self.is_another(base[0], revision[0])
            )
            self._known[key] = step
        return step

    def is_another(self, base: Source, revision: Source) -> bool:
        """Return whether the two belong to different shared schemas, apart from
        renames.
        """
        if base == revision:
            return False
        old, new = shared_schema(base), shared_schema(revision)
        if old is None or new is None or old == new:
            return False
        return self._revision.declares(old)

    def is_retargeted(self, base: Places, revision: Places) -> bool:
        """Return whether a `$ref` leads to another component, though the old one is left.

        Both sides are where the `$ref` stands, and where it leads.
        """
        (old_use, old), (new_use, new) = base, revision
        is_ref = old_use != old and new_use != new
        return is_ref and old != new and self._revision.declares(old)


def seen_from_above(effect: Effect, inverted: bool) -> Effect:
    """Return the effect of a part's change on the whole."""
    return effect.inverted if inverted else effect
