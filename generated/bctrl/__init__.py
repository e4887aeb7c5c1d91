"""The bctrl API."""

__version__ = "1.0.0"

from typing import TYPE_CHECKING

from . import resources, types
from ._client import AsyncBctrl, Bctrl
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
from ._runtime import ClientError as BctrlError
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
    "AsyncBctrl",
    "AsyncBinaryAPIResponse",
    "AsyncHttpClient",
    "AsyncStream",
    "Attempt",
    "AuthenticationError",
    "Backoff",
    "BadRequestError",
    "BaseModel",
    "Bctrl",
    "BctrlError",
    "BinaryAPIResponse",
    "ConflictError",
    "FileTypes",
    "HttpClient",
    "InternalServerError",
    "JsonLines",
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
