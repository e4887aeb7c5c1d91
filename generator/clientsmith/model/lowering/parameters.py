"""Rules of OpenAPI for operations and parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.members import text
from clientsmith.document.values import JsonObject
from clientsmith.model.api import ParameterLocation, ParameterStyle
from clientsmith.openapi import objects as openapi

# OpenAPI, Parameter Object: these header parameters shall be ignored.
NO_PARAMETERS = frozenset({"accept", "content-type", "authorization"})
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
STYLES = {str(style): style for style in ParameterStyle}
# Styles that OpenAPI 2.0 allows in all places, and OpenAPI 3 in the query or not at all.
_COLLECTION_FORMATS = {
    "ssv": ParameterStyle.SPACE_DELIMITED,
    "tsv": ParameterStyle.TAB_DELIMITED,
    "pipes": ParameterStyle.PIPE_DELIMITED,
}
_DEFAULT_STYLES = {
    ParameterLocation.PATH: ParameterStyle.SIMPLE,
    ParameterLocation.QUERY: ParameterStyle.FORM,
    ParameterLocation.HEADER: ParameterStyle.SIMPLE,
    ParameterLocation.COOKIE: ParameterStyle.FORM,
}


def style_of(
    declared: openapi.Parameter, location: ParameterLocation
) -> tuple[ParameterStyle, bool]:
    """Return the style of a parameter, and whether it is exploded."""
    style = declared_style(declared) or _DEFAULT_STYLES[location]
    if declared.explode is None:
        return style, style in (ParameterStyle.FORM, ParameterStyle.COOKIE)
    return style, declared.explode


def declared_style(
    declared: openapi.Parameter | openapi.Encoding,
) -> ParameterStyle | None:
    """Return the declared style of a parameter or of a property's encoding."""
    collection_format = text(declared.node, "x-collectionFormat")
    if collection_format in _COLLECTION_FORMATS:
        return _COLLECTION_FORMATS[collection_format]
    return STYLES.get(declared.style or "")


def undeclared(
    path: str, operation: openapi.Operation, diagnostics: Diagnostics
) -> Iterator[openapi.Parameter]:
    """Return string parameters for names in a path that nothing declares."""
    declared = {
        parameter.name
        for parameter in operation.parameters
        if parameter.location == "path"
    }
    for name in dict.fromkeys(PLACEHOLDER.findall(path)):
        # In the URL of a callback, `$request...` is an expression (Runtime
        # Expressions).
        if name not in declared and not name.startswith("$"):
            diagnostics.warning(
                "path-parameter",
                f"the path parameter `{name}` of `{path}` is not declared: "
                "it is read as a required string",
                operation.node.location,
                hint=f"add a parameter with `name: {name}` and `in: path`",
            )
            pointer = (*operation.node.pointer, "parameters", name)
            value: JsonObject = {"schema": {"type": "string"}}
            node = Node(operation.node.document, pointer, value)
            yield openapi.Parameter(
                node=node,
                name=name,
                location="path",
                required=True,
                schema=node.get("schema"),
            )
