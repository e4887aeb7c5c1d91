"""The path of an operation: its fixed segments, its version, and what it ends in."""

from __future__ import annotations

import re

from clientsmith.naming.words import singular, snake, words

_EXTENSION = re.compile(r"\.(json|xml)$|\.\{\w*(format|extension)\w*\}$", re.IGNORECASE)
_VERSION = re.compile(
    r"v\d+(\.\d+)*([a-z]+\d*)?|\d+\.\d+|api|rest|latest", re.IGNORECASE
)
_VERSION_WORD = re.compile(r"v\d+([a-z]+\d*)?", re.IGNORECASE)


def is_version(word: str) -> bool:
    """Return whether a word is a version such as `v1` or `v2beta`."""
    return _VERSION_WORD.fullmatch(word) is not None


def is_parameter(segment: str) -> bool:
    """Return whether a segment of a path contains a parameter."""
    return "{" in segment


def segments(path: str) -> list[str]:
    """Return the segments without versions and file extensions.

    What follows `#` does not belong to the path.
    """
    plain = (_EXTENSION.sub("", word) for word in path.partition("#")[0].split("/"))
    return [segment for segment in plain if segment and not _VERSION.fullmatch(segment)]


def fixed_segments(path: str) -> list[str]:
    """Return the segments with a fixed text that has words."""
    return [
        segment
        for segment in segments(path)
        if words(segment) and not is_parameter(segment)
    ]


def version_of(path: str) -> str | None:
    """Return the version that a path names, such as `v2`."""
    return next(filter(is_version, path.lower().split("/")), None)


def resource_of_path(path: str) -> str:
    """Return the first fixed segment, which names the resource."""
    return snake(next(iter(fixed_segments(path)), "api"))


def ends_in_parameter(path: str) -> bool:
    """Return whether a path leads to one item, as `/pets/{id}` does."""
    return bool(last := segments(path)[-1:]) and is_parameter(last[0])


def is_plural(name: str) -> bool:
    """Return whether the last word of a name is a plural."""
    last = words(name)[-1:]
    return bool(last) and singular(last[0]) != last[0]


def singulars(parts: list[str]) -> list[str]:
    """Return the words of all parts in the singular."""
    return [singular(word) for part in parts for word in part.split("_")]
