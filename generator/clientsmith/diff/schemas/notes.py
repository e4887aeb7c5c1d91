"""Compare the annotations of schemas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from clientsmith.contract.schemas import Notes, Stated
from clientsmith.contract.values import canonical
from clientsmith.diff.facts import Effect, Fact, fact
from clientsmith.diff.lifecycle import lifecycle_steps, stability_step
from clientsmith.document.documents import Source


def compare_notes(
    base: Notes,
    revision: Notes,
    base_place: Source,
    revision_place: Source,
    today: date,
) -> Iterator[Fact]:
    """Compare defaults, deprecation and stability."""
    places = base_place, revision_place
    yield from _stated(
        "default-value", base.default, revision.default, *places, Effect.NEUTRAL
    )
    for step in lifecycle_steps(
        (base.deprecated is not None, base.sunset),
        (revision.deprecated is not None, revision.sunset),
        today,
    ):
        yield Fact(
            action=step.action,
            effect=Effect.NEUTRAL,
            before=step.before,
            after=step.after,
            base=base.deprecated.origin if base.deprecated else base_place,
            revision=(
                revision.deprecated.origin if revision.deprecated else revision_place
            ),
        )
    stability = stability_step(base.stability, revision.stability)
    if stability is not None:
        yield fact(
            stability.action,
            Effect.NEUTRAL,
            base.stability.origin if base.stability else base_place,
            revision.stability.origin if revision.stability else revision_place,
            before=stability.before,
            after=stability.after,
        )


def compare_markup(
    base: Notes, revision: Notes, base_place: Source, revision_place: Source
) -> Iterator[Fact]:
    """Compare the XML representation of values."""
    before, after = base.xml, revision.xml
    values = [
        stated.value if stated is not None else None for stated in (before, after)
    ]
    if values[0] != values[1]:
        yield fact(
            "xml-changed",
            Effect.BOTH,
            before.origin if before is not None else base_place,
            after.origin if after is not None else revision_place,
            before=values[0],
            after=values[1],
        )


def _stated(
    stem: str,
    before: Stated | None,
    after: Stated | None,
    base: Source,
    revision: Source,
    effect: Effect,
) -> Iterator[Fact]:
    if before is None and after is None:
        return
    if (
        before is not None
        and after is not None
        and canonical(before.value) == canonical(after.value)
    ):
        return
    action = "added" if before is None else "removed" if after is None else "changed"
    yield Fact(
        action=f"{stem}-{action}",
        effect=effect,
        before=None if before is None else before.value,
        after=None if after is None else after.value,
        base=base if before is None else before.origin,
        revision=revision if after is None else after.origin,
    )
