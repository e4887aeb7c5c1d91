"""Credentials, and what the security schemes have in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from .errors import ClientError

__all__ = ["AsyncSecret", "Credential", "Secret"]

Secret: TypeAlias = str | Callable[[], str]
"""A credential, or a function that returns it and is called for every request."""

AsyncSecret: TypeAlias = str | Callable[[], str | Awaitable[str]]

Requirement: TypeAlias = tuple[tuple[str, ...], ...]
"""Alternatives of scheme names needed together; the empty alternative is anonymous."""


class Credential(NamedTuple):
    """A constructor argument and its environment variables."""

    argument: str
    env: str | tuple[str, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.env,) if isinstance(self.env, str) else self.env

    def hint(self, given: object) -> str:
        """Describe for an error message how to pass the credential."""
        variables = " or ".join(self.variables)
        if given == "":
            return f"{self.argument}= (what was given is empty)"
        return f"{self.argument}=" + (f" (or set {variables})" if variables else "")


class Scheme:
    """A security scheme of the document."""

    credentials: tuple[Credential, ...]
    header = "authorization"
    """The header that the scheme writes, in lower case; "" if it writes none."""

    def is_satisfied(self, values: Sequence[object]) -> bool:
        """Return whether these values of the credentials are sufficient."""
        return None not in values and "" not in values

    def apply(self, auth: Authorization, values: Sequence[str]) -> None:
        """Write the credentials into the request."""
        raise NotImplementedError


@dataclass(slots=True, eq=False, repr=False)
class Authorization:
    """The credentials of one request; without `repr`, which would show secrets."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    query: dict[str, str] = field(default_factory=dict[str, str])
    cookies: dict[str, str] = field(default_factory=dict[str, str])
    secrets: tuple[str, ...] = ()
    forget_token: Callable[[Sequence[str]], None] | None = None
    """Drops the access token, which is renewed if the server refuses it."""


def checked(credential: Credential, value: str) -> str:
    """Return the value if a header can carry it: files often end in a newline."""
    if value.isascii() and value.isprintable() and value == value.strip():
        return value
    # Checked here, because the HTTP library would show the value in its message.
    raise ClientError(f"{credential.argument} has characters that no header can carry")
