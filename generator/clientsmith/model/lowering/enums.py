"""Enumerations: their values, and what documents call these and say of them."""

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
    """The values of these types; an integer that is written as 1.0 is 1."""
    found = [each for each in values if any(has_type(each, one) for one in types)]
    if ScalarType.NUMBER in types or ScalarType.INTEGER not in types:
        return found
    return [int(each) if isinstance(each, float) else each for each in found]


def is_structured(values: Iterable[JsonValue]) -> bool:
    """Whether some of the values are lists or objects."""
    return any(isinstance(each, list | dict) for each in values)


def of_structures(
    source: Source, values: Sequence[JsonValue], types: Sequence[str]
) -> Schema | None:
    """What lists or objects that are spelled out have in common; None if nothing.

    `types`: those that the schema declares.
    """
    if all(isinstance(each, list) for each in values) and types in ((), ("array",)):
        elements = [one for each in values if isinstance(each, list) for one in each]
        return Array(source=source, items=_of_scalars(source, elements))
    if types:
        return None
    anything = AnyValue(source=source)
    if all(isinstance(each, dict) for each in values):
        return Map(source=source, values=anything)
    return anything


def _of_scalars(source: Source, values: Sequence[JsonValue]) -> Schema:
    if not values or is_structured(values):
        return AnyValue(source=source)
    order = [each for each in ScalarType if each is not ScalarType.NUMBER]
    found = [
        type_
        for type_ in (*order, ScalarType.NUMBER)
        if any(_type_of(each) is type_ for each in values)
    ]
    scalars = tuple(Scalar(source=source, type=each) for each in found)
    return scalars[0] if len(scalars) == 1 else Union(source=source, variants=scalars)


def _type_of(value: JsonValue) -> ScalarType:
    order = (ScalarType.STRING, ScalarType.BOOLEAN, ScalarType.NULL, ScalarType.INTEGER)
    return next((each for each in order if has_type(value, each)), ScalarType.NUMBER)


def together(schemas: Iterable[Schema], source: Source) -> Iterator[Schema]:
    """The alternatives, with all enumerations as one where the first of them is.

    `oneOf` of titled constants is how JSON Schema gives the values of an enumeration
    names; those that have a name of their own are references, and stay apart.
    """
    listed = [*schemas]
    found = [each for each in listed if isinstance(each, Enum)]
    for each in listed:
        if len(found) < 2 or not isinstance(each, Enum):
            yield each
        elif each is found[0]:
            yield _joined(found, source)


def _joined(found: Sequence[Enum], source: Source) -> Enum:
    # `repr`, since 1 and true are equal in Python.
    values = {repr(value): value for each in found for value in each.values}
    return Enum(
        source=source,
        annotations=NO_ANNOTATIONS,
        values=tuple(values.values()),
        notes=tuple(note for each in found for note in _notes_of(each)),
        open=any(each.open for each in found),
    )


def _notes_of(enum: Enum) -> Iterator[ValueNote]:
    yield from enum.notes
    said = enum.annotations
    if len(enum.values) == 1 and (said.title or said.description):
        value = enum.values[0]
        yield ValueNote(value=value, name=said.title, description=said.description)


def values(keywords: JsonObject) -> list[JsonValue] | None:
    """The values that a schema lists, if it does; others may come of Zalando's list."""
    for keyword in ("enum", "x-extensible-enum"):
        listed = keywords.get(keyword)
        if isinstance(listed, list):
            return listed
    return None


def is_open(node: Node) -> bool:
    """Whether the document says in one of several ways that further values may come."""
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
    """The names and descriptions that extensions give the values of `enum`."""
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
    for each in elements(node, "x-ms-enum", "values"):
        value = each.get("value")
        name, description = text(each, "name"), text(each, "description")
        if value is not None and (name or description):
            yield ValueNote(value=value.value, name=name, description=description)


def _aligned(
    node: Node, keys: Iterable[str], values: Sequence[JsonValue]
) -> Mapping[str, str]:
    """The texts of the first extension that is there, by the `repr` of the value."""
    said = next((found for key in keys if (found := node.get(key))), None)
    if said is None:
        return {}
    if isinstance(said.value, list):
        pairs: Iterable[tuple[JsonValue, JsonValue]] = zip(
            values, said.value, strict=False
        )
    elif isinstance(said.value, dict):
        texts = said.value
        pairs = [(value, texts.get(_key(value))) for value in values]
    else:
        return {}
    return {
        repr(value): one for value, one in pairs if isinstance(one, str) and one.strip()
    }


def _key(value: JsonValue) -> str:
    """A value as the key of a map: as JSON writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)
