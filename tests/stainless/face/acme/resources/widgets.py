"""Widgets: a method of each kind."""

from __future__ import annotations

from typing import Literal

import httpx

from .._base_client import AsyncPaginator, make_request_options
from .._models import BaseModel
from .._resource import AsyncAPIResource, SyncAPIResource
from .._response import (
    AsyncBinaryAPIResponse,
    AsyncStreamedBinaryAPIResponse,
    BinaryAPIResponse,
    StreamedBinaryAPIResponse,
    async_to_custom_raw_response_wrapper,
    async_to_custom_streamed_response_wrapper,
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_custom_raw_response_wrapper,
    to_custom_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)
from .._streaming import AsyncStream, Stream
from .._types import Body, Headers, NotGiven, Query, not_given
from ..pagination import AsyncCursorPage, SyncCursorPage


class Widget(BaseModel):
    id: str
    size: int | None = None


class WidgetsResource(SyncAPIResource):
    @property
    def with_raw_response(self) -> WidgetsResourceWithRawResponse:
        return WidgetsResourceWithRawResponse(self)

    @property
    def with_streaming_response(self) -> WidgetsResourceWithStreamingResponse:
        return WidgetsResourceWithStreamingResponse(self)

    def create(
        self,
        *,
        name: str,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | NotGiven | None = not_given,
        idempotency_key: str | None = None,
    ) -> Widget:
        return self._post(
            "/widgets",
            body={"name": name},
            options=make_request_options(
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                timeout=timeout,
                idempotency_key=idempotency_key,
            ),
            cast_to=Widget,
        )

    def list(
        self, *, limit: int = 10, extra_headers: Headers | None = None
    ) -> SyncCursorPage[Widget]:
        return self._get_api_list(
            "/widgets",
            page=SyncCursorPage[Widget],
            options=make_request_options(
                extra_headers=extra_headers, query={"limit": limit}
            ),
            model=Widget,
        )

    def watch(self, *, extra_headers: Headers | None = None) -> Stream[Widget]:
        return self._get(
            "/widgets/events",
            options=make_request_options(extra_headers=extra_headers),
            cast_to=Widget,
            stream=True,
            stream_cls=Stream[Widget],
        )

    def download(self, *, extra_headers: Headers | None = None) -> BinaryAPIResponse:
        return self._get(
            "/widgets/file",
            options=make_request_options(extra_headers=extra_headers),
            cast_to=BinaryAPIResponse,
        )


class AsyncWidgetsResource(AsyncAPIResource):
    @property
    def with_raw_response(self) -> AsyncWidgetsResourceWithRawResponse:
        return AsyncWidgetsResourceWithRawResponse(self)

    @property
    def with_streaming_response(self) -> AsyncWidgetsResourceWithStreamingResponse:
        return AsyncWidgetsResourceWithStreamingResponse(self)

    async def create(
        self,
        *,
        name: str,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | NotGiven | None = not_given,
        idempotency_key: str | None = None,
    ) -> Widget:
        return await self._post(
            "/widgets",
            body={"name": name},
            options=make_request_options(
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                timeout=timeout,
                idempotency_key=idempotency_key,
            ),
            cast_to=Widget,
        )

    def list(
        self, *, limit: int = 10, extra_headers: Headers | None = None
    ) -> AsyncPaginator[Widget, AsyncCursorPage[Widget]]:
        return self._get_api_list(
            "/widgets",
            page=AsyncCursorPage[Widget],
            options=make_request_options(
                extra_headers=extra_headers, query={"limit": limit}
            ),
            model=Widget,
        )

    async def watch(
        self, *, extra_headers: Headers | None = None
    ) -> AsyncStream[Widget]:
        streaming: Literal[True] = True
        return await self._get(
            "/widgets/events",
            options=make_request_options(extra_headers=extra_headers),
            cast_to=Widget,
            stream=streaming,
            stream_cls=AsyncStream[Widget],
        )

    async def download(
        self, *, extra_headers: Headers | None = None
    ) -> AsyncBinaryAPIResponse:
        return await self._get(
            "/widgets/file",
            options=make_request_options(extra_headers=extra_headers),
            cast_to=AsyncBinaryAPIResponse,
        )


class WidgetsResourceWithRawResponse:
    def __init__(self, widgets: WidgetsResource) -> None:
        self.create = to_raw_response_wrapper(widgets.create)
        self.list = to_raw_response_wrapper(widgets.list)
        self.watch = to_raw_response_wrapper(widgets.watch)
        self.download = to_custom_raw_response_wrapper(
            widgets.download, BinaryAPIResponse
        )


class AsyncWidgetsResourceWithRawResponse:
    def __init__(self, widgets: AsyncWidgetsResource) -> None:
        self.create = async_to_raw_response_wrapper(widgets.create)
        self.list = async_to_raw_response_wrapper(widgets.list)
        self.watch = async_to_raw_response_wrapper(widgets.watch)
        self.download = async_to_custom_raw_response_wrapper(
            widgets.download, AsyncBinaryAPIResponse
        )


class WidgetsResourceWithStreamingResponse:
    def __init__(self, widgets: WidgetsResource) -> None:
        self.create = to_streamed_response_wrapper(widgets.create)
        self.list = to_streamed_response_wrapper(widgets.list)
        self.watch = to_streamed_response_wrapper(widgets.watch)
        self.download = to_custom_streamed_response_wrapper(
            widgets.download, StreamedBinaryAPIResponse
        )


class AsyncWidgetsResourceWithStreamingResponse:
    def __init__(self, widgets: AsyncWidgetsResource) -> None:
        self.create = async_to_streamed_response_wrapper(widgets.create)
        self.list = async_to_streamed_response_wrapper(widgets.list)
        self.watch = async_to_streamed_response_wrapper(widgets.watch)
        self.download = async_to_custom_streamed_response_wrapper(
            widgets.download, AsyncStreamedBinaryAPIResponse
        )
