"""Methods of the `function_versions` resource."""

from __future__ import annotations

from typing_extensions import Unpack

from .. import types
from .._runtime import (
    AsyncPaginator,
    AsyncResource,
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
    subresource,
)

_LIST_INVOCATIONS = Operation(
    "GET",
    "/v1/functions/versions/{id}/invocations",
    page=PageBy(
        "offset",
        "offset",
        limit="limit",
        default_limit=20,
        max_limit=100,
        total="/total",
    ),
)


class FunctionVersions(Resource):
    """Methods of the `function_versions` resource."""

    @subresource
    def with_raw_response(self) -> RawFunctionVersions:
        """The same methods, returning the HTTP response around the result."""
        return RawFunctionVersions(self)

    @subresource
    def with_streaming_response(self) -> StreamingFunctionVersions:
        """The same methods, as context managers that leave the body unread."""
        return StreamingFunctionVersions(self)

    def list_invocations(
        self,
        id: str,
        *,
        offset: int | Omit = omit,
        limit: int | Omit = omit,
        status: str | Omit = omit,
        **options: Unpack[RequestOptions],
    ) -> types.FunctionVersionInvocationsPage:
        """List Invocations for a Function Version.

        Args:
            offset: At least 0, default 0.
            limit: 1 to 100, default 20.

        GET /v1/functions/versions/{id}/invocations
        """
        return self._client.get_page(
            _LIST_INVOCATIONS,
            types.FunctionVersionInvocationsPage,
            path={"id": id},
            query={"offset": offset, "limit": limit, "status": status},
            options=options,
        )


class AsyncFunctionVersions(AsyncResource):
    """Methods of the `function_versions` resource."""

    @subresource
    def with_raw_response(self) -> AsyncRawFunctionVersions:
        """The same methods, returning the HTTP response around the result."""
        return AsyncRawFunctionVersions(self)

    @subresource
    def with_streaming_response(self) -> AsyncStreamingFunctionVersions:
        """The same methods, as context managers that leave the body unread."""
        return AsyncStreamingFunctionVersions(self)

    def list_invocations(
        self,
        id: str,
        *,
        offset: int | Omit = omit,
        limit: int | Omit = omit,
        status: str | Omit = omit,
        **options: Unpack[RequestOptions],
    ) -> AsyncPaginator[types.AsyncFunctionVersionInvocationsPage, types.Invocation]:
        """List Invocations for a Function Version.

        Args:
            offset: At least 0, default 0.
            limit: 1 to 100, default 20.

        GET /v1/functions/versions/{id}/invocations
        """
        return self._client.get_page(
            _LIST_INVOCATIONS,
            types.AsyncFunctionVersionInvocationsPage,
            path={"id": id},
            query={"offset": offset, "limit": limit, "status": status},
            options=options,
        )


class RawFunctionVersions(ResourceView[FunctionVersions]):
    list_invocations = raw_method(FunctionVersions.list_invocations)


class StreamingFunctionVersions(ResourceView[FunctionVersions]):
    list_invocations = streaming_method(FunctionVersions.list_invocations)


class AsyncRawFunctionVersions(ResourceView[AsyncFunctionVersions]):
    list_invocations = async_raw_method(AsyncFunctionVersions.list_invocations)


class AsyncStreamingFunctionVersions(ResourceView[AsyncFunctionVersions]):
    list_invocations = async_streaming_method(AsyncFunctionVersions.list_invocations)
