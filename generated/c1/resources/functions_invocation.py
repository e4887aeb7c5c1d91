"""Methods of the `functions_invocation` resource."""

from __future__ import annotations

from typing_extensions import Unpack

from .. import types
from .._runtime import (
    AsyncResource,
    Operation,
    RequestOptions,
    Resource,
    ResourceView,
    async_raw_method,
    async_streaming_method,
    raw_method,
    streaming_method,
    subresource,
)

_LIST = Operation("GET", "/api/v1/functions/{function_id}/invocations")


class FunctionsInvocation(Resource):
    """Methods of the `functions_invocation` resource."""

    @subresource
    def with_raw_response(self) -> RawFunctionsInvocation:
        """The same methods, returning the HTTP response around the result."""
        return RawFunctionsInvocation(self)

    @subresource
    def with_streaming_response(self) -> StreamingFunctionsInvocation:
        """The same methods, as context managers that leave the body unread."""
        return StreamingFunctionsInvocation(self)

    def list(
        self,
        function_id: str,
        **options: Unpack[RequestOptions],
    ) -> types.FunctionsInvocationServiceListResponse:
        """List retrieves the invocation history for a function

        Args:
            function_id: The functionId field.

        GET /api/v1/functions/{function_id}/invocations
        """
        return self._client.request(
            _LIST,
            types.FunctionsInvocationServiceListResponse,
            path={"function_id": function_id},
            options=options,
        )


class AsyncFunctionsInvocation(AsyncResource):
    """Methods of the `functions_invocation` resource."""

    @subresource
    def with_raw_response(self) -> AsyncRawFunctionsInvocation:
        """The same methods, returning the HTTP response around the result."""
        return AsyncRawFunctionsInvocation(self)

    @subresource
    def with_streaming_response(self) -> AsyncStreamingFunctionsInvocation:
        """The same methods, as context managers that leave the body unread."""
        return AsyncStreamingFunctionsInvocation(self)

    async def list(
        self,
        function_id: str,
        **options: Unpack[RequestOptions],
    ) -> types.FunctionsInvocationServiceListResponse:
        """List retrieves the invocation history for a function

        Args:
            function_id: The functionId field.

        GET /api/v1/functions/{function_id}/invocations
        """
        return await self._client.request(
            _LIST,
            types.FunctionsInvocationServiceListResponse,
            path={"function_id": function_id},
            options=options,
        )


class RawFunctionsInvocation(ResourceView[FunctionsInvocation]):
    list = raw_method(FunctionsInvocation.list)


class StreamingFunctionsInvocation(ResourceView[FunctionsInvocation]):
    list = streaming_method(FunctionsInvocation.list)


class AsyncRawFunctionsInvocation(ResourceView[AsyncFunctionsInvocation]):
    list = async_raw_method(AsyncFunctionsInvocation.list)


class AsyncStreamingFunctionsInvocation(ResourceView[AsyncFunctionsInvocation]):
    list = async_streaming_method(AsyncFunctionsInvocation.list)
