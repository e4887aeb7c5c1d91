"""What the API offers, one module for each resource."""

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from .invocations import AsyncInvocations, Invocations
else:
    _NAMES = {
        ".invocations": ("AsyncInvocations", "Invocations"),
    }
    __getattr__, __dir__ = lazy_names(__name__, _NAMES)

__all__ = [
    "AsyncInvocations",
    "Invocations",
]
