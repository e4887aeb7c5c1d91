"""Invoke actions and stream or query invocation status and events."""

from __future__ import annotations

from typing import Literal

from typing_extensions import Unpack

from .._runtime import (
    AsyncListPage,
    AsyncPaginator,
    AsyncResource,
    ListPage,
    Omit,
    Operation,
    PageBy,
    RequestOptions,
    Resource,
    ResourceView,
    async_raw_method,
    async_streaming_method,
    omit,
    raw_method,
    streaming_method,
)
from ..types.models import Error, Invocation

_LIST = Operation(
    "GET",
    "/invocations",
    page=PageBy(
        "offset", "offset", limit="limit", next="X-Next-Offset", more="X-Has-More"
    ),
    errors={400: Error, 401: Error, 500: Error},
)
_RETRIEVE = Operation("GET", "/invocations/{id}", errors={404: Error})


class Invocations(Resource):
    """Invoke actions and stream or query invocation status and events."""

    @property
    def with_raw_response(self) -> RawInvocations:
        """The same methods, returning the HTTP response around the result."""
        return RawInvocations(self)

    @property
    def with_streaming_response(self) -> StreamingInvocations:
        """The same methods, as context managers that leave the body unread."""
        return StreamingInvocations(self)

    def list(
        self,
        *,
        app_name: str | Omit = omit,
        status: Literal["queued", "running", "succeeded", "failed"] | Omit = omit,
        limit: int | Omit = omit,
        offset: int | Omit = omit,
        **options: Unpack[RequestOptions],
    ) -> ListPage[Invocation]:
        """List invocations, newest first.

        Args:
            app_name: Filter results by application name.
            status: Filter results by invocation status.
            limit: Limit the number of invocations to return (1 to 100, default 20).
            offset: Offset the number of invocations to return (default 0).

        Raises:
            BadRequestError, AuthenticationError, InternalServerError: The body is
                an `Error`.

        GET /invocations
        """
        query = {
            "app_name": app_name,
            "status": status,
            "limit": limit,
            "offset": offset,
        }
        return self._client.get_page(
            _LIST, ListPage[Invocation], query=query, options=options
        )

    def retrieve(self, id: str, **options: Unpack[RequestOptions]) -> Invocation:
        """Get one invocation.

        Args:
            id: ID of the invocation.

        Raises:
            NotFoundError: The body is an `Error`.

        GET /invocations/{id}
        """
        return self._client.request(
            _RETRIEVE, Invocation, path={"id": id}, options=options
        )


class AsyncInvocations(AsyncResource):
    """Invoke actions and stream or query invocation status and events."""

    @property
    def with_raw_response(self) -> AsyncRawInvocations:
        """The same methods, returning the HTTP response around the result."""
        return AsyncRawInvocations(self)

    @property
    def with_streaming_response(self) -> AsyncStreamingInvocations:
        """The same methods, as context managers that leave the body unread."""
        return AsyncStreamingInvocations(self)

    def list(
        self,
        *,
        app_name: str | Omit = omit,
        status: Literal["queued", "running", "succeeded", "failed"] | Omit = omit,
        limit: int | Omit = omit,
        offset: int | Omit = omit,
        **options: Unpack[RequestOptions],
    ) -> AsyncPaginator[AsyncListPage[Invocation], Invocation]:
        """List invocations, newest first.

        Args:
            app_name: Filter results by application name.
            status: Filter results by invocation status.
            limit: Limit the number of invocations to return (1 to 100, default 20).
            offset: Offset the number of invocations to return (default 0).

        Raises:
            BadRequestError, AuthenticationError, InternalServerError: The body is
                an `Error`.

        GET /invocations
        """
        query = {
            "app_name": app_name,
            "status": status,
            "limit": limit,
            "offset": offset,
        }
        return self._client.get_page(
            _LIST, AsyncListPage[Invocation], query=query, options=options
        )

    async def retrieve(self, id: str, **options: Unpack[RequestOptions]) -> Invocation:
        """Get one invocation.

        Args:
            id: ID of the invocation.

        Raises:
            NotFoundError: The body is an `Error`.

        GET /invocations/{id}
        """
        return await self._client.request(
            _RETRIEVE, Invocation, path={"id": id}, options=options
        )


class RawInvocations(ResourceView[Invocations]):
    list = raw_method(Invocations.list)
    retrieve = raw_method(Invocations.retrieve)


class StreamingInvocations(ResourceView[Invocations]):
    list = streaming_method(Invocations.list)
    retrieve = streaming_method(Invocations.retrieve)


class AsyncRawInvocations(ResourceView[AsyncInvocations]):
    list = async_raw_method(AsyncInvocations.list)
    retrieve = async_raw_method(AsyncInvocations.retrieve)


class AsyncStreamingInvocations(ResourceView[AsyncInvocations]):
    list = async_streaming_method(AsyncInvocations.list)
    retrieve = async_streaming_method(AsyncInvocations.retrieve)
