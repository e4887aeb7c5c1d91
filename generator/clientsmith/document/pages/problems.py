"""Problems of pages before they are merged, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from clientsmith.diagnostics import Diagnostic, Diagnostics, Location, Severity
from clientsmith.document.pages.fragments import (
    LOOKED_FOR,
    Fragment,
    Read,
    address_of,
    leads,
    missing_references,
)
from clientsmith.document.pages.grouping import Group
from clientsmith.document.pages.index import Index

_SHOWN = 3


def problems_of(read: Read, chosen: Group | None) -> Diagnostics:
    """Return the problems of blocks that belong to the chosen document."""
    found = Diagnostics(read.unreadable)
    own = {fragment.named for fragment in chosen.fragments} if chosen else set()
    found.extend(
        diagnostic
        for named, diagnostic in read.problems
        if chosen is None or named is None or named in own
    )
    found.extend(_cut_off(chosen.fragments if chosen else read.fragments))
    return found


def _cut_off(fragments: Sequence[Fragment]) -> Iterator[Diagnostic]:
    """Return fragments that end before what they refer to.

    What several pages refer to and no page holds is missing in the document itself.
    """
    missing = [set(missing_references(fragment.value)) for fragment in fragments]
    counts = Counter(reference for found in missing for reference in found)
    if not counts:
        return
    for fragment, found in zip(fragments, missing, strict=True):
        lost = [
            reference
            for reference in sorted(found)
            # A part below another path is on another page.
            if not reference.startswith("#/paths/")
            and (counts[reference] == 1 or _is_supplied(reference, fragments, missing))
        ]
        if lost:
            yield Diagnostic(
                "truncated",
                Severity.ERROR,
                f"the OpenAPI block refers to {_listed(lost)}, which it does not contain",
                fragment.document.location(),
                hint="get the page again: its end is missing",
            )


def _is_supplied(
    reference: str, fragments: Sequence[Fragment], missing: Sequence[set[str]]
) -> bool:
    """Return whether another page contains it."""
    return any(
        reference not in lost and leads(fragment.value, reference)
        for fragment, lost in zip(fragments, missing, strict=True)
    )


def _listed(references: Sequence[str]) -> str:
    shown = ", ".join(f"`{reference}`" for reference in references[:_SHOWN])
    more = len(references) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def nothing_found(
    read: Read, indexes: Iterable[Index], pages: Sequence[Path]
) -> Diagnostic:
    """Say what was searched, and where the document may be instead."""
    documents = [*read.downloads, *(d for index in indexes for d in index.documents)]
    documents += read.named
    there = ""
    if read.samples or read.foreign:
        others = len(read.samples) + read.foreign
        there = f" ({others} other block{'s' if others > 1 else ''} skipped)"
    alone = len(pages) == 1
    hint = LOOKED_FOR
    if documents:
        hint = f"add the document itself: {address_of(documents[0])}"
    elif len(read.samples) == 1:
        block, page = read.samples[0]
        hint += f"; skipped a sample in {page.name}, line {block.line}"
    return Diagnostic(
        "page",
        Severity.ERROR,
        f"no OpenAPI block in {'this page' if alone else f'{len(pages)} pages'}{there}",
        Location(pages[0]) if alone else None,
        hint=hint,
    )


def tell_skipped(read: Read, groups: Sequence[Group], found: Diagnostics) -> None:
    """Report the number of blocks that are not fragments of a document."""
    translated = len(read.fragments) - sum(len(group.fragments) for group in groups)
    if translated:
        found.info(
            "page",
            "translations of the pages of another document are"
            f" skipped: {translated}",
        )
    if read.samples:
        block, page = read.samples[0]
        found.info(
            "page",
            "code blocks with an `openapi` key that nothing marks as a part of the API"
            f" description are skipped: {len(read.samples)}",
            Location(page, block.line, 1),
        )
    if read.foreign:
        found.info(
            "page", f"blocks below such headings that are not OpenAPI: {read.foreign}"
        )
