"""The clients: from options to a request, and from a response to a result.

What both clients do is written once, as coroutines: see `_runtime.sync_bridge`.
"""

# pyright: reportPrivateUsage=false
# Pages and responses have methods that only clients call.

from __future__ import annotations

import inspect
import itertools
import json
import logging
import math
import platform
import sys
import time
import uuid
import warnings
from collections.abc import AsyncIterator, Generator, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from types import TracebackType
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    NamedTuple,
    Self,
    TypeAlias,
    TypeVar,
    cast,
    get_origin,
    overload,
)

import httpx
import pydantic
from httpx import URL
from pydantic import PrivateAttr

from ._constants import (
    DEFAULT_CONNECTION_LIMITS,
    DEFAULT_MAX_RETRIES,
    DEFAULT_TIMEOUT,
    INITIAL_RETRY_DELAY,
    MAX_RETRY_DELAY,
    OVERRIDE_CAST_TO_HEADER,
    RAW_RESPONSE_HEADER,
)
from ._exceptions import (
    APIConnectionError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    UnprocessableEntityError,
)
from ._files import async_to_httpx_files, to_httpx_files
from ._models import FinalRequestOptions, GenericModel, construct_type, validate_type
from ._qs import Querystring
from ._response import (
    APIResponse,
    AsyncAPIResponse,
    BaseAPIResponse,
    extract_response_type,
)
from ._runtime import charsets, logs, retries, urls
from ._runtime.certificates import trusted
from ._runtime.content import raw
from ._runtime.payload import NOTHING, Payload
from ._runtime.redaction import Redactor
from ._runtime.redirects import anonymize, settle
from ._runtime.sync_bridge import maybe_await, run
from ._streaming import AsyncStream, SSEBytesDecoder, SSEDecoder, Stream
from ._types import (
    AnyMapping,
    ArrayFormat,
    AsyncBinaryTypes,
    BinaryTypes,
    Body,
    Headers,
    ModelBuilderProtocol,
    NotGiven,
    Omit,
    PostParser,
    Query,
    RequestFiles,
    RequestOptions,
    ResponseT,
    Timeout,
    not_given,
)
from ._utils import is_given, is_mapping
from ._utils._json import openapi_dumps

log: logging.Logger = logging.getLogger(__name__)

SyncPageT = TypeVar("SyncPageT", bound="BaseSyncPage[Any]")
AsyncPageT = TypeVar("AsyncPageT", bound="BaseAsyncPage[Any]")
_T = TypeVar("_T")
_K = TypeVar("_K")
_StreamT = TypeVar("_StreamT", bound=Stream[Any])
_AsyncStreamT = TypeVar("_AsyncStreamT", bound=AsyncStream[Any])
_HttpxClientT = TypeVar("_HttpxClientT", bound=httpx.Client | httpx.AsyncClient)
_DefaultStreamT = TypeVar("_DefaultStreamT", bound=Stream[Any] | AsyncStream[Any])

HTTPX_DEFAULT_TIMEOUT = Timeout(5.0)

_MULTIPART_ARRAYS: ArrayFormat = "brackets"

_NO_NEXT_PAGE = (
    "No next page expected; please check `.has_next_page()` before calling "
    "`.get_next_page()`."
)


class PageInfo:
    """How to request another page: a URL, or changed parameters or members."""

    url: URL | NotGiven
    params: Query | NotGiven
    json: Body | NotGiven

    @overload
    def __init__(self, *, url: URL) -> None: ...
    @overload
    def __init__(self, *, params: Query) -> None: ...
    @overload
    def __init__(self, *, json: Body) -> None: ...
    def __init__(
        self,
        *,
        url: URL | NotGiven = not_given,
        json: Body | NotGiven = not_given,
        params: Query | NotGiven = not_given,
    ) -> None:
        self.url = url
        self.json = json
        self.params = params

    def __repr__(self) -> str:
        given = next((n for n in ("url", "json") if getattr(self, n)), "params")
        return f"{type(self).__name__}({given}={getattr(self, given)})"


class BasePage(GenericModel, Generic[_T]):
    """A page of a list; its class knows the items and how to request the next one."""

    _options: FinalRequestOptions = PrivateAttr()
    _model: type[_T] = PrivateAttr()

    def has_next_page(self) -> bool:
        return bool(self._get_page_items()) and self.next_page_info() is not None

    def next_page_info(self) -> PageInfo | None:
        """Return how to request the next page; None on the last one."""
        return None

    def _get_page_items(self) -> Iterable[_T]:
        raise NotImplementedError

    def _params_from_url(self, url: URL) -> httpx.QueryParams:
        return httpx.QueryParams(cast(Any, self._options.params)).merge(url.params)

    def _info_to_options(self, info: PageInfo) -> FinalRequestOptions:
        options = self._options.model_copy()
        options._strip_raw_response_header()
        if not isinstance(info.params, NotGiven):
            options.params = {**options.params, **info.params}
        elif not isinstance(info.url, NotGiven):
            named = URL(options.url)
            url = info.url.copy_with(params=self._params_from_url(info.url))
            options.params = dict(url.params)
            options.url = str(url)
            # The caller names the origin of the first page.
            if options._link or urls.origin(named) != urls.origin(url):
                options._link = str(info.url)
        else:
            given: object = options.json_data
            given = given if given else {}
            if not is_mapping(info.json) or not is_mapping(given):
                raise TypeError("Pagination is only supported with mappings")
            options.json_data = {**given, **info.json}
        return options

    def _following(self) -> FinalRequestOptions:
        info = self.next_page_info()
        if not info:
            raise RuntimeError(_NO_NEXT_PAGE)
        return self._info_to_options(info)

    def _remember(
        self, client: Any, model: type[_T], options: FinalRequestOptions
    ) -> None:
        if getattr(self, "__pydantic_private__", None) is None:
            self.__pydantic_private__ = {}
        self._model = model
        self._client = client
        self._options = options


class BaseSyncPage(BasePage[_T], Generic[_T]):
    """A page that iterates over the items of all pages from it on."""

    _client: SyncAPIClient = PrivateAttr()

    def _set_private_attributes(
        self, client: SyncAPIClient, model: type[_T], options: FinalRequestOptions
    ) -> None:
        self._remember(client, model, options)

    # A model is an iterable of its members; a page is one of its items.
    def __iter__(self) -> Iterator[_T]:  # type: ignore[override]
        for page in self.iter_pages():
            yield from page._get_page_items()

    def iter_pages(self) -> Iterator[Self]:
        page = self
        yield page
        while page.has_next_page():
            page = page.get_next_page()
            yield page

    def get_next_page(self) -> Self:
        return self._client._request_api_list(
            self._model, page=type(self), options=self._following()
        )


class BaseAsyncPage(BasePage[_T], Generic[_T]):
    """A page that iterates over the items of all pages from it on."""

    _client: AsyncAPIClient = PrivateAttr()

    def _set_private_attributes(
        self, model: type[_T], client: AsyncAPIClient, options: FinalRequestOptions
    ) -> None:
        self._remember(client, model, options)

    async def __aiter__(self) -> AsyncIterator[_T]:
        async for page in self.iter_pages():
            for item in page._get_page_items():
                yield item

    async def iter_pages(self) -> AsyncIterator[Self]:
        page = self
        yield page
        while page.has_next_page():
            page = await page.get_next_page()
            yield page

    async def get_next_page(self) -> Self:
        return await self._client._request_api_list(
            self._model, page=type(self), options=self._following()
        )


class AsyncPaginator(Generic[_T, AsyncPageT]):
    """A call for pages: await the first, or iterate over all items."""

    def __init__(
        self,
        client: AsyncAPIClient,
        options: FinalRequestOptions,
        page_cls: type[AsyncPageT],
        model: type[_T],
    ) -> None:
        self._model = model
        self._client = client
        self._options = options
        self._page_cls = page_cls

    def __await__(self) -> Generator[Any, None, AsyncPageT]:
        return self._get_page().__await__()

    async def _get_page(self) -> AsyncPageT:
        def connect(page: AsyncPageT) -> AsyncPageT:
            page._set_private_attributes(self._model, self._client, self._options)
            return page

        self._options.post_parser = connect
        return await self._client.request(self._page_cls, self._options)

    async def __aiter__(self) -> AsyncIterator[_T]:
        async for item in await self:
            yield item


class _Received(NamedTuple):
    response: httpx.Response
    options: FinalRequestOptions
    retries_taken: int


class BaseClient(Generic[_HttpxClientT, _DefaultStreamT]):
    """All that the synchronous and the asynchronous client share."""

    _client: _HttpxClientT
    _version: str
    _base_url: URL
    max_retries: int
    timeout: float | Timeout | None
    _strict_response_validation: bool
    _idempotency_header: str | None
    _default_stream_cls: type[_DefaultStreamT] | None = None
    _response_cls: type[APIResponse[Any] | AsyncAPIResponse[Any]]

    def __init__(
        self,
        *,
        version: str,
        base_url: str | URL,
        _strict_response_validation: bool,
        max_retries: int = DEFAULT_MAX_RETRIES,
        timeout: float | Timeout | None = DEFAULT_TIMEOUT,
        custom_headers: Mapping[str, str] | None = None,
        custom_query: Mapping[str, object] | None = None,
    ) -> None:
        self._version = version
        self._base_url = self._enforce_trailing_slash(URL(base_url))
        self.max_retries = max_retries
        self.timeout = timeout
        self._custom_headers = custom_headers or {}
        self._custom_query = custom_query or {}
        self._strict_response_validation = _strict_response_validation
        self._idempotency_header = None
        self._platform: Platform | None = None
        if cast(object, max_retries) is None:
            raise TypeError(
                "max_retries cannot be None. If you want to disable retries, pass `0`; "
                "if you want unlimited retries, pass `math.inf` or a very high number; "
                "if you want the default behavior, pass "
                f"`{__package__}.DEFAULT_MAX_RETRIES`"
            )

    def _enforce_trailing_slash(self, url: URL) -> URL:
        if url.raw_path.endswith(b"/"):
            return url
        return url.copy_with(raw_path=url.raw_path + b"/")

    @property
    def qs(self) -> Querystring:
        return Querystring()

    @property
    def custom_auth(self) -> httpx.Auth | None:
        return None

    @property
    def auth_headers(self) -> dict[str, str]:
        return {}

    @property
    def default_headers(self) -> dict[str, str | Omit]:
        return {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": self.user_agent,
            **self.platform_headers(),
            **self.auth_headers,
            **self._custom_headers,
        }

    @property
    def default_query(self) -> dict[str, object]:
        return {**self._custom_query}

    @property
    def user_agent(self) -> str:
        return f"{type(self).__name__}/Python {self._version}"

    @property
    def base_url(self) -> URL:
        return self._base_url

    @base_url.setter
    def base_url(self, url: URL | str) -> None:
        self._base_url = self._enforce_trailing_slash(URL(url))

    def platform_headers(self) -> dict[str, str]:
        return platform_headers(self._version, platform=self._platform)

    def _validate_headers(self, headers: Headers, custom_headers: Headers) -> None:
        """Raise an error if the headers lack something; for overriding."""

    def _build_headers(
        self, options: FinalRequestOptions, *, retries_taken: int = 0
    ) -> httpx.Headers:
        given: Headers = options.headers or {}
        merged = _merge_headers(self.default_headers, given)
        self._validate_headers(merged, given)
        headers = httpx.Headers(merged)
        key_header, key = self._idempotency_header, options.idempotency_key
        if key_header and key and key_header not in headers:
            headers[key_header] = key
        timeout = self._timeout_of(options)
        seconds = timeout.read if isinstance(timeout, Timeout) else timeout
        named = {name.lower() for name in given}
        if "x-stainless-retry-count" not in named:
            headers["x-stainless-retry-count"] = str(retries_taken)
        if "x-stainless-read-timeout" not in named and seconds is not None:
            headers["x-stainless-read-timeout"] = str(seconds)
        return headers

    def _timeout_of(self, options: FinalRequestOptions) -> float | Timeout | None:
        given = options.timeout
        return self.timeout if isinstance(given, NotGiven) else given

    def _prepare_url(self, url: str) -> URL:
        """Return the URL of a request; a path continues that of the base URL."""
        return _joined(self.base_url, url)

    def _build_request(
        self, options: FinalRequestOptions, *, retries_taken: int = 0
    ) -> httpx.Request:
        headers = self._build_headers(options, retries_taken=retries_taken)
        body = self._build_body(options, headers)
        url = self._prepare_url(options.url)
        params = _merge_mappings(self.default_query, options.params)
        query = self.qs.stringify(cast(Any, params)) if params else ""
        if query:  # over the parameters of the URL
            whole = urls.add_query(urls.drop_query(str(url), query), query)
            query = whole.partition("?")[2]
        if "_" in url.host:  # not a valid name in a handshake
            body["extensions"] = {"sni_hostname": url.host.replace("_", "-")}
        return self._client.build_request(
            method=options.method,
            url=url,
            params=query or None,
            headers=headers,
            timeout=self._timeout_of(options),
            **body,
        )

    def _build_body(
        self, options: FinalRequestOptions, headers: httpx.Headers
    ) -> dict[str, Any]:
        """Return the arguments of httpx for the body, and complete the headers."""
        json_data, content, files = _json_of(options), options.content, options.files
        body: dict[str, Any] = {}
        content_type = headers.get("Content-Type", "")
        if content_type.startswith("multipart/form-data"):
            if "boundary" not in content_type:  # httpx chooses one
                headers.pop("Content-Type")
            if json_data:
                if not is_mapping(json_data):
                    raise TypeError(
                        "Expected query input to be a dictionary for multipart requests "
                        f"but got {type(json_data)} instead."
                    )
                body["data"] = self._serialize_multipartform(cast(Any, json_data))
            files = files or ForceMultipartDict()
        if options.method.lower() == "get":
            headers.pop("Content-Type", None)
            return {}
        if content is not None and (json_data is not None or files is not None):
            other = "json_data" if json_data is not None else "files"
            raise TypeError(f"Passing both `content` and `{other}` is not supported")
        if content is not None:
            body["content"] = content
        elif isinstance(json_data, bytes):
            body["content"] = json_data
        elif not files and json_data is not None:
            body["content"] = openapi_dumps(json_data)
        body["files"] = files
        return body

    def _serialize_multipartform(
        self, data: Mapping[object, object]
    ) -> dict[str, object]:
        """Return the fields of a form; names with several values have a list."""
        found: dict[str, list[str]] = {}
        pairs = self.qs.stringify_items(cast(Any, data), array_format=_MULTIPART_ARRAYS)
        for name, value in pairs:
            found.setdefault(name, []).append(value)
        return {n: v[0] if len(v) == 1 else v for n, v in found.items()}

    def _maybe_override_cast_to(
        self, cast_to: type[ResponseT], options: FinalRequestOptions
    ) -> type[ResponseT]:
        """Return the class of responses that a wrapper asks for, or the given type."""
        headers = dict(options.headers or {})
        override: Any = headers.pop(OVERRIDE_CAST_TO_HEADER, None)
        if override is None:
            return cast_to
        options.headers = headers
        return cast("type[ResponseT]", override)

    def _should_stream_response_body(self, request: httpx.Request) -> bool:
        return bool(request.headers.get(RAW_RESPONSE_HEADER) == "stream")

    def _prepare_options(self, options: FinalRequestOptions) -> Any:
        raise NotImplementedError

    def _prepare_request(self, request: httpx.Request) -> Any:
        raise NotImplementedError

    def _sleep_for_retry(
        self,
        *,
        retries_taken: int,
        max_retries: int,
        options: FinalRequestOptions,
        response: httpx.Response | None,
    ) -> Any:
        raise NotImplementedError

    async def _exchange(
        self, options: FinalRequestOptions, *, stream: bool
    ) -> _Received:
        """Send attempts until one succeeds.

        Raises:
            APIError: The last attempt failed.
        """
        given = options.model_copy()
        if given.idempotency_key is None and given.method.lower() != "get":
            given.idempotency_key = self._idempotency_key()
        payload = self._replayable(given)
        max_retries = given.get_max_retries(self.max_retries)
        with payload.opened:
            for retries_taken in itertools.count():
                options = await maybe_await(self._prepare_options(given.model_copy()))
                request = self._build_request(options, retries_taken=retries_taken)
                await maybe_await(self._prepare_request(request))
                away = self._leads_away(given)
                if away:
                    request.url = URL(given._link)
                    anonymize(request)
                may_retry = payload.replayable and retries_taken < max_retries
                response: httpx.Response | None = None
                try:
                    response = await self._send(request, options, stream, away)
                except Exception as error:
                    log.debug("No response: %s", type(error).__name__)
                    if not may_retry or not self._should_retry_on_connection_error(
                        request
                    ):
                        if isinstance(error, httpx.TimeoutException):
                            raise APITimeoutError(request=request) from error
                        raise APIConnectionError(request=request) from error
                else:
                    if response.is_success:
                        return _Received(response, options, retries_taken)
                    if not may_retry or not self._should_retry(response):
                        await self._finish(response, "read")
                        raise self._make_status_error_from_response(response)
                    await self._finish(response, "close")
                await maybe_await(
                    self._sleep_for_retry(
                        retries_taken=retries_taken,
                        max_retries=max_retries,
                        options=given,
                        response=response,
                    )
                )
        raise AssertionError("unreachable")

    def _replayable(self, options: FinalRequestOptions) -> Payload:
        """Replace the content by one that every attempt can send, if that is possible."""
        if options.content is None:
            return NOTHING._replace(replayable=_is_repeatable(options.files))
        headers: dict[str, str] = {}
        asynchronous = isinstance(self._client, httpx.AsyncClient)
        payload = raw(options.content, headers, asynchronous)
        options.content = payload.arguments["content"]
        options.headers = {**headers, **(options.headers or {})}
        return payload

    def _leads_away(self, options: FinalRequestOptions) -> bool:
        """Return whether a link of the server leads to another origin."""
        if not options._link:
            return False
        url = URL(options._link)
        return url.is_absolute_url and urls.origin(url) != urls.origin(self.base_url)

    async def _send(
        self,
        request: httpx.Request,
        options: FinalRequestOptions,
        stream: bool,
        away: bool,
    ) -> httpx.Response:
        """Send a request, and follow redirects.

        Only the API gets the credentials: not an origin that a server names.
        """
        http, follow = self._client, options.follow_redirects
        stream = stream or self._should_stream_response_body(request)
        sending: dict[str, Any] = {"stream": stream, "follow_redirects": False}
        if away or self.custom_auth is not None:
            sending["auth"] = None if away else self.custom_auth
        history: list[httpx.Response] = []
        while True:
            response: httpx.Response = await maybe_await(http.send(request, **sending))
            charsets.settle(response)
            self._log_response(response)
            response.history = [*history]
            following = response.next_request
            if following is None or not (
                http.follow_redirects if follow is None else follow
            ):
                return response
            await self._finish(response, "read")
            history.append(response)
            if len(history) > http.max_redirects:
                problem = "Exceeded maximum allowed redirects."
                raise httpx.TooManyRedirects(problem, request=following)
            upgrade = _is_upgrade(request.url, following.url)
            if not upgrade and settle(request, following):
                sending["auth"] = None
            request = following

    async def _finish(
        self, response: httpx.Response, way: Literal["read", "close"]
    ) -> None:
        if not response.is_closed:
            later = "a" if isinstance(self._client, httpx.AsyncClient) else ""
            await maybe_await(getattr(response, f"{later}{way}")())

    def _log_response(self, response: httpx.Response) -> None:
        if log.isEnabledFor(logging.INFO):
            own = self.auth_headers
            secrets = (*logs.secrets_of(response.request), *own.values())
            names = frozenset(name.lower() for name in own)
            logs.Log(log, names).response(response, Redactor(secrets).text)

    def _make_status_error_from_response(
        self, response: httpx.Response
    ) -> APIStatusError:
        message, body = f"Error code: {response.status_code}", None
        # A hook may have closed the response before it was read.
        if not response.is_closed or response.is_stream_consumed:
            body = text = charsets.text(response).strip()
            try:
                body = json.loads(text)
                message = f"{message} - {body}"
            except ValueError:
                message = text or message
        return self._make_status_error(message, body=body, response=response)

    def _make_status_error(
        self, err_msg: str, *, body: object, response: httpx.Response
    ) -> APIStatusError:
        status = response.status_code
        other = InternalServerError if status >= 500 else APIStatusError
        type_ = _ERRORS.get(status, other)
        return type_(err_msg, response=response, body=body)

    def _make_sse_decoder(self) -> SSEDecoder | SSEBytesDecoder:
        return SSEDecoder()

    def _process_response_data(
        self, *, data: object, cast_to: type[ResponseT], response: httpx.Response
    ) -> ResponseT:
        """Return JSON as a type: unvalidated, unless the client is strict."""
        value: object = data
        try:
            if data is None or cast_to is object:
                pass
            elif inspect.isclass(cast_to) and issubclass(cast_to, ModelBuilderProtocol):
                value = cast_to.build(response=response, data=data)
            elif self._strict_response_validation:
                value = validate_type(type_=cast_to, value=data)
            else:
                value = construct_type(type_=cast_to, value=data)
        except pydantic.ValidationError as error:
            raise APIResponseValidationError(response=response, body=data) from error
        return cast(ResponseT, value)

    def _received(
        self,
        cast_to: Any,
        options: FinalRequestOptions,
        response: httpx.Response,
        stream: bool,
        stream_cls: Any,
        retries_taken: int,
    ) -> tuple[Any, bool]:
        """Return the response as the type wraps it, and whether it is to be parsed."""
        origin: Any = get_origin(cast_to) or cast_to
        sent = (*response.history, response)[0].request
        is_raw = bool(sent.headers.get(RAW_RESPONSE_HEADER))
        kind: Any = self._response_cls
        own = inspect.isclass(origin) and issubclass(origin, BaseAPIResponse)
        if own and (is_raw or not stream):
            if not issubclass(origin, self._response_cls):
                raise TypeError(
                    f"API Response types must subclass {kind}; Received {origin}"
                )
            kind, cast_to = cast_to, extract_response_type(cast_to)
        elif cast_to is httpx.Response:
            return response, False
        wrapped = kind(
            raw=response,
            client=self,
            cast_to=cast_to,
            stream=stream,
            stream_cls=stream_cls,
            options=options,
            retries_taken=retries_taken,
        )
        return wrapped, not is_raw and kind is self._response_cls

    def _should_retry(self, response: httpx.Response) -> bool:
        return retries.after_response(cast(Any, response), repeatable=True)

    def _should_retry_on_connection_error(self, _request: httpx.Request) -> bool:
        return True

    def _parse_retry_after_header(
        self, response_headers: httpx.Headers | None = None
    ) -> float | None:
        """Return the seconds that the server asks to wait."""
        return (
            None if response_headers is None else retries.retry_after(response_headers)
        )

    def _calculate_retry_timeout(
        self,
        remaining_retries: int,
        options: FinalRequestOptions,
        response_headers: httpx.Headers | None = None,
    ) -> float:
        """Return the seconds before the next attempt: the server's, or the backoff."""
        asked = self._parse_retry_after_header(response_headers)
        if asked is not None and 0 < asked <= retries.MAX_RETRY_AFTER:
            return asked
        number = options.get_max_retries(self.max_retries) - remaining_retries
        return retries.Backoff(INITIAL_RETRY_DELAY, MAX_RETRY_DELAY)(number)

    def _retry_delay(
        self,
        retries_taken: int,
        max_retries: int,
        options: FinalRequestOptions,
        response: httpx.Response | None,
    ) -> float:
        left = max_retries - retries_taken
        log.info("Request failed, %s retries left", left)
        if left == math.inf:  # their number tells nothing of those that were made
            options = options.model_copy(update={"max_retries": retries_taken})
            left = 0
        headers = None if response is None else response.headers
        delay = self._calculate_retry_timeout(left, options, headers)
        log.info("Retrying request in %f seconds", delay)
        return delay

    def _idempotency_key(self) -> str:
        return f"stainless-python-retry-{uuid.uuid4()}"


_ERRORS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def _with_defaults(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of an HTTP client with the defaults of this package."""
    defaults: dict[str, Any] = {
        "timeout": DEFAULT_TIMEOUT,
        "limits": DEFAULT_CONNECTION_LIMITS,
        "follow_redirects": True,
    }
    given = {**defaults, **options}
    own = (
        given.get("cert") or given.get("transport") or not given.get("trust_env", True)
    )
    if not own and given.get("verify", True) is True:
        given["verify"] = trusted()
    return given


class _DefaultHttpxClient(httpx.Client):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**_with_defaults(kwargs))


class _DefaultAsyncHttpxClient(httpx.AsyncClient):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**_with_defaults(kwargs))


class _DefaultAioHttpClient(_DefaultAsyncHttpxClient):
    def __new__(cls, **kwargs: Any) -> Self:
        try:  # imported for those who use it
            import httpx_aiohttp  # type: ignore[import-not-found,unused-ignore] # pyright: ignore
        except ImportError:
            raise RuntimeError(
                "To use the aiohttp client you must have installed the package with the "
                "`aiohttp` extra"
            ) from None
        library: Any = httpx_aiohttp
        bases = (cls, library.HttpxAiohttpClient)
        return super().__new__(cast("type[Self]", type(cls.__name__, bases, {})))


if TYPE_CHECKING:
    DefaultHttpxClient = httpx.Client
    """`httpx.Client` with the defaults of this package."""

    DefaultAsyncHttpxClient = httpx.AsyncClient
    """`httpx.AsyncClient` with the defaults of this package."""

    DefaultAioHttpClient = httpx.AsyncClient
    """`httpx.AsyncClient` with the defaults of this package, which uses aiohttp."""
else:
    DefaultHttpxClient = _DefaultHttpxClient
    DefaultAsyncHttpxClient = _DefaultAsyncHttpxClient
    DefaultAioHttpClient = _DefaultAioHttpClient


class SyncHttpxClientWrapper(DefaultHttpxClient):
    """The HTTP client of a client without one; closed when it is not used anymore."""

    def __del__(self) -> None:
        with suppress(Exception):
            if not self.is_closed:
                self.close()


class AsyncHttpxClientWrapper(DefaultAsyncHttpxClient):
    """The HTTP client of a client without one; closed when it is not used anymore."""

    def __del__(self) -> None:
        with suppress(Exception):
            if not self.is_closed:
                import asyncio  # loaded already wherever it is used

                loop = asyncio.get_running_loop()
                _closing_tasks.add(task := loop.create_task(self.aclose()))
                task.add_done_callback(_closing_tasks.discard)


_closing_tasks: set[Any] = set()


class SyncAPIClient(BaseClient[httpx.Client, Stream[Any]]):
    """Sends requests and returns the results."""

    _client: httpx.Client
    _default_stream_cls: type[Stream[Any]] | None = None
    _response_cls = APIResponse

    def __init__(
        self,
        *,
        version: str,
        base_url: str | URL,
        max_retries: int = DEFAULT_MAX_RETRIES,
        timeout: float | Timeout | NotGiven | None = not_given,
        http_client: httpx.Client | None = None,
        custom_headers: Mapping[str, str] | None = None,
        custom_query: Mapping[str, object] | None = None,
        _strict_response_validation: bool,
    ) -> None:
        _check_http_client(http_client, httpx.Client)
        timeout = _timeout(timeout, http_client)
        super().__init__(
            version=version,
            timeout=timeout,
            base_url=base_url,
            max_retries=max_retries,
            custom_query=custom_query,
            custom_headers=custom_headers,
            _strict_response_validation=_strict_response_validation,
        )
        self._client = http_client or SyncHttpxClientWrapper(
            base_url=base_url, timeout=timeout
        )

    def is_closed(self) -> bool:
        return self._client.is_closed

    def close(self) -> None:
        """Close the HTTP client, which copies of this client share."""
        if hasattr(self, "_client"):  # the constructor may have failed
            self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        self.close()

    def _prepare_options(self, options: FinalRequestOptions) -> FinalRequestOptions:
        """Return the options of an attempt; for overriding."""
        return options

    def _prepare_request(self, request: httpx.Request) -> None:
        """Change the request of an attempt; for overriding."""

    @overload
    def request(
        self,
        cast_to: type[ResponseT],
        options: FinalRequestOptions,
        *,
        stream: Literal[True],
        stream_cls: type[_StreamT],
    ) -> _StreamT: ...
    @overload
    def request(
        self,
        cast_to: type[ResponseT],
        options: FinalRequestOptions,
        *,
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    def request(
        self,
        cast_to: type[ResponseT],
        options: FinalRequestOptions,
        *,
        stream: bool = False,
        stream_cls: type[_StreamT] | None = None,
    ) -> ResponseT | _StreamT: ...
    def request(
        self,
        cast_to: type[ResponseT],
        options: FinalRequestOptions,
        *,
        stream: bool = False,
        stream_cls: type[_StreamT] | None = None,
    ) -> ResponseT | _StreamT:
        """Send a request and return its result."""
        cast_to = self._maybe_override_cast_to(cast_to, options)
        received = run(self._exchange(options, stream=stream))
        return self._process_response(
            cast_to=cast_to,
            options=received.options,
            response=received.response,
            stream=stream,
            stream_cls=stream_cls,
            retries_taken=received.retries_taken,
        )

    def _sleep_for_retry(
        self,
        *,
        retries_taken: int,
        max_retries: int,
        options: FinalRequestOptions,
        response: httpx.Response | None,
    ) -> None:
        time.sleep(self._retry_delay(retries_taken, max_retries, options, response))

    def _process_response(
        self,
        *,
        cast_to: type[ResponseT],
        options: FinalRequestOptions,
        response: httpx.Response,
        stream: bool,
        stream_cls: type[Stream[Any]] | type[AsyncStream[Any]] | None,
        retries_taken: int = 0,
    ) -> ResponseT:
        result, unparsed = self._received(
            cast_to, options, response, stream, stream_cls, retries_taken
        )
        return cast(ResponseT, result.parse() if unparsed else result)

    def _request_api_list(
        self, model: type[object], page: type[SyncPageT], options: FinalRequestOptions
    ) -> SyncPageT:
        def connect(found: SyncPageT) -> SyncPageT:
            found._set_private_attributes(self, model, options)
            return found

        options.post_parser = connect
        return self.request(page, options, stream=False)

    @overload
    def get(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    def get(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: type[_StreamT],
    ) -> _StreamT: ...
    @overload
    def get(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        options: RequestOptions = {},
        stream: bool,
        stream_cls: type[_StreamT] | None = None,
    ) -> ResponseT | _StreamT: ...
    def get(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: type[_StreamT] | None = None,
    ) -> ResponseT | _StreamT:
        final = _final("get", path, options)
        return self.request(cast_to, final, stream=stream, stream_cls=stream_cls)

    @overload
    def post(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        body: Body | None = None,
        content: BinaryTypes | None = None,
        options: RequestOptions = {},
        files: RequestFiles | None = None,
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    def post(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        body: Body | None = None,
        content: BinaryTypes | None = None,
        options: RequestOptions = {},
        files: RequestFiles | None = None,
        stream: Literal[True],
        stream_cls: type[_StreamT],
    ) -> _StreamT: ...
    @overload
    def post(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        body: Body | None = None,
        content: BinaryTypes | None = None,
        options: RequestOptions = {},
        files: RequestFiles | None = None,
        stream: bool,
        stream_cls: type[_StreamT] | None = None,
    ) -> ResponseT | _StreamT: ...
    def post(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        body: Body | None = None,
        content: BinaryTypes | None = None,
        options: RequestOptions = {},
        files: RequestFiles | None = None,
        stream: bool = False,
        stream_cls: type[_StreamT] | None = None,
    ) -> ResponseT | _StreamT:
        final = _final("post", path, options, body, content, to_httpx_files(files))
        return self.request(cast_to, final, stream=stream, stream_cls=stream_cls)

    def patch(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        body: Body | None = None,
        content: BinaryTypes | None = None,
        files: RequestFiles | None = None,
        options: RequestOptions = {},
    ) -> ResponseT:
        final = _final("patch", path, options, body, content, to_httpx_files(files))
        return self.request(cast_to, final)

    def put(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        body: Body | None = None,
        content: BinaryTypes | None = None,
        files: RequestFiles | None = None,
        options: RequestOptions = {},
    ) -> ResponseT:
        final = _final("put", path, options, body, content, to_httpx_files(files))
        return self.request(cast_to, final)

    def delete(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        body: Body | None = None,
        content: BinaryTypes | None = None,
        options: RequestOptions = {},
    ) -> ResponseT:
        return self.request(cast_to, _final("delete", path, options, body, content))

    def get_api_list(
        self,
        path: str,
        *,
        model: type[object],
        page: type[SyncPageT],
        body: Body | None = None,
        options: RequestOptions = {},
        method: str = "get",
    ) -> SyncPageT:
        """Return the first page of a list."""
        return self._request_api_list(model, page, _final(method, path, options, body))


class AsyncAPIClient(BaseClient[httpx.AsyncClient, AsyncStream[Any]]):
    """Sends requests and returns the results."""

    _client: httpx.AsyncClient
    _default_stream_cls: type[AsyncStream[Any]] | None = None
    _response_cls = AsyncAPIResponse

    def __init__(
        self,
        *,
        version: str,
        base_url: str | URL,
        _strict_response_validation: bool,
        max_retries: int = DEFAULT_MAX_RETRIES,
        timeout: float | Timeout | NotGiven | None = not_given,
        http_client: httpx.AsyncClient | None = None,
        custom_headers: Mapping[str, str] | None = None,
        custom_query: Mapping[str, object] | None = None,
    ) -> None:
        _check_http_client(http_client, httpx.AsyncClient)
        timeout = _timeout(timeout, http_client)
        super().__init__(
            version=version,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            custom_query=custom_query,
            custom_headers=custom_headers,
            _strict_response_validation=_strict_response_validation,
        )
        self._client = http_client or AsyncHttpxClientWrapper(
            base_url=base_url, timeout=timeout
        )

    def is_closed(self) -> bool:
        return self._client.is_closed

    async def close(self) -> None:
        """Close the HTTP client, which copies of this client share."""
        await self._client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        await self.close()

    async def _prepare_options(
        self, options: FinalRequestOptions
    ) -> FinalRequestOptions:
        """Return the options of an attempt; for overriding."""
        return options

    async def _prepare_request(self, request: httpx.Request) -> None:
        """Change the request of an attempt; for overriding."""

    @overload
    async def request(
        self,
        cast_to: type[ResponseT],
        options: FinalRequestOptions,
        *,
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    async def request(
        self,
        cast_to: type[ResponseT],
        options: FinalRequestOptions,
        *,
        stream: Literal[True],
        stream_cls: type[_AsyncStreamT],
    ) -> _AsyncStreamT: ...
    @overload
    async def request(
        self,
        cast_to: type[ResponseT],
        options: FinalRequestOptions,
        *,
        stream: bool,
        stream_cls: type[_AsyncStreamT] | None = None,
    ) -> ResponseT | _AsyncStreamT: ...
    async def request(
        self,
        cast_to: type[ResponseT],
        options: FinalRequestOptions,
        *,
        stream: bool = False,
        stream_cls: type[_AsyncStreamT] | None = None,
    ) -> ResponseT | _AsyncStreamT:
        """Send a request and return its result."""
        cast_to = self._maybe_override_cast_to(cast_to, options)
        received = await self._exchange(options, stream=stream)
        return await self._process_response(
            cast_to=cast_to,
            options=received.options,
            response=received.response,
            stream=stream,
            stream_cls=stream_cls,
            retries_taken=received.retries_taken,
        )

    async def _sleep_for_retry(
        self,
        *,
        retries_taken: int,
        max_retries: int,
        options: FinalRequestOptions,
        response: httpx.Response | None,
    ) -> None:
        import anyio  # for asyncio and trio; kept out of the import time

        delay = self._retry_delay(retries_taken, max_retries, options, response)
        await anyio.sleep(delay)

    async def _process_response(
        self,
        *,
        cast_to: type[ResponseT],
        options: FinalRequestOptions,
        response: httpx.Response,
        stream: bool,
        stream_cls: type[Stream[Any]] | type[AsyncStream[Any]] | None,
        retries_taken: int = 0,
    ) -> ResponseT:
        result, unparsed = self._received(
            cast_to, options, response, stream, stream_cls, retries_taken
        )
        return cast(ResponseT, await result.parse() if unparsed else result)

    def _request_api_list(
        self, model: type[_T], page: type[AsyncPageT], options: FinalRequestOptions
    ) -> AsyncPaginator[_T, AsyncPageT]:
        return AsyncPaginator(client=self, options=options, page_cls=page, model=model)

    @overload
    async def get(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    async def get(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: type[_AsyncStreamT],
    ) -> _AsyncStreamT: ...
    @overload
    async def get(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        options: RequestOptions = {},
        stream: bool,
        stream_cls: type[_AsyncStreamT] | None = None,
    ) -> ResponseT | _AsyncStreamT: ...
    async def get(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: type[_AsyncStreamT] | None = None,
    ) -> ResponseT | _AsyncStreamT:
        final = _final("get", path, options)
        return await self.request(cast_to, final, stream=stream, stream_cls=stream_cls)

    @overload
    async def post(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        body: Body | None = None,
        content: AsyncBinaryTypes | None = None,
        files: RequestFiles | None = None,
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    async def post(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        body: Body | None = None,
        content: AsyncBinaryTypes | None = None,
        files: RequestFiles | None = None,
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: type[_AsyncStreamT],
    ) -> _AsyncStreamT: ...
    @overload
    async def post(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        body: Body | None = None,
        content: AsyncBinaryTypes | None = None,
        files: RequestFiles | None = None,
        options: RequestOptions = {},
        stream: bool,
        stream_cls: type[_AsyncStreamT] | None = None,
    ) -> ResponseT | _AsyncStreamT: ...
    async def post(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        body: Body | None = None,
        content: AsyncBinaryTypes | None = None,
        files: RequestFiles | None = None,
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: type[_AsyncStreamT] | None = None,
    ) -> ResponseT | _AsyncStreamT:
        read = await async_to_httpx_files(files)
        final = _final("post", path, options, body, content, read)
        return await self.request(cast_to, final, stream=stream, stream_cls=stream_cls)

    async def patch(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        body: Body | None = None,
        content: AsyncBinaryTypes | None = None,
        files: RequestFiles | None = None,
        options: RequestOptions = {},
    ) -> ResponseT:
        read = await async_to_httpx_files(files)
        final = _final("patch", path, options, body, content, read)
        return await self.request(cast_to, final)

    async def put(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        body: Body | None = None,
        content: AsyncBinaryTypes | None = None,
        files: RequestFiles | None = None,
        options: RequestOptions = {},
    ) -> ResponseT:
        read = await async_to_httpx_files(files)
        final = _final("put", path, options, body, content, read)
        return await self.request(cast_to, final)

    async def delete(
        self,
        path: str,
        *,
        cast_to: type[ResponseT],
        body: Body | None = None,
        content: AsyncBinaryTypes | None = None,
        options: RequestOptions = {},
    ) -> ResponseT:
        final = _final("delete", path, options, body, content)
        return await self.request(cast_to, final)

    def get_api_list(
        self,
        path: str,
        *,
        model: type[_T],
        page: type[AsyncPageT],
        body: Body | None = None,
        options: RequestOptions = {},
        method: str = "get",
    ) -> AsyncPaginator[_T, AsyncPageT]:
        """Return a call for pages: await the first, or iterate over all items."""
        return self._request_api_list(model, page, _final(method, path, options, body))


def _final(
    method: str,
    path: str,
    options: RequestOptions,
    body: Body | None = None,
    content: Any = None,
    files: Any = None,
) -> FinalRequestOptions:
    """Return the options of a request."""
    if content is not None and (body is not None or files is not None):
        other = "body" if body is not None else "files"
        raise TypeError(f"Passing both `{other}` and `content` is not supported")
    if isinstance(body, bytes):
        warnings.warn(
            "Passing raw bytes as `body` is deprecated and will be removed in a future "
            "version. Please pass raw bytes via the `content` parameter instead.",
            DeprecationWarning,
            stacklevel=3,
        )
    return FinalRequestOptions.construct(
        method=method,
        url=path,
        json_data=body,
        content=content,
        files=files,
        **options,
    )


def _timeout(
    given: float | Timeout | NotGiven | None,
    http_client: httpx.Client | httpx.AsyncClient | None,
) -> float | Timeout | None:
    """Return the timeout, or that of the HTTP client unless it is the library's."""
    if not isinstance(given, NotGiven):
        return given
    own = http_client.timeout if http_client else HTTPX_DEFAULT_TIMEOUT
    return DEFAULT_TIMEOUT if own == HTTPX_DEFAULT_TIMEOUT else own


def _check_http_client(http_client: object, wanted: type[object]) -> None:
    if http_client is not None and not isinstance(http_client, wanted):
        raise TypeError(
            "Invalid `http_client` argument; Expected an instance of "
            f"`httpx.{wanted.__name__}` but got {type(http_client)}"
        )


def _json_of(options: FinalRequestOptions) -> Any:
    """Return the JSON of the body with the members that the caller adds."""
    data, extra = options.json_data, options.extra_json
    if isinstance(data, NotGiven):
        data = None
    if extra is None or data is None:
        return data if extra is None else extra
    if not is_mapping(data):
        raise RuntimeError(
            f"Unexpected JSON data type, {type(data)}, cannot merge with `extra_body`"
        )
    return _merge_mappings(data, extra)


@lru_cache(maxsize=256)  # parsing takes a tenth of the time of a call
def _joined(base: URL, url: str) -> URL:
    given = URL(url)
    if not given.is_relative_url:
        return given
    return base.copy_with(raw_path=base.raw_path + given.raw_path.lstrip(b"/"))


def _is_repeatable(files: Any) -> bool:
    """Return whether all files can be sent again: httpx sends them from their start."""
    named: Any = files or ()
    values: list[Any] = (
        [*named.values()] if is_mapping(files) else [f for _, f in named]
    )
    contents = (v[1] if issubclass(type(v), tuple) else v for v in values)
    return all(getattr(content, "seekable", lambda: True)() for content in contents)


class ForceMultipartDict(dict[str, Any]):
    """Makes httpx send a multipart form without files."""

    def __bool__(self) -> bool:
        return True


def _is_upgrade(sent: URL, following: URL) -> bool:
    """Return whether a redirect leads from HTTP to HTTPS of the same host."""
    schemes = (sent.scheme, following.scheme)
    ports = (sent.port or 80, following.port or 443)
    return (
        sent.host == following.host
        and schemes == ("http", "https")
        and ports == (80, 443)
    )


def _merge_headers(
    defaults: Mapping[str, str | Omit], given: Mapping[str, str | Omit]
) -> dict[str, str]:
    """Return the headers without those that are `Omit`; of each name, the last one."""
    merged = {
        name.lower(): (name, value)
        for name, value in (*defaults.items(), *given.items())
    }
    return {
        name: value for name, value in merged.values() if not isinstance(value, Omit)
    }


def _merge_mappings(
    obj1: Mapping[_K, _T | Omit], obj2: Mapping[_K, _T | Omit]
) -> dict[_K, _T]:
    """Return both mappings in one, without values that are `Omit`; the second wins."""
    merged = {**obj1, **obj2}
    return {key: value for key, value in merged.items() if not isinstance(value, Omit)}


def make_request_options(
    *,
    query: Query | None = None,
    extra_headers: Headers | None = None,
    extra_query: Query | None = None,
    extra_body: Body | None = None,
    idempotency_key: str | None = None,
    timeout: float | httpx.Timeout | NotGiven | None = not_given,
    post_parser: PostParser | NotGiven = not_given,
) -> RequestOptions:
    """Return the options of a call that are given."""
    options: RequestOptions = {}
    if extra_headers is not None:
        options["headers"] = extra_headers
    if extra_body is not None:
        options["extra_json"] = cast(AnyMapping, extra_body)
    if query is not None or extra_query is not None:
        options["params"] = {**(query or {}), **(extra_query or {})}
    if not isinstance(timeout, NotGiven):
        options["timeout"] = timeout
    if idempotency_key is not None:
        options["idempotency_key"] = idempotency_key
    if is_given(post_parser):
        cast("dict[str, Any]", options)["post_parser"] = post_parser
    return options


def with_method_defaults(
    options: RequestOptions,
    client: BaseClient[Any, Any],
    *,
    timeout: float | None = None,
    max_retries: int | None = None,
) -> RequestOptions:
    """Return the options of a call, completed by those of its method.

    A client whose timeout or number of retries is not the default keeps its own.
    """
    own: RequestOptions = {}
    if timeout is not None and client.timeout == DEFAULT_TIMEOUT:
        own["timeout"] = timeout
    if max_retries is not None and client.max_retries == DEFAULT_MAX_RETRIES:
        own["max_retries"] = max_retries
    return {**own, **options}


class OtherPlatform:
    """An operating system without a name of its own in the headers."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return f"Other:{self.name}"


class OtherArch:
    """An architecture without a name of its own in the headers."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return f"other:{self.name}"


Platform: TypeAlias = (
    OtherPlatform
    | Literal[
        "MacOS", "Linux", "Windows", "FreeBSD", "OpenBSD", "iOS", "Android", "Unknown"
    ]
)
Arch: TypeAlias = OtherArch | Literal["x32", "x64", "arm", "arm64", "unknown"]

_SYSTEMS: Mapping[str, Platform] = {
    "darwin": "MacOS",
    "windows": "Windows",
    "freebsd": "FreeBSD",
    "openbsd": "OpenBSD",
    "linux": "Linux",
}
_ARCHITECTURES: Mapping[str, Arch] = {
    "arm64": "arm64",
    "aarch64": "arm64",
    "arm": "arm",
    "x86_64": "x64",
}


def get_platform() -> Platform:
    try:
        system, name = platform.system().lower(), platform.platform().lower()
    except Exception:  # noqa: BLE001
        return "Unknown"
    if "iphone" in name or "ipad" in name:
        return "iOS"
    if "android" in name and system not in ("darwin", "windows"):
        return "Android"
    if system in _SYSTEMS:
        return _SYSTEMS[system]
    return OtherPlatform(name) if name else "Unknown"


def get_python_runtime() -> str:
    return platform.python_implementation() or "unknown"


def get_python_version() -> str:
    return platform.python_version() or "unknown"


def get_architecture() -> Arch:
    try:
        machine = platform.machine().lower()
    except Exception:  # noqa: BLE001
        return "unknown"
    if machine in _ARCHITECTURES:
        return _ARCHITECTURES[machine]
    if sys.maxsize <= 2**32:
        return "x32"
    return OtherArch(machine) if machine else "unknown"


@cache
def platform_headers(version: str, *, platform: Platform | None) -> dict[str, str]:
    """Return the headers that describe the package and where it runs."""
    return {
        "X-Stainless-Lang": "python",
        "X-Stainless-Package-Version": version,
        "X-Stainless-OS": str(platform or get_platform()),
        "X-Stainless-Arch": str(get_architecture()),
        "X-Stainless-Runtime": get_python_runtime(),
        "X-Stainless-Runtime-Version": get_python_version(),
    }
