"""The asynchronous client, the base of the one that is generated."""

# pyright: reportPrivateUsage=false
# Views belong to the client; its public names are left to resources.

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from ._http import AsyncHttpClient, RequestError, Response
from .api import Operation
from .auth import AsyncSecret, Authorization, ClientCredentials
from .base_client import BaseClient
from .call import Call, Parts, undocumented
from .errors import APIConnectionError
from .exchange import Exchange
from .options import RequestOptions, omit
from .responses import AsyncAPIResponse

if TYPE_CHECKING:
    from typing_extensions import TypeForm

    from .pagination import AsyncPageMethods, AsyncPaginator

__all__ = ["AsyncClient"]

T = TypeVar("T")
PageT = TypeVar("PageT", bound="AsyncPageMethods[Any]")


class _Undocumented:
    """A method for endpoints that the document lacks; the path may be a whole URL."""

    def __init__(self, method: str, client: AsyncClient | None = None) -> None:
        self._method = method
        self._caller = client

    def __get__(self, client: AsyncClient, owner: object = None) -> _Undocumented:
        return _Undocumented(self._method, client)

    async def __call__(
        self,
        path: str,
        *,
        cast_to: TypeForm[T],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> T:
        assert self._caller is not None
        operation, parts = undocumented(self._method, path, body, options)
        return await self._caller.request(operation, cast_to, **parts)


class AsyncClient(BaseClient[AsyncHttpClient]):
    """Sends requests and waits for the answers."""

    _http_class = AsyncHttpClient

    @staticmethod
    async def _sleep(seconds: float) -> None:
        import anyio  # for asyncio and trio; kept out of the import time

        await anyio.sleep(seconds)

    get = _Undocumented("GET")
    post = _Undocumented("POST")
    put = _Undocumented("PUT")
    patch = _Undocumented("PATCH")
    delete = _Undocumented("DELETE")

    async def request(
        self, operation: Operation, cast_to: TypeForm[T], **parts: Unpack[Parts]
    ) -> T:
        """Call an operation; the result is the typed body."""
        response = await self._send(self._exchange_of(Call(operation, **parts)))
        result: T = self._parse(cast_to, response)
        return result

    def get_page(
        self, operation: Operation, cast_to: type[PageT], **parts: Unpack[Parts]
    ) -> AsyncPaginator[PageT, Any]:
        """Call an operation for its pages: await the first, or iterate over all items."""
        from .pagination import (
            AsyncPaginator,  # loaded already, by the type of the page
        )

        call = Call(operation, **parts)
        return AsyncPaginator(partial(self._load_page, cast_to, call))

    @cached_property
    def _raw(self) -> _View:
        return _View(self, stream=False)

    @cached_property
    def _streaming(self) -> _View:
        return _View(self, stream=True)

    async def close(self) -> None:
        """Close the connections, also of the copies that share them."""
        await self._pool.get().aclose()

    aclose = close

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _send(self, exchange: Exchange, *, stream: bool = False) -> Response:
        """Send until there is a success.

        Raises:
            APIError: There was none.
        """
        while True:
            exchange.auth = await self._authorize(exchange)
            try:
                response = await self._attempt(exchange, stream)
            except RequestError as error:
                wait = exchange.recover(error)
            else:
                pause = exchange.wait(response)
                if pause is None and response.is_success:
                    return response
                if pause is None:
                    raise exchange.error(response)
                wait = pause
            await self._sleep(wait)

    async def _attempt(self, exchange: Exchange, stream: bool) -> Response:
        """Send once, and follow redirects."""
        http = self._pool.get()
        request = exchange.request(http)
        for _ in range(http.max_redirects + 1):
            response = await http.send(request, stream=stream, follow_redirects=False)
            if stream and not response.is_success:
                await response.aread()
            following = exchange.following(response)
            if following is None:
                return response
            request = following
        raise APIConnectionError(message="Too many redirects.", request=request)

    async def _authorize(self, exchange: Exchange) -> Authorization:
        auth = Authorization()
        for scheme in exchange.schemes:
            values = [await self._reveal(c.argument) for c in scheme.credentials]
            if isinstance(scheme, ClientCredentials):
                await self._use_token(auth, scheme, values)
            else:
                scheme.write(auth, values)
        return auth

    async def _reveal(self, argument: str) -> str:
        value: AsyncSecret = self._arguments[argument]
        given: str | Awaitable[str] = value() if callable(value) else value
        return given if isinstance(given, str) else await given

    async def _use_token(
        self, auth: Authorization, scheme: ClientCredentials, values: list[str]
    ) -> None:
        store = self._token_store(scheme)
        async with (
            store.async_lock
        ):  # whoever comes second finds the token of the first
            token = store.current()
            if token is None:
                asked = self._token_exchange(scheme, values)
                token = store.keep(await self._send(asked))
        auth.tokens, auth.token = store, token
        auth.bearer(token)

    async def _load_page(self, type_: Any, call: Call) -> Any:
        response = await self._send(self._exchange_of(call))
        return self._parse_page(type_, call, response)


class _View:
    """The client of a view: its results are responses, read or left unread."""

    def __init__(self, client: AsyncClient, *, stream: bool) -> None:
        self._client = client
        self._stream = stream

    async def request(self, operation: Operation, cast_to: Any, **parts: Any) -> Any:
        parser = partial(self._client._parse, cast_to)
        return await self._respond(Call(operation, **parts), parser)

    async def get_page(self, operation: Operation, cast_to: Any, **parts: Any) -> Any:
        call = Call(operation, **parts)
        parser = partial(self._client._parse_page, cast_to, call)
        return await self._respond(call, parser)

    async def _respond(
        self, call: Call, parser: Callable[[Response], Any]
    ) -> AsyncAPIResponse[Any]:
        exchange = self._client._exchange_of(call)
        response = await self._client._send(exchange, stream=self._stream)
        return AsyncAPIResponse(response, exchange.retries_taken, parser)
