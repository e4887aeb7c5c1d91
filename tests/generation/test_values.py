"""Arrays of fixed length, constants, enumerations and formats."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import pytest

from tests.generation.build import Generate
from tests.generation.echo import annotation, echo, received

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
PAIR = {"type": "array", "prefixItems": [STRING, INTEGER]}


@pytest.mark.parametrize(
    ("more", "type_"),
    [
        ({"minItems": 2, "maxItems": 2}, tuple[str, int]),
        ({"minItems": 2, "items": False}, tuple[str, int]),
        ({"items": False}, list[str | int]),
        ({"maxItems": 2}, list[str | int]),
        ({"minItems": 2, "items": {"type": "boolean"}}, list[str | int | bool]),
        ({}, list[Any]),
    ],
)
def test_an_array_of_fixed_length_is_a_tuple_and_any_other_a_list(
    generate: Generate, more: dict[str, Any], type_: object
) -> None:
    package = generate(echo({**PAIR, **more}))
    assert annotation(package) == type_
    assert [*received(package, ["x", 1])] == ["x", 1]


def test_objects_in_tuples_have_their_classes(generate: Generate) -> None:
    inner = {"type": "object", "properties": {"fooBar": INTEGER}}
    schema = {**PAIR, "prefixItems": [STRING, inner], "minItems": 2, "maxItems": 2}
    package = generate(echo(schema))
    assert received(package, ["x", {"fooBar": 1}])[1].foo_bar == 1
    client = package.client()
    client.echo.send(value=["x", {"foo_bar": 1}])
    assert package.sent == {"value": ["x", {"fooBar": 1}]}
    package.answer({"value": ["x", {"fooBar": 1}, {"fooBar": 2}]})
    assert [item.foo_bar for item in client.echo.send(value=[]).value[1:]] == [1, 2]


@pytest.mark.parametrize(
    ("constant", "type_"),
    [
        (True, Literal[True]),
        (0, Literal[0]),
        (1.5, float),
        ("", Literal[""]),
        ("a\"'\\\n\x00\u202e{{x}}", Literal["a\"'\\\n\x00\u202e{{x}}"]),
        (None, type(None)),
        ({"a": 1}, dict[str, Any]),
        ([1], list[int]),
    ],
)
def test_constants_of_every_json_type(
    generate: Generate, constant: object, type_: object
) -> None:
    for schema in ({"const": constant}, {"enum": [constant]}):
        package = generate(echo(schema))
        assert annotation(package) == type_
        assert received(package, constant) == constant


@pytest.mark.parametrize(
    ("values", "type_"),
    [
        ([True, False], Literal[True, False] | bool),
        ([None, "a", 1], Literal["a", 1] | str | int | None),
        ([1, 2.5, "x", None, True], int | float | str | bool | None),
        ([{"a": 1}, "b"], Any),
    ],
)
def test_enumerations_of_every_json_type(
    generate: Generate, values: list[Any], type_: object
) -> None:
    package = generate(echo({"enum": values}))
    assert annotation(package) == type_
    for value in values:
        found = received(package, value)
        assert (found, type(found)) == (value, type(value))


INSTANT = "2024-05-19T12:00:00Z"


@pytest.mark.parametrize(
    ("type_", "format_", "value", "class_"),
    [
        ("string", "date-time", INSTANT, datetime),
        ("string", "date", "2024-05-19", date),
        ("string", "time", "12:00:00", str),
        ("string", "uuid", "3fa85f64-5717-4562-b3fc-2c963f66afa6", str),
        ("string", "uri", "https://api.test", str),
        ("string", "email", "a@b.test", str),
        ("string", "duration", "P1D", str),
        ("string", "byte", "aGk=", str),
        ("string", "binary", "hi", str),
        ("string", "decimal", "1.50", str),
        ("string", "int64", "9007199254740993", str),
        ("string", "made-up", "x", str),
        ("integer", "int64", 9007199254740993, int),
        ("number", "decimal", 1.5, float),
        ("number", "date-time", 1.5, float),
    ],
)
def test_formats(
    generate: Generate, type_: str, format_: str, value: object, class_: type
) -> None:
    package = generate(echo({"type": type_, "format": format_}))
    assert annotation(package) is class_
    assert type(received(package, value)) is class_


@pytest.mark.parametrize("format_", ["date-time", "date"])
def test_a_date_that_is_none_comes_as_it_is(generate: Generate, format_: str) -> None:
    package = generate(echo({"type": "string", "format": format_}))
    package.answer({"value": "yesterday"})
    answer = package.client().echo.send(value="tomorrow")
    assert package.sent == {"value": "tomorrow"}
    assert answer.value == "yesterday"
    assert answer.to_dict(mode="json") == {"value": "yesterday"}


def test_a_configured_format_that_does_not_fit_comes_as_it_is(
    generate: Generate,
) -> None:
    schema = {"type": "string", "format": "decimal"}
    package = generate(echo(schema), formats={"decimal": "decimal.Decimal"})
    package.answer({"value": "a lot"})
    assert package.client().echo.send(value="1.50").value == "a lot"
