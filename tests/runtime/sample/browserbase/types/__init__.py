"""The schemas of the API."""

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from .models import FunctionVersionListInvocationsResponse, Invocation
    from .pages import (
        AsyncFunctionVersionInvocationsPage,
        FunctionVersionInvocationsPage,
    )
    from .params import FunctionInvokeParams, SessionCreateParamsParam
else:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            ".models": ("FunctionVersionListInvocationsResponse", "Invocation"),
            ".pages": (
                "AsyncFunctionVersionInvocationsPage",
                "FunctionVersionInvocationsPage",
            ),
            ".params": ("FunctionInvokeParams", "SessionCreateParamsParam"),
        },
    )

__all__ = [
    "AsyncFunctionVersionInvocationsPage",
    "FunctionInvokeParams",
    "FunctionVersionInvocationsPage",
    "FunctionVersionListInvocationsResponse",
    "Invocation",
    "SessionCreateParamsParam",
]
