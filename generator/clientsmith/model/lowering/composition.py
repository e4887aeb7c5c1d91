"""`allOf` and similar: schemas that several schemas constrain together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from clientsmith.document.documents import Source
from clientsmith.model.schemas import (
    AnyValue,
    Array,
    Discriminator,
    Enum,
    Limits,
    Map,
    Object,
    Property,
    Reference,
    Scalar,
    ScalarType,
    Schema,
    Union,
    is_null,
    same,
)
from clientsmith.model.variants import key_of

# A larger product of unions is a type that nobody could read.
_MOST_VARIANTS = 64

Number = TypeVar("Number", int, float)

Resolve = Callable[[Schema], Schema]
"""Follows references to the schema behind them."""


class ContradictionError(Exception):
    """No value is valid against both schemas."""


@dataclass(frozen=True, slots=True)
class Composition:
    """The rules of a composition, and the current place inside the schemas.

    `conflicts` collects the members that no value can satisfy, such as `items[].id`:
    each of them stays as the first schema describes it. Without it, they raise.
    """

    resolve: Resolve
    conflicts: list[str] | None = None
    place: str = ""

    def inside(self, first: Schema, second: Schema, step: str) -> Schema:
        """Return the composition of both schemas of a part: a property or an item."""
        place = f"{self.place}{step}".removeprefix(".")
        inner = replace(self, place=place)
        try:
            return intersect(first, second, first.source, inner)
        except ContradictionError:
            if self.conflicts is None:
                raise
            self.conflicts.append(place)
            return first

    @property
    def strict(self) -> Composition:
        """Return the same composition, in which every contradiction raises."""
        return replace(self, conflicts=None)


def intersect(
    first: Schema, second: Schema, source: Source, composition: Composition
) -> Schema:
    """Return the schema of the values that are valid against both.

    The result gets `source` and the annotations of the first, then the second.
    Raises `ContradictionError`.
    """
    if isinstance(first, AnyValue):
        return _at(second, first, source)
    if isinstance(second, AnyValue) or _same(first, second):
        return _at(first, second, source)
    left, right = composition.resolve(first), composition.resolve(second)
    # `type: object` beside a `$ref` to an object says nothing that it does not.
    if isinstance(second, Reference) and _says_nothing_beside(left, right):
        return _at(second, first, source)
    if isinstance(first, Reference) and _says_nothing_beside(right, left):
        return _at(first, second, source)
    if isinstance(left, Union):
        return _distributed(left, right, source, composition)
    if isinstance(right, Union):
        return _distributed(right, left, source, composition, True)
    merged = _merged(left, right, composition)
    annotations = first.annotations.overlaid(second.annotations)
    return replace(merged, source=source, annotations=annotations)


def _at(schema: Schema, other: Schema, source: Source) -> Schema:
    annotations = other.annotations.overlaid(schema.annotations)
    return replace(schema, source=source, annotations=annotations)


def _same(first: Schema, second: Schema) -> bool:
    return (
        isinstance(first, Reference)
        and isinstance(second, Reference)
        and first.target == second.target
    )


def _says_nothing_beside(schema: Schema, other: Schema) -> bool:
    """Return whether every value of the other schema is valid anyway."""
    free = isinstance(schema, Map) and isinstance(schema.values, AnyValue)
    return free and isinstance(other, Object | Map | AnyValue)


def require(schema: Schema, names: Collection[str], resolve: Resolve) -> Schema:
    """Return the schema with these properties required, wherever it is an object."""
    found = resolve(schema)
    if isinstance(found, Union):
        variants = tuple(require(variant, names, resolve) for variant in found.variants)
        if variants == found.variants:
            return schema
        changed: Schema = replace(found, variants=variants)
    elif isinstance(found, Object):
        properties = tuple(
            replace(property_, required=property_.required or property_.name in names)
            for property_ in found.properties
        )
        if properties == found.properties:
            return schema
        changed = replace(found, properties=properties)
    else:
        return schema
    annotations = schema.annotations.overlaid(found.annotations)
    return replace(changed, source=schema.source, annotations=annotations)


def _distributed(
    union: Union,
    other: Schema,
    source: Source,
    composition: Composition,
    is_second: bool = False,
) -> Schema:
    """Turn `(A | B) & C` into `A & C | B & C`, without variants that contradict C.

    If all of them do, it is but for the members that contradict each other.
    """
    # A place without a schema, so that the same union elsewhere has another one.
    place = source.inside("allOf").inside("oneOf")
    found = _compatible(union, other, place, composition.strict, is_second)
    if not found and composition.conflicts is not None:
        found = _compatible(union, other, place, composition, is_second)
    variants = [made for _, made in found]
    if not variants or (all(map(is_null, variants)) and not is_null(other)):
        raise ContradictionError
    annotations = union.annotations.overlaid(other.annotations)
    if len(variants) == 1:
        return replace(variants[0], source=source, annotations=annotations)
    return replace(
        union,
        source=source,
        variants=tuple(variants),
        annotations=annotations,
        discriminator=_selecting(union, found),
    )


def _selecting(
    union: Union, variants: Sequence[tuple[Schema, Schema]]
) -> Discriminator | None:
    """Return the union's discriminator for the composed variants."""
    if union.discriminator is None:
        return None
    moved = {key_of(schema): key_of(made) for schema, made in variants}
    discriminator, default = union.discriminator, union.discriminator.default
    return replace(
        discriminator,
        mapping=tuple(
            (value, moved.get(source, source))
            for value, source in discriminator.mapping
        ),
        names=tuple(
            (name, moved.get(source, source)) for name, source in discriminator.names
        ),
        default=default and moved.get(default, default),
    )


def _compatible(
    union: Union,
    other: Schema,
    place: Source,
    composition: Composition,
    is_second: bool,
) -> list[tuple[Schema, Schema]]:
    """Return the variants composed with the other schema, without contradictions."""
    variants: list[tuple[Schema, Schema]] = []
    count = 0
    # A union that does not grow may be as large as it is.
    most = max(_MOST_VARIANTS, _count(union))
    for number, variant in enumerate(union.variants):
        # Of members that contradict each other, the first schema's stay.
        pair = (other, variant) if is_second else (variant, other)
        named = isinstance(variant, Reference)
        if named and _describes_all_of(other, composition.resolve(variant)):
            variants.append((variant, variant))
            continue
        own = variant.source if is_null(variant) else place.inside(str(number))
        try:
            made = intersect(*pair, own, composition)
        except ContradictionError:
            continue
        variants.append((variant, made))
        count += _count(made)
        if count > most:
            raise ContradictionError
    return variants


def _describes_all_of(schema: Schema, variant: Schema) -> bool:
    """Return whether a variant already contains what is next to the union."""
    if not isinstance(schema, Object) or not isinstance(variant, Object):
        return False
    own = {property_.name: property_ for property_ in variant.properties}
    return schema.additional is None and all(
        property_.name in own
        and same(property_.schema, own[property_.name].schema)
        and own[property_.name].required >= property_.required
        for property_ in schema.properties
    )


def _count(schema: Schema) -> int:
    """Count the variants, including those of nested unions."""
    return sum(map(_count, schema.variants)) if isinstance(schema, Union) else 1


def _merged(left: Schema, right: Schema, composition: Composition) -> Schema:
    match left, right:
        case (AnyValue(), other) | (other, AnyValue()):
            return other
        case Object(), Object():
            return _objects(left, right, composition)
        case (Object() as known, Map() as map_) | (Map() as map_, Object() as known):
            return replace(known, additional=known.additional or map_.values)
        case Map(), Map():
            values = composition.inside(left.values, right.values, ".*")
            return replace(left, values=values)
        case Array(), Array():
            items = composition.inside(left.items, right.items, "[]")
            return replace(left, items=items, prefix=left.prefix or right.prefix)
        case Enum(), Enum():
            written = set(map(repr, right.values))
            both = replace(left, notes=(*left.notes, *right.notes))
            return _enum(both, lambda value: repr(value) in written)
        case (Enum() as values, Scalar(type=type_)) | (
            Scalar(type=type_),
            Enum() as values,
        ):
            return _enum(values, lambda value: has_type(value, type_))
        case Scalar(), Scalar():
            return _scalars(left, right)
        case _:
            raise ContradictionError


def has_type(value: object, type_: ScalarType) -> bool:
    """Return whether a JSON value has the type (2020-12: 1.0 is an integer)."""
    match type_:
        case ScalarType.STRING:
            return isinstance(value, str)
        case ScalarType.BOOLEAN:
            return isinstance(value, bool)
        case ScalarType.NULL:
            return value is None
        case ScalarType.INTEGER:
            whole = isinstance(value, float) and value.is_integer()
            return (isinstance(value, int) or whole) and not isinstance(value, bool)
        case ScalarType.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)


def _enum(enum: Enum, keep: Callable[[object], bool]) -> Schema:
    values = tuple(value for value in enum.values if keep(value))
    if not values:
        raise ContradictionError
    return replace(enum, values=values)


def _scalars(left: Scalar, right: Scalar) -> Schema:
    types = {left.type, right.type}
    if types == {ScalarType.INTEGER, ScalarType.NUMBER}:
        type_ = ScalarType.INTEGER
    elif len(types) == 1:
        type_ = left.type
    else:
        raise ContradictionError
    return replace(
        left,
        type=type_,
        format=left.format or right.format,
        limits=_limits(left.limits, right.limits),
    )


def _limits(left: Limits, right: Limits) -> Limits:
    """Return the tighter of both bounds, and the first of two patterns."""
    return Limits(
        minimum=_tighter(max, left.minimum, right.minimum),
        maximum=_tighter(min, left.maximum, right.maximum),
        exclusive_minimum=_tighter(
            max, left.exclusive_minimum, right.exclusive_minimum
        ),
        exclusive_maximum=_tighter(
            min, left.exclusive_maximum, right.exclusive_maximum
        ),
        multiple_of=left.multiple_of or right.multiple_of,
        min_length=_tighter(max, left.min_length, right.min_length),
        max_length=_tighter(min, left.max_length, right.max_length),
        pattern=left.pattern or right.pattern,
    )


def _tighter(
    choose: Callable[[Number, Number], Number],
    left: Number | None,
    right: Number | None,
) -> Number | None:
    if left is None or right is None:
        return right if left is None else left
    return choose(left, right)


def _objects(left: Object, right: Object, composition: Composition) -> Schema:
    """Unite both property lists; a shared property must satisfy both."""
    merged = {property_.name: property_ for property_ in left.properties}
    for property_ in right.properties:
        known = merged.get(property_.name)
        merged[property_.name] = (
            _property(known, property_, composition) if known else property_
        )
    return replace(
        left,
        properties=tuple(merged.values()),
        additional=left.additional or right.additional,
    )


def _property(left: Property, right: Property, composition: Composition) -> Property:
    return Property(
        name=left.name,
        schema=composition.inside(left.schema, right.schema, f".{left.name}"),
        required=left.required or right.required,
    )
