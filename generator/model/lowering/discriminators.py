"""Discriminators told by name become constants in the variants they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.document.documents import Source
from generator.document.values import JsonValue
from generator.model.api import Api
from generator.model.schemas import (
    Enum,
    Object,
    Property,
    Reference,
    Scalar,
    ScalarType,
    SchemaGraph,
    Union,
    children,
)
from generator.model.usage import request_schemas, response_schemas


def settle_discriminators(api: Api) -> None:
    """Narrow each variant's discriminator to the values that select the variant.

    A document may say `petType: string` in `Cat` and leave it to the union's mapping,
    or to the name `Cat`, which value means a cat (OpenAPI 3.1, Discriminator Object).
    """
    values: dict[tuple[Source, str], set[str]] = {}
    for union in _unions(api):
        if union.discriminator is not None:
            name = union.discriminator.property_name
            for variant in union.variants:
                if isinstance(variant, Reference):
                    values.setdefault((variant.target, name), set())
            for value, target in union.discriminator.mapping:
                values.setdefault((target, name), set()).add(value)
    for (target, name), selecting in values.items():
        schema = api.graph.schemas[target]
        if isinstance(schema, Object):
            properties = tuple(
                _narrowed(each, selecting, api.graph) if each.name == name else each
                for each in schema.properties
            )
            api.graph.schemas[target] = replace(schema, properties=properties)


def _narrowed(member: Property, values: set[str], graph: SchemaGraph) -> Property:
    known = graph.resolve(member.schema)
    text = isinstance(known, Scalar) and known.type is ScalarType.STRING
    # A member that is shown with other values means something else.
    shown = (*member.schema.annotations.examples, *known.annotations.examples)
    if text and not values.issuperset(each for each in shown if each is not None):
        return member
    among = isinstance(known, Enum) and values <= {*map(str, known.values)}
    if values and (text or among):
        allowed: tuple[JsonValue, ...] = tuple(sorted(values))
    elif isinstance(member.schema, Enum) and not member.schema.open:
        # Its own words for itself; an enumeration that is shared tells nothing apart.
        allowed = member.schema.values
    else:
        return member
    annotations = member.schema.annotations
    source = member.schema.source
    constant = Enum(
        source=source, annotations=annotations, values=allowed, selecting=True
    )
    return replace(member, schema=constant)


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
