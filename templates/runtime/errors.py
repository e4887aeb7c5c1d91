"""Exceptions. The package exports `ClientError` under the API's name."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

from ._http import UNSENDABLE, Request, RequestError, Response, TimeoutException
from .logs import request_line


class ClientError(Exception):
    """The base of all errors of this package."""

    def __reduce__(self) -> tuple[Any, ...]:
        # By default, exceptions are copied and pickled by calling the class with
        # `args`, which fails for classes with other arguments.
        return _rebuild, (type(self), self.args), self.__dict__


def _rebuild(type_: type[ClientError], args: tuple[Any, ...]) -> ClientError:
    return type_.__new__(type_, *args)


class MissingCredentialsError(ClientError):
    """The client lacks the credentials of the operation."""


class PaginationError(ClientError):
    """There is no next page, or it would be the same page again."""


class WebhookVerificationError(ClientError):
    """The signature of a webhook is missing or wrong."""


class APIError(ClientError):
    """A request failed."""

    def __init__(
        self, message: str, request: Request, *, body: object | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.request = request
        self.body = body
        """The response body: the documented error model, other JSON, text, or None."""

    def as_curl(self, *, show_secrets: bool = False) -> str:
        """Return the request as a curl command.

        Secrets are hidden by default. `@body` stands for binary content, and the files
        of a form for files with their names.
        """
        from .curl import as_curl  # rarely needed

        return as_curl(self.request, show_secrets=show_secrets)


class APIConnectionError(APIError):
    """There was no response, or it could not be read."""

    def __init__(self, *, message: str = "Connection error.", request: Request) -> None:
        super().__init__(message, request)


class APITimeoutError(APIConnectionError):
    """The server took too long."""

    def __init__(
        self, request: Request, *, message: str = "Request timed out."
    ) -> None:
        super().__init__(message=message, request=request)


class _ResponseError(APIError):
    def __init__(self, message: str, *, response: Response, body: object) -> None:
        super().__init__(message, response.request, body=body)
        self.response = response
        self.status_code: int = response.status_code
        self.request_id = request_id(response)


class APIStatusError(_ResponseError):
    """The status of the response is not a success."""


class APIResponseValidationError(_ResponseError):
    """The body of a successful response is not as documented."""

    def __init__(self, response: Response, message: str, body: object = None) -> None:
        message = f"The response is not as documented: {message}"
        super().__init__(message, response=response, body=body)


class ResponseTooLargeError(_ResponseError):
    """The body of a response is larger than `max_response_size` allows."""

    def __init__(self, response: Response, limit: int) -> None:
        message = f"The response is larger than {limit} bytes."
        super().__init__(message, response=response, body=None)


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
    """Convert errors of the HTTP library to errors of this package."""
    try:
        yield
    except TimeoutException as error:
        message = f"Request timed out: {_what_happened(error)}"
        raise APITimeoutError(error.request, message=message) from error
    except RequestError as error:
        message = f"Connection error: {_what_happened(error)}"
        raise APIConnectionError(message=message, request=error.request) from error


def _what_happened(error: RequestError) -> str:
    """Describe which request failed and why, without secrets."""
    cause = type(error).__name__
    # The HTTP library quotes invalid parts of a request, such as a credential.
    if str(error) and not isinstance(error, UNSENDABLE):
        cause += f": {error}"
    return f"{request_line(error.request)}: {cause}"


def status_error(
    response: Response, *, raw: object, body: object, hide: Callable[[str], str]
) -> APIStatusError:
    """Return the error for a response; `raw` is its JSON or text, `body` the same typed."""
    from .messages import sentence  # for the first error

    status = response.status_code
    other = InternalServerError if status >= 500 else APIStatusError
    phrase: str = response.reason_phrase
    message = f"{status} {phrase}".rstrip()
    detail = sentence(raw)
    if detail and detail.lower() not in (phrase.lower(), message.lower()):
        message += f": {detail}"
    type_ = _BY_STATUS.get(status, other)
    return type_(hide(message), response=response, body=body)


def request_id(response: Response) -> str | None:
    """Return the server's identifier of the request."""
    names = ("x-request-id", "request-id", "x-amzn-requestid", "cf-ray")
    found = (response.headers.get(name) for name in names)
    return next((value for value in found if value), None)
