"""The body of a request, encoded."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, NamedTuple

_NONE: Mapping[str, Any] = {}


class Payload(NamedTuple):
    """A body in the form that the HTTP library's `build_request` takes.

    The headers are those that the library does not write itself. If `replayable`, the
    request can be sent again; the caller closes `opened` after the last attempt.
    """

    arguments: Mapping[str, Any]
    headers: Mapping[str, str] = _NONE
    replayable: bool = True
    opened: ExitStack[None] = ExitStack()


NOTHING = Payload({})
