"""What can be said about a client or a single call, beside the arguments of the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from typing_extensions import TypedDict

from ._http import Limits, Timeout
from .attempts import Attempt

__all__ = [
    "ClientOptions", "FurtherOptions", "NotGiven", "Omit", "PageInfo", "RequestOptions", "not_given", "omit"
]  # fmt: skip


class Omit:
    """The type of `omit`: the argument is left out of the request."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "omit"

    def __reduce__(self) -> str:  # copied and pickled, it stays the same
        return "omit"


class NotGiven:
    """The type of `not_given`: the option falls back to the client's."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "not_given"

    def __reduce__(self) -> str:  # copied and pickled, it stays the same
        return "not_given"


omit: Final = Omit()
not_given: Final = NotGiven()


class PageInfo(NamedTuple):
    """How to ask for another page: changed parameters, or a whole URL.

    Plain values, which can be kept as JSON; the option `resume_from` takes them.
    """

    params: Mapping[str, object] | None = None
    url: str | None = None


class RequestOptions(TypedDict, total=False):
    """The keyword arguments that every method takes; `extra_*` win over all others."""

    extra_headers: Mapping[str, str | Omit] | None
    """Further headers; `omit` leaves out one that would be sent."""

    extra_query: Mapping[str, object] | None
    extra_body: object
    """Merged into a JSON object, or sent in place of any other body."""

    timeout: float | Timeout | NotGiven | None
    """Seconds for each step (connect, write, read); `None` waits for ever."""

    deadline: float | None
    """Seconds for the whole call, with all attempts and the pauses between them."""

    max_retries: int
    idempotency_key: str
    resume_from: PageInfo | Sequence[object] | Mapping[str, object] | str | None
    """The page to begin with: what `next_page_info()` of another page said.

    As it is, read back from JSON, or one of its two parts; `None` is the first page.
    """


class FurtherOptions(TypedDict, total=False):
    """The arguments of a client that few need."""

    deadline: float | None
    """Seconds for each whole call, with all attempts and the pauses between them."""

    backoff: Callable[[int], float] | None
    """The seconds before each further attempt, by its number from 0: see `Backoff`."""

    max_response_size: int | None
    """The most bytes of a response that are read into memory, decompressed."""

    before_attempt: Callable[[Attempt], object] | None
    """Called with each attempt before it is sent; may be a coroutine function of the
    asynchronous client. What it raises ends the call.
    """

    after_attempt: Callable[[Attempt], object] | None
    """The same when the attempt has its response or its error."""

    limits: Limits | None
    """How many connections there may be."""

    http2: bool
    """Whether HTTP/2 is spoken where the server does; needs the package `h2`."""


class ClientOptions(FurtherOptions, total=False):
    """What `with_options` can change on every client."""

    base_url: str | None
    timeout: float | Timeout | NotGiven | None
    max_retries: int
    default_headers: Mapping[str, str | Omit] | None
    """Merged with those of the client; `set_default_headers` replaces them."""

    set_default_headers: Mapping[str, str | Omit] | None
    default_query: Mapping[str, object] | None
    """Merged with those of the client; `set_default_query` replaces them."""

    set_default_query: Mapping[str, object] | None
    _strict_response_validation: bool
