"""Python values as JSON of request bodies.

pydantic alone can write a TypedDict with aliases, but it does not look into tuples and
iterators, drops undeclared keys (or, configured to keep them, takes the first variant of
a union for any dictionary), and keeps what is `omit`. So this module translates the
names, with the fields of a type computed once, and pydantic writes the result.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import Any

import pydantic
import pydantic_core
from pydantic_core import core_schema

from .guards import is_array, is_object
from .omission import Omit
from .typeforms import best_variant, fields, shape


def to_json(value: object, name: str = "") -> bytes:
    """Return JSON; models by their wire names, without members that are not set.

    Raises:
        ValueError: JSON cannot represent a number in it; `name` locates the value.
    """
    written: bytes = _serializer().to_json(
        value, by_alias=True, exclude_unset=True, warnings=False
    )
    # The slow search runs only if the text may have such a number.
    if b"NaN" in written or b"Infinity" in written:
        refuse_endless(value, name)
        try:
            pydantic_core.from_json(written, allow_inf_nan=False)
        except ValueError:  # in an iterator, which is exhausted
            raise ValueError(f"JSON cannot hold all numbers in {name!r}") from None
    return written


@cache
def _serializer() -> pydantic_core.SchemaSerializer:
    # Written as constants to be detected: pydantic would write null.
    config = pydantic_core.CoreConfig(ser_json_inf_nan="constants")
    return pydantic_core.SchemaSerializer(core_schema.any_schema(), config)


def refuse_endless(value: object, name: str) -> None:
    """Raise a ValueError for the first number that JSON cannot represent."""
    for place, number in _endless(value, name):
        raise ValueError(f"{place or 'the value'} is {number}, which JSON cannot hold")


def _endless(value: object, name: str) -> Iterator[tuple[str, float]]:
    """Yield the places of NaN and infinite numbers, and the numbers."""
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
    """Return the value with wire names, and without what is `omit`."""
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
    # A list of plain values is not copied.
    if is_array(value) and _translates(item := shape(type_).item):
        return [wire(item, v) for v in value]
    return value


@cache
def _translates(type_: Any) -> bool:
    """Return whether values of the type may have names to translate."""
    found = shape(type_)
    # Types recur only through objects, where this ends.
    return bool(found.objects) or any(
        inner is not None and _translates(inner) for inner in (found.item, found.value)
    )
