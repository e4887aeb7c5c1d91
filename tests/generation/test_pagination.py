"""Pagination is recognised only where the document leaves no doubt, with a reason."""

from __future__ import annotations

import importlib
from typing import Any

import anyio
import pytest

from clientsmith.diagnostics import DiagnosticError
from tests.generation.build import Generate


def listing(
    parameters: dict[str, Any],
    body: dict[str, Any] | str = "array",
    headers: tuple[str, ...] = (),
    method: str = "get",
) -> dict[str, Any]:
    """One operation with query parameters by type, and a body of members by type."""
    item = {"type": "array", "items": {"type": "integer"}}
    members: dict[str, Any] = {}
    if isinstance(body, dict):
        members = {
            name: (
                item
                if kind == "array"
                else kind if isinstance(kind, dict) else {"type": kind}
            )
            for name, kind in body.items()
        }
    schema = item if body == "array" else {"type": "object", "properties": members}
    return {
        "paths": {
            "/things": {
                method: {
                    "operationId": "Things_list",
                    "parameters": [
                        {
                            "name": name,
                            "in": "query",
                            "schema": (
                                kind if isinstance(kind, dict) else {"type": kind}
                            ),
                        }
                        for name, kind in parameters.items()
                    ],
                    "responses": {
                        "200": {
                            "headers": {name: {"schema": {}} for name in headers},
                            "content": {"application/json": {"schema": schema}},
                        }
                    },
                }
            }
        }
    }


INTEGERS = {"offset": "integer", "limit": "integer"}


@pytest.mark.parametrize(
    ("document", "kind", "answers"),
    [
        (listing(INTEGERS), "offset", [[1, 2], []]),
        (
            listing(INTEGERS, {"results": "array", "total": "integer"}),
            "offset",
            [{"results": [1, 2], "total": 3}, {"results": [3], "total": 3}],
        ),
        (
            listing(
                {"page": "integer", "per_page": "integer"},
                {"data": "array", "total_pages": "integer"},
            ),
            "page",
            [{"data": [1, 2], "total_pages": 2}, {"data": [3], "total_pages": 2}],
        ),
        (
            listing({"cursor": "string"}, {"data": "array", "nextCursor": "string"}),
            "cursor",
            [{"data": [1, 2], "nextCursor": "x"}, {"data": [3], "nextCursor": ""}],
        ),
        (
            listing(
                {"pageToken": "string"}, {"items": "array", "nextPageToken": "string"}
            ),
            "cursor",
            [{"items": [1, 2], "nextPageToken": "x"}, {"items": [3]}],
        ),
    ],
    ids=["bare", "total", "page", "cursor", "token"],
)
def test_pages_are_walked(
    generate: Generate, document: dict[str, Any], kind: str, answers: list[Any]
) -> None:
    package = generate(document)
    (operation,) = package.operations
    assert operation["pagination"] == kind
    client = package.client()
    package.answer(answers[0])
    options = {"limit": 2} if kind == "offset" else {}
    page = client.things.list(**options)
    assert page.items == [1, 2]
    assert page.has_next_page()
    package.answer(answers[1])
    assert [*page] == [1, 2, *([3] if answers[1] else [])]
    assert len(package.requests) == 2


def test_a_link_header_leads_on(generate: Generate) -> None:
    package = generate(listing({}, headers=("Link",)))
    assert package.operations[0]["pagination"] == "link"
    link = {"link": '<https://api.test/things?after=2>; rel="next"'}
    package.answer([1, 2], headers=link)
    page = package.client().things.list()
    package.answer([3])
    assert [*page] == [1, 2, 3]
    assert package.query == [("after", "2")]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (listing({"limit": "integer"}), "no parameter moves between pages"),
        (listing(INTEGERS, {"total": "integer"}), "no single list in the body"),
        (
            listing(INTEGERS, {"cats": "array", "dogs": "array", "total": "integer"}),
            "no single list in the body",
        ),
        (
            listing({}, {"list": "array", "nextPageToken": "string"}),
            "the body has `nextPageToken`, but no parameter takes it",
        ),
        (listing(INTEGERS, method="put"), "only GET, QUERY and POST are considered"),
        (listing(INTEGERS, method="post"), "nothing says where counting with `offset`"),
        (listing({"offset": "string", "limit": "integer"}), "no parameter moves"),
        (listing({"cursor": "string"}, {"data": "array"}), "no parameter moves"),
    ],
)
def test_what_is_not_clear_is_not_paged(
    generate: Generate, document: dict[str, Any], reason: str
) -> None:
    (operation,) = generate(document).operations
    assert operation["pagination"] is None
    assert reason in operation["pagination_reason"]


def test_configuration_states_it(generate: Generate) -> None:
    document = listing(
        {"after": "string"},
        {
            "page": {
                "type": "object",
                "properties": {"rows": {"type": "array", "items": {"type": "integer"}}},
            },
            "more": "string",
        },
    )
    settings = {
        "kind": "cursor",
        "items": "page.rows",
        "cursor": "after",
        "next": "more",
    }
    package = generate(document, pagination={"things.list": settings})
    package.answer({"page": {"rows": [1]}, "more": "x"})
    page = package.client().things.list()
    assert page.items == [1]
    package.answer({"page": {"rows": [2]}})
    assert [*page] == [1, 2]
    assert package.query == [("after", "x")]


def test_configuration_switches_it_off(generate: Generate) -> None:
    package = generate(listing(INTEGERS), pagination={"GET /things": False})
    package.answer([1])
    assert package.client().things.list() == [1]
    assert package.operations[0]["pagination_reason"] == "not paginated: switched off"


def test_configuration_that_does_not_fit_is_an_error(generate: Generate) -> None:
    settings = {"kind": "offset", "offset": "offset", "items": "rows"}
    with pytest.raises(DiagnosticError, match="`rows` is not a list in the response"):
        generate(listing(INTEGERS), pagination={"Things_list": settings})


def things(**members: Any) -> dict[str, Any]:
    """A list of objects with an id, and further members by type."""
    item = {"type": "object", "properties": {"id": {"type": "string"}}}
    listed = {"type": "array", "items": item}
    kinds = {k: v if isinstance(v, dict) else {"type": v} for k, v in members.items()}
    return {"data": listed, **kinds}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        # A moment, and no item of the list.
        (
            listing(
                {
                    "after": {"type": "string", "format": "date-time"},
                    "limit": "integer",
                },
                things(has_more="boolean"),
            ),
            "no parameter moves",
        ),
        # What is new since then, and no further page.
        (
            listing(
                {"syncToken": "string", "limit": "integer"},
                things(nextSyncToken="string"),
            ),
            "no parameter moves",
        ),
        (
            listing(
                {"after": "string", "limit": "integer"},
                {"data": "array", "has_more": "boolean"},
            ),
            "`after` may take an item's id, but the items have none",
        ),
        (
            listing({"after": "string", "limit": "integer"}, things()),
            "nothing in the response says whether `after` leads to more",
        ),
        # A stretch of time.
        (
            listing(
                {"start": "integer", "end": "integer", "limit": "integer"},
                things(total="integer"),
            ),
            "no parameter moves",
        ),
        # The same token all the way.
        (listing({"scroll_id": "string"}, things(scroll_id="string")), "no parameter"),
        (
            listing({"access_token": "string"}, things(access_token="string")),
            "no param",
        ),
    ],
    ids=["time", "sync", "no id", "no flag", "stretch", "scroll", "credential"],
)
def test_what_only_looks_like_a_page_is_none(
    generate: Generate, document: dict[str, Any], reason: str
) -> None:
    (operation,) = generate(document).operations
    assert operation["pagination"] is None, operation["pagination_reason"]
    assert reason in operation["pagination_reason"]


CONFIGURED: dict[str, tuple[dict[str, Any], dict[str, Any], list[Any], Any]] = {
    # The settings, the members of the body, the answers, and what is sent at last.
    "an item's own cursor": (
        {"kind": "item", "items": "data", "cursor": "a.b", "id": "meta.key",
         "more": "m.more"},
        {"data": {"type": "array", "items": {}}, "m": {}},
        [{"data": [{"meta": {"key": 0}}], "m": {"more": True}},
         {"data": [{"meta": {"key": 1}}], "m": {"more": False}}],
        ("a.b", "0"),
    ),
    "names with dots": (
        {"kind": "link", "items": "/a.b/c", "next": "/@odata.nextLink"},
        {"a.b": {"type": "object", "properties": {"c": {"type": "array"}}},
         "@odata.nextLink": "string"},
        [{"a.b": {"c": [1]}, "@odata.nextLink": "?p=2"}, {"a.b": {"c": [2]}}],
        ("p", "2"),
    ),
    "pages from five": (
        {"kind": "page", "items": "data", "page": "page", "first": 5, "pages": "n"},
        {"data": "array", "n": "integer"},
        [{"data": [1], "n": 2}, {"data": [2], "n": 2}],
        ("page", "6"),
    ),
    "a limit that nothing documents": (
        {"kind": "offset", "items": "data", "offset": "o", "limit": "size",
         "default_limit": 2, "max_limit": 5},
        {"data": "array"},
        [{"data": [1, 2]}, {"data": [3]}],
        ("o", "2"),
    ),
    "a flag for the last page in a header": (
        {"kind": "page", "items": "data", "page": "page", "last_header": "X-Last"},
        {"data": "array"},
        [{"data": [1]}, {"data": [2]}],
        ("page", "2"),
    ),
    "a number of the page": (
        {"kind": "page", "items": "data", "page": "page", "current": "now",
         "total": "all"},
        {"data": "array", "now": "integer", "all": "integer"},
        [{"data": [1], "now": 0, "all": 2}, {"data": [2], "now": 1, "all": 2}],
        ("page", "1"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CONFIGURED)
def test_each_part_can_be_configured(generate: Generate, case: str) -> None:
    settings, members, answers, sent = CONFIGURED[case]
    package = generate(listing({}, members), pagination={"GET /things": settings})
    package.answer(answers[0])
    page = package.client().things.list()
    last: dict[str, Any] = (
        {"headers": {"X-Last": "true"}} if "last_header" in settings else {}
    )
    package.answer(answers[1], **last)
    assert len([*page]) == (3 if "default_limit" in settings else 2)
    assert package.query == [sent]
    assert len(package.requests) == 2


def test_parameters_inside_others_can_be_configured(generate: Generate) -> None:
    text = """
    paths:
      /things:
        post:
          operationId: Things_list
          requestBody:
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    query: {type: string}
                    where:
                      type: object
                      properties:
                        moreFrom: {type: string}
                        pageSize: {type: integer}
          responses:
            '200':
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      found: {type: array, items: {type: integer}}
                      from: {type: string}
    """
    settings = {
        "kind": "cursor",
        "items": "found",
        "cursor": "where.moreFrom",
        "next": "from",
    }
    package = generate(text, pagination={"things.list": settings})
    package.answer({"found": [1], "from": "b"})
    page = package.client().things.list(query="q", where={"page_size": 5})
    package.answer({"found": [2]})
    assert [*page] == [1, 2]
    assert package.sent == {"query": "q", "where": {"pageSize": 5, "moreFrom": "b"}}


def test_a_generated_page_can_be_made_by_hand(generate: Generate) -> None:
    package = generate(
        listing({"after": "string", "limit": "integer"}, things(has_more="boolean"))
    )
    pages = importlib.import_module(f"{package.module.__name__}.types.pages")
    members = {"data": [{"id": "a"}, {"id": "b"}], "has_more": True}
    page = pages.ThingsPage(**members)
    assert [item.id for item in page] == ["a", "b"]
    assert not page.has_next_page()
    assert [*pages.ThingsPage.model_construct()] == []
    other = pages.AsyncThingsPage(**members)

    async def walked() -> list[str]:
        return [item.id async for item in other]

    assert anyio.run(walked) == ["a", "b"]


def links(*members: str, description: str = "", values: Any = None) -> dict[str, Any]:
    """A list of links with these members."""
    relation = {"type": "string", **({"enum": values} if values else {})}
    kinds = {name: {"type": "string"} for name in members[1:]}
    item = {"type": "object", "properties": {members[0]: relation, **kinds}}
    return {"type": "array", "items": item, "description": description}


HAL = {
    "type": "object",
    "properties": {
        name: {"type": "object", "properties": {"href": {"type": "string"}}}
        for name in ("self", "next")
    },
}
NEXT, PLAIN = "To this page and the next one.", {"limit": "integer"}


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize(
    ("parameters", "members", "first", "last", "kind"),
    [
        (
            {},
            {"_links": HAL},
            {"_links": {"self": {"href": "/things"}, "next": {"href": "/things?p=2"}}},
            {"_links": {"self": {"href": "/things?p=2"}}},
            "link",
        ),
        (
            {},
            {"links": links("rel", "href", description=NEXT)},
            {"links": [{"rel": "self", "href": "/"}, {"rel": "next", "href": "?p=2"}]},
            {"links": [{"rel": "self", "href": "?p=2"}]},
            "link",
        ),
        (
            {},
            {"links": links("rel", "href", values=["self", "next"])},
            {"links": [{"rel": "next", "href": "?p=2"}]},
            {"links": []},
            "link",
        ),
        (
            PLAIN,
            {"link": links("relation", "url")},
            {"link": [{"relation": "next", "url": "https://api.test/things?p=2"}]},
            {},
            "link",
        ),
        (
            PLAIN,
            {"_links": links("rel", "href")},
            {"_links": [{"rel": ["Next", "last"], "href": "?p=2"}]},
            {"_links": [{"rel": "first prev", "href": "?p=1"}]},
            "link",
        ),
        (
            PLAIN,
            {"meta": {"type": "object", "properties": {"links": links("rel", "uri")}}},
            {"meta": {"links": [{"rel": "prev next", "uri": "?p=2"}]}},
            {"meta": {"links": None}},
            "link",
        ),
        (
            {"p": "integer", "page": "integer"},
            {"links": links("rel", "href")},
            {"links": [{"rel": "next", "href": "/things?page=2&p=2"}]},
            {"links": [{"rel": "prev", "href": "/things?page=1"}]},
            "page",
        ),
    ],
)
def test_links_in_the_body_lead_on(
    parameters: Any,
    members: Any,
    first: Any,
    last: Any,
    kind: str,
    asynchronous: bool,
    generate: Generate,
) -> None:
    package = generate(listing(parameters, {"data": "array", **members}))
    (operation,) = package.operations
    assert operation["pagination"] == kind
    package.answer({"data": [1, 2], **first})
    if asynchronous:

        async def walk() -> list[int]:
            client = package.async_client()
            page = await client.things.list()
            package.answer({"data": [3], **last})
            return [element async for element in page]

        found = anyio.run(walk)
    else:
        page = package.client().things.list()
        package.answer({"data": [3], **last})
        found = [*page]
    assert found == [1, 2, 3]
    assert len(package.requests) == 2
    key, value = ("page", "2") if kind == "page" else ("p", "2")
    assert (key, value) in package.query


@pytest.mark.parametrize(
    "members",
    [
        {"links": links("rel", "href")},
        {"links": links("rel", "title", description=NEXT)},
        {"links": links("name", "href", description=NEXT)},
    ],
)
def test_links_of_which_none_is_said_to_lead_on_are_data(
    members: Any, generate: Generate
) -> None:
    package = generate(listing({}, {"data": "array", **members}))
    (operation,) = package.operations
    assert operation["pagination"] is None


def test_a_relation_can_be_configured(generate: Generate) -> None:
    document = listing({}, {"data": "array", "refs": links("rel", "to")})
    way = {"kind": "link", "items": "data", "next": "refs.nextPage.to"}
    package = generate(document, pagination={"Things_list": way})
    package.answer({"data": [1], "refs": [{"rel": "nextpage", "to": "?p=2"}]})
    page = package.client().things.list()
    assert page.next_page_info().url == "https://api.test/things?p=2"
    package.answer({"data": [2], "refs": [{"rel": "next", "to": "?p=3"}]})
    assert [*page] == [1, 2]
