"""Variables of server URLs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["Variable"]


class Variable(NamedTuple):
    """A variable of a server URL, filled by a constructor argument."""

    argument: str
    default: str

    def fill(self, url: str, name: str, values: Mapping[str, str]) -> str:
        """Return the URL with the value of the argument, or the default.

        Raises:
            ValueError: A value would change the host.
        """
        value = values.get(self.argument, self.default)
        before, found, _ = url.partition(f"{{{name}}}")
        in_path = "/" in before.partition("://")[2]
        if found and not in_path and not re.fullmatch(r"[\w.:~-]+", value):
            raise ValueError(f"{self.argument}={value!r} is no part of a host")
        return url.replace(f"{{{name}}}", value)
