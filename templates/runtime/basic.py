"""HTTP basic authentication."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from .auth import Authorization, Credential, Scheme

__all__ = ["Basic"]


class Basic(Scheme):
    """HTTP basic authentication (RFC 7617)."""

    def __init__(self, username: Credential, password: Credential) -> None:
        self.credentials = (username, password)
        self.password = password

    def is_satisfied(self, values: Sequence[object]) -> bool:
        """Return whether both are given; one of the two may be empty."""
        return None not in values and any(value != "" for value in values)

    def apply(self, auth: Authorization, values: Sequence[str]) -> None:
        user, password = values
        header = basic(user, password)
        auth.headers["authorization"] = header
        # Some APIs take a key as the user name, and no password.
        auth.secrets += (password or user, header)


def basic(user: str, password: str) -> str:
    """Return the header of HTTP basic authentication."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
