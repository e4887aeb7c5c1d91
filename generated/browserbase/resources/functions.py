"""Methods of the `functions` resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import Unpack

from .. import types
from .._runtime import (
    AsyncResource,
    DeferredType,
    JsonBody,
    Omit,
    Operation,
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

_INVOKE = Operation(
    "POST",
    "/v1/functions/{id}/invoke",
    body=JsonBody(DeferredType["types.FunctionInvokeParams"]),
    optional_body=True,
)


class Functions(Resource):
    """Methods of the `functions` resource."""

    @subresource
    def with_raw_response(self) -> RawFunctions:
        """The same methods, returning the HTTP response around the result."""
        return RawFunctions(self)

    @subresource
    def with_streaming_response(self) -> StreamingFunctions:
        """The same methods, as context managers that leave the body unread."""
        return StreamingFunctions(self)

    def invoke(
        self,
        id: str,
        *,
        params: Mapping[str, Any] | Omit = omit,
        session_create_params: types.SessionCreateParams | Omit = omit,
        **options: Unpack[RequestOptions],
    ) -> types.Invocation:
        """Invoke a Function.

        Args:
            params: JSON object that can be stored in a JSONB column.

        POST /v1/functions/{id}/invoke
        """
        return self._client.request(
            _INVOKE,
            types.Invocation,
            path={"id": id},
            body={"params": params, "session_create_params": session_create_params},
            options=options,
        )


class AsyncFunctions(AsyncResource):
    """Methods of the `functions` resource."""

    @subresource
    def with_raw_response(self) -> AsyncRawFunctions:
        """The same methods, returning the HTTP response around the result."""
        return AsyncRawFunctions(self)

    @subresource
    def with_streaming_response(self) -> AsyncStreamingFunctions:
        """The same methods, as context managers that leave the body unread."""
        return AsyncStreamingFunctions(self)

    async def invoke(
        self,
        id: str,
        *,
        params: Mapping[str, Any] | Omit = omit,
        session_create_params: types.SessionCreateParams | Omit = omit,
        **options: Unpack[RequestOptions],
    ) -> types.Invocation:
        """Invoke a Function.

        Args:
            params: JSON object that can be stored in a JSONB column.

        POST /v1/functions/{id}/invoke
        """
        return await self._client.request(
            _INVOKE,
            types.Invocation,
            path={"id": id},
            body={"params": params, "session_create_params": session_create_params},
            options=options,
        )


class RawFunctions(ResourceView[Functions]):
    invoke = raw_method(Functions.invoke)


class StreamingFunctions(ResourceView[Functions]):
    invoke = streaming_method(Functions.invoke)


class AsyncRawFunctions(ResourceView[AsyncFunctions]):
    invoke = async_raw_method(AsyncFunctions.invoke)


class AsyncStreamingFunctions(ResourceView[AsyncFunctions]):
    invoke = async_streaming_method(AsyncFunctions.invoke)
