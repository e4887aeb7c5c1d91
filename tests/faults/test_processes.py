"""Clients that live on in forked processes and in further event loops."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import httpx2
import pytest

from tests import private
from tests.faults.conftest import Packages, Run
from tests.faults.server import GUARD, FaultServer, answer

pytestmark = pytest.mark.filterwarnings(
    "ignore:This process .* is multi-threaded:DeprecationWarning"
)
CHILDREN = 12

Work = Callable[[], None]
Start = Callable[[Work], Callable[[], int]]


def by_fork(work: Work) -> Callable[[], int]:
    child = os.fork()
    if child:
        return lambda: os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def by_multiprocessing(work: Work) -> Callable[[], int]:
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()

    def end() -> int:
        process.join()
        code = process.exitcode
        process.close()
        return -1 if code is None else code

    return end


@pytest.fixture(params=[by_fork, by_multiprocessing])
def start(request: pytest.FixtureRequest) -> Start:
    """Starts a child; what it gives waits for the end, and says how it ended."""
    started: Start = request.param
    return started


def in_children(start: Start, work: Callable[[int], None]) -> None:
    """The work in many children at once; all of them succeed."""
    ends = [start(partial(work, number)) for number in range(CHILDREN)]
    assert [end() for end in ends] == [0] * CHILDREN


def expect(things: Any, id_: str) -> None:
    # Not `assert`: its message would be lost with the child.
    if things.id != id_:
        os._exit(3)


@pytest.fixture
def client(packages: Packages, server: FaultServer) -> Iterator[Any]:
    with packages().Faults(base_url=server.url, timeout=GUARD) as client:
        yield client


def test_children_get_their_own_answers(
    client: Any, server: FaultServer, start: Start
) -> None:
    client.things.retrieve("parent")
    copy = client.with_options(max_retries=0)

    def work(number: int) -> None:
        for call in range(5):
            for item in (client, copy):
                expect(item.things.retrieve(f"{number}-{call}"), f"{number}-{call}")

    in_children(start, work)
    assert client.things.retrieve("parent").id == "parent"
    assert server.connections == CHILDREN + 1
    assert {r.connection for r in server.requests if "parent" in r.path} == {1}


def test_a_grandchild_has_its_own_connection_too(
    client: Any, server: FaultServer, start: Start
) -> None:
    client.things.retrieve("parent")

    def work() -> None:
        expect(client.things.retrieve("child"), "child")
        end = by_fork(lambda: expect(client.things.retrieve("grand"), "grand"))
        expect(client.things.retrieve("child"), "child")
        if end() != 0:
            os._exit(4)

    assert start(work)() == 0
    assert server.connections == 3


def test_a_child_that_closes_its_client_leaves_the_parents_open(
    client: Any, server: FaultServer, start: Start
) -> None:
    client.things.retrieve("parent")
    assert start(client.close)() == 0
    assert client.things.retrieve("parent").id == "parent"
    assert server.connections == 1


def test_a_lock_that_is_held_during_the_fork_is_free_in_the_child(
    packages: Packages, server: FaultServer, start: Start
) -> None:
    server.script(rest=lambda wire: _oauth(wire))
    with packages().Faults(
        base_url=server.url, timeout=GUARD, client_id="me", client_secret="s"
    ) as client:
        held, done = threading.Event(), threading.Event()
        store = private.token_store(client)

        def hold() -> None:
            with store.lock:
                held.set()
                done.wait(GUARD)

        thread = threading.Thread(target=hold)
        thread.start()
        held.wait(GUARD)
        child = start(lambda: expect(client.secured.oauth(), "1"))
        assert child() == 0
        done.set()
        thread.join()
        assert client.secured.oauth().id == "1"


def _oauth(wire: Any) -> None:
    is_token = wire.request.path == "/token"
    answer({"access_token": "t"} if is_token else {"id": "1"})(wire)


def test_a_given_http_client_that_was_used_is_refused_in_a_child(
    packages: Packages, server: FaultServer, start: Start
) -> None:
    package = packages()
    with httpx2.Client(verify=False, trust_env=False) as http:
        client = package.Faults(base_url=server.url, http_client=http)

        def unused() -> None:
            expect(client.things.retrieve("child"), "child")

        assert start(unused)() == 0  # a worker whose parent has sent nothing

        def refused() -> None:
            try:
                client.things.retrieve("child")
            except package.FaultsError as error:
                if "http_client" in str(error):
                    with httpx2.Client(verify=False, trust_env=False) as own:
                        other = client.with_options(http_client=own)
                        expect(other.things.retrieve("child"), "child")
                    client.close()
                    return
            os._exit(4)

        client.things.retrieve("parent")
        assert start(refused)() == 0
        assert client.things.retrieve("parent").id == "parent"


def test_children_of_an_event_loop_get_their_own_answers(
    packages: Packages, server: FaultServer, start: Start
) -> None:
    client = packages().AsyncFaults(base_url=server.url, timeout=GUARD)

    async def retrieve(*ids: str) -> None:
        for id_ in ids:
            expect(await client.things.retrieve(id_), id_)

    def work(number: int) -> None:
        asyncio.run(retrieve(*(f"{number}-{call}" for call in range(5))))

    with asyncio.Runner() as runner:
        runner.run(retrieve("parent"))
        in_children(start, work)
        runner.run(retrieve("parent"))
    assert {r.connection for r in server.requests if "parent" in r.path} == {1}


def test_a_client_is_used_in_one_event_loop_after_the_other(
    packages: Packages, server: FaultServer, run: Run
) -> None:
    server.script(rest=lambda wire: _oauth(wire))
    client = packages().AsyncFaults(
        base_url=server.url, timeout=GUARD, client_id="me", client_secret="s"
    )

    async def main() -> None:
        for _ in range(3):
            assert (await client.secured.oauth()).id == "1"

    for _ in range(3):
        run(main)
        gc.collect()  # with a warning, this would fail
    server.settle()
    assert server.connections == 3
    assert [r.path for r in server.requests].count("/token") == 1


def test_storms_in_one_event_loop_after_the_other(
    packages: Packages, server: FaultServer
) -> None:
    """Locks that tasks have waited for belong to the loop of those tasks."""
    client = packages().AsyncFaults(
        base_url=server.url, timeout=GUARD, client_id="me", client_secret="s"
    )
    server.script(rest=lambda wire: _oauth(wire))

    async def storm() -> None:
        private.drop_token(client)
        calls = (client.secured.oauth() for _ in range(20))
        assert {thing.id for thing in await asyncio.gather(*calls)} == {"1"}

    for _ in range(3):
        asyncio.run(storm())
    assert [r.path for r in server.requests].count("/token") == 3


def test_event_loops_in_two_threads_share_a_client(
    packages: Packages, server: FaultServer
) -> None:
    client = packages().AsyncFaults(base_url=server.url, timeout=GUARD)
    both, found = threading.Barrier(2, timeout=GUARD), list[bool]()

    async def main(name: str) -> None:
        for _ in range(5):
            both.wait()
            found.append((await client.things.retrieve(name)).id == name)

    threads = [threading.Thread(target=lambda n=n: asyncio.run(main(n))) for n in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 10


def test_a_closed_client_stays_closed_in_other_loops_and_processes(
    packages: Packages, server: FaultServer
) -> None:
    client = packages().AsyncFaults(base_url=server.url, timeout=GUARD)

    async def main() -> None:
        async with client:
            await client.things.retrieve("1")

    asyncio.run(main())
    assert client.is_closed
    with pytest.raises(RuntimeError, match="closed"):
        asyncio.run(main())

    def work() -> None:
        with pytest.raises(RuntimeError, match="closed"):
            asyncio.run(main())

    assert by_fork(work)() == 0
