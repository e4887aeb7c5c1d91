"""From Python values to JSON request bodies.

pydantic alone could write a TypedDict with aliases, but it leaves the members of a
tuple or iterator untouched, drops keys that the TypedDict does not name (or, told to
keep them, takes the first variant of a union for any dictionary), and drops nothing
that is `omit`. So names are translated here, by a plan made once for each type, and
pydantic writes the result.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from .guards import is_array, is_object
from .options import Omit
from .typeforms import adapter, best_variant, fields, shape


def to_json(value: object) -> bytes:
    """JSON text; models by their wire names, without the members that are not set."""
    return adapter(Any).dump_json(
        value, by_alias=True, exclude_unset=True, warnings=False
    )


def wire(type_: Any, value: object) -> object:
    """The value with the names of the API, and without what is `omit`."""
    if is_object(value):
        found = shape(type_)
        known = fields(best_variant(found.objects, value))
        by_wire = dict(known.values())
        translated: dict[str, Any] = {}
        for key, item in value.items():
            if not isinstance(item, Omit):
                name, member = known.get(key) or (key, by_wire.get(key, found.value))
                translated[name] = wire(member, item)
        return translated
    # A list of plain values goes to pydantic as it is, however long.
    if is_array(value) and _translates(item := shape(type_).item):
        return [wire(item, v) for v in value]
    return value


@cache
def _translates(type_: Any) -> bool:
    """Whether values of the type may have names to translate."""
    found = shape(type_)
    # A recursive type comes round only through an object, where this ends.
    return bool(found.objects) or any(
        inner is not None and _translates(inner) for inner in (found.item, found.value)
    )
