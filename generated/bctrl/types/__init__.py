"""The schemas of the API."""

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from .models import (
        ErrorResponse,
        ErrorResponseReasonClass,
        InvocationAction,
        InvocationStatus,
        InvocationSummary,
        InvocationSummaryError,
        RunInvocationListResponse,
    )
    from .pages import AsyncRunInvocationsPage, RunInvocationsPage
    from .params import (
        InvocationActionFilterParam,
        InvocationActionParam,
        InvocationStatusFilterParam,
        InvocationStatusParam,
    )
else:
    _NAMES = {
        ".models": (
            "ErrorResponse",
            "ErrorResponseReasonClass",
            "InvocationAction",
            "InvocationStatus",
            "InvocationSummary",
            "InvocationSummaryError",
            "RunInvocationListResponse",
        ),
        ".pages": ("AsyncRunInvocationsPage", "RunInvocationsPage"),
        ".params": (
            "InvocationActionFilterParam",
            "InvocationActionParam",
            "InvocationStatusFilterParam",
            "InvocationStatusParam",
        ),
    }
    __getattr__, __dir__ = lazy_names(__name__, _NAMES)

__all__ = [
    "AsyncRunInvocationsPage",
    "ErrorResponse",
    "ErrorResponseReasonClass",
    "InvocationAction",
    "InvocationActionFilterParam",
    "InvocationActionParam",
    "InvocationStatus",
    "InvocationStatusFilterParam",
    "InvocationStatusParam",
    "InvocationSummary",
    "InvocationSummaryError",
    "RunInvocationListResponse",
    "RunInvocationsPage",
]
