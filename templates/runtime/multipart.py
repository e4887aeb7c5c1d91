"""Multipart bodies: forms (RFC 7578), and those of other kinds (RFC 2046 and 2387)."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# `isinstance` leaves the types open of what is in a tuple or path.

from __future__ import annotations

import mimetypes
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import PurePath
from types import NoneType
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import unquote

from . import curl_forms as curl_forms  # noqa: PLC0414 - for `curl`
from .bodies import merged
from .content import Content, Rest, is_content, opened, raw
from .encoding import to_json
from .guards import is_list, is_object
from .parameters import Style, in_query, plain, sent, text
from .payload import Body, Payload
from .typeforms import best_variant, fields, shape, variants

__all__ = ["FileTypes", "MultipartBody"]

FileTypes: TypeAlias = (
    Content
    | tuple[str | None, Content | str]
    | tuple[str | None, Content | str, str | None]
    | tuple[str | None, Content | str, str | None, Mapping[str, str]]
)
"""A file of a multipart body; in tuples: its name, content, media type, headers.

An open file is sent from its current position, or whole if that is its end.
"""

_FORM = "multipart/form-data"
_NONE: Mapping[str, Any] = {}
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


class MultipartBody(Body):
    """A part for each property or item, with what the document says of the parts.

    The media type of items has no name: `content_types={"": "image/png"}`.
    """

    def __init__(
        self,
        type_: object,
        media_type: str = _FORM,
        content_types: Mapping[str, str] = _NONE,
        styles: Mapping[str, Style] = _NONE,
    ) -> None:
        super().__init__(type_, media_type)
        self.content_types = content_types
        self.styles = styles

    def encode(self, value: object, extra: object, *, asynchronous: bool) -> Payload:
        members = plain(merged(self, value, extra))
        if self.media_type.startswith(_FORM) and not is_object(members):
            raise TypeError(
                f"a form is made of a mapping, not {type(members).__name__}"
            )
        files: ExitStack[None] = ExitStack()
        with files:
            maker = Parts(self.content_types, self.styles, files)
            parts = [*maker.of(members, self.type)]
            return multipart(parts, self.media_type, files.pop_all(), asynchronous)


class Part(NamedTuple):
    """A part with its headers; the content is bytes or iterates over bytes."""

    name: str | None
    file_name: str | None
    content: Any
    media_type: str | None
    headers: Mapping[str, str]


class Parts:
    """Builds the parts of a body from values and their descriptions.

    The parts of a form have names. Others may have none; those of `multipart/related`
    refer to one another by name.
    """

    def __init__(
        self,
        media_types: Mapping[str, str],
        styles: Mapping[str, Style],
        files: ExitStack[None],
    ) -> None:
        self._media_types = media_types
        self._styles = styles
        self._files = files

    def of(self, value: object, type_: Any) -> Iterator[Part]:
        """Yield the parts of an object's members, or of a list's items."""
        if is_object(value):
            types, extra_type = _member_types(type_, value)
            for name, member in value.items():
                yield from self._named(name, member, types.get(name, extra_type))
        elif is_list(value):
            media_type = self._media_types.get("")
            for item in value:
                yield from self._parts(None, item, shape(type_).item, media_type)
        else:
            kind = type(value).__name__
            raise TypeError(
                f"a multipart body is made of a mapping or a list, not {kind}"
            )

    def _named(self, name: str, value: object, type_: Any) -> Iterator[Part]:
        style = self._styles.get(name)
        if style is None:
            yield from self._parts(name, value, type_, self._media_types.get(name))
            return
        for pair in in_query(name, value, style) if sent(value) else ():
            key, _, item = map(unquote, pair.partition("="))
            yield Part(key, None, item.encode(), None, {})

    def _parts(
        self, name: str | None, value: object, type_: Any, media_type: str | None
    ) -> Iterator[Part]:
        if media_type and ("," in media_type or "*" in media_type):
            media_type = None  # a choice, which the name of the file makes
        if file := _file(name, value, type_):
            file_name, content, given, headers = file
            guess = name is None or bool(file_name)
            yield Part(
                name,
                file_name,
                self._content(content),
                given or media_type or (_guessed(file_name) if guess else None),
                headers or {},
            )
        elif is_list(value := plain(value)):
            item = type_ if _takes_file(type_) else shape(type_).item
            for member in value:
                yield from self._parts(name, member, item, media_type)
        elif is_object(value) and any(
            _file(None, member, None) for member in value.values()
        ):
            for key, member in value.items():  # JSON cannot hold files
                inner = f"{name}[{key}]" if name else key
                yield from self._parts(inner, member, shape(type_).value, media_type)
        elif is_object(value) or (sent(value) and media_type and "json" in media_type):
            content = to_json(value, name or "body")
            yield Part(name, None, content, media_type or "application/json", {})
        elif sent(value):
            if isinstance(value, str) and _takes_file(type_) and not _takes_text(type_):
                raise TypeError(
                    f"{name or 'a part'} is a file: pass bytes, an open file, a path as "
                    "pathlib.Path, or a tuple of name and content, not a text"
                )
            yield Part(name, None, text(value).encode(), media_type, {})

    def _content(self, content: Any) -> Any:
        encoded = content.encode() if isinstance(content, str) else content
        return opened(encoded, self._files)


def _member_types(
    type_: Any, value: Mapping[str, object]
) -> tuple[Mapping[str, Any], Any]:
    """Return the types of an object's members by wire name, and that of all others."""
    found = shape(type_)
    known = fields(best_variant(found.objects, value)).values() if found.objects else ()
    return dict(known), found.value


def _guessed(file_name: str | None) -> str:
    guessed = mimetypes.guess_type(file_name or "")[0]
    return guessed or "application/octet-stream"


def multipart(
    parts: list[Part], media_type: str, files: ExitStack[None], asynchronous: bool
) -> Payload:
    """Return the payload of the parts: bytes, or an iterable if any part is one."""
    essence, _, parameters = media_type.partition(";")
    essence = essence.strip().lower()
    boundary = os.urandom(16).hex()
    if essence == "multipart/related" and parts and "type=" not in parameters.lower():
        # RFC 2387, section 3.1: the type of the root part.
        first = parts[0].media_type or "text/plain"
        media_type = f'{media_type}; type="{first}"'
    headers = {"content-type": f"{media_type}; boundary={boundary}"}
    pieces: list[Any] = []
    for part in parts:
        pieces += [f"--{boundary}\r\n".encode(), _head(part, essence), b"\r\n"]
        pieces += [part.content, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    if all(isinstance(piece, bytes) for piece in pieces):
        return raw(b"".join(pieces), headers, asynchronous, files)
    return raw(_joined(pieces), headers, asynchronous, files)


def _joined(pieces: list[Any]) -> _Pieces | Iterator[bytes]:
    """Return the pieces in sequence, repeatable if all of them can be read again."""
    whole = _Pieces(pieces)
    once = any(isinstance(piece, Iterator) for piece in pieces)
    return iter(whole) if once else whole


class _Pieces:
    """A sequence of bytes and of iterables over bytes."""

    def __init__(self, pieces: list[Any]) -> None:
        self._pieces = pieces
        sizes = [
            piece.size if isinstance(piece, Rest) else len(piece)
            for piece in pieces
            if isinstance(piece, (Rest, bytes))
        ]
        self.size = sum(sizes) if len(sizes) == len(pieces) else None

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, bytes):
                yield piece
            else:
                yield from piece


def _head(part: Part, essence: str) -> bytes:
    headers: dict[str, str] = {}
    if essence == "multipart/related":
        if part.name is not None:
            headers["Content-ID"] = f"<{_quoted(part.name)}>"
        if part.file_name:
            headers["Content-Disposition"] = (
                f'attachment; filename="{_quoted(part.file_name)}"'
            )
    elif part.name is not None or part.file_name:
        names = {"name": part.name, "filename": part.file_name or None}
        kind = "form-data" if part.name is not None else "attachment"
        said = [f'{k}="{_quoted(v)}"' for k, v in names.items() if v is not None]
        headers["Content-Disposition"] = "; ".join([kind, *said])
    if not any(name.lower() == "content-type" for name in part.headers):
        media_type = part.media_type
        if media_type is None and essence != _FORM:
            media_type = "text/plain; charset=utf-8"
        if media_type is not None:
            headers["Content-Type"] = media_type
    lines = [
        f"{_token(k)}: {_line(v)}\r\n" for k, v in {**headers, **part.headers}.items()
    ]
    return "".join(lines).encode()


def _file(name: str | None, value: Any, type_: Any) -> tuple[Any, ...] | None:
    """Return name, content, media type and headers if the value is a file."""
    if isinstance(value, tuple):
        given: tuple[Any, ...] = (*value, None, None, None)[:4]
        if not isinstance(given[0], (str, NoneType)) or len(value) < 2:
            return None
        # Two texts can be a list as well, where a list of texts is expected.
        is_text = isinstance(given[1], str) and _takes_file(type_, unknown=True)
        return given if is_text or is_content(given[1]) else None
    if not is_content(value):
        return None
    own = getattr(value, "name", value)
    if isinstance(own, (str, os.PathLike)):
        name = PurePath(own).name or name
    return (name, value, None, None)


def _takes_file(type_: Any, *, unknown: bool = False) -> bool:
    """Return whether a type is a file, or a list of files."""
    if type_ in (None, Any, object):
        return unknown
    kinds = variants(type_)
    item = shape(type_).item
    return bytes in kinds or (item is not None and bytes in variants(item))


def _takes_text(type_: Any) -> bool:
    kinds = variants(type_)
    return str in kinds or (bytes not in kinds and str in variants(shape(type_).item))


def _quoted(text: str) -> str:
    """Escape a quoted name as HTML does (`multipart/form-data` encoding)."""
    escaped = text.replace("\\", "\\\\").replace('"', "%22")
    return re.sub(r"[\x00-\x1f]", lambda found: f"%{ord(found.group()):02X}", escaped)


def _token(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{_line(name)!r} is no name of a header of a part")
    return name


def _line(text: str) -> str:
    if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", text):
        raise ValueError(f"control characters in the headers of a part: {text!r}")
    return text
