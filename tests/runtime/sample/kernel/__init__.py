"""Kernel API: developer tools and cloud infrastructure for AI agents.

```python
from kernel import Kernel

client = Kernel()  # reads KERNEL_API_KEY
for invocation in client.invocations.list(status="running"):
    print(invocation.id)
```
"""

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
from ._runtime import ClientError as KernelError
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
    "AsyncHttpClient",
    "AsyncKernel",
    "AuthenticationError",
    "BadRequestError",
    "BaseModel",
    "BinaryAPIResponse",
    "ConflictError",
    "HttpClient",
    "InternalServerError",
    "Kernel",
    "KernelError",
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
