"""Members of objects that the document gives a type but no name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.generation.build import Generate, Package
from tests.generation.echo import annotation, echo, received, ref

STRING = {"type": "string"}
INTEGER = {"type": "integer"}


def with_extras(extras: object, **more: Any) -> dict[str, Any]:
    properties = {"displayName": STRING}
    whole = {"type": "object", "properties": properties, **more}
    return {**whole, "additionalProperties": extras} if extras is not None else whole


def extras(package: Package, value: dict[str, Any]) -> dict[str, Any]:
    """The extra members of what comes back."""
    found: dict[str, Any] = received(package, value).model_extra
    return found


def test_members_without_a_name_have_the_type_of_the_others(generate: Generate) -> None:
    inner = {"type": "object", "properties": {"fooBar": INTEGER}}
    package = generate(echo(ref("Things"), {"Things": with_extras(inner)}))
    value = {"displayName": "x", "first": {"fooBar": 1}, "second": {"fooBar": 2}}
    found = extras(package, value)
    assert [member.foo_bar for member in found.values()] == [1, 2]
    assert {type(member) for member in found.values()} == {package.models.ThingsExtra}


def test_members_without_a_name_may_be_objects_of_the_same_class(
    generate: Generate,
) -> None:
    package = generate(echo(ref("Tree"), {"Tree": with_extras(ref("Tree"))}))
    value = {"displayName": "root", "left": {"leaf": {"displayName": "leaf"}}}
    left = extras(package, value)["left"]
    assert type(left) is package.models.Tree
    assert left.model_extra["leaf"].display_name == "leaf"


def test_what_is_sent_beside_the_names_is_translated_too(generate: Generate) -> None:
    inner = {"type": "object", "properties": {"fooBar": INTEGER}}
    package = generate(echo(ref("Things"), {"Things": with_extras(inner)}))
    client = package.client()
    client.echo.send(value={"display_name": "x", "other": {"foo_bar": 1}})
    assert package.sent == {"value": {"displayName": "x", "other": {"fooBar": 1}}}


def test_a_model_is_sent_with_its_extra_members(generate: Generate) -> None:
    inner = {"type": "object", "properties": {"fooBar": INTEGER}}
    package = generate(echo(ref("Things"), {"Things": with_extras(inner)}))
    value = {"displayName": "x", "other": {"fooBar": 1}}
    package.client().echo.send(value=received(package, value))
    assert package.sent == {"value": value}


def test_extra_members_of_an_unexpected_type_are_kept(generate: Generate) -> None:
    inner = {"type": "object", "properties": {"at": INTEGER}}
    package = generate(echo(ref("Things"), {"Things": with_extras(inner)}))
    package.answer({"value": {"good": {"at": 1}, "odd": {"at": "x"}, "bad": [1]}})
    value = package.client().echo.send(value={}).value
    assert value.good == package.models.ThingsExtra(at=1)
    assert type(value.odd) is package.models.ThingsExtra
    assert (value.odd.at, value.bad) == ("x", [1])


@pytest.mark.parametrize("extra", [None, True, False, {}])
def test_members_that_are_not_described_are_kept_as_they_come(
    generate: Generate, extra: object
) -> None:
    package = generate(echo(ref("Things"), {"Things": with_extras(extra)}))
    assert extras(package, {"other": {"fooBar": [1, None]}}) == {
        "other": {"fooBar": [1, None]}
    }


def test_an_object_of_nothing_but_extra_members_is_a_map(generate: Generate) -> None:
    for extra, type_ in ((INTEGER, dict[str, int]), (False, dict[str, Any])):
        schema = {"type": "object", "additionalProperties": extra}
        assert annotation(generate(echo(schema))) == type_


def test_patterns_of_names_are_a_map_of_all_that_they_allow(generate: Generate) -> None:
    inner = {"type": "object", "properties": {"fooBar": INTEGER}}
    patterns = {"^n": INTEGER, "^o": inner}
    schema = {"type": "object", "patternProperties": patterns}
    package = generate(echo({**schema, "additionalProperties": False}))
    value = received(package, {"n1": 1, "o1": {"fooBar": 2}})
    assert (value["n1"], value["o1"].foo_bar) == (1, 2)


def test_patterns_stand_beside_names_and_other_members(generate: Generate) -> None:
    schema = with_extras(STRING, patternProperties={"^n": INTEGER})
    package = generate(echo(ref("Things"), {"Things": schema}))
    assert extras(package, {"displayName": "x", "n": 1, "z": "y"}) == {"n": 1, "z": "y"}


def test_lists_of_several_kinds_are_all_translated(generate: Generate) -> None:
    inner = {"type": "object", "properties": {"fooBar": INTEGER}}
    schema = with_extras({"type": "array", "items": inner})
    schema["properties"] = {"tags": {"type": "array", "items": STRING}}
    package = generate(echo(ref("Things"), {"Things": schema}))
    package.client().echo.send(value={"tags": ["x"], "other": [{"foo_bar": 1}]})
    assert package.sent == {"value": {"tags": ["x"], "other": [{"fooBar": 1}]}}
