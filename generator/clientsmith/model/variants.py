"""Which variant of a union each value of its discriminator selects.

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
    """What each value of the property selects; usually one schema.

    `otherwise` describes objects with any other value, or none. `missing` are the
    variants that may lack the property, or have null there.
    """

    property_name: str
    choices: tuple[tuple[TagValue, tuple[Schema, ...]], ...]
    otherwise: tuple[Schema, ...] = ()
    missing: tuple[Schema, ...] = ()


def schema_name(source: Source) -> str:
    """What a mapping may call a schema; one that is a whole file goes by the file."""
    if not source.pointer:
        return PurePosixPath(source.document).stem
    return unescape(source.pointer.rpartition("/")[2])


def named_in_mapping(target: str) -> str:
    """The name of the schema that an entry of a mapping leads to."""
    path, _, fragment = target.partition("#")
    if fragment.strip("/"):
        return unescape(fragment.rpartition("/")[2])
    file = PurePosixPath(path)
    return file.stem if file.suffix in (".json", ".yaml", ".yml") else file.name


def key_of(variant: Schema) -> Source:
    """What mappings refer to a variant by."""
    return variant.target if isinstance(variant, Reference) else variant.source


def selection(union: Union, graph: SchemaGraph) -> Selection | None:
    """What the discriminator selects; None where no value selects anything."""
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
        told = self._take_mapping()
        rest = [each for each in self._variants if key_of(each) not in told]
        # Of the default any value may come, those of its own enumeration as well.
        rest = [each for each in rest if key_of(each) != self._default]
        unselected = self._take_constants(rest)
        for variant in self._variants:
            if key_of(variant) in told and key_of(variant) != self._default:
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
        """The variants; those of a union that the same property divides in its place."""
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
        """What a union inside says of its variants."""
        if inner is not None:
            self._mapping += inner.mapping
            self._names_of += inner.names
            self._default = self._default or inner.default

    def _divides(self, variant: Schema, union: Union) -> bool:
        inner = union.discriminator
        told = {target for _, target in self._mapping} | {self._default}
        return key_of(variant) not in told and (
            inner is None or inner.property_name == self._name
        )

    def _take_mapping(self) -> set[Source]:
        by_key = {key_of(each): each for each in self._variants}
        told: set[Source] = set()
        for value, target in self._mapping:
            variant = by_key.get(target)
            if variant is None:  # inside a variant that is a union itself
                if target not in self._graph.schemas:
                    continue
                variant = Reference(source=self._union.source, target=target)
            told.add(target)
            tag = self._typed(value, variant)
            self._choices.setdefault((type(tag), tag), [variant])
        return told

    def _take_constants(self, variants: Sequence[Schema]) -> list[Schema]:
        """Values by what the variants say themselves; gives back those without any."""
        constants = [
            [
                each
                for each in self._constants(variant)
                if (type(each), each) not in self._choices
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
            own = [each for each in values if claims[type(each), each] == 1]
            names = [] if own else [*self._names(variant, values)]
            for value in own or names or values:
                found.setdefault((type(value), value), []).append(variant)
            if not (values or names) or self._is_shown_without(variant, names):
                unselected.append(variant)
        for key, schemas in found.items():
            self._choices.setdefault(key, schemas)
        return unselected

    def _names(self, variant: Schema, constants: list[TagValue]) -> Iterator[TagValue]:
        """The names of its schemas, as far as the property may hold them."""
        key = key_of(variant)
        names = [name for name, target in self._names_of if target == key]
        if not names and isinstance(variant, Reference):
            names = [schema_name(key)]
        by_letters = {_letters(str(each)): each for each in reversed(constants)}
        for name in names:
            if not constants or name in constants:
                yield name
            elif _letters(name) in by_letters:
                yield by_letters[_letters(name)]

    def _is_shown_without(self, variant: Schema, names: list[TagValue]) -> bool:
        """Whether the property has other values in examples than the names."""
        return bool(names) and any(
            each is not None and each not in names
            for leaf in leaves(variant, self._graph)
            for each in examples_of(self._member(leaf), self._graph)
        )

    def _constants(self, variant: Schema) -> list[TagValue]:
        """The values that the property may hold in the variant; none: any."""
        found: dict[tuple[type, TagValue], TagValue] = {}
        for leaf in leaves(variant, self._graph):
            values = _values(self._member(leaf), self._graph)
            if not values:
                return []
            found.update({(type(each), each): each for each in values})
        return [*found.values()]

    def _member(self, schema: Schema) -> Property | None:
        return member_of(self._graph.resolve(schema), self._name)

    def _typed(self, value: str, variant: Schema) -> TagValue:
        """Keys of a mapping are texts, whatever the property holds."""
        leaf = next(iter(leaves(variant, self._graph)), variant)
        member = self._member(leaf)
        if member is None:
            return value
        inner = without_null(member.schema, self._graph)
        if isinstance(inner, Enum):
            return next((each for each in _tags(inner) if _text(each) == value), value)
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
            (each for each in self._variants if key_of(each) == self._default),
            Reference(source=self._union.source, target=self._default),
        )

    def _lacking(self) -> Iterator[Schema]:
        for variant in self._variants:
            members = [self._member(each) for each in leaves(variant, self._graph)]
            if any(_may_lack(each, self._graph) for each in members):
                yield variant


def member_of(schema: Schema, name: str) -> Property | None:
    """The property of an object; None for all else."""
    if not isinstance(schema, Object):
        return None
    return next((each for each in schema.properties if each.name == name), None)


def _may_lack(member: Property | None, graph: SchemaGraph) -> bool:
    """Whether objects need not say anything there."""
    return member is None or not member.required or may_be_null(member.schema, graph)


def may_be_null(schema: Schema, graph: SchemaGraph) -> bool:
    """Whether null stands beside what a schema describes."""
    found = graph.resolve(schema)
    if isinstance(found, Enum):
        return None in found.values
    return isinstance(found, Union) and any(
        is_null(graph.resolve(each)) for each in found.variants
    )


def examples_of(member: Property | None, graph: SchemaGraph) -> Sequence[JsonValue]:
    """The values with which the document shows a property."""
    if member is None:
        return ()
    inner = without_null(member.schema, graph)
    return (*member.schema.annotations.examples, *inner.annotations.examples)


def without_null(schema: Schema, graph: SchemaGraph) -> Schema:
    """The schema behind references, without the `null` beside it."""
    found = graph.resolve(schema)
    if isinstance(found, Union):
        others = [each for each in found.variants if not is_null(each)]
        if len(others) == 1:
            return graph.resolve(others[0])
    return found


def _values(member: Property | None, graph: SchemaGraph) -> list[TagValue]:
    if member is None:
        return []
    inner = without_null(member.schema, graph)
    return _tags(inner) if isinstance(inner, Enum) else []


def _tags(enum: Enum) -> list[TagValue]:
    return [each for each in enum.values if isinstance(each, str | int)]


def _text(value: TagValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _letters(text: str) -> str:
    """For names that are written in another style than the values: `PetCat`, `PET_CAT`."""
    return "".join(each for each in text.casefold() if each.isalnum())


def leaves(variant: Schema, graph: SchemaGraph) -> Iterator[Schema]:
    """The variant, or what is inside if it is a union."""
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
