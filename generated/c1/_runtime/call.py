"""One call of an operation, with its arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, get_origin
from urllib.parse import parse_qsl, urlsplit

from typing_extensions import TypedDict

from .api import Operation
from .bodies import choose
from .encoding import wire
from .guards import is_object
from .options import Omit, PageInfo, RequestOptions, omit
from .parameters import plain


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
    """A whole URL in place of path and query."""

    link: str
    """The same, as a server gave it: see `Exchange.foreign`."""

    walked: tuple[int, int] | None
    """How many pages and items there were before this one; None: nobody knows."""


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

    @property
    def link(self) -> str | None:
        return self.parts.get("link")

    def parameter(self, name: str) -> object:
        """A parameter of the query or the body, as it is sent; None if it is left out.

        `page/number` is the member `number` of `page`.
        """
        name, *inner = tokens(name)
        value: object = self._query
        if self.link is not None:
            value = dict(parse_qsl(urlsplit(self.link).query, keep_blank_values=True))
            name, inner = "".join([name, *(f"[{each}]" for each in inner)]), []
        for each in (name, *inner):
            value = value.get(each) if is_object(value) else None
        if value is None and self.operation.body is not None:
            value = self._body
            for each in (name, *inner):
                value = value.get(each) if is_object(value) else None
        return None if isinstance(value, Omit) else value

    def resumed(self) -> Call:
        """This call, or the one for the page that it is to begin with."""
        start = self.options.get("resume_from")
        if start is None:
            return self
        if isinstance(start, str):
            info = PageInfo(url=start)
        else:
            both: Any = (start,) if is_object(start) else start
            info = PageInfo(*both)
        return self.following(info, None)

    def with_defaults(self, query: Mapping[str, object]) -> Call:
        """This call, with the client's own parameters where it leaves them out."""
        if not query or self.parts.keys() & {"url", "link"}:
            return self
        given = self.parts.get("query", {}).items()
        said = {name: value for name, value in given if not isinstance(value, Omit)}
        return self._replace(parts={**self.parts, "query": {**query, **said}})

    def following(self, info: PageInfo, walked: tuple[int, int] | None) -> Call:
        """The same call for another page."""
        parts: Parts = {**self.parts, "walked": walked}
        parts["options"] = {**self.options, "resume_from": None}
        parts.pop("link", None)
        if info.url is not None:
            parts["link"] = info.url
        call = self._replace(parts=parts)
        for name, value in (info.params or {}).items():
            call = call._with(tokens(name), value)
        return call

    def _with(self, path: list[str], value: object) -> Call:
        # What is extra would win over the new value, and bring the same page.
        parts, options = self.parts.copy(), self.options.copy()
        if path[0] in self._query or self.operation.body is None:
            parts["query"] = _placed(self._query, path, value)
            options["extra_query"] = None
        else:
            parts["body"] = _placed(self._body, path, value)
            options["extra_body"] = None
        parts["options"] = options
        return self._replace(parts=parts)

    @property
    def _query(self) -> Mapping[str, object]:
        styles = self.operation.styles
        given = self.parts.get("query", {})
        typed = {
            name: wire(style.type, value)
            for name, value in given.items()
            if is_object(value) and (style := styles.get(f"query.{name}"))
        }
        return {**given, **typed, **self.extra_query}

    @property
    def _body(self) -> Mapping[str, object]:
        """The members of the body by the names of the API."""
        body, extra = self.parts.get("body", omit), self.options.get("extra_body")
        media_type = self.parts.get("content_type", omit)
        type_ = getattr(
            choose(self.operation.body, media_type, raw=False), "type", None
        )
        members = plain(wire(type_, body))
        given: Mapping[str, object] = members if is_object(members) else {}
        return {**given, **extra} if is_object(extra) else given


def tokens(pointer: str) -> list[str]:
    """The names in a JSON pointer without the slash in front (RFC 6901)."""
    return [each.replace("~1", "/").replace("~0", "~") for each in pointer.split("/")]


def _placed(
    values: Mapping[str, object], path: Sequence[str], value: object
) -> Mapping[str, object]:
    """A copy with a value inside, in objects that are made where there are none."""
    name, *inner = path
    if inner:
        there = plain(values.get(name))
        value = _placed(there if is_object(there) else {}, inner, value)
    return {**values, name: value}
