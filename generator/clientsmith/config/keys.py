"""The declaration of configuration keys."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

FORBID_UNKNOWN = ConfigDict(extra="forbid")


def key(description: str, *examples: object) -> Any:
    """Describe a key; each example is a value that the key accepts."""
    return Field(description=description, examples=list(examples) or None)
