"""URL-encoded forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .bodies import merged
from .guards import is_object
from .parameters import Style, in_query, plain
from .payload import Body, Payload
from .styles import JSON

__all__ = ["FormBody"]

_NONE: Mapping[str, Any] = {}


class FormBody(Body):
    """URL-encoded pairs, and the styles of the properties that have one."""

    def __init__(
        self,
        type_: object,
        media_type: str = "application/x-www-form-urlencoded",
        styles: Mapping[str, Style] = _NONE,
    ) -> None:
        super().__init__(type_, media_type)
        self.styles = styles

    def encode(self, value: object, extra: object, *, asynchronous: bool) -> Payload:
        members = plain(merged(self, value, extra))
        if not is_object(members):
            raise TypeError(
                f"a form is made of a mapping, not {type(members).__name__}"
            )
        pairs: list[str] = []
        for name, member in members.items():
            # Without a style, objects are JSON (OpenAPI 3.1.1, "Encoding Object").
            default = JSON if is_object(plain(member)) else None
            pairs += in_query(name, member, self.styles.get(name, default))
        content = "&".join(pairs).replace("%20", "+").encode()
        return Payload({"content": content}, {"content-type": self.media_type})
