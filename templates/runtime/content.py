"""Content of bodies and parts: bytes, paths, open files, iterables."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# `isinstance` leaves the types open of what is in a path or iterable.

from __future__ import annotations

import os
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, Any, TypeAlias

from .payload import Body, Payload

__all__ = ["RawBody", "RawContent"]

Content: TypeAlias = bytes | bytearray | memoryview | os.PathLike[str] | IO[bytes]

RawContent: TypeAlias = Content | str | Iterable[bytes] | AsyncIterable[bytes]

_CHUNK = 65_536


class RawBody(Body):
    """Content that is sent unchanged."""

    takes_content = True

    def __init__(self, media_type: str = "application/octet-stream") -> None:
        super().__init__(None, media_type)

    def encode(self, value: object, extra: object, *, asynchronous: bool) -> Payload:
        headers = {"content-type": self.media_type}
        return raw(value if extra is None else extra, headers, asynchronous)

    def as_media_type(self, media_type: str) -> RawBody:
        # The document may describe the body as arbitrary content.
        return RawBody(media_type)


class Rest:
    """The rest of an open file, read from its current position every time.

    A file that was just written is at its end: it is sent from its start.
    """

    def __init__(self, file: IO[bytes]) -> None:
        start, end = file.tell(), file.seek(0, os.SEEK_END)
        self._file, self._start = file, 0 if start == end else start
        self.size = end - self._start

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(self._start)
        while chunk := self._file.read(_CHUNK):
            yield chunk


class _AsyncChunks:
    """A synchronous iterable for the asynchronous client."""

    def __init__(self, source: Iterable[bytes]) -> None:
        self._source = source

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._source:
            yield chunk


def is_content(value: object) -> bool:
    """Return whether the value is the content of a file, and not text."""
    known = (bytes, bytearray, memoryview, os.PathLike)
    return isinstance(value, known) or hasattr(value, "read")


def opened(value: Any, files: ExitStack[None]) -> Any:
    """Return bytes, an iterable over the content of a file, or the value itself.

    Raises:
        TypeError: The file is open in text mode.
    """
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    if isinstance(value, os.PathLike):
        return Rest(files.enter_context(Path(value).open("rb")))
    if hasattr(value, "encoding"):  # wrappers of text files have one as well
        raise TypeError("files must be opened in binary mode")
    if hasattr(value, "read"):
        seekable = bool(getattr(value, "seekable", bool)())
        return Rest(value) if seekable else iter(partial(value.read, _CHUNK), b"")
    return value


def raw(
    value: Any,
    headers: dict[str, str],
    asynchronous: bool,
    files: ExitStack[None] | None = None,
) -> Payload:
    """Return the payload of content that is sent unchanged.

    Raises:
        TypeError: The value is not content.
    """
    if asynchronous and isinstance(value, AsyncIterable):
        once = isinstance(value, AsyncIterator)
        return Payload({"content": value}, headers, not once)
    files = ExitStack() if files is None else files
    value = opened(value, files)
    if isinstance(value, (str, bytes)):
        return Payload({"content": value}, headers, opened=files)
    if not isinstance(value, Iterable) or isinstance(value, Mapping):
        raise TypeError(f"no content can be made of {type(value).__name__}")
    size = getattr(value, "size", None)
    if isinstance(size, int):
        headers["content-length"] = str(size)
    content: Any = _AsyncChunks(value) if asynchronous else value
    once = isinstance(value, Iterator)
    if once:  # the HTTP library refuses to send a generator a second time
        content = aiter(content) if asynchronous else (chunk for chunk in value)
    return Payload({"content": content}, headers, not once, files)
