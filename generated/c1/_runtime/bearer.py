"""HTTP bearer authentication."""

from __future__ import annotations

from collections.abc import Sequence

from .auth import Authorization, Credential, Scheme, checked

__all__ = ["Bearer"]


class Bearer(Scheme):
    """HTTP bearer authentication (RFC 6750)."""

    def __init__(self, credential: Credential) -> None:
        self.credentials = (credential,)

    def apply(self, auth: Authorization, values: Sequence[str]) -> None:
        (token,) = values
        auth.secrets += (token,)
        auth.headers["authorization"] = f"Bearer {checked(self.credentials[0], token)}"
