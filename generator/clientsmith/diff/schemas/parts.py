"""Compare parts of values: members of objects, elements of arrays, conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from clientsmith.contract.schemas import (
    Choice,
    Condition,
    Contained,
    DependentSchemas,
    Elements,
    Excluded,
    Inside,
    Kind,
    Members,
    Required,
    SchemaSet,
    Several,
    Shape,
    Shapes,
)
from clientsmith.diff.facts import EVERY_EFFECT, Child, Effect, Fact, fact
from clientsmith.diff.lifecycle import removal
from clientsmith.diff.schemas.renames import rename_note, renamed_properties
from clientsmith.document.documents import Source
from clientsmith.model.usage import Direction

_STEMS = {
    "contentSchema": "content-schema",
    "propertyNames": "property-names",
    "unevaluatedItems": "unevaluated-items",
    "unevaluatedProperties": "unevaluated-properties",
}
_Difference = Fact | Child


@dataclass(frozen=True, slots=True)
class _Member:
    schema_set: SchemaSet
    required: bool
    hidden: bool
    place: Source


class PartComparison:
    """Compares the parts of two shapes of one kind in their direction."""

    def __init__(
        self, base: Shapes, revision: Shapes, direction: Direction, today: date
    ) -> None:
        self._base = base
        self._revision = revision
        self._direction = direction
        self._today = today

    def compare(self, base: Shape, revision: Shape) -> Iterator[_Difference]:
        """Return the differences, and the parts to compare further."""
        yield from self._members(base, revision)
        yield from self._patterns(base, revision)
        yield from _insides(base, revision)
        yield from _dependent(base, revision)
        yield from self._elements(base, revision)
        yield from _contained(base, revision)
        yield from _excluded(base, revision)
        yield from _conditions(base, revision)

    def _members(self, base: Shape, revision: Shape) -> Iterator[_Difference]:
        before, impossible = self._described(base, self._base)
        after, excluded = self._described(revision, self._revision)
        rests = _rest(base), _rest(revision)
        renamed = self._renamed(base, revision, before, after)
        for name in dict.fromkeys((*before, *after)):
            old, new = before.get(name), after.get(name)
            if name in base.tags and new is not None:
                old = old or _Member((), new.required, False, base.source)
            if name in revision.tags and old is not None:
                new = new or _Member((), old.required, False, revision.source)
            if old is not None and new is not None:
                selects = self._selects(name, base, revision, old, new)
                without = EVERY_EFFECT if selects else frozenset()
                yield from self._same(name, old, new, without)
            elif new is not None:
                rest = impossible.get(name, rests[0])
                yield from self._added(name, new, rest, base)
            elif old is not None:
                rest = excluded.get(name, rests[1])
                new_name = renamed.get(name)
                yield from self._removed(name, old, rest, revision, new_name)
        yield from _undescribed(base, revision, {*before, *after})
        yield from self._rests(base, revision)

    def _renamed(
        self,
        base: Shape,
        revision: Shape,
        before: Mapping[str, _Member],
        after: Mapping[str, _Member],
    ) -> Mapping[str, str]:
        """Return the possible new names of removed members."""
        removed, added = (
            {
                name: member.schema_set
                for name, member in old.items()
                if name not in new and name not in shape.tags and not member.hidden
            }
            for old, new, shape in ((before, after, revision), (after, before, base))
        )
        if not removed or not added:
            return {}
        kept = frozenset(before[key].schema_set for key in before.keys() & after.keys())
        shapes = self._base, self._revision
        return renamed_properties(removed, added, kept, shapes)

    def _described(
        self, shape: Shape, shapes: Shapes
    ) -> tuple[dict[str, _Member], dict[str, SchemaSet]]:
        """Return the names that an object may have as members, and those it cannot
        have.
        """
        members, required = shape.terms.get("properties"), shape.terms.get("required")
        declared = members.properties if isinstance(members, Members) else {}
        names = required.names if isinstance(required, Required) else {}
        found: dict[str, _Member] = {}
        impossible: dict[str, SchemaSet] = {}
        rest = _rest(shape)
        for name in (
            *declared,
            *(undeclared for undeclared in names if undeclared not in declared),
        ):
            if name not in declared and not rest:
                continue  # its schema is unknown
            schema_set = declared.get(name, rest)
            place = _place(members, name) or names.get(name) or shape.source
            if schema_set and name not in names and not shapes.shapes(schema_set):
                impossible[name] = schema_set  # no value is allowed
                continue
            notes = shapes.notes(schema_set)
            hidden = (
                notes.read_only
                if self._direction is Direction.REQUEST
                else notes.write_only
            )
            found[name] = _Member(schema_set, name in names, hidden, place)
        return found, impossible

    def _selects(
        self, name: str, base: Shape, revision: Shape, old: _Member, new: _Member
    ) -> bool:
        """Return whether discriminators on both sides select by the member's same
        values.
        """
        if name not in base.tags and name not in revision.tags:
            return False
        values = [
            _selecting(tags.get(name), shapes.shapes(member.schema_set))
            for tags, shapes, member in (
                (base.tags, self._base, old),
                (revision.tags, self._revision, new),
            )
        ]
        return values[0] is not None and values[0] == values[1]

    def _same(
        self,
        name: str,
        old: _Member,
        new: _Member,
        without: frozenset[Effect] = frozenset(),
    ) -> Iterator[_Difference]:
        if old.hidden is not new.hidden:
            yield self._visibility(name, old, new)
        elif old.hidden and self._direction is Direction.RESPONSE:
            return
        elif old.required is not new.required and not old.hidden:
            action = "became-required" if new.required else "became-optional"
            default = self._revision.notes(new.schema_set).default
            if new.required and default and self._direction is Direction.REQUEST:
                action = "became-required-with-default"
            yield Fact(
                action=action,
                effect=Effect.NARROWER if new.required else Effect.WIDER,
                before=old.required,
                after=new.required,
                base=old.place,
                revision=new.place,
                member=name,
            )
        yield Child(
            segment=name,
            base=old.schema_set,
            revision=new.schema_set,
            without=without,
            places=(old.place, new.place),
        )

    def _visibility(self, name: str, old: _Member, new: _Member) -> Fact:
        flag = "read-only" if self._direction is Direction.REQUEST else "write-only"
        optional = "required" if (old if new.hidden else new).required else "optional"
        action = f"became-{'' if new.hidden else 'not-'}{flag}"
        # A client may still send a property that is now read-only, unless it is
        # required.
        demanded = new.required and not new.hidden
        request = self._direction is Direction.REQUEST
        return Fact(
            action=f"{optional}-property-{action}",
            effect=Effect.NARROWER if demanded and request else Effect.NEUTRAL,
            before=old.hidden,
            after=new.hidden,
            base=old.place,
            revision=new.place,
            member=name,
        )

    def _added(
        self, name: str, new: _Member, rest: SchemaSet, base: Shape
    ) -> Iterator[_Difference]:
        if new.hidden:
            return
        closed = bool(rest) and not self._base.shapes(rest)
        if rest and not closed:
            # It was one of the additional properties, whose schema the document gives.
            yield from self._same(name, _Member(rest, False, False, base.source), new)
            return
        optional = "required" if new.required else "optional"
        suffix = ""
        if new.required and self._revision.notes(new.schema_set).default:
            suffix = "-with-default"
        yield Fact(
            action=f"{optional}-property-added{'-to-closed' if closed else suffix}",
            effect=Effect.BOTH if new.required else Effect.WIDER,
            before=None,
            after=name,
            base=base.source,
            revision=new.place,
            member=name,
        )

    def _removed(
        self,
        name: str,
        old: _Member,
        rest: SchemaSet,
        revision: Shape,
        new_name: str | None,
    ) -> Iterator[_Difference]:
        if old.hidden:
            return
        closed = bool(rest) and not self._revision.shapes(rest)
        if rest and not closed:
            new = _Member(rest, False, False, revision.source)
            yield from self._same(name, old, new)
            return
        optional = "required" if old.required else "optional"
        action = f"{optional}-property-removed{'-from-closed' if closed else ''}"
        notes = self._base.notes(old.schema_set)
        how = removal(notes.deprecated is not None, notes.sunset, self._today)
        yield Fact(
            action=how if how == "removed-with-deprecation" else action,
            effect=Effect.BOTH if old.required else Effect.NARROWER,
            before=name,
            after=None,
            base=old.place,
            revision=revision.source,
            member=name,
            note=rename_note(new_name),
        )

    def _rests(self, base: Shape, revision: Shape) -> Iterator[_Difference]:
        """Compare unnamed members: `additionalProperties`."""
        old, new = _additional(base), _additional(revision)
        if not old and not new:
            return
        closed = (
            bool(old) and not self._base.shapes(old),
            bool(new) and not self._revision.shapes(new),
        )
        if closed == (True, True):
            return
        if any(closed):
            allowed = closed[0]
            yield Fact(
                action=f"additional-properties-{'' if allowed else 'dis'}allowed",
                effect=Effect.WIDER if allowed else Effect.NARROWER,
                before=not closed[0],
                after=not closed[1],
                base=_place_of(old, _origin(base, "properties")),
                revision=_place_of(new, _origin(revision, "properties")),
            )
        else:
            yield Child(segment="*", base=old, revision=new)

    def _patterns(self, base: Shape, revision: Shape) -> Iterator[_Difference]:
        before, after = _patterns(base), _patterns(revision)
        for pattern in dict.fromkeys((*before, *after)):
            segment = f"/{pattern}/"
            if pattern in before and pattern in after:
                yield Child(
                    segment=segment, base=before[pattern], revision=after[pattern]
                )
                continue
            added = pattern in after
            rest = _additional(base if added else revision)
            shapes = self._base if added else self._revision
            if rest and shapes.shapes(rest):
                old = before.get(pattern, rest)
                yield Child(
                    segment=segment, base=old, revision=after.get(pattern, rest)
                )
                continue
            opened = bool(rest) is added
            yield Fact(
                action=f"pattern-property-{'added' if added else 'removed'}",
                effect=Effect.WIDER if opened else Effect.NARROWER,
                before=None if added else pattern,
                after=pattern if added else None,
                base=_place_of(before.get(pattern), _origin(base, "properties")),
                revision=_place_of(after.get(pattern), _origin(revision, "properties")),
            )

    def _elements(self, base: Shape, revision: Shape) -> Iterator[_Difference]:
        before, after = base.terms.get("items"), revision.terms.get("items")
        old = before if isinstance(before, Elements) else None
        new = after if isinstance(after, Elements) else None
        if old is None and new is None:
            return
        lengths = len(old.prefix) if old else 0, len(new.prefix) if new else 0
        for at in range(max(lengths)):
            was, now = _element(old, at), _element(new, at)
            closed = (
                bool(was) and at >= lengths[0] and not self._base.shapes(was),
                bool(now) and at >= lengths[1] and not self._revision.shapes(now),
            )
            if any(closed) or at >= min(lengths):
                yield from self._prefix(at, closed, lengths, base, revision)
            if not any(closed):
                yield Child(segment=f"[{at}]", base=was, revision=now)
        rests = old.rest if old else (), new.rest if new else ()
        if any(rests):
            yield Child(segment="[]", base=rests[0], revision=rests[1])

    def _prefix(
        self,
        at: int,
        closed: tuple[bool, bool],
        lengths: tuple[int, int],
        base: Shape,
        revision: Shape,
    ) -> Iterator[Fact]:
        """Report an element that gained or lost a description of its own."""
        added = at >= lengths[0]
        effect = Effect.NEUTRAL  # the element itself is compared
        if any(closed):
            effect = Effect.WIDER if added else Effect.NARROWER
        yield Fact(
            action=f"prefix-items-{'added' if added else 'removed'}",
            effect=effect,
            before=None if added else at,
            after=at if added else None,
            base=_origin(base, "items"),
            revision=_origin(revision, "items"),
        )


def _undescribed(base: Shape, revision: Shape, described: set[str]) -> Iterator[Fact]:
    """Return names that only `required` mentions, whose values are unknown.

    Where nothing is described at all, as under a condition, it is described around it.
    """
    before, after = base.terms.get("required"), revision.terms.get("required")
    old = before.names if isinstance(before, Required) else {}
    new = after.names if isinstance(after, Required) else {}
    narrower = Effect.PERHAPS_NARROWER if _names(revision) else Effect.NARROWER
    wider = Effect.PERHAPS_WIDER if _names(base) else Effect.WIDER
    for name in sorted((old.keys() ^ new.keys()) - described):
        added = name in new
        yield fact(
            f"undescribed-member-became-{'required' if added else 'optional'}",
            narrower if added else wider,
            old.get(name, base.source),
            new.get(name, revision.source),
            before=not added,
            after=added,
            member=name,
        )


def _selecting(
    tag: frozenset[str] | None, shapes: tuple[Shape, ...]
) -> frozenset[str] | None:
    """Return the values of a member by which a discriminator selects."""
    free = {shape.kind for shape in shapes if shape.is_free}
    if Kind.STRING in free:
        return tag
    choice = shapes[0].terms.get("enum") if len(shapes) == 1 else None
    if not isinstance(choice, Choice):
        return None
    values = frozenset(choice.values)
    return (values & tag if tag else values) or values


def _names(shape: Shape) -> bool:
    """Return whether any member is described by name."""
    members = shape.terms.get("properties")
    return isinstance(members, Members) and bool(members.properties)


def _element(elements: Elements | None, at: int) -> SchemaSet:
    if elements is None:
        return ()
    return elements.prefix[at] if at < len(elements.prefix) else elements.rest


def _additional(shape: Shape) -> SchemaSet:
    members = shape.terms.get("properties")
    return members.rest if isinstance(members, Members) else ()


def _rest(shape: Shape) -> SchemaSet:
    """Return what an unnamed member must satisfy; empty: anything."""
    inside = shape.terms.get("unevaluatedProperties")
    rest = _additional(shape)
    if not rest and isinstance(inside, Inside):
        return inside.schema_set
    return rest


def _patterns(shape: Shape) -> Mapping[str, SchemaSet]:
    members = shape.terms.get("properties")
    return members.patterns if isinstance(members, Members) else {}


def _place_of(schema_set: SchemaSet | None, owner: Source) -> Source:
    """Return the schema of a part, or its owner if there is none."""
    return schema_set[0] if schema_set else owner


def _place(members: object, name: str) -> Source | None:
    return members.places.get(name) if isinstance(members, Members) else None


def _origin(shape: Shape, keyword: str) -> Source:
    term = shape.terms.get(keyword)
    return shape.source if term is None else term.origin


def _insides(base: Shape, revision: Shape) -> Iterator[_Difference]:
    for keyword, stem in _STEMS.items():
        before, after = base.terms.get(keyword), revision.terms.get(keyword)
        old = before.schema_set if isinstance(before, Inside) else ()
        new = after.schema_set if isinstance(after, Inside) else ()
        origins = _origin(base, keyword), _origin(revision, keyword)
        if old and new:
            yield Child(segment=f"({keyword})", base=old, revision=new)
        elif new:
            yield fact(f"{stem}-added", Effect.NARROWER, *origins)
        elif old:
            yield fact(f"{stem}-removed", Effect.WIDER, *origins)


def _dependent(base: Shape, revision: Shape) -> Iterator[_Difference]:
    keyword = "dependentSchemas"
    before, after = base.terms.get(keyword), revision.terms.get(keyword)
    old = before.schema_set if isinstance(before, DependentSchemas) else {}
    new = after.schema_set if isinstance(after, DependentSchemas) else {}
    origins = _origin(base, keyword), _origin(revision, keyword)
    for name in dict.fromkeys((*old, *new)):
        if name in old and name in new:
            segment = f"({keyword} {name})"
            yield Child(segment=segment, base=old[name], revision=new[name])
            continue
        added = name in new
        yield fact(
            f"dependent-schema-{'added' if added else 'removed'}",
            Effect.NARROWER if added else Effect.WIDER,
            *origins,
            before=None if added else name,
            after=name if added else None,
        )


def _contained(base: Shape, revision: Shape) -> Iterator[_Difference]:
    old, new = _several(base, "contains"), _several(revision, "contains")
    for before, after in _paired(old, new):
        origins = (
            base.source if before is None else before.origin,
            revision.source if after is None else after.origin,
        )
        if not isinstance(before, Contained) or not isinstance(after, Contained):
            added = before is None
            yield fact(
                f"contains-{'added' if added else 'removed'}",
                Effect.NARROWER if added else Effect.WIDER,
                *origins,
            )
            continue
        yield from _counts(before, after)
        # With `maxContains`, more matching elements may be too many.
        bounded = before.most is not None or after.most is not None
        yield Child(
            segment="(contains)", base=before.schema_set, revision=after.schema_set
        )
        if bounded:
            yield Child(
                segment="(contains)",
                base=before.schema_set,
                revision=after.schema_set,
                inverted=True,
            )


def _counts(before: Contained, after: Contained) -> Iterator[Fact]:
    if before.least != after.least:
        rises = after.least > before.least
        yield fact(
            f"min-contains-{'increased' if rises else 'decreased'}",
            Effect.NARROWER if rises else Effect.WIDER,
            *(
                (
                    contained.origin
                    if contained.least == 1
                    else _beside(contained.origin, "minContains")
                )
                for contained in (before, after)
            ),
            before=before.least,
            after=after.least,
        )
    if before.most != after.most:
        grows = after.most is None or (
            before.most is not None and after.most > before.most
        )
        action = "increased" if grows else "decreased"
        if before.most is None or after.most is None:
            action = "unset" if grows else "set"
        yield fact(
            f"max-contains-{action}",
            Effect.WIDER if grows else Effect.NARROWER,
            *(
                (
                    contained.origin
                    if contained.most is None
                    else _beside(contained.origin, "maxContains")
                )
                for contained in (before, after)
            ),
            before=before.most,
            after=after.most,
        )


def _excluded(base: Shape, revision: Shape) -> Iterator[_Difference]:
    old, new = _several(base, "not"), _several(revision, "not")
    for before, after in _paired(old, new):
        if isinstance(before, Excluded) and isinstance(after, Excluded):
            yield Child(
                segment="(not)",
                base=before.schema_set,
                revision=after.schema_set,
                inverted=True,
            )
            continue
        added = before is None
        yield fact(
            f"not-{'added' if added else 'removed'}",
            Effect.NARROWER if added else Effect.WIDER,
            base.source if before is None else before.origin,
            revision.source if after is None else after.origin,
        )


def _conditions(base: Shape, revision: Shape) -> Iterator[_Difference]:
    old, new = _several(base, "if"), _several(revision, "if")
    for before, after in _paired(old, new):
        if not isinstance(before, Condition) or not isinstance(after, Condition):
            added = before is None
            condition = before or after
            origins = (
                base.source if before is None else before.origin,
                revision.source if after is None else after.origin,
            )
            assert isinstance(condition, Condition)
            for keyword, there in (
                ("if", True),
                ("then", condition.then is not None),
                ("else", condition.otherwise is not None),
            ):
                if there:
                    yield fact(
                        f"{keyword}-{'added' if added else 'removed'}",
                        Effect.NARROWER if added else Effect.WIDER,
                        origins[0] if added else _beside(origins[0], keyword),
                        _beside(origins[1], keyword) if added else origins[1],
                    )
            continue
        yield from _branches(before, after)


def _branches(old: Condition, new: Condition) -> Iterator[_Difference]:
    # Any change of the condition moves values from one branch to the other.
    for inverted in (False, True):
        yield Child(segment="(if)", base=old.test, revision=new.test, inverted=inverted)
    for keyword, before, after in (
        ("then", old.then, new.then),
        ("else", old.otherwise, new.otherwise),
    ):
        if before is not None and after is not None:
            yield Child(segment=f"({keyword})", base=before, revision=after)
        elif before is not None or after is not None:
            added = before is None
            yield fact(
                f"{keyword}-{'added' if added else 'removed'}",
                Effect.NARROWER if added else Effect.WIDER,
                old.origin if added else _beside(old.origin, keyword),
                _beside(new.origin, keyword) if added else new.origin,
            )


def _beside(origin: Source, keyword: str) -> Source:
    """Return another keyword of the same schema."""
    parent = origin.pointer.rpartition("/")[0]
    return Source(origin.document, parent).inside(keyword)


def _several(
    shape: Shape, keyword: str
) -> tuple[Contained | Excluded | Condition, ...]:
    term = shape.terms.get(keyword)
    return term.terms if isinstance(term, Several) else ()


_One = Contained | Excluded | Condition


def _paired(
    old: tuple[_One, ...], new: tuple[_One, ...]
) -> Iterator[tuple[_One | None, _One | None]]:
    for at in range(max(len(old), len(new))):
        yield (
            old[at] if at < len(old) else None,
            new[at] if at < len(new) else None,
        )
