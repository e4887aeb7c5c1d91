"""The clients, the bases of those that are generated."""

# pyright: reportPrivateUsage=false
# Views belong to the client; its public names are left to resources.

from __future__ import annotations

import time
from collections.abc import Awaitable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from ._http import AsyncHttpClient, HttpClient
from .api import Operation
from .base_client import BaseClient
from .bodies import JsonBody
from .call import Call, Parts
from .options import RequestOptions, omit
from .responses import APIResponse, AsyncAPIResponse
from .urls import is_whole
from .waiting import run

if TYPE_CHECKING:
    from typing_extensions import TypeForm

    from .pages import AsyncPageMethods, AsyncPaginator, SyncPageMethods

__all__ = ["AsyncClient", "SyncClient"]

T = TypeVar("T")
PageT = TypeVar("PageT", bound="SyncPageMethods[Any]")
AsyncPageT = TypeVar("AsyncPageT", bound="AsyncPageMethods[Any]")


class _Undocumented:
    """A method for endpoints that the document lacks; the path may be a whole URL."""

    def __init__(self, method: str, client: Any = None) -> None:
        self._method = method
        self._client = client

    def __get__(self, client: object, owner: object = None) -> Self:
        return type(self)(self._method, client)

    def _request(
        self, path: str, cast_to: object, body: object, options: RequestOptions | None
    ) -> Any:
        operation = Operation(
            self._method, path, body=JsonBody(object), is_documented=False
        )
        parts: Parts = {"body": body, "options": options or {}}
        if is_whole(path):
            parts["url"] = path
        return self._client.request(operation, cast_to, **parts)


class _Method(_Undocumented):
    def __call__(
        self,
        path: str,
        *,
        cast_to: TypeForm[T],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> T:
        result: T = self._request(path, cast_to, body, options)
        return result


class _AsyncMethod(_Undocumented):
    def __call__(
        self,
        path: str,
        *,
        cast_to: TypeForm[T],
        body: object = omit,
        options: RequestOptions | None = None,
    ) -> Awaitable[T]:
        result: Awaitable[T] = self._request(path, cast_to, body, options)
        return result


class SyncClient(BaseClient[HttpClient]):
    """Sends requests and waits for the answers."""

    _http_class = HttpClient
    _response_class = APIResponse
    _sleep = staticmethod(time.sleep)

    get = _Method("GET")
    post = _Method("POST")
    put = _Method("PUT")
    patch = _Method("PATCH")
    delete = _Method("DELETE")

    def request(
        self, operation: Operation, cast_to: TypeForm[T], **parts: Unpack[Parts]
    ) -> T:
        """Call an operation; the result is the typed body."""
        result: T = run(self._call(Call(operation, cast_to, parts)))
        return result

    def get_page(
        self, operation: Operation, cast_to: type[PageT], **parts: Unpack[Parts]
    ) -> PageT:
        """Call an operation for the first page; it knows how to get the others."""
        return self.request(operation, cast_to, **parts)

    @cached_property
    def _raw(self) -> _View:
        return _View(self, stream=False)

    @cached_property
    def _streaming(self) -> _View:
        return _View(self, stream=True)

    def close(self) -> None:
        """Close the connections, also of the copies that share them."""
        opened = self._pool.end()
        if opened:
            opened.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(BaseClient[AsyncHttpClient]):
    """Sends requests and waits for the answers."""

    _http_class = AsyncHttpClient
    _response_class = AsyncAPIResponse

    @staticmethod
    async def _sleep(seconds: float) -> None:
        import anyio  # for asyncio and trio; kept out of the import time

        await anyio.sleep(seconds)

    get = _AsyncMethod("GET")
    post = _AsyncMethod("POST")
    put = _AsyncMethod("PUT")
    patch = _AsyncMethod("PATCH")
    delete = _AsyncMethod("DELETE")

    async def request(
        self, operation: Operation, cast_to: TypeForm[T], **parts: Unpack[Parts]
    ) -> T:
        """Call an operation; the result is the typed body."""
        result: T = await self._call(Call(operation, cast_to, parts))
        return result

    def get_page(
        self, operation: Operation, cast_to: type[AsyncPageT], **parts: Unpack[Parts]
    ) -> AsyncPaginator[AsyncPageT, Any]:
        """Call an operation for its pages: await the first, or iterate over all items."""
        from .pages import AsyncPaginator  # loaded by the type of the page

        return AsyncPaginator(partial(self.request, operation, cast_to, **parts))

    @cached_property
    def _raw(self) -> _AsyncView:
        return _AsyncView(self, stream=False)

    @cached_property
    def _streaming(self) -> _AsyncView:
        return _AsyncView(self, stream=True)

    async def close(self) -> None:
        """Close the connections, also of the copies that share them."""
        opened = self._pool.end()
        if opened and opened.end:
            await opened.end.aclose()
        elif opened:
            await opened.http.aclose()

    aclose = close

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class _AsyncView:
    """The client of a view: its results are responses, read or left unread."""

    def __init__(self, client: BaseClient[Any], *, stream: bool) -> None:
        self._client = client
        self._stream = stream

    async def request(
        self, operation: Operation, cast_to: Any, **parts: Unpack[Parts]
    ) -> Any:
        call = Call(operation, cast_to, parts)
        answer = await self._client._answer(call, stream=self._stream)
        return self._client._response_class(answer)

    get_page = request


class _View(_AsyncView):
    def request(
        self, operation: Operation, cast_to: Any, **parts: Unpack[Parts]
    ) -> Any:
        return run(super().request(operation, cast_to, **parts))

    get_page = request
