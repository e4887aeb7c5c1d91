"""The Kernel API."""

__version__ = "0.1.0"

from typing import TYPE_CHECKING

from . import resources, types
from ._client import AsyncKernel, Kernel
from ._runtime import (
    APIConnectionError,
    APIError,
    APIResponse,
    APIResponseValidationError,
    APIStatusError,
    APIStreamError,
    APITimeoutError,
    AsyncAPIResponse,
    AsyncBinaryAPIResponse,
    AsyncHttpClient,
    Attempt,
    AuthenticationError,
    Backoff,
    BadRequestError,
    BinaryAPIResponse,
    ConflictError,
    FileTypes,
    HttpClient,
    InternalServerError,
    JsonLines,
    Limits,
    MissingCredentialsError,
    NotFoundError,
    NotGiven,
    Omit,
    PaginationError,
    PermissionDeniedError,
    RateLimitError,
    RawContent,
    RequestOptions,
    ResponseTooLargeError,
    Timeout,
    UnprocessableEntityError,
    WebhookVerificationError,
    not_given,
    omit,
)
from ._runtime import ClientError as KernelError
from ._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from ._runtime import (
        AsyncStream,
        BaseModel,
        OpenTelemetrySpans,
        ServerSentEvent,
        Stream,
    )
else:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "._runtime": (
                "AsyncStream",
                "BaseModel",
                "OpenTelemetrySpans",
                "ServerSentEvent",
                "Stream",
            )
        },
    )

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponse",
    "APIResponseValidationError",
    "APIStatusError",
    "APIStreamError",
    "APITimeoutError",
    "AsyncAPIResponse",
    "AsyncBinaryAPIResponse",
    "AsyncHttpClient",
    "AsyncKernel",
    "AsyncStream",
    "Attempt",
    "AuthenticationError",
    "Backoff",
    "BadRequestError",
    "BaseModel",
    "BinaryAPIResponse",
    "ConflictError",
    "FileTypes",
    "HttpClient",
    "InternalServerError",
    "JsonLines",
    "Kernel",
    "KernelError",
    "Limits",
    "MissingCredentialsError",
    "NotFoundError",
    "NotGiven",
    "Omit",
    "OpenTelemetrySpans",
    "PaginationError",
    "PermissionDeniedError",
    "RateLimitError",
    "RawContent",
    "RequestOptions",
    "ResponseTooLargeError",
    "ServerSentEvent",
    "Stream",
    "Timeout",
    "UnprocessableEntityError",
    "WebhookVerificationError",
    "not_given",
    "omit",
    "resources",
    "types",
]
