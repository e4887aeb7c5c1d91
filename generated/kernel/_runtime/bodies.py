"""Request bodies: the choice of a media type, and JSON.

Other kinds of bodies are in modules of their own, which only packages that use them
have: `content`, `forms`, `json_lines` and `multipart`.
"""

from __future__ import annotations

from .encoding import refuse_endless, to_json, wire
from .guards import is_object
from .omission import Omit
from .parameters import plain
from .payload import Body, Payload

__all__ = ["JsonBody"]


class JsonBody(Body):
    """A JSON body; the type gives its members their wire names."""

    def __init__(self, type_: object, media_type: str = "application/json") -> None:
        super().__init__(type_, media_type)

    def encode(self, value: object, extra: object, *, asynchronous: bool) -> Payload:
        headers = {"content-type": self.media_type}
        return Payload({"content": _json(merged(self, value, extra), value)}, headers)


def choose(
    offered: Body | tuple[Body, ...] | None, media_type: str | Omit, *, raw: bool
) -> Body:
    """Return the body of a media type; without a media type the first.

    Raises:
        ValueError: There is no body of this media type.
    """
    bodies = offered if isinstance(offered, tuple) else (offered or JsonBody(object),)
    untyped = [body for body in bodies if body.takes_content]
    if isinstance(media_type, Omit):
        return untyped[0] if raw and untyped else bodies[0]
    for body in untyped if raw else bodies:
        if body.media_type == media_type:
            return body
    for body in untyped:
        found = body.as_media_type(media_type)
        if found is not None:
            return found
    known = ", ".join(repr(body.media_type) for body in bodies)
    raise ValueError(f"unknown content_type {media_type!r}: expected one of {known}")


def merged(body: Body, value: object, extra: object) -> object:
    """Return the value by wire names, with the members of `extra`."""
    value = wire(body.type, value)
    if extra is None:
        return value
    value = plain(value)
    return {**value, **extra} if is_object(value) and is_object(extra) else extra


def _json(value: object, given: object) -> bytes:
    name = "" if is_object(value) else "body"
    try:
        return to_json(value, name)
    except ValueError:
        refuse_endless(given, name)  # by the names that the caller knows
        raise
