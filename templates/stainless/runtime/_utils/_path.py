"""Paths of requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

_PARTS = re.compile(r"(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?P<fragment>#.*)?", re.DOTALL)
_PARAMETER = re.compile(r"\{(\w+)\}")
_DOTS = re.compile(r"(\.|%2e){1,2}", re.IGNORECASE)

# The characters that each part of a URL may have (RFC 3986, section 3); in a query, `&`
# and `=` would end the value.
_SAFE = {
    "path": "!$&'()*+,;=:@",
    "query": "!$'()*+,;:@/?",
    "fragment": "!$&'()*+,;=:@/?",
}


def path_template(template: str, /, **kwargs: Any) -> str:
    """Return the template with a percent-encoded value in place of each `{name}`.

    Raises:
        KeyError: A value is missing.
        ValueError: The path would have a segment `.` or `..`, encoded or not.
    """
    parts = _PARTS.fullmatch(template)
    assert parts is not None  # all three parts may be empty
    path, query, fragment = (
        _filled(text or "", kwargs, _SAFE[part])
        for part, text in parts.groupdict().items()
    )
    for segment in path.split("/"):
        if _DOTS.fullmatch(segment):
            raise ValueError(
                f"Constructed path {path!r} contains dot-segment {segment!r} which is "
                "not allowed"
            )
    return path + query + fragment


def _filled(template: str, values: Mapping[str, Any], safe: str) -> str:
    def filled(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise KeyError(f"a value for placeholder {found[0]} was not provided")
        return quote(_text(values[found[1]]), safe=safe)

    return _PARAMETER.sub(filled, template)


def _text(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
