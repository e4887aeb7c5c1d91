"""Select the bodies of an operation that a client works with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from clientsmith.document.documents import Source
from clientsmith.model.api import MediaKind, MediaType, Operation, Response
from clientsmith.model.schemas import (
    AnyValue,
    Array,
    Map,
    Object,
    Property,
    Reference,
    Scalar,
    ScalarType,
    Schema,
    SchemaGraph,
    Union,
)


@dataclass(frozen=True, slots=True)
class BodyForm:
    """Representations of a request body that take the same arguments.

    `contents` has the usual one first. `members` is the object whose properties are
    the arguments; without it the body is a single argument.
    """

    contents: tuple[MediaType, ...]
    members: Object | None

    @property
    def first(self) -> MediaType:
        """The representation that is sent unless the caller chooses another one."""
        return self.contents[0]


def body_forms(operation: Operation, graph: SchemaGraph) -> tuple[BodyForm, ...]:
    """Return the forms of the request body, the usual one first.

    Files go first, since no other representation can carry them, then JSON.
    """
    groups: list[list[MediaType]] = []
    for media in _offered(operation):
        for group in groups:
            if _take_the_same(media, group[0]):
                group.append(media)
                break
        else:
            groups.append([media])
    for group in groups:
        group.sort(key=lambda form: _rank(form, graph))
    groups.sort(key=lambda group: _rank(group[0], graph))
    objects = [_object(group[0], graph) for group in groups]
    structured = [
        found
        for found, group in zip(objects, groups, strict=True)
        if group[0].kind.is_structured
    ]
    if None in structured:
        # If one alternative is a list, an object is a single argument as well.
        objects = [None for _ in groups]
    return tuple(
        BodyForm(tuple(group), members)
        for group, members in zip(groups, objects, strict=True)
    )


def body_properties(operation: Operation, graph: SchemaGraph) -> tuple[Property, ...]:
    """Return the request body's properties that are arguments, without duplicates."""
    found: dict[str, Property] = {}
    for form in body_forms(operation, graph):
        for property_ in form.members.properties if form.members else ():
            found.setdefault(property_.name, property_)
    return tuple(found.values())


def chooses_content_type(forms: tuple[BodyForm, ...]) -> bool:
    """Return whether the caller can choose the representation to send."""
    contents = [content for form in forms for content in form.contents]
    if len(contents) > 1:
        return True
    return any(content.is_range and not content.is_json for content in contents)


def holds_file(schema: Schema, graph: SchemaGraph) -> bool:
    """Return whether a part of a multipart body may be a file, or several.

    A part without a type is `application/octet-stream` (3.1, Encoding Object).
    """
    seen: set[Source] = set()
    waiting = [schema]
    while waiting:
        match waiting.pop():
            case Reference(target=target):
                if target not in seen:
                    seen.add(target)
                    waiting.append(graph.schemas[target])
            case AnyValue() | Scalar(format="binary"):
                return True
            case Array(items=items) | Map(values=items):
                if not isinstance(graph.resolve(items), AnyValue):
                    waiting.append(items)
            case Union(variants=variants):
                waiting.extend(variants)
            case _:
                pass
    return False


def multipart_objects(operation: Operation, graph: SchemaGraph) -> Iterator[Object]:
    """Return the objects whose properties are the parts of a multipart body."""
    for media in operation.body.contents if operation.body else ():
        if media.kind is MediaKind.MULTIPART:
            yield from _objects(media.schema, graph)


def _objects(schema: Schema | None, graph: SchemaGraph) -> Iterator[Object]:
    resolved = graph.resolve(schema) if schema is not None else None
    if isinstance(resolved, Object):
        yield resolved
    elif isinstance(resolved, Union):
        for variant in resolved.variants:
            yield from _objects(variant, graph)


def _object(media: MediaType, graph: SchemaGraph) -> Object | None:
    if media.schema is None or not media.kind.is_structured:
        return None
    resolved = graph.resolve(media.schema)
    return resolved if isinstance(resolved, Object) else None


def _offered(operation: Operation) -> tuple[MediaType, ...]:
    """Return the representations without mere spellings of another one."""
    contents = operation.body.contents if operation.body else ()
    structured = [content for content in contents if content.kind.is_structured]
    plain = sorted(
        (media_type for media_type in structured if _is_plain_json(media_type)),
        key=lambda media_type: media_type.essence != "application/json",
    )

    def is_spelling(media: MediaType) -> bool:
        if media.kind.is_structured:
            same = [
                media_type for media_type in plain if media_type.schema is media.schema
            ]
            return _is_plain_json(media) and same[0] is not media
        if media.kind is MediaKind.LINES:
            return False  # several of them
        return media.schema is not None and any(
            media_type.schema is media.schema for media_type in structured
        )

    return tuple(content for content in contents if not is_spelling(content))


def _is_plain_json(media: MediaType) -> bool:
    """Return whether the type says only that the body is JSON."""
    known = ("application/json", "text/json", "application/x-json")
    return media.is_json and (media.essence in known or media.is_range)


def _take_the_same(first: MediaType, second: MediaType) -> bool:
    if MediaKind.LINES in (first.kind, second.kind):
        return first.kind is second.kind and first.schema is second.schema
    if first.kind.is_structured and second.kind.is_structured:
        return first.schema is second.schema
    return not first.kind.is_structured and not second.kind.is_structured


def _rank(media: MediaType, graph: SchemaGraph) -> int:
    if media.kind is MediaKind.MULTIPART and _has_files(media.schema, graph):
        return 0
    if _is_plain_json(media):
        return 1
    return 2 if media.is_json else 3


def _has_files(body: Schema | None, graph: SchemaGraph) -> bool:
    if body is not None and isinstance(graph.resolve(body), Array | Map):
        return holds_file(body, graph)
    return any(
        holds_file(member.schema, graph)
        for object_ in _objects(body, graph)
        for member in object_.properties
    )


def sendable(schema: Object) -> tuple[Property, ...]:
    """Return the properties that a request may contain (OpenAPI 3.0, readOnly)."""
    return tuple(
        property_
        for property_ in schema.properties
        if not property_.schema.annotations.read_only
    )


def receivable(schema: Object) -> tuple[Property, ...]:
    """Return the properties that a response may contain."""
    return tuple(
        property_
        for property_ in schema.properties
        if not property_.schema.annotations.write_only
    )


def success_responses(operation: Operation) -> tuple[Response, ...]:
    """Return the documented successes, or `default` where there are none."""
    successes = tuple(
        response for response in operation.responses if response.is_success
    )
    if successes:
        return successes
    return tuple(
        response for response in operation.responses if response.status == "default"
    )


def error_responses(operation: Operation) -> tuple[Response, ...]:
    """Return the documented errors, with `default` unless it means success."""
    successes = success_responses(operation)
    return tuple(
        response for response in operation.responses if response not in successes
    )


class _Drawbacks(NamedTuple):
    """Reasons to ask for another representation, the most important first."""

    is_stream: bool
    is_text: bool
    """Not JSON, or JSON that holds only a string."""
    is_json_without_schema: bool
    is_json_variant: bool
    """JSON under another media type than `application/json`."""


def _drawbacks(media: MediaType) -> _Drawbacks:
    return _Drawbacks(
        is_stream=media.kind.is_stream,
        is_text=not media.is_json or _is_string(media.schema),
        is_json_without_schema=media.is_json and media.schema is None,
        is_json_variant=media.is_json and media.essence != "application/json",
    )


def response_media(response: Response) -> MediaType | None:
    """Return the representation to ask for: the first with the least drawbacks."""
    return min(response.contents, key=_drawbacks, default=None)


def unasked_media(response: Response) -> tuple[MediaType, ...]:
    """Return the default representation and its other spellings.

    `application/json;v=2` is a version of `application/json;v=1`.
    """
    usual = response_media(response)
    if usual is None:
        return ()
    versions = (
        content
        for content in response.contents
        if content.essence == usual.essence and content.schema is not usual.schema
    )
    return (usual, *versions)


def _is_string(schema: Schema | None) -> bool:
    return isinstance(schema, Scalar) and schema.type is ScalarType.STRING
