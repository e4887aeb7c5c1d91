"""Times calls of a Kernel client and of its bare HTTP library, in turns.

A program for the environment that is measured: it needs the `kernel` package, the HTTP
library named in its options, pydantic, and nothing of this repository. Standard input
is the answer's body; standard output is JSON, `{mode: [[client, bare], ...]}` in
seconds per call.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import perf_counter
from typing import Any, Literal, Optional

import kernel
import pydantic

Block = Callable[[int], Awaitable[None]]
"""Makes this many calls."""

_API_KEY = "sk-benchmark"
_HEADERS = {"authorization": f"Bearer {_API_KEY}"}
_PARAMS = {"limit": 20}


class Invocation(pydantic.BaseModel):
    """A model of an invocation as written by hand."""

    id: str
    app_name: str
    version: str
    action_name: str
    payload: Optional[str] = None  # noqa: UP045 - like the vendor's
    output: Optional[str] = None  # noqa: UP045
    started_at: datetime
    finished_at: Optional[datetime] = None  # noqa: UP045
    status: Literal["queued", "running", "succeeded", "failed"]
    status_reason: Optional[str] = None  # noqa: UP045


_ADAPTER = pydantic.TypeAdapter(list[Invocation])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--http", required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--calls", type=int, required=True)
    parser.add_argument("--tasks", type=int, required=True)
    parser.add_argument("--headers", type=json.loads, required=True)
    parser.add_argument("--url", help="A server, instead of a mock transport.")
    return parser.parse_args()


class Library:
    """HTTP clients of the library, alike for both sides."""

    def __init__(self, options: argparse.Namespace, body: bytes) -> None:
        self._http = importlib.import_module(options.http)
        self._headers: dict[str, str] = options.headers
        self._mocked = options.url is None
        self._body = body
        self.url: str = options.url or "https://api.test"

    def client(self, **settings: Any) -> Any:
        return self._http.Client(**self._transport(self._answer), **settings)

    def async_client(self, **settings: Any) -> Any:
        async def answer(request: Any) -> Any:
            return self._answer(request)

        return self._http.AsyncClient(**self._transport(answer), **settings)

    def _transport(self, answer: object) -> dict[str, Any]:
        if not self._mocked:
            return {}
        return {"transport": self._http.MockTransport(answer)}

    def _answer(self, request: object) -> Any:
        return self._http.Response(200, headers=self._headers, content=self._body)


def _checked(invocations: list[Any]) -> None:
    if len(invocations) != 20 or not isinstance(invocations[0].started_at, datetime):
        raise AssertionError("these are not the invocations that were sent")


def sync_blocks(library: Library) -> tuple[Block, Block]:
    """Calls one after the other, of the client and bare."""
    client = kernel.Kernel(
        api_key=_API_KEY, base_url=library.url, http_client=library.client()
    )
    bare = library.client(base_url=library.url, headers=_HEADERS)

    async def measured(calls: int) -> None:
        for _ in range(calls):
            _checked(client.invocations.list(limit=20).items)

    async def baseline(calls: int) -> None:
        for _ in range(calls):
            response = bare.get("/invocations", params=_PARAMS)
            _checked(_ADAPTER.validate_json(response.raise_for_status().content))

    return measured, baseline


def async_calls(library: Library) -> tuple[Callable[[], Awaitable[list[Any]]], ...]:
    """One call that is awaited, of the client and bare."""
    client = kernel.AsyncKernel(
        api_key=_API_KEY, base_url=library.url, http_client=library.async_client()
    )
    bare = library.async_client(base_url=library.url, headers=_HEADERS)

    async def measured() -> list[Any]:
        return (await client.invocations.list(limit=20)).items

    async def baseline() -> list[Any]:
        response = await bare.get("/invocations", params=_PARAMS)
        return _ADAPTER.validate_json(response.raise_for_status().content)

    return measured, baseline


def one_by_one(call: Callable[[], Awaitable[list[Any]]]) -> Block:
    async def block(calls: int) -> None:
        for _ in range(calls):
            _checked(await call())

    return block


def at_once(call: Callable[[], Awaitable[list[Any]]]) -> Block:
    async def block(calls: int) -> None:
        for items in await asyncio.gather(*(call() for _ in range(calls))):
            _checked(items)

    return block


async def _seconds(block: Block, calls: int) -> float:
    """Per call. Both sides start without garbage and collect what they make."""
    gc.collect()
    start = perf_counter()
    await block(calls)
    return (perf_counter() - start) / calls


async def _pairs(
    measured: Block, baseline: Block, rounds: int, calls: int
) -> list[tuple[float, float]]:
    """The two sides in turns, after a round that fills the caches."""
    found: list[tuple[float, float]] = []
    for number in range(-1, rounds):
        if number % 2:
            second = await _seconds(baseline, calls)
            first = await _seconds(measured, calls)
        else:
            first = await _seconds(measured, calls)
            second = await _seconds(baseline, calls)
        found.append((first, second))
    return found[1:]


async def _main() -> None:
    options = _options()
    library = Library(options, sys.stdin.buffer.read())
    rounds, calls, tasks = options.rounds, options.calls, options.tasks
    # Synchronous calls block this loop, and nothing else is waiting for it.
    found = {"sync": await _pairs(*sync_blocks(library), rounds, calls)}
    first, second = async_calls(library)
    found["async"] = await _pairs(one_by_one(first), one_by_one(second), rounds, calls)
    found["concurrent"] = await _pairs(at_once(first), at_once(second), rounds, tasks)
    print(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(_main())
