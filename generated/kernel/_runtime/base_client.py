"""What the synchronous and the asynchronous client share: everything but waiting."""

from __future__ import annotations

import copy
import os
import re
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from types import GenericAlias, NoneType
from typing import Any, Generic, Self, TypeVar, cast, get_args, get_origin
from urllib.parse import urljoin

from . import logs, parameters, retries
from ._http import URL, AsyncHttpClient, HttpClient, Limits, Response, Timeout
from .api import ApiInfo, Operation
from .auth import ClientCredentials, Scheme, TokenStore
from .call import Call
from .decoding import parse
from .encoding import to_json, wire
from .errors import APIResponseValidationError, ClientError, MissingCredentialsError
from .exchange import TOKEN_REQUEST, Exchange, add_query, origin
from .guards import is_object
from .options import NotGiven, Omit, RequestOptions, not_given
from .responses import AsyncBinaryAPIResponse, BinaryAPIResponse

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
            logs.logger(api.name, api.env_prefix),
            frozenset(s.header for s in schemes if s.header),
        )
        logs.hide_in_urls(s.query for s in schemes if s.query)
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
            names |= {c.argument: c.variables for c in scheme.credentials}
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

    def _exchange_of(self, call: Call) -> Exchange:
        """The request of a call: URL, headers, body, and how often it may be sent."""
        operation, options = call.operation, call.options
        if not options.keys() <= _OPTIONS:
            # A method takes its options as `**options`: Python itself lets all pass.
            wrong = min(options.keys() - _OPTIONS)
            raise TypeError(f"unexpected keyword argument {wrong!r}")
        extra = _lower(options.get("extra_headers"))
        given = {**self.default_headers, **extra}
        url, content = self._url(call), self._content(call)
        headers: dict[str, str | Omit] = self._own_headers(operation.accept)
        if content is not None:
            body = operation.body
            headers["content-type"] = body.media_type if body else "application/json"
        headers |= self.default_headers
        headers |= parameters.headers(call.header, operation.styles)
        headers |= extra
        keyed = _add_idempotency_key(call, headers)
        trusted = call.url is None or origin(URL(url)) == origin(URL(self.base_url))
        timeout = options.get("timeout", not_given)
        policy = self._api.retry_policy
        return Exchange(
            operation=operation,
            url=url,
            headers={k: v for k, v in headers.items() if not isinstance(v, Omit)},
            cookies=parameters.cookies(call.cookie, operation.styles),
            content=content,
            timeout=self.timeout if isinstance(timeout, NotGiven) else timeout,
            max_retries=options.get("max_retries", self.max_retries),
            repeatable=retries.is_repeatable(operation.method, policy, keyed),
            schemes=self._schemes_for(operation, given) if trusted else (),
            log=self._log,
        )

    def _own_headers(self, accept: str) -> dict[str, Any]:
        # RFC 9110, section 10.1.5: a version is a token, whatever the document says.
        version = re.sub(r"[^\w.+-]+", "-", self._api.version, flags=re.ASCII)
        agent = f"{self._api.name}/{version} clientsmith"
        return {"accept": accept, "user-agent": agent}

    def _url(self, call: Call) -> str:
        extra = call.options.get("extra_query") or {}
        if call.url is not None:
            return add_query(call.url, parameters.query(extra, {}))
        operation = call.operation
        path = parameters.path(operation.path, call.path, operation.styles)
        values = {**self.default_query, **call.query, **extra}
        query = parameters.query(values, operation.styles)
        return add_query(f"{self.base_url}/{path.lstrip('/')}", query)

    def _content(self, call: Call) -> bytes | None:
        value: object = call.body
        extra = call.options.get("extra_body")
        if not isinstance(value, Omit) and call.operation.body:
            value = wire(call.operation.body.type, value)
        if extra is not None:
            if is_object(value) and is_object(extra):
                extra = {**value, **extra}
            value = extra
        return None if isinstance(value, Omit) else to_json(value)

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
            needed = tuple(s for s in schemes if s.header not in given)
            asked = {c.argument for s in needed for c in s.credentials}
            if names and asked <= self._arguments.keys():
                return needed
        if not alternatives or () in alternatives:
            return ()
        ways = [
            " and ".join(
                c.hint for n in names for c in self._api.schemes[n].credentials
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
            headers={**self._own_headers("application/json"), **headers},
            content=form,
            timeout=self.timeout,
            max_retries=self.max_retries,
            repeatable=True,
            log=self._log,
        )

    def _token_store(self, scheme: ClientCredentials) -> TokenStore:
        secrets = [self._arguments[c.argument] for c in scheme.credentials]
        key = (scheme, self.base_url, *secrets)
        return self._token_stores.setdefault(key, TokenStore())

    def _parse(self, type_: Any, response: Response) -> Any:
        if type_ is None or type_ is NoneType:
            return None
        if type_ in (BinaryAPIResponse, AsyncBinaryAPIResponse):
            return type_(response)
        if type_ is Response:
            return response
        return parse(response, type_, strict=self._strict, log=self._log.logger)

    def _parse_page(self, type_: Any, call: Call, response: Response) -> Any:
        """Raises APIResponseValidationError when nothing like a page can be made."""
        from .pagination import PageSource  # loaded already, by the type of the page

        source = PageSource(call, response, partial(self._load_page, type_))
        array_page = get_origin(type_)
        if array_page:  # ListPage[Invocation], say
            items = self._parse(GenericAlias(list, get_args(type_)), response)
            if isinstance(items, list):
                return array_page(items, source)
        else:
            page = self._parse(type_, response)
            if isinstance(page, type_):
                page._source = source
                return page
        raise APIResponseValidationError(response, "the body is not a page")

    def _load_page(self, type_: Any, call: Call) -> Any:
        raise NotImplementedError


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
