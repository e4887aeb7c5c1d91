"""Changes that a reader decides together: the same in several operations, or several of
one kind in the same ones."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from generator.diff.changes import Change, PythonChange, breaks_python

# Longer lists are divided: where one does not fit, the others still do.
_MOST_SENTENCES = 20
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same sentence, wherever it is true."""

    changes: tuple[Change, ...]

    @property
    def first(self) -> Change:
        """The one to show."""
        return self.changes[0]

    @property
    def operations(self) -> tuple[tuple[str, str], ...]:
        """All operations that are reached."""
        return tuple(
            dict.fromkeys(pair for each in self.changes for pair in each.operations)
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences about the same operations that call for the same."""

    sentences: tuple[Repeated, ...]

    @property
    def first(self) -> Change:
        """The change that says what all have in common."""
        return self.sentences[0].first

    @property
    def operations(self) -> tuple[tuple[str, str], ...]:
        """All operations that are reached."""
        return self.sentences[0].operations

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes."""
        return tuple(each for one in self.sentences for each in one.changes)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods of the generated client that call the operations."""
        return tuple(
            dict.fromkeys(name for each in self.changes for name in each.methods)
        )

    @property
    def python(self) -> tuple[PythonChange, ...]:
        """What happens to the package, each once."""
        return tuple(dict.fromkeys(each for one in self.changes for each in one.python))


def grouped(changes: Iterable[Change]) -> list[Group]:
    """The changes in their order, each with those that belong to it."""
    same = _by(changes, lambda each: (*_kind(each), each.message))
    sentences = [Repeated(tuple(each)) for each in same]
    related = _by(sentences, lambda each: (*_kind(each.first), each.operations))
    return [
        Group(tuple(each[at : at + _MOST_SENTENCES]))
        for each in related
        for at in range(0, len(each), _MOST_SENTENCES)
    ]


def _kind(change: Change) -> tuple[Hashable, ...]:
    return (
        change.id,
        change.severity,
        change.direction,
        change.advice,
        change.accepted,
        breaks_python(change),
    )


def _by(items: Iterable[_Item], key: Callable[[_Item], Hashable]) -> list[list[_Item]]:
    found: dict[Hashable, list[_Item]] = {}
    for each in items:
        found.setdefault(key(each), []).append(each)
    return [*found.values()]
