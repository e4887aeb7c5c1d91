"""Simulated servers of lists that come in pages, and what is wrong with a walk.

A server has items, a way of paging and habits. It answers each request truthfully, and
notes what no client should ask for: a page behind an end that it has told, or one twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from benchmarks.trips.json_values import Json

BASE = "https://lists.test"
# What the server says with each page; each of these also tells the end.
TELLING = (
    "more",
    "last",
    "total",
    "total text",
    "float total",
    "pages",
    "next",
    "next url",
    "link",
)


@dataclass(frozen=True, slots=True)
class Way:
    """The pagination of a list.

    `says` goes from names of members (dotted) or of headers (with a capital) to what is
    told there. `shy`: what is not there is left out at the end, and not null or empty.
    """

    name: str
    moves: str
    """`offset`, `page`, `cursor`, `item` or `link`."""

    parameter: str = ""
    says: Mapping[str, str] = field(default_factory=dict)
    items: str = ""
    first: int = 0
    before: str | None = None
    limit: str | None = None
    documented: bool = False
    """Whether the document has the default and the maximum of `limit`."""

    size: int = 3
    cap: int = 5
    """The number of items of a page when nobody asks, and the most there can be."""

    in_body: bool = False
    shy: bool = False
    stays: bool = False
    """The last page has a cursor as well, beside a flag."""

    end: Json = None
    """The value that stands for no next page."""

    missing: int = 200
    """The status of a page behind the last one."""

    plain: bool = False
    """Whether the items are texts instead of objects."""

    states_first: bool = False
    """Whether the document says where the parameter starts."""

    grouped: str | None = None
    """The parameters are members of this object in the query."""

    numbers: bool = False
    """Cursors are numbers, of which the first is 0."""

    starts_zero: bool = False
    """A cursor of zero is the start again."""

    @property
    def has_tokens(self) -> bool:
        """Whether what leads on differs from page to page, also without items."""
        return self.moves in ("cursor", "link") and not self.numbers

    @property
    def is_vague(self) -> bool:
        """Whether a number may be that of all items or of those on the page."""
        return "vague total" in self.says.values()

    @property
    def tells_end(self) -> bool:
        """Whether an answer says that it is the last one."""
        return any(place in TELLING for place in self.says.values())


@dataclass(frozen=True, slots=True)
class Habits:
    """The differences between servers with the same pagination."""

    size: int | None = None
    cap: int | None = None
    """In place of those of the way, where the document does not say them."""

    gaps: tuple[int, ...] = ()
    """Pages that are shorter than they could be, by their number."""

    deaf: bool = False
    """The parameter is ignored: each page is the first."""


@dataclass
class ListServer:
    """A server with so many items of one list."""

    way: Way
    count: int
    habits: Habits = Habits()
    path: str = "/list"
    problems: list[str] = field(default_factory=list)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    ended: bool = False
    walks_back: bool = False

    def ids(self) -> list[str]:
        """The ids of all items, in order."""
        return [f"i{number}" for number in range(self.count)]

    def answer(
        self, target: str, body: bytes
    ) -> tuple[int, list[tuple[str, str]], Json]:
        """Status, headers and body for a request."""
        query = dict(parse_qsl(target.partition("?")[2], keep_blank_values=True))
        sent = json.loads(body) if body else {}
        given = _at(sent, self.way.parameter) if self.way.in_body else None
        if given is None:
            given = query.get(self.way.parameter or "after")
        back = query.get(self.way.before) if self.way.before else None
        self._note(given, back)
        limit, trusted = self._limit(query, sent)
        if self.habits.deaf:
            given = back = None
        if back is not None:
            end = self.ids().index(back)
            return self._page(max(end - limit, 0), end, limit, trusted, back=True)
        start = self._start(given, limit)
        if start > 0 and start >= self.count and self.way.missing != 200:
            return self.way.missing, [], {"message": "no such page"}
        return self._page(start, min(start + limit, self.count), limit, trusted)

    def _note(self, given: Any, back: Any) -> None:
        key = (given, back)
        if self.ended and not self.habits.deaf:
            self.problems.append(f"{key} is asked for behind the end")
        if key in self.asked and not self.habits.deaf:
            self.problems.append(f"{key} is asked for twice")
        if len(self.asked) > 3 * self.count + 8:
            raise AssertionError("the walk does not end")
        self.asked.append(key)

    def _limit(self, query: Mapping[str, str], sent: Json) -> tuple[int, bool]:
        """Return the number of items, and whether a client can know it."""
        asked = query.get(self.way.limit or "")
        if asked is None and self.way.in_body:
            asked = _at(sent, self.way.limit or "")
        wanted = int(asked or self.habits.size or self.way.size)
        limit = min(wanted, self.habits.cap or self.way.cap)
        trusted = self.way.documented and limit == wanted and not self.habits.gaps
        if len(self.asked) - 1 in self.habits.gaps and not self._counts_pages:
            limit = max(limit - 1, 0 if self.way.has_tokens else 1)
        return limit, trusted

    @property
    def _counts_pages(self) -> bool:
        return self.way.moves == "page"

    def _start(self, given: Any, limit: int) -> int:
        if given in (None, ""):
            return 0
        match self.way.moves:
            case "offset":
                return max(int(given) - self.way.first, 0)
            case "page":
                return max(int(given) - self.way.first, 0) * limit
            case "item":
                return self.ids().index(str(given)) + 1
            case _:
                return self._of_cursor(given)

    def _of_cursor(self, given: Any) -> int:
        if self.way.numbers:
            number = int(given)
            return number if self.way.starts_zero else number + 1
        return int(str(given).removeprefix("c").partition("-")[0])

    def _cursor(self, end: int) -> Any:
        if self.way.numbers:
            return end if self.way.starts_zero else end - 1
        # A page without items has a cursor of its own.
        return f"c{end}-{len(self.asked)}"

    def _page(
        self, start: int, end: int, limit: int, trusted: bool, *, back: bool = False
    ) -> tuple[int, list[tuple[str, str]], Json]:
        more = start > 0 if back else end < self.count
        self.walks_back |= back
        short = end - start < limit or end == start
        sure = (trusted and short) or end == start
        told = self.way.tells_end or (
            # A number that is also that of this page tells nothing.
            self.way.is_vague
            and self.count != end - start
        )
        self.ended |= not more and (told or sure)
        items: list[Json] = list(self.ids()[start:end])
        if not self.way.plain:
            items = [{"id": item, "name": item.upper()} for item in items]
        headers: list[tuple[str, str]] = []
        body: Json = {}
        for name, said in self.way.says.items():
            value = self._said(said, start, end, limit, more)
            if name[:1].isupper():
                headers += [(name, str(value))] if value is not None else []
            elif not (value is None and self.way.shy):
                _put(body, name, self.way.end if value is None else value)
        if not self.way.items:
            return 200, headers, items
        _put(body, self.way.items, items if items or not self.way.shy else None)
        return 200, headers, body

    def _said(self, said: str, start: int, end: int, limit: int, more: bool) -> Any:
        if said in ("more", "last"):
            return more if said == "more" else not more
        if "total" in said:
            total = float(self.count) if said == "float total" else self.count
            return str(total) if said == "total text" else total
        if said == "size":
            return end - start
        if said == "pages":
            return -(-self.count // max(limit, 1))
        if said == "current":
            number = start // max(limit, 1) if self._counts_pages else start
            return number + self.way.first
        if not more and not (self.way.stays and said == "next"):
            # A zero stands for nothing in some headers.
            return 0 if said == "next" and self.way.end == 0 else None
        return self._leading(said, start, end, limit)

    def _leading(self, said: str, start: int, end: int, limit: int) -> Any:
        value: Any = self._cursor(end)
        if self.way.moves == "offset":
            value = end + self.way.first
        if self.way.moves == "page":
            value = start // max(limit, 1) + 1 + self.way.first
        if said == "next":
            return value
        query = urlencode({self.way.parameter or "after": value})
        url = f"{BASE}{self.path}?{query}"
        if said == "next url":
            return url
        first = f'<{BASE}{self.path}?a=1,2>; title="a; rel=next"; REL="first nextish"'
        return f"{first}, <{url}>; type=x; rel='last'; x=y, <{url}>; rel=\"up NEXT\""


def wrong(server: ListServer, found: Iterable[str]) -> list[str]:
    """Return the problem of a walk that gave the items with these ids."""
    ids = list(found)
    expected = server.ids()
    problems = list(server.problems)
    if sorted(ids) != sorted(expected):
        lost = [value for value in expected if value not in ids]
        repeated = sorted({id_ for id_ in ids if ids.count(id_) > 1})
        problems.append(f"lost {lost}, repeated {repeated}")
    elif ids != expected and not server.walks_back:
        problems.append(f"the order is {ids}")
    return problems


def cases(way: Way) -> Iterator[tuple[ListServer, int | None]]:
    """Servers for a walk, each with the limit that it should be asked with."""
    limits: tuple[int | None, ...] = (None,) if way.limit is None else (None, 1, 9)
    some = {0, 1, 2, 4, 7, 11, way.size, way.size + 1, 2 * way.size, 2 * way.size + 1}
    for count in sorted(some):
        for limit in limits:
            # Many thousand requests tell no more than a hundred.
            if limit is None or count <= 100 * limit:
                yield ListServer(way, count), limit


def checked(
    way: Way, walk: Callable[[ListServer, int | None], Iterable[str]]
) -> Iterator[str]:
    """Return the problem of the walks over all cases of a pagination."""
    for server, limit in cases(way):
        place = f"{way.name}, {server.count} items, limit {limit}"
        try:
            found = [*walk(server, limit)]
        except Exception as error:  # noqa: BLE001 - whatever it is, items are lost
            yield f"{place}: {type(error).__name__}: {error}"
            continue
        for problem in wrong(server, found):
            yield f"{place}: {problem}"


def fresh(server: ListServer) -> ListServer:
    """The same server, which nobody has asked yet."""
    return replace(server, problems=[], asked=[], ended=False, walks_back=False)


def _at(value: Json, path: str) -> Json:
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _put(body: Json, path: str, value: Json) -> None:
    *outer, name = path.split(".")
    for part in outer:
        body = body.setdefault(part, {})
    body[name] = value


def operation(way: Way) -> Json:
    """The operation of an OpenAPI document for a list that is paged this way."""
    parameters = [*_parameters(way)]
    made: Json = {"parameters": parameters}
    if way.in_body:
        made = {"requestBody": _json_content(_nested(parameters))}
    elif way.grouped:
        schema = _nested(parameters)
        made["parameters"] = [{"name": way.grouped, "in": "query", "schema": schema}]
    item = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": _STRING, "name": _STRING},
    }
    listed: Json = {"type": "array", "items": item}
    members = {key: _said_schema(way, said) for key, said in way.says.items()}
    schema = listed
    if way.items:
        schema = _object(
            {
                way.items: listed,
                **{k: v for k, v in members.items() if not k[:1].isupper()},
            }
        )
    answer = {"description": "A page", **_json_content(schema)}
    answer["headers"] = {
        k: {"schema": v} for k, v in members.items() if k[:1].isupper()
    }
    return {**made, "responses": {"200": answer}}


_STRING = {"type": "string"}
_INTEGER = {"type": "integer"}


def _parameters(way: Way) -> Iterator[Json]:
    counts = way.moves in ("offset", "page") or way.numbers
    schema: Json = dict(_INTEGER if counts else _STRING)
    if way.states_first:
        schema["default"] = way.first
    for name in filter(None, (way.parameter, way.before)):
        yield {"name": name, "in": "query", "schema": schema}
    if way.limit:
        known = {"default": way.size, "maximum": way.cap} if way.documented else {}
        yield {"name": way.limit, "in": "query", "schema": {**_INTEGER, **known}}


def _said_schema(way: Way, said: str) -> Json:
    if said in ("more", "last"):
        return {"type": "boolean"}
    if said == "link":
        return _STRING
    if said == "next url" and way.moves not in ("cursor", "page", "offset"):
        return {"type": ["string", "null"], "format": "uri"}
    if said == "float total":
        return {"type": "number"}
    counts = way.moves in ("offset", "page") or way.numbers
    if said == "next url" or (said == "next" and not counts):
        return {"type": ["string", "null"]}
    return {"type": ["integer", "null"]}


def _nested(parameters: list[Json]) -> Json:
    return _object({parameter["name"]: parameter["schema"] for parameter in parameters})


def _object(members: Mapping[str, Json]) -> Json:
    """An object with members by their dotted names."""
    made: Json = {"type": "object", "properties": {}}
    for name, schema in members.items():
        *outer, last = name.split(".")
        inside = made
        for part in outer:
            new: Json = {"type": "object", "properties": {}}
            inside = inside["properties"].setdefault(part, new)
        inside["properties"][last] = schema
    return made


def _json_content(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}}
