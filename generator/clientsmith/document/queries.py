"""JSONPath (RFC 9535) in bounded time.

The library matches with backtracking regular expressions, and walks the whole document
again for each `..` of a query.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import jsonpath_rfc9535 as jsonpath
import jsonschema_rs
from jsonpath_rfc9535.function_extensions import Match, Search
from jsonpath_rfc9535.segments import JSONPathRecursiveDescentSegment

from clientsmith.document.values import JsonValue

# A query with more of them can name the parts on the way.
_MOST_DESCENTS = 3


def find(query: str, value: JsonValue) -> list[tuple[str | int, ...]]:
    """Return the distinct places that a query selects.

    Raises JSONPathError, and RecursionError when the query is nested too deeply.
    """
    compiled = _environment().compile(query)
    descents = [
        segment
        for segment in compiled.segments
        if isinstance(segment, JSONPathRecursiveDescentSegment)
    ]
    if len(descents) > _MOST_DESCENTS:
        raise jsonpath.JSONPathError(f"more than {_MOST_DESCENTS} times `..`")
    return list(dict.fromkeys(node.location for node in compiled.find(value)))


def in_removal_order(
    places: Iterable[tuple[str | int, ...]],
) -> list[tuple[str | int, ...]]:
    """Return the places so that removing one moves none that is still to come.

    Last elements come first, and what is inside before what is around it.
    """

    def position(place: tuple[str | int, ...]) -> list[tuple[int, str]]:
        return [(step, "") if isinstance(step, int) else (-1, step) for step in place]

    return sorted(places, key=position, reverse=True)


@cache
def _environment() -> jsonpath.JSONPathEnvironment:
    environment = jsonpath.JSONPathEnvironment()
    environment.function_extensions["match"] = _Match()
    environment.function_extensions["search"] = _Search()
    return environment


class _Match(Match):
    def __call__(self, string: str, pattern: object) -> bool:
        return isinstance(pattern, str) and _fits(f"^(?:{pattern})$", string)


class _Search(Search):
    def __call__(self, string: str, pattern: object) -> bool:
        return isinstance(pattern, str) and _fits(pattern, string)


def _fits(pattern: str, value: object) -> bool:
    """Return whether a text matches, in linear time."""
    if not isinstance(value, str):
        return False
    options = jsonschema_rs.RegexOptions()
    try:
        return jsonschema_rs.is_valid(
            {"pattern": pattern}, value, pattern_options=options
        )
    except ValueError:
        return False
