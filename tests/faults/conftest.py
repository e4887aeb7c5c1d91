"""Generated clients in front of a server that breaks.

`caller` is a client of each kind, synchronous, on asyncio and on trio, called in the
same way. It may open one connection only: what one call leaves behind, the next call
would wait for in vain. When a test is over, its client has to answer one more call and
to give back all connections and file descriptors.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import (
    AbstractContextManager,
    ExitStack,
    contextmanager,
    nullcontext,
)
from inspect import isawaitable
from pathlib import Path
from typing import Any, Protocol

import anyio
import httpx2
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from tests import private
from tests.faults.document import ARGUMENTS, METHODS, document
from tests.faults.server import GUARD, FaultServer
from tests.generation.build import Package, build

FLAVOURS = ("sync", "asyncio", "trio")


class Packages(Protocol):
    def __call__(self, retry_policy: str = "safe") -> Any: ...


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Packages]:
    """The generated package, with the retry policy "safe" or "all"."""
    made: dict[str, Package] = {}

    def package(retry_policy: str = "safe") -> Any:
        if retry_policy not in made:
            made[retry_policy] = build(
                tmp_path_factory.mktemp("faults"),
                document(),
                class_name="Faults",
                package="faults" if retry_policy == "safe" else "faults_all",
                methods=METHODS,
                credentials=ARGUMENTS,
                retry_policy=retry_policy,
            )
            # What is there now is not searched again after each test.
            gc.collect()
            gc.freeze()
        return made[retry_policy].module

    yield package
    gc.unfreeze()
    for value in made.values():
        value.forget()


@pytest.fixture
def package(packages: Packages) -> Any:
    """The generated package `faults`."""
    return packages()


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own environment reaches the clients."""
    for name in list(os.environ):
        if name.startswith("FAULTS") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


def descriptors() -> dict[str, str]:
    """The open sockets and pipes of this process."""
    found: dict[str, str] = {}
    for path in Path("/proc/self/fd").iterdir():
        try:
            found[path.name] = str(path.readlink())
        except FileNotFoundError:  # the one that lists the folder
            continue
    return {n: kind for n, kind in found.items() if kind.startswith(("sock", "pipe"))}


@pytest.fixture
def no_leaks() -> Iterator[None]:
    """All sockets are closed in the end, by whoever opened them."""
    before = descriptors()
    yield
    gc.collect()  # what only the collector closes warns now, and fails this test
    assert descriptors() == before


@pytest.fixture
def server(no_leaks: None) -> Iterator[FaultServer]:
    with FaultServer() as running:
        yield running


@pytest.fixture
def other_server(no_leaks: None) -> Iterator[FaultServer]:
    """Another origin."""
    with FaultServer() as running:
        yield running


@pytest.fixture
def refusing_url(no_leaks: None) -> str:
    """Return a URL without a server."""
    with FaultServer() as gone:
        return gone.url


class Caller:
    """A client that is called in the same way, whether it waits or is awaited."""

    def __init__(self, package: Any, portal: BlockingPortal | None, **options: Any):
        self.package = package
        self.portal = portal
        self.slept: list[float] = []
        """The seconds that the client waited before each further attempt."""

        self.http: Any = one_connection(asynchronous=portal is not None)
        client = package.Faults if portal is None else package.AsyncFaults
        self.client = client(http_client=self.http, **options)

    def __call__(self, call: Callable[[Any], Any]) -> Any:
        """The result of `call(client)`, awaited if it has to be."""
        if self.portal is None:
            return call(self.client)

        async def guarded() -> Any:
            with anyio.fail_after(GUARD):
                given = call(self.client)
                return await given if isawaitable(given) else given

        return self.portal.call(guarded)

    def fails(self, error: type[Exception], call: Callable[[Any], Any]) -> Any:
        """The error of exactly this class that `call(client)` raises."""
        with pytest.raises(error) as caught:
            self(call)
        assert type(caught.value) is error, repr(caught.value)
        return caught.value

    @contextmanager
    def streaming(self, call: Callable[[Any], Any]) -> Iterator[Any]:
        """The response of a method of `with_streaming_response`, open in the block."""
        manager = call(self.client)
        if self.portal is None:
            with manager as response:
                yield response
        else:
            with self.portal.wrap_async_context_manager(manager) as response:
                yield response

    def close(self) -> None:
        self(lambda client: client.close())


def one_connection(*, asynchronous: bool) -> httpx2.Client | httpx2.AsyncClient:
    """An HTTP client with a single connection."""
    kind = httpx2.AsyncClient if asynchronous else httpx2.Client
    limits = httpx2.Limits(max_connections=1)
    # There is no TLS here, and its certificates would take longer than the test.
    return kind(limits=limits, verify=False, trust_env=False)


def busy(http: Any) -> list[Any]:
    """The connections of an HTTP client that no further request could use."""
    return [c for c in private.connections(http) if not (c.is_idle() or c.is_closed())]


Make = Callable[..., Caller]


@pytest.fixture(params=FLAVOURS)
def make(
    request: pytest.FixtureRequest,
    packages: Packages,
    server: FaultServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Make]:
    """`make(max_retries=5)`: a caller with these options of the client."""
    made: list[Caller] = []
    with ExitStack() as stack:

        def caller(retry_policy: str = "safe", **options: Any) -> Caller:
            portal = stack.enter_context(_portal(request.param))
            options = {"base_url": server.url, "timeout": GUARD / 2, **options}
            one = Caller(packages(retry_policy), portal, **options)
            record_sleep(monkeypatch, one)
            made.append(one)
            return one

        yield caller
        server.script()
        for one in made:
            check_afterwards(one, server)
        server.settle()


@pytest.fixture
def caller(make: Make) -> Caller:
    """A client of each kind with the default options."""
    return make()


def _portal(flavour: str) -> AbstractContextManager[BlockingPortal | None]:
    return nullcontext() if flavour == "sync" else start_blocking_portal(flavour)


def record_sleep(monkeypatch: pytest.MonkeyPatch, caller: Caller) -> None:
    """The client and its copies note how long they would wait, and go on."""

    instead = private.noting(caller.slept, asynchronous=caller.portal is not None)
    monkeypatch.setattr(type(caller.client), private.SLEEP, staticmethod(instead))


def check_afterwards(caller: Caller, server: FaultServer) -> None:
    """A client that has seen the worst has its connection free, and works."""
    assert not caller(lambda client: busy(caller.http))
    home = caller.client.with_options(base_url=server.url)
    assert caller(lambda client: home.things.retrieve("afterwards")).id == "afterwards"
    caller.close()
    assert caller(lambda client: private.connections(caller.http)) == []


Run = Callable[[Callable[[], Awaitable[None]]], None]


@pytest.fixture(params=["asyncio", "trio"])
def run(request: pytest.FixtureRequest) -> Run:
    """Runs a coroutine function on each of the two event loops, within the guard."""

    async def guarded(main: Callable[[], Awaitable[None]]) -> None:
        with anyio.fail_after(GUARD):
            await main()

    def runner(main: Callable[[], Awaitable[None]]) -> None:
        anyio.run(guarded, main, backend=request.param)

    return runner
