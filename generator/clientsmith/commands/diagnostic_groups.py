"""Group findings of one kind, since a large document repeats its mistakes.

Two findings are of one kind when they have the same severity and code, and messages
that differ only in what they quote. Nothing is lost here: this is about what a person
reads first, and every machine-readable output still lists all findings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from clientsmith.diagnostics import (
    Diagnostic,
    Severity,
    display_path,
    format_diagnostic,
    format_location,
)

# Groups with fewer findings are not shortened by a count.
_FEWEST = 3
# Places on the line of a group, including the first one.
_PLACES = 4
# Errors of one kind that are shown separately.
_ERRORS = 20
# Notes on choices that a rule made; `inspect` shows them.
_QUIET = frozenset({"name-collision"})
_Kind: TypeAlias = tuple[Severity, str, str]
# Quotations from the document in messages, and values in them.
_VARIABLE = re.compile(
    r"`[^`]*`|\"[^\"]*\"|'[^']*'|\[[^\]]*\]|\{[^}]*\}|-?\d[\d.]*|\b(?:true|false|null)\b"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """The text of one entry, and the severity that colours it; None for a note."""

    severity: Severity | None
    text: str


def shown(
    diagnostics: Iterable[Diagnostic], *, verbose: bool = False, remarks: bool = False
) -> list[Shown]:
    """Return the entries that represent the findings, in order.

    `verbose`: all of them, one by one. `remarks`: with the remarks on decided names.
    """
    if verbose:
        return [
            Shown(diagnostic.severity, format_diagnostic(diagnostic))
            for diagnostic in diagnostics
        ]
    kept = [
        diagnostic for diagnostic in diagnostics if remarks or not _is_quiet(diagnostic)
    ]
    groups = _groups(kept)
    entries = []
    at: Counter[_Kind] = Counter()
    for diagnostic in kept:
        kind = _kind(diagnostic)
        at[kind] += 1
        text = _text(diagnostic, groups[kind], at[kind])
        if text is not None:
            entries.append(Shown(diagnostic.severity, text))
    left_out = len(kept) - len(entries)
    if left_out:
        entries.append(Shown(None, f"{left_out} more of these: --verbose shows all"))
    return entries


def counted(diagnostics: Iterable[Diagnostic]) -> list[tuple[Diagnostic, int]]:
    """Return the first finding of each kind, and how many there are."""
    return [(group[0], len(group)) for group in _groups(diagnostics).values()]


def _groups(diagnostics: Iterable[Diagnostic]) -> dict[_Kind, list[Diagnostic]]:
    groups: dict[_Kind, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        groups.setdefault(_kind(diagnostic), []).append(diagnostic)
    return groups


def _is_quiet(diagnostic: Diagnostic) -> bool:
    return diagnostic.severity is Severity.INFO and diagnostic.code in _QUIET


def _kind(diagnostic: Diagnostic) -> _Kind:
    pattern = _VARIABLE.sub("`", diagnostic.message)
    return (diagnostic.severity, diagnostic.code, pattern)


def _text(diagnostic: Diagnostic, group: list[Diagnostic], at: int) -> str | None:
    """Return the entry for the finding number `at` of its kind, or None if it has none."""
    if len(group) < _FEWEST:
        return format_diagnostic(diagnostic)
    if diagnostic.severity is Severity.ERROR:
        if at > _ERRORS:
            return None
        more = len(group) - _ERRORS if at == _ERRORS else 0
        note = f" (and {more} more errors like this)" if more > 0 else ""
    elif at > 1:
        return None
    else:
        note = f" ({_others(group)})"
    return format_diagnostic(replace(diagnostic, message=diagnostic.message + note))


def _others(group: list[Diagnostic]) -> str:
    """Return `281 times, also at 33:7, 51:7, 60:5 and 277 more`."""
    path = group[0].location.path if group[0].location else None
    named: list[str] = []
    for diagnostic in group[1:_PLACES]:
        if diagnostic.location is not None:
            text = format_location(diagnostic.location)
            if (
                diagnostic.location.path == path
                and diagnostic.location.line is not None
            ):
                text = text.removeprefix(f"{display_path(diagnostic.location.path)}:")
            named.append(text)
            path = diagnostic.location.path
    # Places on one line, as in minified JSON, do not help.
    named = [*dict.fromkeys(named)]
    more = len(group) - 1 - len(named)
    also = f", also at {', '.join(named)}" if named else ""
    rest = f" and {more} more" if more and named else ""
    return f"{len(group)} times{also}{rest}"
