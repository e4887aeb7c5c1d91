"""OperationIds that several operations have: they identify none of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress

from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.findings import quote
from clientsmith.document.workspace import Workspace
from clientsmith.model.lowering.members import text
from clientsmith.model.lowering.parameters import METHODS


class OperationIds:
    """The operationIds of a document's operations and webhooks.

    One that repeats counts as none for all who share it: which of them comes first
    must not decide a name.
    """

    def __init__(self, workspace: Workspace, diagnostics: Diagnostics) -> None:
        self._repeated: set[str] = set()
        found: dict[str, list[tuple[str, Node]]] = defaultdict(list)
        for key, node in _operations(workspace):
            identifier = text(node, "operationId")
            if identifier is not None:
                found[identifier].append((key, node))
        for identifier, sharing in found.items():
            if len(sharing) > 1:
                self._repeated.add(identifier)
                _report(identifier, sharing, diagnostics)

    def of(self, node: Node) -> str | None:
        """What identifies an operation; None where nothing does."""
        found = text(node, "operationId")
        return None if found in self._repeated else found


def _report(
    identifier: str, sharing: list[tuple[str, Node]], diagnostics: Diagnostics
) -> None:
    (first, first_node), *others = sharing
    for _, node in others:
        if node == first_node:  # a path item at several paths
            continue
        diagnostics.warning(
            "duplicate-operation-id",
            f"the operationId {quote(identifier)} is already used by `{first}`: "
            "it names neither of them",
            node.document.location((*node.pointer, "operationId")),
            hint="give every operation its own",
        )


def _operations(workspace: Workspace) -> Iterator[tuple[str, Node]]:
    """`GET /path` with the operation, for all that share the names of operations."""
    for section in ("paths", "webhooks"):
        declared = workspace.root.get(section)
        for path, item in declared.items() if declared is not None else ():
            if path.startswith("x-"):
                continue
            # What cannot be followed is reported by those who need it.
            with suppress(DiagnosticError):
                for method, node in _methods(workspace.resolve(item)):
                    yield f"{method} {path}", workspace.resolve(node)


def _methods(item: Node) -> Iterator[tuple[str, Node]]:
    yield from ((key.upper(), node) for key, node in item.items() if key in METHODS)
    additional = item.get("additionalOperations")
    if additional is not None:
        yield from additional.items()
