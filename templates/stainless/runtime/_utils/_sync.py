"""Blocking functions in asynchronous code."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import ParamSpec, TypeVar

T_Retval = TypeVar("T_Retval")
T_ParamSpec = ParamSpec("T_ParamSpec")


async def to_thread(
    func: Callable[T_ParamSpec, T_Retval],
    /,
    *args: T_ParamSpec.args,
    **kwargs: T_ParamSpec.kwargs,
) -> T_Retval:
    """Return the result of a function that is called in another thread."""
    import anyio.to_thread  # for asyncio and trio; kept out of the import time

    return await anyio.to_thread.run_sync(partial(func, *args, **kwargs))


def asyncify(
    function: Callable[T_ParamSpec, T_Retval],
) -> Callable[T_ParamSpec, Awaitable[T_Retval]]:
    """Return a coroutine function that calls a blocking function in another thread."""

    @wraps(function)
    async def wrapper(
        *args: T_ParamSpec.args, **kwargs: T_ParamSpec.kwargs
    ) -> T_Retval:
        return await to_thread(function, *args, **kwargs)

    return wrapper


def get_async_library() -> str:
    """Return the name of the running event loop's library, or `false` without a loop."""
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        return "trio"
    asyncio = sys.modules.get("asyncio")
    if asyncio is None:
        return "false"
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return "false"
    return "asyncio"
