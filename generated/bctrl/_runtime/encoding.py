"""From Python values to JSON request bodies.

pydantic alone could write a TypedDict with aliases, but it leaves the members of a
tuple or iterator untouched, drops keys that the TypedDict does not name (or, told to
keep them, takes the first variant of a union for any dictionary), and drops nothing
that is `omit`. So names are translated here, by a plan made once for each type, and
pydantic writes the result.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pydantic
import pydantic_core
from pydantic_core import core_schema

from .guards import is_array, is_object
from .options import Omit
from .typeforms import best_variant, fields, shape


def to_json(value: object, name: str = "") -> bytes:
    """JSON text; models by their wire names, without the members that are not set.

    Raises:
        ValueError: There is a number in it that JSON cannot hold; `name` says where.
    """
    written: bytes = _serializer().to_json(
        value, by_alias=True, exclude_unset=True, warnings=False
    )
    # Looked for only where the text may have one: the walk is slow.
    if b"NaN" in written or b"Infinity" in written:
        refuse_endless(value, name)
        try:
            pydantic_core.from_json(written, allow_inf_nan=False)
        except ValueError:  # in an iterator, which cannot be looked through again
            raise ValueError(f"JSON cannot hold all numbers in {name!r}") from None
    return written


@cache
def _serializer() -> pydantic_core.SchemaSerializer:
    # Marked so that they are seen: pydantic would write null.
    config = pydantic_core.CoreConfig(ser_json_inf_nan="constants")
    return pydantic_core.SchemaSerializer(core_schema.any_schema(), config)


def refuse_endless(value: object, name: str) -> None:
    """Raise for the first number that JSON cannot hold, and say where it is."""
    for place, number in _endless(value, name):
        raise ValueError(f"{place or 'the value'} is {number}, which JSON cannot hold")


def _endless(value: object, name: str) -> Iterator[tuple[str, float]]:
    """The numbers that are none, or endless, and where they are."""
    if isinstance(value, float) and not math.isfinite(value):
        yield name, value
    elif isinstance(value, pydantic.BaseModel):
        yield from _endless(value.model_dump(by_alias=True, exclude_unset=True), name)
    elif is_object(value):
        for key, item in value.items():
            yield from _endless(item, f"{name}.{key}" if name else str(key))
    elif is_array(value) and not isinstance(value, Iterator):
        for number, item in enumerate(value):
            yield from _endless(item, f"{name}[{number}]")


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


def member_types(
    type_: Any, value: Mapping[str, object]
) -> tuple[Mapping[str, Any], Any]:
    """The types of an object's members by wire name, and that of all others."""
    found = shape(type_)
    known = fields(best_variant(found.objects, value)).values() if found.objects else ()
    return dict(known), found.value


@cache
def _translates(type_: Any) -> bool:
    """Whether values of the type may have names to translate."""
    found = shape(type_)
    # A recursive type comes round only through an object, where this ends.
    return bool(found.objects) or any(
        inner is not None and _translates(inner) for inner in (found.item, found.value)
    )
