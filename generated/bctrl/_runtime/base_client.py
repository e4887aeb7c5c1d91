"""What the synchronous and the asynchronous client share: all but their typed methods.

What needs the network is a coroutine: see `waiting`.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Sequence
from http.cookiejar import CookieJar
from types import NoneType
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from . import bodies, charsets, decoding, parameters, retries
from ._http import (
    URL,
    AsyncHttpClient,
    HttpClient,
    Request,
    RequestError,
    Response,
)
from .api import Operation
from .attempts import Attempt
from .auth import (
    Authorization,
    ClientCredentials,
    Credential,
    credentials,
    is_satisfied,
)
from .bounds import Bounds
from .call import Call
from .configuration import Configuration, lower_names
from .connections import H
from .content import NOTHING, Payload
from .errors import (
    APIConnectionError,
    APIError,
    MissingCredentialsError,
    connection_errors,
)
from .exchange import TOKEN_REQUEST, Exchange
from .guards import is_object
from .options import NotGiven, Omit, RequestOptions, not_given, omit
from .responses import Answer
from .urls import add_query, drop_query, origin
from .waiting import settled

if TYPE_CHECKING:
    from .tokens import TokenStore

_OPTIONS = RequestOptions.__optional_keys__


class BaseClient(Configuration[H]):
    """The way from a call to a request and back."""

    _response_class: Callable[[Answer], Any]
    _sleep: Callable[[float], Any]

    async def _call(self, call: Call) -> Any:
        return (await self._answer(call, files=True)).result()

    async def _answer(
        self, call: Call, *, stream: bool = False, files: bool = False
    ) -> Answer:
        """The response to a call; its body is read unless the result does that.

        `files`: the result may be a file, which reads a large body by itself.
        """
        call = call.resumed().with_defaults(self.default_query)
        exchange = self._exchange_of(call)
        if files:
            exchange.is_file = lambda response: Answer(response, call, self, 0).is_file
        with exchange.payload.opened:
            response = await self._send(exchange, stream or call.is_streamed)
        return Answer(response, call, self, exchange.retries_taken)

    async def _send(self, exchange: Exchange, stream: bool = False) -> Response:
        """Send until there is a success.

        Raises:
            APIError: There was none.
        """
        while True:
            try:
                response = await self._timely(exchange, stream)
            except RequestError as error:
                pause = exchange.recover(error)
                if pause is None:
                    with connection_errors():
                        raise
                exchange.bounds.check(exchange.sent, pause, error)
            else:
                pause = exchange.wait(response)
                if pause is None and response.is_success:
                    return response
                failure = exchange.error(response)
                if pause is None:
                    raise failure
                exchange.bounds.check(exchange.sent, pause, failure)
            await settled(self._sleep(pause))

    async def _timely(self, exchange: Exchange, stream: bool) -> Response:
        """Authorize and send once, within the deadline."""

        async def attempt() -> Response:
            exchange.auth = await self._authorize(exchange)
            return await self._attempt(exchange, stream)

        if self._http_class is HttpClient:
            return await attempt()
        response = await exchange.bounds.within(attempt)
        if response is None:
            raise exchange.bounds.passed(exchange.sent)
        return response

    async def _attempt(self, exchange: Exchange, stream: bool) -> Response:
        """Send once, between the hooks."""
        http = self._http(exchange)
        request = exchange.request(http)
        before, after = self.before_attempt, self.after_attempt
        attempt = Attempt(request, exchange.retries_taken, exchange.operation)
        if before is not None:
            await settled(before(attempt))
        try:
            response = await self._follow(exchange, http, request, stream)
            attempt.response = response
        except BaseException as error:
            attempt.error = error
            raise
        finally:
            if after is not None:
                await settled(after(attempt))
        return response

    async def _follow(
        self, exchange: Exchange, http: H, request: Request, stream: bool
    ) -> Response:
        """Send, and follow redirects."""
        bounds = exchange.bounds
        for _ in range(http.max_redirects + 1):
            bounds.check(request)
            response: Response = await settled(
                http.send(
                    request,
                    stream=True,
                    follow_redirects=False,
                    **exchange.sending,
                )
            )
            charsets.settle(response)
            if not (stream and response.is_success):
                await self._read(exchange, response)
            following = exchange.following(response)
            if following is None:
                return response
            request = following
        raise APIConnectionError(message="Too many redirects.", request=request)

    async def _read(self, exchange: Exchange, response: Response) -> None:
        bounds, waits = exchange.bounds, self._http_class is HttpClient
        if response.is_success and exchange.is_file and exchange.is_file(response):
            from .downloads import begin  # few operations need it

            await begin(response, bounds, waits=waits)
        else:
            await settled(bounds.read(response) if waits else bounds.aread(response))

    def _http(self, exchange: Exchange) -> H:
        """The HTTP client, with the cookies of whoever calls.

        Sessions are often kept in cookies: those of one user are not sent for another.
        """
        http, cookies = self._pool.get(), self._cookies
        if exchange.is_someone_else:
            cookies = CookieJar()
        if cookies is None:
            return http
        view = copy.copy(http)  # the connections are the same
        view.cookies = cookies
        return view

    async def _authorize(self, exchange: Exchange) -> Authorization:
        auth = Authorization()
        for scheme in exchange.schemes:
            values = [await self._reveal(each) for each in credentials(scheme)]
            if not is_satisfied(scheme, values):
                names = [each.argument for each in credentials(scheme)]
                raise MissingCredentialsError(
                    f"{' and '.join(names)} must not be empty"
                )
            if isinstance(scheme, ClientCredentials):
                auth.tokens = self._token_store(scheme)
                auth.secrets += (values[-1],)
                values = [await self._token(exchange, auth.tokens, scheme, values)]
            auth.add(scheme, values)
        return auth

    async def _reveal(self, credential: Credential) -> str:
        value = self._arguments[credential.argument]
        secret = await settled(value() if callable(value) else value)
        if secret is None:
            raise MissingCredentialsError(f"{credential.argument}= returned None")
        if not isinstance(secret, str):
            kind = type(secret).__name__
            raise TypeError(f"{credential.argument} must be a str, not {kind}")
        return secret

    async def _token(
        self,
        exchange: Exchange,
        store: TokenStore,
        scheme: ClientCredentials,
        values: Sequence[str],
    ) -> str:
        await settled(store.lock.acquire())
        try:  # whoever comes second finds the token of the first
            token = store.current()
            if token is None:
                asking = self._token_exchange(exchange, scheme, values)
                try:
                    token = store.keep(await self._send(asking))
                except APIError as error:
                    reason = asking.redactor.text(error.message)
                    error.message = f"Token endpoint: {reason}"
                    error.args = (error.message,)
                    raise
            return token
        finally:
            store.lock.release()

    def _exchange_of(self, call: Call) -> Exchange:
        """The request of a call: URL, headers, body, and how often it may be sent."""
        operation, parts, options = call.operation, call.parts, call.options
        if not options.keys() <= _OPTIONS:
            # A method takes its options as `**options`: Python itself lets all pass.
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
        asynchronous = self._http_class is AsyncHttpClient
        return bodies.encode(body, value, extra, asynchronous=asynchronous)

    def _token_exchange(
        self, exchange: Exchange, scheme: ClientCredentials, values: Sequence[str]
    ) -> Exchange:
        """The request for the token that a request needs, with the same limits."""
        headers, form = scheme.token_request(values)
        return Exchange(
            operation=TOKEN_REQUEST,
            url=urljoin(f"{self.base_url}/", scheme.token_url),
            headers={
                "accept": "application/json",
                "user-agent": self._user_agent,
                **headers,
            },
            payload=Payload({"content": form}),
            secrets=(values[-1],),
            timeout=exchange.timeout,
            bounds=exchange.bounds,
            max_retries=exchange.max_retries,
            backoff=exchange.backoff,
            repeatable=True,
            log=self._log,
        )

    def _token_store(self, scheme: ClientCredentials) -> TokenStore:
        if scheme not in self._tokens:
            from .tokens import TokenStore  # not needed before

            asynchronous = self._http_class is AsyncHttpClient
            self._tokens.setdefault(scheme, TokenStore(asynchronous=asynchronous))
        return self._tokens[scheme]

    def _parse(self, type_: Any, response: Response, content: bytes | None) -> Any:
        if type_ is None or type_ is NoneType:
            return None
        if type_ is Response:
            return response
        if content is not None:
            return decoding.parse_json(
                content, response, type_, strict=self._strict, log=self._log.logger
            )
        return decoding.parse(
            response, type_, strict=self._strict, log=self._log.logger
        )


def _add_idempotency_key(call: Call, headers: dict[str, str | Omit]) -> bool:
    """Whether the request carries a key that makes it safe to send twice."""
    chosen = call.options.get("idempotency_key")
    name = (call.operation.idempotency_header or "").lower()
    if chosen:
        name = name or "idempotency-key"
        headers[name] = parameters.header_value("idempotency_key", chosen)
    elif name:
        headers.setdefault(name, os.urandom(16).hex())
    return bool(name) and not isinstance(headers[name], Omit)


def _is_left_out(body: object, operation: Operation) -> bool:
    """Whether nothing was said of a body; an empty object is one, where it is needed."""
    if operation.optional_body and is_object(body):
        return all(isinstance(each, Omit) for each in body.values())
    return isinstance(body, Omit)
