"""Pagination schemes, and the operations that they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.members import text
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace
from clientsmith.model.api import Operation, ParameterLocation
from clientsmith.model.bodies import body_properties, response_media, success_responses
from clientsmith.model.lowering.schemas import SchemaLowering
from clientsmith.model.page_parameters import without_null
from clientsmith.model.paging import member
from clientsmith.model.schemas import Array, Schema, SchemaGraph
from clientsmith.stainless.config import PaginationScheme, Stainless
from clientsmith.stainless.plan import PageKind, PageProperty, PagingPlan, SchemePlan
from clientsmith.stainless.reading import CODE
from clientsmith.support.suggestions import did_you_mean

_MARK = "x-stainless-pagination-property"
_MARK_KEYS = frozenset({"from_header", "is_top_level_array", "purpose", "required"})
_PURPOSES = frozenset(
    {
        *("items", "has_next_page", "next_cursor_param", "next_cursor_field"),
        *("previous_cursor_param", "previous_cursor_field", "cursor_item_id"),
        *("next_cursor_id_param", "previous_cursor_id_param", "cursor_url_field"),
        *("page_number_param", "current_page_number_field", "total_page_count_field"),
        *("offset_total_count_field", "offset_count_start_field"),
        "offset_count_param",
    }
)
_ITEMS = "items"


def schemes(config: Stainless, found: Diagnostics) -> tuple[SchemePlan, ...]:
    """Return the pagination schemes of a configuration."""
    # Their schemas refer to nothing, and are those of OpenAPI 3.1.
    workspace = Workspace(config.node.document)
    lowering = SchemaLowering(workspace, OpenApiVersion.V3_1, found)
    for scheme in config.pagination:
        for part in (scheme.request, scheme.response):
            _report_unknown(part, found)
    return tuple(_scheme(scheme, lowering) for scheme in config.pagination)


def _report_unknown(part: Node | None, found: Diagnostics) -> None:
    """Report keys and purposes of pagination properties that mean nothing."""
    for _, schema in () if part is None else part.items():
        mark = schema.get(_MARK)
        for key, value in () if mark is None else mark.items():
            known = _PURPOSES if key == "purpose" else _MARK_KEYS
            word = str(value.value) if key == "purpose" else key
            if word not in known:
                what = "purpose" if key == "purpose" else "key"
                message = f"unknown {what} `{word}` of a pagination property"
                hint = did_you_mean(word, sorted(known))
                found.warning(CODE, message, value.location, hint)
        for inner in (schema.get("properties"), schema.at("items", "properties")):
            _report_unknown(inner, found)


def _scheme(scheme: PaginationScheme, lowering: SchemaLowering) -> SchemePlan:
    return SchemePlan(
        name=scheme.name,
        kind=PageKind(scheme.type),
        request=tuple(_properties(scheme.request, lowering)),
        response=tuple(_properties(scheme.response, lowering)),
        in_body=scheme.param_location == "body",
    )


def _properties(
    node: Node | None, lowering: SchemaLowering, path: tuple[str, ...] = ()
) -> Iterator[PageProperty]:
    """Yield the properties, and after an object those in it."""
    for name, schema in () if node is None else node.items():
        mark = schema.get(_MARK)
        inner = (*path, name)
        yield PageProperty(
            path=inner,
            schema=lowering.lower(schema),
            purpose=text(mark, "purpose") if mark else None,
            header=text(mark, "from_header") if mark else None,
            is_top_level=_value(mark, "is_top_level_array") is True,
            required=_flag(mark, "required"),
        )
        yield from _properties(schema.get("properties"), lowering, inner)
        yield from _properties(schema.at("items", "properties"), lowering, inner)


def _value(mark: Node | None, key: str) -> object:
    node = None if mark is None else mark.get(key)
    return None if node is None else node.value


def _flag(mark: Node | None, key: str) -> bool | None:
    value = _value(mark, key)
    return value if isinstance(value, bool) else None


def paging(
    operation: Operation,
    graph: SchemaGraph,
    choice: Sequence[SchemePlan],
    *,
    strictly: bool = True,
) -> PagingPlan | None:
    """Return the first of the schemes that fits an operation, with its items.

    `strictly`: the response must have all properties with a purpose.
    """
    for scheme in choice:
        schema = _items(scheme, operation, graph, strictly=strictly)
        if schema is not None:
            return PagingPlan(scheme=scheme, items=schema)
    return None


def items_property(scheme: SchemePlan) -> PageProperty | None:
    """Return the property with the items: the one that says so, or the first array."""
    marked = (p for p in scheme.response if p.purpose == _ITEMS or p.is_top_level)
    arrays = (p for p in scheme.response if isinstance(p.schema, Array))
    return next(marked, None) or next(arrays, None)


def _items(
    scheme: SchemePlan, operation: Operation, graph: SchemaGraph, *, strictly: bool
) -> Schema | None:
    """Return the schema of the items, if the scheme fits the operation."""
    response = _response(operation)
    items = items_property(scheme)
    if response is None or items is None:
        return None
    needed = {p.path[0] for p in scheme.request if p.is_needed}
    if not needed <= given_names(scheme, operation, graph):
        return None
    promised = (
        p
        for p in scheme.response
        if strictly and p.is_needed and p.header is None and not _in_items(p, items)
    )
    if not all(p is items or _at(p, response, graph) is not None for p in promised):
        return None
    found = _at(items, response, graph)
    return found.items if isinstance(found, Array) else None


def _in_items(property_: PageProperty, items: PageProperty) -> bool:
    """Return whether it is a property of the items, such as their id."""
    return property_.path[: len(items.path)] == items.path


def given_names(
    scheme: SchemePlan, operation: Operation, graph: SchemaGraph
) -> set[str]:
    """Return the names of the parameters among which a scheme has its own."""
    if scheme.in_body:
        return {property_.name for property_ in body_properties(operation, graph)}
    return {
        parameter.name
        for parameter in operation.parameters
        if parameter.location is ParameterLocation.QUERY
    }


def _response(operation: Operation) -> Schema | None:
    """Return the schema of the first success in JSON."""
    found = (response_media(response) for response in success_responses(operation))
    media = next((media for media in found if media is not None), None)
    return media.schema if media is not None and media.is_json else None


def _at(property_: PageProperty, response: Schema, graph: SchemaGraph) -> Schema | None:
    schema: Schema | None = without_null(response, graph)
    if property_.is_top_level:
        return schema
    for name in property_.path:
        schema = member(schema, name, graph)
    return schema
