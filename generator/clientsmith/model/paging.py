"""Pagination from the configuration, which replaces what was recognised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clientsmith.config import PLACES, PaginationConfig
from clientsmith.diagnostics import Diagnostics
from clientsmith.model.api import Api, Operation
from clientsmith.model.bodies import response_media, success_responses
from clientsmith.model.page_parameters import page_parameters, without_null
from clientsmith.model.pagination import (
    Pagination,
    PaginationFinding,
    PaginationKind,
    Path,
    Place,
)
from clientsmith.model.schemas import Array, Object, Schema, SchemaGraph


def with_pagination(
    api: Api,
    configured: Mapping[str, PaginationConfig | None],
    methods: Mapping[str, str],
    diagnostics: Diagnostics,
) -> Api:
    """Return the API with configured pagination; `methods` are dotted names by key.

    An entry goes by `GET /path`, operationId or dotted name. One that names a list
    which is not there is an error.
    """
    operations = tuple(
        _configured(operation, api.graph, configured, methods, diagnostics)
        for operation in api.operations
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
        (name for name in names if name is not None and name in configured), None
    )
    if key is None:
        return operation
    settings = configured[key]
    if settings is None:
        finding = PaginationFinding(None, "not paginated: switched off")
        return replace(operation, paging=finding)
    pagination = _Stated(settings, operation, graph).pagination()
    if not _leads_to_list(operation, graph, pagination.items):
        items = f"`{settings.items}`" if settings.items else "the body"
        diagnostics.error(
            "pagination",
            f"pagination of `{key}`: {items} is not a list in the response",
            hint="`items` is the dotted path to the list; leave it out for a bare one",
        )
        return operation
    return replace(operation, paging=PaginationFinding(pagination, "configured"))


class _Stated:
    """An entry of the configuration, in the terms of the model."""

    def __init__(
        self, settings: PaginationConfig, operation: Operation, graph: SchemaGraph
    ) -> None:
        self._settings = settings
        self._parameters = {
            parameter.path: parameter
            for parameter in page_parameters(
                operation.parameters, operation.body, graph, groups=None
            )
        }

    def pagination(self) -> Pagination:
        settings, kind = self._settings, PaginationKind(self._settings.kind)
        parameter = self._parameter(
            settings.offset or settings.page or settings.cursor or ""
        )
        limit, first = self._parameter(settings.limit), settings.first
        documented = self._parameters.get(limit)
        counts = kind in (PaginationKind.OFFSET, PaginationKind.PAGE)
        if first is None and counts and parameter in self._parameters:
            first = self._parameters[parameter].first
        default, most = settings.default_limit, settings.max_limit
        if documented is not None:
            default = documented.default if default is None else default
            most = documented.maximum if most is None else most
        return Pagination(
            kind=kind,
            items=_path(settings.items),
            parameter=parameter,
            before=self._parameter(settings.before),
            item=_path(settings.id) or ("id",),
            first=first,
            limit=limit,
            default_limit=default,
            max_limit=most,
            **{name: self._place(name) for name in PLACES},
        )

    def _parameter(self, name: str | None) -> Path:
        """Return a parameter with this name, or one inside another."""
        path = _path(name)
        outer = {parameter[0] for parameter in self._parameters if len(parameter) > 1}
        known = path[:1] and path[0] in outer and (name,) not in self._parameters
        return path if known or not name else (name,)

    def _place(self, name: str) -> Place | None:
        header = getattr(self._settings, f"{name}_header")
        path = _path(getattr(self._settings, name))
        return Place(path, header) if path or header else None


def _path(text: str | None) -> Path:
    """Parse a dotted path, or a JSON pointer for names with dots."""
    if not text:
        return ()
    if not text.startswith("/"):
        return tuple(text.split("."))
    names = text[1:].split("/")
    return tuple(name.replace("~1", "/").replace("~0", "~") for name in names)


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
    """Return the schema of a property behind references and null, or None."""
    if not isinstance(schema, Object):
        return None
    found = next(
        (property_ for property_ in schema.properties if property_.name == name), None
    )
    return without_null(found.schema, graph) if found else None
