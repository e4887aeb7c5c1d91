"""The Python form of a schema's values, for one direction.

Both writers of annotations start here: `structure` for datamodel-code-generator,
`annotations` for signatures. So an enumeration is open or closed, and a shared list
inline or named, in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeGuard

from clientsmith.document.documents import Source
from clientsmith.document.values import JsonValue
from clientsmith.model.bodies import holds_file, sendable
from clientsmith.model.distinction import constants_first, implied_selection
from clientsmith.model.schemas import (
    AnyValue,
    Array,
    Enum,
    Map,
    Never,
    Object,
    Reference,
    Scalar,
    ScalarType,
    Schema,
    SchemaGraph,
    Union,
)
from clientsmith.model.usage import Direction
from clientsmith.model.variants import Selection, key_of, selection
from clientsmith.naming.names import TypeNames

LiteralValue: TypeAlias = str | int | bool
# mypy takes no larger number inside `Literal[...]`.
_LARGEST_LITERAL = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Anything:
    """`Any`."""


@dataclass(frozen=True, slots=True)
class Null:
    """`None`."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A scalar; `format` only where it has a Python type of its own."""

    type: ScalarType
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Constants:
    """`Literal[...]`."""

    values: tuple[LiteralValue, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A class or alias of the package."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; in requests any sequence."""

    items: Shape


@dataclass(frozen=True, slots=True)
class TupleOf:
    """A tuple that is received; what is sent is any sequence."""

    items: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class MapOf:
    """A dictionary with string keys; in requests any mapping."""

    values: Shape


@dataclass(frozen=True, slots=True)
class LinesOf:
    """JSON values that are sent one after another."""

    items: Shape


@dataclass(frozen=True, slots=True)
class Selector:
    """The discriminator of a union: the value of a property.

    `wire` and `attribute` are its names; objects whose value selects no shape have
    that of `otherwise`, and those without the property that of `missing`.
    """

    wire: str
    attribute: str
    choices: tuple[tuple[LiteralValue, Shape], ...]
    otherwise: Shape | None = None
    missing: Shape | None = None


@dataclass(frozen=True, slots=True)
class OneOf:
    """A union; null is not one of the variants that `selector` distinguishes."""

    variants: tuple[Shape, ...]
    selector: Selector | None = None


Shape: TypeAlias = (
    Anything
    | Null
    | Plain
    | Constants
    | Named
    | ListOf
    | TupleOf
    | MapOf
    | LinesOf
    | OneOf
)

# Types of the runtime. No type of the document has one of these names.
FILE = Named("FileTypes")
RAW = Named("RawContent")

_NULL = Null()
# Formats that have a type in the standard library which pydantic reads by itself.
_TYPED_FORMATS = frozenset({"date-time", "date"})

# Levels of types that are written inline; each level may multiply the text.
_MOST_INLINED = 3
# Nested selectors; each may multiply the text as well.
_MOST_TOLD = 2


class Shaper:
    """Shapes of schemas for one direction.

    `with_models`: objects that are sent may also be models that were received.
    `parts`: the values are parts of a multipart body, so binary ones are files.
    """

    def __init__(
        self,
        graph: SchemaGraph,
        names: TypeNames,
        direction: Direction,
        formats: frozenset[str] = frozenset(),
        *,
        with_models: bool = False,
        parts: bool = False,
    ) -> None:
        self._with_models = with_models
        self._parts = parts
        self._graph = graph
        self._names = names
        self._direction = direction
        self._formats = formats | _TYPED_FORMATS
        self._inlined: list[Source] = []
        # The contents of a part are JSON.
        self._inside = self
        if parts:
            self._inside = Shaper(
                graph, names, direction, formats, with_models=with_models
            )

    def shape(self, schema: Schema) -> Shape:
        """Return the shape of a schema where it is used, by name if it has one."""
        if isinstance(schema, Reference):
            if self._parts and holds_file(schema, self._graph):
                return self._inline(schema.target)
            target = self._graph.schemas.get(schema.target)
            # An object that may be null: the name is that of the object alone.
            if isinstance(target, Union) and any(
                isinstance(variant, Object) and variant.source == schema.target
                for variant in target.variants
            ):
                return self._inline(schema.target)
            named = self._named(schema.target, target)
            return named or self._inline(schema.target)
        if isinstance(schema, Object):
            shared = schema.source in self._graph.schemas
            named = self._named(schema.source, schema, shared=shared)
            return named or MapOf(Anything())
        return self.definition(schema)

    def _named(
        self, source: Source, schema: Schema | None, *, shared: bool = True
    ) -> Shape | None:
        name = self._names.of(source, self._direction)
        model = self._names.response.get(source)
        if name is None:
            return None
        shapes: list[Shape] = [Named(name)]
        if self._with_models and shared and model and self._is_object(schema):
            shapes.append(Named(model))
        if isinstance(schema, Object):
            shapes.extend(self._with_further(schema))
        return one_of(shapes)

    def _is_object(self, schema: Schema | None) -> bool:
        """Return whether values may be objects with a class."""
        if isinstance(schema, Union):
            kinds = map(self._graph.resolve, schema.variants)
            return any(isinstance(kind, Object) for kind in kinds)
        return isinstance(schema, Object)

    def _inline(self, source: Source) -> Shape:
        """Return the shape of a shared schema without a name."""
        if source in self._inlined:
            # A list of itself, without any object on the way.
            return Anything()
        self._inlined.append(source)
        shape = self.shape(self._graph.schemas[source])
        self._inlined.pop()
        return shape

    def _with_further(self, schema: Object) -> Iterator[Shape]:
        """Return a mapping for a TypedDict that needs unnamed members."""
        sent = self._direction is Direction.REQUEST
        further = further_members(schema)
        if not sent or further is None or schema.source in self._inlined:
            return
        if len(self._inlined) >= _MOST_INLINED:
            yield MapOf(Anything())
            return
        self._inlined.append(schema.source)
        members = (*(property_.schema for property_ in sendable(schema)), further)
        yield MapOf(one_of([self._inside.shape(member) for member in members]))
        self._inlined.pop()

    def definition(self, schema: Schema) -> Shape:
        """Return the shape of a schema that is not an object, written out."""
        match schema:
            case Scalar(type=ScalarType.NULL):
                return _NULL
            case Scalar():
                return self._scalar(schema)
            case Enum():
                return self._enum(schema)
            case Array():
                return self._array(schema)
            case Map():
                shaper = self if holds_file(schema, self._graph) else self._inside
                return MapOf(shaper.shape(schema.values))
            case Union():
                # A variant that repeats the union adds nothing.
                variants = [
                    variant
                    for variant in schema.variants
                    if not (
                        isinstance(variant, Reference)
                        and variant.target == schema.source
                    )
                ]
                chosen = selection(schema, self._graph) if self._received else None
                return self._one_of(variants, chosen)
            case Object() | Reference():
                return self.shape(schema)
            case AnyValue() | Never():
                return FILE if self._parts else Anything()

    def _array(self, schema: Array) -> Shape:
        """Return a tuple for a fixed number of elements, else a list of all kinds."""
        shaper = self if holds_file(schema, self._graph) else self._inside
        count = len(schema.prefix)
        ends = isinstance(schema.items, Never) or schema.max_items == count
        closed = bool(count) and ends
        parts = schema.prefix if closed else (*schema.prefix, schema.items)
        shapes = tuple(shaper.shape(part) for part in parts)
        received = self._direction is Direction.RESPONSE
        if received and closed and schema.min_items == count:
            return TupleOf(shapes)
        return ListOf(one_of(shapes))

    def _scalar(self, schema: Scalar) -> Shape:
        if self._parts and schema.format == "binary":
            return FILE
        known = schema.format if schema.format in self._formats else None
        if schema.type is not ScalarType.STRING or known is None:
            return Plain(schema.type)
        typed = Plain(schema.type, known)
        if self._direction is Direction.REQUEST:
            return OneOf((typed, Plain(ScalarType.STRING)))
        return typed

    def _enum(self, schema: Enum) -> Shape:
        """Return constants: closed in requests, open in responses; single ones always
        closed.
        """
        # Types that `Literal[...]` allows; floats, lists and objects are not among
        # them.
        plain = one_of(
            [Plain(type_) for type_ in dict.fromkeys(map(_type_of, schema.values))]
        )
        literals = tuple(value for value in schema.values if _is_literal(value))
        if len(literals) < len(schema.values):
            return plain if _all_scalars(schema.values) else Anything()
        constants = Constants(literals)
        sent = self._direction is Direction.REQUEST
        closed = sent or schema.selecting or len(literals) == 1
        if schema.open or not closed:
            return one_of([constants, plain])
        return constants

    @property
    def _received(self) -> bool:
        return self._direction is Direction.RESPONSE

    def _one_of(
        self,
        variants: Sequence[Schema],
        chosen: Selection | None = None,
        selectors: frozenset[str] = frozenset(),
    ) -> Shape:
        """Return a union of the variants; received values carry their discriminator.

        `told`: the properties that have been looked at. Who sends a value has a type
        for each variant.
        """
        if chosen is not None:
            return one_of(
                [*map(self.shape, variants)], self._selector(chosen, selectors)
            )
        variants = constants_first(variants, self._graph)
        shapes = [*map(self.shape, variants)]
        implied = None
        if self._received and len(selectors) < _MOST_TOLD:
            implied = implied_selection(variants, self._graph, selectors)
        if implied is None:
            return one_of(shapes)
        # Lists of values stay open, so any variant may have a value that is not listed.
        others = one_of([shape for shape in shapes if shape != _NULL])
        selector = replace(self._selector(implied, selectors), otherwise=others)
        return one_of(shapes, selector)

    def _selector(self, chosen: Selection, selectors: frozenset[str]) -> Selector:
        name = chosen.property_name
        selectors |= {name}
        sources = [key_of(schema) for _, found in chosen.choices for schema in found]
        fields = (self._names.fields.get(source, {}).get(name) for source in sources)
        return Selector(
            wire=name,
            attribute=next((field for field in fields if field is not None), name),
            choices=tuple(
                (value, self._one_of(found, selectors=selectors))
                for value, found in chosen.choices
            ),
            otherwise=self._either(chosen.otherwise, selectors),
            missing=self._either(chosen.missing, selectors),
        )

    def _either(
        self, schemas: Sequence[Schema], selectors: frozenset[str]
    ) -> Shape | None:
        return self._one_of(schemas, selectors=selectors) if schemas else None


def further_members(schema: Object) -> Schema | None:
    """Return the type of unnamed members, if the document restricts them."""
    if isinstance(schema.additional, AnyValue | Never):
        return None
    return schema.additional


def _all_scalars(values: tuple[JsonValue, ...]) -> bool:
    return not any(isinstance(value, list | dict) for value in values)


def _is_literal(value: JsonValue) -> TypeGuard[LiteralValue]:
    """Return whether every type checker accepts the value in `Literal[...]`."""
    if isinstance(value, int):
        return -_LARGEST_LITERAL <= value <= _LARGEST_LITERAL
    return isinstance(value, str)


def _type_of(value: JsonValue) -> ScalarType:
    if value is None:
        return ScalarType.NULL
    if isinstance(value, bool):
        return ScalarType.BOOLEAN
    if isinstance(value, int):
        return ScalarType.INTEGER
    return ScalarType.NUMBER if isinstance(value, float) else ScalarType.STRING


def one_of(shapes: Sequence[Shape], selector: Selector | None = None) -> Shape:
    """Return the union, flat and without duplicates, null last."""
    flat: dict[Shape, None] = {}
    for shape in shapes:
        inner = isinstance(shape, OneOf) and shape.selector is None
        for variant in (
            shape.variants if inner and isinstance(shape, OneOf) else (shape,)
        ):
            flat[variant] = None
    if Anything() in flat:
        return Anything()
    ordered = sorted(flat, key=lambda variant: variant == _NULL)
    if len(ordered) == 1:
        return ordered[0]
    return OneOf(tuple(ordered), selector)
