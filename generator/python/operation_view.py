"""The line that says what an operation is on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.document.values import JsonValue
from generator.model.api import (
    Operation,
    Response,
)
from generator.model.bodies import (
    error_responses,
    response_media,
    success_responses,
)
from generator.model.pagination import (
    CursorPagination,
    LinkPagination,
    OffsetPagination,
    PageNumberPagination,
    Pagination,
    Path,
)
from generator.model.results import streamed_result
from generator.model.usage import Direction
from generator.python.bodies_view import BodyWriter
from generator.python.context import RUNTIME, Context
from generator.python.imports import Imports
from generator.python.literals import literal
from generator.python.shapes import Anything
from generator.python.styles import StyleWriter
from generator.python.views import OperationView

# Streams of events are what the runtime expects by itself.
_EVENTS = "text/event-stream"
_IDEMPOTENCY_HEADER = "idempotency-key"


class OperationWriter:
    """Writes the descriptors of a module's operations."""

    def __init__(self, context: Context, imports: Imports) -> None:
        self._context = context
        self._imports = imports
        self._bodies = BodyWriter(context, imports)
        self._parameters = StyleWriter(context, imports)
        self._received = context.writer(imports, Direction.RESPONSE)

    def view(self, operation: Operation) -> OperationView:
        """The descriptor of one operation."""
        return OperationView(
            constant=self.constant(operation),
            method=literal(operation.method),
            # A fragment tells operations apart, but is no part of a request.
            path=literal(operation.path.partition("#")[0]),
            details=tuple(self._details(operation)),
        )

    def constant(self, operation: Operation) -> str:
        """The name of the descriptor, after the method's: `_LIST`."""
        name = self._context.names.methods[operation.key]
        return f"_{name.method.upper().strip('_')}"

    def errors(self, operation: Operation) -> Iterator[tuple[str, str]]:
        """Statuses with the types of their bodies, where those tell anything."""
        for response in error_responses(operation):
            type_ = self._body_type(response)
            if type_ is not None:
                yield response.status, type_

    def _details(self, operation: Operation) -> Iterator[tuple[str, str]]:
        """What differs from the runtime's defaults."""
        bodies = [*self._bodies.sources(operation)]
        if bodies:
            yield "body", bodies[0] if len(bodies) == 1 else f"({', '.join(bodies)})"
        if operation.paging.pagination is not None:
            yield "page", self._pagination(operation.paging.pagination)
        errors = [
            f"{status if status.isdigit() else literal(status)}: {type_}"
            for status, type_ in self.errors(operation)
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

    def _pagination(self, pagination: Pagination) -> str:
        kind = self._imports.name(RUNTIME, type(pagination).__name__)
        options: dict[str, JsonValue] = {"limit": pagination.limit}
        defaults: dict[str, JsonValue] = {"limit": "limit"}
        match pagination:
            case OffsetPagination():
                options |= {
                    "offset": pagination.offset,
                    "total": _dotted(pagination.total),
                    "total_header": pagination.total_header,
                    "more_header": pagination.more_header,
                    "next_header": pagination.next_header,
                }
                defaults["offset"] = "offset"
            case PageNumberPagination():
                options |= {
                    "page": pagination.page,
                    "pages": _dotted(pagination.pages),
                    "pages_header": pagination.pages_header,
                    "more_header": pagination.more_header,
                }
                defaults = {"limit": None, "page": "page"}
            case CursorPagination():
                options = {
                    "cursor": pagination.cursor,
                    "next_field": _dotted(pagination.next),
                    "next_header": pagination.next_header,
                }
                defaults = {}
            case LinkPagination():
                options = {}
        given = ", ".join(
            f"{name}={literal(value)}"
            for name, value in options.items()
            if value != defaults.get(name)
        )
        return f"{kind}({given})"

    def _body_type(self, response: Response) -> str | None:
        """The type of a JSON body, where it tells more than "any JSON"."""
        media = response_media(response)
        if media is None or media.schema is None or not media.is_json:
            return None
        shape = self._context.shaper(Direction.RESPONSE).shape(media.schema)
        return None if shape == Anything() else self._received.write(shape)

    def _styles(self, operation: Operation) -> Iterator[str]:
        for each in operation.parameters:
            key = literal(f"{each.location}.{each.name}")
            source = self._parameters.source(each)
            if source is not None:
                yield f"{key}: {source}"

    def _accept(self, operation: Operation) -> str:
        for response in success_responses(operation):
            media = response_media(response)
            if media is not None:
                return media.name
        return "application/json" if success_responses(operation) else "*/*"


def security_source(alternatives: tuple[tuple[str, ...], ...]) -> str:
    """Security requirements as a Python tuple of tuples."""
    return _tuple(_tuple(literal(name) for name in each) for each in alternatives)


def _tuple(items: Iterable[str]) -> str:
    listed = [*items]
    return f"({', '.join(listed)}{',' if len(listed) == 1 else ''})"


def _dotted(path: Path) -> str | None:
    """A body path as the runtime takes it."""
    return ".".join(path) or None
