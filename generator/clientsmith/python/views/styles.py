"""The styles of parameters and form properties."""

from __future__ import annotations

from clientsmith.config import QueryConfig
from clientsmith.document.documents import Source
from clientsmith.model.api import (
    Encoding,
    Parameter,
    ParameterLocation,
    ParameterStyle,
)
from clientsmith.model.nesting import kinds, may_be_array, may_be_object, nests
from clientsmith.model.schemas import Object, Schema, SchemaGraph, children
from clientsmith.model.usage import Direction
from clientsmith.python.context import RUNTIME, TYPES, Context
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal

# The runtime's defaults.
_DEFAULTS = {
    ParameterLocation.PATH: literal("simple"),
    ParameterLocation.QUERY: f"{literal('form')}, explode=True",
    ParameterLocation.HEADER: literal("simple"),
    ParameterLocation.COOKIE: literal("form"),
}


class StyleWriter:
    """Writes the styles of a module's parameters."""

    def __init__(self, context: Context, imports: Imports) -> None:
        self._context = context
        self._imports = imports
        self._writer = context.writer(imports, Direction.REQUEST, types=TYPES)

    def source(self, parameter: Parameter) -> str | None:
        """Return a style for the runtime, or None for the default of its place."""
        arguments = self._arguments(parameter)
        if self._has_own_names(parameter.schema, set()):
            shape = self._context.shaper(Direction.REQUEST).shape(parameter.schema)
            type_ = self._context.late(self._imports, self._writer.write(shape))
            arguments += f", type={type_}"
        elif arguments == _DEFAULTS[parameter.location]:
            return None
        return f"{self._imports.name(RUNTIME, 'Style')}({arguments})"

    def _arguments(self, parameter: Parameter) -> str:
        if parameter.is_json:
            return literal("json")
        query = self._context.config.query
        if not _is_configured(parameter, query, self._context.api.graph):
            is_cookie = parameter.location is ParameterLocation.COOKIE
            # In all other styles, cookies are one text.
            is_single_text = is_cookie and parameter.style is not ParameterStyle.COOKIE
            return _style(parameter, explode=parameter.explode and not is_single_text)
        reserved = ", allow_reserved=True" if parameter.allow_reserved else ""
        arrays, keys = query.arrays or "repeat", query.objects or "brackets"
        nested = f", arrays={literal(arrays)}, keys={literal(keys)}"
        return f"{literal('deepObject')}{reserved}{nested}"

    def _has_own_names(self, schema: Schema, seen: set[Source]) -> bool:
        """Return whether properties have other names in Python than on the wire."""
        for kind in kinds(schema, self._context.api.graph):
            if kind.source in seen:
                continue
            seen.add(kind.source)
            if isinstance(kind, Object):
                names = self._context.names.types.fields.get(kind.source, {})
                if any(wire != name for wire, name in names.items()):
                    return True
            if any(self._has_own_names(child, seen) for child in children(kind)):
                return True
        return False


def style_source(encoding: Encoding, imports: Imports) -> str:
    """Return the style of a form property."""
    style = _style(encoding, explode=encoding.explode)
    return f"{imports.name(RUNTIME, 'Style')}({style})"


def _style(value: Parameter | Encoding, *, explode: bool) -> str:
    assert value.style is not None
    exploded = ", explode=True" if explode else ""
    reserved = ", allow_reserved=True" if value.allow_reserved else ""
    return f"{literal(value.style.value)}{exploded}{reserved}"


def _is_configured(
    parameter: Parameter, query: QueryConfig, graph: SchemaGraph
) -> bool:
    """Return whether the configuration sets the style of arrays and objects.

    It decides what OpenAPI leaves open, and takes the place of the style `form` with
    `explode`, which is the default and so seldom meant.
    """
    if parameter.location is not ParameterLocation.QUERY or query == QueryConfig():
        return False
    if parameter.style is ParameterStyle.DEEP_OBJECT:
        return True
    if (parameter.style, parameter.explode) != (ParameterStyle.FORM, True):
        return False
    schema = parameter.schema
    return (
        (query.arrays not in (None, "repeat") and may_be_array(schema, graph))
        or (query.objects is not None and may_be_object(schema, graph))
        or nests(schema, graph)
    )
