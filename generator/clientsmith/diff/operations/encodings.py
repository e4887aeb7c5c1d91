"""Encodings of form properties, and bodies without structure."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.contract.api import Encoding, Media, Parameter
from clientsmith.contract.schemas import (
    NO_NOTES,
    Elements,
    Kind,
    Members,
    SchemaSet,
    Shape,
    Shapes,
    is_anything,
    words_of,
)

_PLAIN, _BYTES, _JSON = "text/plain", "application/octet-stream", "application/json"
_STRUCTURED = ("json", "xml", "yaml", "x-www-form-urlencoded")
_RANGES = ("*/*", "application/*")
_TEXTUAL = ("text/", "application/json")
_BINARY = frozenset({"format", "contentMediaType"})
_DEEPEST = 3
_NOTHING = Encoding()
_Side = tuple[Media | Parameter, Shapes]


def changed_encodings(
    base: _Side, revision: _Side
) -> Iterator[tuple[str, str | None, str | None]]:
    """Return the properties whose encoding changed, with both encodings.

    What is said as it would be anyway is not said at all (OpenAPI, Encoding Object). A
    property that was added or removed brought its encoding along, or took it away.
    """
    old, new = base[0].encodings, revision[0].encodings
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name, _NOTHING), new.get(name, _NOTHING)
        if before.others == after.others and _same_types(
            before, after, name, base, revision
        ):
            continue
        declared = [bool([*_declared(name, *side)]) for side in (base, revision)]
        if declared[0] is declared[1]:
            yield name, before.text, after.text


def same_files(base: _Side, revision: _Side) -> frozenset[str]:
    """Return the parts of a multipart body that are files on both sides.

    How their schemas say so makes no difference. A part whose media type changes between
    schemas is left out: that is a change of the schema.
    """
    if not all(
        (side[0].content_type or "").startswith("multipart/")
        for side in (base, revision)
    ):
        return frozenset()
    names = _file_names(*base) & _file_names(*revision)
    described = base[0].encodings.keys() | revision[0].encodings.keys()
    return frozenset(
        name
        for name in names
        if name in described
        or _usual_types(name, *base) == _usual_types(name, *revision)
    )


def _file_names(owner: Media | Parameter, shapes: Shapes) -> set[str]:
    names = {
        name
        for shape in shapes.shapes(owner.schema_set or ())
        if isinstance(members := shape.terms.get("properties"), Members)
        for name in members.properties
    }
    return {name for name in names if _is_file(name, owner, shapes)}


def _is_file(name: str, owner: Media | Parameter, shapes: Shapes) -> bool:
    types = owner.encodings.get(name, _NOTHING).content_types
    for schema_set in _declared(name, owner, shapes):
        found = shapes.shapes(schema_set)
        if shapes.notes(schema_set) != NO_NOTES:
            return False  # for example a default
        if not is_anything(found) and not (found and all(map(_is_bytes, found))):
            texts = all(shape.kind is Kind.STRING and shape.is_free for shape in found)
            if not (found and texts and types):
                return False
            if any(type_.startswith(_TEXTUAL) for type_ in types):
                return False
    return True


def _is_bytes(shape: Shape) -> bool:
    """Return whether it is a text that stands for bytes, without any other restriction."""
    return (
        shape.kind is Kind.STRING
        and not shape.exclusive
        and bool(shape.terms)
        and shape.terms.keys() <= _BINARY
        and words_of(shape, "format") <= {"binary"}
    )


def _same_types(
    before: Encoding, after: Encoding, name: str, base: _Side, revision: _Side
) -> bool:
    if before.content_types == after.content_types:
        return True
    if before.content_types and after.content_types:
        return False
    stated = before.content_types or after.content_types
    silent = revision if before.content_types else base
    usual = _usual_types(name, *silent)
    return bool(usual) and stated <= usual


def _usual_types(name: str, owner: Media | Parameter, shapes: Shapes) -> set[str]:
    """Return the default media types of a property."""
    found: set[str] = set()
    for schema_set in _declared(name, owner, shapes):
        found |= _types_of(schema_set, shapes)
    return found


def _declared(
    name: str, owner: Media | Parameter, shapes: Shapes
) -> Iterator[SchemaSet]:
    """Return what each object requires of its property with this name."""
    for shape in shapes.shapes(owner.schema_set or ()):
        members = shape.terms.get("properties")
        properties = members.properties if isinstance(members, Members) else {}
        if shape.kind is Kind.OBJECT and name in properties:
            yield properties[name]


def _types_of(schema_set: SchemaSet, shapes: Shapes, depth: int = 0) -> set[str]:
    found: set[str] = set()
    alternatives = shapes.shapes(schema_set)
    if is_anything(alternatives):
        return {_BYTES}
    for shape in alternatives:
        if shape.kind is Kind.ARRAY:
            items = shape.terms.get("items")
            inside = items.rest if isinstance(items, Elements) else ()
            if inside and depth < _DEEPEST:
                found |= _types_of(inside, shapes, depth + 1)
        elif shape.kind is Kind.OBJECT:
            found.add(_JSON)
        elif shape.kind is not Kind.NULL:
            found |= _types_of_text(shape)
    return found


def _types_of_text(shape: Shape) -> set[str]:
    media = words_of(shape, "contentMediaType")
    formats = words_of(shape, "format")
    if media or "binary" in formats:
        return {*media} or {_BYTES}
    # 3.0 treats base64 text as text, 3.1 as bytes.
    return {_PLAIN, _BYTES} if "byte" in formats else {_PLAIN}


def is_opaque(media: Media, shapes: Shapes) -> bool:
    """Return whether the schema says no more than the media type: bytes, or any text."""
    essence = media.content_type.lower().partition(";")[0].strip()
    if media.items or essence.endswith(_STRUCTURED) or essence.startswith("multipart/"):
        return False
    if not media.schema_set:
        return True
    if shapes.notes(media.schema_set) != NO_NOTES:
        return False  # for example a default
    found = shapes.shapes(media.schema_set)
    if essence in _RANGES:
        return bool(found) and all(map(_is_bytes, found))
    allowed = _BINARY - {"format"} if essence.startswith("text/") else _BINARY
    return is_anything(found) or all(
        shape.kind is Kind.STRING
        and not shape.exclusive
        and shape.terms.keys() <= allowed
        and words_of(shape, "format") <= {"binary"}
        and words_of(shape, "contentMediaType") <= {essence}
        for shape in found
    )
