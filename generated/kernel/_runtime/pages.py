"""Pages of lists, and iteration over them."""

# pyright: reportPrivateUsage=false
# Pages keep their results private.

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from types import GenericAlias
from typing import Any, Generic, Self, TypeVar, cast, get_args

from .decoding import lenient
from .errors import (
    APIResponseValidationError,
    NotFoundError,
    PaginationError,
    request_id,
)
from .options import PageInfo
from .pagination import PageBy, PageView, following
from .results import CallResult
from .sync_bridge import run

__all__ = ["AsyncListPage", "AsyncPaginator", "ListPage"]

T = TypeVar("T")
PageT = TypeVar("PageT")


class _PageMethods(Generic[T]):
    """The methods of all pages; each class declares its own `items`."""

    _result: CallResult | None
    """The origin of the page; None if it was constructed by hand."""

    @classmethod
    def _received(cls, result: CallResult) -> Self:
        """Return the page of a response, or raise APIResponseValidationError."""
        page = cls._made_of(result)
        if page is None:
            problem = "the body is not a page"
            raise APIResponseValidationError(result.response, problem)
        page._result = result
        return page

    @classmethod
    def _made_of(cls, result: CallResult) -> Self | None:
        # 204 (RFC 9110, 15.3.5) is an empty page.
        page = lenient(cls, {}) if _is_empty(result) else result.typed(cls)
        return page if isinstance(page, cls) else None

    def _page_items(self) -> list[T]:
        items: list[T] | None = getattr(self, "items", None)
        return items or []

    def next_page_info(self) -> PageInfo | None:
        """Return how to get the next page; None after the last.

        The option `resume_from` of the method that returned this page accepts it, at any
        time and in any client. A page that was constructed by hand is the last one.

        Raises:
            PaginationError: The server says that there is more, but not where; or the
                next page would be this one again.
        """
        view = self._view()
        return view.way.next_page(view) if view else None

    def has_next_page(self) -> bool:
        return self.next_page_info() is not None

    def _view(self) -> PageView | None:
        """Return what the next page depends on; None without one."""
        result = self._result
        if result is None or result.call.operation.page is None:
            return None
        return PageView(result.response, result.call, self, self._page_items())

    async def _next(self) -> Self:
        view, result = self._view(), self._result
        if view is None or result is None:
            raise PaginationError("This page was made by hand: nothing leads on.")
        info = view.way.next_page(view)
        if info is None:
            raise PaginationError("This is the last page: see has_next_page().")
        call = following(result.call, info, view.way.walked(view))
        return self._followed_by((await result.sender.send(call)).value(), view.way)

    def _followed_by(self, page: Self, way: PageBy) -> Self:
        """Return the next page, or raise an error if it is this one again."""
        items = page._page_items()
        if items != self._page_items():
            return page
        # Identical items do not identify a page, where a number ends the walk.
        alike = len(items) > 1 and items.count(items[0]) == len(items)
        significant = not (alike and way.is_bounded) if items else way.is_endless
        # The last page according to the server may have the same items by chance.
        if significant and (self._was_a_guess() or page.has_next_page()):
            raise PaginationError("The next page has the same items as this one.")
        return page

    async def _after(self, seen: set[str]) -> Self | None:
        """Return the next page of a walk that has requested these; None at its end."""
        info = self.next_page_info()
        if info is None:
            return None
        key = info.url or repr(info.params)
        if key in seen:  # cursors can also repeat after several pages
            raise PaginationError(f"The pages go round in a circle: {key} again.")
        seen.add(key)
        try:
            return await self._next()
        except NotFoundError:
            if self._was_a_guess():
                return None
            raise

    def _was_a_guess(self) -> bool:
        """Return whether the server has not stated that there is a next page."""
        view = self._view()
        return view is not None and not view.way.is_stated(view)


class SyncPageMethods(_PageMethods[T]):
    def get_next_page(self) -> Self:
        """Fetch the next page.

        Raises:
            PaginationError: There is none.
        """
        return run(self._next())

    def iter_pages(self) -> Iterator[Self]:
        """Iterate over this page and all following pages."""
        page: Self | None = self
        seen = set[str]()
        while page is not None:
            yield page
            page = run(page._after(seen))

    def _iter_items(self) -> Iterator[T]:
        for page in self.iter_pages():
            yield from page._page_items()


class AsyncPageMethods(_PageMethods[T]):
    @classmethod
    def _paginated(
        cls, first: Callable[[], Awaitable[Self]]
    ) -> AsyncPaginator[Self, T]:
        """Return the result of a method: `get_page` of the client calls it."""
        return AsyncPaginator(first)

    async def get_next_page(self) -> Self:
        """Fetch the next page.

        Raises:
            PaginationError: There is none.
        """
        return await self._next()

    async def iter_pages(self) -> AsyncIterator[Self]:
        """Iterate over this page and all following pages."""
        page: Self | None = self
        seen = set[str]()
        while page is not None:
            yield page
            page = await page._after(seen)

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.iter_pages():
            for item in page._page_items():
                yield item


def _is_empty(result: CallResult) -> bool:
    return result.response.status_code == 204


class _ArrayPage(_PageMethods[T]):
    _result = None

    def __init__(self, items: list[T]) -> None:
        self.items = items

    @classmethod
    def _made_of(cls, result: CallResult) -> Self | None:
        if _is_empty(result):
            return cls([])
        items: object = result.typed(GenericAlias(list, get_args(result.call.cast_to)))
        return cls(cast("list[T]", items)) if isinstance(items, list) else None

    @property
    def _request_id(self) -> str | None:
        return None if self._result is None else request_id(self._result.response)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(items={self.items!r})"


class ListPage(_ArrayPage[T], SyncPageMethods[T]):
    """A page that is a bare array; iterating over it walks all pages."""

    def __iter__(self) -> Iterator[T]:
        return self._iter_items()


class AsyncListPage(_ArrayPage[T], AsyncPageMethods[T]):
    """A page that is a bare array; `async for` walks all pages."""


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
