"""Credentials, and how security schemes write them into a request."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias
from urllib.parse import quote

from typing_extensions import TypeIs

from .errors import ClientError

__all__ = ["ApiKey", "AsyncSecret", "Basic", "Bearer", "Credential", "Secret"]

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


class Scheme(Protocol):
    """A security scheme of the document."""

    @property
    def credentials(self) -> tuple[Credential, ...]: ...

    @property
    def header(self) -> str:
        """The header that the scheme writes, in lower case; "" if it writes none."""
        ...

    def is_satisfied(self, values: Sequence[object]) -> bool:
        """Return whether these values of the credentials are sufficient."""
        ...

    def apply(self, auth: Authorization, values: Sequence[str]) -> None:
        """Write the credentials into the request."""
        ...


class TokenStore(Protocol):
    """Where access tokens are kept: see `oauth.TokenStore`."""

    def forget(self, used: Sequence[str]) -> None: ...


class TokenScheme(Scheme, Protocol):
    """A scheme whose credentials are exchanged for an access token: see `oauth`."""

    def token_store(self, *, asynchronous: bool) -> TokenStore: ...

    async def token(self, store: Any, values: Sequence[str], fetch: Any) -> str: ...


def has_tokens(scheme: Scheme) -> TypeIs[TokenScheme]:
    return hasattr(scheme, "token_store")


@dataclass(slots=True, eq=False, repr=False)
class Authorization:
    """The credentials of one request; without `repr`, which would show secrets."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    query: dict[str, str] = field(default_factory=dict[str, str])
    cookies: dict[str, str] = field(default_factory=dict[str, str])
    secrets: tuple[str, ...] = ()
    tokens: TokenStore | None = None
    """The origin of the access token, which is renewed if the server refuses it."""


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
        auth.headers["authorization"] = f"Bearer {_checked(self.credential, token)}"


class ApiKey(NamedTuple):
    """A key in a header, in the query, or in a cookie."""

    name: str
    location: Literal["header", "query", "cookie"]
    credential: Credential

    @property
    def credentials(self) -> tuple[Credential, ...]:
        return (self.credential,)

    @property
    def header(self) -> str:
        return self.name.lower() if self.location == "header" else ""

    def is_satisfied(self, values: Sequence[object]) -> bool:
        return all_given(values)

    def apply(self, auth: Authorization, values: Sequence[str]) -> None:
        (key,) = values
        auth.secrets += (key,)
        if self.location == "header":
            auth.headers[self.name.lower()] = _checked(self.credential, key)
        elif self.location == "query":
            auth.query[self.name] = key
        else:  # RFC 6265, section 4.1.1: the characters of a cookie value
            auth.cookies[self.name] = quote(key, "!#$&'()*+-./:<=>?@[]^_`{|}~")


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


def all_given(values: Sequence[object]) -> bool:
    """Return whether no value is missing or empty."""
    return None not in values and "" not in values


def basic(user: str, password: str) -> str:
    """Return the header of HTTP basic authentication."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def _checked(credential: Credential, value: str) -> str:
    """Return the value if a header can carry it: files often end in a newline."""
    if value.isascii() and value.isprintable() and value == value.strip():
        return value
    # Checked here, because the HTTP library would show the value in its message.
    raise ClientError(f"{credential.argument} has characters that no header can carry")
