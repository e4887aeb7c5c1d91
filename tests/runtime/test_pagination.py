"""Walking through lists that come in pages."""

from __future__ import annotations

import pickle
from json import dumps, loads
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest
from pydantic import Field
from sample.bctrl import AsyncBctrl, Bctrl, RateLimitError
from sample.bctrl import PaginationError as BctrlPaginationError
from sample.browserbase import Browserbase
from sample.kernel import (
    APIResponseValidationError,
    AsyncKernel,
    Kernel,
    PaginationError,
)
from sample.kernel._runtime import (
    BaseModel,
    JsonBody,
    ListPage,
    Operation,
    Page,
    PageBy,
    PageInfo,
    RequestOptions,
)

from tests.runtime.conftest import Run
from tests.runtime.fake import INVOCATION, FakeServer, json


def invocations(*ids: int) -> list[dict[str, Any]]:
    return [{**INVOCATION, "id": str(id)} for id in ids]


def summaries(*ids: int, cursor: str | None) -> httpx2.Response:
    items = [
        {"id": str(id), "action": "act", "createdAt": "x", "status": "queued"}
        for id in ids
    ]
    return json({"data": items, "nextCursor": cursor})


def kernel(server: FakeServer) -> Kernel:
    return Kernel(api_key="key", http_client=server.sync(), max_retries=0)


def bctrl(server: FakeServer) -> Bctrl:
    return Bctrl(api_key="key", http_client=server.sync(), max_retries=0)


def asked(server: FakeServer, name: str) -> list[str | None]:
    queries = [parse_qs(request.url.query.decode()) for request in server.requests]
    return [query[name][0] if name in query else None for query in queries]


# -- the first page -----------------------------------------------------------------


def test_a_list_is_its_first_page() -> None:
    server = FakeServer(summaries(1, 2, cursor="b"))
    page = bctrl(server).runs.list_invocations("r")
    assert [item.id for item in page.items] == ["1", "2"]
    assert page.data == page.items
    assert page.next_cursor == "b"
    assert page.has_next_page()
    info = page.next_page_info()
    assert info is not None
    assert info.params == {"cursor": "b"}
    assert len(server.requests) == 1


def test_the_next_page_is_asked_for_with_the_same_arguments() -> None:
    server = FakeServer(summaries(1, cursor="b"), summaries(2, cursor=None))
    page = bctrl(server).runs.list_invocations(
        "r", status=["queued", "failed"], limit=1, extra_headers={"X-Team": "a"}
    )
    following = page.get_next_page()
    assert type(following) is type(page)
    assert server.query == [
        ("status", "queued"),
        ("status", "failed"),
        ("cursor", "b"),
        ("limit", "1"),
    ]
    assert server.request.headers["x-team"] == "a"
    assert not following.has_next_page()
    with pytest.raises(BctrlPaginationError, match="last page"):
        following.get_next_page()


def test_pages_can_be_walked_one_by_one() -> None:
    server = FakeServer(summaries(1, 2, cursor="b"), summaries(3, cursor=None))
    pages = list(bctrl(server).runs.list_invocations("r").iter_pages())
    assert [len(page.items) for page in pages] == [2, 1]


def test_pages_are_fetched_when_they_are_needed() -> None:
    server = FakeServer(summaries(1, 2, cursor="b"), summaries(3, cursor=None))
    items = iter(bctrl(server).runs.list_invocations("r"))
    next(items), next(items)
    assert len(server.requests) == 1
    next(items)
    assert len(server.requests) == 2


# -- cursors --------------------------------------------------------------------------


def test_cursors_are_followed_through_empty_pages_to_the_end() -> None:
    server = FakeServer(
        summaries(1, cursor="b"),
        summaries(cursor="c"),
        summaries(2, cursor=""),
    )
    found = [item.id for item in bctrl(server).runs.list_invocations("r")]
    assert found == ["1", "2"]
    assert asked(server, "cursor") == [None, "b", "c"]


def test_a_cursor_that_does_not_move_is_an_error() -> None:
    server = FakeServer(summaries(1, cursor="b"), summaries(2, cursor="b"))
    with pytest.raises(BctrlPaginationError, match="cursor='b'"):
        list(bctrl(server).runs.list_invocations("r"))
    assert len(server.requests) == 2


def test_cursors_that_go_round_are_an_error() -> None:
    server = FakeServer(
        summaries(1, cursor="a"),
        summaries(2, cursor="b"),
        summaries(3, cursor="a"),
        summaries(4, cursor="b"),
    )
    with pytest.raises(BctrlPaginationError, match="circle"):
        list(bctrl(server).runs.list_invocations("r"))
    assert len(server.requests) == 3


class Things(BaseModel):
    items: list[int] = Field(default=[])
    meta: dict[str, Any] | None = None


class ThingsPage(Things, Page[int]):
    """A page whose own field is called `items`."""


def walk(
    pagination: Any, *answers: Any, query: dict[str, object] | None = None, **parts: Any
) -> tuple[list[int], FakeServer]:
    server = FakeServer(*answers)
    body = parts.pop("body_type", None)
    operation = Operation("GET", "/x", page=pagination, body=body)
    page = kernel(server).get_page(operation, ThingsPage, query=query or {}, **parts)
    return list(page), server


def test_a_cursor_can_be_nested_in_a_header_or_stop_by_a_flag() -> None:
    nested = PageBy("cursor", "after", next="/meta/page/next")
    first = json({"items": [1], "meta": {"page": {"next": 7}}})
    assert walk(nested, first, json({"items": [2]}))[0] == [1, 2]

    header = PageBy("cursor", "after", next="X-Next")
    first = json({"items": [1]}, X_Next="n")
    assert walk(header, first, json({"items": [2]}))[0] == [1, 2]

    flagged = PageBy("cursor", "after", next="/meta/next", more="/meta/more")
    first = json({"items": [1], "meta": {"next": "n", "more": True}})
    last = json({"items": [2], "meta": {"next": "m", "more": False}})
    assert walk(flagged, first, last)[0] == [1, 2]


def test_a_cursor_can_travel_in_the_body() -> None:
    pagination = PageBy("cursor", "page_token", next="/meta/next")
    first = json({"items": [1], "meta": {"next": "n"}})
    found, server = walk(
        pagination,
        first,
        json({"items": [2]}),
        body={"limit": 1},
        body_type=JsonBody(object),
    )
    assert found == [1, 2]
    assert server.request.content == b'{"limit":1,"page_token":"n"}'


# -- offsets --------------------------------------------------------------------------


def test_an_offset_in_a_header_is_the_next_offset_itself() -> None:
    server = FakeServer(
        json(invocations(1, 2), X_Has_More="true", X_Next_Offset="2"),
        json(invocations(3), X_Has_More="true", X_Next_Offset="10"),
        json(invocations(4), X_Has_More="false", X_Next_Offset="11"),
    )
    found = [item.id for item in kernel(server).invocations.list(limit=2)]
    assert found == ["1", "2", "3", "4"]
    assert asked(server, "offset") == [None, "2", "10"]
    assert asked(server, "limit") == ["2", "2", "2"]


def test_without_the_documented_headers_a_list_ends() -> None:
    server = FakeServer(json(invocations(1, 2)))
    assert len(list(kernel(server).invocations.list())) == 2
    assert len(server.requests) == 1


def test_more_without_a_next_offset_counts_the_items() -> None:
    server = FakeServer(
        json(invocations(1, 2), X_Has_More="true"),
        json(invocations(3), X_Has_More="false"),
    )
    assert len(list(kernel(server).invocations.list(offset=5))) == 3
    assert asked(server, "offset") == ["5", "7"]


def test_an_offset_that_does_not_move_is_an_error() -> None:
    server = FakeServer(json(invocations(1), X_Has_More="true", X_Next_Offset="3"))
    with pytest.raises(PaginationError, match="never end"):
        list(kernel(server).invocations.list(offset=3))
    assert len(server.requests) == 1


@pytest.mark.parametrize("more", [{}, {"X_Has_More": "false"}])
def test_a_next_offset_of_zero_is_none(more: dict[str, Any]) -> None:
    server = FakeServer(
        json(invocations(1), X_Next_Offset="1"),
        json(invocations(2), X_Next_Offset="0", **more),
    )
    assert len(list(kernel(server).invocations.list())) == 2
    assert len(server.requests) == 2


def results(*ids: int, total: int) -> httpx2.Response:
    base = {"functionId": "f", "status": "PENDING", "createdAt": "2024-05-19T00:00:00Z"}
    return json({"results": [{**base, "id": str(i)} for i in ids], "total": total})


@pytest.mark.parametrize(
    ("answers", "offsets"),
    [
        ([results(1, 2, total=4), results(3, 4, total=4)], [None, "2"]),
        # A page shorter than asked for is not the end while the total says more.
        ([results(1, total=3), results(2, 3, total=3)], [None, "1"]),
        # The total may change on the way.
        ([results(1, 2, total=2)], [None]),
        ([results(1, 2, total=4), results(3, total=3)], [None, "2"]),
        # An empty page is the end whatever the total says.
        ([results(1, 2, total=9), results(total=9)], [None, "2"]),
        ([results(total=0)], [None]),
    ],
)
def test_offsets_go_up_to_the_total(
    answers: list[httpx2.Response], offsets: list[str | None]
) -> None:
    server = FakeServer(*answers)
    client = Browserbase(api_key="key", http_client=server.sync())
    list(client.function_versions.list_invocations("v", limit=2))
    assert asked(server, "offset") == offsets


def test_without_a_total_a_short_page_ends_and_so_does_an_empty_one() -> None:
    kind = PageBy("offset", "offset", limit="limit")
    full, short, empty = json({"items": [1, 2]}), json({"items": [3]}), json({})
    assert walk(kind, full, short, empty, query={"limit": 2})[0] == [1, 2, 3]
    found, server = walk(kind, full, short, empty)
    assert found == [1, 2, 3]
    assert asked(server, "offset") == [None, "2", "3"]


def test_offsets_stop_at_a_flag_or_at_a_total_in_a_header() -> None:
    flag = PageBy("offset", "offset", limit="limit", more="/meta/more")
    first = json({"items": [1], "meta": {"more": True}})
    last = json({"items": [2], "meta": {"more": False}})
    assert walk(flag, first, last, query={"limit": 5})[0] == [1, 2]
    header = PageBy("offset", "offset", limit="limit", total="X-Total")
    answers = [json({"items": [n]}, X_Total="2") for n in (1, 2)]
    assert walk(header, *answers)[0] == [1, 2]


def test_an_offset_given_as_an_extra_moves_on_as_well() -> None:
    server = FakeServer(results(1, total=3), results(2, total=3), results(3, total=3))
    client = Browserbase(api_key="key", http_client=server.sync())
    page = client.function_versions.list_invocations("v", extra_query={"offset": 0})
    assert [item.id for item in page] == ["1", "2", "3"]
    assert asked(server, "offset") == ["0", "1", "2"]


# -- page numbers and links -----------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "answers", "pages"),
    [
        (
            PageBy("page", "page", pages="/meta/pages"),
            [json({"items": [n], "meta": {"pages": 2}}) for n in (1, 2)],
            [None, "2"],
        ),
        (
            PageBy("page", "p", first=0, pages="X-Pages"),
            [json({"items": [n]}, X_Pages="2") for n in (1, 2)],
            [None, "1"],
        ),
        (
            PageBy("page", "page", more="/meta/more"),
            [json({"items": [n], "meta": {"more": n < 2}}) for n in (1, 2)],
            [None, "2"],
        ),
        (
            PageBy("page", "page"),
            [json({"items": [1]}), json({"items": [2]}), json({"items": []})],
            [None, "2", "3"],
        ),
    ],
)
def test_page_numbers_go_to_the_last_page(
    kind: PageBy, answers: list[Any], pages: list[str | None]
) -> None:
    _, server = walk(kind, *answers)
    assert asked(server, kind.parameter) == pages


def test_links_are_followed_as_they_are() -> None:
    found, server = walk(
        PageBy("link"),
        json({"items": [1]}, Link='</x?after=b%2F&n=1>; rel="next", </x>; rel="first"'),
        json({"items": [2]}, Link='</x>; rel="first"'),
        query={"n": 1, "q": "a"},
    )
    assert found == [1, 2]
    assert str(server.request.url) == "https://api.onkernel.com/x?after=b%2F&n=1"
    assert server.request.headers["authorization"] == "Bearer key"


def test_a_link_can_be_in_the_body() -> None:
    first = json({"items": [1], "meta": {"next": "https://api.onkernel.com/x?p=2"}})
    found, _ = walk(PageBy("link", next="/meta/next"), first, json({"items": [2]}))
    assert found == [1, 2]


def test_a_link_to_the_same_page_is_an_error() -> None:
    with pytest.raises(PaginationError, match="same page again"):
        walk(PageBy("link"), json({"items": [1]}, Link='</x>; rel="next"'))


@pytest.mark.parametrize(
    "link",
    [
        '</x?p=2>; rel="prev next"',
        "</x?p=2>; rel=next",
        '</x?p=2>; title="a, b; rel=last"; Rel="NEXT"',
        '</x?p=0>; rel=prev, </x?p=2>;rel="next"',
        '</x?p=1,5>; rel="first last", <?p=2>; type="a\\"b"; rel="next"',
        '</x?p=9>; rel="next"; anchor="/other", </x?p=2>; rel=next; rel=prev',
    ],
)
def test_links_are_read_as_rfc_8288_says(link: str) -> None:
    found, server = walk(PageBy("link"), json({"items": [1]}, Link=link), json({}))
    assert asked(server, "p") == [None, "2"]
    assert found == [1]


def test_several_link_headers_are_one() -> None:
    first = httpx2.Response(
        200,
        json={"items": [1]},
        headers=[("Link", "</x?p=1>; rel=first"), ("Link", "</x?p=2>; rel=next")],
    )
    _, server = walk(PageBy("link"), first, json({}))
    assert asked(server, "p") == [None, "2"]


def test_a_link_that_is_not_documented_wins_over_counting_too() -> None:
    way = PageBy("page", "page", limit="n", max_limit=9, default_limit=3)
    first = json({"items": [1]}, Link="</x?page=2>; rel=next")
    last = json({"items": [2, 3, 4]}, Link="</x?page=1>; rel=first")
    _, server = walk(way, first, last)
    assert asked(server, "page") == [None, "2"]
    _, server = walk(way, json({"items": [1]}, Link="</x.css>; rel=preload"), json({}))
    assert len(server.requests) == 1


@pytest.mark.parametrize("link", ["</x>; rel=nextish", "</x>; title=next", "next"])
def test_other_links_do_not_lead_on(link: str) -> None:
    _, server = walk(PageBy("link"), json({"items": [1]}, Link=link))
    assert len(server.requests) == 1


def test_a_link_without_tls_to_the_same_host_is_asked_with_it() -> None:
    link = "<http://api.onkernel.com/x?p=2>; rel=next"
    _, server = walk(PageBy("link"), json({"items": [1]}, Link=link), json({}))
    assert str(server.request.url) == "https://api.onkernel.com/x?p=2"
    assert server.request.headers["authorization"] == "Bearer key"


def test_a_link_to_nowhere_is_an_error_of_this_package() -> None:
    link = "http://a:b/"
    with pytest.raises(PaginationError, match="not at a URL"):
        walk(PageBy("link"), json({"items": [1]}, Link=f"<{link}>; rel=next"))


def test_a_last_page_may_be_like_the_one_before() -> None:
    way = PageBy("cursor", "cursor", next="/meta/next")
    first = json({"items": [1], "meta": {"next": "b"}})
    assert walk(way, first, json({"items": [1]}))[0] == [1, 1]
    with pytest.raises(PaginationError, match="same items"):
        walk(way, first, json({"items": [1], "meta": {"next": "c"}}))


def test_values_that_are_all_alike_are_counted() -> None:
    way = PageBy("offset", "offset", total="/meta/total")
    pages = [json({"items": [7] * n, "meta": {"total": 5}}) for n in (2, 2, 1)]
    assert walk(way, *pages)[0] == [7] * 5
    pages = [json({"items": [7, 8], "meta": {"total": 5}})] * 2
    with pytest.raises(PaginationError, match="same items"):
        walk(way, *pages)


# -- pages that are kept, and pages that are made -----------------------------------------


def test_a_walk_goes_on_from_what_was_kept() -> None:
    way = PageBy("cursor", "cursor", next="/meta/next")
    operation = Operation("GET", "/x", page=way)
    first = json({"items": [1], "meta": {"next": "b"}})
    page = kernel(FakeServer(first)).get_page(operation, ThingsPage, query={"n": 1})
    info = page.next_page_info()
    assert info == PageInfo({"cursor": "b"})
    for kept in (
        info,
        pickle.loads(pickle.dumps(info)),
        loads(dumps(info)),
        {"cursor": "b"},
    ):
        server = FakeServer(
            json({"items": [2], "meta": {"next": "c"}}), json({"items": [3]})
        )
        later = kernel(server).get_page(
            operation, ThingsPage, query={"n": 1}, options={"resume_from": kept}
        )
        assert list(later) == [2, 3]
        assert asked(server, "cursor") == ["b", "c"]
        assert asked(server, "n") == ["1", "1"]


def test_a_walk_goes_on_from_a_url() -> None:
    url = "https://api.onkernel.com/x?p=2"
    server = FakeServer(json({"items": [2]}))
    operation = Operation("GET", "/x", page=PageBy("link"))
    for kept in (PageInfo(url=url), [None, url], url):
        options: RequestOptions = {"resume_from": kept}
        page = kernel(server).get_page(operation, ThingsPage, options=options)
        assert list(page) == [2]
        assert str(server.request.url) == url
        assert server.request.headers["authorization"] == "Bearer key"


def test_resuming_from_nothing_is_the_first_page() -> None:
    server = FakeServer(summaries(1, cursor=None))
    page = bctrl(server).runs.list_invocations("r", resume_from=None)
    assert [item.id for item in page] == ["1"]
    assert asked(server, "cursor") == [None]


@pytest.mark.parametrize(
    "page",
    [
        ThingsPage(items=[1, 2]),
        ThingsPage.model_construct(items=[1, 2]),
        ThingsPage.model_validate({"items": [1, 2], "meta": {"next": "b"}}),
        ThingsPage(items=[1, 2]).model_copy(),
        ListPage([1, 2]),
    ],
)
def test_a_page_made_by_hand_is_walked_to_its_end(page: Any) -> None:
    assert list(page) == [1, 2]
    assert list(page.iter_pages()) == [page]
    assert not page.has_next_page()
    assert page.next_page_info() is None
    with pytest.raises(PaginationError, match="made by hand"):
        page.get_next_page()


def test_a_page_made_of_nothing_is_empty() -> None:
    assert list(ThingsPage.model_construct()) == []


# -- what goes wrong ------------------------------------------------------------------


def test_an_error_on_a_later_page_is_raised_there() -> None:
    server = FakeServer(summaries(1, cursor="b"), json({}, status=429))
    found: list[str] = []
    with pytest.raises(RateLimitError):
        found.extend(item.id for item in bctrl(server).runs.list_invocations("r"))
    assert len(server.requests) == 2


def test_a_page_whose_list_is_missing_is_empty() -> None:
    assert (
        walk(PageBy("offset", "offset", limit="limit"), json({"items": None}))[0] == []
    )
    page = bctrl(FakeServer(json({}))).runs.list_invocations("r")
    assert list(page) == []


@pytest.mark.parametrize("body", [json({}), json(3), httpx2.Response(200, text="<p>")])
def test_a_body_that_is_no_page_is_an_error(body: httpx2.Response) -> None:
    # An empty page in its place would hide that data is missing.
    with pytest.raises(
        APIResponseValidationError, match=r"not a page|no JSON|valid array"
    ):
        kernel(FakeServer(body)).invocations.list()


def test_items_of_a_page_are_filled_in_leniently() -> None:
    page = kernel(FakeServer(json([{"id": 1}]))).invocations.list()
    assert page.items[0].to_dict() == {"id": 1}


# -- asynchronously -------------------------------------------------------------------


def test_an_async_list_can_be_iterated_or_awaited(run: Run) -> None:
    async def main() -> None:
        server = FakeServer(
            json(invocations(1), X_Has_More="true", X_Next_Offset="1"),
            json(invocations(2), X_Has_More="false"),
            json(invocations(1), X_Has_More="true", X_Next_Offset="1"),
            json(invocations(2), X_Has_More="false"),
        )
        client = AsyncKernel(api_key="key", http_client=server.asynchronous())
        found = [item.id async for item in client.invocations.list()]
        assert found == ["1", "2"]

        page = await client.invocations.list()
        assert [item.id for item in page.items] == ["1"]
        assert page.has_next_page()
        following = await page.get_next_page()
        assert [item.id for item in following.items] == ["2"]

    run(main)


def test_async_pages_can_be_walked_and_do_not_spin(run: Run) -> None:
    async def main() -> None:
        server = FakeServer(summaries(1, cursor="b"))
        client = AsyncBctrl(api_key="key", http_client=server.asynchronous())
        page = await client.runs.list_invocations("r")
        with pytest.raises(BctrlPaginationError):
            async for _ in page.iter_pages():
                pass
        server = FakeServer(summaries(1, cursor="b"), summaries(2, cursor=None))
        client = AsyncBctrl(api_key="key", http_client=server.asynchronous())
        page = await client.runs.list_invocations("r")
        assert [item.id async for item in page] == ["1", "2"]

    run(main)


def test_an_array_page_shows_its_items() -> None:
    page = kernel(FakeServer(json(invocations(1)))).invocations.list()
    assert isinstance(page, ListPage)
    assert repr(page).startswith("ListPage(items=[Invocation(id='1'")
