"""Dates and times in the format of RFC 3339.

Type checkers see the classes of the standard library. Only text in the format of RFC 3339
becomes a date; an offset may lack its colon. A date-time without an offset has no
`tzinfo`, and one without a `tzinfo` is sent without an offset: no time zone is assumed.
Numbers are never dates. Other text, and dates that do not exist, stay text; they are
errors in a client that validates strictly.
"""

from __future__ import annotations

import datetime as standard
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["date", "datetime"]

_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?"
_OFFSET = "([Zz]|[+-][0-9]{2}:?[0-9]{2})?"


class _Written:
    """The validation of a class by pydantic: a pattern, and a function written in C."""

    def __init__(
        self, format_: str, pattern: str, kind: type, read: Callable[[str], object]
    ) -> None:
        self._format = format_
        self._pattern = f"^{pattern}$"
        self._kind = kind
        self._read = read

    def __get_pydantic_core_schema__(
        self, _: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema as schema

        text = schema.str_schema(strict=True, pattern=self._pattern, to_upper=True)
        read = schema.no_info_plain_validator_function(self._read)
        written = schema.custom_error_schema(
            schema.chain_schema([text, read]),
            custom_error_type=self._format,
            custom_error_message=f"Input should be a {self._format} of RFC 3339",
        )
        given = schema.union_schema(
            [schema.is_instance_schema(self._kind), written], mode="left_to_right"
        )
        return schema.json_or_python_schema(written, given)

    def __get_pydantic_json_schema__(
        self, _: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": self._format}


datetime: TypeAlias = Annotated[  # noqa: PYI042 - stands for the class
    standard.datetime,
    _Written(
        "date-time",
        f"{_DATE}[Tt ]{_TIME}{_OFFSET}",
        standard.datetime,
        standard.datetime.fromisoformat,
    ),
]
"""`datetime.datetime`, read by the rules of this module."""

date: TypeAlias = Annotated[  # noqa: PYI042 - stands for the class
    standard.date, _Written("date", _DATE, standard.date, standard.date.fromisoformat)
]
"""`datetime.date`, read by the rules of this module."""
