"""The HTTP library: the only module that imports it."""

from httpx import (
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
from httpx import AsyncClient as AsyncHttpClient
from httpx import Client as HttpClient

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

LIBRARY = "httpx"

NEVER_SENT = (ConnectError, ConnectTimeout, PoolTimeout)
"""No byte of the request has reached the server."""

UNSENDABLE = (LocalProtocolError, UnsupportedProtocol)
"""The request itself is wrong: sending it again cannot help."""
