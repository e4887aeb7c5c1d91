"""Content of bodies and parts: bytes, paths, open files, iterables."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# `isinstance` leaves the types open of what is in a path or iterable.

from __future__ import annotations

import os
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeAlias

Content: TypeAlias = bytes | bytearray | memoryview | os.PathLike[str] | IO[bytes]

_NONE: Mapping[str, Any] = {}
_CHUNK = 65_536


class Payload(NamedTuple):
    """A body as the HTTP library's `build_request` takes it.

    The headers are those that the library does not write by itself. If `replayable`,
    the request can be sent again; the caller closes what was opened after the last time.
    """

    arguments: Mapping[str, Any]
    headers: Mapping[str, str] = _NONE
    replayable: bool = True
    opened: ExitStack[None] = ExitStack()


NOTHING = Payload({})


class Rest:
    """What is left of an open file, each time from where the caller left it.

    A file that was just written stands at its end, where nothing is left: it is sent
    from its start.
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
    """An iterable for the asynchronous client, which takes none of the others."""

    def __init__(self, source: Iterable[bytes]) -> None:
        self._source = source

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._source:
            yield chunk


def is_content(value: object) -> bool:
    """Whether the value is the content of a file, and no text."""
    known = (bytes, bytearray, memoryview, os.PathLike)
    return isinstance(value, known) or hasattr(value, "read")


def opened(value: Any, files: ExitStack[None]) -> Any:
    """Bytes, what iterates over the content of a file, or what else it was.

    Raises:
        TypeError: The file is opened as text.
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
    """The payload of content that goes out as it is.

    Raises:
        TypeError: No content can be made of the value.
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
