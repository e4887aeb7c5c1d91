"""Response headers have the types that the document gives them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import anyio
import httpx2
import pytest

from tests.generation.build import Generate

DOCUMENT = """
components:
  headers:
    Limit: {description: How many in all., schema: {type: integer}}
paths:
  /things:
    get:
      tags: [things]
      responses:
        200:
          headers:
            X-Limit: {$ref: '#/components/headers/Limit'}
            X-Has-More: {schema: {type: boolean}}
            X-Reset: {schema: {type: string, format: date-time}}
            X-Tags: {schema: {type: array, items: {type: string}}}
            X-Untyped: {description: Anything.}
            Content-Type: {schema: {type: string}}
          content: {application/json: {schema: {type: object}}}
  /plain:
    get: {tags: [plain]}
"""
HEADERS = {
    "x-limit": "7",
    "X-HAS-MORE": "true",
    "X-Reset": "2025-06-20T12:00:00Z",
    "x-tags": "a, b,c",
    "x-other": "1",
}


def test_the_raw_response_parses_them(generate: Generate) -> None:
    package = generate(DOCUMENT)
    type_ = package.models.ThingListHeaders
    package.answer({}, headers=HEADERS)
    raw = package.client().things.with_raw_response.list()
    headers = raw.parse_headers(type_)
    assert isinstance(headers, type_)
    assert (headers.x_limit, headers.x_has_more) == (7, True)
    assert headers.x_reset.year == 2025
    assert headers.x_tags == ["a", "b", "c"]
    assert headers.model_fields_set == {"x_limit", "x_has_more", "x_reset", "x_tags"}
    assert [*type_.model_fields] == ["x_limit", "x_has_more", "x_reset", "x_tags"]


def test_default_stands_in_where_no_success_is_documented(generate: Generate) -> None:
    document = DOCUMENT.replace("        200:\n", "        default:\n")
    assert document != DOCUMENT
    package = generate(document)
    package.answer({}, headers=HEADERS)
    raw = package.client().things.with_raw_response.list()
    assert raw.parse_headers(package.models.ThingListHeaders).x_limit == 7


def test_headers_that_break_the_contract_are_kept_as_they_came(
    generate: Generate,
) -> None:
    package = generate(DOCUMENT)
    package.answer({}, headers={"X-Limit": "many", "X-Has-More": "true"})
    raw = package.client().things.with_raw_response.list()
    headers = raw.parse_headers(package.models.ThingListHeaders)
    assert (headers.x_limit, headers.x_has_more) == ("many", True)
    assert headers.x_tags is None


_DATED = {
    "Last-Modified": "http-date",
    "Expires": "date-time",
    "Retry-After": "date-time",
    "Date": "http-date",
}
_MOMENT = dt.datetime(1994, 11, 6, 8, 49, 37, tzinfo=dt.UTC)


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", _MOMENT),
        ("Sunday, 06-Nov-94 08:49:37 GMT", _MOMENT),
        ("Sun Nov  6 08:49:37 1994", _MOMENT),
        ("1994-11-06T08:49:37Z", _MOMENT),
        ("0", "0"),
        ("120", "120"),
        ("-1", "-1"),
        ("soon", "soon"),
        ("Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 99 Nov 1994 08:49:37 GMT"),
    ],
)
def test_dates_are_read_as_http_writes_them(
    written: str, expected: object, asynchronous: bool, generate: Generate
) -> None:
    headers = {
        name: {"schema": {"type": "string", "format": format_}}
        for name, format_ in _DATED.items()
    }
    answered = {"headers": headers, "content": {"application/json": {}}}
    operation = {"tags": ["things"], "responses": {"200": answered}}
    package = generate({"paths": {"/things": {"get": operation}}})
    package.answer({}, headers=dict.fromkeys(_DATED, written))

    async def main() -> Any:
        return await package.async_client().things.with_raw_response.list()

    things = package.client().things
    raw = anyio.run(main) if asynchronous else things.with_raw_response.list()
    found = raw.parse_headers(package.models.ThingListHeaders)
    for name in ("last_modified", "expires", "retry_after", "date"):
        assert getattr(found, name) == expected
        assert "datetime" in str(type(found).model_fields[name].annotation)


def test_the_asynchronous_response_parses_them_at_once(generate: Generate) -> None:
    package = generate(DOCUMENT)
    package.answers.append(httpx2.Response(200, json={}, headers=HEADERS))

    async def main() -> None:
        raw = await package.async_client().things.with_raw_response.list()
        assert raw.parse_headers(package.models.ThingListHeaders).x_limit == 7

    anyio.run(main)


def test_the_documentation_names_them(generate: Generate) -> None:
    package = generate(DOCUMENT)
    resource = package.files["resources/things.py"]
    assert "`parse_headers` of `ThingListHeaders`" in " ".join(resource.split())
    assert '"""How many in all."""' in package.files["types/models.py"]
    assert "parse_headers" not in package.files["resources/plain.py"]
