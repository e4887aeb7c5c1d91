"""An API with a scheme of each kind, called in the same way by each kind of client."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, Self

import anyio
from sample.c1._runtime import (
    ApiInfo,
    ApiKey,
    AsyncClient,
    Basic,
    Bearer,
    ClientCredentials,
    Credential,
    Server,
    SyncClient,
)

from tests.runtime.fake import FakeServer

Kind = Literal["sync", "asyncio", "trio"]
KINDS: tuple[Kind, ...] = ("sync", "asyncio", "trio")

SCHEMES = {
    "bearer": Bearer(Credential("api_key", "DEMO_API_KEY")),
    "header": ApiKey("X-Key", "header", Credential("header_key", "DEMO_HEADER_KEY")),
    "query": ApiKey("key", "query", Credential("query_key", "DEMO_QUERY_KEY")),
    "cookie": ApiKey("sid", "cookie", Credential("cookie_key", "DEMO_COOKIE_KEY")),
    "basic": Basic(
        Credential("username", "DEMO_USER"), Credential("password", "DEMO_PASSWORD")
    ),
    "oauth": ClientCredentials(
        Credential("client_id", "DEMO_ID"),
        Credential("client_secret", "DEMO_SECRET"),
        token_url="/token",
    ),
    "oauth_basic": ClientCredentials(
        Credential("client_id", "DEMO_ID"),
        Credential("client_secret", "DEMO_SECRET"),
        token_url="/token",
        send_in="basic",
    ),
}
_NAMES = {c.argument for s in SCHEMES.values() for c in s.credentials}


class Demo:
    """A client and what calls it."""

    def __init__(self, client: Any, kind: Kind, http: Any, retries: list[int]) -> None:
        self.client = client
        self.kind = kind
        self.http = http
        self.retries = retries

    def get(self, path: str = "/x", **options: Any) -> Any:
        """The JSON that comes back, without waiting between attempts."""
        if self.kind == "sync":
            return self.client.get(path, cast_to=object, options=options)

        async def call() -> Any:
            return await self.client.get(path, cast_to=object, options=options)

        return anyio.run(call, backend=self.kind)

    def copy(self, **options: Any) -> Self:
        client = self.client.with_options(**options)
        return type(self)(client, self.kind, self.http, self.retries)


MakeDemo = Callable[..., Demo]


def demo(
    kind: Kind,
    server: FakeServer | None,
    security: Sequence[tuple[str, ...]],
    **arguments: Any,
) -> Demo:
    """A client for `https://demo.example`, answered by the fake server."""
    info = ApiInfo(
        name="demo",
        version="1",
        env_prefix="DEMO",
        servers=(Server("https://demo.example/v1"),),
        schemes=SCHEMES,
        security=tuple(security),
    )
    given = {name: arguments.pop(name, None) for name in _NAMES}
    http: Any = None
    if server is not None:
        http = server.sync() if kind == "sync" else server.asynchronous()
    class_: Any = _Sync if kind == "sync" else _Async
    retries: list[int] = []

    def backoff(number: int) -> float:
        retries.append(number)
        return 0

    arguments.setdefault("backoff", backoff)
    made = class_(info, arguments=given, http_client=http, **arguments)
    return Demo(made, kind, http, retries)


class _Sync(SyncClient):
    def with_options(self, **options: Any) -> Self:
        return self._with(options)


class _Async(AsyncClient):
    def with_options(self, **options: Any) -> Self:
        return self._with(options)
