"""The choice between media types (RFC 9110, 8.3.1 and 12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import TypeVar

T = TypeVar("T")


def by_media_type(values: Mapping[str, T], content_type: str) -> T | None:
    """Return the value of the best matching media type or range; None without one.

    A type with matching parameters takes precedence over one without parameters, and
    both over ranges.
    """
    essence, given = _parsed(content_type)
    best: tuple[bool, int, int] | None = None
    found: T | None = None
    for name, value in values.items():
        pattern, parameters = _parsed(name)
        parameters.discard(_UTF8)  # the default
        if fnmatchcase(essence, pattern) and parameters <= given:
            exact = pattern == essence
            rank = (exact, len(pattern), len(parameters))
            if best is None or rank > best:
                best, found = rank, value
    return found


_UTF8 = "charset=utf-8"


def _parsed(content_type: str) -> tuple[str, set[str]]:
    """Return the type and its parameters, in lower case and without quotes."""
    essence, *parameters = content_type.lower().split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    return essence.strip(), {
        f"{name.strip()}={value.strip().strip(chr(34))}" for name, _, value in pairs
    }
