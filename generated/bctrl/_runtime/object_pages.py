"""Pages that are objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

import pydantic

from .models import BaseModel
from .pages import AsyncPageMethods, SyncPageMethods
from .results import CallResult

__all__ = ["AsyncPage", "Page"]

T = TypeVar("T")


class Page(BaseModel, SyncPageMethods[T], Generic[T]):
    """A page that is an object; iterating over it walks all pages."""

    _result: CallResult | None = pydantic.PrivateAttr(default=None)

    # pydantic iterates over the members of an object; a page iterates over its items.
    def __iter__(self) -> Iterator[T]:  # type: ignore[override]
        return self._iter_items()


class AsyncPage(BaseModel, AsyncPageMethods[T], Generic[T]):
    """A page that is an object; `async for` walks all pages."""

    _result: CallResult | None = pydantic.PrivateAttr(default=None)
