"""Exceptions of the package."""

# pyright: reportIncompatibleVariableOverride=false
# A class for one status narrows the status of its base.

from __future__ import annotations

from typing import Any, Literal

import httpx

__all__ = [
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "InternalServerError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "UnprocessableEntityError",
]


class OrgError(Exception):
    """The base of all errors of this package."""

    def __reduce__(self) -> tuple[Any, ...]:
        # By default, exceptions are copied and pickled by calling the class with
        # `args`, which fails for classes with other arguments.
        return _rebuild, (type(self), self.args), self.__dict__


def _rebuild(type_: type[OrgError], args: tuple[Any, ...]) -> OrgError:
    return type_.__new__(type_, *args)


class APIError(OrgError):
    """A request failed."""

    message: str
    request: httpx.Request
    body: object | None
    """The body of the response: its JSON, other text, or None without a response."""

    def __init__(
        self, message: str, request: httpx.Request, *, body: object | None
    ) -> None:
        super().__init__(message)
        self.request = request
        self.message = message
        self.body = body


class APIResponseValidationError(APIError):
    """The body of a successful response is not as documented."""

    response: httpx.Response
    status_code: int

    def __init__(
        self,
        response: httpx.Response,
        body: object | None,
        *,
        message: str | None = None,
    ) -> None:
        message = message or "Data returned by API invalid for expected schema."
        super().__init__(message, response.request, body=body)
        self.response = response
        self.status_code = response.status_code


class APIStatusError(APIError):
    """The status of the response is not a success."""

    response: httpx.Response
    status_code: int

    def __init__(
        self, message: str, *, response: httpx.Response, body: object | None
    ) -> None:
        super().__init__(message, response.request, body=body)
        self.response = response
        self.status_code = response.status_code


class APIConnectionError(APIError):
    """There was no response, or it could not be read."""

    def __init__(
        self, *, message: str = "Connection error.", request: httpx.Request
    ) -> None:
        super().__init__(message, request, body=None)


class APITimeoutError(APIConnectionError):
    """The server took too long."""

    def __init__(self, request: httpx.Request) -> None:
        super().__init__(message="Request timed out.", request=request)


class BadRequestError(APIStatusError):
    """400"""

    status_code: Literal[400] = 400


class AuthenticationError(APIStatusError):
    """401"""

    status_code: Literal[401] = 401


class PermissionDeniedError(APIStatusError):
    """403"""

    status_code: Literal[403] = 403


class NotFoundError(APIStatusError):
    """404"""

    status_code: Literal[404] = 404


class ConflictError(APIStatusError):
    """409"""

    status_code: Literal[409] = 409


class UnprocessableEntityError(APIStatusError):
    """422"""

    status_code: Literal[422] = 422


class RateLimitError(APIStatusError):
    """429"""

    status_code: Literal[429] = 429


class InternalServerError(APIStatusError):
    """500 and above"""
