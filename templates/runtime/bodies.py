"""Request bodies: JSON, lines of JSON, forms, multipart bodies and raw content."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

import pydantic

from .content import Content, Payload, is_content, raw
from .encoding import refuse_endless, to_json, wire
from .guards import is_object
from .options import Omit
from .parameters import FORM, JSON, Style, in_query, plain

__all__ = [
    "FileTypes", "FormBody", "JsonBody", "JsonLines", "JsonLinesBody", "MultipartBody",
    "RawBody", "RawContent"
]  # fmt: skip

T = TypeVar("T")

FileTypes: TypeAlias = (
    Content
    | tuple[str | None, Content | str]
    | tuple[str | None, Content | str, str | None]
    | tuple[str | None, Content | str, str | None, Mapping[str, str]]
)
"""A file of a multipart body; in tuples: its name, content, media type, headers.

A file that is open is sent from where it stands, or whole if it stands at its end.
"""

RawContent: TypeAlias = Content | str | Iterable[bytes] | AsyncIterable[bytes]

JsonLines: TypeAlias = Content | str | Iterable[T | bytes] | AsyncIterable[T | bytes]
"""Values that are sent one after the other, or the text of them."""

_NONE: Mapping[str, Any] = {}


class JsonBody(NamedTuple):
    """A JSON body; the type gives its members their wire names."""

    type: object
    media_type: str = "application/json"


class JsonLinesBody(NamedTuple):
    """JSON values one after the other; the type is that of one of them."""

    type: object
    media_type: str = "application/x-ndjson"


class FormBody(NamedTuple):
    """URL-encoded pairs, and the styles of the properties that have one."""

    type: object
    media_type: str = "application/x-www-form-urlencoded"
    styles: Mapping[str, Style] = _NONE


class MultipartBody(NamedTuple):
    """A part for each property or item, with what the document says of the parts.

    The media type of items has no name: `content_types={"": "image/png"}`.
    """

    type: object
    media_type: str = "multipart/form-data"
    content_types: Mapping[str, str] = _NONE
    styles: Mapping[str, Style] = _NONE


class RawBody(NamedTuple):
    """Content that goes out as it is."""

    media_type: str = "application/octet-stream"


Body: TypeAlias = JsonBody | JsonLinesBody | FormBody | MultipartBody | RawBody


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
    untyped = [each for each in bodies if isinstance(each, (RawBody, JsonLinesBody))]
    if isinstance(media_type, Omit):
        return untyped[0] if raw and untyped else bodies[0]
    for body in untyped if raw else bodies:
        if body.media_type == media_type:
            return body
    if any(
        isinstance(each, RawBody) for each in untyped
    ):  # the document may say no more than that it is some content
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
    if isinstance(body, RawBody):
        return raw(value if extra is None else extra, headers, asynchronous)
    if isinstance(body, JsonLinesBody):
        return _lines(body, value if extra is None else extra, asynchronous)
    given, value = value, wire(body.type, value)
    if extra is not None:
        value = plain(value)
        value = {**value, **extra} if is_object(value) and is_object(extra) else extra
    if isinstance(body, JsonBody):
        return Payload({"content": _json(value, given)}, headers)
    members = plain(value)
    if isinstance(body, MultipartBody):
        return _multipart(members, body, asynchronous)
    if not is_object(members):
        raise TypeError(f"a form is made of a mapping, not {type(value).__name__}")
    return Payload({"content": _form(members, body.styles)}, headers)


def _multipart(value: object, body: MultipartBody, asynchronous: bool) -> Payload:
    from .multipart import Parts, multipart  # few operations need it

    if body.media_type.startswith("multipart/form-data") and not is_object(value):
        raise TypeError(f"a form is made of a mapping, not {type(value).__name__}")
    files: ExitStack[None] = ExitStack()
    with files:
        maker = Parts(body.content_types, body.styles, files)
        parts = [*maker.of(value, body.type)]
        return multipart(parts, body.media_type, files.pop_all(), asynchronous)


def _lines(body: JsonLinesBody, value: object, asynchronous: bool) -> Payload:
    headers = {"content-type": body.media_type}
    if isinstance(value, str) or is_content(value):
        return raw(value, headers, asynchronous)
    if is_object(value) or isinstance(value, pydantic.BaseModel):
        value = [value]
    kind = type(value)
    later = asynchronous and issubclass(kind, AsyncIterable)
    lines: Any = (_AsyncLines if later else _Lines)(body, value)
    if issubclass(kind, (list, tuple)):
        lines = b"".join(lines)
    elif issubclass(kind, Iterator):
        lines = iter(lines)
    elif later and issubclass(kind, AsyncIterator):
        lines = aiter(lines)
    elif not later and not issubclass(kind, Iterable):
        raise TypeError(f"lines are made of an iterable, not {kind.__name__}")
    return raw(lines, headers, asynchronous)


class _LineWriter:
    """Each value in a line; in a sequence (RFC 7464) behind a record separator."""

    def __init__(self, body: JsonLinesBody, values: Any) -> None:
        self._type = body.type
        self._start = b"\x1e" if "json-seq" in body.media_type.lower() else b""
        self._values = values

    def _line(self, value: object, number: int) -> bytes:
        if isinstance(value, bytes):
            return value  # written already
        return self._start + to_json(wire(self._type, value), f"body[{number}]") + b"\n"


class _Lines(_LineWriter):
    def __iter__(self) -> Iterator[bytes]:
        for number, each in enumerate(self._values):
            yield self._line(each, number)


class _AsyncLines(_LineWriter):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        number = 0
        async for each in self._values:
            yield self._line(each, number)
            number += 1


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
