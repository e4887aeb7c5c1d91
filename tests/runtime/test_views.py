"""Results with the HTTP response around them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
from sample.kernel import AsyncKernel, Kernel, NotFoundError
from sample.kernel.types import Error

from tests.runtime.conftest import Run
from tests.runtime.fake import INVOCATION, FakeServer, json


def test_a_raw_response_has_headers_status_request_and_the_result() -> None:
    server = FakeServer(
        json({}, 500, retry_after="0"), json(INVOCATION, x_request_id="r")
    )
    client = Kernel(api_key="key", http_client=server.sync())
    response = client.invocations.with_raw_response.retrieve("inv_1")
    assert response.status_code == 200
    assert response.headers["x-request-id"] == "r"
    assert response.request_id == "r"
    assert response.http_request.url.path == "/invocations/inv_1"
    assert response.http_response.is_success
    assert response.retries_taken == 1
    assert response.parse().id == "inv_1"
    assert response.json() == INVOCATION
    assert response.text() == response.read().decode()


def test_a_raw_list_gives_the_first_page() -> None:
    server = FakeServer(
        json([INVOCATION], X_Has_More="true", X_Next_Offset="1"),
        json([{**INVOCATION, "id": "2"}]),
    )
    client = Kernel(api_key="key", http_client=server.sync())
    response = client.invocations.with_raw_response.list(limit=1)
    assert response.headers["x-next-offset"] == "1"
    assert [item.id for item in response.parse()] == ["inv_1", "2"]


def test_views_do_not_change_the_resource() -> None:
    client = Kernel(api_key="key", http_client=FakeServer().sync())
    resource = client.invocations
    assert resource.with_raw_response.retrieve("1").status_code == 200
    assert resource.retrieve("1").id == "inv_1"


def test_views_keep_the_documentation_of_a_method() -> None:
    raw = type(Kernel().invocations.with_raw_response)
    assert "GET /invocations" in (vars(raw)["list"].__doc__ or "")


class Chunks(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    def __init__(self, *chunks: bytes) -> None:
        self.chunks = chunks
        self.taken = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            self.taken += 1
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


def test_a_streaming_response_leaves_the_body_unread() -> None:
    chunks = Chunks(b"ab\ncd", b"\nef")
    server = FakeServer(lambda request: httpx2.Response(200, stream=chunks))
    client = Kernel(api_key="key", http_client=server.sync())
    with client.invocations.with_streaming_response.retrieve("1") as response:
        assert response.status_code == 200
        assert chunks.taken == 0
        body = response.iter_bytes()
        assert next(body) == b"ab\ncd"
        assert chunks.taken == 1
        assert not chunks.closed
    assert chunks.closed

    chunks.taken = 0
    with client.invocations.with_streaming_response.retrieve("1") as response:
        assert list(response.iter_lines()) == ["ab", "cd", "ef"]


def test_a_streaming_response_can_still_be_parsed() -> None:
    client = Kernel(api_key="key", http_client=FakeServer().sync())
    with client.invocations.with_streaming_response.retrieve("1") as response:
        assert response.parse().id == "inv_1"


def test_an_error_is_raised_with_its_body_when_streaming() -> None:
    refusal = json({"code": "c", "message": "m"}, status=404)
    client = Kernel(api_key="key", http_client=FakeServer(refusal).sync())
    with (
        pytest.raises(NotFoundError) as caught,
        client.invocations.with_streaming_response.retrieve("1"),
    ):
        pass
    assert caught.value.body == Error(code="c", message="m")


def test_the_async_views_are_awaited(run: Run) -> None:
    async def main() -> None:
        server = FakeServer(json(INVOCATION), json([INVOCATION]))
        client = AsyncKernel(api_key="key", http_client=server.asynchronous())
        response = await client.invocations.with_raw_response.retrieve("1")
        assert (await response.parse()).id == "inv_1"
        assert await response.json() == INVOCATION
        listed = await client.invocations.with_raw_response.list()
        assert [item.id for item in (await listed.parse()).items] == ["inv_1"]

        chunks = Chunks(b"[]")
        server = FakeServer(lambda request: httpx2.Response(200, stream=chunks))
        client = AsyncKernel(api_key="key", http_client=server.asynchronous())
        async with client.invocations.with_streaming_response.list() as streamed:
            assert chunks.taken == 0
            assert (await streamed.parse()).items == []
        assert chunks.closed

    run(main)
