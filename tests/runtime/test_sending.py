"""Tests of the settings of the client, the call and the HTTP client."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx2
import pytest
from sample.kernel import AsyncKernel, Kernel, omit
from sample.kernel._runtime import BaseModel, JsonBody, Operation, Style
from typing_extensions import TypedDict

from tests.runtime.fake import FakeServer


class Caller:
    """Calls an operation with one of the two clients, and looks at the request."""

    def __init__(self, asynchronous: bool) -> None:
        self._asynchronous = asynchronous

    def send(
        self,
        operation: Operation | str = "/x",
        http: Mapping[str, Any] | None = None,
        client: Mapping[str, Any] | None = None,
        **parts: Any,
    ) -> httpx2.Request:
        """The request of an operation, or of `client.get` for a path."""
        server = FakeServer()
        options = {"api_key": "key", "max_retries": 0, **(client or {})}
        if not self._asynchronous:
            with Kernel(**options, http_client=server.sync(**(http or {}))) as kernel:
                self._call(kernel, operation, parts)
            return server.request

        async def main() -> None:
            own = server.asynchronous(**(http or {}))
            async with AsyncKernel(**options, http_client=own) as kernel:
                await self._call(kernel, operation, parts)

        asyncio.run(main())
        return server.request

    def _call(self, kernel: Any, operation: Operation | str, parts: Any) -> Any:
        if isinstance(operation, str):
            return kernel.get(operation, cast_to=object, **parts)
        return kernel.request(operation, object, **parts)


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def caller(request: pytest.FixtureRequest) -> Caller:
    return Caller(request.param)


def query(request: httpx2.Request) -> str:
    return request.url.query.decode()


GET = Operation("GET", "/x")


def test_a_default_query_stands_in_for_an_argument_left_out(caller: Caller) -> None:
    defaults = {"default_query": {"version": 2, "limit": 10}}
    request = caller.send(GET, client=defaults, query={"limit": omit, "a": 1})
    assert query(request) == "version=2&limit=10&a=1"
    request = caller.send(GET, client=defaults, query={"limit": 5})
    assert query(request) == "version=2&limit=5"
    extra = {"extra_query": {"limit": omit}}
    request = caller.send(GET, client=defaults, query={"limit": omit}, options=extra)
    assert query(request) == "version=2"


def test_a_path_s_own_query_wins_over_the_default_and_gives_way_to_extra(
    caller: Caller,
) -> None:
    defaults = {"default_query": {"a": 0, "filter[b]": 0, "c": 0}}
    path = "/x?a=1&filter%5Bb%5D=1"
    assert query(caller.send(path, client=defaults)) == "a=1&filter%5Bb%5D=1&c=0"
    options = {"extra_query": {"a": 2}}
    request = caller.send(path, client=defaults, options=options)
    assert sorted(query(request).split("&")) == ["a=2", "c=0", "filter%5Bb%5D=1"]
    request = caller.send("https://api.onkernel.com/y?a=1#b", options=options)
    assert str(request.url) == "https://api.onkernel.com/y?a=2"


def test_the_http_client_s_parameters_are_sent_beside_the_call_s(
    caller: Caller,
) -> None:
    http = {"params": {"version": "1", "a": "http"}}
    request = caller.send(GET, http, query={"a": "call", "q": "ü /"})
    assert query(request) == "a=call&q=%C3%BC%20%2F&version=1"
    assert query(caller.send(GET, http)) == "version=1&a=http"


def test_the_query_of_the_base_url_is_kept(caller: Caller) -> None:
    client = {"base_url": "https://proxy.test/api?version=1"}
    request = caller.send(GET, client=client, query={"a": 1})
    assert str(request.url) == "https://proxy.test/api/x?version=1&a=1"


def test_the_http_client_s_headers_are_sent_beside_the_call_s(caller: Caller) -> None:
    http = {"headers": {"User-Agent": "mine/1", "X-Team": "http", "X-Other": "kept"}}
    headers = caller.send(GET, http, header={"X-Team": "call"}).headers
    assert (headers["x-team"], headers["x-other"]) == ("call", "kept")
    assert headers["user-agent"] == "mine/1"
    assert headers["accept"] == "application/json"
    assert headers["authorization"] == "Bearer key"
    assert caller.send(GET).headers["user-agent"].startswith("kernel/")


def test_cookies_of_all_places_are_one_header(caller: Caller) -> None:
    operation = Operation(
        "GET", "/x", styles={"cookie.c": Style("cookie", explode=True)}
    )
    http = {"cookies": {"jar": "1", "e": "jar"}}
    client = {"default_headers": {"Cookie": "e=given"}}
    request = caller.send(operation, http, client, cookie={"c": ["1", "2"]})
    assert request.headers["cookie"] == "jar=1; c=1; c=2; e=given"
    # Cookies that are given for one call may be another user's session.
    options = {"extra_headers": {"Cookie": "e=extra"}}
    request = caller.send(operation, http, cookie={"c": "1"}, options=options)
    assert request.headers["cookie"] == "c=1; e=extra"


@pytest.mark.parametrize(
    "path",
    [
        "/proxy?target=http://other.test/",
        "/proxy/http://other.test/",
        "proxy:8080/http://other.test/",
    ],
)
def test_a_url_inside_a_path_does_not_make_it_one(caller: Caller, path: str) -> None:
    request = caller.send(path)
    expected = f"https://api.onkernel.com/{path.lstrip('/')}"
    assert str(request.url) == expected
    assert request.headers["authorization"] == "Bearer key"


@pytest.mark.parametrize("url", ["https://other.test/x", "HTTPS://other.test/x"])
def test_a_whole_url_is_one(caller: Caller, url: str) -> None:
    request = caller.send(url)
    assert str(request.url) == "https://other.test/x"
    assert "authorization" not in request.headers


@pytest.mark.parametrize("value", ["naïve", "a\nb", "a\x00", " a", "a\r", "\U0001f600"])
@pytest.mark.parametrize(
    ("place", "named"),
    [
        ({"header": {"X-Owner": ...}}, "X-Owner"),
        ({"options": {"extra_headers": {"X-Owner": ...}}}, "X-Owner"),
        ({"client": {"default_headers": {"X-Owner": ...}}}, "X-Owner"),
        ({"options": {"idempotency_key": ...}}, "idempotency_key"),
    ],
)
def test_a_header_that_cannot_be_sent_is_named(
    caller: Caller, place: Any, named: str, value: str
) -> None:
    def filled(part: Any) -> Any:
        if isinstance(part, dict):
            return {name: filled(member) for name, member in part.items()}
        return value

    with pytest.raises(ValueError, match=f"'{named}' cannot carry") as caught:
        caller.send(GET, **filled(place))
    assert repr(value) not in str(caught.value)


@pytest.mark.parametrize("value", [5, None, b"v"])
def test_a_header_that_is_no_text_is_named(caller: Caller, value: Any) -> None:
    for place in ("extra_headers", "default_headers"):
        headers = {place: {"X-Owner": value}}
        given: Any = {"options" if place == "extra_headers" else "client": headers}
        with pytest.raises(TypeError, match="the header 'X-Owner' takes str"):
            caller.send(GET, **given)


@pytest.mark.parametrize("name", ["X-Öwner", "X Owner", "X:", "", "X\nY"])
def test_a_header_s_name_is_one(caller: Caller, name: str) -> None:
    with pytest.raises(ValueError, match="is no name of a header"):
        caller.send(GET, options={"extra_headers": {name: "v"}})


def test_json_in_a_header_escapes_what_is_not_ascii(caller: Caller) -> None:
    operation = Operation("GET", "/x", styles={"header.X-Arg": Style("json")})
    request = caller.send(operation, header={"X-Arg": {"path": "/naïve\x7f😀"}})
    expected = '{"path":"/na\\u00efve\\u007f\\ud83d\\ude00"}'
    assert request.headers["x-arg"] == expected


@pytest.mark.parametrize("value", ["naïve", "a;b", "a\nb"])
def test_a_cookie_that_cannot_be_sent_is_named(caller: Caller, value: str) -> None:
    operation = Operation("GET", "/x", styles={"cookie.c": Style("cookie")})
    with pytest.raises(ValueError, match="the cookie 'c'"):
        caller.send(operation, cookie={"c": value})


class Inner(TypedDict):
    low: float


class Body(TypedDict, total=False):
    price: float
    inner: Inner
    several: list[float]


class Priced(BaseModel):
    price: float | None = None


POST = Operation("POST", "/x", body=JsonBody(Body))
NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"price": NAN}, "price is nan"),
        ({"price": -INFINITY}, "price is -inf"),
        ({"inner": {"low": INFINITY}}, "inner.low is inf"),
        ({"several": [1.0, NAN]}, r"several\[1\] is nan"),
        ({"several": (NAN,)}, r"several\[0\] is nan"),
        ({"inner": Priced(price=NAN)}, "inner.price is nan"),
        ([NAN], r"body\[0\] is nan"),
        (NAN, "body is nan"),
    ],
)
def test_numbers_that_json_cannot_hold_are_named(
    caller: Caller, value: object, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        caller.send(POST, body=value)


def test_numbers_of_an_iterator_are_looked_at_as_well(caller: Caller) -> None:
    with pytest.raises(ValueError, match="JSON cannot hold all numbers"):
        caller.send(POST, body={"several": iter([1.0, NAN])})


def test_words_for_such_numbers_are_texts(caller: Caller) -> None:
    request = caller.send(POST, body={"NaN": "Infinity", "price": 1.5})
    assert request.content == b'{"NaN":"Infinity","price":1.5}'


def test_json_in_a_parameter_cannot_hold_them_either(caller: Caller) -> None:
    operation = Operation("GET", "/x", styles={"query.filter": Style("json")})
    with pytest.raises(ValueError, match=r"filter\.low is nan"):
        caller.send(operation, query={"filter": {"low": NAN}})
