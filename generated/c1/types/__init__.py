"""The schemas of the API."""

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from .models import FunctionInvocation, FunctionsInvocationServiceListResponse
else:
    _NAMES = {
        ".models": ("FunctionInvocation", "FunctionsInvocationServiceListResponse"),
    }
    __getattr__, __dir__ = lazy_names(__name__, _NAMES)

__all__ = [
    "FunctionInvocation",
    "FunctionsInvocationServiceListResponse",
]
