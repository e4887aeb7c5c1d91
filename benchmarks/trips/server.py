"""A server on the loopback interface that keeps what comes and says what it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_TOKEN = json.dumps({"access_token": "t", "token_type": "Bearer", "expires_in": 3600})


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came over the wire; names of headers are in lower case."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The value of a header; None where it did not come."""
        found = [value for key, value in self.headers if key == name.lower()]
        return ", ".join(found) if found else None


@dataclass(frozen=True, slots=True)
class Response:
    """A response of the server."""

    status: int = 200
    media_type: str | None = None
    content: bytes = b""


@dataclass
class Served:
    """A running server: where it is, what came, what it says next."""

    url: str = ""
    respond: Callable[[Request], Response] = lambda _: Response()
    requests: list[Request] = field(default_factory=list)


@contextmanager
def serving() -> Iterator[Served]:
    """A server in threads of this process."""
    served = Served()

    class Handler(_Handler):
        state = served

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}
    )
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body of an answer go out together, without waiting for each other.
    wbufsize = -1
    disable_nagle_algorithm = True
    state: Served

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.command == "POST" and body.startswith(b"grant_type=client_credentials"):
            self._say(Response(200, "application/json", _TOKEN.encode()))
            return
        headers = tuple((name.lower(), header) for name, header in self.headers.items())
        request = Request(self.command, self.path, headers, body)
        self.state.requests.append(request)
        self._say(self.state.respond(request))

    do_PUT = do_POST = do_DELETE = do_OPTIONS = do_GET  # noqa: N815
    do_HEAD = do_PATCH = do_TRACE = do_GET  # noqa: N815

    def _say(self, response: Response) -> None:
        self.send_response(response.status)
        if response.media_type is not None:
            self.send_header("content-type", response.media_type)
        bare = response.status in (204, 304)
        silent = bare or response.status == 205 or self.command == "HEAD"
        content = b"" if silent else response.content
        if not bare:
            self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass
