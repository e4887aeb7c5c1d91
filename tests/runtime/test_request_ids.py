"""The server's id of a request is available on its result."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import anyio
import pytest
from sample.kernel import AsyncKernel, BaseModel, Kernel
from sample.kernel._runtime import Operation
from sample.kernel._runtime.object_pages import AsyncPage, Page
from sample.kernel._runtime.pages import AsyncListPage, ListPage
from sample.kernel.types import Invocation

from tests.runtime.fake import INVOCATION, FakeServer, json

GET = Operation("GET", "/x")


class Inner(BaseModel):
    a: int = 1


class Outer(BaseModel):
    inner: Inner
    others: list[Inner] | None = None


class Things(BaseModel):
    things: list[Inner]


class ThingPage(Things, Page[Inner]):
    @property
    def items(self) -> list[Inner]:
        return self.things


class AsyncThingPage(Things, AsyncPage[Inner]):
    @property
    def items(self) -> list[Inner]:
        return self.things


def results(type_: Any, async_type: Any, body: object, **headers: str) -> list[Any]:
    """Return the results of both clients for a response, and those of their raw
    responses.
    """
    told = json(body, **headers)
    client = Kernel(api_key="k", http_client=FakeServer(told).sync())
    found = [client.request(GET, type_), client._raw.request(GET, type_).parse()]

    async def main() -> None:
        client = AsyncKernel(api_key="k", http_client=FakeServer(told).asynchronous())
        found.append(await client.request(GET, async_type))
        raw = await client._raw.request(GET, async_type)
        found.append(await raw.parse())
        assert raw._request_id == raw.request_id == found[0]._request_id

    anyio.run(main)
    return found


@pytest.mark.parametrize(
    "name", ["x_request_id", "request_id", "x_amzn_requestid", "cf_ray"]
)
@pytest.mark.parametrize(
    ("types", "body"),
    [
        ((Outer, Outer), {"inner": {}}),
        ((Outer, Outer), {"inner": "wrong"}),
        ((Inner | Outer,) * 2, {"a": 2}),
        ((ThingPage, AsyncThingPage), {"things": [{}]}),
        ((ListPage[Inner], AsyncListPage[Inner]), [{}]),
    ],
)
def test_results_know_their_request(name: str, types: Any, body: object) -> None:
    for result in results(*types, body, **{name: "req_1"}):
        assert result._request_id == "req_1"
    for result in results(*types, body):
        assert result._request_id is None


def test_it_is_no_part_of_the_value() -> None:
    for result in results(Outer, Outer, {"inner": {}, "new": 1}, x_request_id="req_1"):
        made = Outer.model_validate({"inner": {}, "new": 1})
        assert made._request_id is None
        assert result == made
        assert made == result
        assert result != Outer.model_validate({"inner": {"a": 2}, "new": 1})
        assert repr(result) == repr(made)
        assert dict(result) == dict(made)
        assert result.to_dict() == {"inner": {}, "new": 1}
        assert result.to_json() == made.to_json()
        dumped = result.model_dump(exclude_unset=False)
        assert dumped == {"inner": {"a": 1}, "others": None, "new": 1}
        assert result.model_fields_set == {"inner", "new"}
        assert result.model_extra == {"new": 1}
        assert result.inner._request_id is None


def test_copies_keep_it() -> None:
    result, *_ = results(Invocation, Invocation, INVOCATION, x_request_id="req_1")
    copies = (
        copy.copy(result),
        copy.deepcopy(result),
        result.model_copy(update={"status": "done"}),
        pickle.loads(pickle.dumps(result)),
    )
    for item in copies:
        assert item._request_id == "req_1"
    assert copies[3] == result


def test_other_results_are_plain() -> None:
    for type_, body in ((list[int], [1]), (dict[str, int], {"a": 1}), (object, {})):
        told = json(body, x_request_id="req_1")
        client = Kernel(api_key="k", http_client=FakeServer(told).sync())
        assert client.request(GET, type_) == body
