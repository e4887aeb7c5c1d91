"""Dates and times from text and numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from faces._utils import parse_date, parse_datetime

INDIA = timezone(timedelta(hours=5, minutes=30))
WEST = timezone(timedelta(hours=-2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05", datetime(2026, 1, 2, 3, 4, 5)),
        ("2026-1-2 3:4", datetime(2026, 1, 2, 3, 4)),
        ("2026-01-02T03:04:05.4+05:30", datetime(2026, 1, 2, 3, 4, 5, 400_000, INDIA)),
        ("2026-01-02T03:04:05.1234567-0200", datetime(2026, 1, 2, 3, 4, 5, 123_456, WEST)),
        ("2026-01-02T03:04:05-02", datetime(2026, 1, 2, 3, 4, 5, tzinfo=WEST)),
        (b"2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (1_767_323_045, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (1_767_323_045_000, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("1767323045.5", datetime(2026, 1, 2, 3, 4, 5, 500_000, UTC)),
        (-1, datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (10**40, datetime.max),
        (-(10**40), datetime.min),
        ("infinity", datetime.max),
        (datetime(2026, 1, 2), datetime(2026, 1, 2)),
    ],
)  # fmt: skip
def test_date_times(text: Any, expected: datetime) -> None:
    found = parse_datetime(text)
    assert found == expected
    assert found.utcoffset() == expected.utcoffset()


@pytest.mark.parametrize(
    "text",
    [
        "", "noon", "2026-01-02", "20260102T030405", "2026-01-02T25:04:05Z",
        "2026-02-30T03:04:05Z", "2026-01-02T03:04:05+25:00", "2026-01-02T03:04:05z",
        "2026-01-02T03:04:05Z\n", "nan", "\u0662026-01-02T03:04:05Z",
    ],
)  # fmt: skip
def test_other_text_is_not_a_date_time(text: str) -> None:
    with pytest.raises(ValueError):
        parse_datetime(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-02", date(2026, 1, 2)),
        ("2026-1-2", date(2026, 1, 2)),
        (b"2026-01-02", date(2026, 1, 2)),
        (1_767_323_045, date(2026, 1, 2)),
        (datetime(2026, 1, 2, 3), date(2026, 1, 2)),
        (date(2026, 1, 2), date(2026, 1, 2)),
    ],
)
def test_dates(text: Any, expected: date) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text", ["", "x", "2026-02-30", "20260x02", "2026-01-02T03:04"]
)
def test_other_text_is_not_a_date(text: str) -> None:
    with pytest.raises(ValueError, match="invalid date format"):
        parse_date(text)


@pytest.mark.parametrize("parse", [parse_date, parse_datetime])
def test_other_values_are_errors(parse: Any) -> None:
    with pytest.raises(TypeError, match="invalid type; expected date"):
        parse([])
