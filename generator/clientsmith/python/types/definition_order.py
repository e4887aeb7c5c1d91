"""Order types so that each one follows the types it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping


def definition_order(
    references: Mapping[str, Collection[str]], classes: Collection[str]
) -> Iterator[str]:
    """Return all names, each after those that it needs.

    `references` are the names that the definition of each mentions. In a circle a class
    may mention what comes after it, since annotations can be quoted; an alias is
    evaluated where it stands, so it comes after the classes. Aliases in a circle have
    no order; theirs is that of `references`, as far as nothing speaks against it.
    """
    return _Order(references, classes).names()


class _Order:
    def __init__(
        self, references: Mapping[str, Collection[str]], classes: Collection[str]
    ) -> None:
        self._references = {
            name: sorted(
                reference for reference in mentioned if reference in references
            )
            for name, mentioned in references.items()
        }
        self._classes = classes
        self._begun: set[str] = set()
        self._done: set[str] = set()

    def names(self) -> Iterator[str]:
        for name in self._references:
            if name not in self._begun:
                yield from self._visit(name)

    def _visit(self, start: str) -> Iterator[str]:
        """Walk depth-first without recursion, as chains of references may be long."""
        self._begun.add(start)
        waiting = [(start, iter(self._references[start]))]
        while waiting:
            name, rest = waiting[-1]
            needed = next(
                (reference for reference in rest if self._is_next(reference)), None
            )
            if needed is None:
                waiting.pop()
                self._done.add(name)
                yield name
            else:
                self._begun.add(needed)
                waiting.append((needed, iter(self._references[needed])))

    def _is_next(self, name: str) -> bool:
        """Return whether a needed type can be defined now."""
        if name in self._begun:
            return False
        return name in self._classes or not self._waits_for_class(name)

    def _waits_for_class(self, alias: str) -> bool:
        """Return whether the alias needs a class whose definition has only begun."""
        seen = {alias}
        waiting = [alias]
        while waiting:
            for reference in self._references[waiting.pop()]:
                if reference in self._classes:
                    if reference in self._begun and reference not in self._done:
                        return True
                elif reference not in seen:
                    seen.add(reference)
                    waiting.append(reference)
        return False
