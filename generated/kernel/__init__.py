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
    AuthenticationError,
    BadRequestError,
    BinaryAPIResponse,
    ConflictError,
    FileTypes,
    HttpClient,
    InternalServerError,
    JsonLines,
    MissingCredentialsError,
    NotFoundError,
    NotGiven,
    Omit,
    PaginationError,
    PermissionDeniedError,
    RateLimitError,
    RawContent,
    RequestOptions,
    Timeout,
    UnprocessableEntityError,
    WebhookVerificationError,
    not_given,
    omit,
)
from ._runtime import ClientError as KernelError
from ._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from ._runtime import AsyncStream, BaseModel, ServerSentEvent, Stream
else:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "._runtime": (
                "AsyncStream",
                "BaseModel",
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
    "AuthenticationError",
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
    "MissingCredentialsError",
    "NotFoundError",
    "NotGiven",
    "Omit",
    "PaginationError",
    "PermissionDeniedError",
    "RateLimitError",
    "RawContent",
    "RequestOptions",
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
