"""Methods: an operation as the configuration presents it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clientsmith.model.api import MediaKind, Operation
from clientsmith.model.schemas import AnyValue, Reference, Schema
from clientsmith.stainless.config import (
    Deprecation,
    Method,
    MethodStreaming,
)
from clientsmith.stainless.plan import (
    MethodPlan,
    PagingPlan,
    ResourcePath,
    SchemePlan,
    StreamPlan,
)
from clientsmith.stainless.planning.arguments import Wishes, signature
from clientsmith.stainless.planning.context import Planning
from clientsmith.stainless.planning.durations import seconds
from clientsmith.stainless.planning.pages import paging
from clientsmith.stainless.planning.results import result, stream_media

_LANGUAGES = ("python", "default")


def plan_method(
    path: ResourcePath,
    name: str,
    method: Method,
    operation: Operation,
    planning: Planning,
) -> MethodPlan:
    """Return the plan of a method."""
    graph = planning.api.graph
    signed = signature(operation, graph, _wishes(method, planning))
    stream = _stream(method, operation, planning)
    names = {argument.name for argument in signed.arguments}
    if stream is not None and stream.switch not in (None, *names):
        kind = f"argument of `{'.'.join((*path, name))}`"
        planning.unknown(kind, str(stream.switch), names, method)
        stream = replace(stream, switch=None)
    pages = _paging(".".join((*path, name)), method, operation, planning)
    defaults = method.default_request_options
    return MethodPlan(
        name=name,
        resource=path,
        operation=operation,
        arguments=signed.arguments,
        overloads=signed.overloads,
        body=signed.body,
        result=result(operation, graph, _envelopes(method, planning)),
        paging=pages,
        stream=None if pages else stream,
        deprecated=_deprecated(method, operation, planning),
        timeout=seconds(defaults.timeout, planning) if defaults else None,
        max_retries=defaults.max_retries if defaults else None,
    )


def _wishes(method: Method, planning: Planning) -> Wishes:
    settings, client = planning.config.settings, planning.config.client_settings
    positional = method.positional_params
    if positional is None and settings is not None and not settings.positional_params:
        positional = ()
    idempotency = client.idempotency if client else None
    return Wishes(
        positional=positional,
        body_name=method.body_param_name,
        sorts=settings.sort_schema_properties if settings else True,
        hidden_header=idempotency.header if idempotency else None,
    )


def _paging(
    dotted: str, method: Method, operation: Operation, planning: Planning
) -> PagingPlan | None:
    wanted = method.paginated
    if wanted is False or _is_upload(operation):
        return None
    choice = _proposed(operation, planning)
    if isinstance(wanted, str):
        choice = [scheme for scheme in choice if scheme.name == wanted]
        if not choice:
            names = {scheme.name: scheme for scheme in planning.schemes}
            planning.unknown("pagination scheme", wanted, names, method)
            return None
    graph = planning.api.graph
    found = paging(operation, graph, choice)
    if found is None and wanted:
        found = paging(operation, graph, choice, strictly=False)
        if found is None:
            planning.warn(f"`{dotted}` fits none of the pagination schemes", method)
    return found


def _is_upload(operation: Operation) -> bool:
    """Return whether the body has files, which are not sent again for a next page."""
    contents = operation.body.contents if operation.body else ()
    return any(content.kind is MediaKind.MULTIPART for content in contents)


def _proposed(operation: Operation, planning: Planning) -> list[SchemePlan]:
    """Return the schemes that the marks of the parameters allow: all without marks."""
    marks = (
        node.get("x-stainless-pagination-property")
        for parameter in operation.parameters
        if (node := planning.node(parameter.schema.source)) is not None
    )
    types = {
        found.value
        for mark in marks
        if mark is not None
        and (found := mark.get("type")) is not None
        and isinstance(found.value, str)
    }
    schemes = planning.schemes
    fitting = [each for each in schemes if {each.name, each.kind.value} & types]
    return fitting or schemes


def _envelopes(method: Method, planning: Planning) -> tuple[str, ...]:
    wanted = method.unwrap_response
    settings = planning.config.settings
    fields = settings.unwrap_response_fields if settings else ()
    if wanted is None or wanted is True:
        return fields
    return (wanted,) if wanted else ()


def _stream(
    method: Method, operation: Operation, planning: Planning
) -> StreamPlan | None:
    media = stream_media(operation)
    wanted = method.streaming
    if wanted is False or (
        wanted is None and (media is None or not _is_alone(operation))
    ):
        return None
    settings = wanted if isinstance(wanted, MethodStreaming) else None
    event = _event(settings, planning) or (media.schema if media else None)
    return StreamPlan(
        event=event or AnyValue(source=operation.source),
        switch=settings.param_discriminator if settings else None,
    )


def _is_alone(operation: Operation) -> bool:
    contents = [
        content
        for response in operation.responses
        if response.is_success
        for content in response.contents
    ]
    return all(content.kind.is_stream for content in contents)


def _event(settings: MethodStreaming | None, planning: Planning) -> Schema | None:
    name = settings.stream_event_model if settings else None
    if settings is None or name is None:
        return None
    model = planning.models.get(name)
    if model is None:
        planning.unknown("model", name, planning.models, settings)
        return None
    return Reference(source=settings.node.source, target=model.schema)


def _deprecated(method: Method, operation: Operation, planning: Planning) -> str | None:
    own = text_of_deprecation(method.deprecated)
    if own:
        return own
    mark = planning.mark(operation, "deprecation-message")
    if mark is not None and isinstance(mark.value, str):
        return mark.value
    return "" if operation.deprecated else own


def text_of_deprecation(value: Deprecation) -> str | None:
    """Return the message of a `deprecated` key; empty without one."""
    if isinstance(value, Mapping):
        found = (value[language] for language in _LANGUAGES if language in value)
        return next(found, None)
    if isinstance(value, str):
        return value
    return "" if value else None
