"""One implementation for the synchronous and the asynchronous client.

All code that uses the network is written as coroutines. The asynchronous client awaits
them. The HTTP library of the synchronous client blocks instead of suspending, so that
its coroutines run from start to end in one step.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

T = TypeVar("T")


async def maybe_await(value: Any) -> Any:
    """Return the value, or the result of an awaitable."""
    return await value if hasattr(value, "__await__") else value


async def iterate(items: Any) -> AsyncGenerator[Any]:
    """Yield the items of an iterator, or of an asynchronous one, which is closed."""
    if hasattr(items, "__next__"):
        for item in items:
            yield item
    else:
        async with aclosing(items):
            async for item in items:
                yield item


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return the result of a coroutine that never suspends."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise RuntimeError("an asynchronous call in a synchronous client")
