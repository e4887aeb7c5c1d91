"""What happened to the generated package, as lines of a diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff

from generator.diff.changes import Change, PythonChange

_LONGEST_LINE = 300


def headline(change: PythonChange) -> str:
    """`client.things.list(q): argument removed, breaking`."""
    breaking = ", breaking" if change.breaking else ""
    return f"{change.symbol}: {change.kind.replace('-', ' ')}{breaking}"


def code_lines(change: PythonChange) -> Iterator[str]:
    """What changed alone, each line with `-`, `+` or a space before it."""
    if change.part_before is None and change.part_after is None:
        yield from _compared(change.before, change.after, context=1)
    else:
        yield from _compared(change.part_before, change.part_after, context=1)


def signatures(changes: Iterable[Change]) -> list[list[str]]:
    """The whole signatures of which a part changed, each once."""
    found = {
        (each.before, each.after): None
        for change in changes
        for each in change.python
        if each.part_before is not None or each.part_after is not None
    }
    return [[*_compared(*each, context=1000)] for each in found]


def _compared(before: str | None, after: str | None, *, context: int) -> Iterator[str]:
    old, new = ((each or "").splitlines() for each in (before, after))
    lines = unified_diff(old, new, n=context, lineterm="")
    for at, line in enumerate(lines):
        # The first two name files, which there are not.
        if at > 1 and not line.startswith("@@"):
            cut = f"{line[:_LONGEST_LINE]}..." if len(line) > _LONGEST_LINE else line
            yield f"{cut[:1]} {cut[1:]}"
