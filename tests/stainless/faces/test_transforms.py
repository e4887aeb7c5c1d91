"""Arguments as they are sent."""

# Unions in both forms: they are of different classes.
# ruff: noqa: UP007

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from os import PathLike
from pathlib import Path
from typing import Annotated, Any, Required, Union

import anyio
import pydantic
import pytest
from faces._models import BaseModel
from faces._types import Base64FileInput, SequenceNotStr, not_given, omit
from faces._utils import (
    PropertyInfo,
    async_maybe_transform,
    async_transform,
    maybe_transform,
    transform,
)
from pydantic import Field
from typing_extensions import TypeAliasType, TypedDict

Transform = Callable[[Any, Any], Any]

ISO = PropertyInfo(format="iso8601")
BASE64 = PropertyInfo(format="base64")
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)


class Inner(TypedDict, total=False):
    ends_at: Annotated[datetime, PropertyInfo(alias="endsAt", format="iso8601")]


class Other(TypedDict, total=False):
    other_name: Annotated[str, PropertyInfo(alias="otherName")]


Aliased = TypeAliasType("Aliased", Inner)


class Params(TypedDict, total=False):
    card_id: Required[Annotated[str, PropertyInfo(alias="cardID")]]
    inner: Inner
    aliased: Annotated[Aliased, PropertyInfo(alias="Aliased")]
    nested: Params
    items: Iterable[Inner]
    rows: list[Inner]
    names: SequenceNotStr[str]
    sequence: SequenceNotStr[Inner]
    by_name: dict[str, Inner]
    either: Union[Inner, Other, str]
    numbers: Iterable[int]
    at: Annotated[Union[str, datetime], ISO]
    times: Annotated[list[Union[str, datetime]], ISO]
    inside: list[Annotated[datetime, ISO]]
    day: Annotated[Union[date, None], PropertyInfo(alias="theDay", format="iso8601")]
    hour: Annotated[datetime, PropertyInfo(format="custom", format_template="%H")]
    file: Annotated[Union[str, Base64FileInput], BASE64]
    files: Annotated[SequenceNotStr[Union[str, Base64FileInput]], BASE64]
    anything: object
    anythings: dict[str, object]


async def _async(data: object, type_: object) -> object:
    return await async_transform(data, type_)


@pytest.fixture(params=["sync", "asyncio", "trio"])
def sent(request: pytest.FixtureRequest) -> Transform:
    if request.param == "sync":
        return transform
    return lambda data, type_: anyio.run(_async, data, type_, backend=request.param)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"card_id": "a"}, {"cardID": "a"}),
        ({"inner": {"ends_at": MOMENT}}, {"inner": {"endsAt": MOMENT.isoformat()}}),
        ({"aliased": {"ends_at": "x"}}, {"Aliased": {"endsAt": "x"}}),
        ({"nested": {"nested": {"card_id": 1}}}, {"nested": {"nested": {"cardID": 1}}}),
        ({"rows": [{"ends_at": "x"}]}, {"rows": [{"endsAt": "x"}]}),
        ({"rows": ({"ends_at": "x"},)}, {"rows": [{"endsAt": "x"}]}),
        ({"items": ({"ends_at": "x"},)}, {"items": [{"endsAt": "x"}]}),
        ({"items": {"ends_at": "x"}}, {"items": {"ends_at": "x"}}),
        ({"sequence": ({"ends_at": "x"},)}, {"sequence": [{"endsAt": "x"}]}),
        ({"names": "text"}, {"names": "text"}),
        ({"by_name": {"card_id": {"ends_at": 1}}}, {"by_name": {"card_id": {"endsAt": 1}}}),
        ({"either": {"ends_at": 1, "other_name": 2}}, {"either": {"endsAt": 1, "otherName": 2}}),
        ({"either": "text"}, {"either": "text"}),
        ({"numbers": range(3)}, {"numbers": [0, 1, 2]}),
        ({"at": MOMENT}, {"at": "2026-01-02T03:04:05.000006+00:00"}),
        ({"at": MOMENT.replace(tzinfo=None, microsecond=0)}, {"at": "2026-01-02T03:04:05"}),
        ({"at": "any text"}, {"at": "any text"}),
        ({"times": [MOMENT, "x"]}, {"times": [MOMENT.isoformat(), "x"]}),
        ({"inside": [MOMENT]}, {"inside": [MOMENT.isoformat()]}),
        ({"day": date(2026, 1, 2)}, {"theDay": "2026-01-02"}),
        ({"day": None}, {"theDay": None}),
        ({"hour": MOMENT}, {"hour": "03"}),
        ({"file": "dGV4dA=="}, {"file": "dGV4dA=="}),
        ({"anything": MOMENT}, {"anything": MOMENT}),
        ({"unknown": {"card_id": 1}}, {"unknown": {"card_id": 1}}),
        ({"card_id": omit, "inner": not_given, "unknown": omit}, {}),
    ],
)  # fmt: skip
def test_names_and_formats_are_those_of_the_type(
    sent: Transform, given: dict[str, Any], expected: object
) -> None:
    assert sent(given, Params) == expected


def test_iterators_become_lists(sent: Transform) -> None:
    def items() -> Iterator[object]:
        yield {"ends_at": MOMENT}

    assert sent({"items": items()}, Params) == {
        "items": [{"endsAt": MOMENT.isoformat()}]
    }


def test_files_are_read(sent: Transform, tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("text")
    given = {"file": path, "files": [path, io.BytesIO(b"text"), io.StringIO("text")]}
    assert sent(given, Params) == {"file": "dGV4dA==", "files": ["dGV4dA=="] * 3}


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_files_are_read_in_another_thread(backend: str, tmp_path: Path) -> None:
    class Recorded(PathLike[str]):
        thread = threading.current_thread()

        def __fspath__(self) -> str:
            self.thread = threading.current_thread()
            return str(tmp_path / "file.txt")

    path = Recorded()
    Path(path).write_text("text")
    sent = anyio.run(_async, {"nested": {"file": path}}, Params, backend=backend)
    assert sent == {"nested": {"file": "dGV4dA=="}}
    assert path.thread is not threading.current_thread()


def test_a_file_without_bytes_is_an_error(sent: Transform) -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> Any:
            return None

    with pytest.raises(RuntimeError, match="Could not read bytes"):
        sent({"file": Broken()}, Params)


class Pet(BaseModel):
    pet_name: str = Field(alias="petName")
    born: datetime | None = None
    age: int = 1


class Users(pydantic.BaseModel):
    own_name: str = Field(alias="ownName")


@pytest.mark.parametrize("name", ["anything", "inner", "either"])
def test_models_are_sent_as_they_came(sent: Transform, name: str) -> None:
    pet = Pet.construct(petName="Rex", born="2026-01-02T00:00:00Z", more=1)
    expected = {"petName": "Rex", "born": "2026-01-02T00:00:00Z", "more": 1}
    assert sent({name: pet}, Params) == {name: expected}
    assert sent({"anythings": {"a": pet}}, Params) == {"anythings": {"a": expected}}
    assert sent({"anything": Users(ownName="a")}, Params) == {
        "anything": {"own_name": "a"}
    }


def test_models_with_invalid_values_warn(sent: Transform) -> None:
    with pytest.warns(UserWarning, match="Pydantic"):
        assert sent(Pet.construct(age="old"), object) == {"age": "old"}


def test_the_type_need_not_be_a_typed_dictionary(sent: Transform) -> None:
    assert sent([{"ends_at": 1}], Iterable[Inner]) == [{"endsAt": 1}]
    assert sent([{"ends_at": 1}], Sequence[Inner]) == [{"endsAt": 1}]
    assert sent({"ends_at": 1, "other_name": 2}, Inner | Other) == {
        "endsAt": 1, "otherName": 2
    }  # fmt: skip
    assert sent(MOMENT, Annotated[datetime, ISO]) == MOMENT.isoformat()
    assert sent([1, "a"], list) == [1, "a"]


def test_no_argument_stays_none() -> None:
    assert maybe_transform(None, Params) is None
    assert anyio.run(async_maybe_transform, None, Params) is None
    assert anyio.run(async_maybe_transform, {"card_id": 1}, Params) == {"cardID": 1}


def test_arguments_are_not_changed() -> None:
    given = {"inner": {"ends_at": MOMENT}, "rows": [{"ends_at": MOMENT}]}
    transform(given, Params)
    assert given == {"inner": {"ends_at": MOMENT}, "rows": [{"ends_at": MOMENT}]}
