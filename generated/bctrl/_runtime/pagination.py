"""Pagination: the description of a list, and the calls for its other pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, cast
from urllib.parse import parse_qsl, urlsplit

import pydantic

from ._http import URL, InvalidURL, Response
from .bodies import choose
from .call import Call, Parts
from .encoding import wire
from .errors import PaginationError
from .guards import is_list, is_object
from .omission import Omit, omit
from .options import PageInfo
from .parameters import plain
from .typeforms import fields

__all__ = ["PageBy", "PageInfo"]

_MISSING: Final = object()
_FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
# RFC 8288, section 3: `<target>; name=value; name="quoted \" value"`, after commas.
_LINK = re.compile(r'<([^>]*)>((?:\s*;(?:"(?:\\.|[^"\\])*"|[^",])*)*)')
_ATTRIBUTE = re.compile(
    r';\s*([^\s=;,"]+)\s*(?:=\s*(?:"((?:\\.|[^"\\])*)"|([^\s;,]*)))?'
)


class PageBy(NamedTuple):
    """The parameter that changes from page to page, and places of data about the list.

    A parameter is in the query or in the body; `page/number` is the member `number` of
    `page`. A place in the response is a JSON pointer into the body (`/meta/next`), or
    the name of a header.
    """

    way: Literal["offset", "page", "cursor", "item", "link"]
    parameter: str = ""
    """The parameter for the offset, the page number, the cursor, or the id of an item."""

    before: str | None = None
    """`item`: the parameter that walks backwards, from the first item of a page."""

    item: str = "id"
    """`item`: the member of an item that is the cursor."""

    first: int | str | None = None
    """The number of the first item or page, or the cursor of the first page."""

    limit: str | None = None
    """The parameter for the size of a page; next, its documented default and maximum."""

    default_limit: int | None = None
    max_limit: int | None = None
    next: str | None = None
    """The place of the next value of the parameter, or of the URL of the page."""

    more: str | None = None
    """The place of a flag for more pages; in `last`, of a flag for the last page."""

    last: str | None = None
    total: str | None = None
    """The place of the number of all items."""

    maybe_total: str | None = None
    """The same, or the place of the number of items on this page."""

    pages: str | None = None
    """The place of the number of all pages; in `current`, of the number of this page."""

    current: str | None = None

    def next_page(self, page: PageView) -> PageInfo | None:
        """Return how to get the next page; None after the last.

        Statements of the server take precedence over counting.

        Raises:
            PaginationError: The server says that there is more, but not where; or the
                next page would be this one again.
        """
        more = self._more(page)
        if more is False:
            return None
        stated, found = self._stated(page), None
        if stated is not None and stated is not _MISSING:
            more, found = True, self._to(page, stated)
        elif self.way == "item":
            found = self._by_item(page, more)
        elif self._counts and (more or stated is _MISSING):
            found = self._by_count(page, more)
        if found is None and more:
            raise PaginationError("The server says that there is more, but not where.")
        return found

    def resume(self, call: Call, start: Any) -> Call:
        """Return the call for the page that the option `resume_from` describes."""
        if isinstance(start, str):
            return following(call, PageInfo(url=start), None)
        both: Any = (start,) if is_object(start) else start
        return following(call, PageInfo(*both), None)

    def is_stated(self, page: PageView) -> bool:
        """Return whether the server says that there is a next page."""
        return bool(self._more(page)) or self._stated(page) not in (None, _MISSING)

    @property
    def is_bounded(self) -> bool:
        """Whether the server says how many items or pages there are."""
        return self.total is not None or self.pages is not None

    @property
    def is_endless(self) -> bool:
        """Whether the server can continue with empty pages for ever."""
        return self.way == "page" and self.pages is None

    @property
    def _counts(self) -> bool:
        return self.way in ("offset", "page")

    def _more(self, page: PageView) -> bool | None:
        """Return the flags of the server; None without flags."""
        last = page.flag(self.last)
        return page.flag(self.more) if last is None else not last

    def _stated(self, page: PageView) -> Any:
        """Return the next page according to the server; None if there is none."""
        if self.next is None and self.way in ("offset", "page", "link"):
            return self._linked(page)
        value = page.value(self.next)
        if value is None or str(value) in ("", "False", str(self.first)):
            return None
        number = _integer(value)
        # Zero can be a cursor, but not the next offset or page.
        return None if self._counts and number is not None and number < 1 else value

    def _linked(self, page: PageView) -> object:
        """Return the target of a `Link` header, which takes precedence over counting."""
        links = _relations(page.response.headers.get_list("link"))
        paged = links.keys() & {"first", "prev", "previous", "last"}
        silent = None if self.way == "link" or paged else _MISSING
        return links.get("next", silent)

    def _to(self, page: PageView, stated: object) -> PageInfo | None:
        """Return the page that the server names by a value or by a URL."""
        text = str(stated)
        if self.way == "link" or "://" in text or ("?" in text and text[0] in "/?"):
            url = _resolved(page.response.request.url, text)
            value = url.params.get(bracketed(tokens(self.parameter)))
            if self.way == "link" or value is None:
                return PageInfo(url=str(url))
            stated = value
        if self._counts:
            number = _integer(stated)
            more = self._by_count(page, more=True) if number is None else None
            return more or self._moved(page, number)
        return self._moved(page, stated)

    def _moved(
        self, page: PageView, value: object, parameter: str | None = None
    ) -> PageInfo:
        name = parameter or self.parameter
        current = page.asked(name)
        number, asked = _integer(value), _integer(current)
        if self._counts and number is not None and asked is not None:
            moves = number > asked
        else:
            moves = str(value) != str(current)
        if not moves:
            raise PaginationError(
                f"The next page has {name}={value!r} and this one had {current!r}: "
                "walking on would never end."
            )
        return PageInfo({name: value})

    def _by_item(self, page: PageView, more: bool | None) -> PageInfo | None:
        if not page.items or (more is None and self._is_short(page)):
            return None
        asked = page.asked(self.parameter), self.before and page.asked(self.before)
        backwards = asked[0] is None and asked[1] is not None
        value = member(page.items[0 if backwards else -1], tokens(self.item))
        if value is None or value is _MISSING:
            raise PaginationError(f"An item has no `{self.item}` to go on from.")
        return self._moved(page, value, self.before if backwards else None)

    def _by_count(self, page: PageView, more: bool | None) -> PageInfo | None:
        current = self._current(page)
        if current is None:
            return None
        step = 1 if self.way == "page" else len(page.items)
        if step == 0 or (not more and self._is_last(page, current)):
            return None
        return self._moved(page, current + step)

    def walked(self, page: PageView) -> tuple[int, int] | None:
        """Return the number of pages and items so far; None if the walk began later."""
        asked = _integer(page.asked(self.parameter)) if self._counts else None
        start = (0, 0) if asked in (None, self._first) else None
        before = page.call.parts.get("walked", start)
        return before and (before[0] + 1, before[1] + len(page.items))

    def _current(self, page: PageView) -> int | None:
        """Return the number of this page, or of its first item; None: unknown."""
        asked = _integer(page.asked(self.parameter))
        if asked is not None or page.call.link is not None:
            return asked
        stated = page.integer(self.current)
        return self._first if stated is None else stated

    @property
    def _first(self) -> int:
        number = _integer(self.first)
        return (1 if self.way == "page" else 0) if number is None else number

    def _is_last(self, page: PageView, current: int) -> bool:
        seen: int | None
        before = current - self._first
        seen = before + len(page.items) if self.way == "offset" else None
        number, seen = self.walked(page) or (before + 1, seen)
        # A number below the number so far is not that of all.
        pages = page.integer(self.pages)
        if pages is not None and pages >= number:
            return number == pages
        if not page.items:
            return True
        total, size = page.integer(self.total), len(page.items)
        if total is None:
            total = page.integer(self.maybe_total)
            total = None if total == size else total
        if total is not None and seen is not None and total >= seen:
            return total == seen
        return self.next is not None or self._is_short(page)

    def _is_short(self, page: PageView) -> bool:
        """Return whether the page has fewer items than the server can return."""
        size = _integer(page.asked(self.limit)) if self.limit else None
        if size is None:
            size = self.default_limit or 0
        elif self.max_limit is None or size > self.max_limit:
            size = 0  # the server may return fewer items than requested
        return len(page.items) < max(size, 1)


class PageView(NamedTuple):
    """A page as the response to a call, for the step to the next page."""

    response: Response
    call: Call
    body: object
    items: Sequence[object]

    @property
    def way(self) -> PageBy:
        return cast(PageBy, self.call.operation.page)

    def value(self, place: str | None) -> Any:
        """Return the value at a place of the response."""
        if place is None:
            return _MISSING
        if place.startswith("/"):
            return member(self.body, tokens(place[1:]))
        return self.response.headers.get(place, _MISSING)

    def integer(self, place: str | None) -> int | None:
        return _integer(self.value(place))

    def flag(self, place: str | None) -> bool | None:
        return _FLAGS.get(str(self.value(place)).strip().lower())

    def asked(self, name: str) -> object:
        """Return a parameter of the call; None if it was left out."""
        return parameter(self.call, name)


def member(value: object, path: Iterable[str]) -> object:
    """Return a nested value by wire names; in a list of links, by relations."""
    for name in path:
        if is_list(value):
            value = next((link for link in value if _relates(link, name)), _MISSING)
        elif isinstance(value, pydantic.BaseModel):
            members = fields(type(value)).items()
            known = {wire: attribute for attribute, (wire, _) in members}
            attribute = known.get(name, name)
            given = attribute in value.model_fields_set
            value = getattr(value, attribute) if given else _MISSING
        else:
            value = value.get(name, _MISSING) if is_object(value) else _MISSING
    return value


def _relates(link: object, name: str) -> bool:
    """Return whether a link in a body has this relation, possibly among others."""
    given = member(link, ["rel"])
    given = member(link, ["relation"]) if given is _MISSING else given
    relations = given if is_list(given) else str(given).split()
    return name.lower() in [str(relation).lower() for relation in relations]


def _integer(value: object) -> int | None:
    # A `number` is a float in Python, even if it is whole.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        return None if isinstance(value, bool) else int(str(value))
    except ValueError:
        return None


def _relations(headers: Iterable[str]) -> dict[str, str]:
    """Return the targets of links by relation (RFC 8288)."""
    links: dict[str, str] = {}
    for target, text in _LINK.findall(",".join(headers)):
        # The first of repeated attributes counts.
        found = [(n.lower(), q or bare) for n, q, bare in _ATTRIBUTE.findall(text)]
        attributes = dict(reversed(found))
        if "anchor" not in attributes:  # the link of another resource
            for relation in attributes.get("rel", "").lower().split():
                links.setdefault(relation, target)
    return links


def _resolved(current: URL, link: str) -> URL:
    try:
        url = current.join(link.strip())
    except (InvalidURL, ValueError):
        raise PaginationError(f"The next page is not at a URL: {link!r}") from None
    plain = url.scheme == "http" and url.port in (None, 80)
    if plain and current.scheme == "https" and url.host == current.host:
        # A server behind a proxy does not know that the client uses TLS.
        url = url.copy_with(scheme="https", port=current.port)
    url = url.copy_with(fragment=None)
    if url == current:
        raise PaginationError(f"The next page is the same page again: {link}")
    return url


def parameter(call: Call, name: str) -> object:
    """Return a parameter of the query or the body; None if the call leaves it out.

    `page/number` is the member `number` of `page`.
    """
    path = tokens(name)
    if call.link is None:
        value = _member(_query(call), path)
    else:
        pairs = parse_qsl(urlsplit(call.link).query, keep_blank_values=True)
        value = dict(pairs).get(bracketed(path))
    if value is None and call.operation.body is not None:
        value = _member(_body(call), path)
    return None if isinstance(value, Omit) else value


def following(call: Call, info: PageInfo, walked: tuple[int, int] | None) -> Call:
    """Return the same call for another page."""
    parts: Parts = {**call.parts, "walked": walked}
    parts["options"] = {**call.options, "resume_from": None}
    parts.pop("link", None)
    if info.url is not None:
        parts["link"] = info.url
    call = call._replace(parts=parts)
    for name, value in (info.params or {}).items():
        call = _with(call, tokens(name), value)
    return call


def tokens(pointer: str) -> list[str]:
    """Return the names in a JSON pointer without its first slash (RFC 6901)."""
    return [name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/")]


def bracketed(path: Sequence[str]) -> str:
    """Return the name of a nested parameter in a query: `page[number]`."""
    return path[0] + "".join(f"[{name}]" for name in path[1:])


def _with(call: Call, path: list[str], value: object) -> Call:
    # The extra options would take precedence, and bring the same page.
    parts, options, query = call.parts.copy(), call.options.copy(), _query(call)
    if path[0] in query or call.operation.body is None:
        parts["query"] = _placed(query, path, value)
        options["extra_query"] = None
    else:
        parts["body"] = _placed(_body(call), path, value)
        options["extra_body"] = None
    parts["options"] = options
    return call._replace(parts=parts)


def _query(call: Call) -> Mapping[str, object]:
    styles = call.operation.styles
    given = call.parts.get("query", {})
    typed = {
        name: wire(style.type, value)
        for name, value in given.items()
        if is_object(value) and (style := styles.get(f"query.{name}"))
    }
    return {**given, **typed, **call.extra_query}


def _body(call: Call) -> Mapping[str, object]:
    """Return the members of the body by wire names."""
    body, extra = call.parts.get("body", omit), call.options.get("extra_body")
    media_type = call.parts.get("content_type", omit)
    type_ = choose(call.operation.body, media_type, raw=False).type
    members = plain(wire(type_, body))
    given: Mapping[str, object] = members if is_object(members) else {}
    return {**given, **extra} if is_object(extra) else given


def _member(value: object, path: Sequence[str]) -> object:
    for name in path:
        value = value.get(name) if is_object(value) else None
    return value


def _placed(
    values: Mapping[str, object], path: Sequence[str], value: object
) -> Mapping[str, object]:
    """Return a copy with a value in nested objects, which are made where missing."""
    name, *inner = path
    if inner:
        there = plain(values.get(name))
        value = _placed(there if is_object(there) else {}, inner, value)
    return {**values, name: value}
