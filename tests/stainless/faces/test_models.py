"""Models: values that are constructed without validation."""

from __future__ import annotations

from typing import Any

from faces._models import (
    BaseModel,
)
from pydantic import Field


class Pet(BaseModel):
    name: str
    age: int = 3


class Owner(BaseModel):
    pets: list[Pet]
    by_name: dict[str, Pet] = Field(alias="byName", default_factory=dict)
    best: Pet | None = None


def test_nested_models_are_constructed() -> None:
    owner = Owner.construct(
        pets=[{"name": "Rex"}], byName={"rex": {"name": "Rex", "age": 4}}
    )
    assert owner.pets[0] == Pet.construct(name="Rex")
    assert owner.by_name["rex"].age == 4
    assert owner.best is None
    assert owner.model_fields_set == {"pets", "by_name"}
    assert owner.to_dict() == {
        "pets": [{"name": "Rex"}],
        "byName": {"rex": {"name": "Rex", "age": 4}},
    }


def test_invalid_values_stay_as_they_came() -> None:
    owner = Owner.construct(pets=[{"name": 1}, "none"], byName=["x"], best={"age": "a"})
    assert owner.pets[0].name == 1
    assert owner.pets[1] == "none"
    assert owner.by_name == ["x"]
    assert isinstance(owner.best, Pet)
    assert owner.best.age == "a"
    assert owner.best.name is None
    assert Owner.construct(pets={"a": [1]}).pets == {"a": [1]}


def test_undeclared_members_are_kept() -> None:
    pet: Any = Pet.construct(name="Rex", color={"r": 1}, **{"a-b": 2})
    assert pet.color == {"r": 1}
    assert getattr(pet, "a-b") == 2
    assert pet.model_extra == {"color": {"r": 1}, "a-b": 2}
    assert str(pet) == repr(pet) == "Pet(name='Rex', age=3, color={'r': 1}, a-b=2)"
