"""Worker processes for slow steps, where the system allows them."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar, cast

from clientsmith.support.interrupts import uninterrupted

_Shared = TypeVar("_Shared")
_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_MOST = 8


def do_all(
    function: Callable[[_Shared, _Task], _Result],
    shared: _Shared,
    tasks: Sequence[_Task],
    *,
    worthwhile: bool,
) -> list[_Result]:
    """Return `function(shared, task)` for each task, in order.

    In as many processes as there are processors, if that is `worthwhile`: if it takes
    longer than starting them. Tasks that take long are best put first.
    """
    count = min(os.cpu_count() or 1, _MOST, len(tasks))
    if worthwhile and count > 1:
        try:
            return _in_processes(count, function, shared, tasks)
        except (OSError, BrokenProcessPool):
            pass  # no process is available, or one was ended: do the work here
    return [function(shared, task) for task in tasks]


def _in_processes(
    count: int,
    function: Callable[[_Shared, _Task], _Result],
    shared: _Shared,
    tasks: Sequence[_Task],
) -> list[_Result]:
    others = multiprocessing.active_children()
    with _processes(count, function, shared) as pool:
        try:
            with uninterrupted():
                answers = pool.map(_call, tasks)
            return [*answers]
        except BaseException:
            # Nobody waits for unfinished work.
            for process in {*multiprocessing.active_children()}.difference(others):
                process.kill()
            pool.shutdown(cancel_futures=True)
            raise


class BackgroundTask(Generic[_Result]):
    """Work in another process while the caller continues."""

    def __init__(self, work: Callable[[], _Result]) -> None:
        self._work = work
        self._answer: Connection | None = None
        self._process: BaseProcess | None = None

    def start(self) -> None:
        """Begin the work; without processes, `result` does it."""
        context = multiprocessing.get_context("fork")
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_answer, args=(self._work, sender))
        try:
            with uninterrupted():
                process.start()
                self._answer, self._process = receiver, process
        except OSError:
            return
        finally:
            sender.close()

    def result(self) -> _Result:
        """Return the result, and do the work now if there is no process."""
        if self._answer is None:
            return self._work()
        try:
            succeeded, answer = self._answer.recv()
        except (EOFError, OSError):  # the process was ended
            return self._work()
        if not succeeded:
            raise answer
        return cast(_Result, answer)

    def stop(self) -> None:
        """End the process, even if the result was never requested."""
        if self._answer is not None and self._process is not None:
            self._answer.close()
            self._process.kill()
            self._process.join()


def _answer(work: Callable[[], object], sender: Connection) -> None:
    try:
        answer: tuple[bool, object] = (True, work())
    except Exception as error:  # noqa: BLE001  # the caller gets it
        answer = (False, error)
    sender.send(answer)


@contextmanager
def run_in_background(
    function: Callable[[_Shared], _Result], shared: _Shared, *, worthwhile: bool
) -> Iterator[BackgroundTask[_Result]]:
    """Run `function(shared)` in a process that inherits the memory of this one."""
    work = BackgroundTask(lambda: function(shared))
    if worthwhile and _can_fork() and (os.cpu_count() or 1) > 1:
        work.start()
    try:
        yield work
    finally:
        work.stop()


def _can_fork() -> bool:
    """Return whether forking is safe: no other thread may hold a lock."""
    known = "fork" in multiprocessing.get_all_start_methods()
    return known and os.name == "posix" and threading.active_count() == 1


def _processes(
    count: int, function: Callable[[Any, Any], object], shared: object
) -> ProcessPoolExecutor:
    """Create the pool; a forked process inherits `shared`, any other gets a copy."""
    context = multiprocessing.get_context("fork" if _can_fork() else None)
    return ProcessPoolExecutor(
        count, context, initializer=_begin, initargs=(function, shared)
    )


_given: tuple[Callable[[Any, Any], Any], Any] | None = None


def _begin(function: Callable[[Any, Any], object], shared: object) -> None:
    global _given
    _given = function, shared


def _call(task: object) -> Any:
    assert _given is not None
    function, shared = _given
    return function(shared, task)
