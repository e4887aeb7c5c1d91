"""Objects and arrays in the query where OpenAPI leaves the form open."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest
from sample.kernel._runtime import Style, omit
from sample.kernel._runtime.parameters import query, text

NESTED = {"a": {"b": 1, "none": None, "left": omit}, "tags": ["x", "y,z"]}


def written(value: object, style: Style) -> str:
    return unquote(query({"f": value}, {"query.f": style}))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "f[a][b]=1&f[tags]=x&f[tags]=y,z"),
        ({"arrays": "brackets"}, "f[a][b]=1&f[tags][]=x&f[tags][]=y,z"),
        ({"arrays": "indices"}, "f[a][b]=1&f[tags][0]=x&f[tags][1]=y,z"),
        ({"keys": "dots"}, "f.a.b=1&f.tags=x&f.tags=y,z"),
        ({"keys": "dots", "arrays": "indices"}, "f.a.b=1&f.tags[0]=x&f.tags[1]=y,z"),
    ],
)
def test_a_deep_object_nests_as_the_parameter_says(
    options: dict[str, Any], expected: str
) -> None:
    assert written(NESTED, Style("deepObject", **options)) == expected


def test_a_comma_between_values_is_not_one_within_a_value() -> None:
    style = Style("deepObject", arrays="comma")
    assert query({"f": NESTED}, {"query.f": style}) == (
        "f%5Ba%5D%5Bb%5D=1&f%5Btags%5D=x,y%2Cz"
    )
    assert written({"tags": []}, style) == ""


def test_an_array_can_have_brackets_without_an_object_around_it() -> None:
    assert written([1, 2], Style("deepObject", arrays="brackets")) == "f[]=1&f[]=2"


def test_objects_in_arrays_keep_their_places() -> None:
    style = Style("deepObject", arrays="indices")
    assert written([{"a": 1}, {"a": 2}], style) == "f[0][a]=1&f[1][a]=2"


def test_what_no_style_can_write_is_json() -> None:
    assert written([{"a": 1}, [2]], Style("form", explode=True)) == 'f={"a":1}&f=[2]'


class Odd:
    def __str__(self) -> str:
        return "odd"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1E+3"), "1000"),
        (float("nan"), "NaN"),
        (dt.timedelta(minutes=90), "PT1H30M"),
        (dt.datetime(2024, 5, 19, 12, 30, 0, 5000), "2024-05-19T12:30:00.005000"),
        (dt.time(1, 2), "01:02:00"),
        (b"bytes", "bytes"),
        (10**30, "1" + "0" * 30),
        (Odd(), "odd"),
    ],
)
def test_scalars_of_other_types(value: object, expected: str) -> None:
    assert text(value) == expected
