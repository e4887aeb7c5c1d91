"""What OpenAPI says of operations and parameters, whoever reads them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.values import JsonObject
from clientsmith.model.api import ParameterLocation, ParameterStyle
from clientsmith.model.lowering.members import text

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
# OpenAPI, Parameter Object: these header parameters shall be ignored.
NO_PARAMETERS = frozenset({"accept", "content-type", "authorization"})
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
STYLES = {str(style): style for style in ParameterStyle}
# What OpenAPI 2.0 has in all places, and OpenAPI 3 in the query or not at all.
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


def style_of(node: Node, location: ParameterLocation) -> tuple[ParameterStyle, bool]:
    """How a parameter is written, and whether it is exploded."""
    style = declared_style(node) or _DEFAULT_STYLES[location]
    explode = node.get("explode")
    if explode is None:
        return style, style in (ParameterStyle.FORM, ParameterStyle.COOKIE)
    return style, explode.value is True


def declared_style(node: Node) -> ParameterStyle | None:
    """The style that a parameter, or the encoding of a property, has of its own."""
    collection_format = text(node, "x-collectionFormat")
    if collection_format in _COLLECTION_FORMATS:
        return _COLLECTION_FORMATS[collection_format]
    return STYLES.get(text(node, "style") or "")


def undeclared(
    path: str, declared: Collection[str], operation: Node, diagnostics: Diagnostics
) -> Iterator[Node]:
    """Path parameters for the names in a path that nothing describes: strings."""
    for name in dict.fromkeys(PLACEHOLDER.findall(path)):
        # In the URL of a callback, `$request...` is an expression (Runtime Expressions).
        if name not in declared and not name.startswith("$"):
            diagnostics.warning(
                "path-parameter",
                f"the path parameter `{name}` of `{path}` is not declared: "
                "it is read as a required string",
                operation.location,
                hint=f"add a parameter with `name: {name}` and `in: path`",
            )
            parameter: JsonObject = {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"type": "string"},
            }
            pointer = (*operation.pointer, "parameters", name)
            yield Node(operation.document, pointer, parameter)
