"""Schemas: one class per kind, in the terms of JSON Schema 2020-12.

Composition (`allOf`), nullability and the differences between OpenAPI versions are
resolved. A schema that may be null is a `Union` with the `null` scalar as a variant.
Schemas that a document shares are kept in `Api.schemas` and stand elsewhere as a
`Reference`, so the graph may be cyclic while every value here is finite.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import TypeAlias

from clientsmith.document.documents import Source
from clientsmith.document.values import JsonValue


@dataclass(frozen=True, slots=True)
class Default:
    """A documented default; a class of its own, since the value may be null."""

    value: JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """The annotations of a schema, which restrict nothing (JSON Schema, 9)."""

    title: str | None = None
    description: str | None = None
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    default: Default | None = None
    examples: tuple[JsonValue, ...] = ()
    name_override: str | None = None

    def overlaid(self, base: Annotations) -> Annotations:
        """Return these annotations, completed from `base`."""
        return Annotations(
            title=self.title or base.title,
            description=self.description or base.description,
            deprecated=self.deprecated or base.deprecated,
            read_only=self.read_only or base.read_only,
            write_only=self.write_only or base.write_only,
            default=self.default or base.default,
            examples=self.examples or base.examples,
            name_override=self.name_override or base.name_override,
        )


NO_ANNOTATIONS = Annotations()


class ScalarType(StrEnum):
    """The JSON types that contain no other value."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Restrictions of numbers and strings (JSON Schema validation, 6.2 and 6.3)."""

    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Schema:
    source: Source
    annotations: Annotations = NO_ANNOTATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyValue(_Schema):
    """Every JSON value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Never(_Schema):
    """No value at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar(_Schema):
    """A string, number, boolean or null."""

    type: ScalarType
    format: str | None = None
    limits: Limits = NO_LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueNote:
    """The name and description of an enumeration's value."""

    value: JsonValue
    name: str | None
    description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum(_Schema):
    """One of these values; `open`: the document says that others may appear.

    `selecting`: the value decides which variant of a union an object is. `notes` are
    about some of the values, and perhaps others.
    """

    values: tuple[JsonValue, ...]
    notes: tuple[ValueNote, ...] = ()
    open: bool = False
    selecting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Array(_Schema):
    """An array; `prefix` describes its first elements, `items` the others."""

    items: Schema
    prefix: tuple[Schema, ...] = ()
    min_items: int | None = None
    max_items: int | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Map(_Schema):
    """An object whose keys the document does not name."""

    values: Schema
    min_properties: int | None = None
    max_properties: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A named property of an object."""

    name: str
    schema: Schema
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Object(_Schema):
    """An object with named properties; `additional` None: others are undescribed."""

    properties: tuple[Property, ...]
    additional: Schema | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discriminator:
    """The property that distinguishes a union's variants.

    `mapping` goes from its values to the schemas they stand for, as the document says;
    `names` are those that variants go by where it says nothing. `default` describes
    objects that no value selects.
    """

    property_name: str
    mapping: tuple[tuple[str, Source], ...] = ()
    names: tuple[tuple[str, Source], ...] = ()
    default: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Union(_Schema):
    """A value of one of these schemas; `exclusive`: of exactly one (`oneOf`)."""

    variants: tuple[Schema, ...]
    exclusive: bool = False
    discriminator: Discriminator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(_Schema):
    """A reference to a shared schema; `source` is the place of the reference."""

    target: Source


Schema: TypeAlias = (
    AnyValue | Never | Scalar | Enum | Array | Map | Object | Union | Reference
)


@dataclass(frozen=True, slots=True)
class SchemaGraph:
    """The shared schemas by source; follows references."""

    schemas: Mapping[Source, Schema] = field(default_factory=dict)

    def resolve(self, schema: Schema) -> Schema:
        """Return the schema behind any chain of references."""
        while isinstance(schema, Reference):
            schema = self.schemas[schema.target]
        return schema


def base_of(family: Source) -> Source:
    """Return the identity of a family's base class; `family` is that of its union."""
    return replace(family, derived=True)


def is_null(schema: Schema) -> bool:
    """Return whether the schema is the `null` scalar."""
    return isinstance(schema, Scalar) and schema.type is ScalarType.NULL


def same(first: object, second: object) -> bool:
    """Return whether two schemas or parts are equal apart from their places."""
    if type(first) is not type(second):
        return False
    if isinstance(first, tuple) and isinstance(second, tuple):
        pairs = zip(first, second, strict=False)
        return len(first) == len(second) and all(same(*pair) for pair in pairs)
    if isinstance(first, _Schema | Property):
        return all(
            same(getattr(first, attribute.name), getattr(second, attribute.name))
            for attribute in fields(first)
            if attribute.name != "source"
        )
    return first == second


def children(schema: Schema) -> tuple[Schema, ...]:
    """Return the schemas directly inside, without following references."""
    match schema:
        case Array():
            return (*schema.prefix, schema.items)
        case Map():
            return (schema.values,)
        case Object():
            inside = tuple(property_.schema for property_ in schema.properties)
            return (*inside, schema.additional) if schema.additional else inside
        case Union():
            return schema.variants
        case _:
            return ()
