"""The certificate authorities, the most expensive part of an HTTP client."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from ._http import create_ssl_context

if TYPE_CHECKING:
    import ssl


def trusted() -> ssl.SSLContext:
    """Return the context of all clients: it has neither cookies nor credentials."""
    return _ssl_context(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@cache
def _ssl_context(file: str | None, folder: str | None) -> ssl.SSLContext:
    # The HTTP library reads the two variables itself.
    return create_ssl_context()
