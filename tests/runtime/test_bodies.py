"""Request bodies over real connections, read by the standard library's own parsers."""

from __future__ import annotations

import asyncio
import codecs
import io
import json
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import suppress
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import parse_qsl

import pytest
from pydantic import Field
from sample.kernel._runtime import (
    APIConnectionError,
    ApiInfo,
    APIStatusError,
    AsyncClient,
    BaseModel,
    FormBody,
    InternalServerError,
    JsonBody,
    MultipartBody,
    Operation,
    RawBody,
    Server,
    Style,
    SyncClient,
    omit,
)

BIG = 1_000_000


def _at_once(retries: int) -> float:
    """A pause between attempts that takes no time."""
    return 0


FILES: list[IO[bytes]] = []


class Received(NamedTuple):
    """A request as it came over the connection."""

    headers: Mapping[str, str]
    content: bytes
    pieces: int
    """The number of chunks of the body; 0: its length was declared."""

    @property
    def media_type(self) -> str | None:
        return self.headers.get("content-type")

    @property
    def form(self) -> list[tuple[str, str]]:
        return parse_qsl(self.content.decode(), strict_parsing=True)

    @property
    def parts(self) -> list[Message]:
        head = f"Content-Type: {self.media_type}\r\n\r\n".encode()
        message = message_from_bytes(head + self.content)
        assert message.is_multipart() and not message.defects
        return message.get_payload()  # type: ignore[return-value]

    @property
    def only(self) -> Message:
        (part,) = self.parts
        return part


def content(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    assert isinstance(found, bytes)
    return found


def disposition(part: Message) -> str:
    return str(part["content-disposition"])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_POST(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        if headers.get("transfer-encoding") == "chunked":
            chunks = [*iter(self._chunk, b"")]
            received = Received(headers, b"".join(chunks), len(chunks) + 1)
        else:
            length = int(headers.get("content-length", 0))
            received = Received(headers, self.rfile.read(length), 0)
        self.server.received.append(received)
        status = self.server.statuses.pop(0) if self.server.statuses else 204
        self.send_response(status)
        if status == 307:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline(), 16)
        return self.rfile.read(size + 2)[:size]

    def log_message(self, *_: Any) -> None: ...


Body = JsonBody | FormBody | MultipartBody | RawBody


class Api:
    """The server, and a client that is either synchronous or not."""

    def __init__(self, server: Any, asynchronous: bool) -> None:
        self._server = server
        self.asynchronous = asynchronous

    def answer(self, *statuses: int) -> None:
        """The statuses of the next answers; 204 after them."""
        self._server.statuses[:] = statuses

    @property
    def received(self) -> list[Received]:
        found: list[Received] = self._server.received
        return found

    def send(
        self, body: Body | tuple[Body, ...] | None, value: object = omit, **parts: Any
    ) -> Received:
        """The last request of a call that may be sent three times."""
        operation = Operation("POST", "/x", body=body)
        url = f"http://127.0.0.1:{self._server.server_port}"
        info = ApiInfo("test", "1", "TEST", (Server(url),), retry_policy="all")
        if not self.asynchronous:
            with SyncClient(info, arguments={}, backoff=_at_once) as client:
                client.request(operation, None, body=value, **parts)
            return self.received[-1]

        async def main() -> None:
            async with AsyncClient(info, arguments={}, backoff=_at_once) as client:
                await client.request(operation, None, body=value, **parts)

        asyncio.run(main())
        return self.received[-1]


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["sync", "async"])
def api(server: Any, request: pytest.FixtureRequest) -> Api:
    server.received, server.statuses = [], []
    return Api(server, request.param == "async")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "cat.png"
    made.write_bytes(b"\x89PNG\r\n\x00")
    return made


class Pipe(io.RawIOBase):
    """A file that can be read once, from the start to the end."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._data.readinto(buffer)


class Spy(io.BytesIO):
    """A file that says how it is read."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.largest = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.largest = max(self.largest, len(data))
        return data


JSON = JsonBody(object)
FORM = FormBody(object)
PARTS = MultipartBody(object)
RAW = RawBody()


# JSON


@pytest.mark.parametrize(
    "value", [{"a": [1, {"b": None}]}, [], "text", 1.5, True, None, {}]
)
def test_json_of_any_shape(api: Api, value: object) -> None:
    received = api.send(JSON, value)
    assert json.loads(received.content) == value
    assert (received.media_type, received.pieces) == ("application/json", 0)


def test_json_can_go_by_another_name(api: Api) -> None:
    body = JsonBody(object, "application/merge-patch+json")
    assert api.send(body, {"a": None}).media_type == "application/merge-patch+json"


def test_without_a_body_there_is_no_content_type(api: Api) -> None:
    for body in (JSON, FORM, PARTS, RAW, None):
        received = api.send(body)
        assert received.media_type is None
        assert (received.content, received.headers["content-length"]) == (b"", "0")


def test_members_that_are_omitted_are_not_sent(api: Api) -> None:
    value = {"a": 1, "b": omit}
    assert json.loads(api.send(JSON, value).content) == {"a": 1}
    assert api.send(FORM, value).form == [("a", "1")]
    assert len(api.send(PARTS, value).parts) == 1


# URL-encoded forms


def test_a_form_of_scalars_and_lists(api: Api) -> None:
    received = api.send(
        FORM, {"a b": "x & y=ü", "n": 1.5, "t": True, "none": None, "l": ["1", "2 3"]}
    )
    assert received.form == [
        ("a b", "x & y=ü"),
        ("n", "1.5"),
        ("t", "true"),
        ("l", "1"),
        ("l", "2 3"),
    ]
    assert received.media_type == "application/x-www-form-urlencoded"
    assert b"%20" not in received.content
    assert received.pieces == 0


def test_a_form_writes_its_properties_in_their_styles(api: Api) -> None:
    styles = {
        "deep": Style("deepObject"),
        "comma": Style("form"),
        "pipe": Style("pipeDelimited"),
        "space": Style("spaceDelimited"),
        "json": Style("json"),
        "spread": Style("form", explode=True),
    }
    value = {
        "deep": {"a": {"b": 1}},
        "comma": [1, 2],
        "pipe": [1, 2],
        "space": [1, 2],
        "json": [1, {"a": 2}],
        "spread": {"x": 1, "y": 2},
        "object": {"a": [1]},
    }
    assert api.send(FormBody(object, styles=styles), value).form == [
        ("deep[a][b]", "1"),
        ("comma", "1,2"),
        ("pipe", "1|2"),
        ("space", "1 2"),
        ("json", '[1,{"a":2}]'),
        ("x", "1"),
        ("y", "2"),
        ("object", '{"a":[1]}'),
    ]


@pytest.mark.parametrize("body", [FORM, PARTS])
def test_a_form_is_made_of_a_mapping(api: Api, body: Body) -> None:
    with pytest.raises(TypeError, match="a form is made of a mapping, not list"):
        api.send(body, ["a"])
    assert api.received == []


# Multipart forms


def test_fields_of_a_multipart_form(api: Api) -> None:
    value = {
        "text": "ü",
        "n": 1,
        "t": True,
        "l": ["a", "b"],
        "o": {"a": [1]},
        "x": None,
    }
    found = [
        (disposition(part), part["content-type"], content(part))
        for part in api.send(PARTS, value).parts
    ]
    assert found == [
        ('form-data; name="text"', None, "ü".encode()),
        ('form-data; name="n"', None, b"1"),
        ('form-data; name="t"', None, b"true"),
        ('form-data; name="l"', None, b"a"),
        ('form-data; name="l"', None, b"b"),
        ('form-data; name="o"', "application/json", b'{"a":[1]}'),
    ]


def opened(path: Path) -> Any:
    file = path.open("rb")
    FILES.append(file)
    return file


@pytest.fixture(autouse=True)
def files_closed() -> Iterator[None]:
    yield
    while FILES:
        FILES.pop().close()


@pytest.mark.parametrize(
    ("make", "name", "media_type"),
    [
        (lambda path: path, "cat.png", "image/png"),
        (opened, "cat.png", "image/png"),
        (lambda path: path.read_bytes(), "file", "application/octet-stream"),
        (lambda path: bytearray(path.read_bytes()), "file", "application/octet-stream"),
        (
            lambda path: io.BytesIO(path.read_bytes()),
            "file",
            "application/octet-stream",
        ),
        (lambda path: Pipe(path.read_bytes()), "file", "application/octet-stream"),
        (lambda path: ("dog.gif", path), "dog.gif", "image/gif"),
        (lambda path: ("dog", path.read_bytes()), "dog", "application/octet-stream"),
        (lambda path: ("dog.gif", opened(path), "image/x"), "dog.gif", "image/x"),
        (lambda path: ("dog.gif", path, None), "dog.gif", "image/gif"),
        (lambda path: (None, path), None, None),
        (lambda path: (None, path, "image/x", {}), None, "image/x"),
    ],
)
def test_a_file_is_given_in_many_ways(
    api: Api,
    path: Path,
    make: Callable[[Path], Any],
    name: str | None,
    media_type: str | None,
) -> None:
    received = api.send(PARTS, {"file": make(path)})
    part = received.only
    assert (part.get_filename(), part["content-type"]) == (name, media_type)
    assert content(part) == path.read_bytes()


def test_an_array_of_files(api: Api, path: Path) -> None:
    files = [path, ("b.txt", b"b"), b"c"]
    parts = api.send(PARTS, {"files": files}).parts
    assert [part.get_filename() for part in parts] == ["cat.png", "b.txt", "files"]
    assert [content(part) for part in parts] == [path.read_bytes(), b"b", b"c"]


def test_a_part_has_headers_of_its_own(api: Api) -> None:
    file = ("a.txt", b"a", "text/plain", {"X-Rotate": "90", "Expires": "0"})
    part = api.send(PARTS, {"file": file}).only
    assert (part["x-rotate"], part["expires"]) == ("90", "0")
    assert part["content-type"] == "text/plain"


def test_the_document_gives_parts_their_media_types(api: Api) -> None:
    types = {
        "xml": "application/xml",
        "json": "application/json",
        "image": "image/png, image/jpeg",
        "any": "image/*",
        "file": "audio/x",
    }
    value = {
        "xml": "<a/>",
        "json": "text",
        "image": ("a.jpg", b""),
        "any": ("a.gif", b""),
        "file": b"",
    }
    parts = api.send(MultipartBody(object, content_types=types), value).parts
    assert [(part["content-type"], content(part)) for part in parts] == [
        ("application/xml", b"<a/>"),
        ("application/json", b'"text"'),
        ("image/jpeg", b""),
        ("image/gif", b""),
        ("audio/x", b""),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ('a"b', "a%22b"),
        ("a\r\nX-Evil: 1", "a%0D%0AX-Evil: 1"),
        ("a\x00b", "a%00b"),
        ("ü.txt", "ü.txt"),
        ("../../etc/passwd", "../../etc/passwd"),
    ],
)
def test_no_name_leaves_its_quotes(api: Api, name: str, expected: str) -> None:
    received = api.send(PARTS, {name: (name, b"x")})
    assert len(received.only.keys()) == 2
    line = f'form-data; name="{expected}"; filename="{expected}"'
    assert line.encode() in received.content


def test_a_name_that_ends_with_a_backslash_does_not_swallow_the_rest(api: Api) -> None:
    part = api.send(PARTS, {"file": ("a\\", b"x")}).only
    assert part.get_filename() == "a\\"


@pytest.mark.parametrize(
    "file",
    [
        ("a", b"x", "text/plain\r\nX-Evil: 1"),
        ("a", b"x", None, {"X-A": "1\nX-Evil: 1"}),
        ("a", b"x", None, {"X-A\r\nX-Evil": "1"}),
        ("a", b"x", "text/\x00plain"),
    ],
)
def test_control_characters_in_the_headers_of_a_part_are_refused(
    api: Api, file: Any
) -> None:
    with pytest.raises(ValueError, match="control characters"):
        api.send(PARTS, {"file": file})
    assert api.received == []


# Raw content


@pytest.mark.parametrize("media_type", ["application/octet-stream", "image/png"])
def test_raw_bodies_of_known_size(api: Api, path: Path, media_type: str) -> None:
    data = path.read_bytes()
    for value in (data, bytearray(data), path, opened(path), io.BytesIO(data)):
        received = api.send(RawBody(media_type), value)
        assert received.content == data
        assert received.headers["content-length"] == str(len(data))
        assert "transfer-encoding" not in received.headers
        assert received.media_type == media_type


def test_a_text_is_sent_as_utf_8(api: Api) -> None:
    received = api.send(RawBody("text/plain"), "grün")
    assert received.content == "grün".encode()
    assert received.headers["content-length"] == "5"


def test_raw_bodies_of_unknown_size_come_in_chunks(api: Api) -> None:
    values = ([b"a", b"b"], (element for element in (b"a", b"b")), Pipe(b"ab"))
    for value in values:
        received = api.send(RAW, value)
        assert (received.content, received.pieces > 1) == (b"ab", True)
        assert "content-length" not in received.headers


async def letters() -> AsyncIterator[bytes]:
    yield b"a"
    yield b"b"


class Letters:
    def __aiter__(self) -> AsyncIterator[bytes]:
        return letters()


@pytest.mark.parametrize("make", [letters, Letters])
def test_an_asynchronous_iterable_needs_the_asynchronous_client(
    api: Api, make: Callable[[], Any]
) -> None:
    if api.asynchronous:
        assert api.send(RAW, make()).content == b"ab"
        return
    with pytest.raises(TypeError, match="no content can be made of"):
        api.send(RAW, make())


@pytest.mark.parametrize("value", [{"a": 1}, 1, None])
def test_nothing_else_is_content(api: Api, value: object) -> None:
    with pytest.raises(TypeError, match="no content can be made of"):
        api.send(RAW, value)


@pytest.mark.parametrize("body", [RAW, PARTS])
def test_files_in_text_mode_are_refused(api: Api, body: Body, path: Path) -> None:
    with (
        path.open(encoding="utf-8") as plain,
        codecs.open(str(path), encoding="utf-8") as decoded,
        tempfile.NamedTemporaryFile("w+") as wrapped,
        tempfile.SpooledTemporaryFile(mode="w+") as spooled,
    ):
        for file in (plain, decoded, wrapped, spooled, io.StringIO("text")):
            with pytest.raises(TypeError, match="opened in binary mode"):
                api.send(body, file if body is RAW else {"file": file})
    assert api.received == []


def test_binary_files_of_all_kinds_are_sent(api: Api) -> None:
    with (
        tempfile.NamedTemporaryFile() as wrapped,
        tempfile.SpooledTemporaryFile() as spooled,
        tempfile.TemporaryFile() as nameless,
    ):
        files: list[Any] = [wrapped, spooled, nameless]
        for file in files:
            file.write(b"data")
            file.seek(0)
            assert api.send(RAW, file).content == b"data"
            file.seek(0)
            assert content(api.send(PARTS, {"file": file}).only) == b"data"


@pytest.mark.parametrize("body", [RAW, PARTS])
def test_a_big_file_is_read_piece_by_piece(api: Api, body: Body) -> None:
    file = Spy(bytes(BIG))
    received = api.send(body, file if body is RAW else {"file": ("a", file)})
    assert received.pieces == 0
    assert len(received.content) >= BIG
    assert 0 < file.largest < BIG / 10


# Extra members and the choice of a body


class Pet(BaseModel):
    pet_name: str = Field(alias="petName")


def test_extra_members_win(api: Api) -> None:
    extra = {"options": {"extra_body": {"b": 2, "c": 3}}}
    expected = {"a": 1, "b": 2, "c": 3}
    given = {"a": 1, "b": 1}
    assert json.loads(api.send(JSON, given, **extra).content) == expected
    assert api.send(FORM, given, **extra).form == [("a", "1"), ("b", "2"), ("c", "3")]
    parts = api.send(PARTS, given, **extra).parts
    assert [content(part) for part in parts] == [b"1", b"2", b"3"]
    pet = api.send(JSON, Pet(petName="Rex"), options={"extra_body": {"age": 3}})
    assert json.loads(pet.content) == {"petName": "Rex", "age": 3}


@pytest.mark.parametrize(
    ("body", "value", "extra", "expected"),
    [
        (JSON, omit, {"a": 1}, b'{"a":1}'),
        (JSON, [1], {"a": 1}, b'{"a":1}'),
        (JSON, {"a": 1}, [1], b"[1]"),
        (RAW, b"a", b"b", b"b"),
        (None, omit, {"a": 1}, b'{"a":1}'),
    ],
)
def test_any_other_extra_body_takes_the_place_of_the_body(
    api: Api, body: Body | None, value: object, extra: object, expected: bytes
) -> None:
    sent = api.send(body, value, options={"extra_body": extra})
    assert sent.content == expected


def test_the_media_type_chooses_the_body(api: Api) -> None:
    bodies = (JSON, FORM, RawBody("text/plain"))
    value = {"a": "1"}
    assert api.send(bodies, value).media_type == "application/json"
    form = "application/x-www-form-urlencoded"
    assert api.send(bodies, value, content_type=form).form == [("a", "1")]
    sent = api.send(bodies, content="a", content_type="text/plain")
    assert (sent.media_type, sent.content) == ("text/plain", b"a")
    assert api.send(bodies, content="a").media_type == "text/plain"
    assert api.send(RAW, b"a", content_type="image/png").media_type == "image/png"
    with pytest.raises(ValueError, match=r"unknown content_type 'text/csv': expected"):
        api.send((JSON, FORM), value, content_type="text/csv")


# Sending again


def file_at_three() -> io.BytesIO:
    file = io.BytesIO(b"___data")
    file.seek(3)
    return file


@pytest.mark.parametrize("status", [503, 307])
@pytest.mark.parametrize(
    "make", [lambda: b"data", lambda: [b"da", b"ta"], file_at_three]
)
def test_what_can_be_read_again_is_sent_again(
    api: Api, status: int, make: Callable[[], Any]
) -> None:
    api.answer(status)
    api.send(RAW, make())
    assert [item.content for item in api.received] == [b"data", b"data"]


@pytest.mark.parametrize("status", [503, 307])
def test_a_form_is_sent_again_with_its_files(api: Api, path: Path, status: int) -> None:
    api.answer(status)
    files = [path, opened(path), file_at_three(), b"bytes"]
    api.send(PARTS, {"file": files})
    first, second = api.received
    data = path.read_bytes()
    expected = [data, data, b"data", b"bytes"]
    for side in (first, second):
        assert [content(part) for part in side.parts] == expected
        assert side.pieces == 0


@pytest.mark.parametrize(
    "make",
    [lambda: iter([b"data"]), lambda: Pipe(b"data"), lambda: (b"data",).__iter__()],
)
def test_what_can_be_read_once_is_sent_once(api: Api, make: Callable[[], Any]) -> None:
    api.answer(503)
    with pytest.raises(InternalServerError):
        api.send(RAW, make())
    assert [item.content for item in api.received] == [b"data"]
    api.answer(307)
    with pytest.raises(APIConnectionError, match="body cannot be sent again"):
        api.send(RAW, make())
    assert len(api.received) == 2


def test_an_asynchronous_generator_is_sent_once(api: Api) -> None:
    if not api.asynchronous:
        return
    api.answer(503)
    with pytest.raises(InternalServerError):
        api.send(RAW, letters())
    assert len(api.received) == 1
    api.answer(503)
    api.send(RAW, Letters())
    assert len(api.received) == 3


@pytest.mark.parametrize("statuses", [(), (503,), (400,), (503, 503, 503)])
def test_files_given_by_path_are_closed_again(
    api: Api,
    path: Path,
    statuses: tuple[int, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files: list[Any] = []
    real = Path.open

    def kept(self: Path, *arguments: Any) -> Any:
        files.append(real(self, *arguments))
        return files[-1]

    monkeypatch.setattr(Path, "open", kept)
    for body, value in ((RAW, path), (PARTS, {"file": [path, ("a", path)]})):
        api.answer(*statuses)
        with suppress(APIStatusError):
            api.send(body, value)
    assert [file.closed for file in files] == [True] * 3


def test_the_caller_s_own_files_stay_open(api: Api, path: Path) -> None:
    with path.open("rb") as file:
        api.send(RAW, file)
        file.seek(0)
        api.send(PARTS, {"file": file})
        assert not file.closed


def test_a_missing_file_is_an_error_before_anything_is_sent(
    api: Api, path: Path
) -> None:
    missing = path.with_name("missing")
    for body, value in ((RAW, missing), (PARTS, {"a": path, "b": missing})):
        with pytest.raises(FileNotFoundError):
            api.send(body, value)
    assert api.received == []
