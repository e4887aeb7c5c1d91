"""One call of an operation, with its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_origin

from typing_extensions import TypedDict

from .api import Operation
from .guards import is_object
from .options import Omit, RequestOptions


class Parts(TypedDict, total=False):
    """What the caller says, by where it goes."""

    path: Mapping[str, object]
    query: Mapping[str, object]
    header: Mapping[str, object]
    cookie: Mapping[str, object]
    body: object
    content: object
    """The body, where `body` holds the members of an object that was not given."""

    content_type: str | Omit
    accept: str | Omit
    options: RequestOptions
    url: str
    """A whole URL in place of path and query: a link to the next page."""


class Call(NamedTuple):
    """An operation, everything that the user said for it, and the type of its result."""

    operation: Operation
    cast_to: Any
    parts: Parts

    @property
    def kind(self) -> Any:
        """The class of the result: `Stream` for `Stream[Chunk]`."""
        return get_origin(self.cast_to) or self.cast_to

    @property
    def is_streamed(self) -> bool:
        """Whether the result reads the response by itself."""
        return bool(getattr(self.kind, "_is_streamed", False))

    @property
    def options(self) -> RequestOptions:
        return self.parts.get("options", {})

    @property
    def extra_query(self) -> Mapping[str, object]:
        return self.options.get("extra_query") or {}

    def parameter(self, name: str) -> object:
        """A parameter of the query, or a member of the body; None if there is none."""
        values: Mapping[str, object] = {
            **self.parts.get("query", {}),
            **self.extra_query,
        }
        body = self.parts.get("body")
        if name not in values and is_object(body):
            values = body
        value = values.get(name)
        return None if isinstance(value, Omit) else value

    def following(self, params: Mapping[str, object] | None, url: str | None) -> Call:
        """The same call for another page."""
        parts = self.parts.copy()
        body, query = parts.get("body"), parts.get("query", {})
        if params is None:
            parts["url"] = url or ""
        elif is_object(body) and not params.keys() <= query.keys():
            parts["body"] = {**body, **params}
        else:
            parts["query"] = {**query, **params}
            # `extra_query` would win over the new values and bring the same page.
            extra = {k: v for k, v in self.extra_query.items() if k not in params}
            parts["options"] = {**self.options, "extra_query": extra}
        return self._replace(parts=parts)
