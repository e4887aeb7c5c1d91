"""Values of one process and, in the asynchronous client, of one event loop.

A forked process inherits open connections and held locks, and an event loop finds those
of earlier loops: none of them can be used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, MutableMapping
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


class Scoped(Generic[T]):
    """A value for each process and event loop, created on first use.

    The values of other processes are kept but not used: closing them would disturb those
    processes. There is no lock, which might be held during a fork.
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
        """Return the value if it exists."""
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
    # Values refer to their loop, so that weak references would never die.
    for loop in list(values):
        if getattr(loop, "is_closed", bool)():
            del values[loop]
