"""Repair Schema Objects that use keywords of other versions."""

from __future__ import annotations

from clientsmith.document.findings import quote
from clientsmith.document.repairs.site import Site, without
from clientsmith.document.values import JsonObject, JsonValue

_TRUTH: dict[JsonValue, bool] = {"true": True, "false": False, "yes": True, "no": False}


def required_members(schema: JsonObject, site: Site) -> JsonValue:
    """Move `required: true` of a property (JSON Schema draft 3) to its object."""
    declared = schema.get("properties")
    if not isinstance(declared, dict):
        return schema
    required = [
        name
        for name, member in declared.items()
        if isinstance(member, dict) and _truth(member.get("required")) is True
    ]
    if not required:
        return schema
    # A member reports its own error when it is visited.
    own = schema.get("required")
    names = [*own] if isinstance(own, list) else []
    return {**schema, "required": [*names, *(n for n in required if n not in names)]}


def required_names(schema: JsonObject, site: Site) -> JsonValue:
    """Read one name in `required` as a list, and drop booleans."""
    required = schema.get("required")
    if required is None or (isinstance(required, dict) and "$ref" in required):
        return schema
    if isinstance(required, list):
        if all(_is_name(value) for value in required):
            return schema
        names: list[JsonValue] = [
            value if _is_name(value) else site.text(value, "required", str(at))
            for at, value in enumerate(required)
            if _is_name(value) or not isinstance(value, (dict, list))
        ]
        site.warn("required", "names in `required` are read as strings", "required")
        return {**schema, "required": names}
    truth = _truth(required)
    if truth is not None:
        of_member = site.pointer[-2:-1] == ("properties",)
        assumed = "is read as that of the member" if of_member else "is ignored"
        site.warn(
            "required",
            f"`required: {quote(truth)}` {assumed}",
            "required",
            hint="`required` is a list of names, in the object that has the members",
        )
        return without(schema, "required")
    if isinstance(required, str):
        site.warn("required", "`required` is read as a list of one name", "required")
        return {**schema, "required": [required]}
    site.warn("required", f"`required: {quote(required)}` is ignored", "required")
    return without(schema, "required")


def _is_name(value: JsonValue) -> bool:
    """Return whether it is a name, or refers to names."""
    return isinstance(value, str) or (isinstance(value, dict) and "$ref" in value)


def _truth(value: JsonValue) -> bool | None:
    if isinstance(value, bool):
        return value
    return _TRUTH.get(value.lower()) if isinstance(value, str) else None
