"""Invoke actions and stream or query invocation status and events."""

from __future__ import annotations

from typing import Literal

from typing_extensions import Unpack

from .. import types
from .._runtime import (
    AsyncListPage,
    AsyncPaginator,
    AsyncResource,
    DeferredType,
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
    subresource,
)

_LIST = Operation(
    "GET",
    "/invocations",
    page=PageBy(
        "offset",
        "offset",
        limit="limit",
        default_limit=20,
        max_limit=100,
        next="X-Next-Offset",
        more="X-Has-More",
    ),
    errors={
        400: DeferredType["types.Error"],
        401: DeferredType["types.Error"],
        500: DeferredType["types.Error"],
    },
)


class Invocations(Resource):
    """Invoke actions and stream or query invocation status and events."""

    @subresource
    def with_raw_response(self) -> RawInvocations:
        """The same methods, returning the HTTP response around the result."""
        return RawInvocations(self)

    @subresource
    def with_streaming_response(self) -> StreamingInvocations:
        """The same methods, as context managers that leave the body unread."""
        return StreamingInvocations(self)

    def list(
        self,
        *,
        app_name: str | Omit = omit,
        version: str | Omit = omit,
        action_name: str | Omit = omit,
        deployment_id: str | Omit = omit,
        status: Literal["queued", "running", "succeeded", "failed"] | Omit = omit,
        since: str | Omit = omit,
        limit: int | Omit = omit,
        offset: int | Omit = omit,
        **options: Unpack[RequestOptions],
    ) -> ListPage[types.Invocation]:
        """List invocations. Optionally filter by application name, action name,
        status, deployment ID, or start time.

        Args:
            app_name: Filter results by application name.
            version: Filter results by application version.
            action_name: Filter results by action name.
            deployment_id: Filter results by deployment ID.
            status: Filter results by invocation status.
            since: Show invocations that have started since the given time (RFC
                timestamps or durations like 5m).
            limit: Limit the number of invocations to return (1 to 100, default 20).
            offset: Offset the number of invocations to return (at least 0, default 0).

        Raises:
            BadRequestError, AuthenticationError, InternalServerError: The body is an
                `Error`.

        The raw response has typed headers: `parse_headers` of
        `InvocationListHeaders`.

        GET /invocations
        """
        return self._client.get_page(
            _LIST,
            ListPage[types.Invocation],
            query={
                "app_name": app_name,
                "version": version,
                "action_name": action_name,
                "deployment_id": deployment_id,
                "status": status,
                "since": since,
                "limit": limit,
                "offset": offset,
            },
            options=options,
        )


class AsyncInvocations(AsyncResource):
    """Invoke actions and stream or query invocation status and events."""

    @subresource
    def with_raw_response(self) -> AsyncRawInvocations:
        """The same methods, returning the HTTP response around the result."""
        return AsyncRawInvocations(self)

    @subresource
    def with_streaming_response(self) -> AsyncStreamingInvocations:
        """The same methods, as context managers that leave the body unread."""
        return AsyncStreamingInvocations(self)

    def list(
        self,
        *,
        app_name: str | Omit = omit,
        version: str | Omit = omit,
        action_name: str | Omit = omit,
        deployment_id: str | Omit = omit,
        status: Literal["queued", "running", "succeeded", "failed"] | Omit = omit,
        since: str | Omit = omit,
        limit: int | Omit = omit,
        offset: int | Omit = omit,
        **options: Unpack[RequestOptions],
    ) -> AsyncPaginator[AsyncListPage[types.Invocation], types.Invocation]:
        """List invocations. Optionally filter by application name, action name,
        status, deployment ID, or start time.

        Args:
            app_name: Filter results by application name.
            version: Filter results by application version.
            action_name: Filter results by action name.
            deployment_id: Filter results by deployment ID.
            status: Filter results by invocation status.
            since: Show invocations that have started since the given time (RFC
                timestamps or durations like 5m).
            limit: Limit the number of invocations to return (1 to 100, default 20).
            offset: Offset the number of invocations to return (at least 0, default 0).

        Raises:
            BadRequestError, AuthenticationError, InternalServerError: The body is an
                `Error`.

        The raw response has typed headers: `parse_headers` of
        `InvocationListHeaders`.

        GET /invocations
        """
        return self._client.get_page(
            _LIST,
            AsyncListPage[types.Invocation],
            query={
                "app_name": app_name,
                "version": version,
                "action_name": action_name,
                "deployment_id": deployment_id,
                "status": status,
                "since": since,
                "limit": limit,
                "offset": offset,
            },
            options=options,
        )


class RawInvocations(ResourceView[Invocations]):
    list = raw_method(Invocations.list)


class StreamingInvocations(ResourceView[Invocations]):
    list = streaming_method(Invocations.list)


class AsyncRawInvocations(ResourceView[AsyncInvocations]):
    list = async_raw_method(AsyncInvocations.list)


class AsyncStreamingInvocations(ResourceView[AsyncInvocations]):
    list = async_streaming_method(AsyncInvocations.list)
