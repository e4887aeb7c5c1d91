"""Tests of requests on the wire: paths, queries, headers, cookies and bodies."""

from __future__ import annotations

import datetime as dt
import enum
import json as json_
import uuid
from typing import Any

import httpx2
import pytest
from sample.browserbase import Browserbase
from sample.browserbase import omit as left_out
from sample.browserbase.types import Invocation
from sample.kernel import Kernel, omit
from sample.kernel._runtime import Operation, Style

from tests.runtime.fake import FakeServer


def kernel(server: FakeServer, **options: Any) -> Kernel:
    return Kernel(api_key="key", http_client=server.sync(), **options)


def raw_query(values: dict[str, object], **styles: Style) -> str:
    server = FakeServer()
    styled = {f"query.{name}": style for name, style in styles.items()}
    operation = Operation("GET", "/x", styles=styled)
    kernel(server).request(operation, None, query=values)
    return server.request.url.query.decode()


def raw_path(value: object, style: Style | None = None) -> str:
    server = FakeServer()
    styles = {"path.id": style} if style else {}
    operation = Operation("GET", "/x/{id}/y", styles=styles)
    kernel(server).request(operation, None, path={"id": value})
    return server.request.url.raw_path.decode()


def test_arguments_left_out_are_absent_from_the_query() -> None:
    server = FakeServer(httpx2.Response(200, json=[]))
    kernel(server).invocations.list(app_name="a b", limit=5, offset=omit)
    assert str(server.request.url) == (
        "https://api.onkernel.com/invocations?app_name=a%20b&limit=5"
    )


class Colour(enum.Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (1e22, "10000000000000000000000"),
        (1e-7, "0.0000001"),
        (1.5, "1.5"),
        ("", ""),
        ("a&b=c#d/e?f+g%", "a%26b%3Dc%23d%2Fe%3Ff%2Bg%25"),
        ("ü", "%C3%BC"),
        (dt.datetime(2024, 5, 19, 12, 30, tzinfo=dt.UTC), "2024-05-19T12%3A30%3A00Z"),
        (dt.date(2024, 5, 19), "2024-05-19"),
        (Colour.RED, "red"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_scalars_are_written_as_json_writes_them(value: object, written: str) -> None:
    assert raw_query({"q": value}) == f"q={written}"


def test_none_and_empty_lists_are_left_out_of_a_query() -> None:
    assert raw_query({"a": None, "b": [], "c": [None], "d": {}, "e": 1}) == "e=1"


ARRAY = ["blue", "black,x"]
OBJECT = {"R": 100, "G": 200}


@pytest.mark.parametrize(
    ("style", "array", "object_"),
    [
        (Style("form", explode=True), "c=blue&c=black%2Cx", "R=100&G=200"),
        (Style("form"), "c=blue,black%2Cx", "c=R,100,G,200"),
        (Style("spaceDelimited"), "c=blue%20black%2Cx", "c=R%20100%20G%20200"),
        (Style("pipeDelimited"), "c=blue%7Cblack%2Cx", "c=R%7C100%7CG%7C200"),
        (Style("json"), "c=%5B%22blue%22%2C%22black%2Cx%22%5D", None),
        (Style("deepObject", explode=True), None, "c%5BR%5D=100&c%5BG%5D=200"),
    ],
)
def test_query_styles_follow_openapi(
    style: Style, array: str | None, object_: str | None
) -> None:
    if array:
        assert raw_query({"c": ARRAY}, c=style) == array
        assert raw_query({"c": tuple(ARRAY)}, c=style) == array
    if object_:
        assert raw_query({"c": OBJECT}, c=style) == object_


def test_deep_objects_nest() -> None:
    query = raw_query({"f": {"a": {"b": [1, 2]}, "c": None}}, f=Style("deepObject"))
    assert query == "f%5Ba%5D%5Bb%5D=1&f%5Ba%5D%5Bb%5D=2"


def test_allow_reserved_leaves_reserved_characters_alone() -> None:
    style = Style("form", explode=True, allow_reserved=True)
    assert raw_query({"q": "a/b?c&d#e"}, q=style) == "q=a/b?c%26d%23e"


@pytest.mark.parametrize(
    ("style", "scalar", "array", "object_"),
    [
        (Style("simple"), "5", "3,4", "R,100,G,200"),
        (Style("simple", explode=True), "5", "3,4", "R=100,G=200"),
        (Style("label"), ".5", ".3,4", ".R,100,G,200"),
        (Style("label", explode=True), ".5", ".3.4", ".R=100.G=200"),
        (Style("matrix"), ";id=5", ";id=3,4", ";id=R,100,G,200"),
        (Style("matrix", explode=True), ";id=5", ";id=3;id=4", ";R=100;G=200"),
    ],
)
def test_path_styles_follow_openapi(
    style: Style, scalar: str, array: str, object_: str
) -> None:
    assert raw_path(5, style) == f"/x/{scalar}/y"
    assert raw_path([3, 4], style) == f"/x/{array}/y"
    assert raw_path(OBJECT, style) == f"/x/{object_}/y"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a/b", "a%2Fb"),
        ("../secret", "..%2Fsecret"),
        ("a?b=c#d", "a%3Fb%3Dc%23d"),
        ("%2F", "%252F"),
        ("%2e%2e", "%252e%252e"),
        ("a b", "a%20b"),
        ("{id}", "%7Bid%7D"),
        ("...", "..."),
    ],
)
def test_a_path_value_cannot_leave_its_segment(value: str, written: str) -> None:
    assert raw_path(value) == f"/x/{written}/y"


@pytest.mark.parametrize("value", [".", ".."])
def test_a_dot_segment_is_an_error(value: str) -> None:
    # Percent-encoding does not help: servers and proxies decode the dots.
    with pytest.raises(ValueError, match=r"segment of /x/\{id\}/y"):
        raw_path(value)


@pytest.mark.parametrize("value", ["", None, [], omit])
def test_an_empty_path_value_is_an_error(value: object) -> None:
    with pytest.raises(ValueError, match="path parameter 'id' must not be empty"):
        raw_path(value)


def test_header_and_cookie_parameters_are_sent() -> None:
    server = FakeServer()
    operation = Operation("GET", "/x", styles={"header.X-Filter": Style("json")})
    kernel(server).request(
        operation,
        None,
        header={"X-Flag": True, "X-List": [1, 2], "X-Filter": {"a": 1}, "X-No": omit},
        cookie={"session": "a;b", "none": omit},
    )
    headers = server.request.headers
    assert headers["x-flag"] == "true"
    assert headers["x-list"] == "1,2"
    assert headers["x-filter"] == '{"a":1}'
    assert "x-no" not in headers
    assert headers["cookie"] == "session=a%3Bb"


def test_each_request_says_who_sent_it() -> None:
    server = FakeServer()
    kernel(server).invocations.retrieve("1")
    assert server.request.headers["user-agent"] == "kernel/0.1.0 clientsmith"
    assert server.request.headers["accept"] == "application/json"
    assert "content-type" not in server.request.headers


# -- bodies ---------------------------------------------------------------------


def invoke(**arguments: Any) -> Any:
    server = FakeServer(httpx2.Response(202, json={}))
    client = Browserbase(api_key="key", http_client=server.sync())
    client.functions.invoke("f", **arguments)
    assert server.request.headers["content-type"] == "application/json"
    return json_.loads(server.request.content)


def test_a_body_carries_the_names_of_the_api() -> None:
    sent = invoke(
        params={"snake_case": 1},
        session_create_params={
            "browser_settings": {"block_ads": True},
            "user_metadata": {"my_key": None},
        },
    )
    assert sent == {
        "params": {"snake_case": 1},
        "sessionCreateParams": {
            "browserSettings": {"blockAds": True},
            "userMetadata": {"my_key": None},
        },
    }


def test_arguments_left_out_are_absent_from_the_body_and_none_is_null() -> None:
    assert invoke(params={}) == {"params": {}}
    assert invoke(params=None) == {"params": None}
    assert invoke(session_create_params={"timeout": left_out}) == {
        "sessionCreateParams": {}
    }


@pytest.mark.parametrize("container", [list, tuple, iter])
def test_variants_of_a_union_get_their_own_names(container: Any) -> None:
    proxies = [
        {"type": "none", "domain_pattern": "a"},
        {"type": "external", "server": "s", "domain_pattern": "b"},
    ]
    sent = invoke(session_create_params={"proxies": container(proxies)})
    assert sent["sessionCreateParams"]["proxies"] == [
        {"type": "none", "domainPattern": "a"},
        {"type": "external", "server": "s", "domainPattern": "b"},
    ]
    sent = invoke(session_create_params={"proxies": True})
    assert sent["sessionCreateParams"]["proxies"] is True


def test_unknown_keys_and_wire_names_pass_through() -> None:
    sent = invoke(
        session_create_params={
            "brandNew": {"some_key": 1},
            "browserSettings": {"block_ads": True},
        }
    )
    assert sent["sessionCreateParams"] == {
        "brandNew": {"some_key": 1},
        "browserSettings": {"blockAds": True},
    }


def test_a_model_stands_for_a_dictionary_anywhere_and_sends_what_is_set() -> None:
    moments = ("createdAt", "expiresAt", "startedAt", "updatedAt")
    value = {
        "id": "1",
        "functionId": "f",
        "projectId": "p",
        "sessionId": "s",
        "versionId": "v",
        "status": "PENDING",
        "extra_key": 1,
        **dict.fromkeys(moments, "2024-05-19T00:00:00Z"),
    }
    model = Invocation.model_validate(value)
    sent = invoke(params={"inner": [model]})
    assert sent["params"]["inner"] == [value]


def test_values_are_written_as_json_schema_formats() -> None:
    moment = dt.datetime(2024, 5, 19, 12, 30, tzinfo=dt.UTC)
    sent = invoke(params={"at": moment, "day": moment.date(), "id": uuid.UUID(int=1)})
    assert sent["params"] == {
        "at": "2024-05-19T12:30:00Z",
        "day": "2024-05-19",
        "id": "00000000-0000-0000-0000-000000000001",
    }


def test_a_value_that_is_no_json_is_an_error() -> None:
    with pytest.raises(Exception, match="Unable to serialize unknown type"):
        invoke(params={"x": object()})


# -- extras ---------------------------------------------------------------------


def test_extra_headers_query_and_body_win() -> None:
    server = FakeServer(httpx2.Response(202, json={}))
    client = Browserbase(
        api_key="key",
        http_client=server.sync(),
        default_headers={"X-Team": "default", "X-Other": "kept"},
        default_query={"v": 1, "w": 2},
    )
    client.functions.invoke(
        "f",
        params={"a": 1},
        extra_headers={"x-team": "extra", "User-Agent": "me"},
        extra_query={"v": 3},
        extra_body={"params": {"b": 2}, "new": True},
    )
    headers = server.request.headers
    assert (headers["x-team"], headers["x-other"]) == ("extra", "kept")
    assert headers["user-agent"] == "me"
    assert server.query == [("v", "3"), ("w", "2")]
    assert json_.loads(server.request.content) == {"params": {"b": 2}, "new": True}


def test_an_extra_header_that_is_omit_removes_the_header() -> None:
    server = FakeServer()
    client = kernel(server, default_headers={"X-Team": "a"})
    client.invocations.retrieve("1", extra_headers={"X-Team": omit})
    assert "x-team" not in server.request.headers


def test_a_parameter_in_a_header_wins_over_a_default_header() -> None:
    server = FakeServer()
    client = kernel(server, default_headers={"X-Version": "1"})
    client.request(Operation("GET", "/x"), None, header={"X-Version": 2})
    assert server.request.headers["x-version"] == "2"


def test_the_timeout_of_a_call_wins_over_the_clients() -> None:
    server = FakeServer()
    client = kernel(server, timeout=7)
    client.invocations.retrieve("1")
    assert server.request.extensions["timeout"]["read"] == 7
    client.invocations.retrieve("1", timeout=None)
    assert server.request.extensions["timeout"]["read"] is None
    client.invocations.retrieve("1", timeout=httpx2.Timeout(3, connect=1))
    assert server.request.extensions["timeout"]["connect"] == 1


def test_the_default_timeout_is_60_seconds_and_5_to_connect() -> None:
    server = FakeServer()
    kernel(server).invocations.retrieve("1")
    assert server.request.extensions["timeout"]["read"] == 60
    assert server.request.extensions["timeout"]["connect"] == 5


def test_endpoints_that_the_document_lacks_can_be_called() -> None:
    server = FakeServer()
    client = kernel(server)
    assert client.get("/x", cast_to=dict[str, object])["id"] == "inv_1"
    assert server.request.headers["authorization"] == "Bearer key"
    for method in (client.post, client.put, client.patch, client.delete):
        method("/x", cast_to=object, body={"a": [1]}, options={"timeout": 1})
        assert server.request.content == b'{"a":[1]}'
    assert server.request.method == "DELETE"
    client.get("/y?a=1", cast_to=object, options={"extra_query": {"b": 2}})
    assert server.request.url.raw_path == b"/y?a=1&b=2"
