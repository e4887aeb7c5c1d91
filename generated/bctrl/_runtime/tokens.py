"""The tokens of OAuth 2: kept while they are valid, and checked when they come."""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence

import pydantic_core

from . import charsets
from ._http import Response
from .errors import APIResponseValidationError
from .guards import is_list, is_object
from .scopes import Scoped
from .waiting import Lock


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

        One without `expires_in` is used until the API refuses it, one with 0 only once.

        Raises:
            APIResponseValidationError: The answer holds no token that can be used.
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
        # Renewed a little early, so that it does not expire under way.
        self._renew_at = self.clock() + lifetime - min(60.0, lifetime / 10)
        self._token = token
        return token


def _task_lock() -> Lock:
    import anyio  # not needed before: keep it out of the import time

    return anyio.Lock()


class _UnusableError(ValueError):
    """What is wrong with the answer, without any of its values."""


def _check_type(answer: Mapping[str, object]) -> None:
    """Tokens that are not used as bearer tokens would be sent in the wrong way.

    RFC 6749, 7.1: the name is compared without regard to case. It is often left out;
    some servers call it `BearerToken`.
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
    """The seconds that a token is valid; some servers write them as a string."""
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
    """The type of a JSON value, with its article."""
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
