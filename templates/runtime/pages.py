"""Lists that come in pages, and how to walk over them."""

# pyright: reportPrivateUsage=false
# The client's public names are left to resources.

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast, get_args

import pydantic

from .call import Call
from .decoding import lenient
from .errors import (
    APIResponseValidationError,
    NotFoundError,
    PaginationError,
    request_id,
)
from .models import BaseModel
from .options import PageInfo
from .pagination import PageBy, PageView
from .responses import Answer
from .waiting import run

__all__ = ["AsyncListPage", "AsyncPage", "AsyncPaginator", "ListPage", "Page"]

if TYPE_CHECKING:
    from .base_client import BaseClient

T = TypeVar("T")
PageT = TypeVar("PageT")


class _PageMethods(Generic[T]):
    """What all pages offer; `items` is declared by each page itself."""

    _answer: Answer | None
    """Where the page comes from; None: somebody has made it."""

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

        The option `resume_from` of the method that gave this page takes it, at any time
        and by any client. A page that was made by hand is the last one.

        Raises:
            PaginationError: The server says that there is more, but not where; or the
                next page would be this one again.
        """
        way, view = self._way()
        return way.next_page(view) if way and view else None

    def has_next_page(self) -> bool:
        return self.next_page_info() is not None

    def _way(self) -> tuple[PageBy | None, PageView | None]:
        if self._answer is None:
            return None, None
        view = PageView(self._answer, self, self._page_items())
        return self._answer.call.operation.page, view

    def _next_call(self) -> tuple[BaseClient[Any], Call]:
        way, view = self._way()
        if way is None or view is None:
            raise PaginationError("This page was made by hand: nothing leads on.")
        info, answer = way.next_page(view), view.answer
        if info is None:
            raise PaginationError("This is the last page: see has_next_page().")
        return answer.client, answer.call.following(info, way.walked(view))

    def _followed_by(self, page: Self) -> Self:
        """The next page; an error if it is this one again."""
        way, _ = self._way()
        items = page._page_items()
        if way is None or items != self._page_items():
            return page
        # Values that are all alike say nothing of pages, where a number ends the walk.
        alike = len(items) > 1 and items.count(items[0]) == len(items)
        telling = not (alike and way.is_bounded) if items else way.is_endless
        # Items can be alike by chance, in a page that the server says is the last.
        if telling and (self._was_a_guess() or page.has_next_page()):
            raise PaginationError("The next page has the same items as this one.")
        return page

    def _was_a_guess(self) -> bool:
        """Whether the server has not said that there is a next page."""
        way, view = self._way()
        return bool(way and view and not way.is_told(view))


class SyncPageMethods(_PageMethods[T]):
    def get_next_page(self) -> Self:
        """Fetch the next page.

        Raises:
            PaginationError: There is none.
        """
        client, call = self._next_call()
        return self._followed_by(run(client._call(call)))

    def iter_pages(self) -> Iterator[Self]:
        """This page and all that follow."""
        page, seen = self, _Seen()
        yield page
        while seen.add(page.next_page_info()):
            try:
                page = page.get_next_page()
            except NotFoundError:
                if page._was_a_guess():
                    return
                raise
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
        client, call = self._next_call()
        return self._followed_by(await client._call(call))

    async def iter_pages(self) -> AsyncIterator[Self]:
        """This page and all that follow."""
        page, seen = self, _Seen()
        yield page
        while seen.add(page.next_page_info()):
            try:
                page = await page.get_next_page()
            except NotFoundError:
                if page._was_a_guess():
                    return
                raise
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

    def add(self, info: PageInfo | None) -> bool:
        """Whether there is one; an error if it was asked for before."""
        if info is None:
            return False
        key = info.url or repr(info.params)
        if key in self._keys:
            raise PaginationError(f"The pages go round in a circle: {key} again.")
        self._keys.add(key)
        return True


class _ArrayPage(_PageMethods[T]):
    _answer = None

    def __init__(self, items: list[T]) -> None:
        self.items = items

    @classmethod
    def _made_of(cls, answer: Answer) -> Self | None:
        if _is_empty(answer):
            return cls([])
        items: object = answer.typed(GenericAlias(list, get_args(answer.call.cast_to)))
        return cls(cast("list[T]", items)) if isinstance(items, list) else None

    @property
    def _request_id(self) -> str | None:
        return None if self._answer is None else request_id(self._answer.response)

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

    _answer: Answer | None = pydantic.PrivateAttr(default=None)

    # pydantic iterates over the members of an object; a page is there for its items.
    def __iter__(self) -> Iterator[T]:  # type: ignore[override]
        return self._iter_items()


class AsyncPage(BaseModel, AsyncPageMethods[T], Generic[T]):
    """A page that is an object; `async for` walks all pages."""

    _answer: Answer | None = pydantic.PrivateAttr(default=None)


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
