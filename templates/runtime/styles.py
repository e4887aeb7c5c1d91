"""Styles of parameters other than the default ones.

OpenAPI 3.1, section 4.8.12 ("Style Values"), which follows RFC 6570.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import partial
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import quote

from .encoding import to_json
from .guards import is_array, is_list, is_object
from .parameters import Encode, exploded, parts, percent_encode, plain, sent, text

__all__ = ["Style"]

_Simple: TypeAlias = Literal["matrix", "label", "simple", "form", "json", "cookie"]
_Delimited: TypeAlias = Literal[
    "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject"
]

# Characters that would end the path or the value are encoded in any case.
_RESERVED_IN_PATH = "/:[]@!$&'()*+,;="
_RESERVED_IN_QUERY = ":/?[]@!$'()*,;"
_ITEM = {"repeat": "{}", "brackets": "{}[]", "indices": "{}[{}]"}
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}


class Style(NamedTuple):
    """The style of a parameter; `json` stands for `content: application/json`."""

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
    """The type that gives nested members their wire names."""

    def in_path(self, name: str, value: object) -> str | None:
        safe = _RESERVED_IN_PATH if self.allow_reserved else ""
        encode: Encode = partial(quote, safe=safe)
        if self.name not in ("label", "matrix"):
            return self._joined(name, value, encode)
        value = plain(value)
        items = parts(value, self.explode, encode)
        if not any(items):
            return None
        if self.name == "label":
            return "." + ("." if self.explode else ",").join(items)
        own = ";" if self.explode and is_object(value) else f";{name}="
        return own + (own if self.explode else ",").join(items)

    def in_query(self, name: str, value: object) -> list[str]:
        if self.name == "deepObject":
            return _deep(name, value, self)
        safe = _RESERVED_IN_QUERY if self.allow_reserved else ""
        encode: Encode = partial(quote, safe=safe)
        if self.explode:
            return exploded(name, value, encode)
        joined = self._joined(name, value, encode)
        return [] if joined is None else [f"{percent_encode(name)}={joined}"]

    def in_header(self, name: str, value: object) -> str | None:
        return self._joined(name, value, _in_ascii if self.name == "json" else str)

    def in_cookies(self, name: str, value: object) -> dict[str, str]:
        """The style `cookie` encodes nothing (OpenAPI 3.2, section 4.12.3)."""
        if self.name != "cookie":
            joined = self._joined(name, value, percent_encode)
            return {} if joined is None else {name: joined}
        value, encode = plain(value), partial(_cookie_text, name)
        if self.explode and is_object(value):
            return {k: encode(text(v)) for k, v in value.items() if sent(v)}
        items = parts(value, False, encode)
        separator = f"; {name}=" if self.explode else ","
        return {name: separator.join(items)} if items else {}

    def _joined(self, name: str, value: object, encode: Encode) -> str | None:
        if self.name == "json":
            return encode(to_json(value, name).decode()) if sent(value) else None
        items = parts(value, self.explode, encode)
        separator = _SEPARATORS.get(self.name)
        return (encode(separator) if separator else ",").join(items) if items else None


JSON = Style("json")


def _in_ascii(text: str) -> str:
    """Escape the characters outside ASCII, which JSON has only inside strings."""
    return re.sub("[^ -~]+", lambda match: json.dumps(match.group())[1:-1], text)


def _cookie_text(name: str, value: str) -> str:
    if not re.fullmatch("[ -:<-~]*", value):
        raise ValueError(f"the cookie {name!r} must be encoded by the caller")
    return value


def _deep(name: str, value: object, style: Style) -> list[str]:
    value = plain(value)
    members: Iterable[tuple[object, object]]
    if is_object(value):
        key, members = ("{}.{}" if style.keys == "dots" else "{}[{}]"), value.items()
    elif is_list(value) and style.arrays != "comma":
        # The members of repeated objects could not be told apart.
        nested = any(is_object(plain(v)) or is_array(v) for v in value)
        arrays = "indices" if nested and style.arrays == "repeat" else style.arrays
        key, members = _ITEM[arrays], enumerate(value)
    else:
        return style._replace(name="form", explode=False).in_query(name, value)
    return [p for k, v in members for p in _deep(key.format(name, k), v, style)]
