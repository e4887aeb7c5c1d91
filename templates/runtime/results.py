"""Results of calls: the response in the type that the method returns."""

# pyright: reportPrivateUsage=false
# Pages, streams and files construct themselves by methods that are not for users.

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from . import decoding
from ._http import Response
from .bounds import Bounds
from .call import Call
from .errors import APIResponseValidationError, request_id
from .logs import secrets_of
from .typeforms import is_model

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
        type_ = self.type
        received = getattr(type_, "_received", None)
        value = received(self) if received else self.typed(type_)
        if is_model(type(value)):
            # Not a member: it is neither compared nor serialized.
            vars(value)["_request_id"] = request_id(self.response)
        return value

    @property
    def type(self) -> Any:
        """The documented type of the response, within the requested type."""
        call, types = self.call, self.call.operation.results
        return call.cast_to if types is None or call.is_streamed else types.of(self)

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
