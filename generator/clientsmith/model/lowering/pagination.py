"""Recognise pagination where the document leaves no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from clientsmith.model.api import Parameter, RequestBody, Response
from clientsmith.model.bodies import response_media
from clientsmith.model.lowering.page_bodies import PageBody
from clientsmith.model.page_parameters import (
    PageParameter,
    page_parameters,
    plain_name,
)
from clientsmith.model.pagination import (
    Pagination,
    PaginationFinding,
    PaginationKind,
    Path,
    Place,
    dotted,
)
from clientsmith.model.schemas import ScalarType, SchemaGraph

# Names are compared in lower case without separators.
_OFFSET = ("offset", "skip", "startindex", "pageoffset")
# These name the start of a list, but also other starts.
_START = ("start", "from")
_END = ("end", "to", "until", "stop", "through")
_PAGE = ("page", "pagenumber", "pageindex", "pageno", "pagenum", "currentpage")
_LIMIT = (
    "limit", "pagesize", "perpage", "size", "count", "maxresults", "first", "top",
    "take", "itemsperpage", "maxitems", "pagelimit", "rows", "resultsperpage",
)  # fmt: skip
_TOTAL = (
    "total", "totalcount", "totalitems", "totalresults", "totalelements", "numfound",
    "totalrecords", "totalhits", "totalsize", "totalrows", "totalentries", "totalnumber",
)  # fmt: skip
# The number of all items, or of those on this page.
_COUNT = ("count", "itemcount", "resultcount")
_PAGES = ("totalpages", "pagecount", "lastpage", "numpages", "pages", "totalpagecount")
_MORE = (
    "hasmore", "hasnext", "hasnextpage", "more", "hasmoreitems", "hasmoreresults",
    "hasmorepages", "istruncated", "truncated", "moreitemsincollection", "moreavailable",
)  # fmt: skip
_LAST = ("last", "islast", "islastpage", "lastpage")
# The request parameter, and the names of the response for its next value.
_CURSORS = (
    (
        ("cursor", "pagecursor", "startcursor", "nextcursor"),
        ("nextcursor", "nextpagecursor", "endcursor", "next", "cursor"),
    ),
    (("pagetoken", "nextpagetoken"), ("nextpagetoken", "nexttoken", "pagetoken")),
    (("nexttoken",), ("nexttoken", "nextpagetoken")),
    (("continuationtoken",), ("continuationtoken", "nextcontinuationtoken")),
    (("continue",), ("continue",)),
    (
        ("after", "startingafter", "pageafter"),
        ("nextcursor", "endcursor", "after", "startingafter", "next"),
    ),
)
# Tokens that change from page to page, although both sides use the same name.
_TOKEN = re.compile("pagetoken|cursor|marker|bookmark|continuation")
_NO_TOKEN = re.compile("sync|delta|auth|access|csrf|session")
_AFTER = ("startingafter", "afterid", "startafterid", "after", "startafter")
_SURELY_AFTER = _AFTER[:3]
_BEFORE = ("endingbefore", "beforeid", "before")
_TIME = re.compile(r"\b(dates?|times?|timestamps?|iso|rfc|unix|epoch)\b", re.IGNORECASE)
_LINKS = (
    "nextlink", "odatanextlink", "nexturl", "nexturi", "nexthref", "nextpageurl",
    "nextpageuri", "nextpagelink",
)  # fmt: skip
_CURRENT = ("page", "currentpage", "number", "pagenumber", "pageindex", "pageno")
_NEXT_OFFSET = ("xnextoffset", "nextoffset", "nextstart", "nextskip", "nextstartindex")
_NEXT_PAGE = ("xnextpage", "nextpage", "nextpagenumber")
_MORE_HEADERS = ("xhasmore", "hasmore")
_TOTAL_HEADERS = ("xtotalcount", "xtotal", "totalcount")
_PAGES_HEADERS = ("xtotalpages", "totalpages", "xpagecount")
_TOKEN_FIELDS = tuple({name: None for _, names in _CURSORS for name in names[:1]})
_NUMBER = (ScalarType.INTEGER, ScalarType.NUMBER)
_TEXT = (ScalarType.STRING, ScalarType.INTEGER)
_METHODS = ("GET", "QUERY", "POST")


def detect(
    method: str,
    parameters: tuple[Parameter, ...],
    request: RequestBody | None,
    responses: tuple[Response, ...],
    graph: SchemaGraph,
) -> PaginationFinding:
    """Return how the operation is paginated, and why."""
    if method not in _METHODS:
        return _not("only GET, QUERY and POST are considered")
    named = [response for response in responses if response.is_success] or [
        response for response in responses if response.status == "default"
    ]
    success = named[0] if named else None
    media = response_media(success) if success is not None else None
    if success is None or media is None or not media.is_json or media.schema is None:
        return _not("no JSON body")
    found = page_parameters(parameters, request if method != "GET" else None, graph)
    by_name: dict[str, PageParameter] = {}
    for parameter in found:
        by_name.setdefault(plain_name("".join(parameter.path)), parameter)
        by_name.setdefault(plain_name(parameter.path[-1]), parameter)
    body = PageBody(media.schema, graph)
    if body.items is None:
        return _not("no single list in the body")
    headers = {plain_name(header.name): header.name for header in success.headers}
    rules = _Rules(body, body.items, by_name, headers, asks=method != "POST")
    return rules.finding()


class _Rules:
    """The requirements of each kind of pagination; `asks`: the method only reads."""

    def __init__(
        self,
        body: PageBody,
        items: Path,
        parameters: dict[str, PageParameter],
        headers: dict[str, str],
        *,
        asks: bool,
    ) -> None:
        self._body = body
        self._parameters = parameters
        self._headers = headers
        self._asks = asks
        limit = self._parameter(_LIMIT)
        self._limit = limit if limit is not None and limit.counts else None
        self._common = Pagination(
            kind=PaginationKind.LINK,
            items=items,
            limit=self._limit.path if self._limit else (),
            default_limit=self._limit.default if self._limit else None,
            max_limit=self._limit.maximum if self._limit else None,
            more=self._place(_MORE, (ScalarType.BOOLEAN,), _MORE_HEADERS),
            last=self._place(_LAST, (ScalarType.BOOLEAN,)),
        )

    def finding(self) -> PaginationFinding:
        """Return the first kind of pagination that the document describes in full."""
        rules = (
            self._cursor, self._same_name, self._item, self._link_header, self._offset,
            self._page, self._link,
        )  # fmt: skip
        for rule in rules:
            finding = rule()
            if finding is not None:
                return finding
        return _not(self._reason())

    def _cursor(self) -> PaginationFinding | None:
        for parameters, fields in _CURSORS:
            parameter = self._parameter(parameters)
            if parameter is not None and parameter.is_token:
                place = self._place(fields, _TEXT, [f"x{field}" for field in fields])
                if place is None:
                    place = self._header(fields)
                if place is not None:
                    return self._by_cursor(parameter, place)
        return None

    def _same_name(self) -> PaginationFinding | None:
        """Match `bookmark` to `bookmark`, and `nextPosition` to `position`."""
        for name, parameter in self._parameters.items():
            counted = name in (*_PAGE, *_OFFSET, *_LIMIT) and parameter.counts
            is_token = _TOKEN.search(name) is not None
            if counted or _NO_TOKEN.search(name) or not parameter.is_token:
                continue
            names = [f"next{name}"] if is_token or self._limit else []
            if is_token or name == "offset":
                names.append(name)
            place = self._place(names, (ScalarType.STRING,))
            if place is not None:
                return self._by_cursor(parameter, place)
        return None

    def _by_cursor(self, parameter: PageParameter, place: Place) -> PaginationFinding:
        default = parameter.default
        first = str(default) if default == 0 and parameter.counts else None
        return PaginationFinding(
            replace(
                self._common,
                kind=PaginationKind.CURSOR,
                parameter=parameter.path,
                first=first,
                next=place,
            ),
            f"{place} goes into `{dotted(parameter.path)}`",
        )

    def _item(self) -> PaginationFinding | None:
        parameter = self._parameter(_AFTER)
        if parameter is None or not parameter.is_token:
            return None
        before = self._parameter(_BEFORE)
        more = self._common.more
        sure = parameter is self._parameter(_SURELY_AFTER)
        if sure:
            clear = more is not None or (before is not None and self._limit is not None)
        else:
            is_time = _TIME.search(parameter.description) is not None
            clear = more is not None and self._limit is not None and not is_time
        if not clear:
            return None
        if not self._body.items_have_id:
            last = self._body.find(("lastid",), *_TEXT)
            return self._by_cursor(parameter, Place(last)) if last else None
        way = replace(
            self._common,
            kind=PaginationKind.ITEM,
            parameter=parameter.path,
            before=before.path if before is not None and before.is_token else (),
        )
        end = f"while {more} says so" if more else "until a page is empty"
        reason = f"the last item's `id` goes into `{dotted(parameter.path)}`, {end}"
        return PaginationFinding(way, reason)

    def _link_header(self) -> PaginationFinding | None:
        if "link" not in self._headers or not self._asks:
            return None
        return PaginationFinding(self._common, "a Link header is documented")

    def _page(self) -> PaginationFinding | None:
        parameter = self._parameter(_PAGE)
        if parameter is None or not parameter.counts:
            return None
        pages = self._place(_PAGES, _NUMBER, _PAGES_HEADERS)
        way = self._counted(parameter, PaginationKind.PAGE, _NEXT_PAGE)
        current = self._body.find(_CURRENT, *_NUMBER)
        first = parameter.first
        if first is None and plain_name(parameter.path[-1]) == "pageindex":
            first = 0
        way = replace(
            way, first=first, pages=pages, current=Place(current) if current else None
        )
        if not (self._ends(way) or (self._asks and self._limit is not None)):
            return None
        base = "" if way.first is None else f" from {way.first}"
        reason = f"`{dotted(parameter.path)}` counts pages{base}, {self._end(way)}"
        return PaginationFinding(way, reason)

    def _offset(self) -> PaginationFinding | None:
        parameter = self._parameter(_OFFSET)
        if parameter is None and self._parameter(_END) is None:
            parameter = self._parameter(_START)
            if parameter is None or _TIME.search(parameter.description):
                return None
        if parameter is None or not parameter.counts:
            return None
        name = plain_name(parameter.path[-1])
        way = self._counted(parameter, PaginationKind.OFFSET, _NEXT_OFFSET)
        current = self._body.find((name,), *_NUMBER)
        way = replace(
            way,
            first=self._first_item(parameter, name),
            current=Place(current) if current else None,
        )
        if not self._ends(way):
            started = name in _START or not self._asks
            if started or self._limit is None:
                return None
        base = " from 1" if way.first == 1 else ""
        reason = f"`{dotted(parameter.path)}` counts items{base}, {self._end(way)}"
        return PaginationFinding(way, reason)

    def _first_item(self, parameter: PageParameter, name: str) -> int | None:
        """Return 1 where the document says so, as SCIM does (RFC 7644, 3.4.2.4)."""
        if name != "startindex":
            return 1 if parameter.default == 1 else None
        scim = self._body.find(("itemsperpage",), *_NUMBER)
        return (1 if scim else None) if parameter.first is None else parameter.first

    def _link(self) -> PaginationFinding | None:
        surely = self._limit is not None
        path = (
            self._body.find(_LINKS, ScalarType.STRING)
            or self._body.find_link()
            or self._body.find_relation(surely=surely)
        )
        if not path or not self._asks:
            return None
        place = Place(path)
        return PaginationFinding(
            replace(self._common, next=place), f"{place} is the URL of the next page"
        )

    def _counted(
        self, parameter: PageParameter, kind: PaginationKind, names: tuple[str, ...]
    ) -> Pagination:
        total = self._place(_TOTAL, _NUMBER, _TOTAL_HEADERS)
        count = self._body.find(_COUNT, *_NUMBER) if total is None else ()
        if count and self._body.says_total(count):
            total, count = Place(count), ()
        next_ = self._place((*names, *_LINKS, "next"), _TEXT, names)
        link = self._body.find_link() or self._body.find_relation(surely=True)
        if next_ is None and link:
            next_ = Place(link)
        return replace(
            self._common,
            kind=kind,
            parameter=parameter.path,
            next=next_,
            total=total,
            count=Place(count) if count else None,
        )

    def _ends(self, way: Pagination) -> bool:
        """Return whether the response says where the list ends."""
        if way.count is not None and self._asks:
            return True
        return any((way.next, way.more, way.last, way.total, way.pages))

    def _end(self, way: Pagination) -> str:
        if way.next:
            return f"while there is {way.next}"
        if way.more:
            return f"while {way.more} says so"
        if way.last:
            return f"until {way.last}"
        known = way.pages or way.total or way.count
        return f"up to {known}" if known else "until a page is short or empty"

    def _parameter(self, names: Iterable[str]) -> PageParameter | None:
        found = (self._parameters[name] for name in names if name in self._parameters)
        return next(found, None)

    def _header(self, names: Iterable[str]) -> Place | None:
        found = (self._headers[header] for header in names if header in self._headers)
        name = next(found, None)
        return Place(header=name) if name is not None else None

    def _place(
        self,
        names: Iterable[str],
        types: tuple[ScalarType, ...],
        headers: Iterable[str] = (),
    ) -> Place | None:
        path = self._body.find(names, *types)
        return Place(path) if path else self._header(headers)

    def _reason(self) -> str:
        token = self._body.find(_TOKEN_FIELDS, ScalarType.STRING)
        if token:
            return f"the body has `{dotted(token)}`, but no parameter takes it"
        after, page = self._parameter(_AFTER), self._parameter((*_PAGE, *_OFFSET))
        if after is not None and after.is_token:
            name = f"`{dotted(after.path)}`"
            if not self._body.items_have_id:
                return f"{name} may take an item's id, but the items have none"
            return f"nothing in the response says whether {name} leads to more"
        if page is None or not page.counts:
            return "no parameter moves between pages"
        return f"nothing says where counting with `{dotted(page.path)}` ends"


def _not(reason: str) -> PaginationFinding:
    return PaginationFinding(None, f"not paginated: {reason}")
