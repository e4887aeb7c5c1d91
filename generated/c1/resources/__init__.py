"""What the API offers, one module for each resource."""

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from .functions_invocation import AsyncFunctionsInvocation, FunctionsInvocation
else:
    _NAMES = {
        ".functions_invocation": ("AsyncFunctionsInvocation", "FunctionsInvocation"),
    }
    __getattr__, __dir__ = lazy_names(__name__, _NAMES)

__all__ = [
    "AsyncFunctionsInvocation",
    "FunctionsInvocation",
]
