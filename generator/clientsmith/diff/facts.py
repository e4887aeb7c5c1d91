"""Differences between two schemas, before they are judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clientsmith.contract.schemas import SchemaSet
from clientsmith.document.documents import Source
from clientsmith.document.values import JsonValue


class Effect(StrEnum):
    """The effect of a change on a set of values."""

    WIDER = "wider"
    NARROWER = "narrower"
    BOTH = "both"
    """Some values were added, and some were removed."""

    UNKNOWN = "unknown"
    """The documents do not determine it, as with two different patterns."""

    PERHAPS_WIDER = "perhaps-wider"
    PERHAPS_NARROWER = "perhaps-narrower"
    NEUTRAL = "neutral"
    """The values are the same; what is said about them changed."""

    @property
    def inverted(self) -> Effect:
        """Return the effect on the complement, as under `not`, or in the other
        direction.
        """
        return _INVERTED.get(self, self)


_INVERTED = {
    Effect.WIDER: Effect.NARROWER,
    Effect.NARROWER: Effect.WIDER,
    Effect.PERHAPS_WIDER: Effect.PERHAPS_NARROWER,
    Effect.PERHAPS_NARROWER: Effect.PERHAPS_WIDER,
}
_UNDECIDED = frozenset({Effect.BOTH, Effect.UNKNOWN})
NARROWING = _UNDECIDED | {Effect.NARROWER, Effect.PERHAPS_NARROWER}
WIDENING = _UNDECIDED | {Effect.WIDER, Effect.PERHAPS_WIDER}
EVERY_EFFECT = NARROWING | WIDENING


def effect_of(*, gained: bool, lost: bool) -> Effect:
    """Return the effect of values that were gained, lost, or both."""
    if gained and lost:
        return Effect.BOTH
    if gained:
        return Effect.WIDER
    return Effect.NARROWER if lost else Effect.NEUTRAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One difference between two schemas.

    `action` is what happened (`max-length-decreased`), the last part of an id.
    `member` is the member of the object that it is about, if not the value itself.
    `before` and `after` are what the documents say, None where they say nothing.
    `note` is what else the sentence says.
    """

    action: str
    effect: Effect
    before: JsonValue
    after: JsonValue
    base: Source
    revision: Source
    member: str | None = None
    note: str = ""


def fact(
    action: str,
    effect: Effect,
    base: Source,
    revision: Source,
    *,
    before: JsonValue = None,
    after: JsonValue = None,
    member: str | None = None,
) -> Fact:
    """Return a fact about the value itself, or about one of its members."""
    return Fact(
        action=action,
        effect=effect,
        before=before,
        after=after,
        base=base,
        revision=revision,
        member=member,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """Parts of two values to compare; `segment` is the path to them.

    `inverted`: what the part gains, the whole loses. `without`: effects that do not
    count, since other alternatives make up for them. `places` are where it is said what
    the part is, if that is not known from the part.
    """

    segment: str
    base: SchemaSet
    revision: SchemaSet
    inverted: bool = False
    without: frozenset[Effect] = frozenset()
    places: tuple[Source, Source] | None = None


@dataclass(frozen=True, slots=True)
class Differences:
    """Differences of the values themselves, and the parts to compare."""

    facts: tuple[Fact, ...] = ()
    children: tuple[Child, ...] = ()
