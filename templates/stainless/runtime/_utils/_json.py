"""JSON of requests."""

import json
from datetime import datetime
from typing import Any

import pydantic


def openapi_dumps(obj: Any) -> bytes:
    """Return JSON with date-times and models, which are written by their wire names.

    Raises:
        TypeError: JSON has no such value.
        ValueError: JSON has no such number.
    """
    written = json.dumps(
        obj,
        default=_jsonable,
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
    )
    return written.encode()


def _jsonable(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, pydantic.BaseModel):
        return value.model_dump(exclude_unset=True, mode="json", by_alias=True)
    kind = type(value).__name__
    raise TypeError(f"Object of type {kind} is not JSON serializable")
