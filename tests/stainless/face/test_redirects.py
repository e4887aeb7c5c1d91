"""Redirects, and links of a server to other origins: no credentials leave the API."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from acme._exceptions import APIConnectionError, APIStatusError
from acme.pagination import AsyncCursorPage, SyncCursorPage
from acme.resources.widgets import Widget

from tests.stainless.face.fake import KINDS, Kind, caller, json

GOOD = json({"id": "w1"})
SECRET = {
    "authorization": "Bearer token",
    "cookie": "session=1",
    "x-acme-id": "secret-key",
}


def to(location: str, status: int = 302) -> httpx.Response:
    return httpx.Response(status, headers={"location": location})


@pytest.mark.parametrize("kind", KINDS)
def test_redirects_are_followed(kind: Kind) -> None:
    one = caller(kind, to("/v2/x"), to("http://api.test/v3/x"), GOOD)
    response = one.call(
        one.client.post, "/x", body={"a": 1}, cast_to=httpx.Response,
        options={"headers": SECRET},
    )  # fmt: skip
    assert [r.method for r in one.server.requests] == ["POST", "GET", "GET"]
    assert str(response.url) == "http://api.test/v3/x"
    assert [r.status_code for r in response.history] == [302, 302]
    for request in one.server.requests:
        assert {name: request.headers[name] for name in SECRET} == SECRET


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_is_sent_again(kind: Kind) -> None:
    one = caller(kind, to("/v2/x", 307), GOOD)
    one.call(one.client.post, "/x", body={"a": 1}, cast_to=object)
    assert [r.content for r in one.server.requests] == [b'{"a":1}'] * 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "place", ["https://evil.test/x", "http://api.test:81/x", "https://api.test:444/x"]
)
def test_another_origin_gets_no_credentials(kind: Kind, place: str) -> None:
    http = {
        "follow_redirects": True,
        "headers": {"X-Http": "secret"},
        "auth": ("user", "password"),
    }
    one = caller(kind, to(place), to("/y"), GOOD, http=http)
    mine = {"headers": {**SECRET, "X-Mine": "secret"}}
    one.call(one.client.get, "/x", cast_to=object, options=mine)
    first, *others = one.server.requests
    assert first.headers["x-http"] == "secret"
    for request in others:
        assert not {*SECRET, "x-mine", "x-http"} & request.headers.keys()
        assert request.headers["accept"] == "application/json"


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_host_by_https_gets_the_credentials(kind: Kind) -> None:
    one = caller(kind, to("https://api.test/v1/x"), GOOD)
    one.call(one.client.get, "/x", cast_to=object)
    assert one.server.last.headers["x-acme-id"] == "secret-key"


@pytest.mark.parametrize("kind", KINDS)
def test_redirects_need_not_be_followed(kind: Kind) -> None:
    one = caller(kind, to("/y"))
    with pytest.raises(APIStatusError) as caught:
        one.call(
            one.client.get, "/x", cast_to=object, options={"follow_redirects": False}
        )
    assert caught.value.response.headers["location"] == "/y"
    one = caller(kind, to("/y"), http={})
    with pytest.raises(APIStatusError):
        one.call(one.client.get, "/x", cast_to=object)
    one = caller(kind, to("/y"), GOOD, http={})
    options = {"follow_redirects": True}
    assert one.call(one.client.get, "/x", cast_to=object, options=options)


@pytest.mark.parametrize("kind", KINDS)
def test_redirects_end(kind: Kind) -> None:
    one = caller(kind, to("/x"), max_retries=0)
    with pytest.raises(APIConnectionError) as caught:
        one.call(one.client.get, "/x", cast_to=object)
    assert isinstance(caught.value.__cause__, httpx.TooManyRedirects)
    assert len(one.server.requests) == 21


@pytest.mark.parametrize("kind", KINDS)
def test_links_to_pages_elsewhere_get_no_credentials(kind: Kind) -> None:
    page = {"data": [{"id": "1"}], "link": "https://evil.test/list?page=2"}
    more = {"data": [{"id": "2"}], "link": "https://evil.test/list?page=3"}
    home = {"data": [{"id": "3"}], "link": "http://api.test/v1/list?page=4"}
    http = {"headers": {"X-Http": "secret"}, "params": {"http": "secret"}}
    one = caller(
        kind, json(page), json(more), json(home), json({"data": [{"id": "4"}]}),
        default_query={"key": "secret"}, http=http,
    )  # fmt: skip
    items = one.all(one.client.widgets.list, extra_headers={"X-Mine": "secret"})
    assert [item.id for item in items] == ["1", "2", "3", "4"]
    first, *away, back = one.server.requests
    for number, request in enumerate(away, 2):
        assert str(request.url) == f"https://evil.test/list?page={number}"
        assert not {"x-acme-id", "x-mine", "x-http"} & request.headers.keys()
    for request in (first, back):
        assert request.url.params["key"] == "secret"
        assert request.headers["x-acme-id"] == "secret-key"
        assert request.headers["x-mine"] == "secret"
    assert back.url.params["page"] == "4"


@pytest.mark.parametrize("kind", KINDS)
def test_links_to_an_origin_of_the_caller_get_the_credentials(kind: Kind) -> None:
    page: Any = AsyncCursorPage if kind == "async" else SyncCursorPage
    second = "https://mine.test/list?page=2"
    one = caller(
        kind,
        json({"data": [{"id": "1"}], "link": second}),
        json({"data": [{"id": "2"}], "link": "https://evil.test/3"}),
        json({"data": [{"id": "3"}], "link": second}),
        json({"data": []}),
    )
    items = one.all(
        one.client.get_api_list,
        "https://mine.test/list",
        page=page[Widget],
        model=Widget,
    )
    assert len(items) == 3
    keys = [r.headers.get("x-acme-id") for r in one.server.requests]
    # The last link is that of an unknown server.
    assert keys == ["secret-key", "secret-key", None, None]


@pytest.mark.parametrize("kind", KINDS)
def test_responses_of_another_origin_are_raw_as_well(kind: Kind) -> None:
    one = caller(kind, to("https://files.test/x"), GOOD)
    raw = one.call(one.client.widgets.with_raw_response.create, name="x")
    assert raw.http_response.url.host == "files.test"
    assert one.call(raw.parse).id == "w1"


@pytest.mark.parametrize("kind", KINDS)
def test_hooks_add_nothing_to_links_elsewhere(kind: Kind) -> None:
    def sign(request: httpx.Request) -> None:
        request.headers["x-signature"] = "secret"

    async def later(request: httpx.Request) -> None:
        sign(request)

    link = {"data": [{"id": "1"}], "link": "https://evil.test/2"}
    one = caller(kind, json(link), json({"data": []}))
    one.client._prepare_request = sign if kind == "sync" else later
    one.all(one.client.widgets.list)
    first, second = one.server.requests
    assert first.headers["x-signature"] == "secret"
    assert "x-signature" not in second.headers
