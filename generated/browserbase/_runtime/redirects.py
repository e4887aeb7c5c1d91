"""Redirects: another origin learns nothing that identifies the caller."""

from __future__ import annotations

from ._http import Request
from .logs import NEUTRAL_HEADERS
from .urls import origin


def settle(sent: Request, following: Request) -> bool:
    """Complete the headers of a redirected request; return whether its origin differs.

    Another origin gets neither credentials nor cookies.
    """
    if origin(following.url) == origin(sent.url):
        if "cookie" in sent.headers:
            following.headers.setdefault("cookie", sent.headers["cookie"])
        return False
    anonymize(following)
    return True


def anonymize(request: Request) -> None:
    """Remove the headers that identify the caller."""
    for name in list(request.headers):
        if name.lower() not in NEUTRAL_HEADERS:
            del request.headers[name]
