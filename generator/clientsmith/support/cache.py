"""A cache of slow steps' results between runs.

They never change the output: a key says all that a result depends on. What goes wrong
with the cache is no concern of the run, which then works without it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Protocol

import platformdirs

# In bytes; a larger file is replaced by a new one.
_LARGEST = 256_000_000
_AT_ONCE = 500  # SQLite limits the number of parameters


class Cache(Protocol):
    """A cache of texts by key."""

    def get(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the texts of the known keys."""
        ...

    def known(self, keys: Iterable[str]) -> set[str]:
        """Return the known keys."""
        ...

    def put(self, texts: Mapping[str, str]) -> None:
        """Store texts for later runs."""
        ...


class _NoCache:
    def get(self, keys: Iterable[str]) -> dict[str, str]:
        return {}

    def known(self, keys: Iterable[str]) -> set[str]:
        return set()

    def put(self, texts: Mapping[str, str]) -> None:
        pass


NO_CACHE: Cache = _NoCache()


class FileCache:
    """A cache in an SQLite file that several runs may use at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, keys: Iterable[str]) -> dict[str, str]:
        return dict(self._rows("key, text", keys))

    def known(self, keys: Iterable[str]) -> set[str]:
        return {key for (key,) in self._rows("key", keys)}

    def _rows(self, columns: str, keys: Iterable[str]) -> list[Any]:
        wanted = [*dict.fromkeys(keys)]
        found: list[Any] = []
        with suppress(sqlite3.Error, OSError), closing(self._open()) as database:
            for at in range(0, len(wanted), _AT_ONCE):
                some = wanted[at : at + _AT_ONCE]
                marks = ",".join("?" * len(some))
                query = f"SELECT {columns} FROM texts WHERE key IN ({marks})"
                found += database.execute(query, some)
        return found

    def put(self, texts: Mapping[str, str]) -> None:
        if not texts:
            return
        try:
            if self._path.exists() and self._path.stat().st_size > _LARGEST:
                self._path.unlink()
            with closing(self._open()) as database, database:
                database.executemany(
                    "INSERT OR REPLACE INTO texts VALUES (?, ?)", texts.items()
                )
        except sqlite3.OperationalError:
            pass  # locked by another run, or the disk is full
        except sqlite3.DatabaseError:
            with suppress(OSError):  # not a database: another program's data
                self._path.unlink()
        except OSError:
            pass  # a home directory that cannot be written to

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._path, timeout=5)
        database.execute(
            "CREATE TABLE IF NOT EXISTS texts (key TEXT PRIMARY KEY, text TEXT)"
            " WITHOUT ROWID"
        )
        return database


def user_cache() -> Cache:
    """Return the cache in the user's cache folder."""
    return FileCache(Path(platformdirs.user_cache_dir("clientsmith")) / "texts.sqlite")
