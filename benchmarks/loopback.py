"""A server on the loopback interface that does as little as possible."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class _Answering(asyncio.Protocol):
    """Answers each request without a body in the same way, on a kept connection."""

    def __init__(self, answer: bytes, opened: set[asyncio.Transport]) -> None:
        self._answer = answer
        self._opened = opened
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._opened.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._opened.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        *requests, self._received = (self._received + data).split(b"\r\n\r\n")
        self._transport.write(self._answer * len(requests))


@contextmanager
def server(headers: Mapping[str, str], body: bytes) -> Iterator[str]:
    """The base URL of a server in a thread of this process."""
    told = {**headers, "content-length": str(len(body))}
    lines = ["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in told.items())]
    answer = "\r\n".join([*lines, "", ""]).encode() + body
    opened: set[asyncio.Transport] = set()
    loop = asyncio.new_event_loop()
    answering = loop.create_server(
        lambda: _Answering(answer, opened), "127.0.0.1", 0, backlog=1024
    )
    serving = loop.run_until_complete(answering)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{serving.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        serving.close()
        for transport in opened:
            transport.abort()
        # Sockets are closed by the loop, in its next round.
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
