"""Responses are typed, as far as possible when the server errs."""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path
from typing import Any, Literal

import httpx2
import pytest
from pydantic import Field
from sample.kernel import APIResponseValidationError, BaseModel, Kernel
from sample.kernel._runtime import BinaryAPIResponse, Operation
from sample.kernel.types import Error, Invocation

from tests.runtime.fake import INVOCATION, FakeServer, json

GET = Operation("GET", "/x")


def answer(
    cast_to: Any, response: httpx2.Response | object, *, strict: bool = False
) -> Any:
    if not isinstance(response, httpx2.Response):
        response = json(response)
    client = Kernel(
        api_key="key",
        http_client=FakeServer(response).sync(),
        _strict_response_validation=strict,
    )
    return client.request(GET, cast_to)


def test_a_json_body_becomes_its_model() -> None:
    invocation = answer(Invocation, INVOCATION)
    assert isinstance(invocation, Invocation)
    assert invocation.started_at == dt.datetime(2024, 5, 19, 15, 30, tzinfo=dt.UTC)
    assert invocation.finished_at is None
    assert "finished_at" not in invocation.model_fields_set


def test_unknown_members_and_unknown_enum_values_are_kept() -> None:
    invocation = answer(Invocation, {**INVOCATION, "status": "paused", "new": {"a": 1}})
    assert invocation.status == "paused"
    assert invocation.model_extra == {"new": {"a": 1}}
    assert invocation.new == {"a": 1}


def test_null_and_absent_can_be_told_apart() -> None:
    invocation = answer(Invocation, {**INVOCATION, "finished_at": None})
    assert invocation.finished_at is None
    assert "finished_at" in invocation.model_fields_set


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (list[int], [1, 2]),
        (dict[str, int], {"a": 1}),
        (str, "text"),
        (int | None, None),
        (Invocation | Error, {"code": "c", "message": "m"}),
    ],
)
def test_any_type_can_be_a_result(type_: Any, value: object) -> None:
    result = answer(type_, value)
    assert (result.to_dict() if isinstance(result, BaseModel) else result) == value


def test_text_is_a_string_and_json_text_is_decoded() -> None:
    plain = httpx2.Response(200, text="12", headers={"content-type": "text/plain"})
    assert answer(str, plain) == "12"
    assert answer(str, json("12")) == "12"
    assert answer(str | Invocation, plain) == "12"


def test_no_body_is_none() -> None:
    assert answer(None, httpx2.Response(204)) is None
    assert answer(None, httpx2.Response(200, text="ignored")) is None
    assert answer(Invocation | None, httpx2.Response(204)) is None


def test_binary_can_be_read_iterated_and_written_to_a_file(tmp_path: Path) -> None:
    response = answer(BinaryAPIResponse, httpx2.Response(200, content=b"\x00\xff"))
    assert response.read() == b"\x00\xff"
    assert b"".join(response.iter_bytes()) == b"\x00\xff"
    response.write_to_file(tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"\x00\xff"
    assert answer(bytes, httpx2.Response(200, content=b"\x00")) == b"\x00"


def test_the_http_response_itself_can_be_asked_for() -> None:
    assert answer(httpx2.Response, INVOCATION).json() == INVOCATION


# -- when the server breaks its contract ------------------------------------------


def test_missing_members_are_not_set_and_wrong_types_are_kept() -> None:
    invocation = answer(
        Invocation, {"id": 5, "started_at": "2024-05-19T15:30:00Z07:00"}
    )
    assert isinstance(invocation, Invocation)
    assert invocation.id == 5
    assert invocation.started_at == "2024-05-19T15:30:00Z07:00"
    assert invocation.app_name is None
    assert "app_name" not in invocation.model_fields_set
    assert invocation.finished_at is None
    assert invocation.to_dict() == {"id": 5, "started_at": "2024-05-19T15:30:00Z07:00"}


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    good_boy: bool = Field(alias="goodBoy")


class Owner(BaseModel):
    born: dt.date
    pets: list[Cat | Dog] | None = None
    by_name: dict[str, Cat | Dog] = Field(alias="byName", default={})


def test_what_is_right_is_typed_even_beside_what_is_wrong() -> None:
    dog, cat = {"kind": "dog", "goodBoy": "!"}, {"kind": "cat", "lives": 9}
    owner = answer(
        Owner, {"born": "?", "pets": [dog, cat, 3], "byName": {"Rex": dog}, "new": 1}
    )
    assert owner.born == "?"
    assert isinstance(owner.pets[0], Dog)
    assert owner.pets[0].good_boy == "!"
    assert owner.pets[1] == Cat(kind="cat", lives=9)
    assert owner.pets[2] == 3
    assert isinstance(owner.by_name["Rex"], Dog)
    assert owner.model_extra == {"new": 1}


def test_an_unknown_variant_is_an_object_of_no_class() -> None:
    pet = answer(Cat | Dog, {"kind": "wolf", "goodBoy": False})
    assert type(pet) is BaseModel
    assert pet.to_dict() == {"kind": "wolf", "goodBoy": False}


def test_a_broken_contract_is_logged_without_the_values(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG, logger="kernel"):
        answer(Invocation, {**INVOCATION, "app_name": 31337})
    assert "response is not as documented: app_name: " in caplog.text
    assert "31337" not in caplog.text


@pytest.mark.parametrize(
    "response",
    [json({"id": 5}), httpx2.Response(200, text="<p>"), httpx2.Response(204)],
)
def test_strict_validation_raises(response: httpx2.Response) -> None:
    with pytest.raises(APIResponseValidationError, match="not as documented") as caught:
        answer(Invocation, response, strict=True)
    assert caught.value.status_code == response.status_code
    assert caught.value.response.request.url.path == "/x"


# -- models -----------------------------------------------------------------------


def test_models_have_python_names_and_are_written_with_wire_names() -> None:
    dog = Dog(kind="dog", good_boy=True)
    assert dog == Dog.model_validate({"kind": "dog", "goodBoy": True})
    assert dog.to_dict() == {"kind": "dog", "goodBoy": True}
    assert dog.to_dict(use_api_names=False) == {"kind": "dog", "good_boy": True}
    assert dog.to_json(indent=None) == '{"kind":"dog","goodBoy":true}'
    owner = Owner(born=dt.date(2024, 5, 19))
    assert owner.to_dict() == {"born": dt.date(2024, 5, 19)}
    assert owner.to_dict(mode="json") == {"born": "2024-05-19"}
    assert owner.to_dict(exclude_unset=False)["pets"] is None
