"""Findings of a comparison of two contracts, operation by operation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from clientsmith.contract.schemas import NOWHERE, SchemaSet
from clientsmith.diff.components import shared_schema
from clientsmith.diff.facts import Differences, Effect, Fact
from clientsmith.diff.steps import Step, Steps, seen_from_above
from clientsmith.document.documents import Source
from clientsmith.document.pointers import LinkedPointer, unlinked
from clientsmith.document.values import JsonValue
from clientsmith.model.usage import Direction
from clientsmith.support.markdown import quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One difference and its place.

    `subject` is what it is about, in the words of HTTP. `action` is what happened, in
    whatever role the value travels; empty: the id says it. `inverted`: the set that it is
    about is subtracted from another one (`not`). `media` is the media type around it,
    `note` what else the sentence says. `holders` are the schemas that say it,
    `edit` where other schemas than before are referred to.
    """

    id: str
    effect: Effect
    direction: Direction | None
    subject: str
    before: JsonValue
    after: JsonValue
    base: Source | None
    revision: Source | None
    operation: tuple[str, str] | None
    action: str = ""
    inverted: bool = False
    preliminary: bool = False
    media: str = ""
    note: str = ""
    edit: tuple[Source, Source] | None = None
    holders: tuple[Source | None, Source | None] = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The use of a value: operation, direction, and role.

    `role` is how ids begin (`request-body`), `subject` how messages do.
    """

    role: str
    subject: str
    direction: Direction
    operation: tuple[str, str]
    preliminary: bool = False
    media: str = ""


_INSIDE = {
    "request-parameter": "request-parameter-property",
    "request-body": "request-property",
    "response-body": "response-property",
    "response-header": "response-property",
}
_NEW = {
    "required-property-added": "new-required-request-property",
    "required-property-added-with-default": (
        "new-required-request-property-with-default"
    ),
    "required-property-added-to-closed": "new-required-request-property",
    "optional-property-added": "new-optional-request-property",
    "optional-property-added-to-closed": "new-optional-request-property",
    "required-property-removed": "request-property-removed",
    "optional-property-removed": "request-property-removed",
    "required-property-removed-from-closed": "request-property-removed-from-closed",
    "optional-property-removed-from-closed": "request-property-removed-from-closed",
    "removed-with-deprecation": "request-property-removed-with-deprecation",
}
_KEPT = {
    "required-property-added-with-default": "response-required-property-added",
    "required-property-added-to-closed": "response-property-added-to-closed",
    "optional-property-added-to-closed": "response-property-added-to-closed",
    "required-property-removed-from-closed": "response-required-property-removed",
    "optional-property-removed-from-closed": "response-optional-property-removed",
    "removed-with-deprecation": "response-property-removed-with-deprecation",
}


THE_API = "the API"
Owners = tuple[Source, Source]


def walk(
    steps: Steps,
    place: Place,
    base: SchemaSet,
    revision: SchemaSet,
    owners: Owners,
    start: Differences | None = None,
) -> Iterator[Finding]:
    """Yield every difference in a value, at its first place inside.

    `owners` are where it stands in the two documents. Where it refers to another shared
    schema than before, that is an edit of its own at each such place.
    """
    first = steps.at(base, revision)
    edit = owners if first.is_another else None
    waiting: list[tuple[Step, LinkedPointer, Owners, Owners | None]] = [
        (first, None, owners, edit)
    ]
    came_from: dict[Step, list[Step]] = {first: []}
    seen = {(first, edit)}
    loud: list[Step] = []
    for step, path, around, edit in waiting:
        near = (
            step.base[0] if step.base else around[0],
            step.revision[0] if step.revision else around[1],
        )
        found = step.found
        if start is not None and step is first:
            found = step.of(start)
        if found.facts:
            loud.append(step)
        for fact in found.facts:
            made = _finding(fact, place, unlinked(path), step.inverted, near)
            if edit is not None or steps.is_another(fact.base, fact.revision):
                holders = made.holders if step.is_inside else edit or near
                made = replace(made, edit=edit or near, holders=holders)
            yield made
        for segment, following, places in found.following:
            if following.is_quiet:
                continue
            inner = _edit_inside(steps, following, edit, places, near)
            if (following, inner) not in seen:
                seen.add((following, inner))
                waiting.append((following, (path, segment), near, inner))
            came_from.setdefault(following, []).append(step)
    if start is None:
        _remember_quiet(came_from, loud)


def _edit_inside(
    steps: Steps,
    following: Step,
    edit: Owners | None,
    places: Owners | None,
    near: Owners,
) -> Owners | None:
    """Return where a `$ref` was edited that leads to another shared schema, or None."""
    if not following.is_another:
        return None
    inner = edit if following.is_inside and edit else places or near
    return near if steps.is_another(*inner) else inner


def _remember_quiet(came_from: Mapping[Step, list[Step]], loud: list[Step]) -> None:
    """Mark the steps behind which nothing was found, so that later walks skip them."""
    reaching = _reaching(loud, came_from)
    for step in came_from:
        step.is_quiet = step not in reaching


class Referred(Protocol):
    """A part of an operation, inline or by a `$ref` to a component."""

    @property
    def source(self) -> Source:
        """Return where it is written."""
        ...

    @property
    def used(self) -> Source:
        """Return where the operation has it."""
        ...


def at_reference(
    findings: Iterable[Finding], steps: Steps, old: Referred, new: Referred
) -> Iterator[Finding]:
    """Report findings between two components as edits of the `$ref`, unless they are
    inside a shared part.
    """
    retargeted = steps.is_retargeted((old.used, old.source), (new.used, new.source))
    for finding in findings:
        if retargeted and not _is_inside_one(finding):
            yield replace(finding, edit=(old.used, new.used))
        else:
            yield finding


def _is_inside_one(finding: Finding) -> bool:
    if finding.base is None or finding.revision is None:
        return False
    shared = shared_schema(finding.base)
    return shared is not None and shared == shared_schema(finding.revision)


def _reaching(loud: list[Step], came_from: Mapping[Step, list[Step]]) -> set[Step]:
    """Return the steps that lead to a step with a finding."""
    reaching = {*loud}
    waiting = [*loud]
    while waiting:
        for step in came_from[waiting.pop()]:
            if step not in reaching:
                reaching.add(step)
                waiting.append(step)
    return reaching


def _finding(
    fact: Fact,
    place: Place,
    path: tuple[str, ...],
    inverted: bool,
    near: Owners,
) -> Finding:
    """Return a finding; `near` is the nearest place if the schema is empty."""
    inside = path if fact.member is None else (*path, fact.member)
    return Finding(
        id=_id(fact, place, bool(inside)),
        effect=seen_from_above(fact.effect, inverted),
        direction=place.direction,
        subject=_subject(place, inside),
        before=fact.before,
        after=fact.after,
        base=near[0] if fact.base == NOWHERE else fact.base,
        revision=near[1] if fact.revision == NOWHERE else fact.revision,
        operation=place.operation,
        action=fact.action,
        inverted=inverted,
        preliminary=place.preliminary,
        media=place.media,
        note=fact.note,
        holders=near if fact.member is None else (None, None),
    )


def _id(fact: Fact, place: Place, inside: bool) -> str:
    request = place.direction is Direction.REQUEST
    special = (_NEW if request else _KEPT).get(fact.action)
    if special is not None:
        return special
    if "-property-" in fact.action and fact.action.startswith(("required", "optional")):
        return f"{place.direction}-{fact.action}"
    role = _INSIDE.get(place.role, place.role) if inside else place.role
    return f"{role}-{fact.action}"


def _subject(place: Place, path: tuple[str, ...]) -> str:
    if not path:
        return place.subject
    text = ""
    for segment in path:
        joined = segment.startswith(("[", "(", "/")) or not text
        text += segment if joined else f".{segment}"
    return f"{quoted(text)} in {place.subject}"


def found_at(
    place: Place,
    id_: str,
    effect: Effect,
    values: tuple[JsonValue, JsonValue],
    sources: tuple[Source, Source],
) -> Finding:
    """Return a finding about the value as a whole."""
    return Finding(
        id=id_,
        effect=effect,
        direction=place.direction,
        subject=place.subject,
        before=values[0],
        after=values[1],
        base=sources[0],
        revision=sources[1],
        operation=place.operation,
        preliminary=place.preliminary,
        media=place.media,
    )


def about_document(
    id_: str,
    effect: Effect,
    before: JsonValue,
    after: JsonValue,
    base: Source | None,
    revision: Source | None,
    subject: str = THE_API,
) -> Finding:
    """Return a finding that belongs to no operation."""
    return Finding(
        id=id_,
        effect=effect,
        direction=None,
        subject=subject,
        before=before,
        after=after,
        base=base,
        revision=revision,
        operation=None,
    )
