"""Pagination is recognised only where the document leaves no doubt, with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from generator.diagnostics import DiagnosticError
from tests.generation.build import Generate


def listing(
    parameters: dict[str, str],
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
                        {"name": name, "in": "query", "schema": {"type": kind}}
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
        (listing(INTEGERS, method="put"), "only GET, QUERY and POST are looked at"),
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
    with pytest.raises(DiagnosticError, match="`rows` is no list in the response"):
        generate(listing(INTEGERS), pagination={"Things_list": settings})
