"""Names of the arguments of a method."""

from __future__ import annotations

from collections.abc import Mapping

from clientsmith.model.api import Operation, ParameterLocation
from clientsmith.model.bodies import body_properties
from clientsmith.model.schemas import SchemaGraph
from clientsmith.naming.names import ArgumentNames
from clientsmith.naming.scopes import Scope
from clientsmith.naming.types import member_name

# Names that every method takes besides, and `self`.
_RESERVED = frozenset(
    [
        "self",
        "options",
        "body",
        "extra_headers",
        "extra_query",
        "extra_body",
        "timeout",
        "max_retries",
        "deadline",
        "idempotency_key",
        "resume_from",
        "omit",
        "builtins",
    ]
)
_ORDER = (
    ParameterLocation.PATH,
    ParameterLocation.QUERY,
    ParameterLocation.HEADER,
    ParameterLocation.COOKIE,
)


def name_arguments(
    operation: Operation, overrides: Mapping[str, str], graph: SchemaGraph
) -> ArgumentNames:
    """Name the arguments: path first, then query, header, cookie and body.

    One that is taken, or called like an argument of every method, has its location in
    front: `body_id`, `query_timeout`. What the client itself asks for comes last.
    """
    scope = Scope(_RESERVED)
    keys = [key for key in (operation.key, operation.operation_id) if key]

    def claim(place: str, wire: str) -> str:
        for key in keys:
            configured = overrides.get(f"{key} {place}.{wire}")
            if configured is not None:
                return scope.claim(configured)
        name = _name(wire)
        # `body_body` would only repeat itself.
        return scope.claim(name, f"{place}_{'content' if name == place else name}")

    parameters: dict[tuple[ParameterLocation, str], str] = {}
    for location in _ORDER:
        wire_names = (
            parameter.name
            for parameter in operation.parameters
            if parameter.location is location
        )
        for wire in sorted(wire_names, key=_changed):
            parameters[location, wire] = claim(location, wire)
    properties = [property_.name for property_ in body_properties(operation, graph)]
    body = {wire: claim("body", wire) for wire in sorted(properties, key=_changed)}
    return ArgumentNames(
        parameters=parameters,
        body=body,
        content_type=scope.claim("content_type", "body_content_type"),
        accept=scope.claim("accept", "accept_type"),
        stream=scope.claim("stream", "as_stream"),
    )


def _changed(wire: str) -> tuple[bool, str]:
    """Return whether a name changes in Python; unchanged names take precedence."""
    return (_name(wire) != wire, wire)


def _name(wire: str) -> str:
    return member_name(wire, frozenset(), "param")
