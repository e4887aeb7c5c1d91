"""Requests and results of the clients."""

from __future__ import annotations

from typing import Any

import acme
import httpx
import pytest

from tests.stainless.face.fake import KINDS, Kind, caller, json


@pytest.mark.parametrize("kind", KINDS)
def test_a_call_sends_json_and_returns_a_model(kind: Kind) -> None:
    one = caller(kind, json({"id": "w1", "size": 3, "more": True}))
    widget = one.call(one.client.widgets.create, name="x")
    sent = one.server.last
    assert (sent.method, str(sent.url)) == ("POST", "http://api.test/v1/widgets")
    assert sent.content == b'{"name":"x"}'
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["x-acme-id"] == "secret-key"
    assert (widget.id, widget.size, widget.more) == ("w1", 3, True)


@pytest.mark.parametrize("kind", KINDS)
def test_headers_describe_the_package(kind: Kind) -> None:
    one = caller(kind, timeout=7)
    one.call(one.client.widgets.create, name="x")
    headers = one.server.last.headers
    assert headers["x-stainless-lang"] == "python"
    assert headers["x-stainless-package-version"] == "1.2.3"
    assert headers["x-stainless-retry-count"] == "0"
    assert headers["x-stainless-read-timeout"] == "7"
    assert headers["x-stainless-runtime"] == "CPython"
    assert headers["user-agent"] == f"{type(one.client).__name__}/Python 1.2.3"
    assert headers["idempotency-key"].startswith("stainless-python-retry-")
    for name in ("os", "arch", "runtime-version"):
        assert headers[f"x-stainless-{name}"]


CASTS: list[tuple[Any, bytes, str, object]] = [
    (str, b"text", "text/plain", "text"),
    (int, b"12", "text/plain", 12),
    (float, b"1.5", "text/plain", 1.5),
    (bool, b"True", "text/plain", True),
    (bytes, b"\x00\xff", "application/octet-stream", b"\x00\xff"),
    (acme.NoneType, b"ignored", "text/plain", None),
    (object, b'{"a":[1]}', "application/json", {"a": [1]}),
    (dict[str, int], b'{"a":1}', "application/problem+json", {"a": 1}),
    (list[int], b"[1,2]", "application/json; charset=utf-8", [1, 2]),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("cast_to", "content", "media_type", "value"), CASTS)
def test_casts(
    kind: Kind, cast_to: Any, content: bytes, media_type: str, value: object
) -> None:
    answer = httpx.Response(200, content=content, headers={"content-type": media_type})
    one = caller(kind, answer)
    assert one.call(one.client.get, "/x", cast_to=cast_to) == value
