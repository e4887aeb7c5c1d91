"""Credentials: what the schemes of the document write into a request."""

from __future__ import annotations

import threading
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias
from urllib.parse import quote, urlencode

import pydantic_core

from ._http import Response
from .errors import ClientError

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


@dataclass(slots=True, eq=False, repr=False)
class Authorization:
    """What authenticates one request; no `repr`, it would show secrets."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    query: dict[str, str] = field(default_factory=dict[str, str])
    cookies: dict[str, str] = field(default_factory=dict[str, str])
    secrets: tuple[str, ...] = ()
    tokens: TokenStore | None = None
    """Where the OAuth 2 token came from, to be renewed if the server refuses it."""

    token: str = ""

    def bearer(self, token: str) -> None:
        self.headers["authorization"] = f"Bearer {token}"
        self.secrets += (token,)


class Bearer(NamedTuple):
    """HTTP bearer authentication (RFC 6750)."""

    credential: Credential

    @property
    def header(self) -> str | None:
        return "authorization"

    @property
    def query(self) -> str | None:
        return None

    @property
    def credentials(self) -> tuple[Credential, ...]:
        return (self.credential,)

    def write(self, auth: Authorization, values: Sequence[str]) -> None:
        auth.bearer(_checked(self.credential, values[0]))


class ApiKey(NamedTuple):
    """A key in a header, in the query, or in a cookie."""

    name: str
    location: Literal["header", "query", "cookie"]
    credential: Credential

    @property
    def credentials(self) -> tuple[Credential, ...]:
        return (self.credential,)

    @property
    def header(self) -> str | None:
        return self.name.lower() if self.location == "header" else None

    @property
    def query(self) -> str | None:
        return self.name if self.location == "query" else None

    def write(self, auth: Authorization, values: Sequence[str]) -> None:
        auth.secrets += (values[0],)
        if self.location == "header":
            auth.headers[self.name.lower()] = _checked(self.credential, values[0])
        elif self.location == "query":
            auth.query[self.name] = values[0]
        else:  # RFC 6265, section 4.1.1: what a cookie value may hold
            auth.cookies[self.name] = quote(values[0], "!#$&'()*+-./:<=>?@[]^_`{|}~")


class Basic(NamedTuple):
    """HTTP basic authentication (RFC 7617)."""

    username: Credential
    password: Credential

    @property
    def header(self) -> str | None:
        return "authorization"

    @property
    def query(self) -> str | None:
        return None

    @property
    def credentials(self) -> tuple[Credential, ...]:
        return (self.username, self.password)

    def write(self, auth: Authorization, values: Sequence[str]) -> None:
        user, password = values
        auth.headers["authorization"] = _basic(user, password)
        auth.secrets += (password, auth.headers["authorization"])


class ClientCredentials(NamedTuple):
    """OAuth 2 client credentials (RFC 6749, section 4.4)."""

    client_id: Credential
    client_secret: Credential
    token_url: str
    """May be relative to the server."""

    send_in: Literal["body", "basic"] = "body"
    scopes: tuple[str, ...] = ()

    @property
    def header(self) -> str | None:
        return "authorization"

    @property
    def query(self) -> str | None:
        return None

    @property
    def credentials(self) -> tuple[Credential, ...]:
        return (self.client_id, self.client_secret)

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


def _basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


class TokenStore:
    """The current token of one OAuth 2 client. Whoever fetches one holds a lock."""

    clock: Callable[[], float] = staticmethod(time.monotonic)

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._async_lock: AbstractAsyncContextManager[Any] | None = None
        self._token: str | None = None
        self._renew_at = 0.0

    @property
    def async_lock(self) -> AbstractAsyncContextManager[Any]:
        if self._async_lock is None:
            import anyio  # not needed before: keep it out of the import time

            self._async_lock = anyio.Lock()
        return self._async_lock

    def current(self) -> str | None:
        return self._token if self.clock() < self._renew_at else None

    def forget(self, token: str) -> None:
        """Renew, unless somebody else did since this token was taken."""
        if self._token == token:
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


def _checked(credential: Credential, value: str) -> str:
    """The value, if a header can carry it: a stray newline is easily read from a file."""
    if value.isascii() and value.isprintable():
        return value
    # Checked here, because the HTTP library would show the value in its message.
    raise ClientError(f"{credential.argument} has characters that no header can carry")
