"""Types of bodies by status and media type (RFC 9110, 8.3.1 and 12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Union

from .api import by_status
from .decoding import HTML, is_json, media_type
from .typeforms import variants

if TYPE_CHECKING:
    from .results import CallResult

__all__ = ["ByMediaType", "ResultTypes"]


class ByMediaType:
    """The types of a body by media type."""

    def __init__(self, types: Mapping[str, object]) -> None:
        self.types = types

    def of_error(self, content_type: str) -> object:
        """Return the type of an error; the first is for undocumented media types."""
        usual = next(iter(self.types.values()))
        return _best(self.types, content_type) or usual

    def of_result(self, content_type: str) -> object | None:
        """Return the type of a success; None if its media type is not documented."""
        return _best(self.types, content_type)


class ResultTypes:
    """The types of success bodies by status, and by media type where they differ."""

    def __init__(self, types: Mapping[int | str, object]) -> None:
        self._types = types

    def of(self, result: CallResult) -> Any:
        """Return the type for the status and media type, within the requested type.

        An undocumented response gets the type that its content fits. A file in place of
        something else is at least a file.
        """
        requested, response = variants(result.call.cast_to), result.response
        type_: Any = by_status(self._types, response.status_code)
        if isinstance(type_, ByMediaType):
            type_ = type_.of_result(response.headers.get("content-type", ""))
        others = [variant for variant in requested if not _is_file(variant)]
        if _is_file(type_):
            return type_._twin if result.sender.asynchronous else type_
        if not others:
            return requested[0]
        if type_ is not None and set(variants(type_)) <= set(requested):
            return type_
        if len(others) < len(requested) and not is_json(response):
            return next(variant for variant in requested if _is_file(variant))
        if len(others) > 1 and media_type(response) in HTML:
            # An HTML page is none of the documented texts.
            others = [variant for variant in others if variant is not str]
        return Union[tuple(others)]  # noqa: UP007


def _is_file(type_: Any) -> bool:
    """Return whether a type is a class of binary responses."""
    return hasattr(type_, "_begin")


def _best(types: Mapping[str, object], content_type: str) -> object | None:
    """Return the type of the best matching media type or range; None without one.

    A type with matching parameters takes precedence over one without parameters, and
    both over ranges.
    """
    essence, given = _parsed(content_type)
    best: tuple[bool, int, int] | None = None
    found: object | None = None
    for name, type_ in types.items():
        pattern, parameters = _parsed(name)
        parameters.discard(_UTF8)  # the default
        if fnmatchcase(essence, pattern) and parameters <= given:
            exact = pattern == essence
            rank = (exact, len(pattern), len(parameters))
            if best is None or rank > best:
                best, found = rank, type_
    return found


_UTF8 = "charset=utf-8"


def _parsed(content_type: str) -> tuple[str, set[str]]:
    """Return the type and its parameters, in lower case and without quotes."""
    essence, *parameters = content_type.lower().split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    return essence.strip(), {
        f"{name.strip()}={value.strip().strip(chr(34))}" for name, _, value in pairs
    }
