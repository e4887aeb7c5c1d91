"""Parameters in the path, the query, headers and cookies.

OpenAPI 3.1, section 4.8.12 ("Style Values"), which follows RFC 6570: a value that is
`omit` or None, and an empty array or object, is left out (RFC 6570, section 2.3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import quote

import pydantic

from .encoding import to_json
from .guards import is_array, is_list, is_object
from .options import Omit

__all__ = ["Style"]

_Simple: TypeAlias = Literal["matrix", "label", "simple", "form", "json"]
_Delimited: TypeAlias = Literal["spaceDelimited", "pipeDelimited", "deepObject"]


class Style(NamedTuple):
    """How a parameter is written; `json` stands for `content: application/json`."""

    name: _Simple | _Delimited
    explode: bool = False
    allow_reserved: bool = False


Encode: TypeAlias = Callable[[str], str]

_FORM = Style("form", explode=True)
_SIMPLE = Style("simple")
_DOTS = frozenset({".", ".."})


def path(
    template: str, values: Mapping[str, object], styles: Mapping[str, Style]
) -> str:
    """The path with its parameters filled in, each kept within its segment.

    Raises:
        ValueError: A value is empty, or would make the segment `.` or `..`.
    """
    if not values:
        return template

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in values:
            return match.group()
        text = _in_path(name, values[name], styles.get(f"path.{name}", _SIMPLE))
        if not text:
            raise ValueError(f"the path parameter {name!r} must not be empty")
        return text

    filled = re.sub(r"\{([^{}]+)\}", fill, template)
    if any(segment in _DOTS for segment in filled.split("/")):
        raise ValueError(f"a path parameter makes a '.' or '..' segment of {template}")
    return filled


def query(values: Mapping[str, object], styles: Mapping[str, Style]) -> str:
    """The query string, percent-encoded, without the question mark."""
    pairs: list[str] = []
    for name, value in values.items():
        if not isinstance(value, Omit) and value is not None:
            pairs += _in_query(name, value, styles.get(f"query.{name}", _FORM))
    return "&".join(pairs)


def headers(
    values: Mapping[str, object], styles: Mapping[str, Style]
) -> dict[str, str]:
    """Header fields, by their names in lower case; nothing is percent-encoded."""
    fields = {
        name.lower(): _joined(value, styles.get(f"header.{name}", _SIMPLE), str)
        for name, value in values.items()
    }
    return {name: value for name, value in fields.items() if value is not None}


def cookies(
    values: Mapping[str, object], styles: Mapping[str, Style]
) -> dict[str, str]:
    """Cookies, percent-encoded."""
    fields = {
        name: _joined(value, styles.get(f"cookie.{name}", _FORM), _encode)
        for name, value in values.items()
    }
    return {name: value for name, value in fields.items() if value is not None}


def text(value: object) -> str:
    """A scalar as it is written in a URL or header."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return text(value.value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and value - value == 0:
        return format(Decimal(repr(value)), "f")  # 1e22 without an exponent
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return value.decode()
    return str(value)


def _encode(value: str) -> str:
    return quote(value, safe="")


def _joined(value: object, style: Style, encode: Encode) -> str | None:
    if not _sent(value):
        return None
    if style.name == "json":
        return encode(to_json(value).decode())
    parts = _parts(value, style.explode, encode)
    return ",".join(parts) if parts else None


def _in_path(name: str, value: object, style: Style) -> str | None:
    if style.name not in ("label", "matrix"):
        return _joined(value, style, _encode)
    parts = _parts(value, style.explode, _encode)
    if not any(parts):
        return None
    if style.name == "label":
        return "." + ("." if style.explode else ",").join(parts)
    value = _plain(value)
    if style.explode and isinstance(value, (list, Mapping)):
        own = "" if isinstance(value, Mapping) else f"{name}="
        return "".join(f";{own}{part}" for part in parts)
    return f";{name}={','.join(parts)}"


def _in_query(name: str, value: object, style: Style) -> list[str]:
    # What would end the value is encoded all the same.
    safe = ":/?[]@!$'()*,;" if style.allow_reserved else ""
    key = _encode(name)

    def encode(value: str) -> str:
        return quote(value, safe=safe)

    if style.name == "json":
        return [f"{key}={encode(to_json(value).decode())}"]
    if style.name == "deepObject":
        return [f"{_encode(k)}={encode(v)}" for k, v in _deep(name, value)]
    exploded = style.explode and style.name == "form"
    parts = _parts(value, exploded, encode)
    if exploded:
        named = isinstance(_plain(value), Mapping)
        return parts if named else [f"{key}={part}" for part in parts]
    mark = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}.get(style.name, ",")
    return [f"{key}={mark.join(parts)}"] if parts else []


def _parts(value: object, explode: bool, encode: Encode) -> list[str]:
    """The encoded texts that make up a value: one for a scalar, more for the others."""
    value = _plain(value)
    if is_object(value):
        pairs = [(encode(k), encode(text(v))) for k, v in value.items() if _sent(v)]
        if explode:
            return [f"{k}={v}" for k, v in pairs]
        return [part for pair in pairs for part in pair]
    if is_list(value):
        return [encode(text(item)) for item in value if _sent(item)]
    return [encode(text(value))] if _sent(value) else []


def _deep(name: str, value: object) -> list[tuple[str, str]]:
    """`filter[a][b]=c`; arrays repeat the name, which OpenAPI leaves open."""
    value = _plain(value)
    if is_object(value):
        return [pair for k, v in value.items() for pair in _deep(f"{name}[{k}]", v)]
    if is_list(value):
        return [pair for item in value for pair in _deep(name, item)]
    return [(name, text(value))] if _sent(value) else []


def _sent(value: object) -> bool:
    return value is not None and not isinstance(value, Omit)


def _plain(value: object) -> object:
    """Models as dictionaries; tuples, sets and iterators as lists."""
    if isinstance(value, pydantic.BaseModel):
        return value.model_dump(by_alias=True, exclude_unset=True)
    return list(value) if is_array(value) else value
