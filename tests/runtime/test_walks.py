"""Whatever sizes its pages have, a walk brings every item once, and no page twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import anyio
import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample.kernel import AsyncKernel, Kernel, PaginationError
from sample.kernel._runtime import (
    AsyncPage,
    Operation,
    Page,
    PageBy,
)

URL = "https://api.example.com/items"


class Items(Page[int]):
    items: list[int] = []  # noqa: RUF012 - pydantic copies it


class AsyncItems(AsyncPage[int]):
    items: list[int] = []  # noqa: RUF012 - pydantic copies it


@dataclass
class Lists:
    """A server with numbers in pages of these sizes; the last size is repeated.

    `late` numbers are added after the first answer.
    """

    sizes: list[int]
    numbers: int
    late: int
    tell: Callable[[Lists, httpx2.Request, int, int], tuple[dict[str, Any], Any]]
    place: Callable[[Lists, httpx2.Request], tuple[int, int]]
    asked: list[str] = field(default_factory=list[str])

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        assert str(request.url) not in self.asked, "a page is fetched twice"
        self.asked.append(str(request.url))
        start, number = self.place(self, request)
        end = min(start + self.size(number), self.numbers)
        if len(self.asked) == 1:
            self.numbers += self.late
        body, headers = self.tell(self, request, end, number)
        items = [*range(start, end)]
        return httpx2.Response(200, json={"items": items, **body}, headers=headers)

    def size(self, number: int) -> int:
        return self.sizes[min(number, len(self.sizes) - 1)]

    def start(self, number: int) -> int:
        return sum(self.size(at) for at in range(number))

    @property
    def pages(self) -> int:
        number = 0
        while self.start(number + 1) < self.numbers:
            number += 1
        return number + 1


def query(request: httpx2.Request, name: str, default: int) -> int:
    return int(request.url.params.get(name, default))


def by_number(first: int) -> Callable[[Lists, httpx2.Request], tuple[int, int]]:
    def place(lists: Lists, request: httpx2.Request) -> tuple[int, int]:
        number = query(request, "page", first) - first
        return lists.start(number), number

    return place


def by_offset(lists: Lists, request: httpx2.Request) -> tuple[int, int]:
    return query(request, "offset", 0), len(lists.asked) - 1


def by_cursor(lists: Lists, request: httpx2.Request) -> tuple[int, int]:
    return query(request, "cursor", 0), query(request, "number", len(lists.asked) - 1)


def following(lists: Lists, end: int) -> int | None:
    return end if end < lists.numbers else None


def header(name: str, value: object) -> dict[str, str]:
    return {} if value is None else {name: str(value)}


KINDS: dict[str, tuple[Any, Any, Any, int]] = {
    # The way of paging, the place of a request, what an answer tells, smallest page.
    "cursor": (
        PageBy("cursor", "cursor", next="/next/cursor"),
        by_cursor,
        lambda s, r, end, n: ({"next": {"cursor": following(s, end)}}, {}),
        0,
    ),
    "cursor in a header": (
        PageBy("cursor", "cursor", next="X-Next"),
        by_cursor,
        lambda s, r, end, n: ({}, header("x-next", following(s, end))),
        1,
    ),
    "offset and total": (
        PageBy("offset", "offset", limit="limit", total="/total"),
        by_offset,
        lambda s, r, end, n: ({"total": s.numbers}, {}),
        1,
    ),
    "offset and total in a header": (
        PageBy("offset", "offset", limit="limit", total="X-Total"),
        by_offset,
        lambda s, r, end, n: ({}, header("x-total", s.numbers)),
        1,
    ),
    "offset and flag": (
        PageBy("offset", "offset", limit="limit", more="/more"),
        by_offset,
        lambda s, r, end, n: ({"more": end < s.numbers}, {}),
        1,
    ),
    "next offset in a header": (
        PageBy(
            "offset", "offset", limit="limit", next="X-Next-Offset", more="X-Has-More"
        ),
        by_offset,
        lambda s, r, end, n: (
            {},
            header("x-next-offset", following(s, end))
            | header("x-has-more", str(end < s.numbers).lower()),
        ),
        1,
    ),
    "offset to an empty page": (
        PageBy("offset", "offset"),
        by_offset,
        lambda s, r, end, n: ({}, {}),
        1,
    ),
    "page number and pages": (
        PageBy("page", "page", pages="/pages"),
        by_number(1),
        lambda s, r, end, n: ({"pages": s.pages}, {}),
        0,
    ),
    "page number from zero and flag": (
        PageBy("page", "page", first=0, more="/more"),
        by_number(0),
        lambda s, r, end, n: ({"more": end < s.numbers}, {}),
        1,
    ),
    "link": (
        PageBy("link"),
        by_cursor,
        lambda s, r, end, n: (
            {},
            (
                {"link": f'<{URL}?cursor={end}&number={n + 1}>; rel="next"'}
                if end < s.numbers
                else {"link": f'<{URL}>; rel="first"'}
            ),
        ),
        0,
    ),
    "relative link in the body": (
        PageBy("link", next="/links/next"),
        by_cursor,
        lambda s, r, end, n: (
            {
                "links": (
                    {"next": f"?cursor={end}&number={n + 1}"}
                    if end < s.numbers
                    else None
                )
            },
            {},
        ),
        0,
    ),
}


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_a_walk_brings_every_item_once(
    kind: str, asynchronous: bool, data: st.DataObject
) -> None:
    way, place, tell, smallest = KINDS[kind]
    some = st.integers(smallest, 4)
    sizes = [*data.draw(st.lists(some, max_size=5)), data.draw(st.integers(1, 4))]
    numbers = data.draw(st.integers(0, 12))
    # What is added to a page that has been read is nobody's fault.
    may_grow = numbers > 0 and not kind.startswith("page number")
    late = data.draw(st.integers(0, 3)) if may_grow else 0
    lists = Lists(sizes, numbers, late, tell, place)
    operation = Operation("GET", "/items", page=way)
    if kind.startswith("cursor"):
        sizes[:] = [max(size, 1) for size in sizes]  # or the cursor would not move
    walked = walk_async(lists, operation) if asynchronous else walk(lists, operation)
    assert walked == [*range(len(walked))]
    assert len(walked) >= numbers


def walk(lists: Lists, operation: Operation) -> list[int]:
    transport = httpx2.MockTransport(lists)
    with Kernel(
        api_key="x", base_url=URL[:-6], http_client=httpx2.Client(transport=transport)
    ) as client:
        return [*client.get_page(operation, Items)]


def walk_async(lists: Lists, operation: Operation) -> list[int]:
    transport = httpx2.MockTransport(lists)
    http_client = httpx2.AsyncClient(transport=transport)

    async def main() -> list[int]:
        async with AsyncKernel(
            api_key="x", base_url=URL[:-6], http_client=http_client
        ) as client:
            return [value async for value in client.get_page(operation, AsyncItems)]

    return anyio.run(main)


@given(cursors=st.lists(st.sampled_from("abc"), min_size=4, max_size=8))
@settings(deadline=None, derandomize=True)
def test_cursors_that_come_again_end_the_walk(cursors: list[str]) -> None:
    asked: list[str] = []

    def serve(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.params.get("cursor", ""))
        cursor = cursors[(len(asked) - 1) % len(cursors)]
        return httpx2.Response(200, json={"items": [1], "next": cursor})

    operation = Operation(
        "GET", "/items", page=PageBy("cursor", "cursor", next="/next")
    )
    client = Kernel(
        api_key="x", http_client=httpx2.Client(transport=httpx2.MockTransport(serve))
    )
    with pytest.raises(PaginationError):
        [*client.get_page(operation, Items)]
    assert len(asked) == len(set(asked))
