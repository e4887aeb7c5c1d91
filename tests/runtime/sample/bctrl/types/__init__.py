"""The schemas of the API."""

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from .models import (
        ErrorResponse,
        InvocationSummary,
        InvocationSummaryError,
        RunInvocationListResponse,
    )
    from .pages import AsyncRunInvocationsPage, RunInvocationsPage
else:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            ".models": (
                "ErrorResponse",
                "InvocationSummary",
                "InvocationSummaryError",
                "RunInvocationListResponse",
            ),
            ".pages": ("AsyncRunInvocationsPage", "RunInvocationsPage"),
        },
    )

__all__ = [
    "AsyncRunInvocationsPage",
    "ErrorResponse",
    "InvocationSummary",
    "InvocationSummaryError",
    "RunInvocationListResponse",
    "RunInvocationsPage",
]
