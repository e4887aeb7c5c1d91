"""Reading the members of a document's objects."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.document.dialect import extends_reference
from clientsmith.document.documents import Node
from clientsmith.document.references import reference_of
from clientsmith.document.values import JsonValue
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace


def end_of(workspace: Workspace, node: Node, version: OpenApiVersion) -> Node:
    """The schema that a chain of `$ref`s leads to: the first that says more itself.

    Raises DiagnosticError.
    """
    workspace.resolve(node)  # so that the chain has an end
    while reference_of(node) is not None and not extends_reference(node.value, version):
        node = workspace.target(node)
    return node


def text(node: Node, key: str) -> str | None:
    """A member that is a string; None for anything else."""
    found = node.get(key)
    return found.value if found is not None and isinstance(found.value, str) else None


def flag(node: Node, key: str) -> bool:
    """Whether a member is `true`."""
    found = node.get(key)
    return found is not None and found.value is True


def examples(workspace: Workspace, owner: Node) -> Iterator[JsonValue]:
    """The values of `example` and `examples` (OpenAPI, Example Object)."""
    single, named = owner.get("example"), owner.get("examples")
    if single is not None:
        yield single.value
    for _, each in named.items() if named is not None else ():
        value = workspace.resolve(each).get("value")
        if value is not None:
            yield value.value
