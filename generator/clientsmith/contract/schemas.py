"""Schemas as sets of values: alternatives of one JSON type each, and their terms.

`SchemaSet` names the schema objects that a value must satisfy all at once, so that
`allOf` is nothing but more demands. Looked up in `Shapes`, demands become shapes: a
value is valid when it fits one of them. All terms of a shape hold together; a term
that is absent restricts nothing. References, composition and nullability are gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Protocol, TypeAlias

from clientsmith.document.documents import Source
from clientsmith.document.values import JsonValue

SchemaSet: TypeAlias = tuple[Source, ...]
"""Schema objects that hold together; none at all: every value is valid."""


NOWHERE = Source("?", "")
"""The place of what no document says."""


class Kind(StrEnum):
    """The JSON types of values; integers are numbers."""

    NULL = "null"
    BOOLEAN = "boolean"
    NUMBER = "number"
    STRING = "string"
    ARRAY = "array"
    OBJECT = "object"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A minimum or maximum of a number, length or count."""

    value: int | float
    lower: bool
    exclusive: bool = False
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Patterns, formats or encodings of a string, all of which apply."""

    words: frozenset[str]
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiples:
    """`multipleOf`; a number is a multiple of each of them."""

    steps: frozenset[Fraction]
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The number is an integer, or the elements are unique."""

    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of these values, by canonical text; `const`: written as a constant."""

    values: Mapping[str, JsonValue]
    const: bool
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The known values of an enumeration that the document declares open."""

    values: Mapping[str, JsonValue]
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """A requirement on every part of a kind: names, decoded content, other members."""

    schema_set: SchemaSet
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """The members of an object; `rest`: members without a name or pattern."""

    properties: Mapping[str, SchemaSet]
    patterns: Mapping[str, SchemaSet]
    rest: SchemaSet
    places: Mapping[str, Source] = field(compare=False)
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """The members that an object must have, and the place that requires each one."""

    names: Mapping[str, Source]
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """The elements of an array: the first ones, and those after them."""

    prefix: tuple[SchemaSet, ...]
    rest: SchemaSet
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contained:
    """`contains`: between `least` and `most` of the elements satisfy the demands."""

    schema_set: SchemaSet
    least: int
    most: int | None
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """Terms of one keyword that cannot be merged into one (`not`, `contains`)."""

    terms: tuple[Contained | Excluded | Condition, ...]
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """`not`: the value does not satisfy the demands."""

    schema_set: SchemaSet
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`if`, `then`, `else`; a missing branch is None."""

    test: SchemaSet
    then: SchemaSet | None
    otherwise: SchemaSet | None
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependent:
    """`dependentRequired`: which members need which others."""

    names: Mapping[str, frozenset[str]]
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DependentSchemas:
    """`dependentSchemas`: what applies as soon as a member is present."""

    schema_set: Mapping[str, SchemaSet]
    origin: Source = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """A term that is compared as text only, or not at all."""

    texts: frozenset[str]
    origin: Source = field(compare=False)


Term: TypeAlias = (
    Bound
    | Words
    | Multiples
    | Whole
    | Choice
    | Known
    | Inside
    | Members
    | Required
    | Elements
    | Several
    | Dependent
    | DependentSchemas
    | Unclear
)


# The type that each keyword restricts; keywords that are not listed restrict every type.
KIND_OF: Mapping[str, Kind] = {
    **dict.fromkeys(("minimum", "maximum", "multipleOf", "integer"), Kind.NUMBER),
    **dict.fromkeys(
        ("minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType"),
        Kind.STRING,
    ),
    **dict.fromkeys(("minItems", "maxItems", "items", "contains"), Kind.ARRAY),
    **dict.fromkeys(
        ("minProperties", "maxProperties", "properties", "required"), Kind.OBJECT
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """Values of one JSON type that satisfy all terms, by keyword.

    `label` says which variant of a union it is (the name of its schema, where it has
    one), `union` of which sort of union. `exclusive` are the `oneOf`s of which it is one
    variant, by their place. `tags`: the values, as canonical text, by which a
    discriminator selects it, by the member that holds them.
    """

    kind: Kind
    source: Source
    terms: Mapping[str, Term] = field(default_factory=dict)
    label: str | None = None
    union: str | None = None
    exclusive: frozenset[tuple[Source, int]] = frozenset()
    tags: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def is_free(self) -> bool:
        """Whether every value of the type fits, whatever the other alternatives are."""
        return not self.terms and not self.exclusive


def is_anything(shapes: Iterable[Shape]) -> bool:
    """Return whether the alternatives accept every value."""
    return {shape.kind for shape in shapes if shape.is_free} == {*Kind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """A discriminator: the selecting member, and the schema for each value."""

    property_name: str
    mapping: Mapping[str, str]
    origin: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A value that a schema states without restricting anything, and its place."""

    value: JsonValue
    origin: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The annotations of a schema."""

    default: Stated | None = None
    deprecated: Stated | None = None
    sunset: Stated | None = None
    stability: Stated | None = None
    read_only: bool = False
    write_only: bool = False
    selector: Selector | None = None
    xml: Stated | None = None
    """The XML representation, as canonical text, where it differs from the default."""
    parts: tuple[Source, ...] = ()
    """The named schemas that `allOf` combines."""


NO_NOTES = Notes()


def words_of(shape: Shape, keyword: str) -> frozenset[str]:
    """Return what a keyword such as `format` requires of its strings."""
    term = shape.terms.get(keyword)
    return term.words if isinstance(term, Words) else frozenset()


class Shapes(Protocol):
    """Looks up shapes; the same demands give the same object."""

    def shapes(self, schema_set: SchemaSet) -> tuple[Shape, ...]:
        """Return the alternatives that satisfy all demands; empty: no value does."""
        ...

    def notes(self, schema_set: SchemaSet) -> Notes:
        """Return the annotations of the schemas; the first one that has any wins."""
        ...

    def declares(self, source: Source) -> bool:
        """Return whether the documents have something at that place."""
        ...
