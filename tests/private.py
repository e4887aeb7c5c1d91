"""The private names of generated clients and of HTTP libraries that tests use, and why.

All other tests go through public names. `_runtime` is private to those who use a package,
not to the tests of the runtime: these import its modules, by their public names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

# How a client waits. It has no option for that, which only tests would need: `backoff`
# changes the length of some pauses, not of those that a server asks for.
SLEEP = "_sleep"


def noting(waits: list[float], *, asynchronous: bool) -> Callable[[float], Any]:
    """Return what takes the place of sleeping, and notes how long that would be."""

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    return sleep if asynchronous else waits.append


def record_waits(client: Any, *, asynchronous: bool = False) -> list[float]:
    """Return the seconds that a client waits from now on, which it does not really."""
    waits: list[float] = []
    setattr(client, SLEEP, noting(waits, asynchronous=asynchronous))
    return waits


def token_store(client: Any) -> Any:
    """Return what keeps a client's tokens.

    Nothing public holds its lock at the moment of a fork or of a cancellation.
    """
    return client._api.schemes["oauth"]._store(client)


def drop_token(client: Any) -> None:
    """Let the next call fetch a token, as if the one before had expired."""
    token_store(client)._token = None


def connections(http: Any) -> list[Any]:
    """Return the connections of an HTTP client; httpx2 does not tell of them."""
    return list(http._transport._pool.connections)


def forget_content(request: Any) -> None:
    """Make a request one of httpx2 whose stream nobody has read."""
    del vars(request)["_content"]


def forget_certificates(module: Any) -> None:
    """Let the next client load certificate authorities; others of this process have."""
    module._ssl_context.cache_clear()


def forget_mistakes(monkeypatch: pytest.MonkeyPatch, module: Any) -> None:
    """Let no type have had a mistake so far, after which it is read in another way."""
    monkeypatch.setattr(module, "_erring", set[Any]())


def count_readings(monkeypatch: pytest.MonkeyPatch, module: Any) -> list[object]:
    """Return the values that are read from now on.

    That right values are not read again is about time, which tests do not measure.
    """
    tried: list[object] = []
    typed = module._typed

    def counting(type_: Any, value: Any) -> Any:
        tried.append(value)
        return typed(type_, value)

    monkeypatch.setattr(module, "_typed", counting)
    return tried
