"""What the synchronous and the asynchronous client share: all but their typed methods.

What needs the network is a coroutine: see `waiting`.
"""

from __future__ import annotations

import copy
import os
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from types import NoneType
from typing import Any, Generic, Self, TypeVar, cast
from urllib.parse import urljoin

from . import bodies, decoding, logs, parameters, retries
from ._http import (
    URL,
    AsyncHttpClient,
    HttpClient,
    Limits,
    RequestError,
    Response,
    Timeout,
)
from .api import ApiInfo, Operation
from .auth import (
    ApiKey,
    Authorization,
    ClientCredentials,
    Scheme,
    TokenStore,
    credentials,
    header_of,
)
from .call import Call
from .errors import (
    APIConnectionError,
    ClientError,
    MissingCredentialsError,
    connection_errors,
)
from .exchange import TOKEN_REQUEST, Exchange, add_query, origin
from .options import NotGiven, Omit, RequestOptions, not_given, omit
from .responses import Answer
from .waiting import settled

T = TypeVar("T")
H = TypeVar("H", bound=HttpClient | AsyncHttpClient)

DEFAULT_TIMEOUT = Timeout(60.0, connect=5.0)
_LIBRARY_TIMEOUT = Timeout(5.0)
_OPTIONS = RequestOptions.__optional_keys__
_LIMITS = Limits(max_connections=1000, max_keepalive_connections=100)


class Pool(Generic[H]):
    """The connections, opened when first needed, shared by a client and its copies."""

    def __init__(self, opened: H | None, http_class: type[H]) -> None:
        self.opened = opened
        self._http_class = http_class
        self._lock = threading.Lock()

    def get(self) -> H:
        with self._lock:
            if self.opened is None:
                self.opened = self._http_class(limits=_LIMITS, timeout=DEFAULT_TIMEOUT)
            return self.opened


class BaseClient(Generic[H]):
    """Configuration, credentials, and the way from a call to a request and back."""

    _http_class: type[H]
    _response_class: Callable[[Answer], Any]
    _sleep: Callable[[float], Any]

    def __init__(
        self,
        api: ApiInfo,
        *,
        arguments: Mapping[str, object],
        environment: str | NotGiven = not_given,
        base_url: str | None = None,
        timeout: float | Timeout | NotGiven | None = not_given,
        max_retries: int = 2,
        default_headers: Mapping[str, str | Omit] | None = None,
        default_query: Mapping[str, object] | None = None,
        http_client: H | None = None,
        _strict_response_validation: bool = False,
    ) -> None:
        _check_type(http_client, self._http_class)
        if isinstance(timeout, NotGiven):
            timeout = _timeout_of(http_client)
        self._settings: dict[str, Any] = {
            "arguments": arguments,
            "environment": environment,
            "base_url": base_url,
            "timeout": timeout,
            "max_retries": max_retries,
            "default_headers": default_headers,
            "default_query": default_query,
            "_strict_response_validation": _strict_response_validation,
        }
        self._api = api
        self._arguments = self._or_environment(arguments)
        self.base_url = self._find_base_url(base_url, environment).rstrip("/")
        self.timeout = timeout
        self.max_retries = max_retries
        self.default_headers = _lower(default_headers)
        self.default_query = default_query or {}
        self._strict = _strict_response_validation
        self._pool = Pool(http_client, self._http_class)
        self._token_stores: dict[object, TokenStore] = {}
        schemes = api.schemes.values()
        self._log = logs.Log(
            logs.logger(api.name, api.env_prefix), frozenset(map(header_of, schemes))
        )
        keys = [each for each in schemes if isinstance(each, ApiKey)]
        logs.hide_in_urls(each.name for each in keys if each.location == "query")
        # RFC 9110, section 10.1.5: a version is a token, whatever the document says.
        version = re.sub(r"[^\w.+-]+", "-", api.version, flags=re.ASCII)
        self._user_agent = f"{api.name}/{version} clientsmith"
        if api.require_credentials == "constructor":
            self._schemes_for(Operation("", ""), self.default_headers)

    @property
    def is_closed(self) -> bool:
        return self._pool.opened is not None and self._pool.opened.is_closed

    def _or_environment(self, given: Mapping[str, object]) -> dict[str, Any]:
        """The arguments of the API, those left out from the environment."""
        prefix = self._api.env_prefix
        names: dict[str, Sequence[str]] = {n: [f"{prefix}_{n.upper()}"] for n in given}
        for scheme in self._api.schemes.values():
            names |= {c.argument: c.variables for c in credentials(scheme)}
        found = {n: given.get(n) or _environment(names[n]) for n in names}
        return {name: value for name, value in found.items() if value}

    def _find_base_url(self, base_url: str | None, chosen: str | NotGiven) -> str:
        """Argument, environment variable, document; a named environment is an argument."""
        variable = f"{self._api.env_prefix}_BASE_URL"
        servers = {server.name: server for server in self._api.servers}
        if isinstance(chosen, NotGiven):
            base_url = base_url or os.environ.get(variable)
            server = next(iter(self._api.servers), None)
        elif chosen in servers:
            server = servers[chosen]
        else:
            known = ", ".join(repr(name) for name in servers)
            raise ValueError(f"unknown environment {chosen!r}: expected one of {known}")
        self._is_redirected = bool(base_url)
        if not base_url and server:
            base_url = server.resolve(self._arguments)
        if not base_url or "://" not in base_url:
            raise ClientError(f"no server is known: pass base_url= or set {variable}")
        return base_url

    def _with(self, options: Mapping[str, Any]) -> Self:
        """A copy that differs in these options and shares the connections."""
        settings, changed = {**self._settings}, {**options}
        arguments: dict[str, object] = {**settings["arguments"]}
        arguments |= {name: changed.pop(name) for name in arguments if name in changed}
        for name in ("default_headers", "default_query"):
            if f"set_{name}" in changed:
                changed[name] = changed.pop(f"set_{name}")
            elif name in changed:
                changed[name] = {**(settings[name] or {}), **(changed[name] or {})}
        if "environment" in changed:
            settings["base_url"] = None
        pool: H | None = changed.pop("http_client", None)
        clone = copy.copy(self)
        for name, value in vars(self).items():
            if getattr(value, "_client", None) is self:  # a resource that was used
                delattr(clone, name)
        settings |= {**changed, "arguments": arguments}
        # Not type(self): a subclass may take other arguments.
        cast(Any, BaseClient).__init__(clone, self._api, http_client=pool, **settings)
        clone._pool = self._pool if pool is None else clone._pool
        clone._token_stores = self._token_stores
        return clone

    async def _call(self, call: Call) -> Any:
        return (await self._answer(call)).result()

    async def _answer(self, call: Call, *, stream: bool = False) -> Answer:
        """The response to a call; its body is read unless the result does that."""
        exchange = self._exchange_of(call)
        with exchange.payload.opened:
            response = await self._send(exchange, stream or call.is_streamed)
        return Answer(response, call, self, exchange.retries_taken)

    async def _send(self, exchange: Exchange, stream: bool = False) -> Response:
        """Send until there is a success.

        Raises:
            APIError: There was none.
        """
        while True:
            exchange.auth = await self._authorize(exchange.schemes)
            try:
                response = await self._attempt(exchange, stream)
            except RequestError as error:
                pause = exchange.recover(error)
                if pause is None:
                    with connection_errors():
                        raise
            else:
                pause = exchange.wait(response)
                if pause is None and response.is_success:
                    return response
                if pause is None:
                    raise exchange.error(response)
            await settled(self._sleep(pause))

    async def _attempt(self, exchange: Exchange, stream: bool) -> Response:
        """Send once, and follow redirects."""
        http = self._pool.get()
        request = exchange.request(http)
        for _ in range(http.max_redirects + 1):
            response: Response = await settled(
                http.send(request, stream=stream, follow_redirects=False)
            )
            if stream and not response.is_success:
                is_sync = isinstance(http, HttpClient)
                await settled(response.read() if is_sync else response.aread())
            following = exchange.following(response)
            if following is None:
                return response
            request = following
        raise APIConnectionError(message="Too many redirects.", request=request)

    async def _authorize(self, schemes: Sequence[Scheme]) -> Authorization:
        auth = Authorization()
        for scheme in schemes:
            values = [await self._reveal(c.argument) for c in credentials(scheme)]
            if isinstance(scheme, ClientCredentials):
                auth.tokens = self._token_store(scheme)
                values = [await self._token(auth.tokens, scheme, values)]
            auth.add(scheme, values)
        return auth

    async def _reveal(self, argument: str) -> str:
        value = self._arguments[argument]
        secret: str = await settled(value() if callable(value) else value)
        return secret

    async def _token(
        self, store: TokenStore, scheme: ClientCredentials, values: Sequence[str]
    ) -> str:
        await settled(store.lock.acquire())
        try:  # whoever comes second finds the token of the first
            token = store.current()
            if token is None:
                answer = await self._send(self._token_exchange(scheme, values))
                token = store.keep(answer)
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
        extra = _lower(options.get("extra_headers"))
        schemes = self._schemes_for(operation, {**self.default_headers, **extra})
        url, base = self._url(call), self._base_url_of(operation)
        if "url" in parts and origin(URL(url)) != origin(URL(base)):
            schemes = ()
        payload = self._payload(call)
        accept = parts.get("accept", omit)
        if isinstance(accept, Omit):
            accept = operation.stream if call.is_streamed else operation.accept
        headers: dict[str, str | Omit] = {
            "accept": accept,
            "user-agent": self._user_agent,
            **payload.headers,
            **self.default_headers,
            **parameters.headers(parts.get("header", {}), operation.styles),
            **extra,
        }
        keyed = _add_idempotency_key(call, headers)
        timeout = options.get("timeout", not_given)
        return Exchange(
            operation=operation,
            url=url,
            headers={k: v for k, v in headers.items() if not isinstance(v, Omit)},
            cookies=parameters.cookies(parts.get("cookie", {}), operation.styles),
            payload=payload,
            timeout=self.timeout if isinstance(timeout, NotGiven) else timeout,
            max_retries=options.get("max_retries", self.max_retries),
            repeatable=retries.is_repeatable(
                operation.method, self._api.retry_policy, keyed
            ),
            schemes=schemes,
            log=self._log,
        )

    def _url(self, call: Call) -> str:
        operation, parts = call.operation, call.parts
        if "url" in parts:
            return add_query(parts["url"], parameters.query(call.extra_query, {}))
        path = parameters.path(operation.path, parts.get("path", {}), operation.styles)
        values = {**self.default_query, **parts.get("query", {}), **call.extra_query}
        query = parameters.query(values, operation.styles)
        return add_query(f"{self._base_url_of(operation)}/{path.lstrip('/')}", query)

    def _base_url_of(self, operation: Operation) -> str:
        if operation.server and not self._is_redirected:
            return operation.server.rstrip("/")
        return self.base_url

    def _payload(self, call: Call) -> bodies.Payload:
        parts, extra = call.parts, call.options.get("extra_body")
        content = parts.get("content", omit)
        is_raw = not isinstance(content, Omit)
        value = content if is_raw else parts.get("body", omit)
        if extra is None and isinstance(value, Omit):
            return bodies.NOTHING
        media_type = parts.get("content_type", omit)
        body = bodies.choose(call.operation.body, media_type, raw=is_raw)
        asynchronous = self._http_class is AsyncHttpClient
        return bodies.encode(body, value, extra, asynchronous=asynchronous)

    def _schemes_for(
        self, operation: Operation, given: Mapping[str, object]
    ) -> tuple[Scheme, ...]:
        """The schemes of the first alternative that the client can satisfy.

        Raises:
            MissingCredentialsError: There is none, and anonymous calls are not allowed.
        """
        required = operation.security
        alternatives = self._api.security if required is None else required
        for names in alternatives:
            # A header that the caller gives stands in for the scheme that writes it.
            schemes = [self._api.schemes[name] for name in names]
            needed = tuple(s for s in schemes if header_of(s) not in given)
            asked = {c.argument for s in needed for c in credentials(s)}
            if names and asked <= self._arguments.keys():
                return needed
        if not alternatives or () in alternatives:
            return ()
        ways = [
            " and ".join(
                c.hint for n in names for c in credentials(self._api.schemes[n])
            )
            for names in alternatives
        ]
        raise MissingCredentialsError(
            f"{self._api.name} needs credentials: pass {', or '.join(ways)}"
        )

    def _token_exchange(
        self, scheme: ClientCredentials, values: Sequence[str]
    ) -> Exchange:
        headers, form = scheme.token_request(values)
        return Exchange(
            operation=TOKEN_REQUEST,
            url=urljoin(f"{self.base_url}/", scheme.token_url),
            headers={
                "accept": "application/json",
                "user-agent": self._user_agent,
                **headers,
            },
            payload=bodies.Payload({"content": form}),
            timeout=self.timeout,
            max_retries=self.max_retries,
            repeatable=True,
            log=self._log,
        )

    def _token_store(self, scheme: ClientCredentials) -> TokenStore:
        secrets = [self._arguments[c.argument] for c in credentials(scheme)]
        key = (scheme, self.base_url, *secrets)
        if key not in self._token_stores:
            asynchronous = self._http_class is AsyncHttpClient
            self._token_stores.setdefault(key, TokenStore(asynchronous=asynchronous))
        return self._token_stores[key]

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


def _check_type(http_client: object, wanted: type[object]) -> None:
    # An asynchronous client in a synchronous one would fail late and oddly.
    if http_client is not None and not isinstance(http_client, wanted):
        raise TypeError(f"http_client must be a {wanted.__name__}")


def _timeout_of(http_client: HttpClient | AsyncHttpClient | None) -> Timeout:
    """The caller's own, if the HTTP client has one that is not the library's."""
    if http_client is None or http_client.timeout == _LIBRARY_TIMEOUT:
        return DEFAULT_TIMEOUT
    return http_client.timeout


def _environment(variables: Sequence[str]) -> str | None:
    return next((v for name in variables if (v := os.environ.get(name))), None)


def _lower(headers: Mapping[str, str | Omit] | None) -> dict[str, str | Omit]:
    return {name.lower(): value for name, value in (headers or {}).items()}


def _add_idempotency_key(call: Call, headers: dict[str, str | Omit]) -> bool:
    """Whether the request carries a key that makes it safe to send twice."""
    chosen = call.options.get("idempotency_key")
    name = (call.operation.idempotency_header or "").lower()
    if chosen:
        name = name or "idempotency-key"
        headers[name] = chosen
    elif name:
        headers.setdefault(name, os.urandom(16).hex())
    return bool(name) and not isinstance(headers[name], Omit)
