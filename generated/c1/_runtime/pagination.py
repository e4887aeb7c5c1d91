"""The ways of paging: how each finds the page after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import pydantic

from .errors import PaginationError
from .guards import is_object
from .responses import Answer
from .typeforms import fields

__all__ = [
    "CursorPagination",
    "LinkPagination",
    "OffsetPagination",
    "PageInfo",
    "PageNumberPagination",
]


class PageInfo(NamedTuple):
    """How to ask for the next page: changed parameters, or a whole URL."""

    params: Mapping[str, object] | None = None
    url: str | None = None


class PageView(NamedTuple):
    """What a page tells about the next one."""

    answer: Answer
    body: object
    items: Sequence[object]

    def value(self, path: str | None, header: str | None = None) -> Any:
        """What is at a dotted path of wire names in the body, or in a header."""
        if path is None:
            return self.answer.response.headers.get(header) if header else None
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
        value = self.answer.call.parameter(name)
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
        current = page.asked(self.page, self.first)
        pages = page.integer(self.pages, self.pages_header)
        if pages is not None:
            is_last = current - self.first + 1 >= pages
        elif page.value(self.more, self.more_header) is not None:
            is_last = not page.items or page.is_last(self.more, self.more_header)
        else:
            is_last = page.is_short(self.limit)
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
        current = page.answer.call.parameter(self.cursor)
        return _progress(self.cursor, current, value, str(value) != str(current))


class LinkPagination(NamedTuple):
    """By the URL of the next page, in a `Link` header (RFC 8288) or in the body."""

    rel: str = "next"
    next_field: str | None = None

    def next(self, page: PageView) -> PageInfo | None:
        response = page.answer.response
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
