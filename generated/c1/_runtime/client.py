"""The base classes of the generated clients."""

# pyright: reportPrivateUsage=false
# Pages construct themselves by methods that are not for users.

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar, Unpack

from ._http import AsyncHttpClient, HttpClient
from .api import Operation
from .base_client import BaseClient
from .bodies import JsonBody
from .call import Call, Parts
from .omission import omit
from .options import RequestOptions
from .responses import APIResponse, AsyncAPIResponse
from .sync_bridge import run
from .urls import is_whole

if TYPE_CHECKING:
    from typing_extensions import TypeForm

__all__ = ["AsyncClient", "SyncClient"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class AsyncPages(Protocol[T_co]):
    """A class of pages, which decides what an asynchronous method returns."""

    def _paginated(self, first: Callable[[], Awaitable[Any]]) -> T_co: ...


class _Undocumented:
    """A method for undocumented endpoints; the path may be a whole URL."""

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
    """Sends requests and returns the results."""

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
        """Call an operation and return its result."""
        result: T = run(self._call(Call(operation, cast_to, parts)))
        return result

    get_page = request

    def close(self) -> None:
        """Close the connections, which copies of the client share."""
        opened = self._pool.end()
        if opened:
            opened.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(BaseClient[AsyncHttpClient]):
    """Sends requests and returns the results."""

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
        """Call an operation and return its result."""
        result: T = await self._call(Call(operation, cast_to, parts))
        return result

    def get_page(
        self, operation: Operation, cast_to: AsyncPages[T], **parts: Unpack[Parts]
    ) -> T:
        """Call an operation for its pages: await the first, or iterate over all items."""
        type_: Any = cast_to
        return cast_to._paginated(partial(self.request, operation, type_, **parts))

    async def close(self) -> None:
        """Close the connections, which copies of the client share."""
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
