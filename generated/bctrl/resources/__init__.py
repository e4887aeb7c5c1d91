"""What the API offers, one module for each resource."""

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from .runs import AsyncRuns, Runs
else:
    _NAMES = {
        ".runs": ("AsyncRuns", "Runs"),
    }
    __getattr__, __dir__ = lazy_names(__name__, _NAMES)

__all__ = [
    "AsyncRuns",
    "Runs",
]
