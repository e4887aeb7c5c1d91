"""Comparing two schemas as sets of values.

Schemas refer to each other and to themselves. What is known of a pair is kept, and a
pair that is being compared already counts as equal inside itself: whatever differs is
found where it stands, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from generator.diff.facts import (
    Child,
    Effect,
    Fact,
    effect_of,
)
from generator.diff.notes import compare_notes
from generator.diff.parts import PartComparison
from generator.diff.terms import compare_terms
from generator.diff.variants import compare_variants
from generator.document.documents import Source
from generator.document.values import JsonValue
from generator.model.contract.schemas import (
    Bound,
    Demands,
    Elements,
    Kind,
    Shape,
    Shapes,
)
from generator.model.usage import Direction

Unchanged = Callable[[Demands, Demands], bool]
"""Whether the texts of two schemas and of all that they refer to are the same."""


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs in the values themselves, and the parts to look at."""

    facts: tuple[Fact, ...] = ()
    children: tuple[Child, ...] = ()


_NO_DIFFERENCES = Differences()


class ValueComparison:
    """Compares the schemas of two contracts that travel in one direction."""

    def __init__(
        self,
        base: Shapes,
        revision: Shapes,
        direction: Direction,
        unchanged: Unchanged,
        today: date,
    ) -> None:
        self.base = base
        self.revision = revision
        self._unchanged = unchanged
        self._today = today
        self._parts = PartComparison(base, revision, direction)
        self._known: dict[tuple[Demands, Demands], Differences] = {}
        self._pairs: dict[tuple[Shape, Shape], tuple[Fact | Child, ...]] = {}
        self._comparing: set[tuple[Demands, Demands]] = set()
        self._decided: dict[tuple[Demands, Demands, frozenset[Effect]], bool] = {}
        self._assumed: list[tuple[Demands, Demands, frozenset[Effect]]] = []

    def differences(self, base: Demands, revision: Demands) -> Differences:
        """How the values of two schemas differ."""
        pair = (base, revision)
        found = self._known.get(pair)
        if found is None:
            if pair in self._comparing or self._unchanged(base, revision):
                return _NO_DIFFERENCES
            self._comparing.add(pair)
            try:
                found = _sorted_out(self._compare(base, revision))
            finally:
                self._comparing.discard(pair)
            self._known[pair] = found
        return found

    def text_differences(
        self, base: Demands, revision: Demands, *, exploded: bool
    ) -> Differences:
        """How the values of two parameters differ, which are written as text.

        A number is a text, too. One value looks like a list of one (`exploded`).
        """
        if self._unchanged(base, revision):
            return _NO_DIFFERENCES
        old, new = self.base.shapes(base), self.revision.shapes(revision)
        if exploded and (one := _as_list(old, new)):
            return _sorted_out((*self._notes(base, revision), *self._as_elements(*one)))
        free = any(each.kind is Kind.STRING and not each.terms for each in new)
        texts = {Kind.NUMBER, Kind.BOOLEAN} if free else set()
        kept = tuple(each for each in old if each.kind not in texts)
        if len(kept) == len(old) or any(each.kind in texts for each in new):
            return self.differences(base, revision)
        fact = _type_fact("type-generalized", Effect.WIDER, old, new)
        kinds = {each.kind for each in kept}
        rest = tuple(
            each for each in new if each.kind in kinds or each.kind is not Kind.STRING
        )
        found = [*self._notes(base, revision), fact, *self._shapes(kept, rest)]
        return _sorted_out(found)

    def includes(
        self, base: Demands, revision: Demands, effects: frozenset[Effect]
    ) -> bool:
        """Whether none of the effects is found: NARROWING: the base is included."""
        if self._unchanged(base, revision) or (base, revision) in self._comparing:
            return True
        key = (base, revision, effects)
        known = self._decided.get(key)
        if known is not None:
            return known
        if key in self._assumed:
            return True
        mark = len(self._assumed)
        self._assumed.append(key)
        found = self.differences(base, revision)
        if not self._holds((*found.facts, *found.children), effects):
            # What was found out on the way relied on this.
            del self._assumed[mark:]
            self._decided[key] = False
            return False
        if mark == 0 and not self._comparing:
            self._decided.update(dict.fromkeys(self._assumed, True))
        if mark == 0:
            self._assumed.clear()
        return True

    def fits(self, base: Shape, revision: Shape, effects: frozenset[Effect]) -> bool:
        """The same for two alternatives."""
        return self._holds(self.pair(base, revision), effects)

    def pair(self, base: Shape, revision: Shape) -> tuple[Fact | Child, ...]:
        """How two alternatives of one kind differ."""
        found = self._pairs.get((base, revision))
        if found is None:
            found = (
                *compare_terms(base, revision),
                *self._parts.compare(base, revision),
            )
            self._pairs[base, revision] = found
        return found

    def _holds(self, found: Iterable[Fact | Child], effects: frozenset[Effect]) -> bool:
        found = tuple(found)
        if any(isinstance(each, Fact) and each.effect in effects for each in found):
            return False
        for each in found:
            if isinstance(each, Child):
                asked = effects - each.without
                if each.inverted:
                    asked = frozenset(effect.inverted for effect in asked)
                if asked and not self.includes(each.base, each.revision, asked):
                    return False
        return True

    def _compare(self, base: Demands, revision: Demands) -> Iterator[Fact | Child]:
        yield from self._notes(base, revision)
        yield from self._shapes(self.base.shapes(base), self.revision.shapes(revision))

    def _notes(self, base: Demands, revision: Demands) -> Iterator[Fact]:
        places = base[0] if base else None, revision[0] if revision else None
        fallback = places[0] or places[1]
        if fallback is not None:
            yield from compare_notes(
                self.base.notes(base),
                self.revision.notes(revision),
                places[0] or fallback,
                places[1] or fallback,
                self._today,
            )

    def _shapes(
        self, old: tuple[Shape, ...], new: tuple[Shape, ...]
    ) -> Iterator[Fact | Child]:
        yield from _types(old, new)
        for kind in Kind:
            before = [each for each in old if each.kind is kind]
            after = [each for each in new if each.kind is kind]
            if len(before) == len(after) == 1:
                yield from self.pair(before[0], after[0])
            elif before and after:
                yield from compare_variants(before, after, self)

    def _as_elements(
        self, old: tuple[Shape, ...], new: tuple[Shape, ...], array: Shape, came: bool
    ) -> Iterator[Fact | Child]:
        """A value became a list of them, or the other way round."""
        effect = Effect.WIDER if came else Effect.NARROWER
        action = "type-generalized" if came else "type-specialized"
        yield _type_fact(action, effect, old, new)
        least = array.terms.get("minItems")
        elements = array.terms.get("items")
        inside = elements.rest if isinstance(elements, Elements) else ()
        if came:
            if isinstance(least, Bound) and least.value > 1:
                yield _type_fact("min-items-set", Effect.NARROWER, old, new)
            items = self.revision.shapes(inside)
            yield from self._shapes(_without_null(old), _without_null(items))
        else:
            items = self.base.shapes(inside)
            yield from self._shapes(_without_null(items), _without_null(new))


def _sorted_out(found: Iterable[Fact | Child]) -> Differences:
    found = tuple(found)
    return Differences(
        tuple(each for each in found if isinstance(each, Fact)),
        tuple(each for each in found if isinstance(each, Child)),
    )


def _without_null(shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
    return tuple(each for each in shapes if each.kind is not Kind.NULL)


def _as_list(
    old: tuple[Shape, ...], new: tuple[Shape, ...]
) -> tuple[tuple[Shape, ...], tuple[Shape, ...], Shape, bool] | None:
    """Whether a value became a list, or the other way round; and the list."""
    before, after = _without_null(old), _without_null(new)
    lists = [
        [each for each in side if each.kind is Kind.ARRAY] for side in (before, after)
    ]
    if not lists[0] and before and len(lists[1]) == len(after) == 1:
        return old, new, lists[1][0], True
    if not lists[1] and after and len(lists[0]) == len(before) == 1:
        return old, new, lists[0][0], False
    return None


def _types(old: tuple[Shape, ...], new: tuple[Shape, ...]) -> Iterator[Fact]:
    """Types that came and went, and null by itself."""
    before, after = {each.kind for each in old}, {each.kind for each in new}
    if not old or not new:
        if old or new:
            possible = bool(new)
            yield _type_fact(
                "became-possible" if possible else "became-impossible",
                Effect.WIDER if possible else Effect.NARROWER,
                old,
                new,
            )
        return
    anything = {*Kind}
    free = _is_anything(old), _is_anything(new)
    if before == after:
        return
    others = before - {Kind.NULL}, after - {Kind.NULL}
    if others[0] != others[1]:
        gained, lost = others[1] - others[0], others[0] - others[1]
        if after == anything and free[1]:
            action = "type-generalized"
        elif before == anything and free[0]:
            action = "type-specialized"
        elif gained and lost:
            action = "type-changed"
        else:
            action = f"list-of-types-{'widened' if gained else 'narrowed'}"
        effect = effect_of(gained=bool(gained), lost=bool(lost))
        yield _type_fact(action, effect, old, new)
        if any(free):
            return
    if (Kind.NULL in before) is not (Kind.NULL in after):
        nullable = Kind.NULL in after
        yield _type_fact(
            "became-nullable" if nullable else "became-not-nullable",
            Effect.WIDER if nullable else Effect.NARROWER,
            old,
            new,
        )


def _is_anything(shapes: tuple[Shape, ...]) -> bool:
    return {each.kind for each in shapes if not each.terms} == {*Kind}


def _type_fact(
    action: str, effect: Effect, old: tuple[Shape, ...], new: tuple[Shape, ...]
) -> Fact:
    some = (*old, *new)
    return Fact(
        action=action,
        effect=effect,
        before=_names(old),
        after=_names(new),
        base=_type_place(old or some),
        revision=_type_place(new or some),
    )


def _type_place(shapes: tuple[Shape, ...]) -> Source:
    return shapes[0].source


def _names(shapes: tuple[Shape, ...]) -> JsonValue:
    """The types as a document names them."""
    if _is_anything(shapes):
        return "anything"
    names: list[JsonValue] = [
        *dict.fromkeys(
            "integer" if "integer" in each.terms else str(each.kind)
            for each in sorted(shapes, key=lambda shape: [*Kind].index(shape.kind))
        )
    ]
    if len(names) > 1:
        return names
    return names[0] if names else "nothing"
