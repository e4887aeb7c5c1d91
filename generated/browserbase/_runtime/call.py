"""One call of an operation, with its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from typing_extensions import TypedDict

from .api import JsonBody, Operation
from .guards import is_object
from .options import Omit, RequestOptions, omit

_NONE: Mapping[str, object] = MappingProxyType({})
_DEFAULT: RequestOptions = {}  # never changed, only copied


class Call(NamedTuple):
    """An operation and everything that the user said for it."""

    operation: Operation
    path: Mapping[str, object] = _NONE
    query: Mapping[str, object] = _NONE
    header: Mapping[str, object] = _NONE
    cookie: Mapping[str, object] = _NONE
    body: object = omit
    options: RequestOptions = _DEFAULT
    url: str | None = None
    """A whole URL in place of path and query: a link to the next page."""

    def parameter(self, name: str) -> object:
        """A parameter of the query, or a member of the body; None if there is none."""
        extra = self.options.get("extra_query") or {}
        values: Mapping[str, object] = {**self.query, **extra}
        if name not in values and is_object(self.body):
            values = self.body
        value = values.get(name)
        return None if isinstance(value, Omit) else value

    def following(self, params: Mapping[str, object] | None, url: str | None) -> Call:
        """The same call for another page."""
        if params is None:
            return self._replace(url=url)
        body = self.body
        if is_object(body) and not params.keys() <= self.query.keys():
            return self._replace(body={**body, **params})
        # `extra_query` would win over the new values and bring the same page for ever.
        options = self.options.copy()
        extra = options.get("extra_query") or {}
        options["extra_query"] = {k: v for k, v in extra.items() if k not in params}
        return self._replace(query={**self.query, **params}, options=options)


class Parts(TypedDict, total=False):
    """The fields of a `Call` beside its operation."""

    path: Mapping[str, object]
    query: Mapping[str, object]
    header: Mapping[str, object]
    cookie: Mapping[str, object]
    body: object
    options: RequestOptions
    url: str | None


def undocumented(
    method: str, path: str, body: object, options: RequestOptions | None
) -> tuple[Operation, Parts]:
    """The call of an endpoint that the document lacks; the path may be a whole URL."""
    operation = Operation(method, path, body=JsonBody(object))
    url = path if "://" in path else None
    return operation, {"body": body, "options": options or {}, "url": url}
