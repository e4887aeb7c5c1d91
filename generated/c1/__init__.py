"""The C1 API."""

__version__ = "0.1.0-alpha"

from typing import TYPE_CHECKING

from . import resources, types
from ._client import C1, AsyncC1
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
from ._runtime import ClientError as C1Error
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
    "AsyncC1",
    "AsyncHttpClient",
    "Attempt",
    "AuthenticationError",
    "Backoff",
    "BadRequestError",
    "BaseModel",
    "C1",
    "C1Error",
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
