"""Request bodies: JSON, forms, multipart forms and raw content."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# `isinstance` leaves the types open of what is in a tuple or path.

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path, PurePath
from types import MappingProxyType, NoneType
from typing import IO, Any, NamedTuple, TypeAlias, cast

from .encoding import refuse_endless, to_json, wire
from .guards import is_list, is_object
from .options import Omit
from .parameters import FORM, JSON, Style, in_query, plain, sent, text

__all__ = [
    "FileTypes", "FormBody", "JsonBody", "MultipartBody", "RawBody", "RawContent"
]  # fmt: skip

_Content: TypeAlias = bytes | os.PathLike[str] | IO[bytes]
FileTypes: TypeAlias = (
    _Content
    | tuple[str | None, _Content]
    | tuple[str | None, _Content, str | None]
    | tuple[str | None, _Content, str | None, Mapping[str, str]]
)
"""A file of a multipart form; in tuples: its name, content, media type, headers."""

RawContent: TypeAlias = _Content | str | Iterable[bytes] | AsyncIterable[bytes]

_NONE: Mapping[str, Any] = MappingProxyType({})
_CHUNK = 65_536


class JsonBody(NamedTuple):
    """A JSON body; the type gives its members their wire names."""

    type: object
    media_type: str = "application/json"


class FormBody(NamedTuple):
    """URL-encoded pairs, and the styles of the properties that have one."""

    type: object
    media_type: str = "application/x-www-form-urlencoded"
    styles: Mapping[str, Style] = _NONE


class MultipartBody(NamedTuple):
    """A part for each property, and the media types that the document gives them."""

    type: object
    media_type: str = "multipart/form-data"
    content_types: Mapping[str, str] = _NONE


class RawBody(NamedTuple):
    """Content that goes out as it is."""

    media_type: str = "application/octet-stream"


Body: TypeAlias = JsonBody | FormBody | MultipartBody | RawBody


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


def choose(
    offered: Body | tuple[Body, ...] | None, media_type: str | Omit, *, raw: bool
) -> Body:
    """The body that the caller means; without a media type the first.

    Raises:
        ValueError: There is no body of this media type.
    """
    # A body is a tuple as well.
    several = offered if type(offered) is tuple else (offered or JsonBody(object),)
    bodies = cast("tuple[Body, ...]", several)
    untyped = [body for body in bodies if isinstance(body, RawBody)]
    if isinstance(media_type, Omit):
        return untyped[0] if raw and untyped else bodies[0]
    for body in untyped if raw else bodies:
        if body.media_type == media_type:
            return body
    if untyped:  # the document may say no more than that it is some content
        return RawBody(media_type)
    known = ", ".join(repr(body.media_type) for body in bodies)
    raise ValueError(f"unknown content_type {media_type!r}: expected one of {known}")


def encode(
    body: Body, value: object, extra: object = None, *, asynchronous: bool
) -> Payload:
    """The value as the body of a request.

    `extra` holds further members of an object, or stands in for any other value.

    Raises:
        TypeError: No such body can be made of the value.
        ValueError: A media type or header of a part has control characters.
    """
    headers = {"content-type": body.media_type}
    given = value
    if not isinstance(body, RawBody):
        value = wire(body.type, value)
    if extra is not None:
        value = plain(value)
        value = {**value, **extra} if is_object(value) and is_object(extra) else extra
    if isinstance(body, RawBody):
        return _raw(value, headers, asynchronous)
    if isinstance(body, JsonBody):
        return Payload({"content": _json(value, given)}, headers)
    members = plain(value)
    if not is_object(members):
        raise TypeError(f"a form is made of a mapping, not {type(value).__name__}")
    if isinstance(body, MultipartBody):
        return _multipart(members, body.content_types)
    return Payload({"content": _form(members, body.styles)}, headers)


def _json(value: object, given: object) -> bytes:
    name = "" if is_object(value) else "body"
    try:
        return to_json(value, name)
    except ValueError:
        refuse_endless(given, name)  # by the names that the caller knows
        raise


def _form(members: Mapping[str, object], styles: Mapping[str, Style]) -> bytes:
    """Without a style, objects are JSON (OpenAPI 3.1.1, "Encoding Object")."""
    pairs: list[str] = []
    for name, value in members.items():
        default = JSON if is_object(plain(value)) else FORM
        pairs += in_query(name, value, styles.get(name, default))
    return "&".join(pairs).replace("%20", "+").encode()


def _multipart(
    members: Mapping[str, object], media_types: Mapping[str, str]
) -> Payload:
    opened: ExitStack[None] = ExitStack()
    with opened:
        # Fields are files without a name: the HTTP library writes a form that has no
        # file at all as URL-encoded pairs.
        parts = [
            (name, part)
            for name, value in members.items()
            for part in _parts(name, value, media_types.get(name), opened)
        ]
        return Payload({"files": parts}, opened=opened.pop_all())


def _parts(
    name: str, value: object, media_type: str | None, opened: ExitStack[None]
) -> Iterator[tuple[Any, ...]]:
    """The parts of a property: file name, content, media type, headers."""
    if media_type and ("," in media_type or "*" in media_type):
        media_type = None  # a choice, which the name of the file makes
    if file := _file(name, value):
        file_name, content, given, headers = file
        content = _opened(content, opened)
        if not isinstance(content, bytes) and (
            not _seekable(content) or content.tell()
        ):
            content = content.read()  # the HTTP library sends only whole files
        fields = {_line(key): _line(field) for key, field in (headers or {}).items()}
        yield file_name, content, _line(given or media_type), fields
    elif is_list(value := plain(value)):
        for item in value:
            yield from _parts(name, item, media_type, opened)
    elif is_object(value) or (sent(value) and media_type and "json" in media_type):
        yield None, to_json(value, name), _line(media_type or "application/json")
    elif sent(value):
        yield None, text(value).encode(), _line(media_type)


def _file(name: str, value: Any) -> tuple[Any, ...] | None:
    """Name, content, media type and headers, if the value is a file."""
    if isinstance(value, tuple):
        given: tuple[Any, ...] = (*value, None, None, None)[:4]
        named = isinstance(given[0], (str, NoneType)) and _is_content(given[1])
        return given if named else None
    own = getattr(value, "name", value)
    if isinstance(own, (str, os.PathLike)):
        name = PurePath(own).name or name
    return (name, value, None, None) if _is_content(value) else None


def _is_content(value: object) -> bool:
    return isinstance(value, (bytes, bytearray, os.PathLike)) or hasattr(value, "read")


def _line(text: str | None) -> str | None:
    # The HTTP library escapes names, but does not check these in all its versions.
    if text and re.search(r"[\x00-\x08\x0a-\x1f\x7f]", text):
        raise ValueError(f"control characters in the headers of a part: {text!r}")
    return text


def _opened(content: Any, opened: ExitStack[None]) -> Any:
    """Bytes, an open file, or what else it was."""
    if isinstance(content, os.PathLike):
        return opened.enter_context(Path(content).open("rb"))
    if hasattr(content, "encoding"):  # wrappers of text files have one as well
        raise TypeError("files must be opened in binary mode")
    return bytes(content) if isinstance(content, bytearray) else content


def _seekable(file: Any) -> bool:
    return bool(getattr(file, "seekable", bool)())


def _raw(value: Any, headers: dict[str, str], asynchronous: bool) -> Payload:
    if asynchronous and isinstance(value, AsyncIterable):
        once = isinstance(value, AsyncIterator)
        return Payload({"content": value}, headers, not once)
    opened: ExitStack[None] = ExitStack()
    value = _opened(value, opened)
    if isinstance(value, (str, bytes)):
        return Payload({"content": value}, headers)
    if hasattr(value, "read"):
        if _seekable(value):
            value = _Rest(value)
            headers["content-length"] = str(value.size)
        else:
            value = iter(partial(value.read, _CHUNK), b"")
    elif not isinstance(value, Iterable) or isinstance(value, Mapping):
        raise TypeError(f"no content can be made of {type(value).__name__}")
    content: Any = _AsyncChunks(value) if asynchronous else value
    once = isinstance(value, Iterator)
    if once:  # the HTTP library refuses to send a generator a second time
        content = aiter(content) if asynchronous else (chunk for chunk in value)
    return Payload({"content": content}, headers, not once, opened)


class _Rest:
    """What is left of an open file, each time from where the caller left it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._start = file, file.tell()
        self.size = file.seek(0, os.SEEK_END) - self._start

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
