"""Guards, arguments of overloads, types, lazy objects, threads and logs."""

# Unions in both forms: they are of different classes.
# ruff: noqa: UP007, UP045

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Generic, Literal, Optional, Required, TypeVar, Union

import anyio
import faces
import pytest
from faces import _compat as compat
from faces import _utils as utils
from faces._models import BaseModel
from faces._types import NOT_GIVEN, NoneType, NotGiven, Omit, not_given, omit
from faces._utils import LazyProxy, required_args
from faces._utils._logs import setup_logging
from faces._utils._resources_proxy import resources
from pydantic import Field
from typing_extensions import TypeAliasType, TypedDict

T = TypeVar("T")


def test_what_is_not_given_is_false() -> None:
    for mark in (not_given, NOT_GIVEN, NotGiven(), omit, Omit()):
        assert not mark
        assert not utils.is_given(mark)
    assert utils.is_given(None)
    assert utils.is_given(0)
    assert utils.strip_not_given({"a": not_given, "b": omit, "c": None}) == {
        "b": omit, "c": None
    }  # fmt: skip
    assert utils.strip_not_given(None) is None
    assert utils.strip_not_given([not_given]) == [not_given]


def test_guards() -> None:
    values: dict[str, Any] = {
        "dict": {},
        "list": [],
        "tuple": (),
        "str": "",
        "none": None,
    }
    found = {
        name: {key for key, value in values.items() if getattr(utils, name)(value)}
        for name in dir(utils)
        if name.startswith("is_") and not name.endswith("_type")
    }
    for name in ("is_given", "is_union", "is_typeddict"):
        del found[name]
    assert found == {
        "is_dict": {"dict"},
        "is_iterable": {"dict", "list", "tuple", "str"},
        "is_list": {"list"},
        "is_mapping": {"dict"},
        "is_mapping_t": {"dict"},
        "is_sequence": {"list", "tuple", "str"},
        "is_sequence_t": {"list", "tuple", "str"},
        "is_tuple": {"tuple"},
        "is_tuple_t": {"tuple"},
    }


class Options(TypedDict):
    name: str


def test_guards_of_types() -> None:
    alias = TypeAliasType("alias", int)
    types: dict[str, Any] = {
        "list": list[int], "sequence": Sequence[int], "iterable": Iterable[int],
        "union": Union[int, str], "optional": Optional[int], "bar": int | str,
        "annotated": Annotated[int, 1], "required": Required[int], "alias": alias,
        "literal": Literal[1], "plain": int, "bare": list,
    }  # fmt: skip
    found = {
        name: {key for key, type_ in types.items() if getattr(utils, name)(type_)}
        for name in dir(utils)
        if name.startswith("is_") and name.endswith("_type")
    }
    assert found == {
        "is_annotated_type": {"annotated"},
        "is_iterable_type": {"iterable"},
        "is_list_type": {"list", "bare"},
        "is_literal_type": {"literal"},
        "is_required_type": {"required"},
        "is_sequence_type": {"sequence"},
        "is_type_alias_type": {"alias"},
        "is_union_type": {"union", "optional", "bar"},
    }
    assert utils.is_typeddict(Options)
    assert not utils.is_typeddict(dict)
    assert utils.strip_annotated_type(Required[Annotated[int, 1]]) is int


class Base(Generic[T]):
    pass


class Fixed(Base[bytes]):
    pass


class Open(Base[T]):
    pass


@pytest.mark.parametrize(
    ("type_", "argument"), [(Base[int], int), (Fixed, bytes), (Open[str], str)]
)
def test_arguments_of_generic_bases(type_: Any, argument: type) -> None:
    found = utils.extract_type_var_from_base(type_, generic_bases=(Base,), index=0)
    assert found is argument


def test_missing_arguments_of_types_are_errors() -> None:
    with pytest.raises(RuntimeError, match="own message"):
        utils.extract_type_var_from_base(
            int, generic_bases=(Base,), index=0, failure_message="own message"
        )
    with pytest.raises(RuntimeError, match="does not inherit"):
        utils.extract_type_var_from_base(Fixed, generic_bases=(list,), index=0)
    with pytest.raises(RuntimeError, match="a type argument at index 1"):
        utils.extract_type_arg(list[int], 1)


@required_args(["a"], ["b", "c"])
def overloaded(a: object = None, *, b: object = None, c: object = None) -> object:
    return a, b, c


@required_args(["a", "b", "c"])
def several(*, a: object = None, b: object = None, c: object = None) -> object:
    return a, b, c


def test_arguments_of_overloads_are_required() -> None:
    assert overloaded(1) == (1, None, None)
    assert overloaded(b=None, c=2) == (None, None, 2)
    assert several(a=1, b=2, c=3) == (1, 2, 3)
    for call, message in (
        (lambda: overloaded(b=1), r"either \('a'\) or \('b' and 'c'\) arguments"),
        (lambda: overloaded(1, 2), r"overloaded\(\) takes 1 argument\(s\) but 2 were"),
        (lambda: several(a=1, c=2), "Missing required argument: 'b'$"),
        (lambda: several(), "Missing required arguments: 'a', 'b' or 'c'$"),
    ):
        with pytest.raises(TypeError, match=message):
            call()


def test_lazy_objects_behave_as_what_they_load() -> None:
    loaded = list[int]()

    class Numbers(LazyProxy[Any]):
        def __load__(self) -> Any:
            loaded.append(1)
            return loaded

    numbers = Numbers()
    assert loaded == []
    assert isinstance(numbers, list)
    assert isinstance(numbers, LazyProxy)
    assert numbers.count(1) > 0
    assert str(numbers) == str(loaded)
    assert repr(numbers) == repr(loaded)
    assert "append" in dir(numbers)


def test_a_lazy_object_may_stand_for_everything() -> None:
    class All(LazyProxy[Any]):
        def __load__(self) -> Any:
            return self

    everything: Any = All()
    assert type(everything.any.name).__name__ == "All"
    assert (repr(everything), str(everything), dir(everything)) == ("All", "All", [])


def test_a_lazy_object_may_fail_to_load() -> None:
    class Broken(LazyProxy[Any]):
        def __load__(self) -> Any:
            raise RuntimeError("broken")

    broken = Broken()
    assert not isinstance(broken, dict)
    assert isinstance(broken, Broken)
    with pytest.raises(RuntimeError, match="broken"):
        _ = broken.name


def test_resources_are_those_of_the_package() -> None:
    assert resources.__name__ == "faces.resources"


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_blocking_functions_run_in_threads(backend: str) -> None:
    def blocking(first: int, *, second: int) -> tuple[int, bool]:
        return first + second, threading.current_thread() is threading.main_thread()

    async def main() -> None:
        assert await utils.asyncify(blocking)(1, second=2) == (3, False)
        assert utils.get_async_library() == backend

    anyio.run(main, backend=backend)
    assert utils.get_async_library() == "false"


def test_conversions() -> None:
    assert [utils.coerce_boolean(v) for v in ("true", "1", "on", "True", "")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert utils.maybe_coerce_boolean(None) is None
    assert utils.maybe_coerce_integer("5") == utils.maybe_coerce_float("5.0") == 5
    assert utils.maybe_coerce_integer(None) is utils.maybe_coerce_float(None) is None
    assert utils.flatten([[1], [2, 3]]) == [1, 2, 3]
    assert utils.removeprefix("abc", "a") == utils.removesuffix("bcd", "d") == "bc"
    assert utils.json_safe({"a": (1, {2})}) == {"a": [1, [2]]}


def test_headers_are_found_in_any_case() -> None:
    for name in ("X-Event-Id", "x-event-id", "X-EVENT-ID"):
        assert utils.get_required_header({name: "1"}, "X-Event-Id") == "1"
    with pytest.raises(ValueError, match="Could not find X-Event-Id header"):
        utils.get_required_header({}, "X-Event-Id")

    class Like:
        def get(self, name: str, /) -> str | None:
            return "2" if name == "X-Event-Id" else None

    assert utils.get_required_header(Like(), "x-event-id") == "2"


def test_signatures_are_compared() -> None:
    def source(*, a: int, b: str) -> None: ...
    def less(*, a: int) -> None: ...
    def other(*, a: int, b: int) -> None: ...

    utils.assert_signatures_in_sync(source, source)
    utils.assert_signatures_in_sync(source, less, exclude_params={"b"})
    for wrong in (less, other):
        with pytest.raises(AssertionError, match="`b`"):
            utils.assert_signatures_in_sync(source, wrong)
    assert utils.function_has_argument(source, "a")
    assert not utils.function_has_argument(less, "b")


def test_iterators_are_consumed() -> None:
    numbers = iter([1, 2])
    utils.consume_sync_iterator(numbers)
    assert list(numbers) == []

    async def main() -> None:
        left = [1, 2]

        async def items() -> Any:
            while left:
                yield left.pop()

        await utils.consume_async_iterator(items())
        assert left == []

    anyio.run(main)


@pytest.fixture
def levels() -> Iterator[None]:
    logs = [logging.getLogger(name) for name in ("faces", "httpx")]
    before = [log.level for log in logs]
    yield
    for log, level in zip(logs, before, strict=True):
        log.setLevel(level)


@pytest.mark.parametrize(("value", "level"), [("debug", 10), ("info", 20), ("x", 0)])
@pytest.mark.usefixtures("levels")
def test_a_variable_sets_the_level_of_the_log(
    value: str, level: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACES_LOG", value)
    setup_logging("FACES_LOG")
    assert logging.getLogger("faces").level == level
    assert logging.getLogger("httpx").level == level


class Pet(BaseModel):
    name: str
    nick_names: list[str] = Field(alias="nickNames", default=["Rexy"])


def test_older_names_of_pydantic_are_there() -> None:
    assert not compat.PYDANTIC_V1
    pet = compat.parse_obj(Pet, {"name": "Rex"})
    assert compat.model_parse(Pet, {"name": "Rex"}) == pet
    assert compat.model_parse_json(Pet, '{"name": "Rex"}') == pet
    assert compat.model_dump(pet, exclude_unset=True) == {"name": "Rex"}
    assert compat.model_dump(pet, by_alias=True)["nickNames"] == ["Rexy"]
    assert json.loads(compat.model_json(pet))["nick_names"] == ["Rexy"]
    assert compat.model_copy(pet) == pet
    assert compat.get_model_config(Pet)["extra"] == "allow"
    fields = compat.get_model_fields(Pet)
    assert compat.field_is_required(fields["name"])
    assert compat.field_get_default(fields["name"]) is None
    assert compat.field_get_default(fields["nick_names"]) == ["Rexy"]
    assert compat.field_outer_type(fields["nick_names"]) == list[str]
    assert compat.model_json_schema(Pet)["required"] == ["name"]
    assert compat.get_origin(list[int]) is list
    assert compat.get_args(list[int]) == (int,)
    assert compat.is_union(compat.get_origin(Optional[int]))
    assert compat.is_literal_type(Literal[1])
    assert compat.is_typeddict(Options)
    assert NoneType is type(None)


def test_properties_are_cached_and_can_be_set() -> None:
    class Thing:
        @compat.typed_cached_property
        def number(self) -> object:
            return object()

    thing = Thing()
    assert thing.number is thing.number
    thing.number = 5
    assert thing.number == 5


def test_models_are_built_when_they_are_used_unless_the_variable_says_otherwise() -> (
    None
):
    program = (
        "from faces._models import BaseModel\n"
        "class A(BaseModel):\n    a: int\n"
        "print(A.__pydantic_complete__)"
    )
    home = str(next(iter(faces.__path__))).removesuffix("/faces")
    for value, built in (("true", "False"), ("false", "True")):
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONPATH": home, "DEFER_PYDANTIC_BUILD": value},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == built
