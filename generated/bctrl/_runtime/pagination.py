"""Lists that come in pages."""

from __future__ import annotations

from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterator,
    Mapping,
    Sequence,
)
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar, cast

import pydantic

from ._http import Response
from .call import Call
from .errors import PaginationError
from .guards import is_object
from .typeforms import fields

__all__ = [
    "AsyncListPage",
    "AsyncPaginator",
    "CursorPagination",
    "LinkPagination",
    "ListPage",
    "OffsetPagination",
    "PageInfo",
    "PageNumberPagination",
]

T = TypeVar("T")
PageT = TypeVar("PageT")


class PageInfo(NamedTuple):
    """How to ask for the next page: changed parameters, or a whole URL."""

    params: Mapping[str, object] | None = None
    url: str | None = None


class PageSource(NamedTuple):
    """Where a page came from, and how to get another one like it."""

    call: Call
    response: Response
    fetch: Callable[[Call], Any]


class PageView(NamedTuple):
    """What a page tells about the next one."""

    source: PageSource
    body: object
    items: Sequence[object]

    def value(self, path: str | None, header: str | None = None) -> Any:
        """What is at a dotted path of wire names in the body, or in a header."""
        if path is None:
            return self.source.response.headers.get(header) if header else None
        value = self.body
        for name in path.split("."):
            value = _member(value, name)
        return value

    def integer(self, path: str | None, header: str | None = None) -> int | None:
        try:
            return int(self.value(path, header))
        except (TypeError, ValueError):
            return None

    def is_last(self, path: str | None, header: str | None = None) -> bool:
        """Whether a flag says that there are no more."""
        return str(self.value(path, header)).lower() == "false"

    def asked(self, name: str, default: int) -> int:
        """An integer parameter as it was sent."""
        value = self.source.call.parameter(name)
        return default if value is None else int(str(value))

    def is_short(self, limit: str | None) -> bool:
        size = self.asked(limit, 0) if limit else 0
        return not self.items or len(self.items) < size


class Pagination(Protocol):
    """A way of paging."""

    def next(self, page: PageView) -> PageInfo | None:
        """How to get the page after this one; None after the last."""
        ...


class OffsetPagination(NamedTuple):
    """By the number of items to skip.

    The end is known by the flag, by the total, or else by a page that is empty or
    shorter than the limit asked for. `next_header` holds the next offset itself.
    """

    offset: str = "offset"
    limit: str | None = "limit"
    total: str | None = None
    total_header: str | None = None
    more: str | None = None
    more_header: str | None = None
    next_header: str | None = None

    def next(self, page: PageView) -> PageInfo | None:
        if page.is_last(self.more, self.more_header):
            return None
        current = page.asked(self.offset, 0)
        following = current + len(page.items)
        has_more = page.value(self.more, self.more_header) is not None
        total = page.integer(self.total, self.total_header)
        if self.next_header:
            told = page.integer(None, self.next_header)
            if told is None and not has_more:
                return None
            following = following if told is None else told
        elif (
            not page.items
            or (total is not None and following >= total)
            or (total is None and not has_more and page.is_short(self.limit))
        ):
            return None
        return _progress(self.offset, current, following, following > current)


class PageNumberPagination(NamedTuple):
    """By page number, to the last page if it is known, else to a short page."""

    page: str = "page"
    limit: str | None = None
    first: int = 1
    pages: str | None = None
    pages_header: str | None = None
    more: str | None = None
    more_header: str | None = None

    def next(self, page: PageView) -> PageInfo | None:
        if not page.items or page.is_last(self.more, self.more_header):
            return None
        current = page.asked(self.page, self.first)
        pages = page.integer(self.pages, self.pages_header)
        if pages is not None:
            is_last = current - self.first + 1 >= pages
        else:
            has_more = page.value(self.more, self.more_header) is not None
            is_last = not has_more and page.is_short(self.limit)
        return None if is_last else PageInfo({self.page: current + 1})


class CursorPagination(NamedTuple):
    """By a cursor or page token that each page gives for the next one."""

    cursor: str
    next_field: str | None = None
    next_header: str | None = None
    more: str | None = None

    def next(self, page: PageView) -> PageInfo | None:
        value = page.value(self.next_field, self.next_header)
        if value is None or value == "" or page.is_last(self.more):
            return None
        current = page.source.call.parameter(self.cursor)
        return _progress(self.cursor, current, value, str(value) != str(current))


class LinkPagination(NamedTuple):
    """By the URL of the next page, in a `Link` header (RFC 8288) or in the body."""

    rel: str = "next"
    next_field: str | None = None

    def next(self, page: PageView) -> PageInfo | None:
        response = page.source.response
        link = response.links.get(self.rel, {}).get("url")
        found = page.value(self.next_field) if self.next_field else link
        if not found:
            return None
        current = response.request.url
        url = str(current.join(str(found)))
        if url == str(current):
            raise PaginationError(f"The next page is the same page again: {found}")
        return PageInfo(url=url)


def _progress(name: str, current: object, value: object, moves: bool) -> PageInfo:
    if not moves:
        raise PaginationError(
            f"The next page has {name}={value!r} and this one had {current!r}: "
            "walking on would never end."
        )
    return PageInfo({name: value})


def _member(value: object, name: str) -> object:
    if isinstance(value, pydantic.BaseModel):
        for attribute, (wire, _) in fields(type(value)).items():
            if wire == name:
                return getattr(value, attribute, None)
        return (value.model_extra or {}).get(name)
    return value.get(name) if is_object(value) else None


class _PageMethods(Generic[T]):
    """What all pages offer; `items` is declared by each page itself."""

    _source: PageSource

    def _page_items(self) -> list[T]:
        items: list[T] | None = getattr(self, "items", None)
        return items or []

    def next_page_info(self) -> PageInfo | None:
        """How to get the next page; None after the last.

        Raises:
            PaginationError: The next page would be this one again.
        """
        kind = self._source.call.operation.page
        view = PageView(self._source, self, self._page_items())
        return kind.next(view) if kind else None

    def has_next_page(self) -> bool:
        return self.next_page_info() is not None

    def _next_call(self) -> Call:
        info = self.next_page_info()
        if info is None:
            raise PaginationError("This is the last page: see has_next_page().")
        return self._source.call.following(info.params, info.url)


class SyncPageMethods(_PageMethods[T]):
    def get_next_page(self) -> Self:
        """Fetch the next page.

        Raises:
            PaginationError: There is none.
        """
        page: Self = self._source.fetch(self._next_call())
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
        page: Self = await self._source.fetch(self._next_call())
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
    def __init__(self, items: list[T], source: PageSource) -> None:
        self.items = items
        self._source = source

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
