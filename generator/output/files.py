"""Single files, replaced whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from generator.diagnostics import Diagnostic, DiagnosticError, Location, Severity


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with `\\n`; the old file stays until the new one is complete.

    A file with the same content is left alone. Raises `DiagnosticError`.
    """
    content = text.encode()
    try:
        if path.is_file() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    except OSError as failure:
        reason = (failure.strerror or str(failure)).lower()
        raise DiagnosticError(
            Diagnostic(
                "output", Severity.ERROR, f"cannot be written: {reason}", Location(path)
            )
        ) from failure


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    staged = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        staged.chmod(0o644)
        staged.replace(path)
    except BaseException:
        with suppress(OSError):
            staged.unlink()
        raise
