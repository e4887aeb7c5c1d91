"""The same package on either HTTP library."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.generation.build import Generate

DOCUMENT = """
paths:
  /things:
    get:
      tags: [things]
      parameters: [{name: page token, in: query, schema: {type: string}}]
      responses:
        200:
          content:
            application/json: {schema: {type: array, items: {type: string}}}
    post:
      tags: [things]
      operationId: things.upload
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties: {file: {type: string, format: binary}}
      responses: {200: {content: {application/octet-stream: {}}}}
  /events:
    get:
      tags: [events]
      responses: {200: {content: {text/event-stream: {}}}}
"""


@pytest.fixture(params=["httpx2", "httpx"])
def library(request: pytest.FixtureRequest) -> Any:
    return importlib.import_module(request.param)


def serve(library: Any) -> Callable[[Any], Any]:
    def answer(request: Any) -> Any:
        if request.url.path == "/events":
            stream = b"data: one\n\ndata: two\n\n"
            headers = {"content-type": "text/event-stream"}
            return library.Response(200, content=stream, headers=headers)
        if request.method == "POST":
            return library.Response(200, content=request.read())
        if request.url.query == b"page%20token=slow":
            raise library.ReadTimeout("", request=request)
        if request.url.query == b"page%20token=gone":
            raise library.ConnectError("", request=request)
        return library.Response(200, json=["a", "b"])

    return answer


def test_calls_uploads_streams_and_errors(
    library: Any, generate: Generate, tmp_path: Path
) -> None:
    package = generate(DOCUMENT, http_library=library.__name__)
    module = package.module
    assert module.HttpClient is library.Client
    transport = library.MockTransport(serve(library))
    http_client = module.HttpClient(transport=transport)
    names = package.described.names.client
    with getattr(module, names.client)(
        http_client=http_client, max_retries=0
    ) as client:
        assert client.things.list() == ["a", "b"]
        (tmp_path / "f.txt").write_text("content")
        sent = client.things.upload(file=tmp_path / "f.txt").read()
        assert b'filename="f.txt"' in sent
        assert b"content" in sent
        with client.events.list() as events:
            assert [event.data for event in events] == ["one", "two"]
        with pytest.raises(module.APITimeoutError):
            client.things.list(page_token="slow")
        with pytest.raises(module.APIConnectionError):
            client.things.list(page_token="gone")
    assert client.is_closed


def test_the_asynchronous_client_too(library: Any, generate: Generate) -> None:
    package = generate(DOCUMENT, http_library=library.__name__)
    module = package.module
    transport = library.MockTransport(serve(library))
    http_client = module.AsyncHttpClient(transport=transport)
    names = package.described.names.client

    async def main() -> None:
        async with getattr(module, names.async_client)(
            http_client=http_client, max_retries=0
        ) as client:
            assert await client.things.list() == ["a", "b"]
            response = await client.things.upload(file=("f.txt", b"content"))
            assert b"content" in await response.read()
            async with await client.events.list() as events:
                assert [event.data async for event in events] == ["one", "two"]
            with pytest.raises(module.APITimeoutError):
                await client.things.list(page_token="slow")

    anyio.run(main)


def test_a_client_of_the_other_library_is_refused(
    library: Any, generate: Generate
) -> None:
    package = generate(DOCUMENT, http_library=library.__name__)
    other = importlib.import_module(
        "httpx" if library.__name__ == "httpx2" else "httpx2"
    )
    with pytest.raises(TypeError, match="http_client must be"):
        package.client(http_client=other.Client())
