"""Results of calls: the response in the type that the method returns."""

# pyright: reportPrivateUsage=false
# Pages, streams and files construct themselves by methods that are not for users.

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Union

from . import decoding
from ._http import Response
from .bounds import Bounds
from .call import Call
from .errors import APIResponseValidationError, request_id
from .logs import secrets_of
from .typeforms import is_model, variants

if TYPE_CHECKING:
    from .redaction import Redactor


class SendCall(Protocol):
    """Sends another call: with `stream`, its response is not read."""

    def __call__(
        self, call: Call, *, stream: bool = False
    ) -> Awaitable[CallResult]: ...


class Sender(NamedTuple):
    """The means to send more requests for a result."""

    send: SendCall
    sleep: Callable[[float], Any]
    backoff: Callable[[int], float]
    max_retries: int
    asynchronous: bool


class CallResult(NamedTuple):
    """A successful response to a call."""

    response: Response
    call: Call
    decoder: decoding.Decoder
    sender: Sender
    bounds: Bounds = Bounds()
    """The bounds for reading the response later."""

    retries_taken: int = 0

    def value(self) -> Any:
        """Return the value of the method; some types construct themselves."""
        kind, type_ = self._kind()
        received = getattr(kind, "_received", None)
        value = received(self) if received else self.typed(type_)
        if is_model(type(value)):
            # Not a member: it is neither compared nor serialized.
            vars(value)["_request_id"] = request_id(self.response)
        return value

    @property
    def begin(self) -> Callable[..., Awaitable[None]] | None:
        """The function that reads the beginning of a file; None for other results."""
        begin: Callable[..., Awaitable[None]] | None
        begin = getattr(self._kind()[0], "_begin", None)
        return begin

    @property
    def download(self) -> Callable[..., Awaitable[None]] | None:
        """The function that writes a file to disk; None for other results."""
        download: Callable[..., Awaitable[None]] | None
        download = getattr(self._kind()[0], "_download", None)
        return download

    def _kind(self) -> tuple[Any, Any]:
        """Return the class of the result, and its type."""
        if self.call.operation.results and not self.call.is_streamed:
            type_ = self._documented()
            return type_, type_
        return self.call.kind, self.call.cast_to

    def _documented(self) -> Any:
        """Return the type for the status and media type, within the requested type.

        An undocumented response gets the type that its content fits. A file in place of
        something else is at least a file.
        """
        requested = variants(self.call.cast_to)
        content_type = self.response.headers.get("content-type", "")
        operation, status = self.call.operation, self.response.status_code
        type_: Any = operation.result_type(status, content_type)
        others = [variant for variant in requested if not is_file(variant)]
        if is_file(type_):
            return type_._twin if self.sender.asynchronous else type_
        if not others:
            return requested[0]
        if type_ is not None and set(variants(type_)) <= set(requested):
            return type_
        if len(others) < len(requested) and not decoding.is_json(self.response):
            return next(variant for variant in requested if is_file(variant))
        if len(others) > 1 and decoding.is_html(self.response):
            # An HTML page is none of the documented texts.
            others = [variant for variant in others if variant is not str]
        return Union[tuple(others)]  # noqa: UP007

    def typed(self, type_: Any, content: bytes | None = None) -> Any:
        """Return the body, which has been read, or a part of it, as the type."""
        try:
            return self.decoder.decode(type_, self.response, content)
        except APIResponseValidationError as error:
            error.body = self.redactor.value(error.body)
            raise

    @property
    def redactor(self) -> Redactor:
        """The redactor of the secrets of the request."""
        from .redaction import Redactor  # not needed for successful calls

        return Redactor(secrets_of(self.response.request))


def is_file(type_: Any) -> bool:
    """Return whether a type is a class of binary responses."""
    return hasattr(type_, "_begin")
