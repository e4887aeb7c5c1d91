"""Iterators that are read to their end."""

from collections.abc import AsyncIterator, Iterator
from typing import Any


def consume_sync_iterator(iterator: Iterator[Any]) -> None:
    for _ in iterator:
        pass


async def consume_async_iterator(iterator: AsyncIterator[Any]) -> None:
    async for _ in iterator:
        pass
