"""Resources, and views of them whose methods return HTTP responses.

A view has a clone of the resource with another client, so that a method of a view is one
declarative line: `list = raw_method(Invocations.list)`.
"""

# pyright: reportPrivateUsage=false
# ruff: noqa: N801 - the view methods are used like decorators

from __future__ import annotations

import copy
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from functools import cached_property, update_wrapper
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from .responses import APIResponse, AsyncAPIResponse

if TYPE_CHECKING:
    from .client import AsyncClient, SyncClient

__all__ = [
    "AsyncResource",
    "Resource",
    "ResourceView",
    "async_raw_method",
    "async_streaming_method",
    "raw_method",
    "streaming_method",
    "subresource",
]

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")


class Resource:
    """A group of methods of a client."""

    def __init__(self, client: SyncClient) -> None:
        self._client = client


class AsyncResource:
    """A group of methods of an asynchronous client."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client


if TYPE_CHECKING:
    subresource = cached_property
else:

    class subresource(cached_property):
        """A resource or view, created on first use.

        The attribute of the class has no client: `create_autospec` finds methods.
        """

        def __get__(self, owner: object, class_: type | None = None) -> object:
            if owner is None:
                return self.func(_Nobody)
            return super().__get__(owner, class_)


class _Nobody:
    """A placeholder for a client, and for a resource with a client."""

    _client: Any
    _raw: Any
    _streaming: Any


_Nobody._client = _Nobody._raw = _Nobody._streaming = _Nobody


class ResourceView(Generic[S]):
    """The base class of the views of a resource."""

    def __init__(self, resource: S) -> None:
        self._resource = resource


class _ViewMethod(Generic[S, P, R]):
    def __init__(self, method: Callable[Concatenate[S, P], R]) -> None:
        self._method = method
        self.__doc__ = method.__doc__

    def _bind(self, view: ResourceView[S] | None, client: str) -> Any:
        """Return the method of a clone of the resource whose client is a view.

        It keeps name, signature and docstring, also as an attribute of the class.
        """
        method: Any = self._method
        if view is None:
            return method
        resource: Any = copy.copy(vars(view)["_resource"])
        resource._client = getattr(resource._client, client)
        return method.__get__(resource, type(resource))


class raw_method(_ViewMethod[S, P, R]):
    """A method that returns a response whose body has been read."""

    def __get__(
        self, view: ResourceView[S] | None, owner: object = None
    ) -> Callable[P, APIResponse[R]]:
        method: Callable[P, Any] = self._bind(view, "_raw")
        return method


class async_raw_method(_ViewMethod[S, P, Awaitable[R]]):
    """A method that returns a response whose body has been read."""

    def __get__(
        self, view: ResourceView[S] | None, owner: object = None
    ) -> Callable[P, Awaitable[AsyncAPIResponse[R]]]:
        method: Callable[P, Any] = self._bind(view, "_raw")
        return method


class streaming_method(_ViewMethod[S, P, R]):
    """A method as a context manager of a response whose body has not been read."""

    def __get__(
        self, view: ResourceView[S] | None, owner: object = None
    ) -> Callable[P, AbstractContextManager[APIResponse[R]]]:
        call: Callable[P, Any] = self._bind(view, "_streaming")

        @contextmanager
        def opened(*args: P.args, **kwargs: P.kwargs) -> Generator[APIResponse[R]]:
            # The request is sent when the block is entered.
            with call(*args, **kwargs) as response:
                yield response

        return update_wrapper(opened, call)


class async_streaming_method(_ViewMethod[S, P, Awaitable[R]]):
    """A method as a context manager of a response whose body has not been read."""

    def __get__(
        self, view: ResourceView[S] | None, owner: object = None
    ) -> Callable[P, AbstractAsyncContextManager[AsyncAPIResponse[R]]]:
        call: Callable[P, Any] = self._bind(view, "_streaming")

        @asynccontextmanager
        async def opened(
            *args: P.args, **kwargs: P.kwargs
        ) -> AsyncGenerator[AsyncAPIResponse[R]]:
            async with await call(*args, **kwargs) as response:
                yield response

        return update_wrapper(opened, call)
