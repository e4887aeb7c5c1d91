"""The part of an API that a client covers, on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from clientsmith.config import ClientConfig
from clientsmith.contract.api import Operation
from clientsmith.diff.facts import Effect
from clientsmith.diff.findings import Finding
from clientsmith.diff.inputs.reading import Side
from clientsmith.diff.operations.operations import matched
from clientsmith.model.selection import is_selected_by

_Selects = Callable[[Operation], bool]


def selected(
    sides: tuple[Side, Side], clients: tuple[ClientConfig, ClientConfig]
) -> tuple[Side, Side, tuple[Finding, ...]]:
    """Apply the selections of both configurations, and report operations that only
    their difference adds or removes.

    An operation that both documents have, but one configuration only selects, is not
    compared: on the wire it is there before and after.
    """
    base, revision = (side.contract.operations for side in sides)
    was, now = (
        _selects(side, client) for side, client in zip(sides, clients, strict=True)
    )
    pairs, removed, added = matched(base, revision)
    kept = [(old, new) for old, new in pairs if was(old) and now(new)]
    findings = (
        _moved(old, new, leaves=was(old)) for old, new in pairs if was(old) != now(new)
    )
    return (
        _with(sides[0], [*(old for old, _ in kept), *filter(was, removed)]),
        _with(sides[1], [*(new for _, new in kept), *filter(now, added)]),
        tuple(findings),
    )


def selected_operations(side: Side, client: ClientConfig) -> Iterator[Operation]:
    """Return the operations that the client covers."""
    return filter(_selects(side, client), side.contract.operations)


def _selects(side: Side, client: ClientConfig) -> _Selects:
    include, exclude = client.include, client.exclude

    def selects(operation: Operation) -> bool:
        if side.covered is not None and operation.key not in side.covered:
            return False
        if include is not None and not is_selected_by(include, operation):
            return False
        return exclude is None or not is_selected_by(exclude, operation)

    return selects


def _with(side: Side, operations: Iterable[Operation]) -> Side:
    """Return the side with these operations only, in document order."""
    kept = {id(operation) for operation in operations}
    left = tuple(
        operation for operation in side.contract.operations if id(operation) in kept
    )
    return replace(side, contract=replace(side.contract, operations=left))


def _moved(old: Operation, new: Operation, *, leaves: bool) -> Finding:
    return Finding(
        id=f"client-operation-{'removed' if leaves else 'added'}",
        effect=Effect.NEUTRAL,
        direction=None,
        subject="the operation",
        before=None,
        after=None,
        base=old.source,
        revision=new.source,
        operation=(new.method, new.path),
    )
