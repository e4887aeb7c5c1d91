"""Pages: their items, the next page, and what it is requested with."""

from __future__ import annotations

from typing import Any

import acme
import anyio
import httpx
import pytest
from acme._base_client import PageInfo
from acme._models import FinalRequestOptions
from acme.pagination import AsyncCursorPage, SyncCursorPage
from acme.resources.widgets import Widget

from tests.stainless.face.fake import KINDS, Caller, Kind, caller, json

PAGES = [
    json({"data": [{"id": "1"}, {"id": "2"}], "next": "c2"}),
    json({"data": [{"id": "3"}], "next": "c3"}),
    json({"data": [], "next": "c4"}),
]


@pytest.mark.parametrize("kind", KINDS)
def test_iteration_over_all_items(kind: Kind) -> None:
    one = caller(kind, *PAGES)
    items = one.all(one.client.widgets.list, limit=5)
    assert items == [Widget(id="1"), Widget(id="2"), Widget(id="3")]
    queries = [str(r.url.params) for r in one.server.requests]
    assert queries == ["limit=5", "limit=5&after=c2", "limit=5&after=c3"]


def first(one: Caller, *then: str) -> list[Any]:
    """Return the first page, and what its methods return."""

    async def main() -> list[Any]:
        page = await one.client.widgets.list()
        found = [page]
        for name in then:
            result = getattr(page, name)()
            if name == "iter_pages":
                found.append([item async for item in result])
            else:
                found.append(await result)
        return found

    if one.kind == "async":
        return anyio.run(main)
    page = one.client.widgets.list()
    results = [getattr(page, name)() for name in then]
    return [
        page,
        *(
            [*result] if name == "iter_pages" else result
            for name, result in zip(then, results, strict=True)
        ),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page(kind: Kind) -> None:
    one = caller(kind, *PAGES)
    page, following = first(one, "get_next_page")
    cls: Any = SyncCursorPage if kind == "sync" else AsyncCursorPage
    assert isinstance(page, cls)
    assert isinstance(following, cls)
    assert page.has_next_page()
    assert page.next_page_info().params == {"after": "c2"}
    assert [item.id for item in following.data] == ["3"]
    assert dict(page)["next"] == "c2" if kind == "async" else page.next == "c2"
    assert page.to_dict() == {"data": [{"id": "1"}, {"id": "2"}], "next": "c2"}


@pytest.mark.parametrize("kind", KINDS)
def test_iteration_over_pages(kind: Kind) -> None:
    one = caller(kind, *PAGES)
    _, pages = first(one, "iter_pages")
    assert [len(page.data) for page in pages] == [2, 1, 0]


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_no_next_page(kind: Kind) -> None:
    one = caller(kind, json({"data": [{"id": "1"}]}))
    (page,) = first(one)
    assert not page.has_next_page()
    with pytest.raises(RuntimeError, match="No next page expected"):
        one.call(page.get_next_page)


@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_raw_responses(kind: Kind) -> None:
    one = caller(kind, *PAGES)
    raw = one.call(one.client.widgets.with_raw_response.list)
    page = one.call(raw.parse)
    following = one.call(page.get_next_page)
    assert [item.id for item in following.data] == ["3"]
    assert "x-stainless-raw-response" not in one.server.last.headers


@pytest.mark.parametrize("kind", KINDS)
def test_links_keep_the_query_of_the_call(kind: Kind) -> None:
    link = "http://api.test/v1/widgets?cursor=2&limit=3"
    one = caller(kind, json({"data": [{"id": "1"}], "link": link}), json({"data": []}))
    one.all(one.client.widgets.list, limit=9)
    assert dict(one.server.last.url.params) == {"limit": "3", "cursor": "2"}


def test_members_of_the_next_body() -> None:
    class Page(SyncCursorPage[Widget]):  # type: ignore[misc]
        def next_page_info(self) -> PageInfo | None:
            return PageInfo(json={"after": self.next}) if self.next else None

    one = caller("sync", *PAGES)
    page = one.client.get_api_list(
        "/search", page=Page, model=Widget, method="post", body={"q": "x"}
    )
    assert [item.id for item in page] == ["1", "2", "3"]
    assert [r.content for r in one.server.requests] == [
        b'{"q":"x"}', b'{"q":"x","after":"c2"}', b'{"q":"x","after":"c3"}'
    ]  # fmt: skip
    page._options.json_data = [1]
    with pytest.raises(TypeError, match="only supported with mappings"):
        page.get_next_page()


def test_how_to_request_a_page() -> None:
    url = httpx.URL("http://h/x?a=1")
    assert repr(PageInfo(url=url)) == "PageInfo(url=http://h/x?a=1)"
    assert repr(PageInfo(params={"a": 1})) == "PageInfo(params={'a': 1})"
    assert repr(PageInfo(json={"a": 1})) == "PageInfo(json={'a': 1})"


def test_a_page_without_a_client() -> None:
    page = SyncCursorPage[Widget].construct(data=[{"id": "1"}])
    page._set_private_attributes(
        client=acme.Acme(),
        model=Widget,
        options=FinalRequestOptions(method="get", url="/x"),
    )
    assert [item.id for item in page] == ["1"]
