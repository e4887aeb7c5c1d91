"""Pages that are objects with members of their own beside the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

import pydantic

from .models import BaseModel
from .pagination import AsyncPageMethods, PageSource, SyncPageMethods

__all__ = ["AsyncPage", "Page"]

T = TypeVar("T")


class Page(BaseModel, SyncPageMethods[T], Generic[T]):
    """A page that is an object; iterating over it walks all pages."""

    _source: PageSource = pydantic.PrivateAttr()

    # pydantic iterates over the members of an object; a page is there for its items.
    def __iter__(self) -> Iterator[T]:  # type: ignore[override]
        return self._iter_items()


class AsyncPage(BaseModel, AsyncPageMethods[T], Generic[T]):
    """A page that is an object; `async for` walks all pages."""

    _source: PageSource = pydantic.PrivateAttr()
