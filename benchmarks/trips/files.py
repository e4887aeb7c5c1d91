"""A document in several files, as one."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from pathlib import Path

from benchmarks.trips.json_values import Json, escaped, unquoted

FILES = "x-files"
"""The places of the other files in the whole, by their paths from the first one."""

_DATA = frozenset({"example", "examples", "default", "enum", "const"})
_NAMED = frozenset({"properties", "schemas", "responses", "parameters", "$defs"})
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def whole(path: Path, read: Callable[[Path], Json]) -> Json:
    """The document with all files that it refers to, and references inside it only."""
    folder, files = path.parent, dict[str, Json]()

    def moved(value: Json, own: str, named: bool = False) -> Json:
        """The value with its references; `named`: the keys are the document's own."""
        if isinstance(value, list):
            return [moved(element, own) for element in value]
        if not isinstance(value, dict):
            return value
        made: dict[str, Json] = {}
        for key, member in value.items():
            if key == "$ref" and isinstance(member, str):
                made[key] = pointer(member, own)
            elif key == "mapping" and isinstance(member, dict) and not named:
                made[key] = {
                    name: (
                        pointer(target, own)
                        if isinstance(target, str) and _is_place(target)
                        else moved(target, own)
                    )
                    for name, target in member.items()
                }
            elif key in _DATA and not named:
                made[key] = member
            else:
                made[key] = moved(member, own, key in _NAMED)
        return made

    def pointer(said: str, own: str) -> str:
        file, _, fragment = said.partition("#")
        if _REMOTE.match(file):
            return said
        name = own
        if file:
            beside = posixpath.dirname(own)
            name = posixpath.normpath(posixpath.join(beside, unquoted(file)))
        if name == path.name:
            return f"#{fragment}"
        if name not in files:
            files[name] = {}  # it may refer to itself
            files[name] = moved(read(folder / name), name)
        return f"#/{FILES}/{escaped(name).replace('%', '%25')}{fragment}"

    made = moved(read(path), path.name)
    return {**made, FILES: files} if files else made


def _is_place(target: str) -> bool:
    """Return whether the target of a mapping is a place, and not a name."""
    return "#" in target or target.endswith((".yaml", ".yml", ".json"))
