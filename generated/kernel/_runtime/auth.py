"""Credentials: what the schemes of the document write into a request."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias
from urllib.parse import quote, urlencode

from .errors import ClientError

if TYPE_CHECKING:
    from .tokens import TokenStore

__all__ = [
    "ApiKey",
    "AsyncSecret",
    "Basic",
    "Bearer",
    "ClientCredentials",
    "Credential",
    "Secret",
]

Secret: TypeAlias = str | Callable[[], str]
"""A credential, or what returns it: asked again for every request."""

AsyncSecret: TypeAlias = str | Callable[[], str | Awaitable[str]]

Requirement: TypeAlias = tuple[tuple[str, ...], ...]
"""Alternatives of scheme names needed together; the empty alternative is anonymous."""


class Credential(NamedTuple):
    """A constructor argument and the environment variables that stand in for it."""

    argument: str
    env: str | tuple[str, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.env,) if isinstance(self.env, str) else self.env

    def hint(self, given: object) -> str:
        """How to give it, for an error message."""
        variables = " or ".join(self.variables)
        if given == "":
            return f"{self.argument}= (what was given is empty)"
        return f"{self.argument}=" + (f" (or set {variables})" if variables else "")


class Bearer(NamedTuple):
    """HTTP bearer authentication (RFC 6750)."""

    credential: Credential


class ApiKey(NamedTuple):
    """A key in a header, in the query, or in a cookie."""

    name: str
    location: Literal["header", "query", "cookie"]
    credential: Credential


class Basic(NamedTuple):
    """HTTP basic authentication (RFC 7617)."""

    username: Credential
    password: Credential


class ClientCredentials(NamedTuple):
    """OAuth 2 client credentials (RFC 6749, section 4.4)."""

    client_id: Credential
    client_secret: Credential
    token_url: str
    """May be relative to the server."""

    send_in: Literal["body", "basic"] = "body"
    scopes: tuple[str, ...] = ()

    def token_request(self, values: Sequence[str]) -> tuple[dict[str, str], bytes]:
        """The headers and the form of the request for a token."""
        user, secret = values
        form = {"grant_type": "client_credentials"}
        headers = {"content-type": "application/x-www-form-urlencoded"}
        if self.send_in == "body":
            form |= {"client_id": user, "client_secret": secret}
        else:
            # RFC 6749, section 2.3.1: both are form-encoded first.
            headers["authorization"] = _basic(quote(user, ""), quote(secret, ""))
        if self.scopes:
            form["scope"] = " ".join(self.scopes)
        return headers, urlencode(form).encode()


Scheme: TypeAlias = Bearer | ApiKey | Basic | ClientCredentials


def credentials(scheme: Scheme) -> list[Credential]:
    return [each for each in scheme if isinstance(each, Credential)]


def is_satisfied(scheme: Scheme, values: Sequence[object]) -> bool:
    """Whether these credentials are enough; of basic, one of the two may be empty."""
    enough = any if isinstance(scheme, Basic) else all
    return None not in values and enough(value != "" for value in values)


def header_of(scheme: Scheme) -> str:
    """The header that the scheme writes, in lower case; empty if there is none."""
    if isinstance(scheme, ApiKey):
        return scheme.name.lower() if scheme.location == "header" else ""
    return "authorization"


@dataclass(slots=True, eq=False, repr=False)
class Authorization:
    """What authenticates one request; no `repr`, it would show secrets."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    query: dict[str, str] = field(default_factory=dict[str, str])
    cookies: dict[str, str] = field(default_factory=dict[str, str])
    secrets: tuple[str, ...] = ()
    tokens: TokenStore | None = None
    """Where the OAuth 2 token came from, to be renewed if the server refuses it."""

    def add(self, scheme: Scheme, values: Sequence[str]) -> None:
        """Write the secrets of a scheme; of OAuth 2, the token."""
        secret = values[-1]
        if isinstance(scheme, Basic):
            self.headers["authorization"] = _basic(*values)
            # Some APIs take a key as the user name, and no password.
            self.secrets += (secret or values[0], self.headers["authorization"])
            return
        self.secrets += (secret,)
        if isinstance(scheme, ClientCredentials):  # the token was checked when it came
            self.headers["authorization"] = f"Bearer {secret}"
        elif isinstance(scheme, Bearer):
            token = _checked(scheme.credential, secret)
            self.headers["authorization"] = f"Bearer {token}"
        elif scheme.location == "header":
            self.headers[scheme.name.lower()] = _checked(scheme.credential, secret)
        elif scheme.location == "query":
            self.query[scheme.name] = secret
        else:  # RFC 6265, section 4.1.1: what a cookie value may hold
            self.cookies[scheme.name] = quote(secret, "!#$&'()*+-./:<=>?@[]^_`{|}~")


def _basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def _checked(credential: Credential, value: str) -> str:
    """The value, if a header can carry it: a stray newline is easily read from a file."""
    if value.isascii() and value.isprintable() and value == value.strip():
        return value
    # Checked here, because the HTTP library would show the value in its message.
    raise ClientError(f"{credential.argument} has characters that no header can carry")
