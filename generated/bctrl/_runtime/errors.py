"""What a call can raise. The package exports `ClientError` under the API's name."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ._http import UNSENDABLE, Request, RequestError, Response, TimeoutException
from .logs import request_line

if TYPE_CHECKING:
    from .streaming import ServerSentEvent


class ClientError(Exception):
    """The base of all errors of this package."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions are copied and pickled by calling the class with `args`, which
        # does not work for those that take other arguments.
        return _rebuild, (type(self), self.args), self.__dict__


def _rebuild(type_: type[ClientError], args: tuple[Any, ...]) -> ClientError:
    return type_.__new__(type_, *args)


class MissingCredentialsError(ClientError):
    """The operation needs credentials that the client was not given."""


class PaginationError(ClientError):
    """There is no next page, or asking for it would bring the same page again."""


class WebhookVerificationError(ClientError):
    """The signature of a webhook is missing or wrong."""


class APIError(ClientError):
    """A request that did not end well."""

    def __init__(
        self, message: str, request: Request, *, body: object | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.request = request
        self.body = body
        """The response body: the documented error model, other JSON, text, or None."""

    def as_curl(self, *, show_secrets: bool = False) -> str:
        """The request as a command for curl.

        Secrets are hidden unless asked for. `@body` stands for content that is no text,
        and files of a form for files of their names.
        """
        from .curl import as_curl  # not needed before

        return as_curl(self.request, show_secrets=show_secrets)


class APIConnectionError(APIError):
    """No response, or none that could be read."""

    def __init__(self, *, message: str = "Connection error.", request: Request) -> None:
        super().__init__(message, request)


class APITimeoutError(APIConnectionError):
    """The server took too long."""

    def __init__(
        self, request: Request, *, message: str = "Request timed out."
    ) -> None:
        super().__init__(message=message, request=request)


class APIResponseValidationError(APIError):
    """The body of a successful response is not what the document promises."""

    def __init__(self, response: Response, message: str, body: object = None) -> None:
        message = f"The response is not as documented: {message}"
        super().__init__(message, response.request, body=body)
        self.response = response
        self.status_code: int = response.status_code
        self.request_id = request_id(response)


class APIStreamError(APIError):
    """The server tells of an error inside a stream that it had begun."""

    def __init__(
        self,
        message: str,
        *,
        response: Response,
        body: object,
        event: ServerSentEvent,
    ) -> None:
        super().__init__(message, response.request, body=body)
        self.response = response
        self.request_id = request_id(response)
        self.event = event


class ResponseTooLargeError(APIError):
    """The body of a response is larger than `max_response_size` allows."""

    def __init__(self, response: Response, limit: int) -> None:
        message = f"The response is larger than {limit} bytes."
        super().__init__(message, response.request)
        self.response = response
        self.status_code: int = response.status_code


class APIStatusError(APIError):
    """The server answered with a status that is not a success."""

    def __init__(self, message: str, *, response: Response, body: object) -> None:
        super().__init__(message, response.request, body=body)
        self.response = response
        self.status_code: int = response.status_code
        self.request_id = request_id(response)


class BadRequestError(APIStatusError):
    """400"""


class AuthenticationError(APIStatusError):
    """401"""


class PermissionDeniedError(APIStatusError):
    """403"""


class NotFoundError(APIStatusError):
    """404"""


class ConflictError(APIStatusError):
    """409"""


class UnprocessableEntityError(APIStatusError):
    """422"""


class RateLimitError(APIStatusError):
    """429"""


class InternalServerError(APIStatusError):
    """500 and above"""


_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


@contextmanager
def connection_errors() -> Generator[None]:
    """Let the errors of the HTTP library out as those of this package."""
    try:
        yield
    except TimeoutException as error:
        message = f"Request timed out: {_what_happened(error)}"
        raise APITimeoutError(error.request, message=message) from error
    except RequestError as error:
        message = f"Connection error: {_what_happened(error)}"
        raise APIConnectionError(message=message, request=error.request) from error


def _what_happened(error: RequestError) -> str:
    """Which request failed, and why, without what may be secret."""
    cause = type(error).__name__
    # What is wrong with a request is quoted from it, and may be a credential.
    if str(error) and not isinstance(error, UNSENDABLE):
        cause += f": {error}"
    return f"{request_line(error.request)}: {cause}"


def status_error(
    response: Response, *, raw: object, body: object, hide: Callable[[str], str]
) -> APIStatusError:
    """The error for a response; `raw` is its JSON or text, `body` the same typed."""
    from .messages import sentence  # when the first error comes

    status = response.status_code
    other = InternalServerError if status >= 500 else APIStatusError
    phrase: str = response.reason_phrase
    message = f"{status} {phrase}".rstrip()
    told = sentence(raw)
    if told and told.lower() not in (phrase.lower(), message.lower()):
        message += f": {told}"
    type_ = _BY_STATUS.get(status, other)
    return type_(hide(message), response=response, body=body)


def request_id(response: Response) -> str | None:
    names = ("x-request-id", "request-id", "x-amzn-requestid", "cf-ray")
    found = (response.headers.get(name) for name in names)
    return next((each for each in found if each), None)
