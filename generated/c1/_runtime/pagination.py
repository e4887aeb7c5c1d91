"""How a list goes on from page to page: one description, and the step to the next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, NamedTuple

import pydantic

from ._http import URL, InvalidURL
from .call import tokens
from .errors import PaginationError
from .guards import is_list, is_object
from .options import PageInfo
from .responses import Answer
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
    """What moves from page to page, and where the server says how the list goes on.

    A parameter is one of the query or of the body; `page/number` is the member `number`
    of `page`. A place in the answer is a JSON pointer into the body (`/meta/next`), or
    the name of a header.
    """

    way: Literal["offset", "page", "cursor", "item", "link"]
    parameter: str = ""
    """Takes the offset, the number of the page, the cursor, or the id of an item."""

    before: str | None = None
    """`item`: the parameter that walks backwards, from the first item of a page."""

    item: str = "id"
    """`item`: what of an item is the cursor."""

    first: int | str | None = None
    """The number of the first item or page, or the cursor of the first page."""

    limit: str | None = None
    """The parameter for the size of a page; its documented default and maximum."""

    default_limit: int | None = None
    max_limit: int | None = None
    next: str | None = None
    """A place that holds the next value of the parameter, or the URL of the page."""

    more: str | None = None
    """A place that says whether there are more pages, or in `last` whether not."""

    last: str | None = None
    total: str | None = None
    """A place with the number of all items."""

    maybe_total: str | None = None
    """The same, or the number of items on this page."""

    pages: str | None = None
    """A place with the number of all pages, and in `current` with that of this one."""

    current: str | None = None

    def next_page(self, page: PageView) -> PageInfo | None:
        """How to get the page after this one; None after the last.

        What the server says wins over what can be counted.

        Raises:
            PaginationError: The server says that there is more, but not where; or the
                next page would be this one again.
        """
        more = self._more(page)
        if more is False:
            return None
        told, found = self._told(page), None
        if told is not None and told is not _MISSING:
            more, found = True, self._to(page, told)
        elif self.way == "item":
            found = self._by_item(page, more)
        elif self._counts and (more or told is _MISSING):
            found = self._by_count(page, more)
        if found is None and more:
            raise PaginationError("The server says that there is more, but not where.")
        return found

    def is_told(self, page: PageView) -> bool:
        """Whether the server says that there is a next page, so that it is no guess."""
        return bool(self._more(page)) or self._told(page) not in (None, _MISSING)

    @property
    def is_bounded(self) -> bool:
        """Whether the server says how many items or pages there are."""
        return self.total is not None or self.pages is not None

    @property
    def is_endless(self) -> bool:
        """Whether a server could lead on through empty pages for ever."""
        return self.way == "page" and self.pages is None

    @property
    def _counts(self) -> bool:
        return self.way in ("offset", "page")

    def _more(self, page: PageView) -> bool | None:
        """What the flags say; None: nothing."""
        last = page.flag(self.last)
        return page.flag(self.more) if last is None else not last

    def _told(self, page: PageView) -> Any:
        """Where the server says that the next page is; None: that there is none."""
        if self.next is None and self.way in ("offset", "page", "link"):
            return self._linked(page)
        value = page.value(self.next)
        if value is None or str(value) in ("", "False", str(self.first)):
            return None
        number = _integer(value)
        # Zero can be a cursor, but no offset or page that is next.
        return None if self._counts and number is not None and number < 1 else value

    def _linked(self, page: PageView) -> object:
        """What a `Link` header says; documented or not, it wins over counting."""
        links = _relations(page.answer.response.headers.get_list("link"))
        paged = links.keys() & {"first", "prev", "previous", "last"}
        silent = None if self.way == "link" or paged else _MISSING
        return links.get("next", silent)

    def _to(self, page: PageView, told: object) -> PageInfo | None:
        """The page that the server names: by a value, or by its URL."""
        text = str(told)
        if self.way == "link" or "://" in text or ("?" in text and text[0] in "/?"):
            url = _resolved(page.answer.response.request.url, text)
            name, *inner = tokens(self.parameter)
            value = url.params.get("".join([name, *(f"[{each}]" for each in inner)]))
            if self.way == "link" or value is None:
                return PageInfo(url=str(url))
            told = value
        if self._counts:
            number = _integer(told)
            more = self._by_count(page, more=True) if number is None else None
            return more or self._moved(page, number)
        return self._moved(page, told)

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
        """How many pages and items have come up to here; None: the walk began later."""
        asked = _integer(page.asked(self.parameter)) if self._counts else None
        start = (0, 0) if asked in (None, self._first) else None
        before = page.answer.call.parts.get("walked", start)
        return before and (before[0] + 1, before[1] + len(page.items))

    def _current(self, page: PageView) -> int | None:
        """The number of this page, or of its first item; None: nobody knows."""
        asked = _integer(page.asked(self.parameter))
        if asked is not None or page.answer.call.link is not None:
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
        # What is less than what has come is not the number of all.
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
        """Whether the page has less than the server would have given."""
        size = _integer(page.asked(self.limit)) if self.limit else None
        if size is None:
            size = self.default_limit or 0
        elif self.max_limit is None or size > self.max_limit:
            size = 0  # The server may give less than it was asked for.
        return len(page.items) < max(size, 1)


class PageView(NamedTuple):
    """What a page tells about the next one."""

    answer: Answer
    body: object
    items: Sequence[object]

    def value(self, place: str | None) -> Any:
        """What is at a place of the answer."""
        if place is None:
            return _MISSING
        if place.startswith("/"):
            return member(self.body, tokens(place[1:]))
        return self.answer.response.headers.get(place, _MISSING)

    def integer(self, place: str | None) -> int | None:
        return _integer(self.value(place))

    def flag(self, place: str | None) -> bool | None:
        return _FLAGS.get(str(self.value(place)).strip().lower())

    def asked(self, name: str) -> object:
        """A parameter as it was sent; None if it was left out."""
        value = self.answer.call.parameter(name)
        default: object = self.answer.client.default_query.get(name)
        return default if value is None else value


def member(value: object, path: Iterable[str]) -> object:
    """What is inside a value by names of the wire; of a list of links, by relation."""
    for name in path:
        if is_list(value):
            value = next((each for each in value if _relates(each, name)), _MISSING)
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
    """Whether a link in a body has this relation, or several with it among them."""
    told = member(link, ["rel"])
    told = member(link, ["relation"]) if told is _MISSING else told
    relations = told if is_list(told) else str(told).split()
    return name.lower() in [str(each).lower() for each in relations]


def _integer(value: object) -> int | None:
    # A `number` is a float in Python, also where it counts.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        return None if isinstance(value, bool) else int(str(value))
    except ValueError:
        return None


def _relations(headers: Iterable[str]) -> dict[str, str]:
    """The targets by relation, in headers of the form of RFC 8288."""
    links: dict[str, str] = {}
    for target, text in _LINK.findall(",".join(headers)):
        # Of an attribute that repeats, the first counts.
        found = [(n.lower(), q or bare) for n, q, bare in _ATTRIBUTE.findall(text)]
        attributes = dict(reversed(found))
        if "anchor" not in attributes:  # it would be about something else
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
        # A server behind a proxy does not know that it is asked over TLS.
        url = url.copy_with(scheme="https", port=current.port)
    url = url.copy_with(fragment=None)
    if url == current:
        raise PaginationError(f"The next page is the same page again: {link}")
    return url
