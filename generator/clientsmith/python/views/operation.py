"""The descriptor of an operation: what is sent and received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clientsmith.document.values import JsonValue
from clientsmith.model.api import (
    Operation,
    Response,
)
from clientsmith.model.bodies import (
    body_forms,
    error_responses,
    response_media,
    success_responses,
)
from clientsmith.model.pagination import Pagination, PaginationKind, Path, Place
from clientsmith.model.results import streamed_result, success_bodies
from clientsmith.model.usage import Direction
from clientsmith.python.context import RUNTIME, TYPES, Context
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.types.annotations import AnnotationWriter
from clientsmith.python.views.bodies import BodyWriter
from clientsmith.python.views.model import OperationView
from clientsmith.python.views.results import BINARY, body_type
from clientsmith.python.views.styles import StyleWriter

# The runtime expects streams of events by default.
_EVENTS = "text/event-stream"
_IDEMPOTENCY_HEADER = "idempotency-key"


class OperationWriter:
    """Writes the descriptors of a module's operations."""

    def __init__(self, context: Context, imports: Imports) -> None:
        self._context = context
        self._imports = imports
        self._bodies = BodyWriter(context, imports)
        self._parameters = StyleWriter(context, imports)
        self._received = context.writer(
            imports, Direction.RESPONSE, selecting=True, types=TYPES
        )
        self._documented = context.writer(Imports(), Direction.RESPONSE)

    def view(self, operation: Operation) -> OperationView:
        """Return the descriptor of one operation."""
        return OperationView(
            constant=self.constant(operation),
            method=literal(operation.method),
            # A fragment distinguishes operations, but is not part of a request.
            path=literal(operation.path.partition("#")[0]),
            details=tuple(self._details(operation)),
        )

    def constant(self, operation: Operation) -> str:
        """Return the descriptor's name, after the method's: `_LIST`."""
        name = self._context.names.methods[operation.key]
        return f"_{name.method.upper().strip('_')}"

    def errors(self, operation: Operation) -> Iterator[tuple[str, str]]:
        """Return statuses with the types of their bodies, where those are useful."""
        for response in error_responses(operation):
            types = self._error_types(response, self._documented)
            for type_ in dict.fromkeys(types.values()):
                yield response.status, type_

    def _details(self, operation: Operation) -> Iterator[tuple[str, str]]:
        """Return the arguments that differ from the runtime's defaults."""
        bodies = [*self._bodies.sources(operation)]
        if bodies:
            yield "body", bodies[0] if len(bodies) == 1 else f"({', '.join(bodies)})"
        if self._may_lack_body(operation):
            yield "optional_body", "True"
        if operation.paging.pagination is not None:
            yield "page", self._pagination(operation.paging.pagination)
        results = self._results(operation)
        if results:
            yield "results", results
        errors = [
            f"{_status(response.status)}: {self._by_media_type(types)}"
            for response in error_responses(operation)
            if (types := self._error_types(response))
        ]
        if errors:
            yield "errors", f"{{{', '.join(errors)}}}"
        if operation.security.alternatives != self._context.api.security.alternatives:
            yield "security", security_source(operation.security.alternatives)
        styles = [*self._styles(operation)]
        if styles:
            yield "styles", f"{{{', '.join(styles)}}}"
        accept = self._accept(operation)
        if accept != "application/json":
            yield "accept", literal(accept)
        stream = streamed_result(operation, self._context.api.graph)
        if stream is not None and stream.media.content_type != _EVENTS:
            yield "stream", literal(stream.media.content_type)
        for parameter in operation.parameters:
            if parameter.name.lower() == _IDEMPOTENCY_HEADER:
                yield "idempotency_header", literal(parameter.name)
        if operation.server is not None:
            yield "server", literal(operation.server)

    def _may_lack_body(self, operation: Operation) -> bool:
        """Return whether an object without properties is left out of the request."""
        if operation.body is None or operation.body.required:
            return False
        forms = body_forms(operation, self._context.api.graph)
        return any(form.members is not None for form in forms)

    def _pagination(self, pagination: Pagination) -> str:
        kind = self._imports.name(RUNTIME, "PageBy")
        parameter, item = _joined(pagination.parameter), _joined(pagination.item)
        # Cursors and links mark the end of a list themselves.
        sized = pagination.kind not in (PaginationKind.CURSOR, PaginationKind.LINK)
        options: dict[str, JsonValue] = {
            "before": _joined(pagination.before),
            "item": None if item == "id" else item,
            "first": pagination.first,
            "limit": _joined(pagination.limit) if sized else None,
            "default_limit": pagination.default_limit if sized else None,
            "max_limit": pagination.max_limit if sized else None,
            "next": _place(pagination.next),
            "more": _place(pagination.more),
            "last": _place(pagination.last),
            "total": _place(pagination.total),
            "maybe_total": _place(pagination.count),
            "pages": _place(pagination.pages),
            "current": _place(pagination.current),
        }
        given = [literal(str(pagination.kind))]
        given += [literal(parameter)] if parameter is not None else []
        given += [
            f"{name}={literal(value)}"
            for name, value in options.items()
            if value is not None
        ]
        return f"{kind}({', '.join(given)})"

    def _results(self, operation: Operation) -> str | None:
        """Return the types of the success bodies by status, where they differ."""
        if operation.paging.pagination is not None:
            return None
        found = {
            response.status: types
            for response in success_responses(operation)
            if (types := self._result_types(response))
        }
        distinct = {type_ for types in found.values() for type_ in types.values()}
        if len(distinct) < 2:
            return None
        if BINARY in distinct:
            self._imports.name(RUNTIME, BINARY)
        members = [
            f"{_status(status)}: {self._by_media_type(types)}"
            for status, types in found.items()
        ]
        class_ = self._imports.name(RUNTIME, "ResultTypes")
        return f"{class_}({{{', '.join(members)}}})"

    def _result_types(self, response: Response) -> dict[str, str]:
        """Return the types of the representations, except streams.

        A file has the class of the synchronous client: the runtime knows its twin.
        """
        types: dict[str, str] = {}
        for media in response.contents:
            type_ = (
                body_type(self._context, media, self._received)
                if media.is_json or media.is_text
                else BINARY
            )
            if type_ is not None and not media.kind.is_stream:
                types[media.content_type] = type_
        return types

    def _error_types(
        self, response: Response, writer: AnnotationWriter | None = None
    ) -> dict[str, str]:
        """Return the types of JSON error bodies, the usual one first."""
        usual = response_media(response)
        contents = sorted(response.contents, key=lambda media: media is not usual)
        found = {
            media.content_type: body_type(
                self._context, media, writer or self._received
            )
            for media in contents
            if media.is_json
        }
        return {name: type_ for name, type_ in found.items() if type_ is not None}

    def _by_media_type(self, types: Mapping[str, str]) -> str:
        """Return one type if all representations have it, else a type for each."""
        late = {
            name: self._context.late(self._imports, type_)
            for name, type_ in types.items()
        }
        distinct = {*late.values()}
        if len(distinct) == 1:
            return distinct.pop()
        members = (f"{literal(name)}: {type_}" for name, type_ in late.items())
        by_media_type = self._imports.name(RUNTIME, "ByMediaType")
        return f"{by_media_type}({{{', '.join(members)}}})"

    def _styles(self, operation: Operation) -> Iterator[str]:
        for parameter in operation.parameters:
            key = literal(f"{parameter.location}.{parameter.name}")
            source = self._parameters.source(parameter)
            if source is not None:
                yield f"{key}: {source}"

    def _accept(self, operation: Operation) -> str:
        """Return the representations to request, of each success."""
        successes = success_responses(operation)
        bodies = [body for body in success_bodies(operation) if body]
        if not bodies:  # the operation always streams
            bodies = [
                media_type
                for media_type in map(response_media, successes)
                if media_type
            ][:1]
        written = {body.name for body in bodies}
        # `application/json` accepts `application/json;v=2` as well (RFC 9110, 12.5.1).
        names = dict.fromkeys(
            body.essence if body.essence in written else body.name for body in bodies
        )
        return ", ".join(names) or ("application/json" if successes else "*/*")


def _status(status: str) -> str:
    return status if status.isdigit() else literal(status)


def security_source(alternatives: tuple[tuple[str, ...], ...]) -> str:
    """Return security requirements as a Python tuple of tuples."""
    return _tuple(
        _tuple(literal(name) for name in alternative) for alternative in alternatives
    )


def _tuple(items: Iterable[str]) -> str:
    listed = [*items]
    return f"({', '.join(listed)}{',' if len(listed) == 1 else ''})"


def _joined(path: Path) -> str | None:
    """Return names as a JSON pointer without the leading slash (RFC 6901)."""
    escaped = [token.replace("~", "~0").replace("/", "~1") for token in path]
    return "/".join(escaped) or None


def _place(place: Place | None) -> str | None:
    """Return a header by name, or a property of the body by pointer."""
    if place is None:
        return None
    return place.header or f"/{_joined(place.path)}"
