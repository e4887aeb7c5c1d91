"""OAuth 2 client credentials: the scheme, and the tokens while they are valid."""

# pyright: reportPrivateUsage=false
# The scheme sends its request with the client's own means.

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol
from urllib.parse import quote, urlencode, urljoin

import pydantic_core

from . import charsets
from ._http import Response
from .api import Operation
from .auth import Authorization, Credential, Scheme
from .base_client import BaseClient
from .basic import basic
from .connections import Scoped
from .errors import APIError, APIResponseValidationError
from .exchange import Exchange
from .guards import is_list, is_object
from .logs import secrets_of
from .payload import Payload
from .redaction import Redactor
from .sync_bridge import maybe_await

__all__ = ["ClientCredentials"]

# RFC 6749, section 5.2, and where other servers describe the problem.
_ERROR_MEMBERS = frozenset(
    ["error", "error_description", "error_uri", "message", "detail", "title"]
)


_REQUEST = Operation("POST", "", security=(), is_documented=False)


class ClientCredentials(Scheme):
    """OAuth 2 client credentials (RFC 6749, section 4.4)."""

    def __init__(
        self,
        client_id: Credential,
        client_secret: Credential,
        token_url: str,
        send_in: Literal["body", "basic"] = "body",
        scopes: tuple[str, ...] = (),
    ) -> None:
        self.credentials = (client_id, client_secret)
        self.token_url = token_url
        """May be relative to the server."""

        self.send_in = send_in
        self.scopes = scopes

    def apply(self, auth: Authorization, values: Sequence[str]) -> None:
        (token,) = values  # it was checked when it was received
        auth.secrets += (token,)
        auth.headers["authorization"] = f"Bearer {token}"

    async def token(
        self,
        client: BaseClient[Any],
        exchange: Exchange,
        auth: Authorization,
        values: Sequence[str],
    ) -> str:
        """Return the current token, or fetch a new one within the limits of a call."""
        store = self._store(client)
        auth.forget_token = store.forget
        auth.secrets += (values[-1],)
        await maybe_await(store.lock.acquire())
        try:  # concurrent calls find the token that the first one fetched
            token = store.current()
            if token is None:
                request = self._request(client, exchange, values)
                try:
                    token = store.keep(await client._send_with_retries(request))
                except APIError as error:
                    hide = Redactor(secrets_of(error.request)).text
                    error.message = f"Token endpoint: {hide(error.message)}"
                    error.args = (error.message,)
                    raise
            return token
        finally:
            store.lock.release()

    def _store(self, client: BaseClient[Any]) -> TokenStore:
        tokens = client._tokens
        if self not in tokens:
            new = TokenStore(asynchronous=client._asynchronous)
            tokens.setdefault(self, new)
        store: TokenStore = tokens[self]
        return store

    def _request(
        self, client: BaseClient[Any], exchange: Exchange, values: Sequence[str]
    ) -> Exchange:
        user, secret = values
        form = {"grant_type": "client_credentials"}
        headers = {
            "accept": "application/json",
            "user-agent": client._user_agent,
            "content-type": "application/x-www-form-urlencoded",
        }
        if self.send_in == "body":
            form |= {"client_id": user, "client_secret": secret}
        else:
            # RFC 6749, section 2.3.1: both are form-encoded first.
            headers["authorization"] = basic(quote(user, ""), quote(secret, ""))
        if self.scopes:
            form["scope"] = " ".join(self.scopes)
        return Exchange(
            operation=_REQUEST,
            url=urljoin(f"{client.base_url}/", self.token_url),
            headers=headers,
            payload=Payload({"content": urlencode(form).encode()}),
            secrets=(secret,),
            error_members=_ERROR_MEMBERS,
            follows_redirects=False,
            timeout=exchange.timeout,
            bounds=exchange.bounds,
            max_retries=exchange.max_retries,
            backoff=exchange.backoff,
            repeatable=True,
            log=client._log,
        )


class Lock(Protocol):
    """`threading.Lock`, or a lock for tasks, whose `acquire` is awaited."""

    def acquire(self) -> Any: ...
    def release(self) -> None: ...


class TokenStore:
    """The current token of one OAuth 2 client; the lock is held while one is fetched."""

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
        """Drop the token, unless it was renewed since it was used."""
        if self._token in used:
            self._token = None

    def keep(self, response: Response) -> str:
        """Store the token of a response of the token endpoint (RFC 6749, 5.1).

        A token without `expires_in` is used until the API refuses it, one with 0 once.

        Raises:
            APIResponseValidationError: The response has no usable token.
        """
        try:
            answer = pydantic_core.from_json(charsets.json_text(response))
        except ValueError:
            answer = None
        try:
            if not is_object(answer):
                raise _UnusableError("the body is not a JSON object")
            _check_type(answer)
            token = _token(answer)
            lifetime = _lifetime(answer.get("expires_in"))
        except _UnusableError as problem:
            raise APIResponseValidationError(response, str(problem)) from None
        # Renewed early, so that it does not expire in transit.
        self._renew_at = self.clock() + lifetime - min(60.0, lifetime / 10)
        self._token = token
        return token


def _task_lock() -> Lock:
    import anyio  # not needed before: keep it out of the import time

    return anyio.Lock()


class _UnusableError(ValueError):
    """A problem of the response, described without its values."""


def _check_type(answer: Mapping[str, object]) -> None:
    """Raise if the token is not a bearer token.

    The type is case-insensitive (RFC 6749, 7.1) and often left out; some servers send
    `BearerToken`.
    """
    type_ = answer.get("token_type")
    known = isinstance(type_, str) and type_.lower().startswith("bearer")
    if type_ is not None and not known:
        raise _UnusableError("`token_type` is not bearer")


def _token(answer: Mapping[str, object]) -> str:
    token = answer.get("access_token")
    if "access_token" not in answer:
        refusal = answer.get("error")
        reason = f": {refusal}" if isinstance(refusal, str) else ""
        raise _UnusableError(f"`access_token` is missing{reason}")
    if not isinstance(token, str):
        raise _UnusableError(f"`access_token` is {_kind(token)}, not a string")
    if not token:
        raise _UnusableError("`access_token` is empty")
    # RFC 6749, A.12, without the spaces that a header would lose.
    if not re.fullmatch(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?", token):
        raise _UnusableError("`access_token` has characters that no header can carry")
    return token


def _lifetime(value: object) -> float:
    """Return the seconds that a token is valid; some servers send a string."""
    if value is None:
        return math.inf
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _UnusableError(f"`expires_in` is {_kind(value)}, not a number of seconds")
    try:
        seconds = float(value)
    except OverflowError:
        seconds = math.inf
    if not math.isfinite(seconds):
        raise _UnusableError("`expires_in` is out of range")
    if seconds < 0:
        raise _UnusableError("`expires_in` is negative")
    return seconds


def _kind(value: object) -> str:
    """Return the type of a JSON value with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return "a string"
    return (
        "an object"
        if is_object(value)
        else "an array" if is_list(value) else "a number"
    )
