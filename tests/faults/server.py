"""A server on loopback that breaks in every way that a test can write down.

It speaks raw sockets, because no HTTP server would send what these tests need. A
script says what each request gets, in turn: an `Answer` is a function of the open
connection, usually made by `steps` out of bytes and of things that happen. Without a
script every request gets an `echo`. Nothing here waits for time to pass: a server that
hangs does so until its client gives up or the test opens the gate.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

GUARD = 20.0
"""Seconds after which a test that hangs is broken off: far more than any of them needs."""


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came; header names are lowercase."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int
    """The number of the connection, from 1."""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


class Wire:
    """An open connection, as the answers see it."""

    def __init__(self, server: FaultServer, connected: socket.socket, number: int):
        self.server = server
        self.number = number
        self.request: Received | None = None
        self.is_open = True
        self._socket = connected
        self._unread = b""

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def close(self) -> None:
        """End the connection in order: the client reads the end of the stream."""
        self.is_open = False
        self._socket.close()

    def reset(self) -> None:
        """Break the connection: the client gets an RST in place of an answer."""
        linger = struct.pack("ii", 1, 0)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close()

    def abort(self) -> None:
        """Wake up, from another thread, whoever waits for this client."""
        if self.is_open:
            self._socket.shutdown(socket.SHUT_RDWR)

    def wait_for_data(self) -> None:
        """Wait until the client has sent something, and leave it unread."""
        self._socket.recv(1, socket.MSG_PEEK)

    def wait_for_the_client_to_go(self) -> None:
        while self._socket.recv(65536):
            pass

    def read_request(self) -> Received | None:
        """The next request; None if the client closes the connection before it."""
        head = self._read_until(b"\r\n\r\n")
        if head is None:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        named = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in named}
        body = self._read_body(headers)
        return Received(method, target, headers, body, self.number)

    def _read_body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding") != "chunked":
            return self._read(int(headers.get("content-length", "0")))
        body = b""
        while size := int(self._read_until(b"\r\n") or b"0", 16):
            body += self._read(size)
            self._read(2)
        self._read(2)
        return body

    def _read(self, size: int) -> bytes:
        while len(self._unread) < size:
            self._receive()
        data, self._unread = self._unread[:size], self._unread[size:]
        return data

    def _read_until(self, end: bytes) -> bytes | None:
        while end not in self._unread:
            try:
                self._receive()
            except EOFError:
                return None
        data, _, self._unread = self._unread.partition(end)
        return data

    def _receive(self) -> None:
        data = self._socket.recv(65536)
        if not data:
            raise EOFError
        self._unread += data


Answer = Callable[[Wire], None]
Step = bytes | Answer


def reset(wire: Wire) -> None:
    """The connection is broken."""
    wire.reset()


def close(wire: Wire) -> None:
    """The connection is closed."""
    wire.close()


def hang(wire: Wire) -> None:
    """Nothing more is sent, until the client gives up."""
    wire.wait_for_the_client_to_go()


def until(gate: threading.Event) -> Answer:
    """Nothing more is sent, until the test opens the gate."""

    def wait(wire: Wire) -> None:
        wire.server.watch(gate)
        gate.wait(GUARD)

    return wait


def steps(*all_of_them: Step) -> Answer:
    """One thing after another: bytes are sent."""

    def answer(wire: Wire) -> None:
        for step in all_of_them:
            if isinstance(step, bytes):
                wire.send(step)
            else:
                step(wire)

    return answer


def head(status: str = "200 OK", **headers: object) -> bytes:
    """A status line and headers; underscores in names become hyphens."""
    named = {"content_type": "application/json", **headers}
    lines = [f"{k.replace('_', '-').title()}: {v}" for k, v in named.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1")


def answer(body: object = None, status: str = "200 OK", **headers: object) -> Answer:
    """A sound answer; a body that is not bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers.setdefault("content_length", len(content))
    return steps(head(status, **headers) + content)


def failure(status: int, **headers: object) -> Answer:
    """An error status with a body as documented."""
    return answer({"message": "no"}, f"{status} Failed", **headers)


def redirect(location: str, status: int = 302) -> Answer:
    return answer(b"", f"{status} Elsewhere", location=location)


def echo(wire: Wire) -> None:
    """A thing with the ID that was asked for, or with the name that was sent."""
    assert wire.request is not None
    sent = json.loads(wire.request.body or b"{}")
    answer({"id": sent.get("name") or wire.request.path.rpartition("/")[2]})(wire)


@dataclass(frozen=True, slots=True)
class BeforeRequest:
    """An answer to a connection on which a request comes, but is never read."""

    answer: Answer


Scripted = Answer | BeforeRequest


@dataclass(eq=False)
class FaultServer:
    """Accepts connections, each in a thread of its own, and follows the script."""

    requests: list[Received] = field(default_factory=list)
    """All that were read to their end, in order."""

    connections: int = 0
    """The number of accepted connections."""

    def __post_init__(self) -> None:
        self._script: deque[Scripted] = deque()
        self._rest: Scripted = echo
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._wires: list[Wire] = []
        self._gates: list[threading.Event] = []
        self._marks: dict[int, threading.Event] = {}
        self._overdue = False
        self._failures: list[BaseException] = []
        self._stopping = False

    def script(self, *answers: Scripted, rest: Scripted = echo) -> None:
        """Set the responses to the next requests, and the one to all later requests."""
        with self._changed:
            self._script, self._rest = deque(answers), rest

    def wait_for_requests(self, number: int) -> None:
        """Wait until so many requests have come."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self.requests) >= number, GUARD)
        assert came, f"only {len(self.requests)} of {number} requests came"

    def settle(self) -> None:
        """Wait until all is read that clients have sent, once they are closed."""
        mark = threading.Event()
        with socket.socket() as connection:
            connection.bind(("127.0.0.1", 0))
            self._marks[connection.getsockname()[1]] = mark
            connection.connect(self.address)
            # Connections are accepted in order: all before this one are known then.
            assert mark.wait(GUARD)
        for thread in self._threads:
            thread.join(GUARD)
            assert not thread.is_alive(), "a client keeps its connection open"

    def watch(self, gate: threading.Event) -> None:
        """Open this gate when the server stops."""
        self._gates.append(gate)

    @property
    def url(self) -> str:
        return "http://{}:{}".format(*self.address)

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.address = self._listener.getsockname()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
        self._guard = threading.Timer(GUARD, self._break_off)
        self._guard.daemon = True
        self._guard.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._guard.cancel()
        self._guard.join()
        self._release()
        self._stopping = True
        self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join(GUARD)
        self._listener.close()
        for thread in self._threads:
            thread.join(GUARD)
        assert not self._overdue, "a client hung"
        assert not self._failures, self._failures

    def _break_off(self) -> None:
        self._overdue = True
        self._release()

    def _release(self) -> None:
        for gate in self._gates:
            gate.set()
        with self._changed:
            for wire in self._wires:
                wire.abort()

    def _accept(self) -> None:
        while not self._stopping:
            try:
                connected, (_, port) = self._listener.accept()
            except OSError:
                return  # stopped
            mark = self._marks.pop(port, None)
            if mark is not None:
                connected.close()
                mark.set()
                continue
            self.connections += 1
            wire = Wire(self, connected, self.connections)
            self._wires.append(wire)
            thread = threading.Thread(target=self._serve, args=(wire,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, wire: Wire) -> None:
        try:
            first = self._next(before_request=True)
            if first is not None:
                wire.wait_for_data()
                first(wire)
            while wire.is_open and (request := wire.read_request()):
                wire.request = request
                following = self._record(request)
                following(wire)
        except (ConnectionError, EOFError):
            pass  # the client has gone
        except BaseException as error:  # noqa: BLE001 - the test shows it
            self._failures.append(error)
        finally:
            with self._changed:
                if wire.is_open:
                    wire.close()

    def _record(self, request: Received) -> Answer:
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
        following = self._next(before_request=False)
        assert following is not None, "the script has a connection's answer here"
        return following

    def _next(self, *, before_request: bool) -> Answer | None:
        """The next answer of the script, if it is of this kind."""
        with self._changed:
            following = self._script[0] if self._script else self._rest
            if isinstance(following, BeforeRequest) is not before_request:
                return None
            if self._script:
                self._script.popleft()
        return following.answer if isinstance(following, BeforeRequest) else following
