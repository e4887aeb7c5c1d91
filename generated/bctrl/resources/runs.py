"""Methods of the `runs` resource."""

from __future__ import annotations

from typing_extensions import Unpack

from .. import types
from .._runtime import (
    AsyncPaginator,
    AsyncResource,
    DeferredType,
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
    "/v1/runs/{runId}/invocations",
    page=PageBy("cursor", "cursor", next="/nextCursor"),
    errors={
        401: DeferredType["types.ErrorResponse"],
        403: DeferredType["types.ErrorResponse"],
        404: DeferredType["types.ErrorResponse"],
    },
    security=(("bearerAuth",),),
)


class Runs(Resource):
    """Methods of the `runs` resource."""

    @subresource
    def with_raw_response(self) -> RawRuns:
        """The same methods, returning the HTTP response around the result."""
        return RawRuns(self)

    @subresource
    def with_streaming_response(self) -> StreamingRuns:
        """The same methods, as context managers that leave the body unread."""
        return StreamingRuns(self)

    def list_invocations(
        self,
        run_id: str,
        *,
        status: types.InvocationStatusFilterParam | Omit = omit,
        action: types.InvocationActionFilterParam | Omit = omit,
        cursor: str | Omit = omit,
        limit: int | Omit = omit,
        **options: Unpack[RequestOptions],
    ) -> types.RunInvocationsPage:
        """List run invocations.

        List the invocations a run produced using the simplified response
        envelope. This is the observability view over invocation history.

        Args:
            limit: Default 50.

        Raises:
            AuthenticationError, PermissionDeniedError, NotFoundError: The body is an
                `ErrorResponse`.

        GET /v1/runs/{runId}/invocations
        """
        return self._client.get_page(
            _LIST_INVOCATIONS,
            types.RunInvocationsPage,
            path={"runId": run_id},
            query={
                "status": status,
                "action": action,
                "cursor": cursor,
                "limit": limit,
            },
            options=options,
        )


class AsyncRuns(AsyncResource):
    """Methods of the `runs` resource."""

    @subresource
    def with_raw_response(self) -> AsyncRawRuns:
        """The same methods, returning the HTTP response around the result."""
        return AsyncRawRuns(self)

    @subresource
    def with_streaming_response(self) -> AsyncStreamingRuns:
        """The same methods, as context managers that leave the body unread."""
        return AsyncStreamingRuns(self)

    def list_invocations(
        self,
        run_id: str,
        *,
        status: types.InvocationStatusFilterParam | Omit = omit,
        action: types.InvocationActionFilterParam | Omit = omit,
        cursor: str | Omit = omit,
        limit: int | Omit = omit,
        **options: Unpack[RequestOptions],
    ) -> AsyncPaginator[types.AsyncRunInvocationsPage, types.InvocationSummary]:
        """List run invocations.

        List the invocations a run produced using the simplified response
        envelope. This is the observability view over invocation history.

        Args:
            limit: Default 50.

        Raises:
            AuthenticationError, PermissionDeniedError, NotFoundError: The body is an
                `ErrorResponse`.

        GET /v1/runs/{runId}/invocations
        """
        return self._client.get_page(
            _LIST_INVOCATIONS,
            types.AsyncRunInvocationsPage,
            path={"runId": run_id},
            query={
                "status": status,
                "action": action,
                "cursor": cursor,
                "limit": limit,
            },
            options=options,
        )


class RawRuns(ResourceView[Runs]):
    list_invocations = raw_method(Runs.list_invocations)


class StreamingRuns(ResourceView[Runs]):
    list_invocations = streaming_method(Runs.list_invocations)


class AsyncRawRuns(ResourceView[AsyncRuns]):
    list_invocations = async_raw_method(AsyncRuns.list_invocations)


class AsyncStreamingRuns(ResourceView[AsyncRuns]):
    list_invocations = async_streaming_method(AsyncRuns.list_invocations)
