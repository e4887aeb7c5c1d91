"""A site on the loopback interface, some of whose answers are not as they should be."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias

Answer: TypeAlias = Callable[["Handler", bytes, int], None]
"""Answers a request with the text of a page; it is so manieth of its path, from 0."""

# Seconds until a slow answer goes on; long beside what others take on loopback.
_PAUSE = 0.2
_MOVED = "/moved"


def _whole(handler: Handler, content: bytes, turn: int) -> None:
    etag = f'"{hash(content)}"'
    if handler.headers["If-None-Match"] == etag:
        handler.answer(304, b"")
    else:
        handler.answer(200, content, {"ETag": etag})


def _busy(handler: Handler, content: bytes, turn: int) -> None:
    if turn < 2:
        handler.answer(503, b"", {"Retry-After": "0"})
    else:
        _whole(handler, content, turn)


def _cut_off(handler: Handler, content: bytes, turn: int) -> None:
    if turn < 1:
        length = str(len(content))
        handler.answer(200, content[: len(content) // 2], {"Content-Length": length})
        handler.close_connection = True
    else:
        _whole(handler, content, turn)


def _redirected(handler: Handler, content: bytes, turn: int) -> None:
    handler.answer(302, b"", {"Location": _MOVED + handler.path})


def _slow(handler: Handler, content: bytes, turn: int) -> None:
    handler.answer(200, content, pause=_PAUSE)


def _broken(handler: Handler, content: bytes, turn: int) -> None:
    handler.answer(500, b"")


def _html(handler: Handler, content: bytes, turn: int) -> None:
    handler.answer(200, b"<!DOCTYPE html><title>Sign in</title>")


PASSING: Sequence[Answer] = (_busy, _cut_off, _redirected, _slow)
"""Failures that a reader with retries gets through."""
LASTING: Sequence[Answer] = (_broken, _html)
"""Failures that make a reader keep the text that it has."""


@dataclass
class Served:
    """A running site; `odd` are answers by path that are not the whole page."""

    site: Mapping[str, str]
    url: str = ""
    odd: dict[str, Answer] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)

    def spoil(self, answers: Sequence[Answer], seed: int, part: float = 0.1) -> None:
        """Let so large a part of the pages answer in these ways, from now on."""
        pages = sorted(page for page in self.site if page.startswith("api-reference/"))
        chosen = random.Random(seed).sample(pages, int(len(pages) * part))
        self.odd = {
            f"/{page}": answers[at % len(answers)] for at, page in enumerate(chosen)
        }
        self.turns = {}


class Handler(BaseHTTPRequestHandler):
    """Serves `state`."""

    protocol_version = "HTTP/1.1"
    state: Served

    def do_GET(self) -> None:
        """Answer as the path does."""
        text = self.state.site.get(self.path.removeprefix(_MOVED).lstrip("/"))
        if text is None:
            self.answer(404, b"")
            return
        turn = self.state.turns.get(self.path, 0)
        self.state.turns[self.path] = turn + 1
        self.state.odd.get(self.path, _whole)(self, text.encode(), turn)

    def answer(
        self,
        status: int,
        content: bytes,
        headers: Mapping[str, str] | None = None,
        pause: float = 0,
    ) -> None:
        """Send it, the second half of the content after a pause."""
        self.send_response(status)
        length = {} if status == 304 else {"Content-Length": str(len(content))}
        for name, value in {**length, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        half = len(content) // 2
        self.wfile.write(content[:half])
        if pause:
            self.wfile.flush()
            threading.Event().wait(pause)
        self.wfile.write(content[half:])

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(site: Mapping[str, str]) -> Iterator[Served]:
    """The site, in threads of this process."""
    served = Served(site)
    handler = type("Handler", (Handler,), {"state": served})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
