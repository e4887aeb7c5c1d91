"""Repair parameters and headers that are misspelled, or written as in Swagger 2.0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clientsmith.document.findings import quote
from clientsmith.document.repairs.site import Site, without
from clientsmith.document.swagger import SCHEMA_KEYS, body_of
from clientsmith.document.values import JsonObject, JsonValue
from clientsmith.support.suggestions import nearest

_PLACES = ("query", "header", "path", "cookie", "querystring")
_BODIES = ("body", "formData")
# The first one is the default.
_STYLES: Mapping[str, tuple[str, ...]] = {
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "path": ("simple", "label", "matrix"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
_KNOWN = frozenset({*_PLACES, *_BODIES})


def places(parameter: JsonObject, site: Site) -> JsonValue:
    """Read `in: Query` and the like."""
    declared = parameter.get("in")
    if not isinstance(declared, str) or declared in _KNOWN:
        return parameter
    close = nearest(declared.strip().lower(), _PLACES, cutoff=0.7)
    if close is None:
        return parameter
    site.warn("parameter", f"`in: {declared}` is read as `in: {close}`", "in")
    return {**parameter, "in": close}


def undescribed(parameters: list[JsonValue], site: Site) -> JsonValue:
    """Drop parameters without a usable place or name."""
    removed = set()
    for at, parameter in enumerate(parameters):
        if not isinstance(parameter, dict) or "$ref" in parameter:
            continue
        place, name = parameter.get("in"), parameter.get("name")
        if not isinstance(name, str) or not name:
            reason = "it has no name"
        elif not _is_place(place):
            reason = f"{quote(place)} is not a place in a request"
        else:
            continue
        removed.add(at)
        site.warn("parameter", f"the parameter is left out: {reason}", str(at))
    return site.without_elements(parameters, removed) if removed else parameters


def _is_place(place: JsonValue) -> bool:
    """Return whether it is a place in a request, or clearly means one."""
    if not isinstance(place, str):
        return False
    meant = place.strip().lower()
    return place in _KNOWN or nearest(meant, _PLACES, cutoff=0.7) is not None


def styles(parameter: JsonObject, site: Site) -> JsonValue:
    """Drop styles that the place does not have, and `required: []`."""
    removed = []
    place, style = parameter.get("in"), parameter.get("style")
    known = _STYLES.get(place, ()) if isinstance(place, str) else ()
    if known and style is not None and style not in known:
        removed.append("style")
        site.warn(
            "parameter",
            f"`style: {quote(style).strip(chr(34))}` is none of `in: {place}`: "
            f"it is read as `{known[0]}`",
            "style",
        )
    required = parameter.get("required")
    if isinstance(required, (list, dict, int)) and not isinstance(required, bool):
        removed.append("required")
        site.warn("parameter", f"`required: {quote(required)}` is ignored", "required")
    return without(parameter, *removed) if removed else parameter


def contents(parameter: JsonObject, site: Site) -> JsonValue:
    """Reduce `content` to one media type: JSON, or the first; else text."""
    content = parameter.get("content")
    if not isinstance(content, dict) or len(content) == 1:
        return parameter
    if "schema" in parameter or not content:
        site.warn("parameter", "`content` is ignored", "content")
        rest = without(parameter, "content")
        return rest if "schema" in rest else {**rest, "schema": {"type": "string"}}
    chosen = (
        "application/json" if "application/json" in content else next(iter(content))
    )
    site.warn("parameter", f"of `content`, only `{chosen}` is read", "content")
    return {**parameter, "content": {chosen: content[chosen]}}


def inline_schema(parameter: JsonObject, site: Site) -> JsonValue:
    """Move `type` and similar siblings of `name`, as in Swagger 2.0, to a schema."""
    if "type" not in parameter and "enum" not in parameter:
        return parameter
    if not {"schema", "content", "$ref"}.isdisjoint(parameter):
        return parameter
    keys = [key for key in SCHEMA_KEYS if key in parameter]
    schema: JsonObject = {key: parameter[key] for key in keys}
    site.warn(
        "parameter",
        "`type` outside of `schema` is Swagger 2.0: it is read as inside",
        "type" if "type" in parameter else "enum",
    )
    for key in keys:
        site.moved(("schema", key), (key,))
    return {**without(parameter, *keys), "schema": schema}


def bodies(operation: JsonObject, site: Site) -> JsonValue:
    """Turn `in: body` and `in: formData` of Swagger 2.0 into the request body."""
    listed = operation.get("parameters")
    if not isinstance(listed, list):
        return operation
    found = {
        at: body
        for at, value in enumerate(listed)
        if isinstance(value, dict) and (body := _body(value, site)) is not None
    }
    if not found:
        return operation
    for at, parameter in found.items():
        site.warn(
            "parameter",
            f"`in: {parameter['in']}` is Swagger 2.0: it is read as the request body",
            "parameters",
            str(at),
        )
    inner = replace(site, path=(site.path, "parameters"))
    rest = {**operation, "parameters": inner.without_elements(listed, {*found})}
    if "requestBody" in operation:
        return rest
    first = min(found)
    site.moved(("requestBody",), ("parameters", str(first)))
    return {**rest, "requestBody": body_of([*found.values()], ())}


def _body(parameter: JsonObject, site: Site) -> JsonObject | None:
    """Return the parameter if it is a Swagger 2.0 body, or refers to one."""
    if parameter.get("in") in _BODIES:
        return parameter
    reference = parameter.get("$ref")
    target = site.referred(parameter) if isinstance(reference, str) else None
    if not isinstance(target, dict) or target.get("in") not in _BODIES:
        return None
    if "schema" not in target:
        return target
    # References in the schema are relative to its own file.
    return {**target, "schema": {"$ref": f"{reference}/schema"}}
