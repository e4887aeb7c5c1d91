"""Comparing discriminators: which alternative a value selects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clientsmith.contract.schemas import Choice, Members, Selector, Shape, Shapes
from clientsmith.diff.facts import Effect, Fact, fact
from clientsmith.document.documents import Source


@dataclass(frozen=True, slots=True)
class Selected:
    """A union: what tells its alternatives apart, if anything does, and what they are."""

    selector: Selector | None
    variants: Sequence[Shape]
    shapes: Shapes
    place: Source

    @property
    def origin(self) -> Source:
        """Where it is said, or would be."""
        return self.place if self.selector is None else self.selector.origin

    def names(self) -> frozenset[str]:
        """The alternatives' names."""
        return frozenset(each.label for each in self.variants if each.label is not None)

    def mapping(self, selector: Selector) -> Mapping[str, str]:
        """With the values that nobody has to write down."""
        found = dict(selector.mapping)
        told = {*found.values()}
        for each in self.variants:
            if each.label is not None and each.label not in told:
                for value in self._values(each, selector.property_name):
                    found.setdefault(value, each.label)
        return found

    def _values(self, variant: Shape, name: str) -> list[str]:
        """What an alternative has in the member: listed values, or else its name."""
        members = variant.terms.get("properties")
        demands = (
            members.properties.get(name, ()) if isinstance(members, Members) else ()
        )
        for each in self.shapes.shapes(demands) if demands else ():
            listed = each.terms.get("enum")
            if isinstance(listed, Choice):
                return [str(value) for value in listed.values.values()]
        return [] if variant.label is None else [variant.label]


def compare_selectors(base: Selected, revision: Selected) -> Iterator[Fact]:
    """How two unions tell their alternatives apart."""
    before, after = base.selector, revision.selector
    if before is None and after is None:
        return
    old = None if before is None else before.property_name
    new = None if after is None else after.property_name
    origins = base.origin, revision.origin
    if before is None or after is None:
        action = "added" if before is None else "removed"
        id_ = f"discriminator-{action}"
        yield fact(id_, Effect.NEUTRAL, *origins, before=old, after=new)
        return
    if old != new:
        action = "discriminator-property-name-changed"
        yield fact(action, Effect.UNKNOWN, *origins, before=old, after=new)
    names = base.names(), revision.names()
    silent = _never_told(*names)
    one, other = base.mapping(before), revision.mapping(after)
    # Where alternatives only came, or only went, they are reported as such.
    gone, come = names[0] - names[1], names[1] - names[0]
    for value in dict.fromkeys((*one, *other)):
        was, now = one.get(value), other.get(value)
        if (was or value) == (now or value) == value and value in silent:
            continue
        if (was is None and now in come and not gone) or (
            now is None and was in gone and not come
        ):
            continue
        if was is None:
            effect = Effect.PERHAPS_WIDER
            yield fact("discriminator-mapping-added", effect, *origins, after=value)
        elif now is None:
            effect = Effect.PERHAPS_NARROWER
            yield fact("discriminator-mapping-deleted", effect, *origins, before=value)
        elif was != now and (now in names[0] or was in names[1]):
            action = "discriminator-mapping-changed"
            yield fact(
                action,
                Effect.UNKNOWN,
                *origins,
                before=f"{value}: {was}",
                after=f"{value}: {now}",
            )


def _never_told(before: frozenset[str], after: frozenset[str]) -> frozenset[str]:
    """Names whose coming or going is none of a discriminator's business.

    Those of both sides select what they did, whatever is written down besides. Where
    alternatives only came, or only went, they are reported as such; else some may have
    got another name, which is another value then.
    """
    kept = before & after
    return kept if before - after and after - before else before | after
