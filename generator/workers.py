"""Other processes for slow steps, where the system allows them."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

_Args = ParamSpec("_Args")
_Result = TypeVar("_Result")

_MOST = 8


def workers(*, worthwhile: bool) -> Executor:
    """Processes, as many as there are processors; else the calling one does the work.

    `worthwhile`: the work takes longer than starting them.
    """
    count = min(os.cpu_count() or 1, _MOST)
    if worthwhile and count > 1:
        try:
            return ProcessPoolExecutor(count)
        except OSError:
            pass  # some systems allow no further processes
    return _Here()


def result_of(
    future: Future[_Result],
    function: Callable[_Args, _Result],
    *args: _Args.args,
    **kwargs: _Args.kwargs,
) -> _Result:
    """What the process found; if it was taken away, the work is done here."""
    try:
        return future.result()
    except (OSError, BrokenProcessPool):
        return function(*args, **kwargs)


class _Here(Executor):
    """Does the work at once, in the calling process."""

    def submit(
        self,
        fn: Callable[_Args, _Result],
        /,
        *args: _Args.args,
        **kwargs: _Args.kwargs,
    ) -> Future[_Result]:
        future: Future[_Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # the caller gets it
            future.set_exception(error)
        return future
