"""Clients with a real server: connections are kept, shared and given back."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import aclosing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import acme
import anyio
import pytest
from acme._exceptions import InternalServerError

SIZE = 3 << 20


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    ports: set[int]

    def do_GET(self) -> None:
        self.ports.add(self.client_address[1])
        path = self.path.partition("?")[0].removeprefix("/v1")
        if path == "/failing":
            self.answer(503, b"{}")
        elif path == "/widgets/file":
            self.answer(200, bytes(SIZE), "application/octet-stream")
        elif path == "/widgets/events":
            self.answer(
                200, b'data: {"id":"1"}\n\ndata: [DONE]\n\n', "text/event-stream"
            )
        elif path == "/moved":
            self.send_response(307)
            self.send_header("location", "/v1/widgets")
            self.send_header("content-length", "0")
            self.end_headers()
        else:
            self.answer(200, json.dumps({"data": [{"id": "1"}]}).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.answer(200, body)

    def answer(
        self, status: int, body: bytes, media_type: str = "application/json"
    ) -> None:
        self.send_response(status)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Clients may leave in the middle of a response."""


@pytest.fixture
def server() -> Iterator[tuple[str, set[int]]]:
    ports: set[int] = set()
    handler = type("Own", (Handler,), {"ports": ports})
    with Server(("127.0.0.1", 0), handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/v1", ports
        http.shutdown()


def open_requests(client: Any) -> int:
    return len(client._client._transport._pool._requests)


def test_connections_are_kept(
    server: tuple[str, set[int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    url, ports = server
    with acme.Acme(base_url=url) as client:
        assert [widget.id for widget in client.widgets.list()] == ["1"]
        assert client.post("/x", body={"a": "ü"}, cast_to=object) == {"a": "ü"}
        assert client.get("/moved", cast_to=object) == {"data": [{"id": "1"}]}
        with pytest.raises(InternalServerError):
            client.get("/failing", cast_to=object)
        unread = {"headers": {"X-Stainless-Raw-Response": "stream"}}
        client.get("/moved", cast_to=object, options=unread).read()
        assert open_requests(client) == 0
        view = client.widgets.with_streaming_response
        with view.download() as file:
            file.stream_to_file(tmp_path / "file", chunk_size=1000)
        assert (tmp_path / "file").stat().st_size == SIZE
        assert [widget.id for widget in client.widgets.watch()] == ["1"]
        assert open_requests(client) == 0
        with view.download() as file:
            chunks = file.iter_bytes()
            assert next(chunks)
            assert open_requests(client) == 1
        assert open_requests(client) == 0
    assert len(ports) <= 2


# httpx leaves generators that are not exhausted to trio, which warns.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_asynchronous_connections_are_kept(
    server: tuple[str, set[int]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    backend: str,
) -> None:
    url, ports = server

    async def sleep(_: float) -> None:
        pass

    async def main() -> None:
        async with acme.AsyncAcme(base_url=url) as client:
            assert [widget.id async for widget in client.widgets.list()] == ["1"]
            assert (await client.widgets.list()).data[0].id == "1"
            assert await client.post("/x", body={"a": "ü"}, cast_to=object) == {
                "a": "ü"
            }
            assert await client.get("/moved", cast_to=object)
            monkeypatch.setattr("anyio.sleep", sleep)
            with pytest.raises(InternalServerError):
                await client.get("/failing", cast_to=object)
            view = client.widgets.with_streaming_response
            async with view.download() as file:
                await file.stream_to_file(tmp_path / "file")
            assert (tmp_path / "file").stat().st_size == SIZE
            stream = await client.widgets.watch()
            assert [widget.id async for widget in stream] == ["1"]
            async with (
                view.download() as file,
                aclosing(file.iter_bytes()) as chunks,
            ):
                assert await anext(chunks)
                assert open_requests(client) == 1
            assert open_requests(client) == 0
        assert len(ports) <= 2

    anyio.run(main, backend=backend)
