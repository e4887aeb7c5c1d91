"""The request bodies in the descriptor of an operation."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.model.api import (
    Encoding,
    MediaKind,
    MediaType,
    Operation,
    ParameterStyle,
)
from clientsmith.model.bodies import body_forms, holds_file
from clientsmith.model.schemas import Array, Enum, Object, Scalar
from clientsmith.model.usage import Direction
from clientsmith.python.context import RUNTIME, TYPES, Context
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.views.styles import style_source

_JSON = "application/json"
# The runtime's class, and the media type that it uses by default.
_CLASSES = {
    MediaKind.JSON: ("JsonBody", _JSON),
    MediaKind.LINES: ("JsonLinesBody", "application/x-ndjson"),
    MediaKind.FORM: ("FormBody", "application/x-www-form-urlencoded"),
    MediaKind.MULTIPART: ("MultipartBody", "multipart/form-data"),
}
_RAW = ("RawBody", "application/octet-stream")


class BodyWriter:
    """Writes the bodies of a module's operations."""

    def __init__(self, context: Context, imports: Imports) -> None:
        self._context = context
        self._imports = imports
        self._writer = context.writer(imports, Direction.REQUEST, types=TYPES)

    def sources(self, operation: Operation) -> Iterator[str]:
        """Return one source text for each representation, the usual one first."""
        for form in body_forms(operation, self._context.api.graph):
            yield from map(self._source, form.contents)

    def _source(self, media: MediaType) -> str:
        name, usual = _CLASSES.get(media.kind, _RAW)
        arguments: list[str] = []
        if name != "RawBody":
            arguments.append(self._type(media))
        if media.sent_as != usual:
            arguments.append(literal(media.sent_as))
        styles = [*self._styles(media)]
        if styles:
            arguments.append(f"styles={{{', '.join(styles)}}}")
        types = [*self._content_types(media)]
        if types:
            arguments.append(f"content_types={{{', '.join(types)}}}")
        return f"{self._imports.name(RUNTIME, name)}({', '.join(arguments)})"

    def _type(self, media: MediaType) -> str:
        if media.schema is None:
            return "object"
        parts = media.kind is MediaKind.MULTIPART
        shaper = self._context.shaper(Direction.REQUEST, parts=parts)
        type_ = self._writer.write(shaper.shape(media.schema))
        return self._context.late(self._imports, type_)

    def _styles(self, media: MediaType) -> Iterator[str]:
        """Return the styles of form properties that differ from the default."""
        if media.kind not in (MediaKind.FORM, MediaKind.MULTIPART):
            return
        for encoding in media.encodings:
            if encoding.style is not None:
                usual = (encoding.style, encoding.explode) == (
                    ParameterStyle.FORM,
                    True,
                )
                if not usual or encoding.allow_reserved:
                    source = style_source(encoding, self._imports)
                    yield f"{literal(encoding.name)}: {source}"
            elif media.kind is MediaKind.FORM and encoding.content_type == _JSON:
                style = self._imports.name(RUNTIME, "Style")
                yield f'{literal(encoding.name)}: {style}("json")'

    def _content_types(self, media: MediaType) -> Iterator[str]:
        """Return the media types of parts that differ from the default.

        A list or a range of types leaves it to the file.
        """
        if media.kind is not MediaKind.MULTIPART:
            return
        for encoding in media.encodings:
            type_ = encoding.content_type
            if type_ is None or "," in type_ or "*" in type_:
                continue
            if type_ != self._usual_type(media, encoding):
                yield f"{literal(encoding.name)}: {literal(type_)}"

    def _usual_type(self, media: MediaType, encoding: Encoding) -> str | None:
        """Return the default media type of a part (3.1, Encoding Object)."""
        graph = self._context.api.graph
        whole = graph.resolve(media.schema) if media.schema is not None else None
        members = whole.properties if isinstance(whole, Object) else ()
        schema = next(
            (member.schema for member in members if member.name == encoding.name), None
        )
        if schema is None or holds_file(schema, graph):
            return None
        resolved = graph.resolve(schema)
        if isinstance(resolved, Array):
            resolved = graph.resolve(resolved.items)
        if isinstance(resolved, Scalar | Enum):
            return "text/plain"
        return _JSON
