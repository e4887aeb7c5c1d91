"""operationIds that several operations share and that identify none of them."""

from __future__ import annotations

from collections import defaultdict

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.findings import quote
from clientsmith.openapi.objects import OpenApi, Operation


class OperationIds:
    """The operationIds of a document's operations and webhooks.

    One that repeats counts as none for all who share it: which of them comes first
    must not decide a name.
    """

    def __init__(self, document: OpenApi, diagnostics: Diagnostics) -> None:
        self._repeated: set[str] = set()
        found: dict[str, list[tuple[str, Node]]] = defaultdict(list)
        for item in (*document.paths, *document.webhooks):
            for operation in item.operations:
                if operation.operation_id is not None:
                    key = f"{operation.method} {item.path}"
                    found[operation.operation_id].append((key, operation.node))
        for identifier, sharing in found.items():
            if len(sharing) > 1:
                self._repeated.add(identifier)
                _report(identifier, sharing, diagnostics)

    def of(self, operation: Operation) -> str | None:
        """Return the operationId if it is unique, else None."""
        found = operation.operation_id
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
            "neither of them is named after it",
            node.document.location((*node.pointer, "operationId")),
            hint="give every operation its own",
        )
