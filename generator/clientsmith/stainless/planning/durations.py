"""Durations of the configuration."""

from __future__ import annotations

from datetime import timedelta

import pydantic

from clientsmith.document.documents import Node
from clientsmith.stainless.planning.context import Planning

_MILLISECONDS = 1000


def seconds(node: Node | None, planning: Planning) -> float | None:
    """Return a number of milliseconds, or an ISO 8601 duration, in seconds.

    None for no value, and with a warning for any other value.
    """
    value = None if node is None else node.value
    if node is None or value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value / _MILLISECONDS
    try:
        return _DURATION.validate_python(value).total_seconds()
    except pydantic.ValidationError:
        message = f"`{value}` is not a duration; it is left out"
        planning.warn(message, node, "a number of milliseconds, or `PT30S`")
        return None


_DURATION = pydantic.TypeAdapter(timedelta)
