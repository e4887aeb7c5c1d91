"""A request under way: each decision about it, and none of the waiting."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

import pydantic_core

from . import parameters, retries
from ._http import (
    URL,
    AsyncHttpClient,
    HttpClient,
    Request,
    RequestError,
    Response,
    Timeout,
    TimeoutException,
)
from .api import Operation
from .auth import Authorization, Scheme
from .decoding import lenient
from .errors import APIConnectionError, APIStatusError, APITimeoutError, status_error
from .guards import is_object
from .logs import Log

TOKEN_REQUEST = Operation("POST", "", security=())
_TOKEN_ERROR = ("error", "error_description", "error_uri")  # RFC 6749, section 5.2


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Exchange:
    """What to send, the same for each attempt, and how far it has come."""

    operation: Operation
    url: str
    headers: dict[str, str]
    cookies: dict[str, str] = field(default_factory=dict[str, str])
    content: bytes | None
    timeout: Timeout | float | None
    max_retries: int
    repeatable: bool
    schemes: tuple[Scheme, ...] = ()
    log: Log
    auth: Authorization = field(default_factory=Authorization)
    retries_taken: int = 0
    renewed: bool = False

    def request(self, http: HttpClient | AsyncHttpClient) -> Request:
        """The request with the credentials of this attempt."""
        auth = self.auth
        return http.build_request(
            self.operation.method,
            add_query(self.url, parameters.query(auth.query, {})),
            headers={**self.headers, **auth.headers},
            content=self.content,
            cookies={**self.cookies, **auth.cookies} or None,
            timeout=self.timeout,
        )

    def following(self, response: Response) -> Request | None:
        """The request that a redirect asks for, without credentials to another origin."""
        following = response.next_request
        if following is None or self.operation is TOKEN_REQUEST:
            return None
        sent = response.request
        if origin(following.url) == origin(sent.url):
            if "cookie" in sent.headers:
                following.headers.setdefault("cookie", sent.headers["cookie"])
            return following
        for name in list(following.headers):
            if self.log.is_secret(name):
                del following.headers[name]
        return following

    def wait(self, response: Response) -> float | None:
        """The seconds before the next attempt; None when this response is the last."""
        self.log.response(response)
        if response.is_success:
            return None
        if response.status_code == 401 and self.auth.tokens and not self.renewed:
            self.auth.tokens.forget(self.auth.token)
            self.renewed = True
            return 0.0
        if self._may_retry() and retries.after_response(response, self.repeatable):
            return self._retry(response)
        return None

    def recover(self, error: RequestError) -> float:
        """The seconds before the next attempt, when there was no response.

        Raises:
            APITimeoutError, APIConnectionError: There is no next attempt.
        """
        if self._may_retry() and retries.after_error(error, self.repeatable):
            return self._retry(None)
        if isinstance(error, TimeoutException):
            raise APITimeoutError(error.request) from error
        raise APIConnectionError(request=error.request) from error

    def _may_retry(self) -> bool:
        return self.retries_taken < self.max_retries

    def _retry(self, response: Response | None) -> float:
        seconds = retries.delay(self.retries_taken, response)
        self.retries_taken += 1
        self.log.logger.info("retry %d in %.2f s", self.retries_taken, seconds)
        return seconds

    def error(self, response: Response) -> APIStatusError:
        """The error for a response, with the body in its documented type."""
        raw: object = response.text or None
        with suppress(ValueError):  # it is text then
            raw = pydantic_core.from_json(response.content)
        if self.operation is TOKEN_REQUEST:
            members = raw.items() if is_object(raw) else ()
            raw = {k: v for k, v in members if k in _TOKEN_ERROR}
        type_ = self.operation.error_type(response.status_code)
        body = raw if type_ is None or raw is None else lenient(type_, raw)
        return status_error(response, raw=raw, body=body, secrets=self.auth.secrets)


def origin(url: URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def add_query(url: str, query: str) -> str:
    """The URL with further parameters, except those that it has already."""
    if not query:
        return url
    base, _, present = url.partition("?")
    names = {pair.partition("=")[0] for pair in present.split("&")}
    new = [pair for pair in query.split("&") if pair.partition("=")[0] not in names]
    return f"{base}?{'&'.join(filter(None, (present, *new)))}"
