"""The schemas of the API."""

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from .models import Error, ErrorDetail, Invocation, InvocationListHeaders
else:
    _NAMES = {
        ".models": ("Error", "ErrorDetail", "Invocation", "InvocationListHeaders"),
    }
    __getattr__, __dir__ = lazy_names(__name__, _NAMES)

__all__ = [
    "Error",
    "ErrorDetail",
    "Invocation",
    "InvocationListHeaders",
]
