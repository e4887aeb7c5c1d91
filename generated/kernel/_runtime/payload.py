"""The body of a request: what describes it, and its encoded form."""

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


class Body:
    """A request body of one media type."""

    takes_content = False
    """Whether the body can be content that is sent unchanged."""

    def __init__(self, type_: object, media_type: str) -> None:
        self.type = type_
        """The type that gives the members of a value their wire names."""

        self.media_type = media_type

    def encode(self, value: object, extra: object, *, asynchronous: bool) -> Payload:
        """Return the value as the body of a request.

        `extra` has more members of an object, or replaces any other value.

        Raises:
            TypeError: The value cannot be encoded as such a body.
            ValueError: A value, a media type or a header has forbidden characters.
        """
        raise NotImplementedError

    def as_media_type(self, media_type: str) -> Body | None:
        """Return the body with another media type; None if it allows none."""
        return None
