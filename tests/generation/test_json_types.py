"""Numbers, texts and booleans stay apart: JSON says itself what a value is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.generation.build import Generate
from tests.generation.echo import echo

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
NUMBER = {"type": "number"}
BOOLEAN = {"type": "boolean"}
MOMENT = {"type": "string", "format": "date-time"}


@pytest.mark.parametrize(
    ("schema", "values"),
    [
        pytest.param(INTEGER, ["12", "", True, False, 1.5, "1.0"], id="integer"),
        pytest.param(NUMBER, ["12", "1.5", "NaN", True], id="number"),
        pytest.param(
            BOOLEAN, ["true", "yes", "1", "", 1, 0, 1.0, "false"], id="boolean"
        ),
        pytest.param(STRING, [1, 1.5, True], id="string"),
        pytest.param({"anyOf": [INTEGER, BOOLEAN]}, ["1", "true", 1.5], id="union"),
        pytest.param({"anyOf": [INTEGER, MOMENT]}, ["12345", True], id="or a moment"),
    ],
)
@pytest.mark.parametrize("inside", ["member", "list", "map", "result"])
def test_what_has_another_type_comes_as_it_is_or_is_refused(
    generate: Generate, schema: Any, values: list[Any], inside: str
) -> None:
    around = {
        "list": {"type": "array", "items": schema},
        "map": {"type": "object", "additionalProperties": schema},
    }
    package = generate(echo(around.get(inside, schema)))
    strict = package.client(_strict_response_validation=True)
    for value in values:
        wrapped = {"list": [value], "map": {"a": value}}.get(inside, value)
        package.answer({"value": wrapped})
        found = package.client().echo.send(value=0).value
        assert (found, str(found)) == (wrapped, str(wrapped))
        with pytest.raises(package.module.APIResponseValidationError):
            strict.echo.send(value=0)


@pytest.mark.parametrize(
    ("schema", "value", "type_"),
    [
        ({"anyOf": [INTEGER, MOMENT, STRING]}, "12345", str),
        ({"anyOf": [INTEGER, STRING]}, "1", str),
        ({"anyOf": [BOOLEAN, STRING]}, "true", str),
        ({"anyOf": [BOOLEAN, INTEGER]}, 1, int),
        ({"anyOf": [INTEGER, BOOLEAN]}, True, bool),
        ({"anyOf": [BOOLEAN, NUMBER]}, 1.0, float),
        ({"anyOf": [INTEGER, NUMBER]}, 1.5, float),
        (NUMBER, 3, float),
        # JSON knows one type of numbers, and an integer may be written as a float.
        (INTEGER, 1.0, int),
        (INTEGER, -2e3, int),
        ({"anyOf": [INTEGER, STRING]}, 2.0, int),
        ({"type": "array", "items": INTEGER}, [1, 2.0], list),
    ],
)
@pytest.mark.parametrize("strict", [True, False])
def test_numbers_texts_and_booleans_have_their_types(
    generate: Generate, schema: Any, value: Any, type_: type, strict: bool
) -> None:
    package = generate(echo(schema))
    package.answer({"value": value})
    client = package.client(_strict_response_validation=strict)
    found = client.echo.send(value=0).value
    assert (found, type(found)) == (value, type_)
    if isinstance(found, list):
        assert {*map(type, found)} == {int}


def test_integers_are_whole_beside_a_mistake(generate: Generate) -> None:
    schema = {"type": "object", "properties": {"n": INTEGER, "x": NUMBER, "s": STRING}}
    package = generate(echo(schema))
    package.answer({"value": {"n": 3.0, "x": 2.0, "s": 4}})
    found = package.client().echo.send(value={}).value
    assert [type(value) for value in (found.n, found.x, found.s)] == [int, float, int]


@pytest.mark.parametrize("wrong", [False, True])
def test_types_of_python_that_json_has_not_are_still_read(
    generate: Generate, wrong: bool
) -> None:
    schema = {
        "type": "object",
        "properties": {
            "id": {**STRING, "format": "uuid"},
            "price": {**STRING, "format": "decimal"},
            "pair": {
                "type": "array",
                "prefixItems": [STRING, {**STRING, "format": "uuid"}],
                "items": False,
                "minItems": 2,
            },
            "count": INTEGER,
        },
    }
    formats = {"uuid": "uuid.UUID", "decimal": "decimal.Decimal"}
    package = generate(echo(schema), formats=formats)
    id_ = "8f2f9d9e-4b0c-4c52-9a43-0a2c38f0a3b1"
    count = "1" if wrong else 1
    package.answer(
        {"value": {"id": id_, "price": "1.50", "pair": ["a", id_], "count": count}}
    )
    client = package.client(_strict_response_validation=not wrong)
    found = client.echo.send(value={}).value
    assert str(found.id) == id_ and type(found.id).__name__ == "UUID"
    assert str(found.price) == "1.50" and type(found.price).__name__ == "Decimal"
    assert found.pair == ("a", found.id)
    assert found.count == count


def test_members_that_are_built_later_follow_the_same_rule(generate: Generate) -> None:
    size = 40
    schemas: dict[str, Any] = {
        f"S{at}": {
            "type": "object",
            "properties": {
                "n": INTEGER,
                "pair": {
                    "type": "array",
                    "prefixItems": [STRING, INTEGER],
                    "items": False,
                    "minItems": 2,
                },
                "next": {"$ref": f"#/components/schemas/S{(at + 1) % size}"},
            },
        }
        for at in range(size)
    }
    package = generate(echo({"$ref": "#/components/schemas/S0"}, schemas))
    assert "Deferred[" in "".join(package.files.values())

    def chain(innermost: Any) -> Any:
        value: Any = {"n": innermost, "pair": ["a", 1]}
        for _ in range(30):
            value = {"n": 1, "pair": ["a", 1], "next": value}
        return value

    def last(found: Any) -> Any:
        while found.next is not None:
            assert found.pair == ("a", 1)
            found = found.next
        return found

    strict = package.client(_strict_response_validation=True)
    package.answer({"value": chain(2.0)})
    assert type(last(strict.echo.send(value={}).value).n) is int
    package.answer({"value": chain("12")})
    assert last(package.client().echo.send(value={}).value).n == "12"
    with pytest.raises(package.module.APIResponseValidationError):
        strict.echo.send(value={})
