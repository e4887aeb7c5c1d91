"""HTTP basic authentication."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import NamedTuple

from .auth import Authorization, Credential

__all__ = ["Basic"]


class Basic(NamedTuple):
    """HTTP basic authentication (RFC 7617)."""

    username: Credential
    password: Credential

    @property
    def header(self) -> str:
        return "authorization"

    @property
    def credentials(self) -> tuple[Credential, ...]:
        return self.username, self.password

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
