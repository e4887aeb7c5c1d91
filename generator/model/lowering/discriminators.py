"""Discriminators told by name become constants in the variants they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.document.documents import Source
from generator.model.api import Api
from generator.model.schemas import (
    Enum,
    Object,
    Property,
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
            for value, target in union.discriminator.mapping:
                key = (target, union.discriminator.property_name)
                values.setdefault(key, set()).add(value)
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
    among = isinstance(known, Enum) and values < {*map(str, known.values)}
    if not text and not among:
        return member
    constant = Enum(
        source=member.schema.source,
        annotations=member.schema.annotations,
        values=tuple(sorted(values)),
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
