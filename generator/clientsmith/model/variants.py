"""Resolve which variant of a union each value of its discriminator selects.

In the order of what is more certain: the mapping, the constants of the variants, the
names of their schemas (OpenAPI 3.2, Discriminator Object).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeAlias

from clientsmith.document.documents import Source
from clientsmith.document.pointers import unescape
from clientsmith.document.values import JsonValue
from clientsmith.model.schemas import (
    Discriminator,
    Enum,
    Object,
    Property,
    Reference,
    Scalar,
    ScalarType,
    Schema,
    SchemaGraph,
    Union,
    is_null,
)

TagValue: TypeAlias = str | int | bool


@dataclass(frozen=True, slots=True)
class Selection:
    """The schemas that each value of the property selects; usually one.

    `otherwise` describes objects with any other value, or none. `missing` are the
    variants that may lack the property, or have null there.
    """

    property_name: str
    choices: tuple[tuple[TagValue, tuple[Schema, ...]], ...]
    otherwise: tuple[Schema, ...] = ()
    missing: tuple[Schema, ...] = ()


def schema_name(source: Source) -> str:
    """Return a schema's name for mappings; a whole file is named after the file."""
    if not source.pointer:
        return PurePosixPath(source.document).stem
    return unescape(source.pointer.rpartition("/")[2])


def named_in_mapping(target: str) -> str:
    """Return the name of the schema that an entry of a mapping refers to."""
    path, _, fragment = target.partition("#")
    if fragment.strip("/"):
        return unescape(fragment.rpartition("/")[2])
    file = PurePosixPath(path)
    return file.stem if file.suffix in (".json", ".yaml", ".yml") else file.name


def key_of(variant: Schema) -> Source:
    """Return the key by which mappings refer to a variant."""
    return variant.target if isinstance(variant, Reference) else variant.source


def selection(union: Union, graph: SchemaGraph) -> Selection | None:
    """Return what the discriminator selects; None where no value selects anything."""
    if union.discriminator is None:
        return None
    return _Selecting(union, union.discriminator, graph).selection()


class _Selecting:
    def __init__(
        self, union: Union, discriminator: Discriminator, graph: SchemaGraph
    ) -> None:
        self._union = union
        self._graph = graph
        self._name = discriminator.property_name
        self._mapping = [*discriminator.mapping]
        self._names_of = [*discriminator.names]
        self._default = discriminator.default
        self._variants = [*self._expanded(union)]
        self._choices: dict[tuple[type, TagValue], list[Schema]] = {}

    def selection(self) -> Selection | None:
        assigned = self._take_mapping()
        rest = [schema for schema in self._variants if key_of(schema) not in assigned]
        # The default accepts any value, including those of its own enumeration.
        rest = [schema for schema in rest if key_of(schema) != self._default]
        unselected = self._take_constants(rest)
        for variant in self._variants:
            if key_of(variant) in assigned and key_of(variant) != self._default:
                for value in self._constants(variant):
                    self._choices.setdefault((type(value), value), [variant])
        if not self._choices:
            return None
        default = self._default_schema()
        return Selection(
            property_name=self._name,
            choices=tuple(
                (value, tuple(schemas)) for (_, value), schemas in self._choices.items()
            ),
            otherwise=(default,) if default is not None else tuple(unselected),
            missing=() if default is not None else tuple(self._lacking()),
        )

    def _expanded(self, union: Union) -> Iterator[Schema]:
        """Replace a nested union that the same property divides with its variants."""
        seen: set[Source] = set()
        waiting = [*reversed(union.variants)]
        while waiting:
            variant = waiting.pop()
            found = self._graph.resolve(variant)
            if not isinstance(found, Union) or not self._divides(variant, found):
                if not is_null(found):
                    yield variant
            elif found.source not in seen:
                seen.add(found.source)
                waiting.extend(reversed(found.variants))
                self._take_over(found.discriminator)

    def _take_over(self, inner: Discriminator | None) -> None:
        """Take over what a nested union says of its variants."""
        if inner is not None:
            self._mapping += inner.mapping
            self._names_of += inner.names
            self._default = self._default or inner.default

    def _divides(self, variant: Schema, union: Union) -> bool:
        inner = union.discriminator
        assigned = {target for _, target in self._mapping} | {self._default}
        return key_of(variant) not in assigned and (
            inner is None or inner.property_name == self._name
        )

    def _take_mapping(self) -> set[Source]:
        by_key = {key_of(schema): schema for schema in self._variants}
        assigned: set[Source] = set()
        for value, target in self._mapping:
            variant = by_key.get(target)
            if variant is None:  # inside a variant that is a union itself
                if target not in self._graph.schemas:
                    continue
                variant = Reference(source=self._union.source, target=target)
            assigned.add(target)
            tag = self._typed(value, variant)
            self._choices.setdefault((type(tag), tag), [variant])
        return assigned

    def _take_constants(self, variants: Sequence[Schema]) -> list[Schema]:
        """Assign values by the variants' own constants; return variants without any."""
        constants = [
            [
                constant
                for constant in self._constants(variant)
                if (type(constant), constant) not in self._choices
            ]
            for variant in variants
        ]
        claims: dict[tuple[type, TagValue], int] = {}
        for values in constants:
            for value in values:
                claims[type(value), value] = claims.get((type(value), value), 0) + 1
        unselected: list[Schema] = []
        found = dict[tuple[type, TagValue], list[Schema]]()
        for variant, values in zip(variants, constants, strict=True):
            own = [member for member in values if claims[type(member), member] == 1]
            names = [] if own else [*self._names(variant, values)]
            for value in own or names or values:
                found.setdefault((type(value), value), []).append(variant)
            if not (values or names) or self._is_shown_without(variant, names):
                unselected.append(variant)
        for key, schemas in found.items():
            self._choices.setdefault(key, schemas)
        return unselected

    def _names(self, variant: Schema, constants: list[TagValue]) -> Iterator[TagValue]:
        """Return the names of its schemas that the property allows."""
        key = key_of(variant)
        names = [name for name, target in self._names_of if target == key]
        if not names and isinstance(variant, Reference):
            names = [schema_name(key)]
        by_letters = {
            _letters(str(constant)): constant for constant in reversed(constants)
        }
        for name in names:
            if not constants or name in constants:
                yield name
            elif _letters(name) in by_letters:
                yield by_letters[_letters(name)]

    def _is_shown_without(self, variant: Schema, names: list[TagValue]) -> bool:
        """Return whether examples show values other than the names."""
        return bool(names) and any(
            example is not None and example not in names
            for leaf in leaves(variant, self._graph)
            for example in examples_of(self._member(leaf), self._graph)
        )

    def _constants(self, variant: Schema) -> list[TagValue]:
        """Return the values that the property allows in the variant; empty: any."""
        found: dict[tuple[type, TagValue], TagValue] = {}
        for leaf in leaves(variant, self._graph):
            values = _values(self._member(leaf), self._graph)
            if not values:
                return []
            found.update({(type(value), value): value for value in values})
        return [*found.values()]

    def _member(self, schema: Schema) -> Property | None:
        return member_of(self._graph.resolve(schema), self._name)

    def _typed(self, value: str, variant: Schema) -> TagValue:
        """Convert a mapping's key, always a string, to the property's type."""
        leaf = next(iter(leaves(variant, self._graph)), variant)
        member = self._member(leaf)
        if member is None:
            return value
        inner = without_null(member.schema, self._graph)
        if isinstance(inner, Enum):
            return next((tag for tag in _tags(inner) if _text(tag) == value), value)
        if isinstance(inner, Scalar) and inner.type is ScalarType.BOOLEAN:
            return {"true": True, "false": False}.get(value.lower(), value)
        whole = (ScalarType.INTEGER, ScalarType.NUMBER)
        if isinstance(inner, Scalar) and inner.type in whole:
            return int(value) if value.removeprefix("-").isdecimal() else value
        return value

    def _default_schema(self) -> Schema | None:
        if self._default is None:
            return None
        return next(
            (variant for variant in self._variants if key_of(variant) == self._default),
            Reference(source=self._union.source, target=self._default),
        )

    def _lacking(self) -> Iterator[Schema]:
        for variant in self._variants:
            members = [self._member(leaf) for leaf in leaves(variant, self._graph)]
            if any(_may_lack(member, self._graph) for member in members):
                yield variant


def member_of(schema: Schema, name: str) -> Property | None:
    """Return the property of an object; None for anything else."""
    if not isinstance(schema, Object):
        return None
    return next(
        (property_ for property_ in schema.properties if property_.name == name), None
    )


def _may_lack(member: Property | None, graph: SchemaGraph) -> bool:
    """Return whether objects may omit the property."""
    return member is None or not member.required or may_be_null(member.schema, graph)


def may_be_null(schema: Schema, graph: SchemaGraph) -> bool:
    """Return whether null is allowed."""
    found = graph.resolve(schema)
    if isinstance(found, Enum):
        return None in found.values
    return isinstance(found, Union) and any(
        is_null(graph.resolve(variant)) for variant in found.variants
    )


def examples_of(member: Property | None, graph: SchemaGraph) -> Sequence[JsonValue]:
    """Return the example values of a property."""
    if member is None:
        return ()
    inner = without_null(member.schema, graph)
    return (*member.schema.annotations.examples, *inner.annotations.examples)


def without_null(schema: Schema, graph: SchemaGraph) -> Schema:
    """Return the schema behind references, without `null`."""
    found = graph.resolve(schema)
    if isinstance(found, Union):
        others = [variant for variant in found.variants if not is_null(variant)]
        if len(others) == 1:
            return graph.resolve(others[0])
    return found


def _values(member: Property | None, graph: SchemaGraph) -> list[TagValue]:
    if member is None:
        return []
    inner = without_null(member.schema, graph)
    return _tags(inner) if isinstance(inner, Enum) else []


def _tags(enum: Enum) -> list[TagValue]:
    return [value for value in enum.values if isinstance(value, str | int)]


def _text(value: TagValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _letters(text: str) -> str:
    """Normalise names that differ in style from the values: `PetCat`, `PET_CAT`."""
    return "".join(character for character in text.casefold() if character.isalnum())


def leaves(variant: Schema, graph: SchemaGraph) -> Iterator[Schema]:
    """Return the variant, or the variants inside if it is a union."""
    seen: set[Source] = set()
    waiting = [variant]
    while waiting:
        schema = waiting.pop()
        found = graph.resolve(schema)
        if not isinstance(found, Union):
            if not is_null(found):
                yield schema
        elif found.source not in seen:
            seen.add(found.source)
            waiting.extend(reversed(found.variants))
