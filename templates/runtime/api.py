"""What the document says, as the runtime needs it: the API and its operations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .auth import Requirement, Scheme
from .parameters import Style

if TYPE_CHECKING:
    from .pagination import Pagination

__all__ = ["ApiInfo", "JsonBody", "Operation", "Server", "Variable"]

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_IN_AUTHORITY = re.compile(r"[\w.:~-]+")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a server URL, filled by a constructor argument."""

    argument: str
    default: str


@dataclass(frozen=True, slots=True)
class Server:
    """A server, chosen by `environment=` when it has a name."""

    url: str
    name: str | None = None
    variables: Mapping[str, Variable] = field(default_factory=dict[str, Variable])

    def resolve(self, values: Mapping[str, str]) -> str:
        """The URL with its variables filled in, by argument name or by default.

        Raises:
            ValueError: A value would change which host is called.
        """

        def fill(match: re.Match[str]) -> str:
            variable = self.variables[match.group(1)]
            value = values.get(variable.argument, variable.default)
            in_path = "/" in self.url[: match.start()].partition("://")[2]
            if not in_path and not _IN_AUTHORITY.fullmatch(value):
                raise ValueError(f"{variable.argument}={value!r} is no part of a host")
            return value

        return _VARIABLE.sub(fill, self.url)


@dataclass(frozen=True, slots=True)
class ApiInfo:
    """What holds for all operations of the API."""

    name: str
    version: str
    env_prefix: str
    servers: tuple[Server, ...]
    schemes: Mapping[str, Scheme] = field(default_factory=dict[str, Scheme])
    security: Requirement = ()
    retry_policy: Literal["safe", "all"] = "safe"
    require_credentials: Literal["request", "constructor"] = "request"


@dataclass(frozen=True, slots=True)
class JsonBody:
    """A JSON request body; the type gives its members their wire names."""

    type: object
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation on the wire, shared by its sync, async, raw and streaming forms."""

    method: str
    path: str
    body: JsonBody | None = None
    page: Pagination | None = None
    errors: Mapping[int | str, object] = field(default_factory=dict[int | str, object])
    """The types of error bodies by status: `404`, `"4XX"`, `"default"`."""

    security: Requirement | None = None
    """None: what the API requires; `()`: nothing."""

    styles: Mapping[str, Style] = field(default_factory=dict[str, Style])
    """Parameters not written in the default way, as `"query.filter"`."""

    accept: str = "application/json"
    idempotency_header: str | None = None

    def error_type(self, status: int) -> object | None:
        for key in (status, f"{status // 100}XX", "default"):
            if key in self.errors:
                return self.errors[key]
        return None
