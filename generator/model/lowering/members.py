"""Reading the members of a document's objects."""

from __future__ import annotations

from generator.document.documents import Node


def text(node: Node, key: str) -> str | None:
    """A member that is a string; None for anything else."""
    found = node.get(key)
    return found.value if found is not None and isinstance(found.value, str) else None


def flag(node: Node, key: str) -> bool:
    """Whether a member is `true`."""
    found = node.get(key)
    return found is not None and found.value is True
