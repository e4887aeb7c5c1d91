"""Models: values that are constructed without validation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar, Union

import pydantic
import pytest
from faces._models import (
    BaseModel,
    EagerIterable,
    FinalRequestOptions,
    GenericModel,
    build,
    construct_type,
    is_basemodel,
    set_pydantic_config,
    validate_type,
)
from faces._types import NOT_GIVEN, NotGiven, Omit
from pydantic import ConfigDict, Field
from typing_extensions import TypeAliasType, TypedDict


class Pet(BaseModel):
    name: str
    age: int = 3


class Owner(BaseModel):
    pets: list[Pet]
    by_name: dict[str, Pet] = Field(alias="byName", default_factory=dict)
    best: Pet | None = None


class Values(BaseModel):
    text: str
    ratio: float | None = None
    exact: float = 0.5
    count: int | None = None
    at: datetime | None = None
    day: date | None = None
    seen: list[datetime] = Field(default_factory=list)
    state: Literal["on", "off"] = "on"


def test_nested_models_are_constructed() -> None:
    owner = Owner.construct(
        pets=[{"name": "Rex"}], byName={"rex": {"name": "Rex", "age": 4}}
    )
    assert owner.pets[0] == Pet.construct(name="Rex")
    assert owner.by_name["rex"].age == 4
    assert owner.best is None
    assert owner.model_fields_set == {"pets", "by_name"}
    assert owner.model_extra == {}
    assert owner.to_dict() == {
        "pets": [{"name": "Rex"}],
        "byName": {"rex": {"name": "Rex", "age": 4}},
    }


def test_invalid_values_stay_as_they_came() -> None:
    owner: Any = Owner.construct(
        pets=[{"name": 1}, "none"], byName=["x"], best={"age": "a"}
    )
    assert owner.pets[0].name == 1
    assert owner.pets[1] == "none"
    assert owner.by_name == ["x"]
    assert isinstance(owner.best, Pet)
    assert owner.best.age == "a"
    assert owner.best.name is None
    values: Any = Values.construct(
        text=5, ratio="much", count="?", at="noon", day="x", seen=["y"], state="half"
    )
    assert values.to_dict(warnings=False) == {
        "text": 5, "ratio": "much", "count": "?", "at": "noon", "day": "x",
        "seen": ["y"], "state": "half",
    }  # fmt: skip


def test_scalars_are_converted_where_nothing_is_lost() -> None:
    values = Values.construct(
        text="a", exact=2, at="2026-01-02T03:04:05Z", day="2026-01-02",
        seen=["2026-01-02T03:04:05+00:00", 0],
    )  # fmt: skip
    assert isinstance(values.exact, float)
    assert values.exact == 2
    assert values.at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert values.day == date(2026, 1, 2)
    assert values.seen == [values.at, datetime.fromtimestamp(0, UTC)]
    assert Values.construct(exact=2**60 + 1).exact == 2**60 + 1
    assert Values.construct(exact=10**400).exact == 10**400
    assert Values.construct(exact=True).exact is True
    assert Values.construct(seen=[True]).seen == [True]


def test_null_and_missing_members_have_their_defaults() -> None:
    values = Values.construct(exact=None, text=None)
    assert values.text is None
    assert values.exact == 0.5
    assert values.model_fields_set == {"exact", "text"}
    first, second = Owner.construct(), Owner.construct()
    assert first.pets is None
    assert first.model_fields_set == set()

    class Lists(BaseModel):
        items: list[int] = []  # noqa: RUF012 - pydantic copies it

    assert Lists.construct().items is not Lists.construct().items
    assert second == Owner.construct()


def test_undeclared_members_are_kept() -> None:
    pet: Any = Pet.construct(name="Rex", color={"r": 1}, cls=1, **{"a-b": 2})
    assert pet.color == {"r": 1}
    assert getattr(pet, "a-b") == 2
    assert pet.model_extra == {"color": {"r": 1}, "cls": 1, "a-b": 2}
    text = "Pet(name='Rex', age=3, color={'r': 1}, cls=1, a-b=2)"
    assert str(pet) == repr(pet) == text
    assert pet.model_construct(name=1).name == 1
    with pytest.raises(AttributeError):
        _ = pet.absent


class Labels(BaseModel):
    __pydantic_extra__: dict[str, Pet] = Field(init=False)
    name: str


class MoreLabels(Labels):
    more: int = 0


@pytest.mark.parametrize("model", [Labels, MoreLabels])
def test_undeclared_members_may_have_a_type(model: Any) -> None:
    labels = construct_type(
        type_=model, value={"name": "a", "x": {"name": "Rex"}, "y": 3}
    )
    assert labels.x == Pet.construct(name="Rex")
    assert labels.y == 3
    assert labels.name == "a"


class Named(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    full_name: str = Field(alias="fullName")


def test_python_names_count_if_the_model_says_so() -> None:
    assert Named.construct(full_name="a") == Named.construct(fullName="a")
    owner = Owner.construct(pets=[], by_name={"a": 1})
    assert owner.by_name is None
    assert owner.to_dict() == {"pets": [], "by_name": {"a": 1}}


class Tree(BaseModel):
    name: str
    children: list[Tree] | None = None
    first: Tree = None  # type: ignore[assignment]


class Early(BaseModel):
    first: Later
    either: Union[Later, int] = 0  # noqa: UP007


class Later(BaseModel):
    number: int


Nested = TypeAliasType("Nested", "list[Nested] | Pet")
Inner = TypeAliasType("Inner", Union[list["Inner"], Pet])  # noqa: UP007
Deep = TypeAliasType("Deep", "list[Deep]")


def test_types_may_be_recursive() -> None:
    tree = Tree.construct(name=1, first={"name": 2, "children": [{"name": 3}]})
    assert tree.first.children
    assert tree.first.children[0].name == 3
    value = [[{"name": "Rex"}], 5]
    for alias in (Nested, Inner, list[Nested]):
        typed: Any = construct_type(type_=alias, value=value)
        assert typed == [[Pet.construct(name="Rex")], 5]
        # Valid values are converted as pydantic does.
        typed = construct_type(type_=alias, value=[[{"name": "Rex", "age": "5"}]])
        assert typed == [[Pet(name="Rex", age=5)]]
    assert construct_type(type_=Deep, value=[[], [1]]) == [[], [1]]


def test_types_may_be_defined_later() -> None:
    early: Any = Early.construct(first={"number": "x"}, either={"number": "x"})
    assert early.first == early.either == Later.construct(number="x")


T = TypeVar("T")


class Page(GenericModel, Generic[T]):
    items: list[T]
    first: T | None = None


def test_generic_models_are_constructed_with_their_arguments() -> None:
    page: Any = construct_type(
        type_=Page[Pet], value={"items": [{"name": 1}], "first": {"name": "Rex"}}
    )
    assert isinstance(page, Page)
    assert page.items[0].name == 1
    assert page.first == Pet(name="Rex")
    assert is_basemodel(Page[Pet])


def test_a_model_may_construct_itself() -> None:
    class Own(BaseModel):
        name: str

        @classmethod
        def construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Own:
            return super().construct(_fields_set, name=f"<{values['name']}>")

    assert construct_type(type_=Own, value={"name": "a"}).name == "<a>"
    assert construct_type(type_=list[Own], value=[{"name": "a"}])[0].name == "<a>"


def test_containers_and_scalars_are_constructed_without_models() -> None:
    assert construct_type(type_=list[Pet], value=[{"name": 1}])[0].name == 1
    assert construct_type(type_=dict[str, Pet], value={"a": {}})["a"].age == 3
    assert construct_type(type_=Pet, value=[{"name": 1}, 2])[0].name == 1
    for type_ in (list[Pet], dict[str, Pet], Pet, datetime, list, dict, object, int):
        assert construct_type(type_=type_, value="x") == "x"
        assert construct_type(type_=type_, value=None) is None
    assert build(Pet, name="Rex") == Pet(name="Rex")
    with pytest.raises(TypeError):
        build(Pet, "Rex")  # type: ignore[call-arg]


def test_to_dict_and_to_json_have_options() -> None:
    owner = Owner(pets=[Pet(name="Rex")], byName={}, best=None)
    assert owner.to_dict(use_api_names=False) == {
        "pets": [{"name": "Rex"}], "by_name": {}, "best": None,
    }  # fmt: skip
    assert owner.to_dict(exclude_none=True, exclude_defaults=True) == {
        "pets": [{"name": "Rex"}]
    }
    pet = Pet(name="Rex")
    assert pet.to_dict(exclude_unset=False) == {"name": "Rex", "age": 3}
    assert pet.to_json() == '{\n  "name": "Rex"\n}'
    assert pet.to_json(indent=None) == '{"name":"Rex"}'
    values = Values.construct(text="a", at="2026-01-02T03:04:05Z")
    assert values.to_dict()["at"] == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert values.to_dict(mode="json")["at"] == "2026-01-02T03:04:05Z"
    assert json.loads(values.to_json())["at"] == "2026-01-02T03:04:05Z"


def test_serializing_invalid_values_warns() -> None:
    pet = Pet.construct(name=1)
    for write in (pet.to_dict, pet.to_json):
        with pytest.warns(UserWarning, match="Pydantic"):
            write()
        write(warnings=False)


def test_validation_is_pydantic_s() -> None:
    assert validate_type(type_=list[Pet], value=[{"name": "a"}]) == [Pet(name="a")]
    assert validate_type(type_=Pet, value={"name": "a"}) == Pet(name="a")
    with pytest.raises(pydantic.ValidationError):
        validate_type(type_=Pet, value={"name": 1})
    with pytest.raises(pydantic.ValidationError):
        validate_type(type_=int, value="x")


def test_a_typed_dictionary_may_have_a_configuration() -> None:
    class Options(TypedDict):
        path: Path

    set_pydantic_config(Options, ConfigDict(extra="allow"))
    value = {"path": "a", "other": 1}
    assert validate_type(type_=Options, value=value) == {"path": Path("a"), "other": 1}


class Batch(BaseModel):
    ids: EagerIterable[int]


def test_iterables_may_be_validated_at_once() -> None:
    def ids() -> Iterator[object]:
        yield from (1, "2")

    assert Batch(ids=ids()).ids == [1, 2]
    assert Batch(ids={1}).ids == {1}
    assert Batch(ids=(1, 2)).to_dict() == {"ids": [1, 2]}
    with pytest.raises(pydantic.ValidationError):
        Batch(ids=["x"])


def test_options_of_requests_are_without_what_is_not_given() -> None:
    options = FinalRequestOptions.construct(
        method="get", url="/a", headers={"a": NOT_GIVEN, "b": Omit()}, json_data=[1]
    )
    assert list(options.headers) == ["b"]
    assert options.json_data == [1]
    assert isinstance(options.timeout, NotGiven)
    assert options.get_max_retries(2) == 2
    assert (
        FinalRequestOptions(method="get", url="/", max_retries=0).get_max_retries(2)
        == 0
    )
    raw = FinalRequestOptions(
        method="get", url="/", headers={"X-Stainless-Raw-Response": "true", "a": "b"}
    )
    raw._strip_raw_response_header()
    assert raw.headers == {"a": "b"}


def test_instances_can_be_written_wherever_they_are() -> None:
    class Anything(BaseModel):
        anything: object = None

    class Late(BaseModel):
        name: str

    assert not Late.__pydantic_complete__
    late = Late.construct(name="a")
    # Before pydantic 2.14, only models that are built are written as another type.
    assert Late.__pydantic_complete__
    assert Anything.construct(anything=late).to_dict() == {"anything": {"name": "a"}}
    assert Anything.construct(anything=[late]).to_json(indent=None) == (
        '{"anything":[{"name":"a"}]}'
    )


def test_names_inside_functions_are_unknown() -> None:
    class Local(BaseModel):
        __pydantic_extra__: dict[str, "Absent"] = Field(init=False)  # type: ignore[name-defined] # noqa: F821, UP037

    local: Any = Local.construct(x={"name": 1})
    assert local.x == {"name": 1}

    class Child(BaseModel):
        name: str

    inner = TypeAliasType("inner", list["Child"])
    assert construct_type(type_=inner, value=[{"name": 1}]) == [{"name": 1}]
