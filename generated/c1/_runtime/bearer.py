"""HTTP bearer authentication."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .auth import Authorization, Credential, all_given, checked

__all__ = ["Bearer"]


class Bearer(NamedTuple):
    """HTTP bearer authentication (RFC 6750)."""

    credential: Credential

    @property
    def header(self) -> str:
        return "authorization"

    @property
    def credentials(self) -> tuple[Credential, ...]:
        return (self.credential,)

    def is_satisfied(self, values: Sequence[object]) -> bool:
        return all_given(values)

    def apply(self, auth: Authorization, values: Sequence[str]) -> None:
        (token,) = values
        auth.secrets += (token,)
        auth.headers["authorization"] = f"Bearer {checked(self.credential, token)}"
