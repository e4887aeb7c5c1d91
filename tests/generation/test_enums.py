"""Enumerations: of titled constants, of lists, of large numbers, and with names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, get_args, get_type_hints

import pytest

from tests.generation.build import Generate, Package
from tests.generation.echo import annotation, echo, received, ref

STRING = {"type": "string"}
STATUS = {"type": "integer", "enum": [0, 1, 2]}


def argument(package: Package) -> Any:
    """The type of what is sent, without `Omit`."""
    hints = get_type_hints(
        package.module.resources.echo.Echo.send,
        vars(package.module.resources.echo),
    )
    return hints["value"]


def consts(*values: object, **more: Any) -> list[dict[str, Any]]:
    return [{"const": value, "title": f"The {value}", **more} for value in values]


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("type_", [{}, STRING])
def test_titled_constants_are_an_enumeration(
    generate: Generate, keyword: str, type_: dict[str, str]
) -> None:
    package = generate(echo({**type_, keyword: consts("a", "b")}))
    assert argument(package) == Literal["a", "b"]
    assert annotation(package) == Literal["a", "b"] | str
    assert received(package, "later") == "later"
    assert "Values: `a`, The a; `b`, The b." in package.files["resources/echo.py"]


def test_any_number_of_titled_constants_is_an_enumeration(generate: Generate) -> None:
    names = [f"v{at}" for at in range(500)]
    package = generate(echo({**STRING, "oneOf": consts(*names)}))
    assert get_args(argument(package)) == tuple(names)
    assert not [
        diagnostic
        for diagnostic in package.diagnostics
        if diagnostic.code == "schema-union"
    ]


def test_alternatives_that_are_no_constants_stay_apart(generate: Generate) -> None:
    schema = {"oneOf": [*consts("a"), {"type": "integer"}, *consts("b"), ref("C")]}
    package = generate(echo(schema, {"C": {"type": "string", "enum": ["c", "d"]}}))
    expected = Literal["a", "b"] | int | package.params.CParam
    assert argument(package) == expected


def test_a_large_union_beside_its_type_contradicts_nothing(generate: Generate) -> None:
    components = {
        f"V{at}": {"type": "object", "properties": {f"m{at}": STRING}}
        for at in range(70)
    }
    schema = {"type": "object", "oneOf": [ref(component) for component in components]}
    package = generate(echo(schema, components))
    (home,) = (
        text
        for name, text in package.files.items()
        if name.startswith("types/models/") and "class EchoSendResponse(" in text
    )
    assert {*re.findall(r"\bV\d+\b", home)} == {*components}
    assert received(package, {"m3": "x"}).m3 == "x"
    assert not [e for e in package.diagnostics if e.code == "schema-contradiction"]


def test_a_discriminator_of_titled_constants_selects(generate: Generate) -> None:
    def variant(*kinds: str) -> dict[str, Any]:
        members = {"kind": {"oneOf": consts(*kinds)}, "n": STRING}
        return {"type": "object", "required": ["kind"], "properties": members}

    union = {
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": {"propertyName": "kind"},
    }
    components = {"Cat": variant("cat", "kitten"), "Dog": variant("dog", "puppy")}
    package = generate(echo(union, components))
    for kind, name in (("kitten", "Cat"), ("dog", "Dog"), ("puppy", "Dog")):
        assert type(received(package, {"kind": kind})).__name__ == name


@pytest.mark.parametrize(
    ("schema", "sent", "answered"),
    [
        (
            {"type": "array", "items": STRING, "enum": [["a"], ["b", "c"]]},
            Sequence[str],
            list[str],
        ),
        ({"enum": [["a"], ["b"]]}, Sequence[str], list[str]),
        ({"type": "array", "enum": [[1], [2.5]]}, Sequence[int | float], None),
        ({"type": "array", "items": STRING, "enum": ["a", "b"]}, None, None),
    ],
)
def test_an_enumeration_of_lists_is_a_list(
    generate: Generate, schema: dict[str, Any], sent: object, answered: object
) -> None:
    package = generate(echo(schema))
    if sent is None:
        assert argument(package) == Sequence[Literal["a", "b"]]
        assert annotation(package) == list[Literal["a", "b"] | str]
        return
    assert argument(package) == sent
    assert annotation(package) == (answered or list[int | float])
    value = schema["enum"][-1]
    assert received(package, value) == value


def test_an_enumeration_of_objects_is_the_object(generate: Generate) -> None:
    members = {"type": "object", "properties": {"a": STRING}}
    package = generate(echo({**members, "enum": [{"a": "x"}]}))
    assert received(package, {"a": "x"}).a == "x"


def test_numbers_of_any_size_are_values(generate: Generate) -> None:
    large = (2**63, 123456789012345678901234567890, -(2**70), 1)
    package = generate(echo({"type": "integer", "enum": [*large]}))
    assert argument(package) is int  # mypy takes no such `Literal`
    for value in (*large, 2**65):
        assert received(package, value) == value


def test_a_whole_number_is_an_integer_however_it_is_written(generate: Generate) -> None:
    package = generate(echo({"type": "integer", "enum": [1.0, 2.0]}))
    assert argument(package) == Literal[1, 2]
    assert {*map(type, get_args(argument(package)))} == {int}


@pytest.mark.parametrize(
    "extension",
    [
        {"x-enumNames": ["Active", "Off"], "x-enum-descriptions": ["In use.", "Gone"]},
        {
            "x-enum-varnames": ["Active", "Off"],
            "x-enumDescriptions": ["In use", "Gone"],
        },
        {
            "x-enum-varnames": {"0": "Active", "1": "Off"},
            "x-enumDescriptions": {"0": "In use", "1": "Gone"},
        },
        {
            "x-ms-enum": {
                "name": "Status",
                "values": [
                    {"value": 0, "name": "Active", "description": "In use"},
                    {"value": 1, "name": "Off", "description": "Gone"},
                ],
            }
        },
    ],
)
def test_names_and_descriptions_of_values_reach_the_reader(
    generate: Generate, extension: dict[str, Any]
) -> None:
    status = {**STATUS, **extension}
    members = {"shared": ref("Status"), "own": status, "list": _list(status)}
    whole = {"type": "object", "properties": members}
    package = generate(echo(whole, {"Status": status}))
    told = "Values: `0`, Active: In use; `1`, Off: Gone."
    for file in ("types/models.py", "types/params.py"):
        text = package.files[file]
        assert "- `0`, Active: In use\n- `1`, Off: Gone\n" in text
        assert text.count(f'"""{told}"""') == 2
    assert get_args(package.params.StatusParam) == (0, 1, 2)


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def test_names_that_say_no_more_than_the_value_are_left_out(generate: Generate) -> None:
    schema = {"enum": ["on-hold", "b"], "x-enumNames": ["OnHold", "Beta"]}
    package = generate(echo(schema))
    assert "Values: `b`, Beta." in package.files["resources/echo.py"]


def test_texts_about_values_cannot_leave_the_docstring(generate: Generate) -> None:
    bad = 'x"""\nimport os\\'
    schema = {"enum": ["a", bad, "`"], "x-enumNames": [bad, bad, bad]}
    package = generate(echo({"$ref": "#/components/schemas/E"}, {"E": schema}))
    assert get_args(package.params.EParam) == ("a", bad, "`")


@pytest.mark.parametrize(
    "extension",
    [
        {"enum": ["a", "b"], "x-ms-enum": {"name": "E", "modelAsString": True}},
        {"x-extensible-enum": ["a", "b"]},
        {"enum": ["a", "b"], "x-extensible-enum": True},
    ],
)
def test_what_may_be_extended_is_open_both_ways(
    generate: Generate, extension: dict[str, Any]
) -> None:
    package = generate(echo({**STRING, **extension}))
    assert argument(package) == annotation(package) == Literal["a", "b"] | str
