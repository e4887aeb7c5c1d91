"""Signatures of functions."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any


def function_has_argument(func: Callable[..., Any], arg_name: str) -> bool:
    return arg_name in inspect.signature(func).parameters


def assert_signatures_in_sync(
    source_func: Callable[..., Any],
    check_func: Callable[..., Any],
    *,
    exclude_params: set[str] = set(),  # noqa: B006
) -> None:
    """Raise an AssertionError if the second function lacks parameters of the first."""
    found = inspect.signature(check_func).parameters
    errors: list[str] = []
    for name, wanted in inspect.signature(source_func).parameters.items():
        if name in exclude_params:
            continue
        if name not in found:
            errors.append(f"the parameter `{name}` is missing")
        elif found[name].annotation != wanted.annotation:
            errors.append(
                f"the parameter `{name}` is {found[name].annotation!r} instead of "
                f"{wanted.annotation!r}"
            )
    if errors:
        raise AssertionError(f"{len(errors)} differences:\n" + "\n".join(errors))
