"""The HTTP client of a client, for each process and event loop."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from ._http import AsyncHttpClient, HttpClient, Limits, Timeout
from .certificates import trusted
from .errors import ClientError
from .scopes import Scoped

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
