"""Deprecation: the announced end of an element."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from clientsmith.contract.api import Lifecycle
from clientsmith.contract.schemas import Stated
from clientsmith.document.documents import Source
from clientsmith.document.values import JsonValue

# In the order of what callers may rely on, least first.
_LEVELS = ("draft", "alpha", "beta", "stable")


@dataclass(frozen=True, slots=True)
class Step:
    """One lifecycle change; `action` is the last part of an id."""

    action: str
    before: JsonValue
    after: JsonValue


def lifecycle_steps(
    before: tuple[bool, Stated | None], after: tuple[bool, Stated | None], today: date
) -> Iterator[Step]:
    """Compare `deprecated` and `x-sunset` of both sides."""
    old, new = _value(before[1]), _value(after[1])
    if not after[0]:
        if before[0]:
            yield Step("reactivated", True, False)
        return
    if not before[0]:
        action = "deprecated" if new is None else "deprecated-with-sunset"
        yield Step(action, False, new if new is not None else True)
    if new is None:
        if before[0] and old is not None:
            yield Step("sunset-deleted", old, None)
        return
    if before[0] and old == new:
        return
    then, now = sunset_date(before[1]), sunset_date(after[1])
    if now is None:
        yield Step("sunset-parse", old, new)
    elif not before[0] or then is None:
        if now < today:
            yield Step("sunset-date-too-small", old, new)
    elif now < then:
        yield Step("sunset-date-changed-too-small", old, new)
    elif now > then:
        yield Step("sunset-date-postponed", old, new)


def steps_between(old: Lifecycle, new: Lifecycle, today: date) -> Iterator[Step]:
    """Compare two lifecycles: deprecation, then stability."""
    yield from lifecycle_steps(
        (old.deprecated, old.sunset), (new.deprecated, new.sunset), today
    )
    stability = stability_step(old.stability, new.stability)
    if stability is not None:
        yield stability


def told_at(source: Source, lifecycle: Lifecycle, action: str) -> Source:
    """Return the place of a lifecycle change for the element at `source`."""
    if "stability" in action:
        return source if lifecycle.stability is None else lifecycle.stability.origin
    if lifecycle.sunset is not None and action not in ("deprecated", "reactivated"):
        return lifecycle.sunset.origin
    return source.inside("deprecated") if lifecycle.deprecated else source


def removal(deprecated: bool, sunset: Stated | None, today: date) -> str:
    """Return how a removal was announced: the last part of an id."""
    if not deprecated:
        return "removed-without-deprecation"
    if sunset is None:
        return "removed-without-sunset"
    on = sunset_date(sunset)
    if on is None or on > today:
        return "removed-before-sunset"
    return "removed-with-deprecation"


def stability_step(before: Stated | None, after: Stated | None) -> Step | None:
    """Compare `x-stability-level`; the default is stable."""
    old, new = _value(before), _value(after)
    if old == new:
        return None
    if new is not None and new not in _LEVELS:
        return Step("invalid-stability-level", old, new)
    if old is not None and old not in _LEVELS:
        return None
    was = _LEVELS.index(str(old)) if old is not None else len(_LEVELS)
    now = _LEVELS.index(str(new)) if new is not None else len(_LEVELS)
    if {was, now} == {len(_LEVELS), len(_LEVELS) - 1}:
        return None
    return Step(f"stability-{'decreased' if now < was else 'increased'}", old, new)


def is_preliminary(stability: Stated | None) -> bool:
    """Return whether users are warned not to rely on it yet."""
    return _value(stability) in ("draft", "alpha")


def sunset_date(stated: Stated | None) -> date | None:
    """Parse `x-sunset` (RFC 3339, or as in HTTP's `Sunset`); None if unreadable."""
    value = _value(stated)
    if not isinstance(value, str):
        return None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError):
            return parse(value.strip()).date()
    return None


def _value(stated: Stated | None) -> JsonValue:
    return None if stated is None else stated.value
