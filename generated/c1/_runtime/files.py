"""Files that are written completely or not at all."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


@contextmanager
def replacing(file: str | os.PathLike[str]) -> Generator[IO[bytes]]:
    """Open a temporary file that replaces the given one at the end of the block.

    After an error it is removed. A link stays a link; devices and pipes, which cannot be
    replaced, are written directly.
    """
    path = Path(os.path.realpath(file))
    if path.exists() and not path.is_file():
        with path.open("wb") as direct:
            yield direct
        return
    aside = path.with_name(f".{os.urandom(6).hex()}.part")
    try:
        with aside.open("xb") as new:
            yield new
        if path.exists():
            aside.chmod(path.stat().st_mode & 0o7777)
        aside.replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            aside.unlink()
        raise
