"""Recognises how an operation is paged, only where the document leaves no doubt."""

from __future__ import annotations

from collections.abc import Iterable

from generator.model.api import Parameter, ParameterLocation, Response
from generator.model.bodies import response_media
from generator.model.pagination import (
    CursorPagination,
    LinkPagination,
    OffsetPagination,
    PageNumberPagination,
    Pagination,
    PaginationFinding,
    Path,
)
from generator.model.schemas import (
    AnyValue,
    Array,
    Object,
    Scalar,
    ScalarType,
    Schema,
    SchemaGraph,
    Union,
    is_null,
)

# Names are compared in lower case without separators.
_OFFSET = ("offset", "skip", "startindex")
_PAGE = ("page", "pagenumber", "pageindex")
_LIMIT = ("limit", "pagesize", "perpage", "size", "count", "maxresults", "first")
_TOTAL = ("total", "totalcount", "totalitems", "totalresults", "count")
_ITEMS = ("items", "data", "results", "list", "records", "values", "entries")
_ENVELOPES = ("pagination", "meta", "metadata", "page", "paging", "pageinfo")
# The request parameter, and what the response calls the value for it.
_CURSORS = (
    (("cursor",), ("nextcursor", "next", "cursor")),
    (("pagetoken",), ("nextpagetoken", "nexttoken", "pagetoken")),
    (("nexttoken",), ("nexttoken",)),
    (("continuationtoken",), ("continuationtoken", "nextcontinuationtoken")),
    (("after", "startingafter"), ("nextcursor", "endcursor", "after")),
)
_NEXT_OFFSET = ("xnextoffset", "nextoffset")
_MORE = ("xhasmore", "hasmore")
_TOTAL_HEADERS = ("xtotalcount", "xtotal", "totalcount")
_PAGES = ("totalpages", "pagecount", "lastpage", "numpages", "pages")
_PAGES_HEADERS = ("xtotalpages", "totalpages", "xpagecount")
_TOKEN_FIELDS = tuple({name: None for _, names in _CURSORS for name in names[:1]})


class _Body:
    """The success body of an operation, seen as a page."""

    def __init__(self, schema: Schema, graph: SchemaGraph) -> None:
        self._graph = graph
        self._root = self._plain(schema)
        self.items = self._find_items()

    def _plain(self, schema: Schema) -> Schema:
        """The schema behind references, and without null as an alternative."""
        schema = self._graph.resolve(schema)
        if isinstance(schema, Union):
            kinds = [each for each in schema.variants if not is_null(each)]
            if len(kinds) == 1:
                return self._plain(kinds[0])
        return schema

    def _find_items(self) -> Path | None:
        """Where the results are; None when that is not clear."""
        if isinstance(self._root, Array):
            return ()
        if not isinstance(self._root, Object):
            return None
        arrays = [
            each.name
            for each in self._root.properties
            if isinstance(self._plain(each.schema), Array)
        ]
        if len(arrays) == 1:
            return (arrays[0],)
        named = [name for name in arrays if _plain_name(name) in _ITEMS]
        return (named[0],) if len(named) == 1 else None

    def find(self, names: Iterable[str], *types: ScalarType) -> Path:
        """A scalar member with one of the names, at the top or in an envelope."""
        found = self._member(self._root, names, types)
        if found is not None:
            return (found,)
        if isinstance(self._root, Object):
            for each in self._root.properties:
                if _plain_name(each.name) in _ENVELOPES:
                    found = self._member(self._plain(each.schema), names, types)
                    if found is not None:
                        return (each.name, found)
        return ()

    def _member(
        self, schema: Schema, names: Iterable[str], types: tuple[ScalarType, ...]
    ) -> str | None:
        if not isinstance(schema, Object):
            return None
        by_name = {_plain_name(each.name): each for each in schema.properties}
        for name in names:
            if name in by_name:
                kind = self._plain(by_name[name].schema)
                fits = isinstance(kind, Scalar) and kind.type in types
                if fits or isinstance(kind, AnyValue):
                    return by_name[name].name
        return None


def detect(
    method: str,
    parameters: tuple[Parameter, ...],
    responses: tuple[Response, ...],
    graph: SchemaGraph,
) -> PaginationFinding:
    """How the operation is paged, and why that was decided."""
    if method != "GET":
        return PaginationFinding(None, "not paginated: only GET is looked at")
    success = next((each for each in responses if each.is_success), None)
    media = response_media(success) if success is not None else None
    if success is None or media is None or not media.is_json or media.schema is None:
        return PaginationFinding(None, "not paginated: no JSON body")
    body = _Body(media.schema, graph)
    if body.items is None:
        return PaginationFinding(None, "not paginated: no single list in the body")
    query = {
        _plain_name(each.name): each.name
        for each in parameters
        if each.location is ParameterLocation.QUERY
        # An `offset` that is a text is a token, and nothing to count with.
        if _plain_name(each.name) not in (*_OFFSET, *_PAGE)
        or _counts(graph.resolve(each.schema))
    }
    headers = {_plain_name(each.name): each.name for each in success.headers}
    return _recognise(body, body.items, query, headers)


def _recognise(
    body: _Body, items: Path, query: dict[str, str], headers: dict[str, str]
) -> PaginationFinding:
    limit = _first(query, _LIMIT)
    for finding in (
        _cursor(body, items, query, headers, limit),
        _offset(body, items, query, headers, limit),
        _page(body, items, query, headers, limit),
    ):
        if finding is not None:
            return finding
    if "link" in headers:
        return _found(
            LinkPagination(items=items, limit=limit), "a Link header is documented"
        )
    token = body.find(_TOKEN_FIELDS, ScalarType.STRING)
    if token:
        return PaginationFinding(
            None,
            f"not paginated: the body has `{'.'.join(token)}`, "
            "but no parameter takes it",
        )
    return PaginationFinding(None, "not paginated: no parameter moves between pages")


def _cursor(
    body: _Body,
    items: Path,
    query: dict[str, str],
    headers: dict[str, str],
    limit: str | None,
) -> PaginationFinding | None:
    for parameters, fields in _CURSORS:
        parameter = _first(query, parameters)
        if parameter is None:
            continue
        next_ = body.find(fields, ScalarType.STRING, ScalarType.INTEGER)
        header = _first(headers, [f"x{name}" for name in fields] + list(fields))
        if next_ or header:
            origin = f"`{'.'.join(next_)}`" if next_ else f"the header `{header}`"
            return _found(
                CursorPagination(
                    items=items,
                    limit=limit,
                    cursor=parameter,
                    next=next_,
                    next_header=None if next_ else header,
                ),
                f"{origin} goes into `{parameter}`",
            )
    return None


def _offset(
    body: _Body,
    items: Path,
    query: dict[str, str],
    headers: dict[str, str],
    limit: str | None,
) -> PaginationFinding | None:
    parameter = _first(query, _OFFSET)
    if parameter is None:
        return None
    total = body.find(_TOTAL, ScalarType.INTEGER, ScalarType.NUMBER)
    next_header = _first(headers, _NEXT_OFFSET)
    total_header = None if total else _first(headers, _TOTAL_HEADERS)
    if not (total or next_header or total_header or limit):
        return None
    if next_header:
        reason = f"the header `{next_header}` goes into `{parameter}`"
    elif total or total_header:
        reason = f"`{parameter}` up to `{'.'.join(total) or total_header}`"
    else:
        reason = f"`{parameter}` and `{limit}`, until a short page"
    pagination = OffsetPagination(
        items=items,
        limit=limit,
        offset=parameter,
        total=total,
        next_header=next_header,
        more_header=_first(headers, _MORE),
        total_header=total_header,
    )
    return _found(pagination, reason)


def _page(
    body: _Body,
    items: Path,
    query: dict[str, str],
    headers: dict[str, str],
    limit: str | None,
) -> PaginationFinding | None:
    parameter = _first(query, _PAGE)
    pages = body.find(_PAGES, ScalarType.INTEGER, ScalarType.NUMBER)
    pages_header = None if pages else _first(headers, _PAGES_HEADERS)
    total = body.find(_TOTAL, ScalarType.INTEGER, ScalarType.NUMBER)
    if parameter is None or not (limit or pages or pages_header or total):
        return None
    pagination = PageNumberPagination(
        items=items,
        limit=limit,
        page=parameter,
        pages=pages,
        pages_header=pages_header,
        more_header=_first(headers, _MORE),
    )
    return _found(pagination, f"`{parameter}` counts pages")


def _found(pagination: Pagination, reason: str) -> PaginationFinding:
    return PaginationFinding(pagination, reason)


def _counts(schema: Schema) -> bool:
    if isinstance(schema, Union):
        return any(map(_counts, schema.variants))
    if isinstance(schema, Scalar):
        return schema.type in (ScalarType.INTEGER, ScalarType.NUMBER)
    return isinstance(schema, AnyValue)


def _first(names: dict[str, str], wanted: Iterable[str]) -> str | None:
    return next((names[name] for name in wanted if name in names), None)


def _plain_name(name: str) -> str:
    return "".join(each for each in name.lower() if each.isalnum())
