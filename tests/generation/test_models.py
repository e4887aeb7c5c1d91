"""Tests of models apart from reading them."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date, datetime
from typing import Any

import pytest

from tests.generation.build import Generate, Package
from tests.generation.echo import echo, received, ref

STRING = {"type": "string"}
PERSON = {
    "type": "object",
    "required": ["id", "fullName"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "password": {**STRING, "writeOnly": True},
        "fullName": STRING,
        "bornOn": {**STRING, "format": "date"},
        "seenAt": {**STRING, "format": "date-time"},
        "color": {**STRING, "default": "red", "description": "What they like."},
        "count": {"type": "integer", "default": 3},
        "spouse": ref("Person"),
        "friends": {"type": "array", "items": ref("Person")},
    },
    "additionalProperties": ref("Person"),
}
ANN = {
    "id": "1",
    "fullName": "Ann",
    "bornOn": "2024-05-19",
    "seenAt": "2024-05-19T12:00:00Z",
    "spouse": {"id": "2", "fullName": "Bob"},
    "friends": [{"id": "3", "fullName": "Cid"}],
    "enemy": {"id": "4", "fullName": "Dan"},
}


@pytest.fixture
def package(generate: Generate) -> Package:
    return generate(echo(ref("Person"), {"Person": PERSON}))


@pytest.fixture
def ann(package: Package) -> Any:
    package.answer({"value": ANN})
    client = package.client(_strict_response_validation=True)
    return client.echo.send(value={"full_name": "Ann"}).value


@pytest.fixture
def odd(package: Package) -> Any:
    """A model that was filled in leniently."""
    package.answer({"value": {"fullName": ["x"], "bornOn": 1.5, "spouse": {}}})
    return package.client().echo.send(value={"full_name": "Ann"}).value


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_models_can_be_pickled(ann: Any, odd: Any, protocol: int) -> None:
    for model in (ann, odd):
        again = pickle.loads(pickle.dumps(model, protocol))
        assert again == model
        assert again.model_fields_set == model.model_fields_set


def test_copies_are_equal_and_deep_ones_share_nothing(ann: Any, odd: Any) -> None:
    for model in (ann, odd):
        shallow, deep = copy.copy(model), copy.deepcopy(model)
        assert shallow == deep == model.model_copy() == model
        assert shallow.spouse is model.spouse
        assert deep.spouse is not model.spouse
    assert ann.model_copy(update={"id": "9"}) != ann


def test_models_with_the_same_members_are_equal(package: Package, ann: Any) -> None:
    person = package.models.Person
    assert (
        person.model_validate(ANN) == ann == person.model_validate_json(json.dumps(ANN))
    )
    assert (
        person(id="2", full_name="Bob") == person(id="2", fullName="Bob") == ann.spouse
    )
    assert ann != person.model_validate({**ANN, "id": "9"})
    assert ann != ANN


def test_a_model_can_be_changed_and_has_no_hash(ann: Any) -> None:
    ann.full_name = "Anna"
    assert ann.to_dict()["fullName"] == "Anna"
    with pytest.raises(TypeError):
        hash(ann)


def test_what_was_received_is_what_is_dumped(ann: Any) -> None:
    options: dict[str, Any] = {"by_alias": True, "exclude_unset": True}
    assert ann.model_dump(mode="json", **options) == ANN
    assert json.loads(ann.model_dump_json(**options)) == ANN
    assert json.loads(ann.to_json()) == ANN
    assert ann.to_dict(mode="json") == ANN
    python = ann.to_dict(use_api_names=False)
    assert (type(python["born_on"]), type(python["seen_at"])) == (date, datetime)
    assert python["enemy"] == {"id": "4", "full_name": "Dan"}
    assert ann.to_json(indent=None).startswith('{"id":"1",')


def test_a_model_that_was_filled_in_leniently_is_dumped_as_it_came(odd: Any) -> None:
    came = {"fullName": ["x"], "bornOn": 1.5, "spouse": {}}
    assert (
        odd.to_dict() == odd.to_dict(mode="json") == json.loads(odd.to_json()) == came
    )


def test_the_repr_names_class_and_members(package: Package, ann: Any) -> None:
    assert repr(ann).startswith(
        "Person(id='1', full_name='Ann', born_on=datetime.date("
    )
    assert "spouse=Person(id='2', full_name='Bob'" in repr(ann)
    assert repr(ann.spouse).startswith(f"{package.models.Person.__name__}(id='2'")


def test_a_model_can_be_used_before_any_call(package: Package) -> None:
    person = package.models.Person
    boss = person(id="1", full_name="Ann", friends=[{"id": "2", "full_name": "Bob"}])
    assert type(boss.friends[0]) is person
    assert person.model_json_schema(by_alias=True)["$defs"]["Person"]["properties"]


def test_defaults_are_documented_and_never_filled_in(package: Package) -> None:
    model = received_person(package, {"id": "1", "fullName": "Ann"})
    assert (model.color, model.count) == (None, None)
    assert model.model_fields_set == {"id", "full_name"}
    assert "Default" in package.files["types/params.py"]


def test_defaults_are_not_sent(package: Package) -> None:
    package.client().echo.send(value={"full_name": "Ann"})
    assert package.sent == {"value": {"fullName": "Ann"}}
    package.client().echo.send(value={"full_name": "Ann", "color": "red"})
    assert package.sent == {"value": {"fullName": "Ann", "color": "red"}}


def test_null_and_absent_are_told_apart(generate: Generate) -> None:
    nullable = {"type": ["string", "null"]}
    schema = {"type": "object", "properties": {"a": nullable, "b": nullable}}
    package = generate(echo(schema))
    value = received(package, {"a": None})
    assert (value.a, value.b) == (None, None)
    assert value.model_fields_set == {"a"}


def received_person(package: Package, value: dict[str, Any]) -> Any:
    package.answer({"value": value})
    client = package.client(_strict_response_validation=True)
    return client.echo.send(value={"full_name": "x"}).value
