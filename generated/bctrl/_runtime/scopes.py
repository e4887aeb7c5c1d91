"""What belongs to one process and, in the asynchronous client, to one event loop.

A forked process inherits open connections and held locks, and an event loop meets those
of the one before it: none of them can be used there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, MutableMapping
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


class Scoped(Generic[T]):
    """A value for each process and event loop, made when it is first asked for there.

    What another process left is kept and not touched: closing it would disturb that
    process. No lock guards this, since it might be held while the process forks.
    """

    def __init__(self, make: Callable[[], T], *, asynchronous: bool) -> None:
        self._make = make
        self._asynchronous = asynchronous
        self._values: dict[int, MutableMapping[Any, T]] = {}

    def get(self) -> T:
        values, scope = self._here()
        if scope not in values:
            _forget_closed_loops(values)
            values.setdefault(scope, self._make())
        return values[scope]

    def existing(self) -> T | None:
        """The value, if there is one already."""
        values, scope = self._here()
        return values.get(scope)

    def _here(self) -> tuple[MutableMapping[Any, T], object]:
        process = os.getpid()
        if process not in self._values:
            weak: MutableMapping[Any, T] = WeakKeyDictionary()
            self._values.setdefault(process, weak if self._asynchronous else {})
        scope = _event_loop() if self._asynchronous else None
        return self._values[process], scope


def _event_loop() -> object:
    import asyncio  # loaded already wherever it is used

    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        trio: Any = sys.modules.get("trio")
        if trio is None:
            raise
        return trio.lowlevel.current_trio_token()


def _forget_closed_loops(values: MutableMapping[Any, Any]) -> None:
    # What was opened in a loop refers to it, so that it would never go by itself.
    for loop in list(values):
        if getattr(loop, "is_closed", bool)():
            del values[loop]
