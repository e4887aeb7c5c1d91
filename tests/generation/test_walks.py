"""Walks over simulated lists bring each item once, and ask for nothing behind an end."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import anyio
import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.trips.pages import Habits, ListServer, Way, checked, operation, wrong
from benchmarks.trips.ways import WAYS
from tests.generation.build import Package, build

METHODS = {way.name: f"list{number}" for number, way in enumerate(WAYS)}


def document() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for way in WAYS:
        method = "post" if way.in_body else "get"
        made = {"operationId": f"Lists_{METHODS[way.name]}", **operation(way)}
        paths[f"/{METHODS[way.name]}"] = {method: made}
    servers = [{"url": "https://lists.test"}]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lists", "version": "1"},
        "servers": servers,
        "paths": paths,
    }


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    made = build(tmp_path_factory.mktemp("walks"), document())
    yield made
    made.forget()


def serve(server: ListServer, request: httpx2.Request) -> httpx2.Response:
    target = str(request.url.raw_path, "ascii")
    status, headers, body = server.answer(target, request.content)
    content = json.dumps(body).encode()
    kind = [("content-type", "application/json")]
    return httpx2.Response(status, content=content, headers=[*kind, *headers])


def arguments(way: Way, limit: int | None) -> dict[str, Any]:
    if limit is None or way.limit is None:
        return {}
    *outer, name = way.limit.split(".")
    if way.grouped:
        outer = [way.grouped]
    value: Any = limit
    for element in (name, *reversed(outer)):
        value = {element: value}
    extra = "extra_body" if way.in_body else "extra_query"
    return dict(value) if outer else {extra: value}


def walk(package: Package, server: ListServer, limit: int | None) -> list[str]:
    server.path = f"/{METHODS[server.way.name]}"
    transport = httpx2.MockTransport(lambda request: serve(server, request))
    client = package.client(http_client=httpx2.Client(transport=transport))
    method = getattr(client.lists, METHODS[server.way.name])
    return [item.id for item in method(**arguments(server.way, limit))]


def walk_async(package: Package, server: ListServer, limit: int | None) -> list[str]:
    server.path = f"/{METHODS[server.way.name]}"
    transport = httpx2.MockTransport(lambda request: serve(server, request))

    async def main() -> list[str]:
        http_client = httpx2.AsyncClient(transport=transport)
        client = package.async_client(http_client=http_client)
        method = getattr(client.lists, METHODS[server.way.name])
        return [item.id async for item in method(**arguments(server.way, limit))]

    return anyio.run(main)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_each_way_is_recognised(way: Way, package: Package) -> None:
    (found,) = [
        entry
        for entry in package.operations
        if entry["path"] == f"/{METHODS[way.name]}"
    ]
    assert found["pagination"] is not None, found["pagination_reason"]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_walk_brings_each_item_once(way: Way, package: Package) -> None:
    assert [*checked(way, lambda server, limit: walk(package, server, limit))] == []


GAPPED = [way for way in WAYS if not way.documented and way.moves != "page"]


@pytest.mark.sweep
@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
@given(data=st.data())
@settings(max_examples=10, deadline=None, derandomize=True)
def test_whatever_the_sizes_are(
    way: Way, asynchronous: bool, data: st.DataObject, package: Package
) -> None:
    count = data.draw(st.integers(0, 13))
    habits = Habits()
    if not way.documented:
        cap = data.draw(st.integers(1, 6))
        habits = Habits(size=data.draw(st.integers(1, cap)), cap=cap)
    if way in GAPPED:
        gaps = data.draw(st.lists(st.integers(0, 4), max_size=3))
        habits = Habits(habits.size, habits.cap, tuple(gaps))
    limit = data.draw(st.sampled_from([None, 1, 3, 20]))
    server = ListServer(way, count, habits)
    walked = walk_async if asynchronous else walk
    assert wrong(server, walked(package, server, limit)) == []


MOVED = [way for way in WAYS if way.parameter]


@pytest.mark.parametrize("way", MOVED, ids=lambda way: way.name)
def test_a_server_that_ignores_the_parameter_is_an_error(
    way: Way, package: Package
) -> None:
    server = ListServer(way, 7, Habits(deaf=True))
    with pytest.raises(package.module.PaginationError):
        walk(package, server, None)
    assert len(server.asked) <= 3


BACKWARDS = [way for way in WAYS if way.before]


@pytest.mark.parametrize("way", BACKWARDS, ids=lambda way: way.name)
@pytest.mark.parametrize("limit", [None, 1, 2, 4])
def test_the_last_item_leads_backwards_as_well(
    way: Way, limit: int | None, package: Package
) -> None:
    server = ListServer(way, 9)
    server.path = f"/{METHODS[way.name]}"
    transport = httpx2.MockTransport(lambda request: serve(server, request))
    client = package.client(http_client=httpx2.Client(transport=transport))
    method = getattr(client.lists, METHODS[way.name])
    given = {} if limit is None else {"limit": limit}
    pages = [*method(**{str(way.before): "i7"}, **given).iter_pages()]
    found = [[item.id for item in page.items] for page in pages]
    assert sorted(id_ for ids in found for id_ in ids) == [
        f"i{number}" for number in range(7)
    ]
    assert [page for page in found if page] == sorted(filter(None, found), reverse=True)
    assert server.problems == []


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_walk_can_be_taken_up_by_another_client(way: Way, package: Package) -> None:
    server = ListServer(way, 8)
    server.path = f"/{METHODS[way.name]}"
    transport = httpx2.MockTransport(lambda request: serve(server, request))
    client = package.client(http_client=httpx2.Client(transport=transport))
    method = getattr(client.lists, METHODS[way.name])
    first = method()
    kept = json.loads(json.dumps(first.next_page_info()))

    async def rest() -> list[str]:
        http_client = httpx2.AsyncClient(transport=transport)
        other = package.async_client(http_client=http_client)
        again = getattr(other.lists, METHODS[way.name])
        return [item.id async for item in again(resume_from=kept)]

    found = [item.id for item in first.items] + anyio.run(rest)
    assert found == server.ids()


MUTANTS = {
    "the next page is left out": ("current + step)", "current + step + 1)"),
    "a page comes again": ("current + step)", "current + step - 1)"),
    "pages start at one": ("return self._first if stated is None else stated", "return 1"),
    "flags are ignored": ("if more is False:", "if more == 0 and False:"),
    "a short page ends": ("size = 0  # the", "pass  # the"),
    "each page ends": ("return len(page.items) < max(size, 1)", "return True"),
    "only an empty page ends": ("return len(page.items) < max(size, 1)", "return False"),
    "the first item is the cursor": ("0 if backwards else -1", "0"),
    "the total is ignored": ("return total == seen", "return False"),
    "the pages are ignored": ("return number == pages", "return False"),
    "the size of a page is its total": ("None if total == size else total", "total"),
    "zero is next": ("number < 1 else value", "False else value"),
    "zero is no cursor": ('str(value) in ("",', 'str(value) in ("", "0",'),
    "empty is a cursor": ('str(value) in ("",', 'str(value) in ('),
    "links have one relation": (".lower().split()", ".lower()"),
    "links are not read": ("links.setdefault(relation, target)", "pass"),
    "a URL is a cursor": ('"://" in text', "False"),
    "what is told is ignored": (
        "if stated is not None and stated is not _MISSING", "if False"
    ),
    "an empty page ends": ("stated, found =", "stated, found = page.items and"),
}  # fmt: skip


@pytest.mark.sweep
@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_client_with_a_mistake_is_found(mutant: str, package: Package) -> None:
    file = package.folder / "_runtime" / "pagination.py"
    source = file.read_text()
    old, new = MUTANTS[mutant]
    assert source.count(old) == 1
    file.write_text(source.replace(old, new))
    try:
        broken = reloaded(package)
        problems = (
            problem
            for way in WAYS
            for problem in checked(way, lambda server, n: walk(broken, server, n))
        )
        assert next(problems, None) is not None
    finally:
        file.write_text(source)
        reloaded(package)


def reloaded(package: Package) -> Package:
    """The package, imported again from what is on disk now."""
    package.forget()
    shutil.rmtree(package.folder / "_runtime" / "__pycache__", ignore_errors=True)
    importlib.invalidate_caches()
    sys.path.insert(0, str(package.folder.parent))
    try:
        package.module = importlib.import_module(package.module.__name__)
    finally:
        sys.path.remove(str(package.folder.parent))
    return package
