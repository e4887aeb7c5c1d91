"""Bodies: JSON, content, forms and files."""

from __future__ import annotations

import json as standard
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import acme
import httpx
import pytest
from acme._models import FinalRequestOptions

from tests.stainless.face.fake import KINDS, Kind, caller


def built(**options: Any) -> httpx.Request:
    given: Any = {"method": "post", "url": "/x", **options}
    request: httpx.Request = acme.Acme()._build_request(
        FinalRequestOptions.construct(**given)
    )
    request.read()
    return request


def test_extra_members() -> None:
    both = built(json_data={"a": 1, "b": 1}, extra_json={"b": 2, "c": 2})
    assert standard.loads(both.content) == {"a": 1, "b": 2, "c": 2}
    assert standard.loads(built(extra_json={"c": 2}).content) == {"c": 2}
    left_out = built(json_data={"a": 1, "b": 1}, extra_json={"b": acme.omit})
    assert standard.loads(left_out.content) == {"a": 1}
    with pytest.raises(RuntimeError, match="cannot merge with `extra_body`"):
        built(json_data=[1], extra_json={"a": 1})


def test_values_of_json() -> None:
    class Size(acme.BaseModel):  # type: ignore[misc]
        width: int

    at = datetime(2026, 1, 2, tzinfo=UTC)
    sent = built(json_data={"é": "ü", "at": at, "size": Size(width=1)}).content
    assert sent.decode() == (
        '{"é":"ü","at":"2026-01-02T00:00:00+00:00","size":{"width":1}}'
    )
    with pytest.raises(ValueError, match="JSON"):
        built(json_data={"a": float("nan")})
    assert built(json_data=None).content == b""
    assert built(json_data=[]).content == b"[]"


@pytest.mark.parametrize("kind", KINDS)
def test_content_is_sent_unchanged(kind: Kind) -> None:
    one = caller(kind)
    mine = {"headers": {"Content-Type": "application/octet-stream"}}
    for method in ("post", "put", "patch", "delete"):
        call = getattr(one.client, method)
        one.call(call, "/x", content=b"\x00raw", cast_to=object, options=mine)
        assert one.server.last.content == b"\x00raw"
        assert one.server.last.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize("kind", KINDS)
def test_iterators_as_content(kind: Kind) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"a"
        yield b"b"

    async def later() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    one = caller(kind)
    one.call(one.client.post, "/x", content=chunks(), cast_to=object)
    assert one.server.last.content == b"ab"
    if kind == "async":
        one.call(one.client.post, "/x", content=later(), cast_to=object)
        assert one.server.last.content == b"ab"


@pytest.mark.parametrize("kind", KINDS)
def test_one_kind_of_body_at_a_time(kind: Kind) -> None:
    one = caller(kind)
    for name, value in {"body": {}, "files": {"f": b"x"}}.items():
        with pytest.raises(TypeError, match=f"`{name}` and `content` is not supported"):
            one.call(
                one.client.post, "/x", content=b"x", cast_to=object, **{name: value}
            )
    with pytest.raises(TypeError, match="`content` and `json_data` is not supported"):
        built(content=b"x", json_data={})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_bytes_as_a_body_are_deprecated(kind: Kind, method: str) -> None:
    one = caller(kind)
    with pytest.deprecated_call(match="Passing raw bytes as `body` is deprecated"):
        one.call(getattr(one.client, method), "/x", body=b"raw", cast_to=object)
    assert one.server.last.content == b"raw"


def test_get_has_no_body() -> None:
    request = built(method="get", json_data={"a": 1})
    assert request.content == b""


FORM = {"Content-Type": "multipart/form-data"}


def test_forms() -> None:
    data = {"tags": ["a", "b"], "deep": {"n": 1}, "no": None, "flag": True}
    request = built(headers=FORM, json_data=data, files=[("f", b"content")])
    content_type = request.headers["content-type"]
    assert content_type.startswith("multipart/form-data; boundary=")
    assert [
        part.split(b'name="')[1].split(b"\r\n--")[0].replace(b'"\r\n\r\n', b": ")
        for part in request.content.split(b"form-data; ")[1:5]
    ] == [b"tags[]: a", b"tags[]: b", b"deep[n]: 1", b"flag: true"]
    assert b'filename="upload"' in request.content


def test_forms_without_files() -> None:
    request = built(headers=FORM, json_data={"a": "x"})
    assert b'name="a"\r\n\r\nx' in request.content
    assert "boundary=" in built(headers=FORM).headers["content-type"]
    mine = built(headers={"Content-Type": "multipart/form-data; boundary=mine"})
    assert mine.headers["content-type"] == "multipart/form-data; boundary=mine"
    with pytest.raises(TypeError, match="dictionary for multipart requests"):
        built(headers=FORM, json_data=[1])


@pytest.mark.parametrize("kind", KINDS)
def test_files(kind: Kind, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"pixels")
    files = {"a": tmp_path / "photo.png", "b": ("b.txt", b"text", "text/plain")}
    one = caller(kind)
    options = {"headers": FORM}
    one.call(one.client.post, "/x", files=files, cast_to=object, options=options)
    content = one.server.last.content
    assert b'name="a"; filename="photo.png"\r\nContent-Type: image/png' in content
    assert b'name="b"; filename="b.txt"\r\nContent-Type: text/plain' in content


def test_options_of_a_call() -> None:
    from acme._base_client import make_request_options

    assert make_request_options() == {}
    parse = str
    assert make_request_options(
        query={"a": 1, "b": 1},
        extra_query={"b": 2},
        extra_headers={"X": "y"},
        extra_body={"c": 3},
        idempotency_key="k",
        timeout=None,
        post_parser=parse,
    ) == {
        "params": {"a": 1, "b": 2},
        "headers": {"X": "y"},
        "extra_json": {"c": 3},
        "idempotency_key": "k",
        "timeout": None,
        "post_parser": parse,
    }
