"""Values of discriminators become constants in the variants that they select."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from clientsmith.document.documents import Source
from clientsmith.document.values import JsonValue
from clientsmith.model.api import Api
from clientsmith.model.lowering.composition import has_type
from clientsmith.model.schemas import (
    NO_ANNOTATIONS,
    Annotations,
    Array,
    Enum,
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
    children,
)
from clientsmith.model.usage import request_schemas, response_schemas
from clientsmith.model.variants import (
    TagValue,
    examples_of,
    key_of,
    may_be_null,
    member_of,
    selection,
    without_null,
)


def with_discriminator_values(api: Api) -> Api:
    """Return the API with the discriminator of variants narrowed to what selects them.

    A document may say `petType: string` in `Cat` and leave it to the union's mapping,
    or to the name `Cat`, which value means a cat (OpenAPI 3.1, Discriminator Object).
    """
    values: dict[tuple[Source, str], set[TagValue]] = {}
    open_: set[tuple[Source, str]] = set()
    inline: dict[Source, Object] = {}
    for union in _unions(api):
        chosen = selection(union, api.graph)
        if chosen is None:
            continue
        name = chosen.property_name
        open_.update((key_of(part), name) for part in chosen.otherwise)
        for value, variants in chosen.choices:
            for variant in variants:
                if len(variants) > 1:
                    continue
                if isinstance(variant, Object):
                    inline[variant.source] = variant
                if isinstance(variant, Object | Reference):
                    values.setdefault((key_of(variant), name), set()).add(value)
    schemas = {**api.graph.schemas}
    graph = SchemaGraph(schemas)
    for (target, name), selecting in values.items():
        schema = inline.get(target) or schemas[target]
        if isinstance(schema, Object) and (target, name) not in open_:
            selected = _selected(schema, name, selecting, graph)
            (inline if target in inline else schemas)[target] = selected
    if inline:
        schemas = {source: _with(schema, inline) for source, schema in schemas.items()}
    return replace(api, graph=SchemaGraph(schemas))


def _with(schema: Schema, inline: Mapping[Source, Object]) -> Schema:
    """Return the schema with these objects in place of its own."""
    match schema:
        case Object():
            schema = inline.get(schema.source, schema)
            additional = schema.additional and _with(schema.additional, inline)
            properties = tuple(
                replace(property_, schema=_with(property_.schema, inline))
                for property_ in schema.properties
            )
            return replace(schema, properties=properties, additional=additional)
        case Union():
            variants = tuple(_with(variant, inline) for variant in schema.variants)
            return replace(schema, variants=variants)
        case Array():
            prefix = tuple(_with(part, inline) for part in schema.prefix)
            return replace(schema, items=_with(schema.items, inline), prefix=prefix)
        case Map():
            return replace(schema, values=_with(schema.values, inline))
        case _:
            return schema


def _selected(
    schema: Object, name: str, values: set[TagValue], graph: SchemaGraph
) -> Object:
    """Return the variant with a property that has these values."""
    member = member_of(schema, name)
    if member is None:
        if isinstance(schema.additional, Never):
            return schema
        # Callers could not send a value that the class does not have.
        constant = _constant(schema, NO_ANNOTATIONS, _ordered(values))
        added = Property(name=name, schema=constant, required=False)
        return replace(schema, properties=(*schema.properties, added))
    properties = tuple(
        _narrowed(property_, values, graph) if property_ is member else property_
        for property_ in schema.properties
    )
    return replace(schema, properties=properties)


def _narrowed(member: Property, values: set[TagValue], graph: SchemaGraph) -> Property:
    known = without_null(member.schema, graph)
    # A member whose examples have other values has another meaning.
    shown = examples_of(member, graph)
    fits = isinstance(known, Scalar) and all(
        has_type(value, known.type) for value in values
    )
    if fits and not {*map(repr, values)}.issuperset(
        repr(value) for value in shown if value is not None
    ):
        return member
    among = isinstance(known, Enum) and {*map(repr, values)} <= {
        *map(repr, known.values)
    }
    if values and (fits or among):
        allowed: tuple[JsonValue, ...] = _ordered(values)
    elif isinstance(member.schema, Enum) and not member.schema.open:
        # The values are its own; those of a shared enumeration do not distinguish
        # variants.
        allowed = member.schema.values
    else:
        return member
    annotations = member.schema.annotations
    constant: Schema = _constant(member.schema, annotations, allowed)
    if None not in allowed and may_be_null(member.schema, graph):
        constant = Union(
            source=member.schema.source,
            annotations=annotations,
            variants=(
                replace(constant, annotations=NO_ANNOTATIONS),
                Scalar(source=member.schema.source, type=ScalarType.NULL),
            ),
        )
    return replace(member, schema=constant)


def _constant(
    schema: Schema, annotations: Annotations, values: tuple[JsonValue, ...]
) -> Enum:
    return Enum(
        source=schema.source, annotations=annotations, values=values, selecting=True
    )


def _ordered(values: set[TagValue]) -> tuple[JsonValue, ...]:
    return tuple(sorted(values, key=lambda value: (type(value).__name__, value)))


def _unions(api: Api) -> Iterator[Union]:
    waiting = [
        *api.graph.schemas.values(),
        *request_schemas(api),
        *response_schemas(api),
    ]
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, Union):
            yield schema
        waiting.extend(children(schema))
