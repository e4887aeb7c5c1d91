"""The schemas of the API."""

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from .models import Error, ErrorDetail, Invocation, InvocationListHeaders
else:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            ".models": ("Error", "ErrorDetail", "Invocation", "InvocationListHeaders"),
        },
    )

__all__ = [
    "Error",
    "ErrorDetail",
    "Invocation",
    "InvocationListHeaders",
]
