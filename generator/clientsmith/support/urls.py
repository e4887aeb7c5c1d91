"""Addresses that documents may be fetched from, and how messages show them."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def is_url(source: str) -> bool:
    """Whether it is an address rather than a path."""
    return _SCHEME.match(source) is not None


def shown(url: str) -> str:
    """The URL without user, password, query and fragment: they may hold secrets."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the URL"
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{port}{parts.path}"


def file_name(url: str) -> Path:
    """A URL as messages name a file: the host and the path."""
    parts = urlsplit(url)
    return Path(f"{parts.hostname}{parts.path}")


def without_user(url: str) -> str:
    """The URL without user and password."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def refusal(url: str) -> str | None:
    """Why nothing is fetched from the URL; None: it may be."""
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
    """Whether the URL, as it is written, is one of this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_private(url: str) -> bool:
    """Whether the host has an address that is not of the public internet.

    A name that cannot be resolved here, as behind a proxy, is not known to be one.
    """
    import socket  # takes its time, and most commands fetch nothing

    if is_loopback(url):
        return True
    try:
        found = socket.getaddrinfo(urlsplit(url).hostname, None)
    except (OSError, UnicodeError):
        return False
    # An IPv6 address may carry its zone behind a `%`.
    addresses = (ip_address(str(each[4][0]).partition("%")[0]) for each in found)
    return any(not each.is_global for each in addresses)
