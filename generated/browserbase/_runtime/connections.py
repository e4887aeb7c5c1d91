"""The HTTP client of a client, for each process and event loop.

A forked process inherits open connections and held locks, and an event loop finds those
of earlier loops: none of them can be used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncGenerator, Callable, Mapping, MutableMapping
from contextlib import suppress
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from ._http import AsyncHttpClient, HttpClient, Limits, Timeout
from .certificates import trusted
from .errors import ClientError

T = TypeVar("T")
H = TypeVar("H", bound=HttpClient | AsyncHttpClient)

DEFAULT_TIMEOUT = Timeout(60.0, connect=5.0)
DEFAULT_LIMITS = Limits(max_connections=1000, max_keepalive_connections=100)
CONNECTION_OPTIONS = frozenset({"limits", "http2"})
_CLOSED = "Cannot send a request, as the client has been closed."
_FORKED = (
    "http_client was used before this process was forked, and the processes would get "
    "each other's answers: make it after the fork, or leave it out"
)


class Pool(Generic[H]):
    """The connections, opened on first use and shared by a client and its copies.

    Each process and each event loop has its own. A caller's HTTP client cannot be
    recreated: it serves one process.
    """

    def __init__(self, given: H | None, http_class: type[H], **settings: Any) -> None:
        self.given = given
        self._process: int | None = None
        self._closed = False
        asynchronous = http_class is AsyncHttpClient
        open_: partial[_Opened[H]] = partial(_open, http_class, settings)
        self._opened = Scoped(open_, asynchronous=asynchronous)

    @property
    def is_closed(self) -> bool:
        return self._closed or (self.given is not None and self.given.is_closed)

    def get(self) -> H:
        if self.given is None:
            if self._closed:
                raise RuntimeError(_CLOSED)
            return self._opened.get().http
        if self._process not in (None, os.getpid()):
            raise ClientError(_FORKED)
        self._process = os.getpid()
        return self.given

    def end(self) -> _Opened[H] | None:
        """Refuse new connections, and return what the caller has to close."""
        self._closed = True
        if self.given is None:
            return self._opened.existing()
        # After a fork, another process uses it.
        here = self._process in (None, os.getpid())
        return _Opened(self.given, None) if here else None


class _Opened(NamedTuple, Generic[H]):
    """An HTTP client, and the generator that closes it when its event loop ends."""

    http: H
    end: AsyncGenerator[None] | None


def _open(http_class: type[H], settings: Mapping[str, Any]) -> _Opened[H]:
    http: H = http_class(timeout=DEFAULT_TIMEOUT, verify=trusted(), **settings)
    if not isinstance(http, AsyncHttpClient):
        return _Opened(http, None)
    end = _closing(http)
    # At its end, a loop (`asyncio.run`) closes the asynchronous generators that have
    # started. This starts the generator without suspending.
    with suppress(StopIteration):
        end.asend(None).send(None)
    return _Opened(http, end)


async def _closing(http: AsyncHttpClient) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        await http.aclose()


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
