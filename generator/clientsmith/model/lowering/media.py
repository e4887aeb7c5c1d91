"""Representations of bodies: their kind and their schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from clientsmith.document.documents import Node
from clientsmith.document.members import elements, members, text
from clientsmith.document.workspace import Workspace
from clientsmith.model.api import Encoding, MediaKind, MediaType, ParameterStyle
from clientsmith.model.lowering.parameters import declared_style
from clientsmith.model.lowering.schemas import SchemaLowering
from clientsmith.model.schemas import (
    AnyValue,
    Array,
    Map,
    Object,
    Reference,
    Scalar,
    Schema,
    SchemaGraph,
    Union,
    same,
)
from clientsmith.openapi import objects as openapi
from clientsmith.openapi.reader import OpenApiReader

_JSON = frozenset({"application/json", "text/json", "application/x-json"})
_EVENTS = "text/event-stream"
_LINES = frozenset(
    {
        "application/json-lines",
        "application/json-seq",
        "application/jsonl",
        "application/jsonlines",
        "application/ndjson",
        "application/stream+json",
        "application/x-json-stream",
        "application/x-jsonl",
        "application/x-jsonlines",
        "application/x-ndjson",
    }
)
_TEXT = frozenset(
    {
        "application/graphql",
        "application/javascript",
        "application/jwt",
        "application/sdp",
        "application/sql",
        "application/toml",
        "application/x-yaml",
        "application/xml",
        "application/yaml",
    }
)
# OpenAPI 3.2, Special Considerations for Server-Sent Events.
_EVENT_FIELDS = frozenset({"event", "data", "id", "retry", "comment"})


FORM_TYPE = "application/x-www-form-urlencoded"


class MediaLowering:
    """Lowers the `content` of request bodies and responses."""

    def __init__(
        self, workspace: Workspace, schemas: SchemaLowering, reader: OpenApiReader
    ) -> None:
        self._workspace = workspace
        self._schemas = schemas
        self._reader = reader

    def sent(self, content: Iterable[openapi.MediaType]) -> Iterator[MediaType]:
        """Return the representations of a request body."""
        for media in self.received(content):
            # JSON is valid YAML (YAML 1.2, 1.3).
            yaml = media.essence.endswith("+yaml")
            if yaml and _is_structured(media.schema, self._schemas.graph):
                yield replace(media, kind=MediaKind.JSON)
            else:
                yield media

    def received(self, content: Iterable[openapi.MediaType]) -> Iterator[MediaType]:
        """Return the representations of a body, in document order.

        Of those that differ by parameters only, as `charset=utf-8`, one without a
        schema says nothing that another one with a schema does not.
        """
        contents = [*self._contents(content)]
        described = {
            _family(media_type)
            for media_type in contents
            if media_type.schema is not None
        }
        for media_type in contents:
            if media_type.schema is not None or _family(media_type) not in described:
                yield media_type

    def _contents(self, content: Iterable[openapi.MediaType]) -> Iterator[MediaType]:
        seen: list[Schema] = []
        for media in content:
            content_type = media.content_type
            schema = self._schema(media)
            if schema is not None:
                schema = next((part for part in seen if same(part, schema)), schema)
                seen.append(schema)
            kind = _kind(content_type, schema, self._schemas.graph)
            yield MediaType(
                content_type=content_type,
                kind=kind,
                schema=schema,
                encodings=tuple(_encodings(media)) if kind.is_structured else (),
                source=media.source,
                examples=tuple(self._reader.examples(media)),
            )

    def _schema(self, media: openapi.MediaType) -> Schema | None:
        essence = _essence(media.content_type)
        schema = media.schema
        if not _is_stream(essence):
            return self._schemas.lower(schema) if schema is not None else None
        item = media.items
        if item is None and schema is not None:
            # The schema of a sequential type describes all items as an array.
            item = self._workspace.resolve(schema).get("items") or schema
        if item is None:
            return None
        return self._event(item) if essence == _EVENTS else self._item(item)

    def _item(self, node: Node) -> Schema | None:
        """Return the type of one item, unless the document only says that it is text."""
        schema = self._schemas.lower(node)
        resolved = self._schemas.graph.resolve(schema)
        return None if isinstance(resolved, Scalar | AnyValue) else schema

    def _event(self, node: Node) -> Schema | None:
        """Return the type of an event's data, or None for text."""
        names: set[str] = set()
        payloads: dict[object, Node] = {}
        for part in self._parts(node, set()):
            for name, member in members(part, "properties"):
                names.add(name)
                payload = self._payload(member) if name == "data" else None
                if payload is not None:
                    payloads[self._workspace.resolve(payload).source] = payload
        if not {"data"} < names <= _EVENT_FIELDS:
            return self._item(node)
        lowered = tuple(self._schemas.lower(member) for member in payloads.values())
        if len(lowered) > 1:
            return Union(source=node.source, variants=lowered)
        return lowered[0] if lowered else None

    def _payload(self, data: Node) -> Node | None:
        """Return the schema of an event's `data`: `contentSchema`, or a non-text
        schema.
        """
        resolved = self._workspace.resolve(data)
        content = resolved.get("contentSchema")
        return content if content or text(resolved, "type") == "string" else data

    def _parts(self, node: Node, seen: set[object]) -> Iterator[Node]:
        """Yield the schema and everything that it is composed of."""
        resolved = self._workspace.resolve(node)
        if resolved.source in seen:
            return
        seen.add(resolved.source)
        yield resolved
        for keyword in ("allOf", "anyOf", "oneOf"):
            for part in elements(resolved, keyword):
                yield from self._parts(part, seen)


def _encodings(media: openapi.MediaType) -> Iterator[Encoding]:
    # The encoding of all parts without a name (OpenAPI 3.2, Media Type Object).
    item = media.item_encoding
    for declared in (*media.encoding, *([item] if item is not None else [])):
        style, explode = declared_style(declared), declared.explode
        exploded = style in (None, ParameterStyle.FORM)
        # Any of the three replaces the content type (3.1, 4.8.15).
        styled = style or explode is not None or declared.allow_reserved
        yield Encoding(
            name=declared.name,
            content_type=declared.content_type,
            style=(style or ParameterStyle.FORM) if styled else None,
            explode=exploded if explode is None else explode,
            allow_reserved=declared.allow_reserved,
        )


def _essence(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _family(media: MediaType) -> str:
    """Return type and subtype; all spellings of plain JSON are one."""
    return "application/json" if media.essence in _JSON else media.essence


def _is_stream(essence: str) -> bool:
    return essence == _EVENTS or essence in _LINES or essence.endswith("+json-seq")


def _kind(content_type: str, schema: Schema | None, graph: SchemaGraph) -> MediaKind:
    essence = _essence(content_type)
    structured = _is_structured(schema, graph)
    if _is_stream(essence):
        return MediaKind.EVENTS if essence == _EVENTS else MediaKind.LINES
    if essence in _JSON or essence.endswith("+json"):
        return MediaKind.JSON
    if structured or schema is None:
        # A form whose schema is a string is encoded by the caller.
        if essence == FORM_TYPE:
            return MediaKind.FORM
        if essence.startswith("multipart/"):
            return MediaKind.MULTIPART
    vendor = essence.startswith("application/vnd.")
    if essence.startswith("text/") or essence in _TEXT:
        return MediaKind.TEXT
    if essence.endswith(("+xml", "+yaml")):
        return MediaKind.TEXT
    if structured and (vendor or essence in ("*/*", "application/*")):
        # Only JSON consists of objects and often lacks a suffix.
        return MediaKind.JSON
    if vendor and _is_text(schema, graph):
        return MediaKind.TEXT
    return MediaKind.BINARY


def _is_structured(schema: Schema | None, graph: SchemaGraph) -> bool:
    """Return whether the values have parts: objects and lists."""
    resolved = graph.resolve(schema) if schema is not None else None
    if isinstance(resolved, Union):
        return any(
            isinstance(variant, Reference | Object | Map | Array)
            for variant in resolved.variants
        )
    return isinstance(resolved, Object | Map | Array)


def _is_text(schema: Schema | None, graph: SchemaGraph) -> bool:
    resolved = graph.resolve(schema) if schema is not None else None
    return isinstance(resolved, Scalar) and resolved.format != "binary"
