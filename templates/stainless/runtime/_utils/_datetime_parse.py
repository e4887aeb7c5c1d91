"""Dates and times from text and from Unix time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from .._types import StrBytesIntFloat

_DATE = r"(\d{4})-(\d{1,2})-(\d{1,2})"
_TIME = r"(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6})\d{0,6})?)?"
_OFFSET = r"(?:(Z)|([+-])(\d{2})(?::?(\d{2}))?)?"
_DATES = re.compile(_DATE, re.ASCII)
_DATETIMES = re.compile(f"{_DATE}[T ]{_TIME}{_OFFSET}", re.ASCII)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Numbers above are milliseconds, microseconds or nanoseconds: in seconds, this is the
# year 2603, and in milliseconds, August 1970.
_MOST_SECONDS = 2e10
# Above the last date in nanoseconds.
_MOST = 3e20


def parse_datetime(value: datetime | StrBytesIntFloat) -> datetime:
    """Return a date-time from ISO 8601 text or Unix time; one from text may lack an offset.

    Raises:
        ValueError: The text is not a date-time.
        TypeError: The value has another type.
    """
    if isinstance(value, datetime):
        return value
    text = _text_or_time(value, "datetime")
    if isinstance(text, datetime):
        return text
    found = _DATETIMES.fullmatch(text)
    if found is None:
        raise ValueError("invalid datetime format")
    year, month, day, hour, minute, second, fraction, utc, sign, *offset = (
        found.groups()
    )
    return datetime(
        int(year),
        int(month),
        int(day),
        int(hour),
        int(minute),
        int(second or 0),
        int((fraction or "0").ljust(6, "0")),
        UTC if utc else _zone(sign, *offset) if sign else None,
    )


def parse_date(value: date | StrBytesIntFloat) -> date:
    """Return a date from ISO 8601 text or Unix time.

    Raises:
        ValueError: The text is not a date.
        TypeError: The value has another type.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text_or_time(value, "date")
    if isinstance(text, datetime):
        return text.date()
    found = _DATES.fullmatch(text)
    try:
        year, month, day = map(int, found.groups() if found else ())
        return date(year, month, day)
    except ValueError:
        raise ValueError("invalid date format") from None


def _text_or_time(value: StrBytesIntFloat, kind: str) -> str | datetime:
    """Return the time of a number, or of text with a number; other text unchanged."""
    if isinstance(value, (int, float)):
        return _from_unix_time(value)
    # The usual text is recognized without an exception.
    if isinstance(value, str) and value[:4].isdigit() and value[4:5] == "-":
        return value
    try:
        return _from_unix_time(float(value))
    except ValueError:
        return value.decode() if isinstance(value, bytes) else value
    except TypeError:
        raise TypeError(
            f"invalid type; expected {kind}, string, bytes, int or float"
        ) from None


def _from_unix_time(number: float) -> datetime:
    if number > _MOST:
        return datetime.max
    if number < -_MOST:
        return datetime.min
    while abs(number) > _MOST_SECONDS:
        number /= 1000
    return _EPOCH + timedelta(seconds=number)


def _zone(sign: str, hours: str, minutes: str | None) -> timezone:
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-offset if sign == "-" else offset)
