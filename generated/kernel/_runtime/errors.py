"""What a call can raise. The package exports `ClientError` under the API's name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._http import Request, Response
from .guards import is_list, is_object

_MESSAGE_KEYS = ("message", "error_description", "detail", "title", "error", "errors")


class ClientError(Exception):
    """The base of all errors of this package."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions are copied and pickled by calling the class with `args`, which
        # does not work for those that take other arguments.
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(
    type_: type[ClientError], args: tuple[Any, ...], state: dict[str, Any]
) -> ClientError:
    error = type_.__new__(type_, *args)
    error.__dict__.update(state)
    return error


class MissingCredentialsError(ClientError):
    """The operation needs credentials that the client was not given."""


class PaginationError(ClientError):
    """There is no next page, or asking for it would bring the same page again."""


class APIError(ClientError):
    """A request that did not end well."""

    message: str
    request: Request
    body: object | None
    """The response body: the documented error model, other JSON, text, or None."""

    def __init__(
        self, message: str, request: Request, *, body: object | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.request = request
        self.body = body


class APIConnectionError(APIError):
    """No response, or none that could be read."""

    def __init__(self, *, message: str = "Connection error.", request: Request) -> None:
        super().__init__(message, request)


class APITimeoutError(APIConnectionError):
    """The server took too long."""

    def __init__(self, request: Request) -> None:
        super().__init__(message="Request timed out.", request=request)


class APIResponseValidationError(APIError):
    """The body of a successful response is not what the document promises."""

    response: Response
    status_code: int

    def __init__(self, response: Response, message: str) -> None:
        super().__init__(
            f"The response is not as documented: {message}",
            response.request,
            body=response.text,
        )
        self.response = response
        self.status_code = response.status_code


class APIStatusError(APIError):
    """The server answered with a status that is not a success."""

    response: Response
    status_code: int
    request_id: str | None

    def __init__(self, message: str, *, response: Response, body: object) -> None:
        super().__init__(message, response.request, body=body)
        self.response = response
        self.status_code = response.status_code
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


def status_error(
    response: Response, *, raw: object, body: object, secrets: tuple[str, ...]
) -> APIStatusError:
    """The error for a response; `raw` is its JSON or text, `body` the same typed."""
    status = response.status_code
    other = InternalServerError if status >= 500 else APIStatusError
    message = f"{status} {response.reason_phrase}".rstrip()
    documented = _message(raw)
    if documented:
        message += f": {documented}"
    for secret in secrets:  # some servers quote the key that they refuse
        if len(secret) > 5:  # anything shorter could be part of a word
            message = message.replace(secret, "[secret]")
    return _BY_STATUS.get(status, other)(message, response=response, body=body)


def request_id(response: Response) -> str | None:
    for name in ("x-request-id", "request-id", "x-amzn-requestid", "cf-ray"):
        if name in response.headers:
            return str(response.headers[name])
    return None


def _message(raw: object) -> str:
    """The sentence for people in an error body, wherever APIs usually put it."""
    if isinstance(raw, str):
        line = " ".join(raw.split())
        return line if len(line) <= 300 else f"{line[:300]}..."
    if is_list(raw) and raw:
        return _message(raw[0])
    if is_object(raw):
        found = (_message(raw.get(key)) for key in _MESSAGE_KEYS)
        return next(filter(None, found), "")
    return ""
