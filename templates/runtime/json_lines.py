"""Request bodies of JSON values one after the other."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any, TypeAlias, TypeVar

import pydantic

from .content import Content, is_content, raw
from .encoding import to_json, wire
from .guards import is_object
from .payload import Body, Payload

__all__ = ["JsonLines", "JsonLinesBody"]

T = TypeVar("T")

JsonLines: TypeAlias = Content | str | Iterable[T | bytes] | AsyncIterable[T | bytes]
"""Values that are sent one after the other, or their text."""


class JsonLinesBody(Body):
    """JSON values one after the other; the type is that of one of them."""

    takes_content = True

    def __init__(self, type_: object, media_type: str = "application/x-ndjson") -> None:
        super().__init__(type_, media_type)

    def encode(self, value: object, extra: object, *, asynchronous: bool) -> Payload:
        value = value if extra is None else extra
        if not isinstance(value, str) and not is_content(value):
            value = _lines(self, value, asynchronous)
        return raw(value, {"content-type": self.media_type}, asynchronous)


def _lines(body: JsonLinesBody, value: object, asynchronous: bool) -> object:
    """Return the lines as bytes, or as an iterable like the given one."""
    if is_object(value) or isinstance(value, pydantic.BaseModel):
        value = [value]
    kind = type(value)
    later = asynchronous and issubclass(kind, AsyncIterable)
    lines: Any = (_AsyncLines if later else _Lines)(body, value)
    if issubclass(kind, (list, tuple)):
        return b"".join(lines)
    if issubclass(kind, Iterator):
        return iter(lines)
    if later and issubclass(kind, AsyncIterator):
        return aiter(lines)
    if not later and not issubclass(kind, Iterable):
        raise TypeError(f"lines are made of an iterable, not {kind.__name__}")
    return lines


class _LineWriter:
    """Writes each value in a line; in a sequence (RFC 7464) after a record separator."""

    def __init__(self, body: JsonLinesBody, values: Any) -> None:
        self._type = body.type
        self._start = b"\x1e" if "json-seq" in body.media_type.lower() else b""
        self._values = values

    def _line(self, value: object, number: int) -> bytes:
        if isinstance(value, bytes):
            return value  # already encoded
        return self._start + to_json(wire(self._type, value), f"body[{number}]") + b"\n"


class _Lines(_LineWriter):
    def __iter__(self) -> Iterator[bytes]:
        for number, value in enumerate(self._values):
            yield self._line(value, number)


class _AsyncLines(_LineWriter):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        number = 0
        async for value in self._values:
            yield self._line(value, number)
            number += 1
