"""Files to upload."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias, TypeGuard, TypeVar, cast, overload

from ._runtime.guards import is_list, is_object
from ._runtime.sync_bridge import maybe_await, run
from ._types import (
    AsyncBinaryTypes,
    Base64FileInput,
    BinaryTypes,
    FileContent,
    FileTypes,
    HttpxFileContent,
    HttpxFileTypes,
    HttpxRequestFiles,
    RequestFiles,
)

_T = TypeVar("_T")


def is_base64_file_input(obj: object) -> TypeGuard[Base64FileInput]:
    return isinstance(obj, (io.IOBase, PathLike))


def is_file_content(obj: object) -> TypeGuard[FileContent]:
    return isinstance(obj, (bytes, tuple, io.IOBase, PathLike))


def assert_is_file_content(obj: object, *, key: str | None = None) -> None:
    """Raise a RuntimeError if the value is not a file, or a tuple with one."""
    if not is_file_content(obj):
        place = f"file input `{obj!r}`" if key is None else f"entry at `{key}`"
        raise RuntimeError(
            f"Expected {place} to be bytes, an io.IOBase instance, PathLike or a tuple "
            f"but received {type(obj)} instead"
        )


@overload
def to_httpx_files(files: None) -> None: ...
@overload
def to_httpx_files(files: RequestFiles) -> HttpxRequestFiles: ...
def to_httpx_files(files: RequestFiles | None) -> HttpxRequestFiles | None:
    """Return the files with the names and contents of those that are paths."""
    return None if files is None else run(_read(files, Path.read_bytes))


@overload
async def async_to_httpx_files(files: None) -> None: ...
@overload
async def async_to_httpx_files(files: RequestFiles) -> HttpxRequestFiles: ...
async def async_to_httpx_files(files: RequestFiles | None) -> HttpxRequestFiles | None:
    """Return the files with the names and contents of those that are paths."""
    return None if files is None else await _read(files, _read_async)


def read_file_content(content: FileContent | BinaryTypes) -> BinaryTypes:
    """Return the content, or that of the file with this path."""
    return Path(content).read_bytes() if isinstance(content, PathLike) else content


async def async_read_file_content(
    content: FileContent | AsyncBinaryTypes,
) -> AsyncBinaryTypes:
    """Return the content, or that of the file with this path."""
    if isinstance(content, PathLike):
        return await _read_async(Path(content))
    return content


_Reader: TypeAlias = Callable[[Path], bytes | Awaitable[bytes]]


async def _read_async(path: Path) -> bytes:
    import anyio  # kept out of the import time

    return await anyio.Path(path).read_bytes()


async def _read(files: RequestFiles, reader: _Reader) -> HttpxRequestFiles:
    given: object = files
    if isinstance(files, Mapping):
        return {name: await _read_file(file, reader) for name, file in files.items()}
    if isinstance(given, Sequence):
        return [(name, await _read_file(file, reader)) for name, file in files]
    kind = type(given)
    raise TypeError(f"Unexpected file type input {kind}, expected mapping or sequence")


async def _read_file(file: FileTypes, reader: _Reader) -> HttpxFileTypes:
    if isinstance(file, PathLike):
        return (Path(file).name, await _read_content(file, reader))
    if isinstance(file, tuple):
        name, content, *others = file
        read: Any = (name, await _read_content(content, reader), *others)
        return cast("HttpxFileTypes", read)
    if is_file_content(file):
        return await _read_content(file, reader)
    raise TypeError(
        "Expected file types input to be a FileContent type or to be a tuple"
    )


async def _read_content(file: FileContent, reader: _Reader) -> HttpxFileContent:
    if isinstance(file, PathLike):
        content: bytes = await maybe_await(reader(Path(file)))
        return content
    return file


def deepcopy_with_paths(item: _T, paths: Sequence[Sequence[str]]) -> _T:
    """Return a copy whose dictionaries and lists on the paths are copies, too.

    The paths are those of `extract_files`, which changes what lies on them.
    """
    return cast("_T", _copied(item, [path for path in paths if path]))


def _copied(item: object, paths: Sequence[Sequence[str]]) -> object:
    keys = {path[0] for path in paths}
    if is_object(item) and keys:
        copied = dict(item)
        for key in keys & copied.keys():
            copied[key] = _copied(copied[key], _rests(paths, key))
        return copied
    if is_list(item) and "<array>" in keys:
        rests = _rests(paths, "<array>")
        return [_copied(entry, rests) for entry in item]
    return item


def _rests(paths: Sequence[Sequence[str]], key: str) -> list[Sequence[str]]:
    return [path[1:] for path in paths if path[0] == key and len(path) > 1]
