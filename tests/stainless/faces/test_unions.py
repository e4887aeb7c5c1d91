"""Unions: the variant of valid values, and that of invalid ones."""

# Unions in both forms: they are of different classes.
# ruff: noqa: UP007, UP045

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated, Any, Literal, Optional, Union

import pytest
from faces._models import DISCRIMINATOR_CACHE, BaseModel, construct_type
from faces._utils import PropertyInfo
from pydantic import Field
from typing_extensions import TypeAliasType

KIND = PropertyInfo(discriminator="kind")


class Cat(BaseModel):
    kind: Literal["cat"]
    data: bool


class Dog(BaseModel):
    kind: Literal["dog"]
    data: int


class Bird(BaseModel):
    kind: Literal["bird", "hen"] | None = None
    data: int


class Car(BaseModel):
    kind: Literal["car"] = Field(alias="vehicle_kind")
    data: bool


class Bus(BaseModel):
    kind: Literal["bus"] = Field(alias="vehicle_kind")
    data: int


Pet = Annotated[Union[Cat, Dog], KIND]
Named = TypeAliasType("Named", Annotated[Cat | Dog, KIND])


def test_a_valid_value_is_its_variant() -> None:
    dog = construct_type(type_=Union[Cat, Dog], value={"kind": "dog", "data": 1})
    assert dog == Dog(kind="dog", data=1)


@pytest.mark.parametrize("type_", [Pet, Named, Annotated[Named, "metadata"], Cat | Dog])
def test_the_discriminator_selects_the_variant_of_invalid_values(type_: Any) -> None:
    if type_ == Cat | Dog:
        type_ = Annotated[type_, KIND]
    value = {"kind": "dog", "data": "x", "more": [1]}
    dog: Any = construct_type(type_=type_, value=value)
    assert isinstance(dog, Dog)
    assert (dog.data, dog.more) == ("x", [1])
    dogs: Any = construct_type(type_=list[type_], value=[value])
    assert isinstance(dogs[0], Dog)


@pytest.mark.parametrize("kind", ["fish", None, 1, ""])
def test_an_unknown_discriminator_selects_the_first_variant(kind: object) -> None:
    pet: Any = construct_type(type_=Pet, value={"kind": kind, "data": "x"})
    assert isinstance(pet, Cat)
    assert (pet.kind, pet.data) == (kind, "x")
    missing: Any = construct_type(type_=Pet, value={"data": "x"})
    assert isinstance(missing, Cat)
    assert missing.kind is None


def test_a_discriminator_may_have_a_wire_name() -> None:
    type_ = Annotated[Car | Bus, KIND]
    bus: Any = construct_type(type_=type_, value={"vehicle_kind": "bus", "data": "x"})
    assert isinstance(bus, Bus)
    assert (bus.kind, bus.data) == ("bus", "x")


def test_a_discriminator_may_be_optional_and_have_several_values() -> None:
    type_ = Annotated[Cat | Bird, KIND]
    hen: Any = construct_type(type_=type_, value={"kind": "hen", "data": "x"})
    assert isinstance(hen, Bird)


def test_unions_may_be_nested() -> None:
    type_ = Annotated[Union[Bird, Annotated[Union[Cat, Dog], KIND]], KIND]
    for kind, model in (("dog", Dog), ("cat", Cat), ("bird", Bird)):
        value = construct_type(type_=type_, value={"kind": kind, "data": "x"})
        assert isinstance(value, model)


def test_nested_unions_may_have_another_discriminator() -> None:
    class Asked(BaseModel):
        kind: Literal["message"]
        role: Literal["user"]
        data: int

    class Answered(BaseModel):
        kind: Literal["message"]
        role: Literal["assistant"]
        data: int

    message = Annotated[Union[Asked, Answered], PropertyInfo(discriminator="role")]
    for role, model in (("user", Asked), ("assistant", Answered), ("?", Asked)):
        value = {"kind": "message", "role": role, "data": "x"}
        for type_ in (Union[Bird, message], Union[message, Bird]):
            found = construct_type(type_=Annotated[type_, KIND], value=value)
            assert isinstance(found, model)


def test_the_same_union_may_have_two_discriminators() -> None:
    class One(BaseModel):
        a: Literal["1"]
        b: Literal["2"]
        n: int

    class Two(BaseModel):
        a: Literal["2"]
        b: Literal["1"]
        n: int

    for name, model in (("a", Two), ("b", One)):
        type_ = Annotated[One | Two, PropertyInfo(discriminator=name)]
        value = {"a": "2", "b": "2", "n": "x"}
        assert isinstance(construct_type(type_=type_, value=value), model)


def test_discriminators_are_found_once() -> None:
    class Own(BaseModel):
        kind: Literal["own"]
        data: int

    union: Any = Union[Own, Dog]
    construct_type(type_=Annotated[union, KIND], value={"kind": "own", "data": "x"})
    details = DISCRIMINATOR_CACHE.get(union)
    assert details is not None
    construct_type(type_=Annotated[union, KIND], value={"kind": "dog", "data": "x"})
    assert DISCRIMINATOR_CACHE.get(union) is details
    if sys.version_info < (3, 14):
        assert union.__discriminator__ is details


def test_without_a_discriminator_invalid_values_are_the_first_variant() -> None:
    value = {"kind": "dog", "data": "x"}
    assert isinstance(construct_type(type_=Union[Cat, Dog], value=value), Cat)
    # Unions are equal in any order.
    assert isinstance(construct_type(type_=Union[Dog, Cat], value=value), Dog)
    assert construct_type(type_=Union[str, Dog], value=value) == value


class Holder(BaseModel):
    pet: Pet
    pets: list[Pet]
    by_name: dict[str, Named]
    maybe: Pet | None = None
    either: Annotated[Cat | Dog | None, KIND] = None


def test_unions_are_members_of_models() -> None:
    dog = {"kind": "dog", "data": "x"}
    holder = Holder.construct(
        pet=dog, pets=[dog, 5], by_name={"a": dog}, maybe=dog, either=dog
    )
    assert isinstance(holder.pet, Dog)
    assert isinstance(holder.pets[0], Dog)
    assert holder.pets[1] == 5
    assert isinstance(holder.by_name["a"], Dog)
    assert isinstance(holder.either, Dog)
    assert isinstance(holder.maybe, Dog)


def test_scalars_in_unions_keep_their_types() -> None:
    moment = "2026-01-02T03:04:05Z"
    assert construct_type(type_=Union[datetime, str], value=moment) == moment
    assert construct_type(type_=Union[float, int], value=1) == 1
    assert isinstance(construct_type(type_=Union[float, int], value=1), int)
    assert construct_type(type_=Union[int, str, bool], value=True) is True
    assert construct_type(type_=Optional[int], value="5") == 5
    assert construct_type(type_=Optional[int], value="x") == "x"
    assert construct_type(type_=Optional[Literal["a"]], value="b") == "b"
