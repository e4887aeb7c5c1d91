"""Enumerations: their values, with names and descriptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from clientsmith.document.documents import Node, Source
from clientsmith.document.members import elements, text
from clientsmith.document.values import JsonObject, JsonValue
from clientsmith.model.lowering.composition import has_type
from clientsmith.model.schemas import (
    NO_ANNOTATIONS,
    AnyValue,
    Array,
    Enum,
    Map,
    Scalar,
    ScalarType,
    Schema,
    Union,
    ValueNote,
)

# Extensions of NSwag, OpenAPI Generator, Redoc and others: lists beside `enum`, or maps
# from its values.
_NAMES = ("x-enum-varnames", "x-enumNames", "x-enumnames", "x-enum-names")
_DESCRIPTIONS = ("x-enum-descriptions", "x-enumDescriptions", "x-enum-description")


def fitting(
    values: Iterable[JsonValue], types: Sequence[ScalarType]
) -> list[JsonValue]:
    """Return the values of these types; 1.0 counts as the integer 1."""
    found = [
        value for value in values if any(has_type(value, type_) for type_ in types)
    ]
    if ScalarType.NUMBER in types or ScalarType.INTEGER not in types:
        return found
    return [int(value) if isinstance(value, float) else value for value in found]


def is_structured(values: Iterable[JsonValue]) -> bool:
    """Return whether some values are lists or objects."""
    return any(isinstance(value, list | dict) for value in values)


def of_structures(
    source: Source, values: Sequence[JsonValue], types: Sequence[str]
) -> Schema | None:
    """Return what listed lists or objects have in common, or None.

    `types`: those that the schema declares.
    """
    if all(isinstance(value, list) for value in values) and types in ((), ("array",)):
        elements = [
            element for value in values if isinstance(value, list) for element in value
        ]
        return Array(source=source, items=_of_scalars(source, elements))
    if types:
        return None
    anything = AnyValue(source=source)
    if all(isinstance(value, dict) for value in values):
        return Map(source=source, values=anything)
    return anything


def _of_scalars(source: Source, values: Sequence[JsonValue]) -> Schema:
    if not values or is_structured(values):
        return AnyValue(source=source)
    order = [type_ for type_ in ScalarType if type_ is not ScalarType.NUMBER]
    found = [
        type_
        for type_ in (*order, ScalarType.NUMBER)
        if any(_type_of(value) is type_ for value in values)
    ]
    scalars = tuple(Scalar(source=source, type=type_) for type_ in found)
    return scalars[0] if len(scalars) == 1 else Union(source=source, variants=scalars)


def _type_of(value: JsonValue) -> ScalarType:
    order = (ScalarType.STRING, ScalarType.BOOLEAN, ScalarType.NULL, ScalarType.INTEGER)
    return next((type_ for type_ in order if has_type(value, type_)), ScalarType.NUMBER)


def together(schemas: Iterable[Schema], source: Source) -> Iterator[Schema]:
    """Merge all enumerations of the alternatives at the place of the first.

    `oneOf` of titled constants is how JSON Schema gives the values of an enumeration
    names; those that have a name of their own are references, and stay apart.
    """
    listed = [*schemas]
    found = [schema for schema in listed if isinstance(schema, Enum)]
    for schema in listed:
        if len(found) < 2 or not isinstance(schema, Enum):
            yield schema
        elif schema is found[0]:
            yield _joined(found, source)


def _joined(found: Sequence[Enum], source: Source) -> Enum:
    # `repr`, since 1 and true are equal in Python.
    values = {repr(value): value for enum in found for value in enum.values}
    return Enum(
        source=source,
        annotations=NO_ANNOTATIONS,
        values=tuple(values.values()),
        notes=tuple(note for enum in found for note in _notes_of(enum)),
        open=any(enum.open for enum in found),
    )


def _notes_of(enum: Enum) -> Iterator[ValueNote]:
    yield from enum.notes
    said = enum.annotations
    if len(enum.values) == 1 and (said.title or said.description):
        value = enum.values[0]
        yield ValueNote(value=value, name=said.title, description=said.description)


def values(keywords: JsonObject) -> list[JsonValue] | None:
    """Return the listed values, if any; Zalando's list stays open."""
    for keyword in ("enum", "x-extensible-enum"):
        listed = keywords.get(keyword)
        if isinstance(listed, list):
            return listed
    return None


def is_open(node: Node) -> bool:
    """Return whether the document says that other values may appear."""
    unknown = node.get("x-speakeasy-unknown-values")
    extensible = node.get("x-extensible-enum")
    azure = node.at("x-ms-enum", "modelAsString")
    if extensible is not None and isinstance(extensible.value, list):
        return True
    return (
        (unknown is not None and unknown.value == "allow")
        or (extensible is not None and extensible.value is True)
        or (azure is not None and azure.value is True)
    )


def notes(node: Node) -> tuple[ValueNote, ...]:
    """Return the names and descriptions that extensions give the values."""
    values = node.get("enum")
    if values is None or not isinstance(values.value, list):
        return ()
    found = [*_azure(node)]
    names = _aligned(node, _NAMES, values.value)
    descriptions = _aligned(node, _DESCRIPTIONS, values.value)
    for value in values.value:
        name, description = names.get(repr(value)), descriptions.get(repr(value))
        if name or description:
            found.append(ValueNote(value=value, name=name, description=description))
    return tuple(found)


def _azure(node: Node) -> Iterator[ValueNote]:
    for element in elements(node, "x-ms-enum", "values"):
        value = element.get("value")
        name, description = text(element, "name"), text(element, "description")
        if value is not None and (name or description):
            yield ValueNote(value=value.value, name=name, description=description)


def _aligned(
    node: Node, keys: Iterable[str], values: Sequence[JsonValue]
) -> Mapping[str, str]:
    """Return the strings of the first extension present, by `repr` of the value."""
    extension = next((found for key in keys if (found := node.get(key))), None)
    if extension is None:
        return {}
    if isinstance(extension.value, list):
        pairs: Iterable[tuple[JsonValue, JsonValue]] = zip(
            values, extension.value, strict=False
        )
    elif isinstance(extension.value, dict):
        texts = extension.value
        pairs = [(value, texts.get(_key(value))) for value in values]
    else:
        return {}
    return {
        repr(value): name
        for value, name in pairs
        if isinstance(name, str) and name.strip()
    }


def _key(value: JsonValue) -> str:
    """Return a value as a key: its JSON text."""
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)
