"""Descriptions of the API and of its operations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, Protocol

from .auth import Requirement, Scheme
from .parameters import Style
from .payload import Body

__all__ = ["ApiInfo", "Operation", "Server"]

# Named tuples and not data classes: an API has thousands of operations, and both the
# classes and their instances are made several times faster.
_NONE: Mapping[Any, Any] = {}


class Variable(Protocol):
    """A variable of a server URL: see `variables.Variable`."""

    def fill(self, url: str, name: str, values: Mapping[str, str]) -> str:
        """Return the URL with the variable filled in."""
        ...


class Server(NamedTuple):
    """A server, chosen by `environment=` when it has a name."""

    url: str
    name: str | None = None
    variables: Mapping[str, Variable] = _NONE

    @property
    def is_address(self) -> bool:
        """Whether the URL is absolute after its variables are filled in."""
        names = re.findall(r"\{([^{}]+)\}", self.url)
        return "://" in self.url and self.variables.keys() >= {*names}

    def resolve(self, values: Mapping[str, str]) -> str:
        """Return the URL with its variables filled in.

        Raises:
            ValueError: A value would change the host.
        """
        url = self.url
        for name, variable in self.variables.items():
            url = variable.fill(url, name, values)
        return url


class ApiInfo(NamedTuple):
    """The description of the API, shared by all operations."""

    name: str
    version: str
    env_prefix: str
    servers: tuple[Server, ...]
    schemes: Mapping[str, Scheme] = _NONE
    security: Requirement = ()
    retry_policy: Literal["safe", "all"] = "safe"
    require_credentials: Literal["request", "constructor"] = "request"
    own_servers: bool = False
    """Whether operations have servers of their own: some may need no other."""


class Paging(Protocol):
    """How a list continues on the next page: see `pagination.PageBy`."""

    def resume(self, call: Any, start: Any) -> Any:
        """Return the call for the page with which a walk resumes."""
        ...


class Results(Protocol):
    """The types of success bodies: see `media.ResultTypes`."""

    def of(self, result: Any) -> Any:
        """Return the type of a result."""
        ...


class Operation(NamedTuple):
    """One operation on the wire, shared by its sync, async, raw and streaming forms."""

    method: str
    path: str
    body: Body | tuple[Body, ...] | None = None
    """The request body, or several for `content_type`; the first is the default."""

    optional_body: bool = False
    """Whether there is no body if all its members are left out."""

    page: Paging | None = None
    errors: Mapping[int | str, object] = _NONE
    """The types of error bodies by status: `404`, `"4XX"`, `"default"`.

    Where they differ by media type: `media.ByMediaType`.
    """

    results: Results | None = None
    """The types of success bodies, where they differ: `media.ResultTypes`."""

    security: Requirement | None = None
    """None: what the API requires; `()`: nothing."""

    styles: Mapping[str, Style] = _NONE
    """Parameters not written in the default way, as `"query.filter"`."""

    accept: str = "application/json"
    stream: str = "text/event-stream"
    """The `Accept` header of requests for a stream."""

    idempotency_header: str | None = None
    server: str | None = None
    """The server, if it differs from the API's; may be relative to that."""

    is_documented: bool = True

    def error_type(self, status: int, content_type: str) -> Any:
        """Return the documented type of an error body."""
        found = by_status(self.errors, status)
        by_media_type = getattr(found, "of_error", None)
        return by_media_type(content_type) if by_media_type else found


def by_status(types: Mapping[int | str, object], status: int) -> Any:
    keys = (status, f"{status // 100}XX", "default")
    return next((types[key] for key in keys if key in types), None)
