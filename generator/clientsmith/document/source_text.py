"""Read files as text, and locate lines and columns in them."""

from __future__ import annotations

import gc
import re
import stat
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from clientsmith.diagnostics import (
    Diagnostic,
    DiagnosticError,
    Location,
    Severity,
    display_path,
)
from clientsmith.support.suggestions import nearest

# Deeper than any real document (the deepest known to us has 24 levels), and shallow
# enough for all recursive functions of later stages.
MAX_DEPTH = 200

# Four times the largest document known to us.
MAX_BYTES = 50_000_000


class LineIndex:
    """Turns offsets into lines and columns, both counted from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        position = text.find("\n")
        while position >= 0:
            self._starts.append(position + 1)
            position = text.find("\n", position + 1)

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of the character at `offset`."""
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
    """Return the file's text without a byte order mark.

    Raises DiagnosticError when the file cannot be read, is larger than `MAX_BYTES`, or
    is not UTF-8.
    """
    reason = unreadable(path)
    if reason is not None:
        hint = _advice(path)
        fail("read", f"cannot read the file: {reason}", Location(path), hint)
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        fail(
            "size",
            f"the file is larger than {MAX_BYTES // 1_000_000} MB",
            Location(path),
            hint="leave out what the client does not need, or split the file",
        )
    return decode(data, path)


def _advice(path: Path) -> str | None:
    """Suggest the document that a wrong path may mean."""
    folder, pattern = (
        (path, r"\.(ya?ml|json)$") if path.is_dir() else (path.parent, ".")
    )
    try:
        names = sorted(file.name for file in folder.iterdir() if file.is_file())
    except (OSError, ValueError):
        return None
    names = [name for name in names if re.search(pattern, name, re.IGNORECASE)]
    usual = ["openapi.yaml", "openapi.json", "swagger.json"]
    wanted = usual if path.is_dir() else [path.name]
    near = [nearest(name, names) for name in wanted]
    found = [*filter(None, near), *(names if path.is_dir() else ())]
    return f"did you mean `{display_path(folder / found[0])}`?" if found else None


def unreadable(path: Path) -> str | None:
    """Return why the file cannot be read, or None if it can.

    A device or a pipe may never end, and is read twice by a run: only files will do.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return "is a directory"
        if not stat.S_ISREG(mode):
            return "not a regular file"
        with path.open("rb"):
            return None
    except OSError as error:
        return (error.strerror or type(error).__name__).lower()
    except ValueError:
        return "not a file name"


def decode(data: bytes, path: Path) -> str:
    """Decode UTF-8 (RFC 8259, section 8.1; YAML allows it, too)."""
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
    """Report a key that an object has twice (YAML 1.2, section 3.2.1.1)."""
    return Diagnostic(
        "duplicate-key",
        Severity.WARNING,
        f"the key `{name}` is already there, on line {first_line}: "
        "the last one is read",
        second,
        hint="remove or rename one of the two",
    )


@contextmanager
def paused_garbage_collection() -> Iterator[None]:
    """Pause the cycle collector while many objects are created.

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
