"""How an operation's results are spread over pages. Names are those on the wire.

`items` and the other body paths are property names from the outside in; an empty
`items` means that the body itself is the array.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Path: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pagination:
    items: Path = ()
    limit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetPagination(_Pagination):
    """The request says how many results to skip."""

    offset: str
    total: Path = ()
    next_header: str | None = None
    more_header: str | None = None
    total_header: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumberPagination(_Pagination):
    """The request names the number of the page; `pages` is how many there are."""

    page: str
    pages: Path = ()
    pages_header: str | None = None
    more_header: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CursorPagination(_Pagination):
    """The response gives a token for the next page."""

    cursor: str
    next: Path = ()
    next_header: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPagination(_Pagination):
    """The response links to the next page (RFC 8288, `rel="next"`)."""


Pagination: TypeAlias = (
    OffsetPagination | PageNumberPagination | CursorPagination | LinkPagination
)


@dataclass(frozen=True, slots=True)
class PaginationFinding:
    """Whether an operation is paged, and why that was decided."""

    pagination: Pagination | None
    reason: str
