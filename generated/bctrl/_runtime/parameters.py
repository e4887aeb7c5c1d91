"""Parameters in the path, the query, headers and cookies, in OpenAPI's default styles.

A value that is `omit` or None, and an empty array or object, is left out (RFC 6570,
section 2.3). Other styles are in `styles`, which only packages that use them have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Protocol, TypeAlias
from urllib.parse import quote

import pydantic
import pydantic_core

from .encoding import to_json, wire
from .guards import is_array, is_list, is_object
from .omission import Omit

Encode: TypeAlias = Callable[[str], str]

percent_encode: Encode = partial(quote, safe="")
_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # RFC 9110, section 5.6.2


class Style(Protocol):
    """A style other than the default one: see `styles.Style`."""

    @property
    def type(self) -> object:
        """The type that gives nested members their wire names."""
        ...

    def in_path(self, name: str, value: object) -> str | None: ...
    def in_query(self, name: str, value: object) -> list[str]: ...
    def in_header(self, name: str, value: object) -> str | None: ...
    def in_cookies(self, name: str, value: object) -> dict[str, str]: ...


_Values: TypeAlias = Mapping[str, object]
_Styles: TypeAlias = Mapping[str, Style]


def path(template: str, values: _Values, styles: _Styles) -> str:
    """Return the path with its parameters, each of which stays within its segment.

    With `allow_reserved`, a value may have several segments.

    Raises:
        ValueError: A value is empty, or makes the segment `.` or `..`.
    """
    if not values:
        return template

    filled = template
    for name, given in values.items():
        style, value = _styled(f"path.{name}", given, styles)
        text = style.in_path(name, value) if style else joined(value, percent_encode)
        if not text:
            raise ValueError(f"the path parameter {name!r} must not be empty")
        filled = filled.replace(f"{{{name}}}", text)
    if any(segment in (".", "..") for segment in filled.split("/")):
        raise ValueError(f"a path parameter makes a '.' or '..' segment of {template}")
    return filled


def query(values: _Values, styles: _Styles) -> str:
    """Return the query string, percent-encoded, without the question mark."""
    pairs: list[str] = []
    for name, given in values.items():
        if not sent(given):
            continue
        if (
            type(given) in (str, int) and f"query.{name}" not in styles
        ):  # the usual case
            pairs.append(f"{percent_encode(name)}={percent_encode(str(given))}")
        else:
            style, value = _styled(f"query.{name}", given, styles)
            pairs += in_query(name, value, style)
    return "&".join(pairs)


def headers(values: _Values, styles: _Styles) -> dict[str, str]:
    """Return header fields by lower-case names; nothing is percent-encoded.

    Raises:
        ValueError: A value has characters that no header can carry.
    """
    found: dict[str, str] = {}
    for name, given in values.items():
        style, value = _styled(f"header.{name}", given, styles)
        written = style.in_header(name, value) if style else joined(value, str)
        if written is not None:
            found[name.lower()] = header_value(name, written)
    return found


def header_value(name: str, value: object) -> str:
    """Return the value if a header can carry it (RFC 9110, section 5.5).

    Raises:
        TypeError: The value is not text.
        ValueError: The value has characters other than visible ASCII.
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


def cookies(values: _Values, styles: _Styles) -> dict[str, str]:
    """Return cookies, percent-encoded; an array or object is one cookie.

    Raises:
        ValueError: A value of the style `cookie` would end the cookie.
    """
    found: dict[str, str] = {}
    for name, given in values.items():
        style, value = _styled(f"cookie.{name}", given, styles)
        if style:
            found |= style.in_cookies(name, value)
        elif (written := joined(value, percent_encode)) is not None:
            found[name] = written
    return found


def _styled(key: str, value: object, styles: _Styles) -> tuple[Style | None, object]:
    """Return the style of a parameter, and its value by wire names."""
    style = styles.get(key)
    return style, wire(style.type if style else None, value)


def in_query(name: str, value: object, style: Style | None) -> list[str]:
    """Return the `name=value` pairs of a parameter, percent-encoded."""
    return style.in_query(name, value) if style else exploded(name, value)


def exploded(name: str, value: object, encode: Encode = percent_encode) -> list[str]:
    """Return the pairs of the style `form` with `explode`, the default in queries."""
    value = plain(value)
    items = parts(value, True, encode)
    return items if is_object(value) else [f"{percent_encode(name)}={i}" for i in items]


def joined(value: object, encode: Encode) -> str | None:
    """Return the text of the style `simple`, the default elsewhere."""
    return ",".join(items) if (items := parts(value, False, encode)) else None


def parts(value: object, explode: bool, encode: Encode) -> list[str]:
    """Return the encoded texts of a value: one for a scalar, several for others."""
    value = plain(value)
    if is_object(value):
        pairs = [(encode(k), encode(text(v))) for k, v in value.items() if sent(v)]
        if explode:
            return [f"{k}={v}" for k, v in pairs]
        return [part for pair in pairs for part in pair]
    items = value if is_list(value) else [value]
    return [encode(text(item)) for item in items if sent(item)]


def text(value: object) -> str:
    """Return a scalar as in JSON, without quotes and exponents, and others as JSON."""
    if isinstance(value, (float, Decimal)):
        return format(Decimal(str(value)), "f")
    value = pydantic_core.to_jsonable_python(plain(value), fallback=str)
    return value if isinstance(value, str) else to_json(value).decode()


def plain(value: object) -> object:
    """Return models as dictionaries; tuples, sets and iterators as lists."""
    if isinstance(value, pydantic.BaseModel):
        return value.model_dump(by_alias=True, exclude_unset=True)
    return list(value) if is_array(value) else value


def sent(value: object) -> bool:
    """Return whether a value is part of the request."""
    return value is not None and not isinstance(value, Omit)
