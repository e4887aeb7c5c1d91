"""How parameters, and the members of forms, are written."""

from __future__ import annotations

from collections.abc import Mapping

from generator.config import QueryConfig
from generator.model.api import (
    Encoding,
    Parameter,
    ParameterLocation,
    ParameterStyle,
)
from generator.model.nesting import may_be_array, may_be_object, nests
from generator.model.schemas import SchemaGraph
from generator.python.context import RUNTIME, Context
from generator.python.imports import Imports
from generator.python.literals import literal

_DEFAULT_STYLES = {
    ParameterLocation.PATH: (ParameterStyle.SIMPLE, False),
    ParameterLocation.QUERY: (ParameterStyle.FORM, True),
    ParameterLocation.HEADER: (ParameterStyle.SIMPLE, False),
    ParameterLocation.COOKIE: (ParameterStyle.FORM, True),
}


def parameter_style(
    parameter: Parameter, context: Context, imports: Imports
) -> str | None:
    """The style of a parameter as the runtime takes it; None: the usual one."""
    if parameter.is_json:
        return json_style(imports)
    query = context.config.query
    if _is_configured(parameter, query, context.api.graph):
        reserved = {"allow_reserved": True} if parameter.allow_reserved else {}
        nested = {
            "arrays": query.arrays or "repeat",
            "keys": query.objects or "brackets",
        }
        return _source(imports, ParameterStyle.DEEP_OBJECT, {**reserved, **nested})
    chosen = (parameter.style, parameter.explode)
    if chosen == _DEFAULT_STYLES[parameter.location] and not parameter.allow_reserved:
        return None
    return style_source(parameter, imports)


def style_source(value: Parameter | Encoding, imports: Imports) -> str:
    """A style as the runtime takes it."""
    assert value.style is not None
    options = {"explode": value.explode, "allow_reserved": value.allow_reserved}
    given = {name: True for name, is_set in options.items() if is_set}
    return _source(imports, value.style, given)


def json_style(imports: Imports) -> str:
    """The style of what is JSON in a text."""
    return f'{imports.name(RUNTIME, "Style")}("json")'


def _source(
    imports: Imports, style: ParameterStyle, options: Mapping[str, str | bool]
) -> str:
    given = "".join(f", {name}={literal(value)}" for name, value in options.items())
    return f"{imports.name(RUNTIME, 'Style')}({literal(style.value)}{given})"


def _is_configured(
    parameter: Parameter, query: QueryConfig, graph: SchemaGraph
) -> bool:
    """Whether the configuration says how the parameter holds arrays and objects.

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
