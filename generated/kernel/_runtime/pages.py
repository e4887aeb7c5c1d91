"""Lists that come in pages, and how to walk over them."""

# pyright: reportPrivateUsage=false
# The client's public names are left to resources.

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from types import GenericAlias
from typing import Any, Generic, Self, TypeVar, cast, get_args

import pydantic

from .call import Call
from .decoding import lenient
from .errors import APIResponseValidationError, PaginationError
from .models import BaseModel
from .pagination import PageInfo, PageView
from .responses import Answer
from .waiting import run

__all__ = ["AsyncListPage", "AsyncPage", "AsyncPaginator", "ListPage", "Page"]

T = TypeVar("T")
PageT = TypeVar("PageT")


class _PageMethods(Generic[T]):
    """What all pages offer; `items` is declared by each page itself."""

    _answer: Answer

    @classmethod
    def _received(cls, answer: Answer) -> Self:
        """Raises APIResponseValidationError when nothing like a page can be made."""
        page = cls._made_of(answer)
        if page is None:
            problem = "the body is not a page"
            raise APIResponseValidationError(answer.response, problem)
        page._answer = answer
        return page

    @classmethod
    def _made_of(cls, answer: Answer) -> Self | None:
        # Of 204 (RFC 9110, 15.3.5) an empty page is made.
        page = lenient(cls, {}) if _is_empty(answer) else answer.typed(cls)
        return page if isinstance(page, cls) else None

    def _page_items(self) -> list[T]:
        items: list[T] | None = getattr(self, "items", None)
        return items or []

    def next_page_info(self) -> PageInfo | None:
        """How to get the next page; None after the last.

        Raises:
            PaginationError: The next page would be this one again.
        """
        kind = self._answer.call.operation.page
        view = PageView(self._answer, self, self._page_items())
        return kind.next(view) if kind else None

    def has_next_page(self) -> bool:
        return self.next_page_info() is not None

    def _next_call(self) -> Call:
        info = self.next_page_info()
        if info is None:
            raise PaginationError("This is the last page: see has_next_page().")
        return self._answer.call.following(info.params, info.url)


class SyncPageMethods(_PageMethods[T]):
    def get_next_page(self) -> Self:
        """Fetch the next page.

        Raises:
            PaginationError: There is none.
        """
        page: Self = run(self._answer.client._call(self._next_call()))
        return page

    def iter_pages(self) -> Iterator[Self]:
        """This page and all that follow."""
        page, seen = self, _Seen()
        yield page
        while (info := page.next_page_info()) is not None:
            seen.add(info)
            page = page.get_next_page()
            yield page

    def _iter_items(self) -> Iterator[T]:
        for page in self.iter_pages():
            yield from page._page_items()


class AsyncPageMethods(_PageMethods[T]):
    async def get_next_page(self) -> Self:
        """Fetch the next page.

        Raises:
            PaginationError: There is none.
        """
        page: Self = await self._answer.client._call(self._next_call())
        return page

    async def iter_pages(self) -> AsyncIterator[Self]:
        """This page and all that follow."""
        page, seen = self, _Seen()
        yield page
        while (info := page.next_page_info()) is not None:
            seen.add(info)
            page = await page.get_next_page()
            yield page

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.iter_pages():
            for item in page._page_items():
                yield item


def _is_empty(answer: Answer) -> bool:
    return answer.response.status_code == 204


class _Seen:
    """The pages asked for in one walk: cursors can also repeat in a larger circle."""

    def __init__(self) -> None:
        self._keys: set[str] = set()

    def add(self, info: PageInfo) -> None:
        key = info.url or repr(info.params)
        if key in self._keys:
            raise PaginationError(f"The pages go round in a circle: {key} again.")
        self._keys.add(key)


class _ArrayPage(_PageMethods[T]):
    def __init__(self, items: list[T]) -> None:
        self.items = items

    @classmethod
    def _made_of(cls, answer: Answer) -> Self | None:
        if _is_empty(answer):
            return cls([])
        items: object = answer.typed(GenericAlias(list, get_args(answer.call.cast_to)))
        return cls(cast("list[T]", items)) if isinstance(items, list) else None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(items={self.items!r})"


class ListPage(_ArrayPage[T], SyncPageMethods[T]):
    """A page that is a bare array; iterating over it walks all pages."""

    def __iter__(self) -> Iterator[T]:
        return self._iter_items()


class AsyncListPage(_ArrayPage[T], AsyncPageMethods[T]):
    """A page that is a bare array; `async for` walks all pages."""


class Page(BaseModel, SyncPageMethods[T], Generic[T]):
    """A page that is an object; iterating over it walks all pages."""

    _answer: Answer = pydantic.PrivateAttr()

    # pydantic iterates over the members of an object; a page is there for its items.
    def __iter__(self) -> Iterator[T]:  # type: ignore[override]
        return self._iter_items()


class AsyncPage(BaseModel, AsyncPageMethods[T], Generic[T]):
    """A page that is an object; `async for` walks all pages."""

    _answer: Answer = pydantic.PrivateAttr()


class AsyncPaginator(Generic[PageT, T]):
    """`await` it for the first page, or `async for` over the items of all pages."""

    def __init__(self, first: Callable[[], Awaitable[PageT]]) -> None:
        self._first = first

    def __await__(self) -> Generator[Any, Any, PageT]:
        return self._first().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        page = cast("AsyncPageMethods[T]", await self)
        async for item in page:
            yield item
