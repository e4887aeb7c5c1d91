"""Replace single files completely or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EISDIR
from pathlib import Path

from clientsmith.diagnostics import Diagnostic, DiagnosticError, Location, Severity
from clientsmith.support.interrupts import uninterrupted


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with `\n`; the old file stays until the new one is complete.

    A file with the same content is left alone. Raises `DiagnosticError`.
    """
    content = text.encode()
    with _reported(path):
        if path.is_file() and path.read_bytes() == content:
            return
    with staged_text(path, text) as put_in_place:
        put_in_place()


@contextmanager
def staged_text(
    path: Path, text: str, *, durable: bool = True
) -> Iterator[Callable[[], None]]:
    """Write the new file next to the old one; the callable moves it into place.

    Without that call nothing has changed and nothing stays. `durable`: also where the
    machine stops. Raises `DiagnosticError`.
    """
    with _reported(path):
        if path.is_dir():
            raise IsADirectoryError(EISDIR, "is a directory")
        path.parent.mkdir(parents=True, exist_ok=True)
    staged: Path | None = None
    try:
        with _reported(path), uninterrupted():
            staged = _staged(path, text.encode(), durable)

        def put_in_place() -> None:
            assert staged is not None
            with _reported(path):
                staged.replace(path)

        yield put_in_place
    finally:
        if staged is not None:
            with suppress(OSError):
                staged.unlink()


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        reason = (failure.strerror or str(failure)).lower()
        raise DiagnosticError(
            Diagnostic(
                "output", Severity.ERROR, f"cannot be written: {reason}", Location(path)
            )
        ) from failure


def _staged(path: Path, content: bytes, durable: bool) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    staged = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        staged.chmod(0o644)
        return staged
    except BaseException:
        with suppress(OSError):
            staged.unlink()
        raise
