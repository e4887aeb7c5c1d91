"""Content that goes out from disk or iterators, and may have to go out again."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import Caller
from tests.faults.server import FaultServer, answer, failure

CONTENT = bytes(range(256)) * 1024


def replaced(caller: Caller, content: Any) -> Any:
    return caller(lambda client: client.uploads.replace(body=content))


@pytest.mark.parametrize("kind", ["bytes", "path", "file", "list"])
def test_what_can_be_read_again_is_sent_again(
    kind: str, caller: Caller, server: FaultServer, tmp_path: Path
) -> None:
    server.script(failure(503), answer({"id": "1"}))
    path = tmp_path / "content"
    path.write_bytes(CONTENT)
    if kind == "file":
        with path.open("rb") as file:
            file.seek(100)
            replaced(caller, file)
            assert not file.closed
    else:
        whole: dict[str, Any] = {"bytes": CONTENT, "path": path, "list": [CONTENT]}
        replaced(caller, whole[kind])
    expected = CONTENT[100:] if kind == "file" else CONTENT
    assert [request.body == expected for request in server.requests] == [True, True]
    for request in server.requests:
        assert ("content-length" in request.headers) == (kind != "list")
        assert request.headers["content-type"] == "application/octet-stream"


class Pipe(io.RawIOBase):
    """A file that can be read once."""

    def __init__(self) -> None:
        self._rest = [b"one", b"two"]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._rest.pop(0) if self._rest else b""
        buffer[: len(piece)] = piece
        return len(piece)


def pieces() -> Iterator[bytes]:
    yield from (b"one", b"two")


async def pieces_later() -> AsyncIterator[bytes]:
    for piece in pieces():
        yield piece


@pytest.mark.parametrize("kind", ["iterator", "pipe", "async iterator"])
def test_what_can_be_read_once_is_sent_once(
    kind: str, caller: Caller, server: FaultServer
) -> None:
    if kind == "async iterator" and caller.portal is None:
        with pytest.raises(TypeError, match="no content can be made of"):
            replaced(caller, pieces_later())
        return
    server.script(failure(503))
    makers: dict[str, Any] = {
        "iterator": pieces,
        "pipe": Pipe,
        "async iterator": pieces_later,
    }
    content = makers[kind]()
    with pytest.raises(caller.package.InternalServerError):
        replaced(caller, content)
    assert [request.body for request in server.requests] == [b"onetwo"]


def test_a_file_that_is_not_there_is_no_request(
    caller: Caller, server: FaultServer, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        replaced(caller, tmp_path / "missing")
    assert server.requests == []
