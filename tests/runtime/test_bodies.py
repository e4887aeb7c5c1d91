"""Request bodies, from the caller's values to bytes."""

from __future__ import annotations

import gc
import io
import json
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import httpx2
import pydantic
import pytest
from sample.kernel._runtime import (
    FormBody,
    JsonBody,
    MultipartBody,
    RawBody,
    Style,
    omit,
)
from sample.kernel._runtime.bodies import Body, Payload, choose, encode
from typing_extensions import TypedDict

from tests.runtime.conftest import Run

URL = "https://api.example.com/things"


class Inner(TypedDict, total=False):
    deep_name: Annotated[str, pydantic.Field(alias="deepName")]


class Params(TypedDict, total=False):
    first_name: Annotated[str, pydantic.Field(alias="firstName")]
    inner: Inner
    at: datetime


class Made(NamedTuple):
    content: bytes
    headers: httpx2.Headers

    @property
    def media_type(self) -> str:
        return self.headers["content-type"]


def made(body: Body, value: object, extra: object = None) -> Made:
    """What the HTTP library sends, of a synchronous client."""
    payload = encode(body, value, extra, asynchronous=False)
    with payload.opened:
        return sent(payload)


def sent(payload: Payload) -> Made:
    request = httpx2.Request(
        "POST", URL, headers=payload.headers, **rendered(payload.arguments)
    )
    return Made(request.read(), request.headers)


def rendered(arguments: Any) -> dict[str, Any]:
    return dict(arguments)


def parts(made: Made) -> list[Message]:
    """The parts, as the standard library reads them."""
    head = f"content-type: {made.media_type}\r\n\r\n".encode()
    whole = BytesParser().parsebytes(head + made.content)
    assert not whole.defects
    found = whole.get_payload()
    assert isinstance(found, list)
    return [each for each in found if isinstance(each, Message)]


def told(part: Message) -> tuple[Any, ...]:
    """Field, file name, media type and content of a part."""
    field = part.get_param("name", header="content-disposition")
    media_type = part.get("content-type")
    return field, part.get_filename(), media_type, part.get_payload(decode=True)


def multipart(value: object, **options: Any) -> list[tuple[Any, ...]]:
    return [told(each) for each in parts(made(MultipartBody(Params, **options), value))]


# JSON


def test_json_has_the_names_of_the_api_and_nothing_that_is_left_out() -> None:
    value = {"first_name": "Ada", "inner": {"deep_name": "x", "more": omit}, "at": omit}
    body = made(JsonBody(Params), value)
    assert json.loads(body.content) == {"firstName": "Ada", "inner": {"deepName": "x"}}
    assert body.media_type == "application/json"


@pytest.mark.parametrize("value", [None, True, 1, "text", [1, None], {}])
def test_json_may_be_anything(value: object) -> None:
    body = made(JsonBody(object, "application/problem+json"), value)
    assert json.loads(body.content) == value
    assert body.media_type == "application/problem+json"


def test_further_members_come_last_and_as_they_are() -> None:
    extra = {"first_name": "raw", "firstName": "Eve"}
    body = made(JsonBody(Params), {"first_name": "Ada"}, extra)
    assert json.loads(body.content) == {"first_name": "raw", "firstName": "Eve"}


def test_an_extra_body_stands_in_for_any_other() -> None:
    assert json.loads(made(JsonBody(Params), omit, {"a": 1}).content) == {"a": 1}
    assert json.loads(made(JsonBody(Params), {"first_name": "x"}, [1]).content) == [1]


# Forms


def test_a_form_is_url_encoded() -> None:
    value = {
        "first_name": "a b&c=é",
        "none": None,
        "list": [1, True],
        "inner": {"deep_name": "x"},
        "left": omit,
    }
    body = made(FormBody(Params), value)
    assert body.content == (
        b"firstName=a+b%26c%3D%C3%A9&list=1&list=true"
        b"&inner=%7B%22deepName%22%3A%22x%22%7D"
    )
    assert body.media_type == "application/x-www-form-urlencoded"


def test_members_of_a_form_may_have_a_style() -> None:
    styles = {"inner": Style("deepObject"), "list": Style("form")}
    value = {"inner": {"deep_name": "x"}, "list": [1, 2]}
    body = made(FormBody(Params, styles=styles), value)
    assert body.content == b"inner%5BdeepName%5D=x&list=1,2"


@pytest.mark.parametrize("body", [FormBody(object), MultipartBody(object)])
def test_a_form_is_made_of_members(body: Body) -> None:
    with pytest.raises(TypeError, match="a form is made of a mapping, not list"):
        made(body, [1])


# Multipart


def test_fields_are_parts_even_without_a_file() -> None:
    value = {"first_name": "Ada", "n": 1, "no": None, "left": omit, "yes": True}
    assert multipart(value) == [
        ("firstName", None, None, b"Ada"),
        ("n", None, None, b"1"),
        ("yes", None, None, b"true"),
    ]


def test_objects_are_json_and_lists_are_parts_of_one_name() -> None:
    value = {"inner": {"deep_name": "x"}, "tags": ["a", "b"], "at": [{"deep": 1}]}
    assert multipart(value) == [
        ("inner", None, "application/json", b'{"deepName":"x"}'),
        ("tags", None, None, b"a"),
        ("tags", None, None, b"b"),
        ("at", None, "application/json", b'{"deep":1}'),
    ]


def test_parts_have_the_media_types_of_the_document() -> None:
    types = {"n": "application/json", "t": "text/markdown", "f": "image/png, image/gif"}
    value = {"n": "1", "t": "# x", "f": ("x.gif", b"GIF")}
    assert multipart(value, content_types=types) == [
        ("n", None, "application/json", b'"1"'),
        ("t", None, "text/markdown", b"# x"),
        ("f", "x.gif", "image/gif", b"GIF"),
    ]


def test_a_file_may_be_given_in_many_ways(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(b"on disk")
    with path.open("rb") as opened:
        value = {
            "bytes": b"plain",
            "path": path,
            "opened": opened,
            "memory": io.BytesIO(b"memory"),
            "named": ("a.json", b"{}"),
            "typed": ("a.bin", path, "image/png"),
            "headed": (None, b"x", "text/csv", {"X-Part": "1"}),
            "several": [b"1", ("2.txt", b"2")],
        }
        found = parts(made(MultipartBody(object), value))
    assert [told(each) for each in found] == [
        ("bytes", "bytes", "application/octet-stream", b"plain"),
        ("path", "note.txt", "text/plain", b"on disk"),
        ("opened", "note.txt", "text/plain", b"on disk"),
        ("memory", "memory", "application/octet-stream", b"memory"),
        ("named", "a.json", "application/json", b"{}"),
        ("typed", "a.bin", "image/png", b"on disk"),
        ("headed", None, "text/csv", b"x"),
        ("several", "several", "application/octet-stream", b"1"),
        ("several", "2.txt", "text/plain", b"2"),
    ]
    assert found[6]["X-Part"] == "1"


def test_names_cannot_leave_their_place() -> None:
    name = 'a"\r\nX-Evil: 1\r\n\r\n.txt'
    (part,) = parts(made(MultipartBody(object), {'f"\r\n': (name, b"x")}))
    assert part.keys() == ["Content-Disposition", "Content-Type"]
    assert part.get_payload() == "x"


@pytest.mark.parametrize(
    "file",
    [
        ("a", b"x", "text/plain\r\nX-Evil: 1"),
        ("a", b"x", "text/plain", {"X-Part": "1\r\nX-Evil: 1"}),
        ("a", b"x", "text/plain", {"X-Part\r\nX-Evil": "1"}),
    ],
)
def test_headers_of_parts_cannot_either(file: object) -> None:
    with pytest.raises(ValueError, match="control characters"):
        made(MultipartBody(object), {"f": file})


def test_the_length_is_known_when_it_can_be(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x" * 1000)
    body = made(MultipartBody(object), {"f": path, "n": 1})
    assert int(body.headers["content-length"]) == len(body.content)


def test_a_file_that_cannot_be_measured_is_read_first() -> None:
    class Pipe(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readall(self) -> bytes:
            return b"piped"

    body = made(MultipartBody(object), {"f": Pipe()})
    assert [told(each)[3] for each in parts(body)] == [b"piped"]
    assert int(body.headers["content-length"]) == len(body.content)


def test_files_are_opened_for_the_call_only(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x")
    payload = encode(MultipartBody(object), {"f": path}, asynchronous=False)
    opened = payload.arguments["files"][0][1][1]
    with payload.opened:
        assert not opened.closed
        for _ in range(2):  # it can be sent again
            assert [told(each)[3] for each in parts(sent(payload))] == [b"x"]
    assert opened.closed


def test_nothing_stays_open_when_a_later_part_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x")
    with pytest.raises(FileNotFoundError):
        made(MultipartBody(object), {"f": path, "g": tmp_path / "missing"})
    gc.collect()  # a file left open would be a ResourceWarning, which is an error here


# Raw content


@pytest.mark.parametrize(
    ("value", "content"), [(b"\0\xff", b"\0\xff"), ("é", "é".encode()), ([b"a"], b"a")]
)
def test_raw_content_goes_out_as_it_is(value: object, content: bytes) -> None:
    body = made(RawBody("image/png"), value)
    assert body.content == content
    assert body.media_type == "image/png"


def test_a_file_is_sent_from_where_it_stands_each_time() -> None:
    file = io.BytesIO(b"0123456789")
    file.seek(4)
    payload = encode(RawBody(), file, asynchronous=False)
    assert payload.replayable
    for _ in range(2):
        body = sent(payload)
        assert body.content == b"456789"
        assert body.headers["content-length"] == "6"


def test_a_big_file_is_not_read_at_once() -> None:
    class Watched(io.BytesIO):
        largest = 0

        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert size > 0
            self.largest = max(self.largest, size)
            return super().read(size)

    file = Watched(bytes(1_000_000))
    assert len(made(RawBody(), file).content) == 1_000_000
    assert file.largest <= 100_000


def test_an_iterator_can_be_sent_once() -> None:
    payload = encode(RawBody(), iter([b"a", b"b"]), asynchronous=False)
    assert not payload.replayable
    assert sent(payload).content == b"ab"


@pytest.mark.parametrize("kind", ["list", "iterator", "file", "async iterator"])
def test_an_asynchronous_client_takes_all_of_them(kind: str, run: Run) -> None:
    async def later() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    def soon() -> Iterator[bytes]:
        yield from (b"a", b"b")

    values: dict[str, Any] = {
        "list": [b"a", b"b"],
        "iterator": soon(),
        "file": io.BytesIO(b"ab"),
        "async iterator": later(),
    }

    async def main() -> None:
        payload = encode(RawBody(), values[kind], asynchronous=True)
        assert payload.replayable == (kind in ("list", "file"))
        request = httpx2.Request("POST", URL, **rendered(payload.arguments))
        assert await request.aread() == b"ab"

    run(main)


@pytest.mark.parametrize("value", [io.StringIO("text"), ("f", io.StringIO("text"))])
def test_files_are_binary(value: object) -> None:
    body = MultipartBody(object) if isinstance(value, tuple) else RawBody()
    with pytest.raises(TypeError, match="binary"):
        made(body, {"f": value} if isinstance(value, tuple) else value)


@pytest.mark.parametrize("value", [1, None, {"a": 1}])
def test_no_content_can_be_made_of_other_things(value: object) -> None:
    with pytest.raises(TypeError, match="no content can be made of"):
        made(RawBody(), value)


# Which body


BODIES = (JsonBody(Params), MultipartBody(Params), RawBody("application/pdf"))


@pytest.mark.parametrize(
    ("media_type", "raw", "chosen"),
    [
        (omit, False, BODIES[0]),
        (omit, True, BODIES[2]),
        ("multipart/form-data", False, BODIES[1]),
        ("application/pdf", True, BODIES[2]),
        ("image/png", True, RawBody("image/png")),
    ],
)
def test_the_media_type_tells_which_body_is_meant(
    media_type: Any, raw: bool, chosen: Body
) -> None:
    assert choose(BODIES, media_type, raw=raw) == chosen


def test_an_unknown_media_type_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown content_type 'text/csv': expected"):
        choose(BODIES[:2], "text/csv", raw=False)
