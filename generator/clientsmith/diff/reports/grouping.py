"""The outline of a report: sections by decision, kinds of change, and entries.

All formats are written from it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from clientsmith.diff.changes import (
    Change,
    Comparison,
    PythonChange,
    Severity,
    breaks_python,
    breaks_wire,
)
from clientsmith.diff.rules.kinds import Kind, is_sent, is_whole, kind_of
from clientsmith.diff.rules.messages import shown

_Item = TypeVar("_Item")
MOST_NAMES = 3
# Words that the headings of kinds contain already.
_WHOLE = tuple(
    f"The {noun} was {what}"
    for noun in ("operation", "webhook", "callback")
    for what in ("added", "removed")
)


class Part(StrEnum):
    """The sections in order."""

    BREAKING = "breaking"
    PYTHON = "breaking in Python only"
    WARNING = "warning"
    INFO = "info"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence, and the changes that it describes."""

    changes: tuple[Change, ...]

    @property
    def first(self) -> Change:
        """The representative change."""
        return self.changes[0]

    @property
    def message(self) -> str:
        """The sentence, which lists several alternatives of one place or members of one
        object.
        """
        first = self.first
        distinct = {change.message: change for change in self.changes}
        if len(distinct) == 1:
            return first.message
        if _is_alternative(first):
            name = shown(first.after or first.before)
            names = shown([value.after or value.before for value in distinct.values()])
            return first.message.replace(name, names, 1)
        outer, _, rest = _member(first)
        members = shown([_member(value)[1] for value in distinct.values()])
        inside = f" of `{outer}`" if outer else ""
        it = f"each of {members}{inside}{rest}"
        text = first.message.replace(first.subject, it, 1)
        return text[:1].upper() + text[1:]

    @property
    def operations(self) -> tuple[tuple[str, str], ...]:
        """All affected operations."""
        return _flat(change.operations for change in self.changes)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods of the generated client that call the operations."""
        return _flat(change.methods for change in self.changes)

    @property
    def python(self) -> tuple[PythonChange, ...]:
        """The changes of the package, without duplicates."""
        return _flat(change.python for change in self.changes)


@dataclass(frozen=True, slots=True)
class KindOfChange:
    """The changes of one kind in one section; they call for the same action."""

    kind: Kind
    entries: tuple[Entry, ...]

    @property
    def first(self) -> Change:
        """The change that represents the kind."""
        return self.entries[0].first

    @property
    def count(self) -> int:
        """The number of changes."""
        return sum(len(entry.changes) for entry in self.entries)

    @property
    def ids(self) -> tuple[str, ...]:
        """The distinct ids."""
        return _flat((change.id for change in entry.changes) for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a report."""

    part: Part
    kinds: tuple[KindOfChange, ...]

    @property
    def count(self) -> int:
        """The number of changes."""
        return sum(kind.count for kind in self.kinds)


@lru_cache(maxsize=16)
def outline(comparison: Comparison) -> tuple[Section, ...]:
    """Arrange all changes in sections; within them removals first, then frequent kinds.

    Reports in several formats share it.
    """
    parts: dict[Part, list[Change]] = {part: [] for part in Part}
    for change in comparison.changes:
        parts[part_of(change)].append(change)
    return tuple(
        Section(part, tuple(_kinds(found))) for part, found in parts.items() if found
    )


def part_of(change: Change) -> Part:
    """Return the section that a change belongs to."""
    if change.accepted is not None:
        return Part.ACCEPTED
    if breaks_wire(change):
        return Part.BREAKING
    if change.severity is Severity.BREAKING or breaks_python(change):
        return Part.PYTHON
    return Part(change.severity)


def reach(operations: Iterable[tuple[str, str]]) -> str:
    """Return `12 operations and 1 webhook`."""
    paths = [path for _, path in operations]
    sent = sum(map(is_sent, paths))
    counts = {"operation": len(paths) - sent, "webhook": sent}
    return " and ".join(
        f"{count} {noun}{'' if count == 1 else 's'}"
        for noun, count in counts.items()
        if count
    )


def sentence(entry: Entry, message: str, name: Callable[[tuple[str, str]], str]) -> str:
    """Return the message with its operations."""
    if entry.first.component is not None or not entry.operations:
        return message
    operations = listed([*map(name, entry.operations)])
    return operations if message in _WHOLE else f"{operations}: {message}"


def listed(items: Sequence[str]) -> str:
    """Return the first elements, and the number of the others."""
    shown_items = ", ".join(items[:MOST_NAMES])
    left = len(items) - MOST_NAMES
    return f"{shown_items} and {left} more" if left > 0 else shown_items


def _kinds(changes: list[Change]) -> Iterator[KindOfChange]:
    found = _by(changes, kind_of)
    kinds = [KindOfChange(kind_of(group[0]), tuple(_entries(group))) for group in found]
    return iter(sorted(kinds, key=lambda kind: (kind.kind.rank, -kind.count)))


def _entries(changes: Iterable[Change]) -> Iterator[Entry]:
    """Merge the same sentence about several operations, then members of one object."""
    same = [Entry(tuple(group)) for group in _by(changes, _message_key)]
    for entries in _by(same, _sentence_key):
        yield Entry(tuple(change for entry in entries for change in entry.changes))


def _message_key(change: Change) -> Hashable:
    apart = change.operations if is_whole(change) else None
    return change.message, change.accepted, change.component, apart


def _sentence_key(entry: Entry) -> Hashable:
    change = entry.first
    if _is_alternative(change):
        return change.id, change.subject, change.accepted, entry.operations
    outer, name, rest = _member(change)
    wording = change.message.replace(change.subject, "", 1) if name else change.message
    return wording, outer, rest, change.accepted, entry.operations


def _is_alternative(change: Change) -> bool:
    return change.id.endswith(("-of-added", "-of-removed"))


def _member(change: Change) -> tuple[str, str, str]:
    """Split `payer.name` in a body into `payer`, `name` and the rest."""
    path, _, rest = change.subject.removeprefix("`").rpartition("`")
    if not change.subject.startswith("`") or "`" in path:
        return "", "", ""
    outer, _, name = path.rpartition(".")
    return outer, name, rest


def _by(items: Iterable[_Item], key: Callable[[_Item], Hashable]) -> list[list[_Item]]:
    found: dict[Hashable, list[_Item]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return [*found.values()]


def _flat(items: Iterable[Iterable[_Item]]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(element for group in items for element in group))
