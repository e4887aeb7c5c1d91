"""One client for many threads and many tasks."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest

from tests import private
from tests.faults.conftest import Packages, Run
from tests.faults.server import GUARD, FaultServer, Wire, answer, until


def test_twenty_threads_share_a_client(packages: Packages, server: FaultServer) -> None:
    with packages().Faults(base_url=server.url, timeout=GUARD) as client:

        def call(number: int) -> str:
            thing = client.things.retrieve(str(number))
            return str(thing.id)

        with ThreadPoolExecutor(20) as threads:
            assert [*threads.map(call, range(200))] == [str(n) for n in range(200)]
    assert server.connections <= 20


def test_a_hundred_tasks_share_a_client(
    packages: Packages, server: FaultServer, run: Run
) -> None:
    got: dict[int, str] = {}

    async def main() -> None:
        async with packages().AsyncFaults(base_url=server.url, timeout=GUARD) as client:

            async def call(number: int) -> None:
                got[number] = (await client.things.retrieve(str(number))).id

            async with anyio.create_task_group() as tasks:
                for number in range(100):
                    tasks.start_soon(call, number)

    run(main)
    assert got == {number: str(number) for number in range(100)}


class Guarded:
    """Gives a token for each request at /token, and accepts the newest only."""

    def __init__(self, server: FaultServer) -> None:
        self._server = server
        self.newest = 0

    def __call__(self, wire: Wire) -> None:
        request = wire.request
        assert request is not None
        if request.path == "/token":
            self.newest += 1
            token = {"access_token": f"t{self.newest}", "expires_in": 3600}
            answer(token)(wire)
        elif request.headers.get("authorization") == f"Bearer t{self.newest}":
            answer({"id": "1"})(wire)
        else:
            answer({"message": "expired"}, "401 Unauthorized")(wire)

    @property
    def tokens_asked_for(self) -> int:
        return [request.path for request in self._server.requests].count("/token")


def oauth(packages: Packages, server: FaultServer, name: str) -> Any:
    client = getattr(packages(), name)
    return client(
        base_url=server.url, timeout=GUARD, client_id="me", client_secret="hidden"
    )


def test_a_storm_of_calls_asks_for_one_token_and_renews_it_once(
    packages: Packages, server: FaultServer
) -> None:
    guarded = Guarded(server)
    server.script(rest=guarded)
    with oauth(packages, server, "Faults") as client, ThreadPoolExecutor(20) as threads:

        def storm() -> set[str]:
            calls = [threads.submit(client.secured.oauth) for _ in range(60)]
            return {call.result().id for call in calls}

        assert storm() == {"1"}
        assert guarded.tokens_asked_for == 1
        guarded.newest = 7  # nobody's token is good any more
        assert storm() == {"1"}
        assert guarded.tokens_asked_for == 2


def test_the_same_for_tasks(packages: Packages, server: FaultServer, run: Run) -> None:
    guarded = Guarded(server)
    server.script(rest=guarded)

    async def main() -> None:
        async with oauth(packages, server, "AsyncFaults") as client:
            for revoked in (0, 7):
                guarded.newest = revoked or guarded.newest
                async with anyio.create_task_group() as tasks:
                    for _ in range(60):
                        tasks.start_soon(client.secured.oauth)

    run(main)
    assert guarded.tokens_asked_for == 2


@pytest.mark.parametrize("place", ["token", "answer"])
def test_a_cancelled_call_leaves_the_client_usable(
    place: str, packages: Packages, server: FaultServer, run: Run
) -> None:
    guarded = Guarded(server)
    server.script(rest=guarded)

    async def main() -> None:
        async with oauth(packages, server, "AsyncFaults") as client:
            if place == "answer":
                await client.secured.oauth()
            call = client.secured.oauth
            store = private.token_store(client)
            with anyio.move_on_after(0.1) as scope:
                if place == "token":
                    async with store.lock, anyio.create_task_group() as tasks:
                        tasks.start_soon(call)  # while another task fetches for ever
                        await anyio.sleep_forever()
                else:
                    server.script(until(threading.Event()), rest=guarded)
                    await call()
            assert scope.cancelled_caught
            server.script(rest=guarded)
            assert (await client.secured.oauth()).id == "1"

    run(main)
