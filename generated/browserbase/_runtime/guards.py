"""Type guards for JSON values: `isinstance` leaves the type of members unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from typing_extensions import TypeIs


def is_object(value: object) -> TypeIs[Mapping[str, object]]:
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeIs[list[object]]:
    return isinstance(value, list)


def is_array(value: object) -> TypeIs[Iterable[object]]:
    """Return whether the value is encoded as an array: any iterable except text."""
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping))
