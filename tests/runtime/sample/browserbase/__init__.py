"""Browserbase API for 3rd party developers."""

__version__ = "1.0.0"

from typing import TYPE_CHECKING

from . import resources, types
from ._client import AsyncBrowserbase, Browserbase
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
from ._runtime import ClientError as BrowserbaseError
from ._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from ._runtime import BaseModel
else:
    __getattr__, __dir__ = lazy_names(__name__, {"._runtime": ("BaseModel",)})

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
    "AsyncBrowserbase",
    "AsyncHttpClient",
    "AuthenticationError",
    "BadRequestError",
    "BaseModel",
    "BinaryAPIResponse",
    "Browserbase",
    "BrowserbaseError",
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
