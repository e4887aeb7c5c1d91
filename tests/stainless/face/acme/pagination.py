"""Pages by a cursor, and by the URL of the next page."""

from __future__ import annotations

from typing import Generic, TypeVar

from httpx import URL

from ._base_client import BaseAsyncPage, BasePage, BaseSyncPage, PageInfo

_T = TypeVar("_T")


class SyncCursorPage(BaseSyncPage[_T], BasePage[_T], Generic[_T]):
    data: list[_T]
    next: str | None = None
    link: str | None = None

    def _get_page_items(self) -> list[_T]:
        return self.data or []

    def next_page_info(self) -> PageInfo | None:
        if self.link:
            return PageInfo(url=URL(self.link))
        return PageInfo(params={"after": self.next}) if self.next else None


class AsyncCursorPage(BaseAsyncPage[_T], BasePage[_T], Generic[_T]):
    data: list[_T]
    next: str | None = None
    link: str | None = None

    def _get_page_items(self) -> list[_T]:
        return self.data or []

    def next_page_info(self) -> PageInfo | None:
        if self.link:
            return PageInfo(url=URL(self.link))
        return PageInfo(params={"after": self.next}) if self.next else None
