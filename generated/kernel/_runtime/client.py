"""The synchronous client, the base of the one that is generated."""

# pyright: reportPrivateUsage=false
# Views belong to the client; its public names are left to resources.

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from ._http import HttpClient, RequestError, Response
from .api import Operation
from .auth import Authorization, ClientCredentials, Secret
from .base_client import BaseClient
from .call import Call, Parts, undocumented
from .errors import APIConnectionError
from .exchange import Exchange
from .options import RequestOptions, omit
from .responses import APIResponse

if TYPE_CHECKING:
    from typing_extensions import TypeForm

    from .pagination import SyncPageMethods

__all__ = ["SyncClient"]

T = TypeVar("T")
PageT = TypeVar("PageT", bound="SyncPageMethods[Any]")


class _Undocumented:
    """A method for endpoints that the document lacks; the path may be a whole URL."""

    def __init__(self, method: str, client: SyncClient | None = None) -> None:
        self._method = method
        self._caller = client

    def __get__(self, client: SyncClient, owner: object = None) -> _Undocumented:
        return _Undocumented(self._method, client)

    def __call__(
        self,
        path: str,
        *,
        cast_to: TypeForm[T],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> T:
        assert self._caller is not None
        operation, parts = undocumented(self._method, path, body, options)
        return self._caller.request(operation, cast_to, **parts)


class SyncClient(BaseClient[HttpClient]):
    """Sends requests and waits for the answers."""

    _http_class = HttpClient
    _sleep = staticmethod(time.sleep)

    get = _Undocumented("GET")
    post = _Undocumented("POST")
    put = _Undocumented("PUT")
    patch = _Undocumented("PATCH")
    delete = _Undocumented("DELETE")

    def request(
        self, operation: Operation, cast_to: TypeForm[T], **parts: Unpack[Parts]
    ) -> T:
        """Call an operation; the result is the typed body."""
        response = self._send(self._exchange_of(Call(operation, **parts)))
        result: T = self._parse(cast_to, response)
        return result

    def get_page(
        self, operation: Operation, cast_to: type[PageT], **parts: Unpack[Parts]
    ) -> PageT:
        """Call an operation for the first page; it knows how to get the others."""
        page: PageT = self._load_page(cast_to, Call(operation, **parts))
        return page

    @cached_property
    def _raw(self) -> _View:
        return _View(self)

    @cached_property
    def _streaming(self) -> _StreamingView:
        return _StreamingView(self)

    def close(self) -> None:
        """Close the connections, also of the copies that share them."""
        self._pool.get().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, exchange: Exchange, *, stream: bool = False) -> Response:
        """Send until there is a success.

        Raises:
            APIError: There was none.
        """
        while True:
            exchange.auth = self._authorize(exchange)
            try:
                response = self._attempt(exchange, stream)
            except RequestError as error:
                wait = exchange.recover(error)
            else:
                pause = exchange.wait(response)
                if pause is None and response.is_success:
                    return response
                if pause is None:
                    raise exchange.error(response)
                wait = pause
            self._sleep(wait)

    def _attempt(self, exchange: Exchange, stream: bool) -> Response:
        """Send once, and follow redirects."""
        http = self._pool.get()
        request = exchange.request(http)
        for _ in range(http.max_redirects + 1):
            response = http.send(request, stream=stream, follow_redirects=False)
            if stream and not response.is_success:
                response.read()
            following = exchange.following(response)
            if following is None:
                return response
            request = following
        raise APIConnectionError(message="Too many redirects.", request=request)

    def _authorize(self, exchange: Exchange) -> Authorization:
        auth = Authorization()
        for scheme in exchange.schemes:
            values = [self._reveal(c.argument) for c in scheme.credentials]
            if isinstance(scheme, ClientCredentials):
                self._use_token(auth, scheme, values)
            else:
                scheme.write(auth, values)
        return auth

    def _reveal(self, argument: str) -> str:
        value: Secret = self._arguments[argument]
        return value() if callable(value) else value

    def _use_token(
        self, auth: Authorization, scheme: ClientCredentials, values: list[str]
    ) -> None:
        store = self._token_store(scheme)
        with store.lock:  # whoever comes second finds the token of the first
            token = store.current()
            if token is None:
                asked = self._token_exchange(scheme, values)
                token = store.keep(self._send(asked))
        auth.tokens, auth.token = store, token
        auth.bearer(token)

    def _load_page(self, type_: Any, call: Call) -> Any:
        response = self._send(self._exchange_of(call))
        return self._parse_page(type_, call, response)


class _View:
    """The client of a view: its results are responses that have been read."""

    def __init__(self, client: SyncClient) -> None:
        self._client = client

    def request(self, operation: Operation, cast_to: Any, **parts: Any) -> Any:
        parser = partial(self._client._parse, cast_to)
        return self._open(Call(operation, **parts), parser)

    def get_page(self, operation: Operation, cast_to: Any, **parts: Any) -> Any:
        call = Call(operation, **parts)
        return self._open(call, partial(self._client._parse_page, cast_to, call))

    def _respond(
        self, call: Call, parser: Callable[[Response], Any], stream: bool
    ) -> APIResponse[Any]:
        exchange = self._client._exchange_of(call)
        response = self._client._send(exchange, stream=stream)
        return APIResponse(response, exchange.retries_taken, parser)

    def _open(self, call: Call, parser: Callable[[Response], Any]) -> Any:
        return self._respond(call, parser, False)


class _StreamingView(_View):
    """The client of a view: its results are context managers around unread responses."""

    @contextmanager
    def _open(
        self, call: Call, parser: Callable[[Response], Any]
    ) -> Generator[APIResponse[Any]]:
        with self._respond(call, parser, True) as response:
            yield response
