"""Parse JSON text to plain values, and locate values in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from clientsmith.diagnostics import Diagnostic, Diagnostics, Location
from clientsmith.document.extents import Extent
from clientsmith.document.pointers import Pointer
from clientsmith.document.source_text import (
    MAX_DEPTH,
    LineIndex,
    duplicate_key,
    fail,
    paused_garbage_collection,
)
from clientsmith.document.values import JsonValue

_SPACE = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]|-?Infinity|NaN|[-+.\w]+', re.DOTALL)
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
# One half without the other, as far as can be seen without parsing the strings.
_LONE_SURROGATE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)
# Strings may contain text that looks like a comment of JavaScript.
_STRING = r'"(?:[^"\\]|\\.)*"'
_COMMENT = re.compile(rf"{_STRING}|//[^\n]*|/\*.*?\*/", re.DOTALL)
_LAST_COMMA = re.compile(rf"{_STRING}|,(?=\s*[\]}}])", re.DOTALL)
_VISIBLE = re.compile(r"\S")
_SYNTAX = "not JSON"


class _NotJsonError(Exception):
    """A number or constant that Python accepts and JSON does not."""


def parse_json(text: str, path: Path, found: Diagnostics | None = None) -> JsonValue:
    """Return the value of a JSON text (RFC 8259).

    Of a key that repeats, the last value is read; `found` gets a warning of it. Raises
    DiagnosticError, located in `path`: syntax errors, nesting deeper than `MAX_DEPTH`,
    numbers and strings that cannot be represented.
    """
    duplicates = False

    def build(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        nonlocal duplicates
        members = dict(pairs)
        duplicates = duplicates or len(members) != len(pairs)
        return members

    decoder = json.JSONDecoder(object_pairs_hook=build, parse_constant=_refuse)
    try:
        with paused_garbage_collection():
            value: JsonValue = decoder.decode(text)
    except json.JSONDecodeError as error:
        _fail_at_syntax_error(error, path)
    except RecursionError:
        _fail_if_too_deep(text, path)
        raise
    except (_NotJsonError, ValueError):
        _fail_at_bad_token(text, path)
        raise
    if _depth_exceeds(value, MAX_DEPTH):
        _fail_if_too_deep(text, path)
    # Plain searches are a hundred times faster than the pattern, and seldom find
    # anything.
    if ("\\ud" in text or "\\uD" in text) and _LONE_SURROGATE.search(text):
        _fail_at_bad_token(text, path)
    if duplicates and found is not None:
        found.extend(_duplicate_keys(text, path))
    return value


def without_comments(text: str) -> str:
    """Replace the comments of a JSON text with spaces, so that positions stay.

    Commas at the end of lists, which often come with comments, go with them.
    """

    def blank(match: re.Match[str]) -> str:
        whole = match[0]
        return whole if whole.startswith('"') else _VISIBLE.sub(" ", whole)

    plain = _COMMENT.sub(blank, text)
    return text if plain == text else _LAST_COMMA.sub(blank, plain)


class JsonPositions:
    """Locates the values of a JSON text.

    A lookup reads only the objects and arrays on its way, with the decoder's own
    speed, and remembers them: no index of a 13 MB document has to be built.
    """

    def __init__(self, text: str, path: Path) -> None:
        self._text = text
        self._path = path
        self._decoder = json.JSONDecoder()
        self._children: dict[int, dict[str, tuple[int, int]]] = {}
        self._ends: dict[int, int] = {}
        self.start = self._skip(0)

    @cached_property
    def _lines(self) -> LineIndex:
        return LineIndex(self._text)

    def locate(self, pointer: Pointer) -> tuple[Path, int, int] | None:
        """Return the position of the member's key or the element, or None."""
        found = self._find(pointer)
        return None if found is None else (self._path, *self._lines.position(found[0]))

    def extent(self, pointer: Pointer) -> Extent | None:
        """Return the text of the member or the element, or None."""
        found = self._find(pointer)
        if found is None:
            return None
        place, value = found
        if value not in self._ends:
            self._ends[value] = self._decoder.raw_decode(self._text, value)[1]
        line, _ = self._lines.position(place)
        return Extent(self._text, place, self._ends[value], line)

    def written(self, pointer: Pointer) -> str | None:
        """Return a scalar as written, without quotes, or None."""
        found = self._find(pointer)
        if found is None or self._text[found[1]] in "{[":
            return None
        value, end = self._decoder.raw_decode(self._text, found[1])
        return value if isinstance(value, str) else self._text[found[1] : end]

    def _find(self, pointer: Pointer) -> tuple[int, int] | None:
        """Return the offsets of the member's key (or the element) and of its value."""
        place = value = self.start
        for token in pointer:
            children = self._children.get(value)
            if children is None:
                children = {
                    name: (key_offset, offset)
                    for name, key_offset, offset in self.scan(value)
                }
                self._children[value] = children
            if token not in children:
                return None
            place, value = children[token]
        return place, value

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset in the text."""
        return self._lines.position(offset)

    def scan(self, offset: int) -> Iterator[tuple[str, int, int]]:
        """Yield the children of the object or array at `offset`.

        Yields the key or index, where the key (or element) starts, and where the
        value starts; duplicate keys as often as they are written.
        """
        opening = self._text[offset]
        if opening not in "{[":
            return
        offset = self._skip(offset + 1)
        index = 0
        while self._text[offset] not in "}]":
            place = offset
            name = str(index)
            if opening == "{":
                name, end = self._decoder.raw_decode(self._text, offset)
                offset = self._skip(self._skip(end) + 1)
            yield name, place, offset
            _, end = self._decoder.raw_decode(self._text, offset)
            offset = self._skip(end)
            if self._text[offset] == ",":
                offset = self._skip(offset + 1)
            index += 1

    def _skip(self, offset: int) -> int:
        space = _SPACE.match(self._text, offset)
        return space.end() if space else offset


def _refuse(constant: str) -> NoReturn:
    raise _NotJsonError(constant)


def _depth_exceeds(value: JsonValue, limit: int) -> bool:
    level: list[JsonValue] = [value]
    for _ in range(limit):
        level = [
            child
            for parent in level
            for child in (
                parent.values()
                if isinstance(parent, dict)
                else parent if isinstance(parent, list) else ()
            )
            if isinstance(child, (dict, list))
        ]
        if not level:
            return False
    return True


def _fail_at_syntax_error(error: json.JSONDecodeError, path: Path) -> NoReturn:
    if not error.doc.strip():
        hint = "an OpenAPI document begins with its version, as in `openapi: 3.1.0`"
        fail("syntax", "the file is empty", Location(path, 1, 1), hint)
    message = error.msg[0].lower() + error.msg[1:]
    line, column = LineIndex(error.doc).position(error.pos)
    fail("syntax", f"{_SYNTAX}: {message}", Location(path, line, column))


def _fail_if_too_deep(text: str, path: Path) -> None:
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        if depth > MAX_DEPTH:
            line, column = LineIndex(text).position(token.start())
            fail(
                "depth",
                f"nested deeper than {MAX_DEPTH} levels",
                Location(path, line, column),
            )


def _fail_at_bad_token(text: str, path: Path) -> None:
    for token in _TOKEN.finditer(text):
        problem = _problem(token[0])
        if problem:
            line, column = LineIndex(text).position(token.start())
            fail("syntax", f"{_SYNTAX}: {problem}", Location(path, line, column))


def _problem(token: str) -> str | None:
    if token in ("NaN", "Infinity", "-Infinity"):
        return f"{token} is not a JSON number"
    if token[0] == '"':
        if _SURROGATE_ESCAPE.search(token):
            try:
                json.loads(token, strict=False).encode("utf-8")
            except UnicodeEncodeError:
                return "half of a surrogate pair in a string"
        return None
    if len(token) > 1000:
        return f"a number of {len(token)} characters"
    return None


def _duplicate_keys(text: str, path: Path) -> list[Diagnostic]:
    positions = JsonPositions(text, path)
    found: list[Diagnostic] = []
    pending = [positions.start]
    while pending:
        seen: dict[str, int] = {}
        container = pending.pop()
        is_object = text[container] == "{"
        for name, place, value in positions.scan(container):
            if is_object and name in seen:
                second = Location(path, *positions.position(place))
                first_line, _ = positions.position(seen[name])
                found.append(duplicate_key(name, second, first_line))
            seen.setdefault(name, place)
            if text[value] in "{[":
                pending.append(value)
    return found
