"""The C1 API is a HTTP API for managing C1 resources."""

__version__ = "0.1.0a0"

from typing import TYPE_CHECKING

from . import resources, types
from ._client import C1, AsyncC1
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
    HttpClient,
    InternalServerError,
    MissingCredentialsError,
    NotFoundError,
    NotGiven,
    Omit,
    PaginationError,
    PermissionDeniedError,
    RateLimitError,
    RequestOptions,
    Timeout,
    UnprocessableEntityError,
    not_given,
    omit,
)
from ._runtime import ClientError as C1Error
from ._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from ._runtime import BaseModel
else:
    __getattr__, __dir__ = lazy_names(__name__, {"._runtime": ("BaseModel",)})

__all__ = [
    "C1",
    "APIConnectionError",
    "APIError",
    "APIResponse",
    "APIResponseValidationError",
    "APIStatusError",
    "APIStreamError",
    "APITimeoutError",
    "AsyncAPIResponse",
    "AsyncBinaryAPIResponse",
    "AsyncC1",
    "AsyncHttpClient",
    "AuthenticationError",
    "BadRequestError",
    "BaseModel",
    "BinaryAPIResponse",
    "C1Error",
    "ConflictError",
    "HttpClient",
    "InternalServerError",
    "MissingCredentialsError",
    "NotFoundError",
    "NotGiven",
    "Omit",
    "PaginationError",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestOptions",
    "Timeout",
    "UnprocessableEntityError",
    "not_given",
    "omit",
    "resources",
    "types",
]
