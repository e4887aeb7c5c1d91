"""Clients without a network, called in the same way whether they block or not."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Literal

import acme
import anyio
import httpx

Kind = Literal["sync", "async"]
KINDS: tuple[Kind, ...] = ("sync", "async")
Answer = httpx.Response | Exception


class Server:
    """Answers requests in turn, the last answer for ever, and keeps the requests."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = [*answers] or [httpx.Response(200, json={"id": "w1"})]
        self.requests: list[httpx.Request] = []

    @property
    def last(self) -> httpx.Request:
        return self.requests[-1]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method != "GET" or "content-length" in request.headers:
            request.read()
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return _copy(answer)

    async def asynchronous(self, request: httpx.Request) -> httpx.Response:
        if not isinstance(request.stream, httpx.SyncByteStream):
            await request.aread()
        return self(request)


def _copy(response: httpx.Response) -> httpx.Response:
    """A response that has not been read yet."""
    return httpx.Response(
        response.status_code,
        headers=response.headers.raw,
        stream=httpx.ByteStream(response.content),
    )


class Caller:
    """A client, and what calls it and waits for what comes back."""

    def __init__(self, client: Any, kind: Kind, server: Server) -> None:
        self.client = client
        self.kind = kind
        self.server = server
        self.slept: list[float] = []
        client._sleep_for_retry = self._sleep

    def _sleep(self, **arguments: Any) -> Any:
        self.slept.append(self.client._retry_delay(**arguments))
        return _nothing() if self.kind == "async" else None

    def call(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        """Return the result of a function or coroutine function."""
        if self.kind == "sync":
            return function(*given, **named)

        async def main() -> Any:
            result = function(*given, **named)
            return await result if inspect.isawaitable(result) else result

        return anyio.run(main)

    def all(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        """Return the items of what a function returns."""
        if self.kind == "sync":
            return [*function(*given, **named)]

        async def main() -> Any:
            result = function(*given, **named)
            if not hasattr(result, "__aiter__"):
                result = await result
            return [item async for item in result]

        return anyio.run(main)


async def _nothing() -> None:
    pass


def caller(kind: Kind, *answers: Answer, **options: Any) -> Caller:
    """Return a client of a server that gives these answers."""
    server = Server(*answers)
    http = options.pop("http", {"follow_redirects": True})
    client: Any
    if kind == "sync":
        transport = httpx.MockTransport(server)
        options["http_client"] = httpx.Client(transport=transport, **http)
        client = acme.Acme(**options)
    else:
        later = httpx.MockTransport(server.asynchronous)
        options["http_client"] = httpx.AsyncClient(transport=later, **http)
        client = acme.AsyncAcme(**options)
    return Caller(client, kind, server)


def json(value: Any, status: int = 200, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return httpx.Response(status, json=value, headers=named)
