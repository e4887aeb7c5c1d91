"""Pagination as the configuration states it, in place of what was recognised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.config import PaginationConfig
from generator.diagnostics import Diagnostics
from generator.model.api import Api, Operation
from generator.model.bodies import response_media, success_responses
from generator.model.pagination import (
    CursorPagination,
    LinkPagination,
    OffsetPagination,
    PageNumberPagination,
    Pagination,
    PaginationFinding,
    Path,
)
from generator.model.schemas import Array, Object, Schema, SchemaGraph, Union, is_null


def with_pagination(
    api: Api,
    configured: Mapping[str, PaginationConfig | None],
    methods: Mapping[str, str],
    diagnostics: Diagnostics,
) -> Api:
    """The API with configured pagination; `methods` are dotted names by key.

    An entry goes by `GET /path`, operationId or dotted name. One that names a list
    which is not there is an error.
    """
    operations = tuple(
        _configured(each, api.graph, configured, methods, diagnostics)
        for each in api.operations
    )
    return replace(api, operations=operations)


def _configured(
    operation: Operation,
    graph: SchemaGraph,
    configured: Mapping[str, PaginationConfig | None],
    methods: Mapping[str, str],
    diagnostics: Diagnostics,
) -> Operation:
    names = (operation.key, operation.operation_id, methods[operation.key])
    key = next(
        (each for each in names if each is not None and each in configured), None
    )
    if key is None:
        return operation
    settings = configured[key]
    if settings is None:
        finding = PaginationFinding(None, "not paginated: switched off")
        return replace(operation, paging=finding)
    pagination = _pagination(settings)
    if not _leads_to_list(operation, graph, pagination.items):
        items = f"`{settings.items}`" if settings.items else "the body"
        diagnostics.error(
            "pagination",
            f"pagination of `{key}`: {items} is no list in the response",
            hint="`items` is the dotted path to the list; leave it out for a bare one",
        )
        return operation
    return replace(operation, paging=PaginationFinding(pagination, "configured"))


def _pagination(settings: PaginationConfig) -> Pagination:
    items = _path(settings.items)
    match settings.kind:
        case "offset":
            return OffsetPagination(
                items=items,
                limit=settings.limit,
                offset=settings.offset or "offset",
                total=_path(settings.total),
                next_header=settings.next_header,
                more_header=settings.more_header,
                total_header=settings.total_header,
            )
        case "page":
            return PageNumberPagination(
                items=items,
                limit=settings.limit,
                page=settings.page or "page",
                pages=_path(settings.pages),
                pages_header=settings.pages_header,
                more_header=settings.more_header,
            )
        case "cursor":
            return CursorPagination(
                items=items,
                limit=settings.limit,
                cursor=settings.cursor or "cursor",
                next=_path(settings.next),
                next_header=settings.next_header,
            )
        case "link":
            return LinkPagination(items=items, limit=settings.limit)


def _path(dotted: str | None) -> Path:
    return tuple(dotted.split(".")) if dotted else ()


def _leads_to_list(operation: Operation, graph: SchemaGraph, items: Path) -> bool:
    for response in success_responses(operation)[:1]:
        media = response_media(response)
        if media is None or media.schema is None or not media.is_json:
            return False
        schema: Schema | None = without_null(media.schema, graph)
        for name in items:
            schema = member(schema, name, graph)
        return isinstance(schema, Array)
    return False


def member(schema: Schema | None, name: str, graph: SchemaGraph) -> Schema | None:
    """The schema of a property, behind references and null; None without it."""
    if not isinstance(schema, Object):
        return None
    found = next((each for each in schema.properties if each.name == name), None)
    return without_null(found.schema, graph) if found else None


def without_null(schema: Schema, graph: SchemaGraph) -> Schema:
    """The schema behind references, and without null as an alternative."""
    schema = graph.resolve(schema)
    if isinstance(schema, Union):
        kinds = [each for each in schema.variants if not is_null(each)]
        if len(kinds) == 1:
            return without_null(kinds[0], graph)
    return schema
