"""Read members of a document's objects."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.document.dialect import extends_reference
from clientsmith.document.documents import Node
from clientsmith.document.references import reference_of
from clientsmith.document.values import JsonValue
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace


def end_of(workspace: Workspace, node: Node, version: OpenApiVersion) -> Node:
    """Follow `$ref`s to the first schema that adds something of its own.

    Raises DiagnosticError.
    """
    workspace.resolve(node)  # raises for a chain without an end
    while reference_of(node) is not None and not extends_reference(node.value, version):
        node = workspace.target(node)
    return node


def text(node: Node, key: str) -> str | None:
    """Return a member that is a string; None for anything else."""
    value = member(node, key)
    return value if isinstance(value, str) else None


def flag(node: Node, key: str) -> bool:
    """Return whether a member is `true`."""
    return member(node, key) is True


def member(node: Node, key: str) -> JsonValue:
    """Return the value of a member; None where there is none."""
    value = node.value.get(key) if isinstance(node.value, dict) else None
    # Only objects can be replaced by grafts.
    if isinstance(value, dict) and (child := node.get(key)) is not None:
        return child.value
    return value


def members(node: Node, *keys: str) -> Iterator[tuple[str, Node]]:
    """Return the members of the object below the keys; none of anything else."""
    child = node.at(*keys)
    return iter(()) if child is None else child.items()


def elements(node: Node, *keys: str) -> Iterator[Node]:
    """Return the elements of the list below the keys; none of anything else."""
    child = node.at(*keys)
    return iter(()) if child is None else child.elements()
