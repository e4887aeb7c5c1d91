"""The HTTP library: the only module that imports it."""

import httpx2 as library

URL = library.URL
AsyncByteStream = library.AsyncByteStream
AsyncHttpClient = library.AsyncClient
HttpClient = library.Client
InvalidURL = library.InvalidURL
Limits = library.Limits
Request = library.Request
RequestError = library.RequestError
Response = library.Response
SyncByteStream = library.SyncByteStream
Timeout = library.Timeout
TimeoutException = library.TimeoutException
create_ssl_context = library.create_ssl_context

LIBRARY = library.__name__

BROKEN_BODY = (
    library.DecodingError,
    library.NetworkError,
    library.RemoteProtocolError,
)
"""The body of a response is incomplete, or not compressed as declared."""

NEVER_SENT = (library.ConnectError, library.ConnectTimeout, library.PoolTimeout)
"""No byte of the request has been sent."""

UNSENDABLE = (library.LocalProtocolError, library.UnsupportedProtocol)
"""The request is invalid: a retry cannot help."""
