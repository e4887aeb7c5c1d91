"""Resources, and views of them whose methods return HTTP responses.

A view has a clone of the resource with another client, so that a method of a view is one
declarative line: `list = raw_method(Invocations.list)`.
"""

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

    class subresource(cached_property):  # noqa: N801 - used as a decorator
        """A resource or view, created on first use.

        The attribute of the class has no client: `create_autospec` finds methods.
        """

        def __get__(self, owner: object, class_: type | None = None) -> object:
            if owner is None:
                return self.func(_Nobody)
            return super().__get__(owner, class_)


class _Nobody:
    """A placeholder for a client, and for a resource with a client."""


for _name in ("_client", "_raw", "_streaming"):
    setattr(_Nobody, _name, _Nobody)


class ResourceView(Generic[S]):
    """The base class of the views of a resource."""

    def __init__(self, resource: S) -> None:
        self._resource = resource


class _ViewMethod(Generic[P, R]):
    """A method of a clone of the resource whose client is a view.

    It keeps name, signature and docstring, also as an attribute of the class.
    """

    def __init__(
        self, method: Any, client: str, form: Callable[[Any], Any] | None = None
    ) -> None:
        self._method = method
        self._client = client
        self._form = form
        self.__doc__ = method.__doc__

    def __get__(self, view: object, owner: object = None) -> Callable[P, R]:
        method: Any = self._method
        if view is not None:
            resource: Any = copy.copy(vars(view)["_resource"])
            resource._client = getattr(resource._client, self._client)
            method = method.__get__(resource, type(resource))
        result: Callable[P, R] = self._form(method) if self._form else method
        return result


def raw_method(
    method: Callable[Concatenate[S, P], R],
) -> _ViewMethod[P, APIResponse[R]]:
    """Return a method that returns a response whose body has been read."""
    return _ViewMethod(method, "_raw")


def async_raw_method(
    method: Callable[Concatenate[S, P], Awaitable[R]],
) -> _ViewMethod[P, Awaitable[AsyncAPIResponse[R]]]:
    """Return a method that returns a response whose body has been read."""
    return _ViewMethod(method, "_raw")


def streaming_method(
    method: Callable[Concatenate[S, P], R],
) -> _ViewMethod[P, AbstractContextManager[APIResponse[R]]]:
    """Return a method for a response whose body has not been read."""
    return _ViewMethod(method, "_streaming", _manager)


def async_streaming_method(
    method: Callable[Concatenate[S, P], Awaitable[R]],
) -> _ViewMethod[P, AbstractAsyncContextManager[AsyncAPIResponse[R]]]:
    """Return a method for a response whose body has not been read."""
    return _ViewMethod(method, "_streaming", _async_manager)


def _manager(method: Any) -> Any:
    """Return a context manager; the request is sent when the block is entered."""

    @contextmanager
    def opened(*args: Any, **kwargs: Any) -> Generator[Any]:
        with method(*args, **kwargs) as response:
            yield response

    return update_wrapper(opened, method)


def _async_manager(method: Any) -> Any:
    @asynccontextmanager
    async def opened(*args: Any, **kwargs: Any) -> AsyncGenerator[Any]:
        async with await method(*args, **kwargs) as response:
            yield response

    return update_wrapper(opened, method)
