"""Tests of the cache between runs, and of its failures."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from clientsmith.support.cache import NO_CACHE, FileCache


def test_texts_are_known_in_later_runs(tmp_path: Path) -> None:
    path = tmp_path / "below" / "texts.sqlite"
    FileCache(path).put({"a": "1", "b": "ü\n"})
    FileCache(path).put({"a": "2"})
    assert FileCache(path).get(["a", "b", "c"]) == {"a": "2", "b": "ü\n"}
    assert FileCache(path).known(["a", "b", "c"]) == {"a", "b"}


def test_many_keys_are_asked_for_at_once(tmp_path: Path) -> None:
    cache = FileCache(tmp_path / "texts.sqlite")
    texts = {str(number): "x" for number in range(2000)}
    cache.put(texts)
    assert cache.get([*texts, *texts]) == texts


def test_without_a_cache_nothing_is_known() -> None:
    NO_CACHE.put({"a": "1"})
    assert NO_CACHE.get(["a"]) == {}
    assert NO_CACHE.known(["a"]) == set()


@pytest.mark.parametrize(
    "content", [b"not a database", b"SQLite format 3\0" + b"x" * 99]
)
def test_a_broken_file_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "texts.sqlite"
    path.write_bytes(content)
    cache = FileCache(path)
    assert cache.get(["a"]) == {}
    cache.put({"a": "1"})
    cache.put({"a": "1"})
    assert cache.get(["a"]) == {"a": "1"}


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = FileCache(tmp_path / "file" / "texts.sqlite")
    cache.put({"a": "1"})
    assert cache.get(["a"]) == {}


def test_runs_at_the_same_time_share_it(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"

    def run(number: int) -> None:
        for at in range(10):
            FileCache(path).put({f"{number}.{at}": str(at)})

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = [f"{number}.{at}" for number in range(4) for at in range(10)]
    assert FileCache(path).get(keys).keys() == set(keys)


def test_a_run_that_is_killed_leaves_a_cache_that_works(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    FileCache(path).put({"a": "1"})
    killed = sqlite3.connect(path)
    killed.execute("INSERT INTO texts VALUES ('b', '2')")  # and never commits
    assert FileCache(path).get(["a", "b"]) == {"a": "1"}
    killed.close()
    FileCache(path).put({"c": "3"})
    assert FileCache(path).get(["a", "b", "c"]) == {"a": "1", "c": "3"}
