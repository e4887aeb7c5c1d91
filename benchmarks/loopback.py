"""A server on the loopback interface that does as little as possible."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class _Answering(asyncio.Protocol):
    """Answers each request without a body in the same way, on a kept connection."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *requests, self._received = (self._received + data).split(b"\r\n\r\n")
        self._transport.write(self._answer * len(requests))


@contextmanager
def server(headers: Mapping[str, str], body: bytes) -> Iterator[str]:
    """The base URL of a server in a thread of this process."""
    told = {**headers, "content-length": str(len(body))}
    lines = ["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in told.items())]
    answer = "\r\n".join([*lines, "", ""]).encode() + body
    loop = asyncio.new_event_loop()
    serving = loop.run_until_complete(
        loop.create_server(lambda: _Answering(answer), "127.0.0.1", 0, backlog=1024)
    )
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{serving.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        serving.close()
        loop.close()
