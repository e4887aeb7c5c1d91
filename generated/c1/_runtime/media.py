"""Media types, and which of several a body has (RFC 9110, 8.3.1 and 12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import TypeVar

T = TypeVar("T")


def by_media_type(values: Mapping[str, T], content_type: str) -> T | None:
    """The value of the media type or range that fits best; None if there is none.

    One whose parameters are all there goes before one without parameters, and that
    before ranges.
    """
    essence, given = _parsed(content_type)
    best: tuple[bool, int, int] | None = None
    found: T | None = None
    for name, value in values.items():
        pattern, parameters = _parsed(name)
        parameters.discard(_UTF8)  # what JSON and text are written in anyway
        if fnmatchcase(essence, pattern) and parameters <= given:
            exact = pattern == essence
            rank = (exact, len(pattern), len(parameters))
            if best is None or rank > best:
                best, found = rank, value
    return found


_UTF8 = "charset=utf-8"


def _parsed(content_type: str) -> tuple[str, set[str]]:
    """Type and subtype, and the parameters, in lower case and without quotes."""
    essence, *parameters = content_type.lower().split(";")
    pairs = (each.partition("=") for each in parameters)
    return essence.strip(), {
        f"{name.strip()}={value.strip().strip(chr(34))}" for name, _, value in pairs
    }
