"""Tests of responses that are not as documented."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.generation.build import Generate, Package
from tests.generation.echo import echo, ref

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
SCHEMAS = {
    "Team": {
        "type": "object",
        "required": ["leadName", "members"],
        "properties": {
            "leadName": STRING,
            "members": {"type": "array", "items": ref("Member")},
            "byRole": {"type": "object", "additionalProperties": ref("Member")},
            "color": {"enum": ["red", "blue"]},
            "founded": {"type": "string", "format": "date"},
            "size": INTEGER,
        },
    },
    "Member": {
        "type": "object",
        "required": ["id"],
        "properties": {"id": INTEGER, "boss": ref("Member")},
    },
}


@pytest.fixture
def package(generate: Generate) -> Package:
    return generate(echo(ref("Team"), SCHEMAS))


def team(package: Package, value: object) -> Any:
    """The answer, which `to_dict` gives back as it came."""
    package.answer({"value": value})
    answer = package.client().echo.send(value={"lead_name": "x", "members": []})
    assert answer.to_dict(mode="json") == {"value": value}
    return answer.value


def test_what_is_missing_is_none_and_not_set(package: Package) -> None:
    found = team(package, {"members": []})
    assert type(found) is package.models.Team
    assert (found.lead_name, found.size) == (None, None)
    assert found.model_fields_set == {"members"}


def test_null_where_it_is_not_allowed_is_none_and_set(package: Package) -> None:
    found = team(package, {"leadName": None, "members": None})
    assert found.model_fields_set == {"lead_name", "members"}
    assert found.lead_name is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"leadName": 1, "members": []},
        {"leadName": "x", "members": {"a": 1}},
        {"leadName": "x", "members": [], "size": "huge"},
        {"leadName": "x", "members": [], "size": [1]},
        {"leadName": "x", "members": [], "color": 7},
        {"leadName": "x", "members": [], "founded": "long ago"},
        {"leadName": "x", "members": [], "byRole": [1]},
        {"leadName": ["x"], "members": [], "byRole": "none"},
    ],
)
def test_a_wrong_type_comes_as_it_is_and_the_rest_is_typed(
    package: Package, wrong: dict[str, Any]
) -> None:
    assert type(team(package, wrong)) is package.models.Team


def test_an_unknown_value_of_an_enumeration_is_no_mistake(package: Package) -> None:
    package.answer({"value": {"leadName": "x", "members": [], "color": "green"}})
    strict = package.client(_strict_response_validation=True)
    assert strict.echo.send(value={}).value.color == "green"


@pytest.mark.parametrize("value", [[], [{"leadName": "x"}], "x", 1, None])
def test_something_else_in_place_of_an_object_comes_as_it_is(
    package: Package, value: object
) -> None:
    assert team(package, value) == value


def test_mistakes_deep_inside_leave_what_is_around_typed(package: Package) -> None:
    member, name = package.models.Member, "x"
    found = team(
        package,
        {
            "leadName": name,
            "members": [{"id": 1}, {"id": "two", "boss": {"boss": {"id": 3}}}, None],
            "byRole": {"cook": {"boss": 5}},
        },
    )
    good, bad, none = found.members
    assert (good, none) == (member(id=1), None)
    assert (bad.id, bad.boss.id, bad.boss.boss.id) == ("two", None, 3)
    assert {type(value) for value in (bad, bad.boss, bad.boss.boss)} == {member}
    assert (found.by_role["cook"].boss, found.by_role["cook"].id) == (5, None)


def test_members_nobody_described_are_kept(package: Package) -> None:
    found = team(package, {"leadName": "x", "members": [], "newThing": {"a": [1]}})
    assert found.model_extra == {"newThing": {"a": [1]}}


@pytest.mark.parametrize("body", ["[]", "null"])
def test_a_body_of_another_kind_comes_as_it_is(package: Package, body: str) -> None:
    package.answer(content=body)
    assert package.client().echo.send(value={}) == json.loads(body)


@pytest.mark.parametrize("body", ["1", '"text"', "true", ""])
def test_a_scalar_in_place_of_an_object_is_an_error(
    package: Package, body: str
) -> None:
    package.answer(content=body)
    with pytest.raises(package.module.APIResponseValidationError):
        package.client().echo.send(value={})


def test_a_strict_client_raises_and_does_not_tell_the_values(package: Package) -> None:
    package.answer({"value": {"leadName": ["secret"], "members": [{"id": "secret"}]}})
    strict = package.client(_strict_response_validation=True)
    error = package.module.APIResponseValidationError
    with pytest.raises(error, match=r"value\.leadName") as raised:
        strict.echo.send(value={})
    assert "members.0.id" in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("strict", [True, False])
def test_python_names_mean_nothing_in_answers(package: Package, strict: bool) -> None:
    value: dict[str, Any] = {"leadName": "x", "lead_name": "y"}
    value["members"] = [] if strict else 1
    package.answer({"value": value})
    client = package.client(_strict_response_validation=strict)
    answer = client.echo.send(value={})
    assert answer.value.lead_name == "x"
    assert answer.to_dict() == {"value": value}


@pytest.mark.parametrize("name", ["self", "cls", "_fields_set", "model_config", "__x"])
def test_members_may_be_called_anything(package: Package, name: str) -> None:
    assert team(package, {name: 1, "members": []}).model_extra == {name: 1}
