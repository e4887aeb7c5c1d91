"""A call of an operation, with its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from typing_extensions import TypedDict

from .api import Operation
from .omission import Omit
from .options import RequestOptions


class Parts(TypedDict, total=False):
    """The arguments of a call, by their places in the request."""

    path: Mapping[str, object]
    query: Mapping[str, object]
    header: Mapping[str, object]
    cookie: Mapping[str, object]
    body: object
    content: object
    """A body as such, where `body` has the members of an object that was not given."""

    content_type: str | Omit
    accept: str | Omit
    options: RequestOptions
    url: str
    """A whole URL in place of path and query."""

    link: str
    """A whole URL from a server: see `Exchange.foreign`."""

    walked: tuple[int, int] | None
    """The number of pages and items before this one; None: unknown."""


class Call(NamedTuple):
    """An operation, the arguments of the call, and the type of the result."""

    operation: Operation
    cast_to: Any
    parts: Parts

    @property
    def is_streamed(self) -> bool:
        """Whether the result reads the response itself."""
        return bool(getattr(self.cast_to, "_is_streamed", False))

    @property
    def options(self) -> RequestOptions:
        return self.parts.get("options", {})

    @property
    def extra_query(self) -> Mapping[str, object]:
        return self.options.get("extra_query") or {}

    @property
    def link(self) -> str | None:
        return self.parts.get("link")

    def resumed(self) -> Call:
        """Return the call for the page of the option `resume_from`, or this one."""
        start = self.options.get("resume_from")
        if start is None:
            return self
        if self.operation.page is None:
            raise TypeError("resume_from= is an option of methods that return pages")
        resumed: Call = self.operation.page.resume(self, start)
        return resumed

    def with_defaults(self, query: Mapping[str, object]) -> Call:
        """Return the call with the client's parameters where it leaves them out."""
        if not query or self.parts.keys() & {"url", "link"}:
            return self
        given = self.parts.get("query", {}).items()
        present = {name: value for name, value in given if not isinstance(value, Omit)}
        return self._replace(parts={**self.parts, "query": {**query, **present}})
