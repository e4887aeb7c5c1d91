"""The HTTP library: the only module that imports it."""

from httpx2 import (
    URL,
    ConnectError,
    ConnectTimeout,
    Limits,
    LocalProtocolError,
    PoolTimeout,
    Request,
    RequestError,
    Response,
    Timeout,
    TimeoutException,
    UnsupportedProtocol,
)
from httpx2 import AsyncClient as AsyncHttpClient
from httpx2 import Client as HttpClient

__all__ = [
    "LIBRARY",
    "NEVER_SENT",
    "UNSENDABLE",
    "URL",
    "AsyncHttpClient",
    "HttpClient",
    "Limits",
    "Request",
    "RequestError",
    "Response",
    "Timeout",
    "TimeoutException",
]

LIBRARY = "httpx2"

NEVER_SENT = (ConnectError, ConnectTimeout, PoolTimeout)
"""No byte of the request has reached the server."""

UNSENDABLE = (LocalProtocolError, UnsupportedProtocol)
"""The request itself is wrong: sending it again cannot help."""
