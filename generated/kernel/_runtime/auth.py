"""Credentials: what the schemes of the document write into a request."""

from __future__ import annotations

import threading
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import quote, urlencode

import pydantic_core

from ._http import Response
from .errors import ClientError
from .scopes import Scoped
from .waiting import Lock

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

    @property
    def hint(self) -> str:
        """How to give it, for an error message."""
        variables = " or ".join(self.variables)
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
        self.secrets += (secret,)
        if isinstance(scheme, Basic):
            self.headers["authorization"] = _basic(*values)
            self.secrets += (self.headers["authorization"],)
        elif not isinstance(scheme, ApiKey):
            token = _checked(credentials(scheme)[-1], secret)
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
    if value.isascii() and value.isprintable():
        return value
    # Checked here, because the HTTP library would show the value in its message.
    raise ClientError(f"{credential.argument} has characters that no header can carry")


class TokenStore:
    """The current token of one OAuth 2 client. Whoever fetches one holds the lock."""

    clock: Callable[[], float] = staticmethod(time.monotonic)

    def __init__(self, *, asynchronous: bool) -> None:
        make: Callable[[], Lock] = _task_lock if asynchronous else threading.Lock
        self._locks = Scoped(make, asynchronous=asynchronous)
        self._token: str | None = None
        self._renew_at = 0.0

    @property
    def lock(self) -> Lock:
        return self._locks.get()

    def current(self) -> str | None:
        return self._token if self.clock() < self._renew_at else None

    def forget(self, used: Sequence[str]) -> None:
        """Renew, unless somebody else did since this token was taken."""
        if self._token in used:
            self._token = None

    def keep(self, response: Response) -> str:
        """Take the token from the answer of the token endpoint (RFC 6749, 5.1).

        Raises:
            ClientError: The answer holds no token.
        """
        try:
            answer = pydantic_core.from_json(response.content)
            token = str(answer["access_token"])
            lifetime = float(answer.get("expires_in") or "inf")
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ClientError("The token endpoint answered without a token.") from None
        # Renewed a little early, so that it does not expire under way.
        self._renew_at = self.clock() + lifetime - min(60.0, lifetime / 10)
        self._token = token
        return token


def _task_lock() -> Lock:
    import anyio  # not needed before: keep it out of the import time

    return anyio.Lock()
