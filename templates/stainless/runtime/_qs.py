"""Query strings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias, cast, get_args
from urllib.parse import parse_qs, urlencode

from ._types import ArrayFormat, NestedFormat, NotGiven, not_given

PrimitiveData: TypeAlias = str | int | float | bool | None
Data: TypeAlias = PrimitiveData | list[Any] | tuple[Any, ...] | Mapping[str, Any]
Params: TypeAlias = Mapping[str, Data]

_ITEM = {"repeat": "{}", "brackets": "{}[]", "indices": "{}[{}]"}


class Querystring:
    """The style of queries: how arrays and the members of objects are written."""

    array_format: ArrayFormat
    nested_format: NestedFormat

    def __init__(
        self,
        *,
        array_format: ArrayFormat = "repeat",
        nested_format: NestedFormat = "brackets",
    ) -> None:
        self.array_format = array_format
        self.nested_format = nested_format

    def parse(self, query: str) -> Mapping[str, object]:
        return parse_qs(query)

    def stringify(
        self,
        params: Params,
        *,
        array_format: ArrayFormat | NotGiven = not_given,
        nested_format: NestedFormat | NotGiven = not_given,
    ) -> str:
        """Return the query string, form-encoded."""
        return urlencode(
            self.stringify_items(
                params, array_format=array_format, nested_format=nested_format
            )
        )

    def stringify_items(
        self,
        params: Params,
        *,
        array_format: ArrayFormat | NotGiven = not_given,
        nested_format: NestedFormat | NotGiven = not_given,
    ) -> list[tuple[str, str]]:
        """Return the names and texts of the parameters; null and "" are left out."""
        arrays, members = array_format or self.array_format, nested_format
        member = "{}.{}" if (members or self.nested_format) == "dots" else "{}[{}]"
        return [
            pair
            for name, value in params.items()
            for pair in _pairs(name, value, arrays, member)
        ]


def _pairs(
    name: str, value: object, arrays: ArrayFormat, member: str
) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[str, object]", value).items():
            yield from _pairs(member.format(name, key), item, arrays, member)
    elif isinstance(value, (list, tuple)):
        items = cast("list[object]", value)
        if arrays == "comma":
            yield name, ",".join(_text(item) for item in items if item is not None)
            return
        if arrays not in _ITEM:
            raise NotImplementedError(
                f"Unknown array_format value: {arrays}, choose from "
                + ", ".join(get_args(ArrayFormat))
            )
        for index, item in enumerate(items):
            key = _ITEM[arrays].format(name, index)
            yield from _pairs(key, item, arrays, member)
    elif text := _text(value):
        yield name, text


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


_qs = Querystring()
parse = _qs.parse
stringify = _qs.stringify
stringify_items = _qs.stringify_items
