"""Questions about recursive schemas, whose answers may depend on themselves."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Question = TypeVar("_Question", bound=Hashable)


class RecursiveQuestions(Generic[_Question]):
    """Answers questions; one that leads back to itself is assumed to be true there.

    That gives the greatest solution: two recursive schemas are the same as long as
    nothing tells them apart. An assumption is settled with the outermost question. Where
    a question turns out to be false, all that was assumed on the way is forgotten.
    """

    def __init__(self) -> None:
        self._settled: dict[_Question, bool] = {}
        # In the order of the questions.
        self._assumed: dict[_Question, None] = {}

    def ask(self, question: _Question, answer: Callable[[], bool]) -> bool:
        """Return the answer, which is worked out once."""
        if question in self._settled:
            return self._settled[question]
        if question in self._assumed:
            return True
        depth = len(self._assumed)
        self._assumed[question] = None
        if not answer():
            while len(self._assumed) > depth:
                self._assumed.popitem()
            self._settled[question] = False
            return False
        if depth == 0:
            self._settled.update(dict.fromkeys(self._assumed, True))
            self._assumed.clear()
        return True
