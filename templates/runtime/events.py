"""The lines of an event stream (WHATWG HTML, section 9.2.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator


class EventLines:
    """The complete lines of a stream, and the fields of its current event."""

    def __init__(self) -> None:
        self._line: list[bytes] = []
        self._after_cr = False
        self._data: list[str] = []
        self._event: str | None = None
        self._last_event_id: str | None = None
        self._retry: int | None = None

    def _lines(self, chunk: bytes) -> Iterator[str]:
        """Yield the lines that the chunk completes."""
        if not chunk:
            return
        if self._after_cr:  # the line has been processed
            chunk = chunk.removeprefix(b"\n")
        self._after_cr = chunk.endswith(b"\r")
        for piece in chunk.splitlines(keepends=True):
            self._line.append(piece)
            if piece.endswith((b"\r", b"\n")):
                line = b"".join(self._line).rstrip(b"\r\n")
                self._line = []
                yield line.decode(errors="replace")

    def _field(self, line: str) -> None:
        """Take the field of a line; comments are ignored."""
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._last_event_id = value
        elif name == "retry" and re.fullmatch(r"[0-9]{1,18}", value):
            self._retry = int(value)
