"""Reading files as text, and finding lines and columns in them."""

from __future__ import annotations

import gc
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from generator.diagnostics import Diagnostic, DiagnosticError, Location, Severity

# Deeper than any real document (the deepest known to us has 24 levels), and shallow
# enough for every recursive function further on.
MAX_DEPTH = 200


class LineIndex:
    """Turns offsets into lines and columns, both counted from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        position = text.find("\n")
        while position >= 0:
            self._starts.append(position + 1)
            position = text.find("\n", position + 1)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at `offset`."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def fail(
    code: str,
    message: str,
    location: Location | None = None,
    hint: str | None = None,
) -> NoReturn:
    """Raise `DiagnosticError` with one error."""
    raise DiagnosticError(Diagnostic(code, Severity.ERROR, message, location, hint))


def read_text(path: Path) -> str:
    """The file's text, without a byte order mark.

    Raises DiagnosticError when the file cannot be read or is not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        fail("read", f"cannot read the file: {reason}", Location(path))
    except ValueError:
        fail("read", "cannot read the file: not a file name", Location(path))
    return decode(data, path)


def decode(data: bytes, path: Path) -> str:
    """The bytes as UTF-8 text (RFC 8259, section 8.1; YAML allows it too)."""
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        line, column = LineIndex(before).position(len(before))
        byte = error.object[error.start]
        fail(
            "encoding",
            f"not UTF-8 text: byte 0x{byte:02x}",
            Location(path, line, column),
            hint="save the file as UTF-8",
        )


def duplicate_key(name: str, second: Location, first_line: int) -> Diagnostic:
    """A key that an object has twice (YAML 1.2, section 3.2.1.1)."""
    return Diagnostic(
        "duplicate-key",
        Severity.ERROR,
        f"the key `{name}` is already there, on line {first_line}",
        second,
        hint="remove or rename one of the two",
    )


@contextmanager
def paused_garbage_collection() -> Iterator[None]:
    """Keep the cycle collector away while many objects are made at once.

    It would visit all of them again and again: reading 3 MB of YAML takes a second
    with it and an eighth of that without.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
