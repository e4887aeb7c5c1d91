"""Exploded objects in a query, whose properties are sent as parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clientsmith.contract.api import Parameter
from clientsmith.contract.schemas import Kind, Members, Required, Shapes
from clientsmith.model.api import ParameterLocation, ParameterStyle

_Side = tuple[Sequence[Parameter], Shapes]


def with_exploded(base: _Side, revision: _Side) -> tuple[list[Parameter], ...]:
    """Return the parameters of both sides, with the properties in place of such an
    object where the other side has no object of this name, or has one of the properties
    by itself.
    """
    sides = base, revision
    parts = [
        {parameter.name: _parts(parameter, shapes) for parameter in parameters}
        for parameters, shapes in sides
    ]
    names = [
        {parameter.name for parameter in parameters if _is_query(parameter)}
        for parameters, _ in sides
    ]
    exploded = {
        name
        for at, side in enumerate(parts)
        for name, inside in side.items()
        if inside
        and (
            name not in names[1 - at]
            or any(parameter.name in names[1 - at] - names[at] for parameter in inside)
        )
    }
    return tuple(
        [
            member
            for parameter in parameters
            for member in (
                side[parameter.name]
                if parameter.name in exploded and side[parameter.name]
                else [parameter]
            )
        ]
        for (parameters, _), side in zip(sides, parts, strict=True)
    )


def _is_query(parameter: Parameter) -> bool:
    return parameter.location is ParameterLocation.QUERY and not parameter.whole_query


def _parts(parameter: Parameter, shapes: Shapes) -> list[Parameter]:
    """Return the properties as parameters; empty if it is not such an object."""
    form = parameter.style is ParameterStyle.FORM and parameter.explode
    if not form or not _is_query(parameter) or parameter.content_type is not None:
        return []
    found = [
        shape
        for shape in shapes.shapes(parameter.schema_set)
        if shape.kind is not Kind.NULL
    ]
    if len(found) != 1 or found[0].kind is not Kind.OBJECT:
        return []
    members, required = found[0].terms.get("properties"), found[0].terms.get("required")
    if not isinstance(members, Members):
        return []
    needed = required.names if isinstance(required, Required) else {}
    return [
        replace(
            parameter,
            name=name,
            required=parameter.required and name in needed,
            schema_set=schema_set,
            source=members.places.get(name, parameter.source),
        )
        for name, schema_set in members.properties.items()
    ]
