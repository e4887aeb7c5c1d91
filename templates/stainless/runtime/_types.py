"""Types of arguments and results."""

from __future__ import annotations

from collections.abc import (
    AsyncIterable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from os import PathLike
from typing import (
    IO,
    TYPE_CHECKING,
    Any,
    Literal,
    Protocol,
    Self,
    SupportsIndex,
    TypeAlias,
    TypeVar,
    Union,
    overload,
    runtime_checkable,
)

import httpx
import pydantic
from httpx import URL, AsyncBaseTransport, BaseTransport, Proxy, Response
from httpx import Timeout as Timeout
from typing_extensions import TypedDict

from ._runtime.omission import NotGiven as NotGiven
from ._runtime.omission import Omit as Omit
from ._runtime.omission import not_given as not_given
from ._runtime.omission import omit as omit

if TYPE_CHECKING:
    from ._models import BaseModel
    from ._response import APIResponse, AsyncAPIResponse

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)
ModelT = TypeVar("ModelT", bound=pydantic.BaseModel)

NOT_GIVEN = not_given
"""The earlier name of `not_given`."""

Omittable: TypeAlias = Union[_T, Omit]  # noqa: UP007
NotGivenOr: TypeAlias = Union[_T, NotGiven]  # noqa: UP007

Transport: TypeAlias = BaseTransport
AsyncTransport: TypeAlias = AsyncBaseTransport
ProxiesDict: TypeAlias = dict[str | URL, str | URL | Proxy | None]
ProxiesTypes: TypeAlias = str | Proxy | ProxiesDict

Query: TypeAlias = Mapping[str, object]
Body: TypeAlias = object
AnyMapping: TypeAlias = Mapping[str, object]
Headers: TypeAlias = Mapping[str, str | Omit]
ArrayFormat: TypeAlias = Literal["comma", "repeat", "indices", "brackets"]
NestedFormat: TypeAlias = Literal["dots", "brackets"]
StrBytesIntFloat: TypeAlias = str | bytes | int | float
PostParser: TypeAlias = Callable[[Any], Any]
IncEx: TypeAlias = (
    set[int]
    | set[str]
    | Mapping[int, Union["IncEx", bool]]
    | Mapping[str, Union["IncEx", bool]]
)

BinaryTypes: TypeAlias = bytes | bytearray | IO[bytes] | Iterable[bytes]
AsyncBinaryTypes: TypeAlias = bytes | bytearray | IO[bytes] | AsyncIterable[bytes]
Base64FileInput: TypeAlias = IO[bytes] | PathLike[str]

FileContent: TypeAlias = IO[bytes] | bytes | PathLike[str]
FileTypes: TypeAlias = (
    FileContent
    | tuple[str | None, FileContent]
    | tuple[str | None, FileContent, str | None]
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
"""A file to upload; in tuples: its name, content, media type, headers."""

RequestFiles: TypeAlias = Mapping[str, FileTypes] | Sequence[tuple[str, FileTypes]]

HttpxFileContent: TypeAlias = IO[bytes] | bytes
HttpxFileTypes: TypeAlias = (
    HttpxFileContent
    | tuple[str | None, HttpxFileContent]
    | tuple[str | None, HttpxFileContent, str | None]
    | tuple[str | None, HttpxFileContent, str | None, Mapping[str, str]]
)
HttpxRequestFiles: TypeAlias = (
    Mapping[str, HttpxFileTypes] | Sequence[tuple[str, HttpxFileTypes]]
)

if TYPE_CHECKING:
    NoneType: type[None]
else:
    NoneType = type(None)


class RequestOptions(TypedDict, total=False):
    """Options of a single request."""

    headers: Headers
    max_retries: int
    timeout: float | Timeout | None
    params: Query
    extra_json: AnyMapping
    idempotency_key: str
    follow_redirects: bool


class HttpxSendArgs(TypedDict, total=False):
    """Options of sending that the HTTP library takes."""

    auth: httpx.Auth
    follow_redirects: bool


class NoContentAsNone:
    """The mark of a result that is None for an empty response."""


@runtime_checkable
class ModelBuilderProtocol(Protocol):
    """A class that builds its instances from responses itself."""

    @classmethod
    def build(cls, *, response: Response, data: object) -> Self: ...


class HeadersLikeProtocol(Protocol):
    """Headers that are read by name."""

    def get(self, key: str, /) -> str | None: ...


HeadersLike: TypeAlias = Headers | HeadersLikeProtocol

ResponseT = TypeVar(
    "ResponseT",
    bound=Union[
        object,
        str,
        "BaseModel",
        list[Any],
        dict[str, Any],
        Response,
        ModelBuilderProtocol,
        "APIResponse[Any]",
        "AsyncAPIResponse[Any]",
        None,
    ],
)


class _GenericAlias(Protocol):
    __origin__: type[object]


@runtime_checkable
class InheritsGeneric(Protocol):
    """A class with parametrized generic bases."""

    __orig_bases__: tuple[_GenericAlias]


if TYPE_CHECKING:

    class SequenceNotStr(Protocol[_T_co]):
        """A sequence other than `str`, whose `__contains__` takes only strings.

        Without `index` and `count`, checkers infer TypedDicts in lists of dictionaries.
        """

        @overload
        def __getitem__(self, index: SupportsIndex, /) -> _T_co: ...
        @overload
        def __getitem__(self, index: slice, /) -> Sequence[_T_co]: ...
        def __contains__(self, value: object, /) -> bool: ...
        def __len__(self) -> int: ...
        def __iter__(self) -> Iterator[_T_co]: ...
        def __reversed__(self) -> Iterator[_T_co]: ...

else:
    SequenceNotStr = Sequence
