"""The runs resource."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from typing_extensions import Unpack

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
)
from ..types.models import ErrorResponse, InvocationSummary
from ..types.pages import AsyncRunInvocationsPage, RunInvocationsPage

_Status: TypeAlias = Literal["queued", "running", "succeeded", "failed"]

_LIST_INVOCATIONS = Operation(
    "GET",
    "/v1/runs/{runId}/invocations",
    page=PageBy("cursor", "cursor", limit="limit", next="/nextCursor"),
    errors={401: ErrorResponse, 403: ErrorResponse, 404: ErrorResponse},
)


class Runs(Resource):
    """The runs resource."""

    @property
    def with_raw_response(self) -> RawRuns:
        """The same methods, returning the HTTP response around the result."""
        return RawRuns(self)

    @property
    def with_streaming_response(self) -> StreamingRuns:
        """The same methods, as context managers that leave the body unread."""
        return StreamingRuns(self)

    def list_invocations(
        self,
        run_id: str,
        *,
        status: _Status | Sequence[_Status] | Omit = omit,
        cursor: str | Omit = omit,
        limit: int | Omit = omit,
        **options: Unpack[RequestOptions],
    ) -> RunInvocationsPage:
        """List the invocations a run produced.

        Args:
            limit: Default 50.

        Raises:
            AuthenticationError: The API key is missing or invalid; the body is an
                `ErrorResponse`.
            PermissionDeniedError, NotFoundError: The body is an `ErrorResponse`.

        GET /v1/runs/{runId}/invocations
        """
        query = {"status": status, "cursor": cursor, "limit": limit}
        return self._client.get_page(
            _LIST_INVOCATIONS,
            RunInvocationsPage,
            path={"runId": run_id},
            query=query,
            options=options,
        )


class AsyncRuns(AsyncResource):
    """The runs resource."""

    @property
    def with_raw_response(self) -> AsyncRawRuns:
        """The same methods, returning the HTTP response around the result."""
        return AsyncRawRuns(self)

    @property
    def with_streaming_response(self) -> AsyncStreamingRuns:
        """The same methods, as context managers that leave the body unread."""
        return AsyncStreamingRuns(self)

    def list_invocations(
        self,
        run_id: str,
        *,
        status: _Status | Sequence[_Status] | Omit = omit,
        cursor: str | Omit = omit,
        limit: int | Omit = omit,
        **options: Unpack[RequestOptions],
    ) -> AsyncPaginator[AsyncRunInvocationsPage, InvocationSummary]:
        """List the invocations a run produced.

        Args:
            limit: Default 50.

        Raises:
            AuthenticationError: The API key is missing or invalid; the body is an
                `ErrorResponse`.
            PermissionDeniedError, NotFoundError: The body is an `ErrorResponse`.

        GET /v1/runs/{runId}/invocations
        """
        query = {"status": status, "cursor": cursor, "limit": limit}
        return self._client.get_page(
            _LIST_INVOCATIONS,
            AsyncRunInvocationsPage,
            path={"runId": run_id},
            query=query,
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
