"""Type guards for JSON values: `isinstance` leaves the type of the members open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from typing_extensions import TypeIs


def is_object(value: object) -> TypeIs[Mapping[str, object]]:
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeIs[list[object]]:
    return isinstance(value, list)


def is_array(value: object) -> TypeIs[Iterable[object]]:
    """Whether the value is written as a JSON array: any iterable that is no text."""
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping))
