"""Ctrl-C: delay it during critical work, and end without a traceback."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

# The exit code of a command that SIGINT ended.
INTERRUPTED = 128 + signal.SIGINT
# Retry until the interpreter has left the place where an exception cannot be raised.
_SOON = 0.01


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Delay Ctrl-C until the block ends; child processes started inside never see it.

    Not on Windows, where a process cannot hold a signal back.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run(main: Callable[[], object]) -> NoReturn:
    """Run a program, including its imports, and exit with its code, or with 130."""
    sys.unraisablehook = _unraisable
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.default_int_handler)
    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    except KeyboardInterrupt:
        code = INTERRUPTED
    # The interpreter would take time to shut down, and print a traceback.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)  # type: ignore[arg-type]


def _unraisable(hook: sys.UnraisableHookArgs) -> None:
    """Deliver a Ctrl-C again that arrived where nothing can be raised."""
    if not issubclass(hook.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(hook)
    elif sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, _SOON)
