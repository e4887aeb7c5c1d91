"""Pages: the classes of the six kinds of schemes, and walking through them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import yaml

from tests.stainless.packages import Build, StainlessPackage

Names = dict[str, Any]


def purpose(kind: str, type_: str = "string", **more: Any) -> Names:
    """A member of a scheme with a purpose."""
    mark = {"purpose": kind, **more}
    return {"type": type_, "x-stainless-pagination-property": mark}


ITEMS = {**purpose("items", "array"), "items": {}}


def package_of(
    build: Build,
    kind: str,
    request: Names,
    response: Names,
    body: Names | None = None,
    **scheme: Any,
) -> StainlessPackage:
    """A package with one list of pets that fits the scheme."""
    pet = {"type": "object", "properties": {"id": {"type": "string"}}}
    whole = body or {
        "type": "object",
        "properties": {
            name: {"type": "array", "items": pet} if schema is ITEMS else schema
            for name, schema in response.items()
            if "from_header" not in schema.get("x-stainless-pagination-property", {})
        },
    }
    content = {"application/json": {"schema": whole}}
    operation: Names = {"responses": {"200": {"description": "OK", "content": content}}}
    verb = "get"
    if scheme.get("param_location") == "body":
        verb = "post"
        sent = {"type": "object", "properties": request}
        operation["requestBody"] = {"content": {"application/json": {"schema": sent}}}
    else:
        operation["parameters"] = [
            {"name": name, "in": "query", "schema": schema}
            for name, schema in request.items()
        ]
    document = {"paths": {"/pets": {verb: operation}}}
    paging = {"name": "my_page", "type": kind, "request": request, "response": response}
    return build(
        yaml.safe_load(yaml.safe_dump(document)),
        {
            "resources": {"pets": {"methods": {"list": f"{verb} /pets"}}},
            "pagination": [{**paging, **scheme}],
        },
    )


def walked(package: StainlessPackage, **arguments: Any) -> list[str]:
    """The ids of all items."""
    return [pet.id for pet in package.client().pets.list(**arguments)]


def pets(*names: str) -> list[Names]:
    """Items with these ids."""
    return [{"id": name} for name in names]


def queries(package: StainlessPackage) -> list[Names]:
    """The queries of all requests."""
    return [dict(request.url.params) for request in package.requests]


def test_cursor(build: Build) -> None:
    package = package_of(
        build,
        "cursor",
        {"cursor": purpose("next_cursor_param"), "limit": {"type": "integer"}},
        {
            "data": ITEMS,
            "nextCursor": purpose("next_cursor_field"),
            "has_more": purpose("has_next_page", "boolean"),
        },
    )
    package.answer({"data": pets("1", "2"), "nextCursor": "c", "has_more": True})
    package.answer({"data": pets("3"), "nextCursor": "d", "has_more": False})
    assert walked(package, limit=2) == ["1", "2", "3"]
    assert queries(package) == [{"limit": "2"}, {"limit": "2", "cursor": "c"}]
    page = package.client().pets.list()
    assert type(page).__name__.startswith("SyncMyPage")
    assert isinstance(page, package.load("pagination").SyncMyPage)
    assert (page.next_cursor, page.has_more, page.has_next_page()) == (
        "d",
        False,
        False,
    )
    with pytest.raises(RuntimeError, match="No next page expected"):
        page_without_cursor(package).get_next_page()


def page_without_cursor(package: StainlessPackage) -> Any:
    """The last page."""
    package.answers.clear()
    package.answer({"data": pets("3")})
    page = package.client().pets.list()
    assert page.next_page_info() is None
    return page


def test_pages_of_the_asynchronous_client(build: Build) -> None:
    async def main() -> None:
        package = package_of(
            build,
            "cursor",
            {"cursor": purpose("next_cursor_param")},
            {"data": ITEMS, "next": purpose("next_cursor_field")},
        )
        package.answer({"data": pets("1"), "next": "c"})
        package.answer({"data": pets("2"), "next": None})
        client = package.async_client()
        assert [pet.id async for pet in client.pets.list()] == ["1", "2"]
        page = await client.pets.list()
        assert isinstance(page, package.load("pagination").AsyncMyPage)
        assert [pet.id for pet in page.data] == ["2"]

    asyncio.run(main())


def test_cursor_in_the_body(build: Build) -> None:
    package = package_of(
        build,
        "cursor",
        {"cursor": purpose("next_cursor_param")},
        {"data": ITEMS, "next": purpose("next_cursor_field")},
        param_location="body",
    )
    package.answer({"data": pets("1"), "next": "c"})
    package.answer({"data": pets("2"), "next": ""})
    assert walked(package) == ["1", "2"]
    assert package.request.method == "POST"
    assert package.sent == {"cursor": "c"}


def test_the_id_of_an_item(build: Build) -> None:
    items = {
        **purpose("items", "array"),
        "items": {"type": "object", "properties": {"id": purpose("cursor_item_id")}},
    }
    package = package_of(
        build,
        "cursor_id",
        {
            "after": purpose("next_cursor_id_param"),
            "before": purpose("previous_cursor_id_param"),
        },
        {"data": items},
    )
    package.answer({"data": pets("1", "2")})
    package.answer({"data": pets("3")})
    package.answer({"data": []})
    assert walked(package) == ["1", "2", "3"]
    assert queries(package) == [{}, {"after": "2"}, {"after": "3"}]
    package.answers.clear()
    package.requests.clear()
    package.answer({"data": pets("8", "9")})
    package.answer({"data": []})
    assert walked(package, before="10") == ["8", "9"]
    assert queries(package) == [{"before": "10"}, {"before": "8"}]


def test_a_link(build: Build) -> None:
    package = package_of(
        build,
        "cursor_url",
        {"q": {"type": "string"}},
        {"results": ITEMS, "next": purpose("cursor_url_field")},
    )
    package.answer({"results": pets("1"), "next": "https://api.test/pets?page=2"})
    package.answer({"results": pets("2"), "next": None})
    assert walked(package, q="x") == ["1", "2"]
    assert queries(package) == [{"q": "x"}, {"q": "x", "page": "2"}]


@pytest.mark.parametrize("field", [None, "offset_count_start_field"])
def test_offset(build: Build, field: str | None) -> None:
    start = {} if field is None else {"start": purpose(field, "integer")}
    package = package_of(
        build,
        "offset",
        {"offset": purpose("offset_count_param", "integer")},
        {
            "data": ITEMS,
            **start,
            "total": purpose("offset_total_count_field", "integer"),
        },
    )
    package.answer({"data": pets("1", "2"), "start": 0, "total": 3})
    package.answer({"data": pets("3"), "start": 2, "total": 3})
    assert walked(package) == ["1", "2", "3"]
    assert queries(package) == [{}, {"offset": "2"}]


def test_page_number(build: Build) -> None:
    package = package_of(
        build,
        "page_number",
        {"page": purpose("page_number_param", "integer")},
        {
            "items": ITEMS,
            "page": purpose("current_page_number_field", "integer"),
            "pages": purpose("total_page_count_field", "integer"),
        },
    )
    package.answer({"items": pets("1"), "page": 1, "pages": 2})
    package.answer({"items": pets("2"), "page": 2, "pages": 2})
    assert walked(package, page=1) == ["1", "2"]
    assert queries(package) == [{"page": "1"}, {"page": "2"}]


def test_page_number_without_fields(build: Build) -> None:
    package = package_of(
        build,
        "page_number",
        {"page": purpose("page_number_param", "integer")},
        {"items": ITEMS},
    )
    package.answer({"items": pets("1")})
    package.answer({"items": pets("2")})
    package.answer({"items": []})
    assert walked(package) == ["1", "2"]
    assert queries(package) == [{}, {"page": "2"}, {"page": "3"}]


def test_one_page_only(build: Build) -> None:
    package = package_of(build, "fake_page", {}, {"data": ITEMS})
    package.answer({"data": pets("1")})
    assert walked(package) == ["1"]
    assert len(package.requests) == 1


def test_an_array_and_headers(build: Build) -> None:
    mark = {"is_top_level_array": True, "purpose": "items"}
    items = {"type": "array", "x-stainless-pagination-property": mark, "items": {}}
    pet = {"type": "object", "properties": {"id": {"type": "string"}}}
    package = package_of(
        build,
        "cursor",
        {"cursor": purpose("next_cursor_param")},
        {
            "items": items,
            "next": purpose("next_cursor_field", from_header="X-Next"),
            "more": purpose("has_next_page", "boolean", from_header="X-More"),
            "total": purpose("total", "integer", from_header="X-Total"),
        },
        body={"type": "array", "items": pet},
    )
    headers = {"X-Next": "c", "X-More": "true", "X-Total": "2"}
    package.answer(pets("1"), headers=headers)
    package.answer(pets("2"), headers={**headers, "X-More": "false"})
    assert walked(package) == ["1", "2"]
    page = package.client().pets.list()
    assert (page.next, page.more, page.total) == ("c", False, 2)
    assert queries(package)[1] == {"cursor": "c"}


def test_fields_in_objects(build: Build) -> None:
    pet = {"type": "object", "properties": {"id": {"type": "string"}}}
    result = {"type": "object", "properties": {"items": ITEMS}}
    meta = {
        "type": "object",
        "properties": {
            "cursor": purpose("next_cursor_field"),
            "size": {"type": "integer"},
        },
    }
    inner = {"type": "object", "properties": {"items": {"type": "array", "items": pet}}}
    package = package_of(
        build,
        "cursor",
        {"cursor": purpose("next_cursor_param")},
        {"result": result, "meta": meta},
        body={"type": "object", "properties": {"result": inner, "meta": meta}},
    )
    package.answer({"result": {"items": pets("1")}, "meta": {"cursor": "c", "size": 1}})
    package.answer({"result": {"items": pets("2")}})
    assert walked(package) == ["1", "2"]
    page = package.client().pets.list()
    assert page.meta is None
    assert page.result.items[0].id == "2"
    assert package.load("pagination").MyPageMeta.model_fields.keys() == {
        "cursor",
        "size",
    }
