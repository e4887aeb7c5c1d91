"""URLs: bases, paths, whole URLs and queries."""

from __future__ import annotations

from typing import Any

import acme
import httpx
import pytest
from acme._models import FinalRequestOptions


def url(client: Any, url: str = "/foo", **options: Any) -> str:
    given = FinalRequestOptions(**{"method": "get", "url": url, **options})
    return str(client._build_request(given).url)


@pytest.mark.parametrize("base", ["http://h/api", "http://h/api/"])
@pytest.mark.parametrize("path", ["/foo", "foo"])
def test_paths_continue_the_base(base: str, path: str) -> None:
    assert url(acme.Acme(base_url=base), path) == "http://h/api/foo"
    assert url(acme.Acme(base_url=httpx.URL(base)), path) == "http://h/api/foo"


def test_the_base_can_be_set() -> None:
    client = acme.Acme(base_url="http://h/api")
    assert client.base_url == httpx.URL("http://h/api/")
    client.base_url = "http://other/path"
    assert str(client.base_url) == "http://other/path/"
    assert url(client) == "http://other/path/foo"


def test_a_whole_url_has_credentials() -> None:
    given = FinalRequestOptions(method="get", url="https://elsewhere.test/x")
    request = acme.Acme()._build_request(given)
    assert str(request.url) == "https://elsewhere.test/x"
    assert request.headers["x-acme-id"] == "secret-key"


def test_queries_of_path_client_and_call_are_merged() -> None:
    client = acme.Acme(
        base_url="http://h", default_query={"a": "client", "b": "client"}
    )
    assert url(client) == "http://h/foo?a=client&b=client"
    merged = url(client, "/foo?a=path&c=path", params={"b": "call", "d": "call"})
    assert dict(httpx.URL(merged).params) == {
        "a": "client", "b": "call", "c": "path", "d": "call"
    }  # fmt: skip
    assert url(acme.Acme(base_url="http://h"), "/foo?a=1&a=2", params={"b": "3"}) == (
        "http://h/foo?a=1&a=2&b=3"
    )
    encoded = url(acme.Acme(base_url="http://h"), "/a%2Fb?x=1", params={"q": "a b&c"})
    assert encoded == "http://h/a%2Fb?x=1&q=a+b%26c"


def test_values_of_queries() -> None:
    client = acme.Acme(base_url="http://h", default_query={"gone": "1"})
    params = {"list": [1, 2], "flag": True, "deep": {"a": 1}, "gone": acme.Omit()}
    assert dict(httpx.URL(url(client, params=params)).params) == {
        "list": "1,2", "flag": "true", "deep[a]": "1"
    }  # fmt: skip


def test_the_query_of_the_http_client_is_kept() -> None:
    with httpx.Client(params={"trace": "1"}) as http:
        client = acme.Acme(base_url="http://h", http_client=http)
        assert dict(httpx.URL(url(client, "/foo", params={"a": "2"})).params) == {
            "trace": "1", "a": "2"
        }  # fmt: skip


def test_hosts_with_underscores() -> None:
    given = FinalRequestOptions(method="get", url="https://my_host/x")
    request = acme.Acme()._build_request(given)
    assert request.extensions["sni_hostname"] == "my-host"
