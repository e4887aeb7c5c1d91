"""An HTTP/2 server on loopback, without TLS, that refuses requests and goes away."""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Self

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import RequestReceived, StreamEnded

from tests.faults.server import GUARD

Reaction = Callable[["Http2Wire", int], None]
"""Handles the request on a stream."""


class Http2Wire:
    """An open connection, as the reactions see it."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self.http = H2Connection(H2Configuration(client_side=False))
        self.is_leaving = False

    def leave(self, code: ErrorCodes, last: int) -> None:
        """GOAWAY: what comes from now on is not looked at."""
        self.http.close_connection(code, last_stream_id=last)
        self.is_leaving = True

    def flush(self) -> None:
        self.socket.sendall(self.http.data_to_send())


def answer(wire: Http2Wire, stream: int) -> None:
    headers = [(":status", "200"), ("content-type", "application/json")]
    wire.http.send_headers(stream, headers)
    wire.http.send_data(stream, b'{"id": "1"}', end_stream=True)


def resetting(code: ErrorCodes) -> Reaction:
    """RST_STREAM with this code."""
    return lambda wire, stream: wire.http.reset_stream(stream, code)


def leaving(last: int, code: ErrorCodes = ErrorCodes.NO_ERROR) -> Reaction:
    """GOAWAY, where `last` is the last stream that was processed."""
    return lambda wire, stream: wire.leave(code, last)


def answering_and_leaving(wire: Http2Wire, stream: int) -> None:
    """The answer, and GOAWAY behind it."""
    answer(wire, stream)
    wire.leave(ErrorCodes.NO_ERROR, stream)


class Http2Server:
    """Each request gets the next reaction; without one, an answer."""

    def __init__(self, *reactions: Reaction) -> None:
        self.requests: list[str] = []
        """The methods, in order."""

        self.connections = 0
        self._reactions = deque(reactions)
        self._failures: list[Exception] = []

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(GUARD)
            assert not thread.is_alive(), "a client keeps its connection open"
        if self._failures and error is None:
            raise self._failures[0]

    def _accept(self) -> None:
        while True:
            try:
                connected, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=[connected])
            self._threads.append(thread)
            thread.start()

    def _serve(self, connected: socket.socket) -> None:
        wire = Http2Wire(connected)
        wire.http.initiate_connection()
        with connected:
            try:
                self._talk(wire)
            except (ConnectionError, TimeoutError):  # the client is gone
                return
            except Exception as error:  # noqa: BLE001 - for the test to see
                self._failures.append(error)

    def _talk(self, wire: Http2Wire) -> None:
        wire.flush()
        while data := wire.socket.recv(65536):
            for event in () if wire.is_leaving else wire.http.receive_data(data):
                if isinstance(event, RequestReceived):
                    named = dict(event.headers)
                    self.requests.append(named[b":method"].decode())
                elif isinstance(event, StreamEnded):
                    react = self._reactions.popleft() if self._reactions else answer
                    react(wire, event.stream_id)
            wire.flush()
