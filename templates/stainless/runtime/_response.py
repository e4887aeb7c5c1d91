"""HTTP responses, and their content as typed values, bytes or text."""

# pyright: reportPrivateUsage=false
# A response is parsed by means of its client.

from __future__ import annotations

import datetime
import functools
import inspect
import json
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from types import TracebackType
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    ParamSpec,
    TypeVar,
    Union,
    cast,
    get_origin,
    overload,
)

import httpx
import pydantic

from ._constants import OVERRIDE_CAST_TO_HEADER, RAW_RESPONSE_HEADER
from ._exceptions import APIResponseValidationError, OrgError
from ._models import BaseModel, is_basemodel
from ._runtime import charsets
from ._runtime.files import replacing
from ._streaming import (
    AsyncStream,
    Stream,
    extract_stream_chunk_type,
    is_stream_class_type,
)
from ._types import NoContentAsNone, NoneType
from ._utils import (
    extract_type_arg,
    extract_type_var_from_base,
    is_annotated_type,
    is_given,
    is_type_alias_type,
    is_union,
)

if TYPE_CHECKING:
    from ._base_client import BaseClient
    from ._models import FinalRequestOptions

P = ParamSpec("P")
R = TypeVar("R")
_T = TypeVar("_T")
_APIResponseT = TypeVar("_APIResponseT", bound="APIResponse[Any]")
_AsyncAPIResponseT = TypeVar("_AsyncAPIResponseT", bound="AsyncAPIResponse[Any]")

log: logging.Logger = logging.getLogger(__name__)

_FROM_TEXT: dict[Any, Callable[[str], object]] = {
    str: str,
    int: int,
    float: float,
    bool: lambda text: text.lower() == "true",
}


class BaseAPIResponse(Generic[R]):
    """A response of which the headers have been received."""

    _cast_to: type[R]
    _client: BaseClient[Any, Any]
    _parsed_by_type: dict[type[Any], Any]
    _is_sse_stream: bool
    _stream_cls: type[Stream[Any]] | type[AsyncStream[Any]] | None
    _options: FinalRequestOptions

    http_response: httpx.Response

    retries_taken: int
    """The number of retries; 0 for the first attempt."""

    def __init__(
        self,
        *,
        raw: httpx.Response,
        cast_to: type[R],
        client: BaseClient[Any, Any],
        stream: bool,
        stream_cls: type[Stream[Any]] | type[AsyncStream[Any]] | None,
        options: FinalRequestOptions,
        retries_taken: int = 0,
    ) -> None:
        self._cast_to = cast_to
        self._client = client
        self._parsed_by_type = {}
        self._is_sse_stream = stream
        self._stream_cls = stream_cls
        self._options = options
        self.http_response = raw
        self.retries_taken = retries_taken

    @property
    def headers(self) -> httpx.Headers:
        return self.http_response.headers

    @property
    def http_request(self) -> httpx.Request:
        return self.http_response.request

    @property
    def status_code(self) -> int:
        return self.http_response.status_code

    @property
    def url(self) -> httpx.URL:
        return self.http_response.url

    @property
    def method(self) -> str:
        return self.http_request.method

    @property
    def http_version(self) -> str:
        return self.http_response.http_version

    @property
    def elapsed(self) -> datetime.timedelta:
        """The time from the request to the end of the response."""
        return self.http_response.elapsed

    @property
    def is_closed(self) -> bool:
        """Whether the body has been read or the response closed."""
        return self.http_response.is_closed

    def __repr__(self) -> str:
        status = f"{self.status_code} {self.http_response.reason_phrase}"
        return f"<{type(self).__name__} [{status}] type={self._cast_to}>"

    def _parse(self, *, to: type[_T] | None = None) -> R | _T:
        """Return the body, which has been read, or the stream that will read it."""
        value: Any = self._stream(to) if self._is_sse_stream else self._body(to)
        return cast("R | _T", value)

    def _stream(self, to: Any) -> object:
        if to is not None and not is_stream_class_type(to):
            raise TypeError(
                "Expected custom parse type to be a subclass of "
                f"{Stream} or {AsyncStream}"
            )
        stream_cls: Any = to or self._stream_cls
        if stream_cls is not None:
            item: Any = extract_stream_chunk_type(
                stream_cls,
                failure_message="Expected custom stream type to be passed with a type "
                "argument, e.g. Stream[ChunkType]",
            )
        else:
            stream_cls, item = self._client._default_stream_cls, _bare(self._cast_to)
        if stream_cls is None:
            raise MissingStreamClassError()
        return stream_cls(
            cast_to=item,
            response=self.http_response,
            client=self._client,
            options=self._options,
        )

    def _body(self, to: Any) -> object:
        cast_to = _bare(self._cast_to if to is None else to)
        origin: Any = get_origin(cast_to) or cast_to
        response = self.http_response
        if cast_to is NoneType:
            return None
        if cast_to in _FROM_TEXT:
            return _FROM_TEXT[cast_to](charsets.text(response))
        if cast_to is bytes:
            return response.content
        if inspect.isclass(origin):
            if issubclass(origin, httpx.Response):
                if origin is not httpx.Response:
                    raise ValueError(
                        "Subclasses of httpx.Response cannot be passed to `cast_to`"
                    )
                return response
            if response.status_code == 204 and issubclass(origin, NoContentAsNone):
                return None
        _check_type(cast_to, origin)
        return self._data(cast_to)

    def _data(self, cast_to: Any) -> object:
        """Return JSON as a type; other content is text, or an error in strict mode."""
        response = self.http_response
        declared = response.headers.get("content-type", "*").partition(";")[0]
        if declared.endswith("json"):
            data = json.loads(charsets.json_text(response))
        else:
            text = charsets.text(response)
            try:
                if not is_basemodel(cast_to):
                    raise ValueError("the type is not a model")
                data = json.loads(charsets.json_text(response))
            except ValueError as error:
                log.debug("Could not read JSON from response data: %s", error)
                if self._client._strict_response_validation:
                    raise APIResponseValidationError(
                        response=response,
                        message="Expected Content-Type response header to be "
                        f"`application/json` but received `{declared}` instead.",
                        body=text,
                    ) from None
                return text
        return self._client._process_response_data(
            data=data, cast_to=cast_to, response=response
        )

    def _finished(self, to: type[_T] | None) -> R | _T:
        """Return the parsed body, the same for each type."""
        key: Any = self._cast_to if to is None else to
        if self._parsed_by_type.get(key) is None:
            parsed: Any = self._parse(to=to)
            if is_given(self._options.post_parser):
                parsed = self._options.post_parser(parsed)
            self._parsed_by_type[key] = parsed
        return cast("R | _T", self._parsed_by_type[key])


def _bare(cast_to: Any) -> Any:
    """Return the type without the names of aliases and without `Annotated`."""
    while True:
        if is_type_alias_type(cast_to):
            cast_to = cast_to.__value__
        elif is_annotated_type(cast_to):
            cast_to = extract_type_arg(cast_to, 0)
        else:
            return cast_to


def _check_type(cast_to: Any, origin: Any) -> None:
    if cast_to is object or origin in (list, dict) or is_union(origin):
        return
    if inspect.isclass(origin) and issubclass(origin, BaseModel):
        return
    if inspect.isclass(origin) and issubclass(origin, pydantic.BaseModel):
        raise TypeError(
            "Pydantic models must subclass our base model type, "
            f"e.g. `from {__package__} import BaseModel`"
        )
    raise RuntimeError(
        f"Unsupported type, expected {cast_to} to be a subclass of {BaseModel}, {dict}, "
        f"{list}, {Union}, {NoneType}, {str} or {httpx.Response}."
    )


class APIResponse(BaseAPIResponse[R]):
    """A response: its content in the type of the method, or in pieces."""

    @overload
    def parse(self, *, to: type[_T]) -> _T: ...
    @overload
    def parse(self) -> R: ...
    def parse(self, *, to: type[_T] | None = None) -> R | _T:
        """Return the body in its type or in another one, and read it if necessary.

        Types are models of this package, `dict`, `list`, unions, `str`, `int`, `float`,
        `bool`, `bytes`, `httpx.Response` and, for a stream, classes of streams.
        """
        if not self._is_sse_stream:
            self.read()
        return self._finished(to)

    def read(self) -> bytes:
        """Return the body, decompressed."""
        try:
            return self.http_response.read()
        except httpx.StreamConsumed as error:
            raise StreamAlreadyConsumed() from error

    def text(self) -> str:
        self.read()
        return charsets.text(self.http_response)

    def json(self) -> object:
        self.read()
        return json.loads(charsets.json_text(self.http_response))

    def close(self) -> None:
        """Close the response, and release its connection."""
        self.http_response.close()

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield from self.http_response.iter_bytes(chunk_size)

    def iter_text(self, chunk_size: int | None = None) -> Iterator[str]:
        yield from self.http_response.iter_text(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        yield from self.http_response.iter_lines()

    def _write(self, file: str | os.PathLike[str], chunk_size: int | None) -> None:
        with replacing(file) as target:
            target.writelines(self.iter_bytes(chunk_size))


class AsyncAPIResponse(BaseAPIResponse[R]):
    """A response: its content in the type of the method, or in pieces."""

    @overload
    async def parse(self, *, to: type[_T]) -> _T: ...
    @overload
    async def parse(self) -> R: ...
    async def parse(self, *, to: type[_T] | None = None) -> R | _T:
        """Return the body in its type or in another one, and read it if necessary.

        Types are models of this package, `dict`, `list`, unions, `str`, `int`, `float`,
        `bool`, `bytes`, `httpx.Response` and, for a stream, classes of streams.
        """
        if not self._is_sse_stream:
            await self.read()
        return self._finished(to)

    async def read(self) -> bytes:
        """Return the body, decompressed."""
        try:
            return await self.http_response.aread()
        except httpx.StreamConsumed as error:
            raise StreamAlreadyConsumed() from error

    async def text(self) -> str:
        await self.read()
        return charsets.text(self.http_response)

    async def json(self) -> object:
        await self.read()
        return json.loads(charsets.json_text(self.http_response))

    async def close(self) -> None:
        """Close the response, and release its connection."""
        await self.http_response.aclose()

    async def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        async for chunk in self.http_response.aiter_bytes(chunk_size):
            yield chunk

    async def iter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        async for chunk in self.http_response.aiter_text(chunk_size):
            yield chunk

    async def iter_lines(self) -> AsyncIterator[str]:
        async for line in self.http_response.aiter_lines():
            yield line

    async def _write(
        self, file: str | os.PathLike[str], chunk_size: int | None
    ) -> None:
        with replacing(file) as target:
            async for chunk in self.iter_bytes(chunk_size):
                target.write(chunk)  # without a thread: local disks are fast


class BinaryAPIResponse(APIResponse[bytes]):
    """A file that has been read."""

    def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the body to a file, which appears when it is complete."""
        self._write(file, None)


class AsyncBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """A file that has been read."""

    async def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the body to a file, which appears when it is complete."""
        await self._write(file, None)


class StreamedBinaryAPIResponse(APIResponse[bytes]):
    """A file that is received while it is read."""

    def stream_to_file(
        self, file: str | os.PathLike[str], *, chunk_size: int | None = None
    ) -> None:
        """Write the body to a file, which appears when it is complete."""
        self._write(file, chunk_size)


class AsyncStreamedBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """A file that is received while it is read."""

    async def stream_to_file(
        self, file: str | os.PathLike[str], *, chunk_size: int | None = None
    ) -> None:
        """Write the body to a file, which appears when it is complete."""
        await self._write(file, chunk_size)


class MissingStreamClassError(TypeError):
    """A stream is requested without its class."""

    def __init__(self) -> None:
        super().__init__(
            "The `stream` argument was set to `True` but the `stream_cls` argument was "
            f"not given. See `{__package__}._streaming` for reference"
        )


class StreamAlreadyConsumed(OrgError):  # noqa: N818
    """The content is requested again after its pieces have been read."""

    def __init__(self) -> None:
        super().__init__(
            "Attempted to read or stream some content, but the content has already been "
            "streamed. Call `.read()` before the first piece is read, or keep the pieces."
        )


class ResponseContextManager(Generic[_APIResponseT]):
    """Sends a request when it is entered, and closes the response at the end."""

    def __init__(self, request_func: Callable[[], _APIResponseT]) -> None:
        self._request_func = request_func
        self._response: _APIResponseT | None = None

    def __enter__(self) -> _APIResponseT:
        self._response = self._request_func()
        return self._response

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        if self._response is not None:
            self._response.close()


class AsyncResponseContextManager(Generic[_AsyncAPIResponseT]):
    """Sends a request when it is entered, and closes the response at the end."""

    def __init__(self, api_request: Awaitable[_AsyncAPIResponseT]) -> None:
        self._api_request = api_request
        self._response: _AsyncAPIResponseT | None = None

    async def __aenter__(self) -> _AsyncAPIResponseT:
        self._response = await self._api_request
        return self._response

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        if self._response is not None:
            await self._response.close()


def to_streamed_response_wrapper(
    func: Callable[P, R],
) -> Callable[P, ResponseContextManager[APIResponse[R]]]:
    """Return the method with an unread response as its result."""

    @functools.wraps(func)
    def wrapped(
        *args: P.args, **kwargs: P.kwargs
    ) -> ResponseContextManager[APIResponse[R]]:
        return ResponseContextManager(_marked(func, args, kwargs, "stream"))

    return wrapped


def async_to_streamed_response_wrapper(
    func: Callable[P, Awaitable[R]],
) -> Callable[P, AsyncResponseContextManager[AsyncAPIResponse[R]]]:
    """Return the method with an unread response as its result."""

    @functools.wraps(func)
    def wrapped(
        *args: P.args, **kwargs: P.kwargs
    ) -> AsyncResponseContextManager[AsyncAPIResponse[R]]:
        return AsyncResponseContextManager(_marked(func, args, kwargs, "stream")())

    return wrapped


def to_custom_streamed_response_wrapper(
    func: Callable[P, object], response_cls: type[_APIResponseT]
) -> Callable[P, ResponseContextManager[_APIResponseT]]:
    """Return the method with an unread response of a class as its result."""

    @functools.wraps(func)
    def wrapped(
        *args: P.args, **kwargs: P.kwargs
    ) -> ResponseContextManager[_APIResponseT]:
        send = _marked(func, args, kwargs, "stream", response_cls)
        return ResponseContextManager(send)

    return wrapped


def async_to_custom_streamed_response_wrapper(
    func: Callable[P, Awaitable[object]], response_cls: type[_AsyncAPIResponseT]
) -> Callable[P, AsyncResponseContextManager[_AsyncAPIResponseT]]:
    """Return the method with an unread response of a class as its result."""

    @functools.wraps(func)
    def wrapped(
        *args: P.args, **kwargs: P.kwargs
    ) -> AsyncResponseContextManager[_AsyncAPIResponseT]:
        send = _marked(func, args, kwargs, "stream", response_cls)
        return AsyncResponseContextManager(send())

    return wrapped


def to_raw_response_wrapper(func: Callable[P, R]) -> Callable[P, APIResponse[R]]:
    """Return the method with the response as its result."""

    @functools.wraps(func)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> APIResponse[R]:
        return cast("APIResponse[R]", _marked(func, args, kwargs, "raw")())

    return wrapped


def async_to_raw_response_wrapper(
    func: Callable[P, Awaitable[R]],
) -> Callable[P, Awaitable[AsyncAPIResponse[R]]]:
    """Return the method with the response as its result."""

    @functools.wraps(func)
    async def wrapped(*args: P.args, **kwargs: P.kwargs) -> AsyncAPIResponse[R]:
        return cast("AsyncAPIResponse[R]", await _marked(func, args, kwargs, "raw")())

    return wrapped


def to_custom_raw_response_wrapper(
    func: Callable[P, object], response_cls: type[_APIResponseT]
) -> Callable[P, _APIResponseT]:
    """Return the method with a response of a class as its result."""

    @functools.wraps(func)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> _APIResponseT:
        sent = _marked(func, args, kwargs, "raw", response_cls)()
        return cast("_APIResponseT", sent)

    return wrapped


def async_to_custom_raw_response_wrapper(
    func: Callable[P, Awaitable[object]], response_cls: type[_AsyncAPIResponseT]
) -> Callable[P, Awaitable[_AsyncAPIResponseT]]:
    """Return the method with a response of a class as its result."""

    @functools.wraps(func)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Awaitable[_AsyncAPIResponseT]:
        sent = _marked(func, args, kwargs, "raw", response_cls)()
        return cast("Awaitable[_AsyncAPIResponseT]", sent)

    return wrapped


def _marked(
    func: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    mode: str,
    response_cls: type | None = None,
) -> Callable[[], Any]:
    """Return the call of a method that asks the client for a response."""
    headers: dict[str, Any] = {**(kwargs.get("extra_headers") or {})}
    headers[RAW_RESPONSE_HEADER] = mode
    if response_cls is not None:
        headers[OVERRIDE_CAST_TO_HEADER] = response_cls
    return functools.partial(func, *args, **{**kwargs, "extra_headers": headers})


def extract_response_type(typ: type[BaseAPIResponse[Any]]) -> type:
    """Return the type of the content: `bytes` for `APIResponse[bytes]`."""
    return extract_type_var_from_base(
        typ,
        generic_bases=cast(
            "tuple[type, ...]", (BaseAPIResponse, APIResponse, AsyncAPIResponse)
        ),
        index=0,
    )
