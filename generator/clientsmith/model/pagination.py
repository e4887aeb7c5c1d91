"""Pagination of an operation, with the names used on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Path: TypeAlias = tuple[str, ...]
"""Names from the outside in: of members of a body, or of a parameter and its members."""


class PaginationKind(StrEnum):
    """The part of a request that selects another page."""

    OFFSET = "offset"
    """The number of results to skip, or the number of the first one."""

    PAGE = "page"
    """The number of the page."""

    CURSOR = "cursor"
    """A token that the response gave for the next page."""

    ITEM = "item"
    """The last item of the page before, or the first one of the page after."""

    LINK = "link"
    """Nothing: the response has the URL of the next page (RFC 8288, `rel="next"`)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a response: a property of the body, or a header."""

    path: Path = ()
    header: str | None = None

    def __str__(self) -> str:
        return (
            f"the header `{self.header}`" if self.header else f"`{dotted(self.path)}`"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """A kind of pagination, and where the response describes the next page.

    An empty `items` means that the body itself is the array. `before` takes the first
    item of a page to walk backwards, and `item` is what of an item is sent. `first` is
    the number of the first page or item, or the cursor of the first page; None: the
    usual one. `count` may be the size of the page as well as the number of all items.
    `next` holds the value for the parameter, or a URL; without it, kind `link` means
    the `Link` header.
    """

    kind: PaginationKind
    items: Path = ()
    parameter: Path = ()
    before: Path = ()
    item: Path = ("id",)
    first: int | str | None = None
    limit: Path = ()
    default_limit: int | None = None
    max_limit: int | None = None
    next: Place | None = None
    more: Place | None = None
    last: Place | None = None
    total: Place | None = None
    count: Place | None = None
    pages: Place | None = None
    current: Place | None = None


@dataclass(frozen=True, slots=True)
class PaginationFinding:
    """Whether an operation is paginated, and why."""

    pagination: Pagination | None
    reason: str


def dotted(path: Path) -> str:
    """Return a path for people."""
    return ".".join(path)
