"""Comparing two schemas as sets of values.

Schemas refer to each other and to themselves. What is known of a pair is kept, and a
pair that is being compared already counts as equal inside itself: whatever differs is
found where it stands, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from clientsmith.contract.schemas import (
    Bound,
    Elements,
    Kind,
    SchemaSet,
    Shape,
    Shapes,
    is_anything,
)
from clientsmith.diff.facts import (
    EVERY_EFFECT,
    Child,
    Differences,
    Effect,
    Fact,
    effect_of,
)
from clientsmith.diff.schemas.choices import with_joined_choices
from clientsmith.diff.schemas.notes import compare_markup, compare_notes
from clientsmith.diff.schemas.parts import PartComparison
from clientsmith.diff.schemas.recursion import RecursiveQuestions
from clientsmith.diff.schemas.selectors import Selected, compare_selectors
from clientsmith.diff.schemas.terms import compare_terms
from clientsmith.diff.schemas.variants import compare_variants
from clientsmith.diff.steps import Steps
from clientsmith.document.documents import Source
from clientsmith.document.values import JsonValue
from clientsmith.model.usage import Direction

Unchanged = Callable[[SchemaSet, SchemaSet], bool]
"""Whether the texts of two schemas and of all that they refer to are the same."""


_NO_DIFFERENCES = Differences()
_SCALARS = frozenset({Kind.NUMBER, Kind.BOOLEAN})
_STRUCTURES = frozenset({Kind.ARRAY, Kind.OBJECT})


class ValueComparison:
    """Compares the schemas of two contracts in one direction.

    `texts`: what is written as text, and looks like any other. `xml`: it is markup.
    """

    def __init__(
        self,
        base: Shapes,
        revision: Shapes,
        direction: Direction,
        unchanged: Unchanged,
        today: date,
        texts: frozenset[Kind] = frozenset(),
        *,
        xml: bool = False,
    ) -> None:
        self.base = base
        self.revision = revision
        self._unchanged = unchanged
        self._today = today
        self._direction = direction
        self._written = texts
        self._xml = xml
        self._parts = PartComparison(base, revision, direction, today)
        self._known: dict[tuple[SchemaSet, SchemaSet], Differences] = {}
        self._pairs: dict[tuple[Shape, Shape], tuple[Fact | Child, ...]] = {}
        self.steps = Steps(self.differences, revision)
        self._comparing: set[tuple[SchemaSet, SchemaSet]] = set()
        self._inclusions: RecursiveQuestions[
            tuple[SchemaSet, SchemaSet, frozenset[Effect]]
        ] = RecursiveQuestions()

    def differences(self, base: SchemaSet, revision: SchemaSet) -> Differences:
        """Compare the values of two schemas."""
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

    def list_differences(
        self, base: SchemaSet, revision: SchemaSet
    ) -> Differences | None:
        """Compare a value with a list of such values, which serialise alike with one
        element; None if it is not that.
        """
        old, new = self.base.shapes(base), self.revision.shapes(revision)
        pair = _as_list(old, new)
        if pair is None or self._unchanged(base, revision):
            return None
        return _sorted_out((*self._notes(base, revision), *self._as_elements(*pair)))

    def includes(
        self, base: SchemaSet, revision: SchemaSet, effects: frozenset[Effect]
    ) -> bool:
        """Return whether none of the effects occurs; NARROWING: the base is included."""
        if self._unchanged(base, revision) or (base, revision) in self._comparing:
            return True

        def holds() -> bool:
            found = self.differences(base, revision)
            return self._holds((*found.facts, *found.children), effects)

        return self._inclusions.ask((base, revision, effects), holds)

    def fits(self, base: Shape, revision: Shape, effects: frozenset[Effect]) -> bool:
        """Return the same for two alternatives."""
        return self._holds(self.pair(base, revision), effects)

    def pair(self, base: Shape, revision: Shape) -> tuple[Fact | Child, ...]:
        """Compare two alternatives of one kind."""
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
        if any(isinstance(fact, Fact) and fact.effect in effects for fact in found):
            return False
        for fact in found:
            if isinstance(fact, Child):
                asked = effects - fact.without
                if fact.inverted:
                    asked = frozenset(effect.inverted for effect in asked)
                if asked and not self.includes(fact.base, fact.revision, asked):
                    return False
        return True

    def _compare(self, base: SchemaSet, revision: SchemaSet) -> Iterator[Fact | Child]:
        yield from self._notes(base, revision)
        yield from self._shapes(self.base.shapes(base), self.revision.shapes(revision))
        yield from self._parts_by_name(base, revision)

    def _parts_by_name(self, base: SchemaSet, revision: SchemaSet) -> Iterator[Fact]:
        """Handle a schema with a name that joined others which stayed the same
        (`allOf`), or left them: a demand of its own, even where it repeats others
        today.
        """
        old = {source.pointer: source for source in self.base.notes(base).parts}
        new = {source.pointer: source for source in self.revision.notes(revision).parts}
        if not old or not new or old.keys() == new.keys():
            return
        if not (old.keys() < new.keys() or new.keys() < old.keys()):
            return
        if not all(
            self.includes((old[key],), (new[key],), EVERY_EFFECT)
            for key in old.keys() & new.keys()
        ):
            return
        added = old.keys() < new.keys()
        shapes = self.revision if added else self.base
        for key in sorted(old.keys() ^ new.keys()):
            part = (new if added else old)[key]
            if not any(shape.terms for shape in shapes.shapes((part,))):
                continue
            yield Fact(
                action=f"all-of-{'added' if added else 'removed'}",
                effect=Effect.NARROWER if added else Effect.WIDER,
                before=None if added else key,
                after=key if added else None,
                base=base[0] if added else part,
                revision=part if added else revision[0],
            )

    def _notes(self, base: SchemaSet, revision: SchemaSet) -> Iterator[Fact]:
        fallback = (*base, *revision)
        if not fallback:
            return
        old, new = self.base.notes(base), self.revision.notes(revision)
        places = (base or fallback)[0], (revision or fallback)[0]
        yield from compare_notes(old, new, *places, self._today)
        if self._xml:
            yield from compare_markup(old, new, *places)
        if old.selector is not None or new.selector is not None:
            yield from compare_selectors(
                Selected(old.selector, self.base.shapes(base), self.base, places[0]),
                Selected(
                    new.selector,
                    self.revision.shapes(revision),
                    self.revision,
                    places[1],
                ),
            )

    def _shapes(
        self, old: tuple[Shape, ...], new: tuple[Shape, ...]
    ) -> Iterator[Fact | Child]:
        if texts := self._become_texts(old, new):
            yield _type_fact("type-generalized", Effect.WIDER, old, new)
            old, new = _without_texts(old, new, texts)
        elif texts := self._become_texts(new, old):
            request = self._direction is Direction.REQUEST
            action = "type-changed" if request else "type-specialized"
            yield _type_fact(action, Effect.NARROWER, old, new)
            new, old = _without_texts(new, old, texts)
        types = tuple(_types(old, new)) if old or new else ()
        yield from types
        if types and (is_anything(old) or is_anything(new)):
            return  # which reports everything
        changed = any("nullable" not in type_.action for type_ in types)
        for kind in Kind:
            before, after = with_joined_choices(
                [shape for shape in old if shape.kind is kind],
                [shape for shape in new if shape.kind is kind],
            )
            if len(before) == len(after) == 1:
                found: Iterable[Fact | Child] = self.pair(before[0], after[0])
            elif before and after:
                found = compare_variants(before, after, self)
            else:
                continue
            yield from map(_replaced, found) if changed else found

    def _become_texts(
        self, old: tuple[Shape, ...], new: tuple[Shape, ...]
    ) -> set[Kind]:
        """Handle numbers and the like that became strings, which is the same on the
        wire.

        A document that names them beside texts tells them apart, and is believed.
        """
        if not any(shape.kind is Kind.STRING and shape.is_free for shape in new):
            return set()
        kinds = {shape.kind for shape in old}
        if Kind.STRING in kinds:
            return set()
        return (kinds - {shape.kind for shape in new}) & self._written

    def _as_elements(
        self, old: tuple[Shape, ...], new: tuple[Shape, ...], array: Shape, came: bool
    ) -> Iterator[Fact | Child]:
        """Handle a value that became a list of such values, or the reverse."""
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


def _without_texts(
    old: tuple[Shape, ...], new: tuple[Shape, ...], texts: set[Kind]
) -> tuple[tuple[Shape, ...], tuple[Shape, ...]]:
    """Return what is left to compare where strings include some old types."""
    kinds = {shape.kind for shape in old}
    return (
        tuple(shape for shape in old if shape.kind not in texts),
        tuple(
            shape
            for shape in new
            if shape.kind in kinds or shape.kind is not Kind.STRING
        ),
    )


def _replaced(found: Fact | Child) -> Fact | Child:
    """Handle an enumeration that was dropped together with a change of type."""
    if isinstance(found, Fact) and found.action == "enum-removed":
        return replace(found, action="enum-replaced")
    return found


@dataclass(frozen=True, slots=True)
class Readings:
    """The comparisons for one direction.

    `typed`: as JSON, which tells texts from numbers. `texts`: in styles, as parameters
    and headers are. `raw`: as text, which a text may stand for as a whole. `xml`: as
    markup, where names count that schemas have for it.
    """

    typed: ValueComparison
    texts: ValueComparison
    raw: ValueComparison
    xml: ValueComparison

    @classmethod
    def of(
        cls,
        base: Shapes,
        revision: Shapes,
        direction: Direction,
        unchanged: Unchanged,
        today: date,
    ) -> Readings:
        """Return the comparisons of two contracts for all directions."""
        raw = _SCALARS | _STRUCTURES
        return cls(
            *(
                ValueComparison(
                    base, revision, direction, unchanged, today, texts, xml=xml
                )
                for texts, xml in (
                    (frozenset[Kind](), False),
                    (_SCALARS, False),
                    (raw, False),
                    (raw, True),
                )
            )
        )


def _sorted_out(found: Iterable[Fact | Child]) -> Differences:
    found = tuple(found)
    return Differences(
        tuple(fact for fact in found if isinstance(fact, Fact)),
        tuple(fact for fact in found if isinstance(fact, Child)),
    )


def _without_null(shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
    return tuple(shape for shape in shapes if shape.kind is not Kind.NULL)


def _as_list(
    old: tuple[Shape, ...], new: tuple[Shape, ...]
) -> tuple[tuple[Shape, ...], tuple[Shape, ...], Shape, bool] | None:
    """Return whether a value became a list or the reverse, and the list."""
    before, after = _without_null(old), _without_null(new)
    lists = [
        [shape for shape in side if shape.kind is Kind.ARRAY]
        for side in (before, after)
    ]
    if not lists[0] and before and len(lists[1]) == len(after) == 1:
        return old, new, lists[1][0], True
    if not lists[1] and after and len(lists[0]) == len(before) == 1:
        return old, new, lists[0][0], False
    return None


def _types(old: tuple[Shape, ...], new: tuple[Shape, ...]) -> Iterator[Fact]:
    """Compare types, with null separately."""
    before, after = {shape.kind for shape in old}, {shape.kind for shape in new}
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
    free = is_anything(old), is_anything(new)
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
        if any(free) or effect is Effect.BOTH:
            return  # which mentions null as well
    if (Kind.NULL in before) is not (Kind.NULL in after):
        nullable = Kind.NULL in after
        yield _type_fact(
            "became-nullable" if nullable else "became-not-nullable",
            Effect.WIDER if nullable else Effect.NARROWER,
            old,
            new,
        )


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
    """Return the types as documents name them."""
    if is_anything(shapes):
        return "anything"
    names: list[JsonValue] = [
        *dict.fromkeys(
            "integer" if "integer" in alternative.terms else str(alternative.kind)
            for alternative in sorted(
                shapes, key=lambda shape: [*Kind].index(shape.kind)
            )
        )
    ]
    if len(names) > 1:
        return names
    return names[0] if names else "nothing"
