"""Tests of the formats of parameters, also where OpenAPI leaves them open."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from pydantic import Field
from sample.kernel._runtime import BaseModel, Style, omit
from sample.kernel._runtime.parameters import cookies, headers, path, query, text

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


# OpenAPI 3.1.1, "Style Examples": the columns "string", "array" and "object".
BLUE, COLORS = "blue", ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}


@pytest.mark.parametrize(
    ("style", "explode", "texts"),
    [
        ("matrix", False, (";c=blue", ";c=blue,black,brown", ";c=R,100,G,200,B,150")),
        ("matrix", True, (";c=blue", ";c=blue;c=black;c=brown", ";R=100;G=200;B=150")),
        ("label", False, (".blue", ".blue,black,brown", ".R,100,G,200,B,150")),
        ("label", True, (".blue", ".blue.black.brown", ".R=100.G=200.B=150")),
        ("simple", False, ("blue", "blue,black,brown", "R,100,G,200,B,150")),
        ("simple", True, ("blue", "blue,black,brown", "R=100,G=200,B=150")),
    ],
)
def test_the_styles_of_the_path(
    style: Any, explode: bool, texts: tuple[str, ...]
) -> None:
    styles = {"path.c": Style(style, explode)}
    found = [path("/x/{c}/y", {"c": value}, styles) for value in (BLUE, COLORS, RGB)]
    assert found == [f"/x/{value}/y" for value in texts]
    for empty in ("", [], {}, [""], None, omit):
        with pytest.raises(ValueError, match="'c' must not be empty"):
            path("/x/{c}/y", {"c": empty}, styles)


@pytest.mark.parametrize(
    ("style", "explode", "texts"),
    [
        ("form", False, ("c=blue", "c=blue,black,brown", "c=R,100,G,200,B,150")),
        ("form", True, ("c=blue", "c=blue&c=black&c=brown", "R=100&G=200&B=150")),
        (
            "spaceDelimited",
            False,
            ("c=blue", "c=blue%20black%20brown", "c=R%20100%20G%20200%20B%20150"),
        ),
        # Not in the table: what explodes is repeated, as in the style `form`.
        (
            "spaceDelimited",
            True,
            ("c=blue", "c=blue&c=black&c=brown", "R=100&G=200&B=150"),
        ),
        (
            "pipeDelimited",
            False,
            ("c=blue", "c=blue%7Cblack%7Cbrown", "c=R%7C100%7CG%7C200%7CB%7C150"),
        ),
        (
            "pipeDelimited",
            True,
            ("c=blue", "c=blue&c=black&c=brown", "R=100&G=200&B=150"),
        ),
        (
            "deepObject",
            True,
            (
                "c=blue",
                "c=blue&c=black&c=brown",
                "c%5BR%5D=100&c%5BG%5D=200&c%5BB%5D=150",
            ),
        ),
        (
            "json",
            False,
            (
                "c=%22blue%22",
                "c=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D",
                "c=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D",
            ),
        ),
    ],
)
def test_the_styles_of_the_query(
    style: Any, explode: bool, texts: tuple[str, ...]
) -> None:
    styles = {"query.c": Style(style, explode)}
    assert tuple(query({"c": value}, styles) for value in (BLUE, COLORS, RGB)) == texts
    assert query({"c": None}, styles) == query({"c": omit}, styles) == ""
    if style != "json":
        assert query({"c": ""}, styles) == "c="
        assert query({"c": []}, styles) == query({"c": {}}, styles) == ""


@pytest.mark.parametrize(
    ("style", "explode", "texts"),
    [
        ("simple", False, ("blue", "blue,black,brown", "R,100,G,200,B,150")),
        ("simple", True, ("blue", "blue,black,brown", "R=100,G=200,B=150")),
        (
            "json",
            False,
            ('"blue"', '["blue","black","brown"]', '{"R":100,"G":200,"B":150}'),
        ),
    ],
)
def test_the_styles_of_headers(
    style: Any, explode: bool, texts: tuple[str, ...]
) -> None:
    styles = {"header.X-C": Style(style, explode)}
    for value, text_ in zip((BLUE, COLORS, RGB), texts, strict=True):
        assert headers({"X-C": value}, styles) == {"x-c": text_}
    assert headers({"X-C": None, "X-D": omit, "X-E": []}, styles) == {}
    assert headers({"X-D": "", "X-E": "a b,c"}, styles) == {"x-d": "", "x-e": "a b,c"}


def test_the_styles_of_cookies() -> None:
    values = {"a": BLUE, "b": COLORS, "c": RGB, "d": None, "e": omit, "f": "a; b=ü"}
    assert cookies(values, {}) == {
        "a": "blue",
        "b": "blue,black,brown",
        "c": "R,100,G,200,B,150",
        "f": "a%3B%20b%3D%C3%BC",
    }
    assert cookies({"a": "b"}, {"cookie.a": Style("json")}) == {"a": "%22b%22"}


@pytest.mark.parametrize("value", [".", ".."])
@pytest.mark.parametrize("template", ["/x/{id}", "/x/{id}/y", "/{id}"])
def test_a_path_value_cannot_be_a_dot_segment(value: str, template: str) -> None:
    with pytest.raises(ValueError, match=r"makes a '\.' or '\.\.' segment"):
        path(template, {"id": value}, {})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a/b", "a%2Fb"),
        ("../../etc", "..%2F..%2Fetc"),
        ("%2e%2e", "%252e%252e"),
        ("%2f", "%252f"),
        ("..\\a", "..%5Ca"),
        ("a?b#c;d=e&f", "a%3Fb%23c%3Bd%3De%26f"),
        ("{id}", "%7Bid%7D"),
        ("a\r\n\x00 ", "a%0D%0A%00%20"),
        ("ü", "%C3%BC"),
        ("...", "..."),
        (["..", "."], "..,."),
        (0, "0"),
        (False, "false"),
    ],
)
def test_a_path_value_stays_in_its_segment(value: object, expected: str) -> None:
    assert path("/x/{id}", {"id": value}, {}) == f"/x/{expected}"


def test_parts_of_a_segment_cannot_make_a_dot_segment_together() -> None:
    values = {"a": ".", "b": "."}
    with pytest.raises(ValueError, match="segment"):
        path("/{a}{b}", values, {})
    with pytest.raises(ValueError, match="segment"):
        path("/{a}", values, {"path.a": Style("label")})
    assert path("/{a}{b}.json", values, {}) == "/...json"


def test_a_value_is_not_filled_in_twice() -> None:
    assert path("/{a}/{b}/{a}", {"a": "{b}", "b": "x"}, {}) == "/%7Bb%7D/x/%7Bb%7D"


def test_reserved_characters_stay_where_they_do_not_end_the_value() -> None:
    reserved = ":/?#[]@!$&'()*+,;="
    assert query({"a": reserved}, {}) == (
        "a=%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D"
    )
    style = Style("form", explode=True, allow_reserved=True)
    assert query({"a": reserved}, {"query.a": style}) == (
        "a=:/?%23[]@!$%26'()*%2B,;%3D"
    )
    assert query({"a": ["/", "&"]}, {"query.a": style}) == "a=/&a=%26"
    assert query({"a": "ü %"}, {"query.a": style}) == "a=%C3%BC%20%25"


class Color(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


class Filter(BaseModel):
    created_by: str | None = Field(default=None, alias="createdBy")
    tags: list[str] | None = None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "a=true"),
        (False, "a=false"),
        (0, "a=0"),
        (-5, "a=-5"),
        (1.0, "a=1.0"),
        (1e-7, "a=0.0000001"),
        (1e22, "a=10000000000000000000000"),
        (Decimal("0.10"), "a=0.10"),
        (dt.date(2024, 5, 19), "a=2024-05-19"),
        (dt.datetime(2024, 5, 19, tzinfo=dt.UTC), "a=2024-05-19T00%3A00%3A00Z"),
        (UUID(int=1), "a=00000000-0000-0000-0000-000000000001"),
        (Color.RED, "a=red"),
        (Level.HIGH, "a=3"),
        ([Color.RED, None, omit, True], "a=red&a=true"),
        ((1, 2), "a=1&a=2"),
        (iter("xy"), "a=x&a=y"),
        ({"x": None, "y": omit, "z": False}, "z=false"),
        (Filter(createdBy="me"), "createdBy=me"),
        ("ü &=+/", "a=%C3%BC%20%26%3D%2B%2F"),
    ],
)
def test_values_in_the_query(value: object, expected: str) -> None:
    assert query({"a": value}, {}) == expected


def test_names_are_encoded_as_well() -> None:
    assert query({"a[b] &": "x", "n": 1}, {}) == "a%5Bb%5D%20%26=x&n=1"
    assert query({"a": {"b c": 1}}, {}) == "b%20c=1"


def test_models_in_all_places() -> None:
    value = Filter(createdBy="me", tags=["a", "b"])
    assert path("/{a}", {"a": value}, {}) == (
        "/createdBy,me,tags,%5B%22a%22%2C%22b%22%5D"
    )
    assert headers({"A": value}, {"header.A": Style("json")}) == {
        "a": '{"createdBy":"me","tags":["a","b"]}'
    }
    assert written(value, Style("deepObject", arrays="brackets")) == (
        "f[createdBy]=me&f[tags][]=a&f[tags][]=b"
    )


def test_nested_values_are_json_wherever_the_document_says_no_more() -> None:
    nested = {"a": {"b": [1]}}
    assert unquote(query({"f": nested}, {})) == 'a={"b":[1]}'
    assert headers({"F": nested}, {}) == {"f": 'a,{"b":[1]}'}
    assert headers({"F": [nested]}, {}) == {"f": '{"a":{"b":[1]}}'}
    assert unquote(cookies({"f": nested}, {})["f"]) == 'a,{"b":[1]}'
