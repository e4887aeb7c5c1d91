"""The engine of both clients: from a call to a request, and from a response to a result.

Everything that uses the network is a coroutine: see `sync_bridge`.
"""

# pyright: reportPrivateUsage=false
# Views belong to the client, whose public names are resources.

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from functools import cached_property
from http.cookiejar import CookieJar
from typing import Any, Unpack
from urllib.parse import urljoin

from . import bodies, charsets, parameters, retries
from ._http import (
    URL,
    AsyncHttpClient,
    Request,
    RequestError,
    Response,
)
from .api import Operation
from .attempts import Attempt
from .auth import Authorization, Credential
from .bounds import Bounds
from .call import Call, Parts
from .configuration import Configuration, lower_names
from .connections import H
from .decoding import Decoder
from .errors import APIConnectionError, MissingCredentialsError, connection_errors
from .exchange import Exchange
from .guards import is_object
from .omission import NotGiven, Omit, not_given, omit
from .options import RequestOptions
from .payload import NOTHING, Payload
from .results import CallResult, Sender
from .sync_bridge import maybe_await, run
from .urls import add_query, drop_query, origin

_OPTIONS = RequestOptions.__optional_keys__


class BaseClient(Configuration[H]):
    """Calls operations: all that the synchronous and the asynchronous client share."""

    _response_class: Callable[[CallResult], Any]
    _sleep: Callable[[float], Any]

    @cached_property
    def _raw(self) -> View:
        return View(self, stream=False)

    @cached_property
    def _streaming(self) -> View:
        return View(self, stream=True)

    @property
    def _asynchronous(self) -> bool:
        return self._http_class is AsyncHttpClient

    async def _call(self, call: Call) -> Any:
        """Return the value of a call."""
        return (await self._send_call(call, files=True)).value()

    async def _send_call(
        self, call: Call, *, stream: bool = False, files: bool = False
    ) -> CallResult:
        """Return the response to a call, with its body unless the result reads it.

        With `files`, only the beginning is read of a large file.
        """
        call = call.resumed().with_defaults(self.default_query)
        exchange = self._prepare(call)
        sender = Sender(
            self._send_call,
            self._sleep,
            self.backoff,
            exchange.max_retries,
            self._asynchronous,
        )
        decoder = Decoder(self._strict, self._log.logger)
        limit = Bounds(max_size=self.max_response_size)

        def result(response: Response) -> CallResult:
            retries_taken = exchange.retries_taken
            return CallResult(response, call, decoder, sender, limit, retries_taken)

        if files:
            # Files read their beginning themselves.
            exchange.reader = lambda response: getattr(
                result(response).type, "_begin", None
            )
        with exchange.payload.opened:
            return result(
                await self._send_with_retries(exchange, stream or call.is_streamed)
            )

    async def _send_with_retries(
        self, exchange: Exchange, stream: bool = False
    ) -> Response:
        """Send attempts until one succeeds.

        Raises:
            APIError: The last attempt failed.
        """
        while True:
            try:
                response = await self._send_in_time(exchange, stream)
            except RequestError as error:
                delay = exchange.delay_after_error(error)
                if delay is None:
                    with connection_errors():
                        raise
                exchange.bounds.check(exchange.sent, delay, error)
            else:
                delay = exchange.delay_after_response(response)
                if delay is None and response.is_success:
                    return response
                failure = exchange.error(response)
                if delay is None:
                    raise failure
                exchange.bounds.check(exchange.sent, delay, failure)
            await maybe_await(self._sleep(delay))

    async def _send_in_time(self, exchange: Exchange, stream: bool) -> Response:
        """Authorize and send one attempt within the deadline."""

        async def attempt() -> Response:
            exchange.auth = await self._authorize(exchange)
            return await self._send_attempt(exchange, stream)

        if not self._asynchronous:
            return await attempt()
        response = await exchange.bounds.within(attempt)
        if response is None:
            raise exchange.bounds.passed(exchange.sent)
        return response

    async def _send_attempt(self, exchange: Exchange, stream: bool) -> Response:
        """Send one attempt, and call the hooks before and after it."""
        http = self._http(exchange)
        request = exchange.build_request(http)
        before, after = self.before_attempt, self.after_attempt
        operation = exchange.operation
        attempt = Attempt(
            request, exchange.retries_taken, operation.path, operation.is_documented
        )
        if before is not None:
            await maybe_await(before(attempt))
        try:
            response = await self._send(exchange, http, request, stream)
            attempt.response = response
        except BaseException as error:
            attempt.error = error
            raise
        finally:
            if after is not None:
                await maybe_await(after(attempt))
        return response

    async def _send(
        self, exchange: Exchange, http: H, request: Request, stream: bool
    ) -> Response:
        """Send a request, and follow redirects."""
        bounds = exchange.bounds
        for _ in range(http.max_redirects + 1):
            bounds.check(request)
            response: Response = await maybe_await(
                http.send(
                    request,
                    stream=True,
                    follow_redirects=False,
                    **exchange.send_options,
                )
            )
            charsets.settle(response)
            if not (stream and response.is_success):
                await self._read(exchange, response)
            redirect = exchange.redirect(response)
            if redirect is None:
                return response
            request = redirect
        raise APIConnectionError(message="Too many redirects.", request=request)

    async def _read(self, exchange: Exchange, response: Response) -> None:
        bounds, begin = exchange.bounds, None
        if response.is_success and exchange.reader is not None:
            begin = exchange.reader(response)
        if begin is not None:
            await begin(response, bounds, asynchronous=self._asynchronous)
        else:
            await bounds.read(response, asynchronous=self._asynchronous)

    def _http(self, exchange: Exchange) -> H:
        """Return the HTTP client, with the cookies of these credentials.

        Sessions are often kept in cookies: one user's must not be sent for another.
        """
        http, cookies = self._pool.get(), self._cookies
        if exchange.is_someone_else:
            cookies = CookieJar()
        if cookies is None:
            return http
        view = copy.copy(http)  # with the same connections
        view.cookies = cookies
        return view

    async def _authorize(self, exchange: Exchange) -> Authorization:
        auth = Authorization()
        for scheme in exchange.schemes:
            values = [await self._reveal(given) for given in scheme.credentials]
            if not scheme.is_satisfied(values):
                names = [given.argument for given in scheme.credentials]
                raise MissingCredentialsError(
                    f"{' and '.join(names)} must not be empty"
                )
            token = getattr(scheme, "token", None)  # of OAuth 2
            if token is not None:
                values = [await token(self, exchange, auth, values)]
            scheme.apply(auth, values)
        return auth

    async def _reveal(self, credential: Credential) -> str:
        """Return the value of a credential, which may come from a function."""
        value = self._arguments[credential.argument]
        secret = await maybe_await(value() if callable(value) else value)
        if secret is None:
            raise MissingCredentialsError(f"{credential.argument}= returned None")
        if not isinstance(secret, str):
            kind = type(secret).__name__
            raise TypeError(f"{credential.argument} must be a str, not {kind}")
        return secret

    def _prepare(self, call: Call) -> Exchange:
        """Return the request of a call: URL, headers, body, and how it is repeated."""
        operation, parts, options = call.operation, call.parts, call.options
        if not options.keys() <= _OPTIONS:
            # A method takes its options as `**options`: Python accepts all names.
            wrong = min(options.keys() - _OPTIONS)
            raise TypeError(f"unexpected keyword argument {wrong!r}")
        extra = lower_names(options.get("extra_headers"))
        schemes = self._schemes_for(operation, {**self.default_headers, **extra})
        foreign = call.link is not None and self._is_foreign(call.link, operation)
        url = call.link if foreign and call.link else self._url(call)
        if foreign or ("url" in parts and self._is_foreign(url, operation)):
            schemes = ()
        fields = parameters.headers(parts.get("header", {}), operation.styles)
        cookies = parameters.cookies(parts.get("cookie", {}), operation.styles)
        payload = self._payload(call)  # last, since it may open files
        accept = parts.get("accept", omit)
        if isinstance(accept, Omit):
            accept = operation.stream if call.is_streamed else operation.accept
        headers: dict[str, str | Omit] = {
            "accept": accept,
            "user-agent": self._sender,
            **payload.headers,
        }
        if not foreign:
            headers |= {**self.default_headers, **fields, **extra}
        keyed = _add_idempotency_key(call, headers)
        timeout = options.get("timeout", not_given)
        return Exchange(
            operation=operation,
            url=url,
            headers={k: v for k, v in headers.items() if not isinstance(v, Omit)},
            cookies=cookies,
            payload=payload,
            timeout=self.timeout if isinstance(timeout, NotGiven) else timeout,
            bounds=Bounds.starting(
                options.get("deadline", self.deadline), self.max_response_size
            ),
            max_retries=options.get("max_retries", self.max_retries),
            backoff=self.backoff,
            repeatable=retries.is_repeatable(
                operation.method, self._api.retry_policy, keyed
            ),
            schemes=schemes,
            foreign=foreign,
            is_someone_else=not self._credential_headers.isdisjoint(extra),
            log=self._log,
        )

    def _url(self, call: Call) -> str:
        operation, parts = call.operation, call.parts
        extra = parameters.query(call.extra_query, operation.styles)
        if call.link:
            return add_query(call.link, extra)
        if "url" in parts:
            return add_query(drop_query(parts["url"], extra), extra)
        path = parameters.path(operation.path, parts.get("path", {}), operation.styles)
        base, _, always = self._base_url_of(operation).partition("?")
        url = add_query(f"{base.rstrip('/')}/{path.lstrip('/')}", always)
        values = {**parts.get("query", {}), **call.extra_query}
        return add_query(
            drop_query(url, extra), parameters.query(values, operation.styles)
        )

    def _is_foreign(self, url: str, operation: Operation) -> bool:
        if not self.base_url and not operation.server:
            return True
        return origin(URL(url)) != origin(URL(self._base_url_of(operation)))

    def _base_url_of(self, operation: Operation) -> str:
        own = "" if self._is_redirected else operation.server or ""
        if "://" in own:
            return own.rstrip("/")
        if not self.base_url:
            raise self._no_server()
        return urljoin(f"{self.base_url}/", own).rstrip("/") if own else self.base_url

    def _payload(self, call: Call) -> Payload:
        parts, extra = call.parts, call.options.get("extra_body")
        content = parts.get("content", omit)
        is_raw = not isinstance(content, Omit)
        value = content if is_raw else parts.get("body", omit)
        if extra is None and _is_left_out(value, call.operation):
            return NOTHING
        media_type = parts.get("content_type", omit)
        body = bodies.choose(call.operation.body, media_type, raw=is_raw)
        return body.encode(value, extra, asynchronous=self._asynchronous)


class View:
    """The client of a view: its results are responses, read or unread."""

    def __init__(self, client: BaseClient[Any], *, stream: bool) -> None:
        self._client = client
        self._stream = stream

    def request(
        self, operation: Operation, cast_to: Any, **parts: Unpack[Parts]
    ) -> Any:
        response = self._respond(Call(operation, cast_to, parts))
        return response if self._client._asynchronous else run(response)

    get_page = request

    async def _respond(self, call: Call) -> Any:
        result = await self._client._send_call(call, stream=self._stream)
        return self._client._response_class(result)


def _add_idempotency_key(call: Call, headers: dict[str, str | Omit]) -> bool:
    """Return whether the request has a key that makes it safe to send twice."""
    chosen = call.options.get("idempotency_key")
    name = (call.operation.idempotency_header or "").lower()
    if chosen:
        name = name or "idempotency-key"
        headers[name] = parameters.header_value("idempotency_key", chosen)
    elif name:
        headers.setdefault(name, os.urandom(16).hex())
    return bool(name) and not isinstance(headers[name], Omit)


def _is_left_out(body: object, operation: Operation) -> bool:
    """Return whether there is no body; where one is required, {} is a body."""
    if operation.optional_body and is_object(body):
        return all(isinstance(member, Omit) for member in body.values())
    return isinstance(body, Omit)
