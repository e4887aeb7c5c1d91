"""Compare discriminators: the alternative that a value selects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clientsmith.contract.schemas import Choice, Members, Selector, Shape, Shapes
from clientsmith.diff.facts import Effect, Fact, fact
from clientsmith.document.documents import Source


@dataclass(frozen=True, slots=True)
class Selected:
    """A union: its discriminator, if any, and its alternatives."""

    selector: Selector | None
    variants: Sequence[Shape]
    shapes: Shapes
    place: Source

    @property
    def origin(self) -> Source:
        """The place of the discriminator, or where it would be."""
        return self.place if self.selector is None else self.selector.origin

    def names(self) -> frozenset[str]:
        """Return the names of the alternatives."""
        return frozenset(
            variant.label for variant in self.variants if variant.label is not None
        )

    def mapping(self, selector: Selector) -> Mapping[str, str]:
        """Return the mapping, including implicit values."""
        found = dict(selector.mapping)
        mapped = {*found.values()}
        for variant in self.variants:
            if variant.label is not None and variant.label not in mapped:
                for value in self._values(variant, selector.property_name):
                    found.setdefault(value, variant.label)
        return found

    def _values(self, variant: Shape, name: str) -> list[str]:
        """Return an alternative's values of the member: listed ones, or its name."""
        members = variant.terms.get("properties")
        schema_set = (
            members.properties.get(name, ()) if isinstance(members, Members) else ()
        )
        for shape in self.shapes.shapes(schema_set) if schema_set else ():
            listed = shape.terms.get("enum")
            if isinstance(listed, Choice):
                return [str(value) for value in listed.values.values()]
        return [] if variant.label is None else [variant.label]


def compare_selectors(base: Selected, revision: Selected) -> Iterator[Fact]:
    """Compare how two unions distinguish their alternatives."""
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
    old_mapping, new_mapping = base.mapping(before), revision.mapping(after)
    # If alternatives were only added, or only removed, they are reported as such.
    removed, added = names[0] - names[1], names[1] - names[0]
    for value in dict.fromkeys((*old_mapping, *new_mapping)):
        was, now = old_mapping.get(value), new_mapping.get(value)
        if (was or value) == (now or value) == value and value in silent:
            continue
        if (was is None and now in added and not removed) or (
            now is None and was in removed and not added
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
    """Return names whose addition or removal does not concern the discriminator.

    Those of both sides select what they did, whatever is written down besides. Where
    alternatives only came, or only went, they are reported as such; else some may have
    got another name, which is another value then.
    """
    kept = before & after
    return kept if before - after and after - before else before | after
