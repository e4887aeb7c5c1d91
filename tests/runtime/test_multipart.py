"""Multipart bodies and lines of JSON over real connections."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from email.message import Message
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import Field
from sample.kernel._runtime import (
    BaseModel,
    FileTypes,
    InternalServerError,
    JsonLinesBody,
    MultipartBody,
    RawBody,
    Style,
)
from typing_extensions import TypedDict

from tests.runtime.test_bodies import Api, Pipe, api, content, disposition, server

__all__ = ["api", "server"]


class Owner(TypedDict, total=False):
    zip_code: Annotated[str, Field(alias="zipCode")]


class Form(TypedDict, total=False):
    owner: Owner
    file: FileTypes
    several: Sequence[FileTypes]
    named: Mapping[str, FileTypes]
    tags: Sequence[str]
    link: FileTypes | str


FORM = MultipartBody(Form)
RAW = RawBody()


def described(part: Message) -> tuple[str | None, str | None, bytes]:
    return part.get_filename(), part["content-type"], content(part)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (("n.txt", "text"), ("n.txt", "text/plain", b"text")),
        (("n.json", "ü", "text/x"), ("n.json", "text/x", "ü".encode())),
        ((None, "text"), (None, None, b"text")),
        (memoryview(b"view"), ("file", "application/octet-stream", b"view")),
        (("n.txt", memoryview(b"view")), ("n.txt", "text/plain", b"view")),
        (bytearray(b"array"), ("file", "application/octet-stream", b"array")),
        (b"", ("file", "application/octet-stream", b"")),
    ],
)
def test_a_file_is_one_part(api: Api, value: Any, expected: Any) -> None:
    assert described(api.send(FORM, {"file": value}).only) == expected
    if value != (None, "text"):
        (part,) = api.send(FORM, {"several": [value]}).parts
        assert content(part) == expected[2]


def test_two_texts_are_a_list_where_texts_are_expected(api: Api) -> None:
    parts = api.send(FORM, {"tags": ("a", "b")}).parts
    assert [content(part) for part in parts] == [b"a", b"b"]


@pytest.mark.parametrize("value", ["report.pdf", ["report.pdf"], ("a.txt",)])
@pytest.mark.parametrize("name", ["file", "several"])
def test_a_text_is_no_file(api: Api, name: str, value: object) -> None:
    with pytest.raises(
        TypeError, match=rf"{name} is a file: pass bytes.*pathlib\.Path"
    ):
        api.send(FORM, {name: value})
    assert api.received == []


def test_a_text_may_stand_beside_a_file(api: Api) -> None:
    assert content(api.send(FORM, {"link": "https://a"}).only) == b"https://a"
    part = api.send(FORM, {"link": ("n.txt", "text")}).only
    assert part.get_filename() == "n.txt"


def written(data: bytes = b"data") -> io.BytesIO:
    """A file as it is left by whoever wrote it."""
    file = io.BytesIO()
    file.write(data)
    return file


@pytest.mark.parametrize("status", [204, 503, 307])
def test_a_file_at_its_end_is_sent_whole(api: Api, status: int) -> None:
    api.answer(status)
    api.send(FORM, {"file": written()})
    assert [content(item.only) for item in api.received] in ([b"data"], [b"data"] * 2)
    api.answer(status)
    api.received.clear()
    api.send(RAW, written())
    assert {item.content for item in api.received} == {b"data"}
    assert {item.headers["content-length"] for item in api.received} == {"4"}


@pytest.mark.parametrize("make", [bytes, bytearray, memoryview])
def test_bytes_of_all_kinds_are_content(api: Api, make: Any) -> None:
    assert api.send(RAW, make(b"data")).content == b"data"


def test_a_file_is_sent_from_where_it_stands(api: Api, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"0123456789")
    with path.open("rb") as file:
        file.seek(4)
        api.answer(503)
        received = api.send(FORM, {"file": file})
        assert described(received.only) == ("a.txt", "text/plain", b"456789")
        assert (received.pieces, len(api.received)) == (0, 2)
    assert content(api.send(FORM, {"file": io.BytesIO()}).only) == b""


def test_files_by_name(api: Api) -> None:
    value = {"b.txt": b"b", "a": ("a.png", b"a")}
    parts = api.send(MultipartBody(Mapping[str, FileTypes]), value).parts
    assert [part.get_param("name", header="content-disposition") for part in parts] == [
        "b.txt",
        "a",
    ]
    assert [content(part) for part in parts] == [b"b", b"a"]


@pytest.mark.parametrize("type_", [Form, object])
def test_files_by_name_inside_a_property(api: Api, type_: Any) -> None:
    value = {"named": {"x": b"1", "y": ("y.txt", b"2")}, "owner": {"zipCode": "1"}}
    parts = api.send(MultipartBody(type_), value).parts
    lines = [disposition(part) for part in parts]
    assert lines[0] == 'form-data; name="named[x]"; filename="named[x]"'
    assert lines[1] == 'form-data; name="named[y]"; filename="y.txt"'
    assert [content(part) for part in parts] == [b"1", b"2", b'{"zipCode":"1"}']


def test_parts_that_are_related(api: Api) -> None:
    body = MultipartBody(Form, "multipart/related")
    received = api.send(
        body, {"owner": {"zip_code": "1"}, "file": ("a.png", b"\x89\r\n")}
    )
    assert (received.media_type or "").startswith(
        'multipart/related; type="application/json"; boundary='
    )
    owner, file = received.parts
    assert dict(owner.items()) == {
        "Content-ID": "<owner>",
        "Content-Type": "application/json",
    }
    assert content(owner) == b'{"zipCode":"1"}'
    assert dict(file.items()) == {
        "Content-ID": "<file>",
        "Content-Disposition": 'attachment; filename="a.png"',
        "Content-Type": "image/png",
    }
    assert content(file) == b"\x89\r\n"


def test_the_document_can_say_what_related_parts_begin_with(api: Api) -> None:
    body = MultipartBody(Form, 'multipart/related; type="application/json"')
    media_type = api.send(body, {"owner": {}}).media_type or ""
    assert media_type.count("type=") == 1


def test_mixed_parts_have_no_names(api: Api) -> None:
    body = MultipartBody(Sequence[FileTypes | Owner | str], "multipart/mixed")
    received = api.send(body, [b"\x00", ("a.png", b"p"), {"zip_code": "1"}, "ü"])
    assert (received.media_type or "").startswith("multipart/mixed; boundary=")
    assert [described(part) for part in received.parts] == [
        (None, "application/octet-stream", b"\x00"),
        ("a.png", "image/png", b"p"),
        (None, "application/json", b'{"zipCode":"1"}'),
        (None, "text/plain; charset=utf-8", "ü".encode()),
    ]
    types = {"": "image/gif"}
    typed = MultipartBody(body.type, body.media_type, content_types=types)
    assert described(api.send(typed, [b"x"]).only)[1] == "image/gif"


def test_mixed_parts_of_an_object_keep_their_names(api: Api) -> None:
    parts = api.send(
        MultipartBody(Form, "multipart/mixed"), {"owner": {}, "file": b"x"}
    )
    assert [disposition(part) for part in parts.parts] == [
        'form-data; name="owner"',
        'form-data; name="file"; filename="file"',
    ]


@pytest.mark.parametrize("kind", ["multipart/related", "multipart/mixed"])
def test_other_kinds_are_made_of_mappings_or_lists(api: Api, kind: str) -> None:
    with pytest.raises(TypeError, match="made of a mapping or a list, not int"):
        api.send(MultipartBody(object, kind), 1)


def test_styles_join_or_name_the_parts_of_an_array(api: Api) -> None:
    styles = {
        "csv": Style("form"),
        "tsv": Style("tabDelimited"),
        "deep": Style("deepObject", explode=True),
        "left": Style("form"),
    }
    value = {
        "csv": ["a", "b%"],
        "tsv": [1, 2],
        "deep": {"a": {"b": "c d"}},
        "left": None,
    }
    parts = api.send(MultipartBody(object, styles=styles), value).parts
    assert [(disposition(part), content(part)) for part in parts] == [
        ('form-data; name="csv"', b"a,b%"),
        ('form-data; name="tsv"', b"1\t2"),
        ('form-data; name="deep[a][b]"', b"c d"),
    ]


def test_a_pipe_is_sent_as_it_is_read(api: Api) -> None:
    received = api.send(FORM, {"file": Pipe(b"x" * 200_000)})
    assert content(received.only) == b"x" * 200_000
    assert received.pieces > 3
    api.answer(503)
    with pytest.raises(InternalServerError):
        api.send(FORM, {"file": ("n", Pipe(b"pipe"))})
    assert len(api.received) == 2


# Lines


class Item(TypedDict):
    item_name: Annotated[str, Field(alias="itemName")]


class Model(BaseModel):
    item_name: str = Field(alias="itemName")


LINES = JsonLinesBody(Item)
TWO = b'{"itemName":"a"}\n{"itemName":"b"}\n'


class Again:
    def __init__(self, items: Iterable[Any]) -> None:
        self._items = [*items]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)


ITEMS: list[Any] = [{"item_name": "a"}, Model(itemName="b")]


@pytest.mark.parametrize(
    ("make", "sent"),
    [
        (lambda: ITEMS, 2),
        (lambda: tuple(ITEMS), 2),
        (lambda: Again(ITEMS), 2),
        (lambda: iter(ITEMS), 1),
        (lambda: (value for value in ITEMS), 1),
        (lambda: TWO, 2),
        (lambda: TWO.decode(), 2),
        (lambda: io.BytesIO(TWO), 2),
        (lambda: iter([TWO[:17], ITEMS[1]]), 1),
    ],
)
def test_values_are_sent_in_lines(api: Api, make: Any, sent: int) -> None:
    received = api.send(LINES, make())
    assert (received.media_type, received.content) == ("application/x-ndjson", TWO)
    api.received.clear()
    api.answer(503)
    if sent == 1:
        with pytest.raises(InternalServerError):
            api.send(LINES, make())
    else:
        api.send(LINES, make())
    assert [item.content for item in api.received] == [TWO] * sent


def test_values_that_come_later_are_sent_in_lines(api: Api) -> None:
    async def items() -> AsyncIterator[Any]:
        for value in ITEMS:
            yield value

    class Later:
        def __aiter__(self) -> AsyncIterator[Any]:
            return items()

    if not api.asynchronous:
        with pytest.raises(TypeError, match="lines are made of an iterable"):
            api.send(LINES, items())
        return
    assert api.send(LINES, items()).content == TWO
    api.answer(503)
    api.send(LINES, Later())
    assert [item.content for item in api.received] == [TWO] * 3


def test_a_sequence_has_record_separators(api: Api) -> None:
    received = api.send(JsonLinesBody(Item, "application/json-seq"), ITEMS)
    assert received.content == b'\x1e{"itemName":"a"}\n\x1e{"itemName":"b"}\n'


def test_one_value_is_one_line(api: Api) -> None:
    assert api.send(LINES, ITEMS[0]).content == b'{"itemName":"a"}\n'
    assert api.send(LINES, []).content == b""


def test_lines_name_numbers_that_json_cannot_hold(api: Api) -> None:
    with pytest.raises(ValueError, match=r"body\[1\]\.x is nan"):
        api.send(LINES, [{}, {"x": float("nan")}])


@pytest.mark.parametrize("size", [1 << 20])
def test_big_files_of_a_form_are_read_piece_by_piece(api: Api, size: int) -> None:
    largest = 0

    class Big(io.BytesIO):
        def read(self, count: int | None = -1, /) -> bytes:
            nonlocal largest
            found = super().read(count)
            largest = max(largest, len(found))
            return found

    file = Big(os.urandom(size))
    received = api.send(FORM, {"file": file})
    assert content(received.only) == file.getvalue()
    assert largest <= 65_536
    assert received.pieces == 0
