"""Parameters in the path, the query, headers and cookies.

OpenAPI 3.1, section 4.8.12 ("Style Values"), which follows RFC 6570: a value that is
`omit` or None, and an empty array or object, is left out (RFC 6570, section 2.3).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import quote

import pydantic
import pydantic_core

from .encoding import to_json, wire
from .guards import is_array, is_list, is_object
from .options import Omit

__all__ = ["Style"]

_Simple: TypeAlias = Literal["matrix", "label", "simple", "form", "json", "cookie"]
_Delimited: TypeAlias = Literal[
    "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject"
]
_Encode: TypeAlias = Callable[[str], str]


class Style(NamedTuple):
    """How a parameter is written; `json` stands for `content: application/json`."""

    name: _Simple | _Delimited
    explode: bool = False
    allow_reserved: bool = False
    arrays: Literal["repeat", "brackets", "indices", "comma"] = "repeat"
    """Arrays in a deepObject, which OpenAPI leaves open: `a=1&a=2` and so on.

    Objects and arrays in them are numbered where they would be repeated.
    """

    keys: Literal["brackets", "dots"] = "brackets"
    """The members of a deepObject: `a[b]=1` or `a.b=1`."""

    type: object = None
    """What gives nested members their wire names."""


_Values: TypeAlias = Mapping[str, object]
_Styles: TypeAlias = Mapping[str, Style]

FORM = Style("form", explode=True)
JSON = Style("json")
_SIMPLE = Style("simple")
_quote: _Encode = partial(quote, safe="")
_RESERVED = "/:[]@!$&'()*+,;="
_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # RFC 9110, section 5.6.2
_ITEM = {"repeat": "{}", "brackets": "{}[]", "indices": "{}[{}]"}
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}


def path(template: str, values: _Values, styles: _Styles) -> str:
    """The path with its parameters filled in, each kept within its segment.

    With `allow_reserved`, a value may hold several segments.

    Raises:
        ValueError: A value is empty, or would make the segment `.` or `..`.
    """
    if not values:
        return template

    filled = template
    for name, value in values.items():
        style = styles.get(f"path.{name}", _SIMPLE)
        text = _in_path(name, wire(style.type, value), style)
        if not text:
            raise ValueError(f"the path parameter {name!r} must not be empty")
        filled = filled.replace(f"{{{name}}}", text)
    if any(segment in (".", "..") for segment in filled.split("/")):
        raise ValueError(f"a path parameter makes a '.' or '..' segment of {template}")
    return filled


def query(values: _Values, styles: _Styles) -> str:
    """The query string, percent-encoded, without the question mark."""
    pairs: list[str] = []
    for name, value in values.items():
        if not sent(value):
            continue
        style = styles.get(f"query.{name}", FORM)
        if style is FORM and type(value) in (str, int):  # most are: no detours
            pairs.append(f"{_quote(name)}={_quote(str(value))}")
        else:
            pairs += in_query(name, wire(style.type, value), style)
    return "&".join(pairs)


def headers(values: _Values, styles: _Styles) -> dict[str, str]:
    """Header fields, by their names in lower case; nothing is percent-encoded.

    JSON is in ASCII: it escapes the other characters.

    Raises:
        ValueError: A value has characters that no header can carry.
    """
    found: dict[str, str] = {}
    for name, value in values.items():
        style = styles.get(f"header.{name}", _SIMPLE)
        encode = _in_ascii if style.name == "json" else str
        written = _joined(name, wire(style.type, value), style, encode)
        if written is not None:
            found[name.lower()] = header_value(name, written)
    return found


def header_value(name: str, value: object) -> str:
    """The value, if a header can carry it (RFC 9110, section 5.5).

    Raises:
        TypeError: It is no text.
        ValueError: It has other characters than those of ASCII that can be seen.
    """
    if not isinstance(value, str):
        raise TypeError(f"the header {name!r} takes str, not {type(value).__name__}")
    if not re.fullmatch(_NAME, name):
        raise ValueError(f"{name!r} is no name of a header")
    if re.fullmatch(r"([!-~]([\t -~]*[!-~])?)?", value):
        return value
    # Without the value, which may be a secret.
    raise ValueError(
        f"the header {name!r} cannot carry its value: it takes ASCII without control "
        "characters, and no spaces at the ends; encode the value as the API expects"
    )


def _in_ascii(text: str) -> str:
    """JSON has other characters only inside its strings."""
    return re.sub("[^ -~]+", lambda match: json.dumps(match.group())[1:-1], text)


def cookies(values: _Values, styles: _Styles) -> dict[str, str]:
    """Cookies, percent-encoded; an array or object is one.

    The style `cookie` encodes nothing and may divide them (OpenAPI 3.2, 4.12.3).

    Raises:
        ValueError: A value of that style would end the cookie.
    """
    found: dict[str, str] = {}
    for name, value in values.items():
        style = styles.get(f"cookie.{name}", _SIMPLE)
        if style.name == "cookie":
            found |= _raw_cookies(name, plain(wire(style.type, value)), style)
        else:
            written = _joined(name, wire(style.type, value), style, _quote)
            found |= {} if written is None else {name: written}
    return found


def _raw_cookies(name: str, value: object, style: Style) -> dict[str, str]:
    encode: _Encode = partial(_cookie_text, name)
    if style.explode and is_object(value):
        return {k: encode(text(v)) for k, v in value.items() if sent(v)}
    parts = _parts(value, False, encode)
    return {name: (f"; {name}=" if style.explode else ",").join(parts)} if parts else {}


def _cookie_text(name: str, value: str) -> str:
    if not re.fullmatch("[ -:<-~]*", value):
        raise ValueError(f"the cookie {name!r} must be encoded by the caller")
    return value


def text(value: object) -> str:
    """A scalar as in JSON, but without quotes and exponents; anything else as JSON."""
    if isinstance(value, (float, Decimal)):
        return format(Decimal(str(value)), "f")
    value = pydantic_core.to_jsonable_python(plain(value), fallback=str)
    return value if isinstance(value, str) else to_json(value).decode()


def plain(value: object) -> object:
    """Models as dictionaries; tuples, sets and iterators as lists."""
    if isinstance(value, pydantic.BaseModel):
        return value.model_dump(by_alias=True, exclude_unset=True)
    return list(value) if is_array(value) else value


def in_query(name: str, value: object, style: Style) -> list[str]:
    """The `name=value` pairs of a parameter, percent-encoded."""
    if style.name == "deepObject":
        return _deep(name, value, style)
    # What would end the value is encoded all the same.
    safe = ":/?[]@!$'()*,;" if style.allow_reserved else ""
    encode: _Encode = partial(quote, safe=safe)
    key, value = _quote(name), plain(value)
    if style.explode:
        parts = _parts(value, True, encode)
        return parts if is_object(value) else [f"{key}={part}" for part in parts]
    joined = _joined(name, value, style, encode)
    return [] if joined is None else [f"{key}={joined}"]


def _joined(name: str, value: object, style: Style, encode: _Encode) -> str | None:
    if style.name == "json":
        return encode(to_json(value, name).decode()) if sent(value) else None
    parts = _parts(value, style.explode, encode)
    separator = _SEPARATORS.get(style.name)
    return (encode(separator) if separator else ",").join(parts) if parts else None


def _in_path(name: str, value: object, style: Style) -> str | None:
    # What would end the path is encoded all the same.
    encode: _Encode = partial(quote, safe=_RESERVED) if style.allow_reserved else _quote
    if style.name not in ("label", "matrix"):
        return _joined(name, value, style, encode)
    value = plain(value)
    parts = _parts(value, style.explode, encode)
    if not any(parts):
        return None
    if style.name == "label":
        return "." + ("." if style.explode else ",").join(parts)
    own = ";" if style.explode and is_object(value) else f";{name}="
    return own + (own if style.explode else ",").join(parts)


def _parts(value: object, explode: bool, encode: _Encode) -> list[str]:
    """The encoded texts that make up a value: one for a scalar, more for the others."""
    value = plain(value)
    if is_object(value):
        pairs = [(encode(k), encode(text(v))) for k, v in value.items() if sent(v)]
        if explode:
            return [f"{k}={v}" for k, v in pairs]
        return [part for pair in pairs for part in pair]
    items = value if is_list(value) else [value]
    return [encode(text(item)) for item in items if sent(item)]


def _deep(name: str, value: object, style: Style) -> list[str]:
    value = plain(value)
    members: Iterable[tuple[object, object]]
    if is_object(value):
        key, members = ("{}.{}" if style.keys == "dots" else "{}[{}]"), value.items()
    elif is_list(value) and style.arrays != "comma":
        # Repeated, the members of objects could not be told apart.
        nested = any(is_object(plain(v)) or is_array(v) for v in value)
        arrays = "indices" if nested and style.arrays == "repeat" else style.arrays
        key, members = _ITEM[arrays], enumerate(value)
    else:
        return in_query(name, value, style._replace(name="form", explode=False))
    return [p for k, v in members for p in _deep(key.format(name, k), v, style)]


def sent(value: object) -> bool:
    return value is not None and not isinstance(value, Omit)
