"""A real server on loopback: real connections, and their loss."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sample.kernel import (
    APIConnectionError,
    APITimeoutError,
    AsyncKernel,
    Kernel,
)
from sample.kernel._runtime import ApiInfo, ApiKey, Credential, Server, SyncClient

from tests.runtime.conftest import Run


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))
        {
            "/invocations": self.answer,
            "/invocations/lost": self.lose,
            "/invocations/slow": self.hang,
            "/invocations/away": self.redirect,
            "/session": self.answer,
        }[self.path.partition("?")[0]]()

    do_POST = do_GET  # noqa: N815 - the name that http.server calls

    def answer(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        if self.path == "/session":
            self.send_header("Set-Cookie", "session=a")
        self.end_headers()
        self.wfile.write(b"[]")

    def lose(self) -> None:
        self.close_connection = True

    def hang(self) -> None:
        self.server.released.wait(30)
        self.close_connection = True

    def redirect(self) -> None:
        self.send_response(302)
        self.send_header("Location", f"{self.server.other}/invocations")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None: ...


@contextmanager
def serve() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.released = [], threading.Event()
    server.connections = 0
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}
    )
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def server() -> Iterator[Any]:
    with serve() as running:
        yield running


@pytest.fixture
def client(server: Any) -> Iterator[Kernel]:
    with Kernel(
        api_key="key", base_url=server.url, max_retries=1, backoff=lambda retries: 0
    ) as made:
        yield made


def test_a_call_over_a_real_connection(server: Any, client: Kernel) -> None:
    assert client.invocations.list(app_name="a/b").items == []
    path, headers = server.seen[0]
    assert path == "/invocations?app_name=a%2Fb"
    sent = {name.lower(): value for name, value in headers.items()}
    assert sent["authorization"] == "Bearer key"


def test_connections_are_opened_with_the_first_request_and_shared(
    server: Any, client: Kernel
) -> None:
    client.invocations.list()
    client.with_options(timeout=3).invocations.list()
    assert len(server.seen) == 2
    assert server.connections == 1


def test_a_lost_connection_is_retried(server: Any, client: Kernel) -> None:
    with pytest.raises(APIConnectionError):
        client.invocations.retrieve("lost")
    assert len(server.seen) == 2


def test_a_lost_connection_is_not_retried_for_post(server: Any, client: Kernel) -> None:
    with pytest.raises(APIConnectionError):
        client.post("/invocations/lost", cast_to=object, body={})
    assert len(server.seen) == 1


def test_a_server_that_is_too_slow_times_out(server: Any, client: Kernel) -> None:
    with pytest.raises(APITimeoutError):
        client.invocations.retrieve("slow", timeout=0.05, max_retries=0)


def test_a_refused_connection_is_an_error(server: Any, client: Kernel) -> None:
    with serve() as gone:
        url = gone.url
    with pytest.raises(APIConnectionError):
        client.with_options(base_url=url, max_retries=0).invocations.list()


def test_a_redirect_to_another_port_carries_no_credentials(
    server: Any, client: Kernel
) -> None:
    with serve() as other:
        server.other = other.url
        client.get("/invocations/away", cast_to=object)
        names = {name.lower() for name in other.seen[0][1]}
    assert "authorization" not in names


def test_a_key_in_a_cookie_arrives(server: Any) -> None:
    scheme = ApiKey("sid", "cookie", Credential("key"))
    info = ApiInfo("d", "1", "D", (Server(server.url),), {"c": scheme}, (("c",),))
    with SyncClient(info, arguments={"key": "a b"}) as client:
        client.get("/invocations", cast_to=object)
    assert server.seen[0][1]["Cookie"] == "sid=a%20b"


def test_the_async_client_on_both_event_loops(server: Any, run: Run) -> None:
    async def main() -> None:
        async with AsyncKernel(api_key="key", base_url=server.url) as client:
            assert (await client.invocations.list()).items == []
            with pytest.raises(APITimeoutError):
                slow = client.with_options(timeout=0.05, max_retries=0)
                await slow.invocations.retrieve("slow")

    run(main)
