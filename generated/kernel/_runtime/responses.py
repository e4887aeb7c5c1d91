"""HTTP responses around their typed content."""

# pyright: reportPrivateUsage=false
# The client's public names are left to resources.

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import IO, TYPE_CHECKING, Any, Generic, NamedTuple, Self, TypeVar, Union
from weakref import finalize

from . import charsets, decoding, files
from ._http import URL, Request, Response
from .bounds import Bounds
from .errors import APIResponseValidationError, connection_errors, request_id
from .logs import secrets_of
from .typeforms import is_model, variants
from .waiting import run

if TYPE_CHECKING:
    from .base_client import BaseClient
    from .call import Call
    from .redaction import Redactor

__all__ = [
    "APIResponse",
    "AsyncAPIResponse",
    "AsyncBinaryAPIResponse",
    "BinaryAPIResponse",
]

T = TypeVar("T")
P = TypeVar("P")
H = TypeVar("H")


class Answer(NamedTuple):
    """A successful response to a call."""

    response: Response
    call: Call
    client: BaseClient[Any]
    retries_taken: int

    def result(self) -> Any:
        """What the method returns: the type asked for may know how to make itself."""
        kind, type_ = self._kind()
        received = getattr(kind, "_received", None)
        result = received(self) if received else self.typed(type_)
        if is_model(type(result)):
            # Beside the members: it is neither compared nor written.
            vars(result)["_request_id"] = request_id(self.response)
        return result

    @property
    def is_file(self) -> bool:
        """Whether the result is a file; the headers are enough to tell."""
        return self._kind()[0] in (BinaryAPIResponse, AsyncBinaryAPIResponse)

    def _kind(self) -> tuple[Any, Any]:
        """The class of the result, and its type."""
        if self.call.operation.results and not self.call.is_streamed:
            type_ = self._documented()
            return type_, type_
        return self.call.kind, self.call.cast_to

    def _documented(self) -> Any:
        """The type for this status and media type, as far as the one asked for allows.

        Of what the document does not tell, the shape decides. A file that comes in
        place of something else is at least a file.
        """
        asked = variants(self.call.cast_to)
        content_type = self.response.headers.get("content-type", "")
        operation, status = self.call.operation, self.response.status_code
        type_ = operation.result_type(status, content_type)
        binary: Any = BinaryAPIResponse
        if self.client._response_class is AsyncAPIResponse:
            binary = AsyncBinaryAPIResponse
        others = [each for each in asked if each is not binary]
        is_file = len(others) < len(asked) and not decoding.is_json(self.response)
        if type_ is bytes or not others:
            return binary
        if type_ is not None and set(variants(type_)) <= set(asked):
            return type_
        if is_file:
            return binary
        if len(others) > 1 and decoding.is_html(self.response):
            # A page for people is none of the documented texts.
            others = [each for each in others if each is not str]
        return Union[tuple(others)]  # noqa: UP007

    def typed(self, type_: Any, content: bytes | None = None) -> Any:
        """The body, which has been read, in a type; or a JSON text that is part of it."""
        try:
            return self.client._parse(type_, self.response, content)
        except APIResponseValidationError as error:
            error.body = self.redactor.value(error.body)
            raise

    @property
    def redactor(self) -> Redactor:
        """Hides the secrets of the request in what the server says."""
        from .redaction import Redactor  # not needed for what goes well

        return Redactor(secrets_of(self.response.request))


class _Response(Generic[T]):
    """What is known once the headers are there."""

    def __init__(self, answer: Answer) -> None:
        response = answer.response
        self._answer = answer
        self.http_response = response
        self.http_request: Request = response.request
        self.retries_taken = answer.retries_taken
        self.status_code: int = response.status_code
        self.headers = response.headers
        self.method: str = response.request.method
        self.url: URL = response.request.url
        self.request_id = self._request_id = request_id(response)

    @classmethod
    def _received(cls, answer: Answer) -> Self:
        return cls(answer)

    def parse_headers(self, type_: type[H]) -> H:
        """The headers that the document describes, in a type of the package."""
        headers: H = decoding.parse_headers(self.http_response, type_)
        return headers

    def as_curl(self, *, show_secrets: bool = False) -> str:
        """The request as a command for curl: see `APIError.as_curl`."""
        from .curl import as_curl  # not needed before

        return as_curl(self.http_request, show_secrets=show_secrets)

    @property
    def is_closed(self) -> bool:
        return self.http_response.is_closed

    @property
    def _most(self) -> int | None:
        return self._answer.client.max_response_size

    def __repr__(self) -> str:
        return f"<{type(self).__name__} [{self.status_code}]>"


class APIResponse(_Response[T]):
    """A response: its content as the method would return it, or piece by piece."""

    def parse(self) -> T:
        """Read the body, if that is not done yet, and give it its type."""
        if not self._answer.call.is_streamed:
            self.read()
        result: T = self._answer.result()
        return result

    def read(self) -> bytes:
        with connection_errors():
            if self._most is not None:
                return Bounds(max_size=self._most).read(self.http_response)
            return self.http_response.read()

    def text(self) -> str:
        self.read()
        return charsets.text(self.http_response)

    def json(self) -> Any:
        self.read()
        return decoding.read_json(charsets.json_text(self.http_response))

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        with connection_errors():
            yield from self.http_response.iter_bytes(chunk_size)

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        with connection_errors():
            yield from self.http_response.iter_text(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        with connection_errors():
            yield from self.http_response.iter_lines()

    def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the body to a file, which appears when it is whole.

        A transfer of GET that breaks goes on from there, or begins anew.
        """
        from .downloads import download  # few operations need it

        with files.replacing(file) as target:
            run(download(self, target))

    def _copy(self, target: IO[bytes]) -> None:
        target.writelines(self.iter_bytes())

    stream_to_file = write_to_file

    def close(self) -> None:
        self.http_response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class BinaryAPIResponse(APIResponse[bytes]):
    """A file to read, to iterate over, or to write to a file.

    A large one comes as it is read: read it, or close it, while the client is open.
    """

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        if not self.is_closed:  # one that nobody reads would keep its connection
            finalize(self, self.http_response.close)

    def parse(self) -> bytes:
        return self.read()


class AsyncAPIResponse(_Response[T]):
    """A response: its content as the method would return it, or piece by piece."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self._begun: list[AsyncGenerator[Any]] = []

    async def parse(self) -> T:
        """Read the body, if that is not done yet, and give it its type."""
        if not self._answer.call.is_streamed:
            await self.read()
        result: T = self._answer.result()
        return result

    async def read(self) -> bytes:
        with connection_errors():
            if self._most is not None:
                return await Bounds(max_size=self._most).aread(self.http_response)
            return await self.http_response.aread()

    async def text(self) -> str:
        await self.read()
        return charsets.text(self.http_response)

    async def json(self) -> Any:
        await self.read()
        return decoding.read_json(charsets.json_text(self.http_response))

    def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        return self._pieces(self.http_response.aiter_bytes(chunk_size))

    def iter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        return self._pieces(self.http_response.aiter_text(chunk_size))

    def iter_lines(self) -> AsyncIterator[str]:
        return self._pieces(self.http_response.aiter_lines())

    def _pieces(self, source: AsyncIterator[P]) -> AsyncIterator[P]:
        pieces = _closing(source)
        self._begun.append(pieces)
        return pieces

    async def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the body to a file, which appears when it is whole.

        A transfer of GET that breaks goes on from there, or begins anew.
        """
        from .downloads import download  # few operations need it

        with files.replacing(file) as target:
            await download(self, target)

    async def _copy(self, target: IO[bytes]) -> None:
        async for chunk in self.iter_bytes():
            target.write(chunk)  # without a thread: local disks are fast

    stream_to_file = write_to_file

    async def close(self) -> None:
        await self.http_response.aclose()
        for each in self._begun:  # those that were left half-way
            await each.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class AsyncBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """A file to read, to iterate over, or to write to a file.

    A large one comes as it is read: read it, or close it, while the client is open.
    """

    async def parse(self) -> bytes:
        return await self.read()


async def _closing(source: Any) -> AsyncGenerator[Any]:
    """What an iterator gives; it is closed with this one, and not by chance later."""
    with connection_errors():
        async with aclosing(source):
            async for piece in source:
                yield piece
