"""Compare the alternatives of unions: match them, then compare the others.

A variant of the base that some variant of the revision takes in is not lost, and one
of the revision that the base took in already is not new. What is left is paired with
its likeliest counterpart, so that a change inside a variant is reported as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from clientsmith.contract.schemas import Choice, Kind, Members, SchemaSet, Shape, Shapes
from clientsmith.diff.components import component_name
from clientsmith.diff.facts import (
    EVERY_EFFECT,
    NARROWING,
    WIDENING,
    Child,
    Effect,
    Fact,
)
from clientsmith.diff.schemas.disjoint import are_disjoint

# Variants that are less similar than this count as one removed and one added.
_LEAST_LIKENESS = 0.5


class Pairs(Protocol):
    """The parts of `ValueComparison` that the comparison of two variants needs."""

    base: Shapes
    revision: Shapes

    def fits(self, base: Shape, revision: Shape, effects: frozenset[Effect]) -> bool:
        """Return whether none of the effects occurs."""
        ...

    def pair(self, base: Shape, revision: Shape) -> tuple[Fact | Child, ...]:
        """Compare the two."""
        ...


def compare_variants(
    old: Sequence[Shape], new: Sequence[Shape], pairs: Pairs
) -> Iterator[Fact | Child]:
    """Compare unions of alternatives of one kind."""
    yield from _Matching(old, new, pairs).differences()


@dataclass(slots=True)
class _Matching:
    old: Sequence[Shape]
    new: Sequence[Shape]
    pairs: Pairs

    def differences(self) -> Iterator[Fact | Child]:
        partners = self._named()
        self._pair_equal(partners)
        kept = [self._is_kept(base, partners) for base in self.old]
        known = [self._is_known(revision, partners) for revision in self.new]
        self._pair_rest(partners, kept, known)
        for at, found in sorted(partners.items()):
            yield from self._inside(at, found, kept[at], known[found])
        taken = set(partners.values())
        for at, base in enumerate(self.old):
            if not kept[at] and at not in partners:
                place = self.new[0]
                yield _fact(
                    f"{_sort(base)}-removed", Effect.NARROWER, base, place, base
                )
        for at, revision in enumerate(self.new):
            if not known[at] and at not in taken:
                place = self.old[0]
                yield _fact(
                    f"{_sort(revision)}-added", Effect.WIDER, place, revision, revision
                )
        yield from self._names(partners, kept, known)
        yield from self._overlaps(partners)

    def _names(
        self, partners: dict[int, int], kept: list[bool], known: list[bool]
    ) -> Iterator[Fact]:
        """Report added and removed named variants, even if others include them."""
        labels = {shape.label for shape in self.old}, {
            shape.label for shape in self.new
        }
        taken = set(partners.values())
        removed = [
            shape
            for at, shape in enumerate(self.old)
            if kept[at] and at not in partners and shape.label not in labels[1]
        ]
        added = [
            shape
            for at, shape in enumerate(self.new)
            if known[at] and at not in taken and shape.label not in labels[0]
        ]
        if removed and added:
            return  # only the names may differ
        for shape in removed:
            if shape.label is not None:
                place = self.new[0]
                yield _fact(
                    f"{_sort(shape)}-removed", Effect.NEUTRAL, shape, place, shape
                )
        for shape in added:
            if shape.label is not None:
                place = self.old[0]
                yield _fact(
                    f"{_sort(shape)}-added", Effect.NEUTRAL, place, shape, shape
                )

    def _named(self) -> dict[int, int]:
        """Match variants with the same name, or the same selecting value."""
        partners: dict[int, int] = {}
        for name_of in (_label, self._selecting):
            names = [name_of(shape) for shape in self.new]
            for at, variant in enumerate(self.old):
                name = name_of(variant)
                if at in partners or name is None or names.count(name) != 1:
                    continue
                partner = names.index(name)
                if partner not in partners.values():
                    partners[at] = partner
        return partners

    def _selecting(self, shape: Shape) -> str | None:
        """Return a constant member, as discriminators use."""
        shapes = self.pairs.base if shape in self.old else self.pairs.revision
        for name, schema_set in sorted(_members(shape).items()):
            found = shapes.shapes(schema_set)
            choice = found[0].terms.get("enum") if len(found) == 1 else None
            if isinstance(choice, Choice) and len(choice.values) == 1:
                return f"{name}={next(iter(choice.values))}"
        return None

    def _is_kept(self, base: Shape, partners: dict[int, int]) -> bool:
        likely = [
            self.new[partner]
            for at, partner in partners.items()
            if self.old[at] is base
        ]
        return any(
            self.pairs.fits(base, revision, NARROWING)
            for revision in dict.fromkeys((*likely, *self.new))
            if not self._is_another(base, revision)
        )

    def _is_known(self, revision: Shape, partners: dict[int, int]) -> bool:
        likely = [
            self.old[at]
            for at, found in partners.items()
            if self.new[found] is revision
        ]
        return any(
            self.pairs.fits(base, revision, WIDENING)
            for base in dict.fromkeys((*likely, *self.old))
            if not self._is_another(base, revision)
        )

    def _is_another(self, base: Shape, revision: Shape) -> bool:
        """Return whether a discriminator distinguishes the two, or both have names and
        one of them is the name of another variant.

        Objects are open, and their members mostly optional, so that one takes in
        another by chance; with `oneOf` and names, they are different things.
        """
        shared = base.tags.keys() & revision.tags.keys()
        for name in shared:
            listed = self._lists(base, name) and self._lists(revision, name)
            if not listed and not base.tags[name] & revision.tags[name]:
                return True
        if base.kind is not Kind.OBJECT or "oneOf" not in (base.union, revision.union):
            return False
        if base.label is None or revision.label is None or base.label == revision.label:
            return False
        labels = {shape.label for shape in self.old}, {
            shape.label for shape in self.new
        }
        return revision.label in labels[0] or base.label in labels[1]

    def _lists(self, shape: Shape, name: str) -> bool:
        """Return whether the member has one of some values."""
        schema_set = _members(shape).get(name, ())
        shapes = self.pairs.base if shape in self.old else self.pairs.revision
        return bool(schema_set) and any(
            "enum" in alternative.terms for alternative in shapes.shapes(schema_set)
        )

    def _pair_equal(self, partners: dict[int, int]) -> None:
        """Match equal variants without a name."""
        for at, base in enumerate(self.old):
            # Most are at the same position.
            for found in dict.fromkeys(
                (min(at, len(self.new) - 1), *range(len(self.new)))
            ):
                revision = self.new[found]
                if at in partners:
                    break
                free = found not in partners.values()
                if free and self.pairs.fits(base, revision, EVERY_EFFECT):
                    partners[at] = found

    def _pair_rest(
        self, partners: dict[int, int], kept: list[bool], known: list[bool]
    ) -> None:
        """Match the most similar of the remaining variants."""
        candidates = sorted(
            (-_likeness(base, revision), at, found)
            for at, base in enumerate(self.old)
            for found, revision in enumerate(self.new)
            if at not in partners and found not in partners.values()
            if not (kept[at] and known[found])
        )
        for likeness, at, found in candidates:
            if -likeness < _LEAST_LIKENESS:
                return
            if at not in partners and found not in partners.values():
                partners[at] = found

    def _inside(
        self, at: int, partner: int, kept: bool, known: bool
    ) -> Iterator[Fact | Child]:
        """Return the differences of a variant for which no other compensates."""
        without: frozenset[Effect] = frozenset()
        if kept:
            without |= {Effect.NARROWER, Effect.PERHAPS_NARROWER}
        if known:
            without |= {Effect.WIDER, Effect.PERHAPS_WIDER}
        if kept and known:
            without |= {Effect.BOTH, Effect.UNKNOWN}
        for fact in self.pairs.pair(self.old[at], self.new[partner]):
            if isinstance(fact, Child):
                yield replace(fact, without=fact.without | without)
            elif fact.effect not in without:
                yield fact

    def _is_same(self, partners: dict[int, int]) -> bool:
        """Return whether each variant has an equal counterpart."""
        return len(partners) == len(self.old) == len(self.new) and all(
            self.pairs.fits(self.old[at], self.new[partner], EVERY_EFFECT)
            for at, partner in partners.items()
        )

    def _overlaps(self, partners: dict[int, int]) -> Iterator[Fact]:
        """Report values that fit two variants of a `oneOf` and are invalid for that."""
        before = _overlapping(self.old, self.pairs.base)
        after = _overlapping(self.new, self.pairs.revision)
        if len(before) == len(after) and self._is_same(partners):
            return  # only the order may differ
        backwards = {partner: at for at, partner in partners.items()}
        if added := _without_counterpart(after, before, backwards):
            sure = self._is_sure(self.old, self.new, added, NARROWING) and not before
            effect = Effect.NARROWER if sure else Effect.PERHAPS_NARROWER
            revision = self.new[added[0][1]]
            yield _fact("one-of-overlap-added", effect, self.old[0], revision, revision)
        if removed := _without_counterpart(before, after, partners):
            sure = self._is_sure(self.new, self.old, removed, WIDENING) and not after
            effect = Effect.WIDER if sure else Effect.PERHAPS_WIDER
            base = self.old[removed[0][1]]
            yield _fact("one-of-overlap-removed", effect, base, self.new[0], base)

    def _is_sure(
        self,
        outside: Sequence[Shape],
        inside: Sequence[Shape],
        overlaps: Sequence[tuple[int, int]],
        effects: frozenset[Effect],
    ) -> bool:
        """Return whether some value of one side certainly fits two variants of the other."""
        return any(
            all(self._fits(shape, inside[at], effects) for at in pair)
            for pair in overlaps
            for shape in outside
        ) or self._wraps(outside, inside, overlaps, effects)

    def _wraps(
        self,
        outside: Sequence[Shape],
        inside: Sequence[Shape],
        overlaps: Sequence[tuple[int, int]],
        effects: frozenset[Effect],
    ) -> bool:
        """Return whether an object is one variant of a `oneOf` on the other side only,
        and certainly fits another variant: empty, or with the members of both.
        """
        if any(shape.union == "oneOf" for shape in outside):
            return False
        if all(map(_takes_empty, outside)) and any(
            all(_takes_empty(inside[at]) for at in pair) for pair in overlaps
        ):
            return True
        return any(
            self._fits(variant, inside[at], effects)
            and self._can_be_both(variant, inside[counterpart], effects)
            for variant in outside
            for pair in overlaps
            for at, counterpart in (pair, pair[::-1])
        )

    def _fits(self, outside: Shape, inside: Shape, effects: frozenset[Effect]) -> bool:
        """Return the same as `Pairs.fits`, from either side."""
        pair = (outside, inside) if effects is NARROWING else (inside, outside)
        return self.pairs.fits(*pair, effects)

    def _can_be_both(
        self, outside: Shape, inside: Shape, effects: frozenset[Effect]
    ) -> bool:
        if not (_is_plain(outside) and _is_plain(inside)):
            return False
        shapes = self.pairs.base, self.pairs.revision
        if effects is WIDENING:
            shapes = shapes[::-1]
        members, others = _members(outside), _members(inside)
        return all(
            any(
                value.kind is wanted.kind and self._fits(value, wanted, effects)
                for value in shapes[0].shapes(members[name])
                for wanted in shapes[1].shapes(others[name])
            )
            for name in members.keys() & others.keys()
        )


def _without_counterpart(
    overlaps: set[tuple[int, int]],
    others: set[tuple[int, int]],
    partners: Mapping[int, int],
) -> list[tuple[int, int]]:
    """Return the overlaps whose variants do not overlap on the other side."""
    return sorted(
        (first, second)
        for first, second in overlaps
        if others.isdisjoint(
            (
                (partners.get(first), partners.get(second)),
                (partners.get(second), partners.get(first)),
            )
        )
    )


def _takes_empty(shape: Shape) -> bool:
    """Return whether an object without members certainly fits."""
    return shape.kind is Kind.OBJECT and shape.terms.keys() <= {"properties"}


def _is_plain(shape: Shape) -> bool:
    """Return whether an object restricts only its members, and may have more."""
    members = shape.terms.get("properties")
    is_open = not isinstance(members, Members) or not (members.rest or members.patterns)
    plain = shape.terms.keys() <= {"properties", "required"}
    return shape.kind is Kind.OBJECT and plain and is_open


def _label(shape: Shape) -> str | None:
    return shape.label


def _overlapping(variants: Sequence[Shape], shapes: Shapes) -> set[tuple[int, int]]:
    """Return pairs of a `oneOf`'s variants that may have values in common."""
    return {
        pair
        for at, first in enumerate(variants)
        for after, second in enumerate(variants[at + 1 :], at + 1)
        if _exclude(first, second) and not are_disjoint(first, second, shapes)
        for pair in ((at, after),)
    }


def _exclude(first: Shape, second: Shape) -> bool:
    groups = dict(first.exclusive)
    return any(
        group in groups and groups[group] != at for group, at in second.exclusive
    )


def _sort(shape: Shape) -> str:
    return "one-of" if shape.union == "oneOf" else "any-of"


def _likeness(first: Shape, second: Shape) -> float:
    if first.kind is not Kind.OBJECT:
        shared = first.terms.keys() & second.terms.keys()
        every = first.terms.keys() | second.terms.keys()
        return 0.5 + len(shared) / (2 * len(every)) if every else 1
    names, others = _members(first).keys(), _members(second).keys()
    every_name = names | others
    return len(names & others) / len(every_name) if every_name else 1


def _members(shape: Shape) -> Mapping[str, SchemaSet]:
    members = shape.terms.get("properties")
    return members.properties if isinstance(members, Members) else {}


def _fact(
    action: str, effect: Effect, base: Shape, revision: Shape, subject: Shape
) -> Fact:
    name = subject.label or component_name(subject.source) or str(subject.kind)
    removed = subject is base
    return Fact(
        action=action,
        effect=effect,
        before=name if removed else None,
        after=None if removed else name,
        base=base.source,
        revision=revision.source,
    )
