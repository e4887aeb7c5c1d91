"""The Browserbase API."""

__version__ = "v1"

from typing import TYPE_CHECKING

from . import resources, types
from ._client import AsyncBrowserbase, Browserbase
from ._runtime import (
    APIConnectionError,
    APIError,
    APIResponse,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    AsyncAPIResponse,
    AsyncHttpClient,
    Attempt,
    AuthenticationError,
    Backoff,
    BadRequestError,
    ConflictError,
    HttpClient,
    InternalServerError,
    Limits,
    MissingCredentialsError,
    NotFoundError,
    NotGiven,
    Omit,
    PaginationError,
    PermissionDeniedError,
    RateLimitError,
    RequestOptions,
    ResponseTooLargeError,
    Timeout,
    UnprocessableEntityError,
    WebhookVerificationError,
    not_given,
    omit,
)
from ._runtime import ClientError as BrowserbaseError
from ._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from ._runtime import BaseModel, OpenTelemetrySpans
else:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "._runtime": (
                "BaseModel",
                "OpenTelemetrySpans",
            )
        },
    )

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponse",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncAPIResponse",
    "AsyncBrowserbase",
    "AsyncHttpClient",
    "Attempt",
    "AuthenticationError",
    "Backoff",
    "BadRequestError",
    "BaseModel",
    "Browserbase",
    "BrowserbaseError",
    "ConflictError",
    "HttpClient",
    "InternalServerError",
    "Limits",
    "MissingCredentialsError",
    "NotFoundError",
    "NotGiven",
    "Omit",
    "OpenTelemetrySpans",
    "PaginationError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestOptions",
    "ResponseTooLargeError",
    "Timeout",
    "UnprocessableEntityError",
    "WebhookVerificationError",
    "not_given",
    "omit",
    "resources",
    "types",
]
