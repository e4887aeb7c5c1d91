"""Exploded objects in a query, each property of which is sent as a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clientsmith.contract.api import Parameter
from clientsmith.contract.schemas import Kind, Members, Required, Shapes
from clientsmith.model.api import ParameterLocation, ParameterStyle

_Side = tuple[Sequence[Parameter], Shapes]


def with_exploded(base: _Side, revision: _Side) -> tuple[list[Parameter], ...]:
    """The parameters of both sides, with the properties in place of such an object
    where the other side has no object of this name, or has one of the properties by
    itself.
    """
    sides = base, revision
    parts = [
        {each.name: _parts(each, shapes) for each in parameters}
        for parameters, shapes in sides
    ]
    names = [
        {each.name for each in parameters if _is_query(each)} for parameters, _ in sides
    ]
    exploded = {
        name
        for at, side in enumerate(parts)
        for name, inside in side.items()
        if inside
        and (
            name not in names[1 - at]
            or any(each.name in names[1 - at] - names[at] for each in inside)
        )
    }
    return tuple(
        [
            one
            for each in parameters
            for one in (
                side[each.name] if each.name in exploded and side[each.name] else [each]
            )
        ]
        for (parameters, _), side in zip(sides, parts, strict=True)
    )


def _is_query(parameter: Parameter) -> bool:
    return parameter.location is ParameterLocation.QUERY and not parameter.whole_query


def _parts(parameter: Parameter, shapes: Shapes) -> list[Parameter]:
    """The properties as parameters; none where it is not such an object."""
    form = parameter.style is ParameterStyle.FORM and parameter.explode
    if not form or not _is_query(parameter) or parameter.content_type is not None:
        return []
    found = [
        each for each in shapes.shapes(parameter.demands) if each.kind is not Kind.NULL
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
            demands=demands,
            source=members.places.get(name, parameter.source),
        )
        for name, demands in members.properties.items()
    ]
