"""Options of clients and calls, in addition to the arguments of the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from typing_extensions import TypedDict

from ._http import Limits, Timeout
from .attempts import Attempt
from .omission import NotGiven, Omit

__all__ = ["ClientOptions", "FurtherOptions", "PageInfo", "RequestOptions"]


class PageInfo(NamedTuple):
    """How to request another page: changed parameters, or a whole URL.

    The values can be stored as JSON; the option `resume_from` accepts them.
    """

    params: Mapping[str, object] | None = None
    url: str | None = None


class RequestOptions(TypedDict, total=False):
    """Keyword arguments of every method; `extra_*` take precedence over all others."""

    extra_headers: Mapping[str, str | Omit] | None
    """More headers; `omit` removes a header."""

    extra_query: Mapping[str, object] | None
    extra_body: object
    """Merged into a JSON object, or sent in place of another body."""

    timeout: float | Timeout | NotGiven | None
    """Seconds for each step (connect, write, read); `None` disables the timeout."""

    deadline: float | None
    """Seconds for the whole call, including all attempts and pauses."""

    max_retries: int
    idempotency_key: str
    resume_from: PageInfo | Sequence[object] | Mapping[str, object] | str | None
    """The first page to return, from `next_page_info()` of another page.

    A `PageInfo`, its JSON, or one of its two parts; `None` is the first page.
    """


class FurtherOptions(TypedDict, total=False):
    """Rarely needed arguments of a client."""

    deadline: float | None
    """Seconds for each whole call, including all attempts and pauses."""

    backoff: Callable[[int], float] | None
    """The seconds before each retry, by its number from 0: see `Backoff`."""

    max_response_size: int | None
    """The maximum size of a response in memory, decompressed, in bytes."""

    before_attempt: Callable[[Attempt], object] | None
    """Called with each attempt before it is sent. In the asynchronous client it may be a
    coroutine function. An exception ends the call.
    """

    after_attempt: Callable[[Attempt], object] | None
    """Called with each attempt that has its response or its error."""

    limits: Limits | None
    """The maximum numbers of connections."""

    http2: bool
    """Whether to use HTTP/2 with servers that support it; needs the package `h2`."""


class Settings(FurtherOptions, total=False):
    """Arguments of every client, besides those of the API and `http_client`."""

    base_url: str | None
    timeout: float | Timeout | NotGiven | None
    max_retries: int
    default_headers: Mapping[str, str | Omit] | None
    """`with_options` merges them with those of the client, and `default_query` too."""

    default_query: Mapping[str, object] | None
    _strict_response_validation: bool


class ClientOptions(Settings, total=False):
    """Options of `with_options` that every client has."""

    set_default_headers: Mapping[str, str | Omit] | None
    """In place of those of the client."""

    set_default_query: Mapping[str, object] | None
