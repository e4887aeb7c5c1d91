"""The pagination of the lists of a real document, read by names alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from benchmarks.trips.document import METHODS
from benchmarks.trips.json_values import Json, pointed_at
from benchmarks.trips.pages import Way

_TOKENS = (
    "cursor", "page_token", "pageToken", "next_token", "NextToken", "continue", "after",
    "starting_after", "nextPageToken", "bookmark", "page", "startCursor", "start_cursor",
)  # fmt: skip
_NEXT = (
    "next_cursor", "nextCursor", "nextPageToken", "next_page_token", "next_page", "next",
    "NextToken", "metadata.continue", "pages.next.starting_after", "bookmark",
)  # fmt: skip
_URLS = (
    "next",
    "nextLink",
    "@odata.nextLink",
    "links.next",
    "pages.next",
    "_metadata.next",
)
_TELLING = {
    "has_more": "more", "hasMore": "more", "total": "total", "total_count": "total",
    "totalCount": "total", "total_items": "total", "totalItems": "total",
    "data.total": "total", "count": "vague total", "pages": "pages", "meta.total": "total",
    "total_pages": "pages", "totalPages": "pages", "meta.total_pages": "pages",
    "pages.total_pages": "pages", "page": "current", "meta.current_page": "current",
}  # fmt: skip
_HEADERS = {
    "x-next-offset": "next", "x-has-more": "more", "x-total-count": "total",
    "x-next-page": "next",
}  # fmt: skip
_LIMITS = (
    "limit",
    "per_page",
    "page_size",
    "perPage",
    "pageSize",
    "size",
    "count",
    "top",
)
_WRAPPERS = ("", "data", "result")


@dataclass(frozen=True, slots=True)
class List:
    """An operation, and a server's way to page it."""

    method: str
    path: str
    way: Way
    arguments: Mapping[str, Json]
    """Values for the required parameters of the path and the query."""


class Lists:
    """The operations of a document that are paged in a way that is known here."""

    def __init__(self, document: Json) -> None:
        self._document = document

    def found(self) -> Iterator[List]:
        """In the order of the document."""
        for path, item in self._document["paths"].items():
            item = self._resolved(item)
            for method in METHODS:
                if method in item:
                    found = self._list(method, path, item, item[method])
                    if found is not None:
                        yield found

    def _list(self, method: str, path: str, item: Json, made: Json) -> List | None:
        listed = [*(item.get("parameters") or ()), *(made.get("parameters") or ())]
        declared = [self._resolved(parameter) for parameter in listed]
        query = {
            parameter["name"]: self._kind(parameter.get("schema", parameter))
            for parameter in declared
            if parameter["in"] == "query"
        }
        answers = made.get("responses") or {}
        answer = self._resolved(answers.get("200") or answers.get("default") or {})
        content = (answer.get("content") or {}).get("application/json") or {}
        kinds = dict(
            self._kinds(content.get("schema") or answer.get("schema") or {}, "")
        )
        headers = {text.lower(): text for text in answer.get("headers") or {}}
        way = _way(f"{method.upper()} {path}", query, kinds, headers)
        if way is None:
            return None
        for parameter in declared:
            if parameter["name"] == way.limit and parameter["in"] == "query":
                way = self._sized(way, self._plain(parameter.get("schema", parameter)))
        values = {
            parameter["name"]: self._sample(parameter.get("schema", parameter))
            for parameter in declared
            if parameter.get("required")
            and parameter["in"] in ("path", "query", "header")
        }
        return List(method.upper(), path, way, values)

    def _kinds(self, schema: Json, place: str) -> Iterator[tuple[str, str]]:
        """Dotted names of members, three deep, with the types of their values."""
        schema = self._plain(schema)
        kind = self._kind(schema)
        yield place, kind
        if kind == "array":
            yield f"{place}[]", self._kind(schema.get("items") or {})
        if place.count(".") < 2:
            for name, member in self._members(schema).items():
                yield from self._kinds(member, f"{place}.{name}".lstrip("."))

    def _members(self, schema: Json) -> dict[str, Json]:
        members = dict(schema.get("properties") or {})
        for value in schema.get("allOf") or ():
            members |= self._members(self._resolved(value))
        return members

    def _plain(self, schema: Json) -> Json:
        schema = self._resolved(schema)
        for key in ("anyOf", "oneOf", "allOf"):
            kinds = [
                variant
                for variant in map(self._resolved, schema.get(key) or ())
                if variant.get("type") != "null"
            ]
            if len(kinds) == 1 and "properties" not in schema:
                return self._plain(kinds[0])
        return schema

    def _kind(self, schema: Json) -> str:
        schema = self._plain(schema)
        said = schema.get("type")
        names = (
            [kind for kind in said if kind != "null"] if isinstance(said, list) else []
        )
        kind = names[0] if names else said
        if kind is None and (schema.get("properties") or schema.get("allOf")):
            kind = "object"
        return "url" if str(schema.get("format")).startswith("uri") else str(kind)

    def _sized(self, way: Way, limit: Json) -> Way:
        """The way with the sizes that the document states."""
        size, cap = limit.get("default"), limit.get("maximum")
        least = max(size or 3, 5) if cap is None else cap
        documented = size is not None and cap is not None
        return replace(
            way, size=size or min(3, least), cap=least, documented=documented
        )

    def _sample(self, schema: Json) -> Json:
        schema = self._plain(schema)
        if schema.get("enum"):
            return schema["enum"][0]
        kinds = {
            "integer": 1,
            "number": 1,
            "boolean": True,
            "array": ["x"],
            "object": {},
        }
        return kinds.get(self._kind(schema), "x")

    def _resolved(self, value: Json) -> Json:
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            value = pointed_at(self._document, value["$ref"])
        return value


def _way(
    name: str,
    query: Mapping[str, str],
    kinds: Mapping[str, str],
    headers: Mapping[str, str],
) -> Way | None:
    """Return the pagination of a server that has these parameters and members."""
    arrays = [
        place
        for place, kind in kinds.items()
        if kind == "array"
        and not place.endswith("[]")
        and place.rpartition(".")[0] in _WRAPPERS
    ]
    objects = [array for array in arrays if kinds[f"{array}[]"] == "object"] or arrays
    items = "data" if "data" in objects else next(iter(objects), None)
    if items is None or (len(objects) > 1 and items != "data"):
        return None
    says = {name: said for name, said in _TELLING.items() if _tells(kinds, name, said)}
    says |= {
        headers[header]: said for header, said in _HEADERS.items() if header in headers
    }
    limit = next((name for name in _LIMITS if name in query), None)
    plain = kinds[f"{items}[]"] == "string"
    way = Way(name, "link", items=items, limit=limit, plain=plain)
    token = next((name for name in _TOKENS if query.get(name) == "string"), None)
    led = next((name for name in _NEXT if kinds.get(name) == "string"), None)
    more = {k: v for k, v in says.items() if v == "more"}
    if token and led:
        return replace(way, moves="cursor", parameter=token, says={**more, led: "next"})
    if token in ("after", "starting_after") and (more or "ending_before" in query):
        return replace(way, moves="item", parameter=token, says=more)
    if "link" in headers:
        return replace(way, says={**more, headers["link"]: "link"})
    url = next((name for name in _URLS if kinds.get(name) in ("url", "string")), None)
    if url and ("offset" in query or "page" in query):
        says[url] = "next url"
    if query.get("offset") == "integer":
        says = {k: v for k, v in says.items() if v not in ("pages", "current")}
        return replace(way, moves="offset", parameter="offset", says=says)
    if query.get("page") == "integer":
        return replace(way, moves="page", parameter="page", says=says, first=1)
    return replace(way, says={url: "next url"}) if url else None


def _tells(kinds: Mapping[str, str], name: str, said: str) -> bool:
    wanted = ("boolean",) if said == "more" else ("integer", "number")
    return kinds.get(name) in wanted
