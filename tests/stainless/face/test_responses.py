"""Responses: raw, unread and binary ones, and the types that they are parsed into."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import acme
import anyio
import httpx
import pydantic
import pytest
from acme._exceptions import APIResponseValidationError
from acme._models import FinalRequestOptions
from acme._response import (
    APIResponse,
    AsyncAPIResponse,
    AsyncBinaryAPIResponse,
    BaseAPIResponse,
    BinaryAPIResponse,
    StreamAlreadyConsumed,
    extract_response_type,
)
from acme.resources.widgets import Widget
from typing_extensions import TypeAliasType

from tests.stainless.face.fake import KINDS, Caller, Kind, caller, json

JSON = {"content-type": "application/json"}
FILE = httpx.Response(200, content=b"pixels", headers={"content-type": "image/png"})


@pytest.mark.parametrize("kind", KINDS)
def test_raw_responses(kind: Kind) -> None:
    one = caller(kind, json({"id": "w1"}, 201, x_extra="yes"))
    raw = one.call(one.client.widgets.with_raw_response.create, name="x")
    assert isinstance(raw, APIResponse if kind == "sync" else AsyncAPIResponse)
    assert (raw.status_code, raw.method, raw.http_version) == (201, "POST", "HTTP/1.1")
    assert raw.headers["x-extra"] == "yes"
    assert raw.url == raw.http_request.url == "http://api.test/v1/widgets"
    assert raw.is_closed
    assert raw.elapsed.total_seconds() >= 0
    assert raw.retries_taken == 0
    assert raw.http_response.json() == one.call(raw.json) == {"id": "w1"}
    assert one.call(raw.text) == '{"id":"w1"}'
    assert one.call(raw.read) == b'{"id":"w1"}'
    widget = one.call(raw.parse)
    assert widget == Widget(id="w1")
    assert one.call(raw.parse) is widget
    assert one.call(raw.parse, to=dict[str, str]) == {"id": "w1"}
    name = type(raw).__name__
    assert repr(raw) == f"<{name} [201 Created] type={Widget}>"
    assert one.server.last.headers["x-stainless-raw-response"] == "raw"


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrapped_method_is_still_that_method(kind: Kind) -> None:
    one = caller(kind)
    wrapped = one.client.widgets.with_raw_response.create
    assert wrapped.__name__ == "create"
    extra = {"X-Mine": "1"}
    one.call(wrapped, name="x", extra_headers=extra)
    assert one.server.last.headers["x-mine"] == "1"
    assert extra == {"X-Mine": "1"}


def streamed(one: Caller, use: str, *given: Any, method: str = "create") -> Any:
    """Return what a method of an unread response returns, and the response."""
    arguments = {"name": "x"} if method == "create" else {}
    view = one.client.widgets.with_streaming_response
    if one.kind == "sync":
        with getattr(view, method)(**arguments) as response:
            assert not response.is_closed
            result = getattr(response, use)(*given)
            return [*result] if use.startswith("iter") else result, response

    async def main() -> Any:
        async with getattr(view, method)(**arguments) as response:
            assert not response.is_closed
            result = getattr(response, use)(*given)
            if use.startswith("iter"):
                return [item async for item in result], response
            return await result, response

    return anyio.run(main)


@pytest.mark.parametrize("kind", KINDS)
def test_unread_responses(kind: Kind) -> None:
    one = caller(kind, httpx.Response(200, content=b'{"id":\n"w1"}'))
    for use, given, expected in [
        ("read", (), b'{"id":\n"w1"}'),
        ("text", (), '{"id":\n"w1"}'),
        ("json", (), {"id": "w1"}),
        ("parse", (), Widget(id="w1")),
        ("iter_bytes", (6,), [b'{"id":', b'\n"w1"}']),
        ("iter_text", (6,), ['{"id":', '\n"w1"}']),
        ("iter_lines", (), ['{"id":', '"w1"}']),
        ("close", (), None),
    ]:
        result, response = streamed(one, use, *given)
        assert result == expected
        assert response.is_closed
    assert one.server.last.headers["x-stainless-raw-response"] == "stream"


def test_nothing_is_sent_before_the_response_is_entered() -> None:
    one = caller("sync")
    manager = one.client.widgets.with_streaming_response.create(name="x")
    assert not one.server.requests
    with manager:
        assert len(one.server.requests) == 1


def test_pieces_cannot_be_read_twice() -> None:
    one = caller("sync")
    with one.client.widgets.with_streaming_response.create(name="x") as response:
        assert [*response.iter_bytes()]
        with pytest.raises(StreamAlreadyConsumed, match="already been streamed"):
            response.read()


@pytest.mark.parametrize("kind", KINDS)
def test_files(kind: Kind, tmp_path: Path) -> None:
    one = caller(kind, FILE)
    binary = BinaryAPIResponse if kind == "sync" else AsyncBinaryAPIResponse
    target = tmp_path / "photo"
    for call in (
        one.client.widgets.download,
        one.client.widgets.with_raw_response.download,
    ):
        file = one.call(call)
        assert type(file) is binary
        assert one.call(file.read) == b"pixels"
        one.call(file.write_to_file, target)
        assert target.read_bytes() == b"pixels"
        target.unlink()
    streamed(one, "stream_to_file", target, method="download")
    assert target.read_bytes() == b"pixels"
    assert [*tmp_path.iterdir()] == [target]


def parsed(cast_to: Any, response: httpx.Response, **options: Any) -> Any:
    client = acme.Acme(**options)
    wrapped = APIResponse(
        raw=response, client=client, cast_to=cast_to, stream=False, stream_cls=None,
        options=FinalRequestOptions.construct(method="get", url="/x"),
    )  # fmt: skip
    return wrapped.parse()


def test_types() -> None:
    widget = json({"id": "w1"})
    assert parsed(Annotated[Widget, "x"], widget) == Widget(id="w1")
    assert parsed(TypeAliasType("W", Annotated[Widget, "x"]), widget) == Widget(id="w1")
    assert parsed(Widget | None, widget) == Widget(id="w1")
    assert parsed(httpx.Response, widget) is widget
    assert parsed(Widget, httpx.Response(200, content=b"null", headers=JSON)) is None
    with pytest.raises(TypeError, match="from acme import BaseModel"):
        parsed(type("M", (pydantic.BaseModel,), {}), widget)
    with pytest.raises(RuntimeError, match="Unsupported type"):
        parsed(set, widget)
    with pytest.raises(ValueError, match="Subclasses of"):
        parsed(type("R", (httpx.Response,), {}), widget)


def test_content_that_is_not_json() -> None:
    typed = {"content-type": "application/text"}
    text = httpx.Response(200, content=b"hello", headers=typed)
    text.request = httpx.Request("GET", "http://api.test/x")
    assert parsed(Widget, text) == "hello"
    assert parsed(dict[str, object], text) == "hello"
    with pytest.raises(
        APIResponseValidationError, match="`application/text`"
    ) as caught:
        parsed(Widget, text, _strict_response_validation=True)
    assert caught.value.body == "hello"
    disguised = httpx.Response(200, content=b'{"id":"w1"}', headers=typed)
    assert parsed(Widget, disguised) == Widget(id="w1")
    other = {"content-type": "application/json; charset=utf-16"}
    wide = httpx.Response(200, content='{"id":"ü"}'.encode("utf-16"), headers=other)
    assert parsed(Widget, wide) == Widget(id="ü")


@pytest.mark.parametrize("kind", KINDS)
def test_invalid_data(kind: Kind) -> None:
    wrong = json({"id": {"not": "text"}})
    one = caller(kind, wrong)
    assert one.call(one.client.widgets.create, name="x").id == {"not": "text"}
    one = caller(kind, wrong, _strict_response_validation=True)
    with pytest.raises(APIResponseValidationError) as caught:
        one.call(one.client.widgets.create, name="x")
    assert isinstance(caught.value.__cause__, pydantic.ValidationError)
    assert str(caught.value) == "Data returned by API invalid for expected schema."
    assert caught.value.body == {"id": {"not": "text"}}


def test_a_class_may_build_itself() -> None:
    class Built(acme.BaseModel):  # type: ignore[misc]
        value: str

        @classmethod
        def build(cls, *, response: httpx.Response, data: object) -> Any:
            return cls(value=f"{response.status_code} {data}")

    assert parsed(Built, json([1])).value == "200 [1]"


def test_post_parsers() -> None:
    one = caller("sync")
    options = {"post_parser": lambda widget: widget.id.upper()}
    assert one.client.post("/x", cast_to=Widget, options=options) == "W1"


def test_types_of_responses() -> None:
    assert extract_response_type(APIResponse[str]) is str
    assert extract_response_type(BaseAPIResponse[int]) is int
    assert extract_response_type(BinaryAPIResponse) is bytes
    with pytest.raises(RuntimeError, match="type argument"):
        extract_response_type(APIResponse)


@pytest.mark.parametrize("kind", KINDS)
def test_responses_of_the_wrong_client(kind: Kind) -> None:
    other = AsyncBinaryAPIResponse if kind == "sync" else BinaryAPIResponse
    one = caller(kind)
    with pytest.raises(TypeError, match="API Response types must subclass"):
        one.call(one.client.get, "/x", cast_to=other)
