"""Sample values: from the document, or plausible ones."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from clientsmith.document.documents import Source
from clientsmith.document.values import JsonObject, JsonValue
from clientsmith.model.bodies import sendable
from clientsmith.model.lowering.composition import has_type
from clientsmith.model.schemas import (
    AnyValue,
    Array,
    Enum,
    Limits,
    Map,
    Never,
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

# Longer samples are harder to read: characters of JSON, characters of a string, items of
# a list, levels of nested objects.
_LONGEST_EXAMPLE = 300
_LONGEST_TEXT = 64
_MOST_ITEMS = 5
_DEEPEST = 5
_SAY_NOTHING: tuple[JsonValue, ...] = (None, "", [], {})

_FORMATS = {
    "byte": "aGVsbG8=",
    "date": "2025-06-20",
    "date-time": "2025-06-20T12:00:00Z",
    "duration": "PT1H",
    "email": "ada@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "time": "12:00:00Z",
    "uri": "https://example.com",
    "url": "https://example.com",
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A value whose objects have the properties' Python names.

    `doubtful`: the document restricts the value in a way that was not followed.
    """

    value: JsonValue
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class SampleMaker:
    """Creates sample values; `fields`: Python names by the object's source."""

    graph: SchemaGraph
    fields: Mapping[Source, Mapping[str, str]]

    def sample(
        self, schema: Schema, name: str, examples: Iterable[JsonValue] = ()
    ) -> Sample:
        """Return a value for a schema.

        The first of these that fits: the examples, those of the schema, its default.
        Otherwise one that is made up by the type, in which texts are called `name`.
        """
        return self._inner(schema, name, (), examples)

    def fits(self, value: JsonValue, schema: Schema) -> bool:
        """Return whether the value may be sent, as far as known without patterns."""
        return _is_finite(value) and self._fits(value, schema, ())

    def _fits(
        self, value: JsonValue, schema: Schema, above: tuple[Source, ...]
    ) -> bool:
        schema = self.graph.resolve(schema)
        match schema:
            case AnyValue():
                return True
            case Never():
                return False
            case Scalar():
                return has_type(value, schema.type) and _within(value, schema.limits)
            case Enum():
                # `repr`, since 1 and true are equal in Python.
                return repr(value) in map(repr, schema.values)
            case Array():
                return isinstance(value, list) and self._fits_array(value, schema)
            case Map():
                return isinstance(value, dict) and all(
                    self._fits(member, schema.values, ()) for member in value.values()
                )
            case Object():
                return isinstance(value, dict) and self._fits_object(value, schema)
            case Union() if schema.source in above:
                return False
            case Union():
                above = (*above, schema.source)
                return any(
                    self._fits(value, variant, above) for variant in schema.variants
                )
            case Reference():
                raise AssertionError("references are resolved")

    def _fits_array(self, value: list[JsonValue], schema: Array) -> bool:
        low, high = schema.min_items or 0, schema.max_items
        if len(value) < low or (high is not None and len(value) > high):
            return False
        kinds = [*schema.prefix, *[schema.items] * len(value)]
        return all(
            self._fits(member, kind, ())
            for member, kind in zip(value, kinds, strict=False)
        )

    def _fits_object(self, value: JsonObject, schema: Object) -> bool:
        members = {property_.name: property_ for property_ in schema.properties}
        return (
            value.keys() <= members.keys()
            and all(property_.name in value for property_ in _needed(schema))
            and all(
                self._fits(member, members[name].schema, ())
                for name, member in value.items()
            )
        )

    def _stated(self, schema: Schema) -> Iterator[JsonValue]:
        """Yield the schema's examples and default, those of the reference first."""
        chain = [schema]
        while isinstance(schema, Reference):
            schema = self.graph.schemas[schema.target]
            chain.append(schema)
        for part in chain:
            yield from part.annotations.examples
        for part in chain:
            default = part.annotations.default
            if default is not None:
                yield default.value

    def _renamed(
        self, value: JsonValue, schema: Schema, above: tuple[Source, ...] = ()
    ) -> JsonValue:
        """Return a valid value with Python names, without read-only properties."""
        schema = self.graph.resolve(schema)
        match schema, value:
            case Object(), dict():
                return {
                    self._member(schema, property_): self._renamed(
                        value[property_.name], property_.schema
                    )
                    for property_ in sendable(schema)
                    if property_.name in value
                }
            case Map(), dict():
                return {
                    key: self._renamed(member, schema.values)
                    for key, member in value.items()
                }
            case Array(), list():
                kinds = [*schema.prefix, *[schema.items] * len(value)]
                return [
                    self._renamed(member, kind)
                    for member, kind in zip(value, kinds, strict=False)
                ]
            case Union(variants=kinds), _:
                above = (*above, schema.source)
                kind = next(part for part in kinds if self._fits(value, part, above))
                return self._renamed(value, kind, above)
            case Scalar(type=ScalarType.INTEGER), float():
                return int(value)
            case _:
                return value

    def _made_up(self, schema: Schema, name: str, above: tuple[Source, ...]) -> Sample:
        schema = self.graph.resolve(schema)
        if schema.source in above or len(above) > _DEEPEST:
            return Sample(None, doubtful=True)
        above = (*above, schema.source)
        match schema:
            case Scalar():
                return _scalar(schema, name)
            case Enum():
                values = [value for value in schema.values if value is not None]
                return Sample(values[0] if values else None)
            case Array():
                return self._list(schema, name, above)
            case Map():
                return Sample({}, doubtful=bool(schema.min_properties))
            case Object():
                return self._members(schema, above)
            case Union():
                return self._variant(schema, name, above)
            case AnyValue():
                return Sample(name)
            case Never() | Reference():
                return Sample(None, doubtful=True)

    def _inner(
        self,
        schema: Schema,
        name: str,
        above: tuple[Source, ...],
        examples: Iterable[JsonValue] = (),
    ) -> Sample:
        for value in (*examples, *self._stated(schema)):
            useful = value not in _SAY_NOTHING and _is_short(value)
            if useful and self.fits(value, schema):
                return Sample(self._renamed(value, schema))
        return self._made_up(schema, name, above)

    def _variant(self, schema: Union, name: str, above: tuple[Source, ...]) -> Sample:
        kind = next(variant for variant in schema.variants if not is_null(variant))
        sample = self._inner(kind, name, above)
        nullable = any(map(is_null, schema.variants))
        return Sample(None) if sample.doubtful and nullable else sample

    def _list(self, schema: Array, name: str, above: tuple[Source, ...]) -> Sample:
        kinds = [*schema.prefix, schema.items]
        wanted = max(1, schema.min_items or 0, len(schema.prefix))
        kinds += [schema.items] * min(wanted - len(kinds), _MOST_ITEMS)
        items = [self._inner(kind, name, above) for kind in kinds[:wanted]]
        doubtful = any(item.doubtful for item in items) or len(items) < wanted
        # An empty list is clearer than one with a gap.
        if doubtful and not schema.min_items:
            return Sample([])
        return Sample([item.value for item in items], doubtful)

    def _members(self, schema: Object, above: tuple[Source, ...]) -> Sample:
        members: dict[str, Sample] = {}
        for property_ in _needed(schema):
            name = self._member(schema, property_)
            members[name] = self._inner(property_.schema, name, above)
        doubtful = any(member.doubtful for member in members.values())
        return Sample(
            {name: member.value for name, member in members.items()}, doubtful
        )

    def _member(self, schema: Object, member: Property) -> str:
        return self.fields.get(schema.source, {}).get(member.name, member.name)


def _is_short(value: JsonValue) -> bool:
    """Return whether a value is short enough to be shown in full."""
    return len(json.dumps(value)) <= _LONGEST_EXAMPLE


def _needed(schema: Object) -> Iterator[Property]:
    return (property_ for property_ in sendable(schema) if property_.required)


def _is_finite(value: JsonValue) -> bool:
    """Return whether it is JSON, as YAML has infinity and not-a-number."""
    if isinstance(value, list | dict):
        inside = value.values() if isinstance(value, dict) else value
        return all(map(_is_finite, inside))
    return not isinstance(value, float) or math.isfinite(value)


def _within(value: JsonValue, limits: Limits) -> bool:
    if isinstance(value, str):
        low, high = limits.min_length or 0, limits.max_length
        return low <= len(value) and (high is None or len(value) <= high)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    step = limits.multiple_of
    return (
        (limits.minimum is None or value >= limits.minimum)
        and (limits.maximum is None or value <= limits.maximum)
        and (limits.exclusive_minimum is None or value > limits.exclusive_minimum)
        and (limits.exclusive_maximum is None or value < limits.exclusive_maximum)
        and (not step or not math.isfinite(step) or value % step == 0)
    )


def _scalar(schema: Scalar, name: str) -> Sample:
    limits = schema.limits
    match schema.type:
        case ScalarType.STRING:
            text = _FORMATS.get(schema.format or "")
            if text is None:
                shortest = min(limits.min_length or 0, _LONGEST_TEXT)
                text = name.ljust(shortest, "x")[: limits.max_length]
            return Sample(text, limits.pattern is not None or not _within(text, limits))
        case ScalarType.BOOLEAN:
            return Sample(True)
        case ScalarType.NULL:
            return Sample(None)
        case _:
            whole = schema.type is ScalarType.INTEGER
            numbers = [
                number for number in _numbers(limits, whole) if _within(number, limits)
            ]
            return Sample(numbers[0] if numbers else 1, doubtful=not numbers)


def _numbers(limits: Limits, whole: bool) -> Iterator[float]:
    """Yield numbers near the limits, the most natural first."""
    low, high = limits.exclusive_minimum, limits.exclusive_maximum
    yield 1
    for number in (
        limits.multiple_of,
        limits.minimum,
        limits.maximum,
        None if low is None else low + 1,
        None if high is None else high - 1,
        None if low is None or high is None else (low + high) / 2,
    ):
        if number is not None and math.isfinite(number):
            yield int(number) if whole else number
