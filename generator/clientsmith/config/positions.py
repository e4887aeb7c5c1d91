"""The positions of keys in a TOML file, for messages about their values.

The parser of the standard library keeps no positions. Headers and keys are single
lines in TOML, so a scan of the lines finds them; each candidate is read by the
parser itself, so quoting and dotted keys need no rules of our own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from clientsmith.diagnostics import Location

KeyPath: TypeAlias = tuple[str, ...]

_HEADER = re.compile(r"^\s*\[\[?(?P<key>.+?)\]\]?\s*(?:#.*)?$")
_LONG_STRING = re.compile(r"(\"{3}|'{3})[\s\S]*?\1")
_ASSIGNMENT = re.compile(
    r"""^\s*(?P<key>(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_.\s-])+?)\s*="""
)


@dataclass(frozen=True, slots=True)
class ConfigText:
    """A configuration file, for the places of its keys; `prefix` are keys in front.

    They are looked for when there is something to say about one of them.
    """

    path: Path
    text: str
    prefix: KeyPath = ()

    def place(self, key: KeyPath) -> Location:
        """Return the location of the key, or of the nearest enclosing table."""
        positions = _positions(self.text)
        full = self.prefix + key
        while full and full not in positions:
            full = full[:-1]
        line, column = positions.get(full, (None, None))
        return Location(self.path, line, column)


@lru_cache(maxsize=2)
def _positions(text: str) -> Mapping[KeyPath, tuple[int, int]]:
    return find_positions(text, tomllib.loads(text))


def find_positions(
    text: str, data: Mapping[str, Any]
) -> dict[KeyPath, tuple[int, int]]:
    """Return line and column (from 1) of each key on a line of its own.

    `data` is the parsed `text`; only paths that exist in it are listed, so elements
    of arrays are not mistaken for keys. Keys of inline tables are left out: their
    table's position is near enough.
    """
    positions: dict[KeyPath, tuple[int, int]] = {}
    table: KeyPath = ()
    text = _LONG_STRING.sub(lambda string: "\n" * string[0].count("\n"), text)
    for number, line in enumerate(text.split("\n"), start=1):
        header = _HEADER.match(line)
        if header is not None:
            found = _parse_key(header["key"])
            if found is None or not _exists(data, found):
                continue
            table = path = found
            column = header.start("key")
        else:
            assignment = _ASSIGNMENT.match(line)
            found = assignment and _parse_key(assignment["key"])
            if assignment is None or found is None:
                continue
            path = table + found
            column = assignment.start("key")
        for length in range(1, len(path) + 1):
            if _exists(data, path[:length]):
                positions.setdefault(path[:length], (number, column + 1))
    return positions


def _parse_key(key: str) -> KeyPath | None:
    try:
        value: Any = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return None
    path: list[str] = []
    while isinstance(value, dict):
        name, value = next(iter(value.items()))
        path.append(name)
    return tuple(path)


def _exists(data: Any, path: KeyPath) -> bool:
    for key in path:
        if isinstance(data, list):
            data = data[-1] if data else None
        if not isinstance(data, Mapping) or key not in data:
            return False
        data = data[key]
    return True
