"""Addresses of documents: which may be fetched, and how messages show them."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def is_url(source: str) -> bool:
    """Return whether the operand is a URL rather than a path."""
    return _SCHEME.match(source) is not None


def shown(url: str) -> str:
    """Return the URL without user, password, query and fragment, which may hold
    secrets.
    """
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the URL"
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{port}{parts.path}"


def file_name(url: str) -> Path:
    """Return the URL as a file name for messages: host and path."""
    parts = urlsplit(url)
    return Path(f"{parts.hostname}{parts.path}")


def without_user(url: str) -> str:
    """Return the URL without user and password."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def refusal(url: str) -> str | None:
    """Return why the URL must not be fetched, or None if it may be."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is not a URL"
    if parts.scheme not in ("https", "http"):
        return "must begin with https://"
    if not host:
        return "names no host"
    if parts.scheme == "http" and not is_loopback(url):
        return "must begin with https://, since it leaves this machine"
    return None


def is_loopback(url: str) -> bool:
    """Return whether the URL, as written, points to this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_private(url: str) -> bool:
    """Return whether the host resolves to an address outside the public internet.

    A name that cannot be resolved here, as behind a proxy, is not known to be one.
    """
    import socket  # slow to import, and most commands fetch nothing

    if is_loopback(url):
        return True
    try:
        found = socket.getaddrinfo(urlsplit(url).hostname, None)
    except (OSError, UnicodeError):
        return False
    # An IPv6 address may carry its zone behind a `%`.
    addresses = (ip_address(str(entry[4][0]).partition("%")[0]) for entry in found)
    return any(not address.is_global for address in addresses)
