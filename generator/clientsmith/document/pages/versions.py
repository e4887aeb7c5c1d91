"""Choose between pages of several versions of one document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from clientsmith.diagnostics import Diagnostics, display_path
from clientsmith.document.pages.fragments import Fragment
from clientsmith.document.pages.grouping import VERSION, version_of
from clientsmith.document.pages.index import is_listed
from clientsmith.document.pages.uniting import fingerprint, kind_at
from clientsmith.document.pointers import Pointer
from clientsmith.document.values import JsonObject

_SHOWN = 3


def current(
    fragments: Sequence[Fragment],
    listed: frozenset[tuple[str, ...]],
    found: Diagnostics,
) -> list[Fragment]:
    """Remove pages of versions that are not current any more.

    Current is what an index lists; without one, the newest version. What the index
    lists may still be of several versions, as caches have it: then the newer pages
    count where they contradict the older ones. Both are told in `found`.
    """
    versions = {version_of(fragment) for fragment in fragments}
    if len(versions) < 2 or not all(map(VERSION.fullmatch, versions)):
        return [*fragments]
    kept = [fragment for fragment in fragments if is_listed(fragment.page, listed)]
    reason = "the index lists"
    if not kept:
        newest = max(versions, key=order)
        kept = [fragment for fragment in fragments if version_of(fragment) == newest]
        reason = f"the newest is {newest}, of"
    stale = [fragment for fragment in fragments if fragment not in kept]
    if stale:
        pages = len({fragment.page for fragment in kept})
        others = f"{reason} {pages} other{'s' if pages > 1 else ''}"
        _tell(stale, f"stale and left out, of version {{}}: {others}", found)
    return _updated(kept, found)


def order(version: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key: numbers by value, pre-releases before their release."""
    main, _, early = version.lstrip("vV").partition("-")
    if main.isdigit() and len(main) == 4 and re.fullmatch(r"[\d-]+", early):
        main, early = version, ""  # a date
    parts = [word for word in re.split(r"[.\-_]", main) if word]
    key = [(1, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]
    return (*key, (0, 0, early) if early else (0, 1, ""))


def _updated(fragments: list[Fragment], found: Diagnostics) -> list[Fragment]:
    """Remove from fragments what newer ones describe differently."""
    described: dict[Pointer, str] = {}
    kept: dict[Fragment, Fragment] = {}
    stale = []
    newest_first = sorted(fragments, key=_age, reverse=True)
    for _, alike in groupby(newest_first, key=_age):
        newer = dict(described)
        for fragment in alike:
            own = dict(_places(fragment.value))
            outdated = {at for at, text in own.items() if newer.get(at, text) != text}
            kept[fragment] = _without(fragment, outdated) if outdated else fragment
            stale += [fragment] if outdated else []
            described = own | described
    if stale:
        _tell(stale, "of older versions ({}): newer ones take precedence", found)
    return [kept[fragment] for fragment in fragments]


def _age(fragment: Fragment) -> tuple[tuple[int, int, str], ...]:
    return order(version_of(fragment))


def _places(value: JsonObject) -> Iterator[tuple[Pointer, str]]:
    """Return operations and components, with their structure."""
    for section in ("paths", "components"):
        groups = value.get(section)
        for group, members in groups.items() if isinstance(groups, dict) else ():
            for name, member in members.items() if isinstance(members, dict) else ():
                place = (section, group, name)
                yield place, fingerprint(member, kind_at(place))


def _without(fragment: Fragment, places: set[Pointer]) -> Fragment:
    value = dict(fragment.value)
    for section in ("paths", "components"):
        groups = value.get(section)
        if isinstance(groups, dict):
            value[section] = {
                group: (
                    {
                        name: member
                        for name, member in members.items()
                        if (section, group, name) not in places
                    }
                    if isinstance(members, dict)
                    else members
                )
                for group, members in groups.items()
            }
    return fragment.with_value(value)


def _tell(stale: Sequence[Fragment], what: str, found: Diagnostics) -> None:
    """Report once for all; `{}` is replaced by the versions."""
    names = sorted({display_path(fragment.page) for fragment in stale})
    shown = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    noun = "page is" if len(names) == 1 else "pages are"
    versions = ", ".join(
        sorted({version_of(fragment) for fragment in stale}, key=order)
    )
    found.warning(
        "stale-pages",
        f"{len(names)} {noun} {what.replace('{}', versions)} ({shown})",
        hint="get them again, or `--exclude` the newer ones",
    )
