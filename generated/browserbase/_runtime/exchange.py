"""The state of a request over its attempts: all decisions, and no input or output."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from . import charsets, parameters, retries
from ._http import (
    NEVER_SENT,
    UNSENDABLE,
    URL,
    AsyncHttpClient,
    HttpClient,
    Request,
    RequestError,
    Response,
    Timeout,
)
from .api import Operation
from .auth import Authorization, Scheme
from .bounds import Bounds
from .decoding import is_cut_off, lenient, read_json
from .errors import APIConnectionError, APIStatusError, status_error
from .guards import is_object
from .logs import SECRETS, Log, parts_of, secrets_of
from .payload import Payload
from .redirects import settle
from .urls import add_query

if TYPE_CHECKING:
    from .redaction import Redactor


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Exchange:
    """A request, the same for all attempts, and the state of the attempts."""

    operation: Operation
    url: str
    headers: dict[str, str]
    cookies: dict[str, str] = field(default_factory=dict[str, str])
    payload: Payload
    timeout: Timeout | float | None
    bounds: Bounds
    max_retries: int
    backoff: Callable[[int], float]
    repeatable: bool
    schemes: tuple[Scheme, ...] = ()
    log: Log
    foreign: bool = False
    """Whether a server's link leads to another origin than that of the API.

    Such a request has no credentials, and no headers, cookies and parameters of the
    client, the call or the HTTP client.
    """

    is_someone_else: bool = False
    """Whether the call has credentials of its own."""

    reader: Callable[[Response], Callable[..., Awaitable[None]] | None] | None = None
    """Returns the function that reads the beginning of a file: see `downloads.begin`."""

    follows_redirects: bool = True
    secrets: tuple[str, ...] = ()
    """Values that must not be shown, in addition to the credentials."""

    error_members: frozenset[str] | None = None
    """The members of an error body that may be shown; None: all of them."""

    auth: Authorization = field(default_factory=Authorization)
    away: bool = False
    """Whether a redirect led to another origin: nothing is added from there on."""

    retries_taken: int = 0
    renewed: bool = False
    redirected: bool = False
    unsent: retries.UnsentRequests | None = None
    last: Request | None = None

    @property
    def sent(self) -> Request:
        """The request of the last attempt; before it, the request without credentials."""
        return self.last or Request(self.operation.method, self.url)

    def build_request(self, http: HttpClient | AsyncHttpClient) -> Request:
        """Return the request with the credentials of this attempt."""
        self.last = request = self._built(http)
        # Computed when needed; a method of this object would be a reference cycle.
        given = (*self.secrets, *self.auth.secrets)
        found = partial(_secrets, self.headers, self.cookies, given, self.log)
        request.extensions[SECRETS] = found
        return request

    def _built(self, http: HttpClient | AsyncHttpClient) -> Request:
        auth, self.redirected, self.away = self.auth, False, self.foreign
        if self.foreign:
            waiting = Timeout(self.bounds.timeout(self.timeout)).as_dict()
            return Request(
                self.operation.method,
                self.url,
                headers=self.headers,
                extensions={"timeout": waiting},
                **self.payload.arguments,
            )
        url = add_query(self.url, parameters.query(auth.query, {}))
        headers = {**self.headers, **auth.headers}
        given = headers.pop("cookie", "")
        request = http.build_request(
            self.operation.method,
            url,
            headers=headers,
            cookies={**self.cookies, **auth.cookies} or None,
            timeout=self.bounds.timeout(self.timeout),
            **self.payload.arguments,
        )
        if not self.repeatable and self.payload.replayable and self.max_retries:
            self.unsent = retries.UnsentRequests()
            waits = isinstance(http, HttpClient)
            trace = self.unsent if waits else self.unsent.awaited
            request.extensions.setdefault("trace", trace)
        if http.params:  # the library replaces the URL's own query by them
            request.url = URL(add_query(url, str(http.params)))
        if given:  # the library ignores cookies in addition to this header
            request.headers["cookie"] = _cookies(request.headers.get("cookie"), given)
        return request

    def redirect(self, response: Response) -> Request | None:
        """Return the request for a redirect; None if there is none to follow."""
        following = response.next_request
        if following is None or not self.follows_redirects:
            return None
        sent, self.redirected = response.request, True
        if following.stream is sent.stream and not self.payload.replayable:
            problem = "The body cannot be sent again, as the redirect asks."
            raise APIConnectionError(message=problem, request=sent)
        self.away = settle(sent, following) or self.away
        return following

    @property
    def send_options(self) -> Mapping[str, Any]:
        """The options of `send`: only the API gets the HTTP client's credentials."""
        return {"auth": None} if self.away else {}

    def delay_after_response(self, response: Response) -> float | None:
        """Return the seconds before the next attempt; None after the last one."""
        self.log.response(response, lambda text: self.redactor.text(text))
        if response.is_success:
            return self._retry(self.repeatable and is_cut_off(response), None)
        if not self.payload.replayable:
            return None
        if response.status_code == 401 and self.auth.forget_token and not self.renewed:
            self.auth.forget_token(self.auth.secrets)
            self.renewed = True
            return 0.0
        return self._retry(retries.after_response(response, self.repeatable), response)

    def delay_after_error(self, error: RequestError) -> float | None:
        """Return the seconds before the next attempt; None after the last one."""
        if isinstance(error, UNSENDABLE):
            return None
        # After a redirect, the server has received the first request.
        unsent = not self.redirected and (
            isinstance(error, NEVER_SENT)
            or (self.unsent is not None and self.unsent.failed)
            or retries.is_unprocessed(error)
        )
        return self._retry(self.repeatable or unsent, None)

    def _retry(self, worthwhile: bool, response: Response | None) -> float | None:
        may_retry = self.retries_taken < self.max_retries and self.payload.replayable
        if not worthwhile or not may_retry:
            return None
        seconds = retries.delay(self.retries_taken, response, self.backoff)
        if seconds is None:
            return None
        self.retries_taken += 1
        self.log.logger.info("retry %d in %.2f s", self.retries_taken, seconds)
        return seconds

    @property
    def redactor(self) -> Redactor:
        """The redactor of this attempt's secrets: some servers quote what they refuse."""
        from .redaction import Redactor  # not needed for successful calls

        return Redactor(secrets_of(self.sent))

    def error(self, response: Response) -> APIStatusError:
        """Return the error for a response, with the body in its documented type."""
        raw: object = charsets.text(response) or None
        with suppress(ValueError):  # not JSON: the text remains
            raw = read_json(charsets.json_text(response))
        if self.error_members is not None:
            members = raw.items() if is_object(raw) else ()
            raw = {k: v for k, v in members if k in self.error_members}
        redactor = self.redactor
        raw = redactor.value(raw)
        content_type = response.headers.get("content-type", "")
        type_ = self.operation.error_type(response.status_code, content_type)
        body = raw if type_ is None or raw is None else lenient(type_, raw)
        return status_error(response, raw=raw, body=body, hide=redactor.text)


def _secrets(
    headers: Mapping[str, str],
    cookies: Mapping[str, str],
    given: Iterable[str],
    log: Log,
) -> tuple[str, ...]:
    """Return the secrets that an attempt sends."""
    named = [
        value
        for name, value in headers.items()
        if log.is_secret(name) and "idempotency" not in name
    ]
    values = map(unquote, cookies.values())
    return (*given, *values, *named, *parts_of(named))


def _cookies(others: str | None, given: str) -> str:
    """Merge two `Cookie` headers; the given cookies take precedence."""
    names = {pair.partition("=")[0].strip() for pair in given.split(";")}
    listed = others.split("; ") if others else []
    kept = [pair for pair in listed if pair.partition("=")[0] not in names]
    return "; ".join([*kept, given])
