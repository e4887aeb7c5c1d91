"""One way to write what a client does, for the one that waits and the one that awaits.

Everything that needs the network is a coroutine. The asynchronous client awaits it. The
HTTP library of the synchronous client blocks instead of suspending, so that its
coroutines run from start to end in one go.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Lock(Protocol):
    """`threading.Lock`, or a lock for tasks, whose `acquire` is awaited."""

    def acquire(self) -> Any: ...
    def release(self) -> None: ...


async def settled(value: Any) -> Any:
    """The value itself, or what it is to become."""
    return await value if hasattr(value, "__await__") else value


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never suspends."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise RuntimeError("an asynchronous call in a synchronous client")
