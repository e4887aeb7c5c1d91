"""Work in other processes gives what work in this one gives."""

from __future__ import annotations

import os
import threading

import pytest

from clientsmith.support import workers
from clientsmith.support.workers import do_all, run_in_background


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def joined(shared: dict[str, int], task: str) -> tuple[str, int, int]:
    return task, shared[task], os.getpid()


def failing(shared: None, task: int) -> int:
    raise ValueError(f"no {task}")


def killed(shared: int, task: int) -> int:
    if os.getpid() != shared:
        os._exit(1)
    return task


@pytest.mark.parametrize("worthwhile", [False, True])
def test_tasks_are_answered_in_their_order(worthwhile: bool) -> None:
    shared = {str(at): at for at in range(50)}
    done = do_all(joined, shared, [*shared], worthwhile=worthwhile)
    assert [entry[:2] for entry in done] == [*shared.items()]
    elsewhere = {entry[2] for entry in done} - {os.getpid()}
    assert bool(elsewhere) is worthwhile


@pytest.mark.parametrize("worthwhile", [False, True])
def test_an_error_is_the_callers(worthwhile: bool) -> None:
    with pytest.raises(ValueError, match="no 1"):
        do_all(failing, None, [1, 2], worthwhile=worthwhile)


def test_a_process_that_is_taken_away_is_replaced_by_this_one() -> None:
    assert do_all(killed, os.getpid(), [1, 2, 3], worthwhile=True) == [1, 2, 3]


@pytest.mark.parametrize("worthwhile", [False, True])
def test_work_goes_on_beside(worthwhile: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_can_fork", lambda: True)
    with run_in_background(
        lambda given: (given * 2, os.getpid()), 21, worthwhile=worthwhile
    ) as it:
        answer, process = it.result()
    assert answer == 42
    assert (process != os.getpid()) is worthwhile


def test_what_is_lost_beside_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_can_fork", lambda: True)
    with run_in_background(
        lambda own: killed(own, 7), os.getpid(), worthwhile=True
    ) as it:
        assert it.result() == 7


def test_a_process_with_threads_is_not_copied() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with run_in_background(lambda _: os.getpid(), None, worthwhile=True) as it:
            assert it.result() == os.getpid()
    finally:
        done.set()
        thread.join()
