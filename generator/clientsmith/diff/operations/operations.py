"""Compare contracts: the operations, and what they send and receive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from clientsmith.contract.api import Contract, Operation
from clientsmith.diff.facts import Effect
from clientsmith.diff.findings import Finding, Place
from clientsmith.diff.lifecycle import (
    is_preliminary,
    removal,
    steps_between,
    told_at,
)
from clientsmith.diff.operations.bodies import BodyComparison
from clientsmith.diff.operations.parameters import ParameterComparison
from clientsmith.diff.operations.security import compare_security
from clientsmith.diff.operations.servers import addresses, compare_servers, template
from clientsmith.diff.operations.successors import Successor, successors
from clientsmith.diff.schemas.values import Readings, Unchanged
from clientsmith.document.documents import Source
from clientsmith.document.values import JsonValue
from clientsmith.model.usage import Direction
from clientsmith.support.markdown import quoted

_LIFECYCLE_IDS = {
    "deprecated": "endpoint-deprecated",
    "deprecated-with-sunset": "endpoint-deprecated-with-sunset",
    "reactivated": "endpoint-reactivated",
    "sunset-deleted": "sunset-deleted",
    "sunset-parse": "api-deprecated-sunset-parse",
    "sunset-date-too-small": "api-sunset-date-too-small",
    "sunset-date-changed-too-small": "api-sunset-date-changed-too-small",
    "sunset-date-postponed": "api-sunset-date-postponed",
}


@dataclass(frozen=True, slots=True)
class Sending:
    """The sender of an operation: the caller, or the API (webhooks, callbacks)."""

    request: Direction
    response: Direction
    noun: str
    """The first word of the ids for such operations: `endpoint`, `webhook`, `callback`.
    """


CALLED = Sending(Direction.REQUEST, Direction.RESPONSE, "endpoint")
WEBHOOK = Sending(Direction.RESPONSE, Direction.REQUEST, "webhook")
CALLBACK = Sending(Direction.RESPONSE, Direction.REQUEST, "callback")


class ContractComparison:
    """Compares two contracts as of a day."""

    def __init__(
        self, base: Contract, revision: Contract, unchanged: Unchanged, today: date
    ) -> None:
        self._base = base
        self._revision = revision
        self._today = today
        self._readings = {
            direction: Readings.of(
                base.shapes, revision.shapes, direction, unchanged, today
            )
            for direction in Direction
        }

    def operations(
        self, same: Sequence[tuple[Operation, Operation]]
    ) -> Iterator[Finding]:
        """Compare all operations and webhooks; `same` are known to be equal."""
        known = {id(operation) for pair in same for operation in pair}
        for sending, old, new in (
            (CALLED, self._base.operations, self._revision.operations),
            (WEBHOOK, self._base.webhooks, self._revision.webhooks),
        ):
            before = [operation for operation in old if id(operation) not in known]
            after = [operation for operation in new if id(operation) not in known]
            yield from self._all(before, after, sending)

    def _all(
        self, old: Sequence[Operation], new: Sequence[Operation], sending: Sending
    ) -> Iterator[Finding]:
        pairs, removed, added = matched(old, new, _KEYS.get(sending.noun, _PATHS))
        if sending is CALLED:
            moved, removed, added = self._moved(removed, added)
            for before, after in moved:
                yield _about(before, after, "api-path-moved", before.path, after.path)
            pairs += moved
            yield from compare_servers(self._base, self._revision, pairs)
        for before, after in pairs:
            yield from self._pair(before, after, sending)
        forth, back = successors(removed, added)
        for operation in removed:
            found = self._removed(operation, sending)
            yield replace(found, note=_note(forth.get(id(operation)), "has"))
        for operation in added:
            yield Finding(
                id=f"{sending.noun}-added",
                effect=Effect.WIDER,
                direction=None,
                subject="the operation" if sending is CALLED else f"the {sending.noun}",
                before=None,
                after=operation.key,
                base=None,
                revision=operation.source,
                operation=(operation.method, operation.path),
                note=_note(back.get(id(operation)), "had"),
            )

    def _moved(
        self, removed: list[Operation], added: list[Operation]
    ) -> tuple[list[tuple[Operation, Operation]], list[Operation], list[Operation]]:
        """Report that part of the path moved to the server's URL, or back."""
        pairs: list[tuple[Operation, Operation]] = []
        for address in (addresses, _path_from_root):
            there = {
                (operation.method, where): operation
                for operation in added
                for where in address(operation, self._revision)
            }
            for old in removed:
                found = (
                    there.get((old.method, where))
                    for where in sorted(address(old, self._base))
                )
                new = next(
                    (operation for operation in found if operation is not None), None
                )
                if new is not None and all(new is not partner for _, partner in pairs):
                    pairs.append((old, new))
            moved = {id(operation) for pair in pairs for operation in pair}
            removed = [operation for operation in removed if id(operation) not in moved]
            added = [operation for operation in added if id(operation) not in moved]
        return pairs, removed, added

    def _removed(self, operation: Operation, sending: Sending) -> Finding:
        lifecycle = operation.lifecycle
        how = removal(lifecycle.deprecated, lifecycle.sunset, self._today)
        if sending is not CALLED:
            id_ = f"{sending.noun}-removed"
        else:
            path = template(operation)
            left = any(
                template(candidate) == path for candidate in self._revision.operations
            )
            id_ = f"api-{how}" if left else f"api-path-{how}"
        return Finding(
            id=id_,
            effect=Effect.NARROWER,
            direction=None,
            subject="the operation" if sending is CALLED else f"the {sending.noun}",
            before=operation.key,
            after=None,
            base=operation.source,
            revision=None,
            operation=(operation.method, operation.path),
            preliminary=is_preliminary(lifecycle.stability),
        )

    def _pair(
        self, old: Operation, new: Operation, sending: Sending
    ) -> Iterator[Finding]:
        yield from self._statements(old, new)
        yield from compare_security(old, new)
        place = Place(
            role="",
            subject="",
            direction=sending.request,
            operation=(new.method, new.path),
            preliminary=is_preliminary(old.lifecycle.stability),
        )
        sent = self._readings[sending.request]
        received = self._readings[sending.response]
        yield from ParameterComparison(sent, place, self._today).compare(old, new)
        yield from BodyComparison(sent, place, self._today).request(old, new)
        answers = BodyComparison(received, place, self._today)
        yield from answers.responses(old, new, sending.response)
        yield from self._all(old.callbacks, new.callbacks, CALLBACK)

    def _statements(self, old: Operation, new: Operation) -> Iterator[Finding]:
        for step in steps_between(old.lifecycle, new.lifecycle, self._today):
            id_ = _LIFECYCLE_IDS.get(step.action, f"api-{step.action}")
            places = (
                told_at(old.source, old.lifecycle, step.action),
                told_at(new.source, new.lifecycle, step.action),
            )
            yield _about(old, new, id_, step.before, step.after, places)
        yield from _names(old, new)


def matched(
    old: Sequence[Operation], new: Sequence[Operation], keys: _Keys | None = None
) -> tuple[list[tuple[Operation, Operation]], list[Operation], list[Operation]]:
    """Pairs of the same method and path, whatever the path's placeholders are called;
    then those that went and those that came. `keys`: what else to find pairs by.
    """
    pairs: list[tuple[Operation, Operation]] = []
    removed, added = [*old], [*new]
    for key_of in keys or _PATHS:
        there = {key_of(operation): operation for operation in reversed(added)}
        left = []
        for operation in removed:
            found = there.pop(key_of(operation), None)
            if found is None:
                left.append(operation)
            else:
                pairs.append((operation, found))
        taken = {id(found) for _, found in pairs}
        removed, added = left, [
            operation for operation in added if id(operation) not in taken
        ]
    return pairs, removed, added


def _key(operation: Operation) -> tuple[str, str]:
    return operation.method, operation.path


def _template_key(operation: Operation) -> tuple[str, str]:
    return operation.method, template(operation)


def _expression_key(operation: Operation) -> tuple[str, str]:
    """Return the target of a callback, whatever its name."""
    return operation.method, operation.path.partition(" ")[2]


_Keys = tuple[Callable[[Operation], tuple[str, str]], ...]
_PATHS: _Keys = (_key, _template_key)
_KEYS = {"callback": (_key, _expression_key)}


def _path_from_root(operation: Operation, contract: Contract) -> frozenset[str]:
    """Return the path after that of the document's first server, on any host."""
    url = contract.servers[0].url if contract.servers else "/"
    return frozenset({urlsplit(url).path.rstrip("/") + template(operation)})


def _note(successor: Successor | None, verb: str) -> str:
    if successor is None:
        return ""
    operation = successor.operation
    path = operation.path
    name = operation.key if path.startswith("/") else path
    return f"{quoted(name)} {verb} {successor.reason}"


def _names(old: Operation, new: Operation) -> Iterator[Finding]:
    """Compare names and descriptions of an operation."""
    ids = old.operation_id, new.operation_id
    if ids[0] != ids[1]:
        action = (
            "added" if ids[0] is None else "removed" if ids[1] is None else "changed"
        )
        places = (
            old.source if ids[0] is None else old.source.inside("operationId"),
            new.source if ids[1] is None else new.source.inside("operationId"),
        )
        yield _about(old, new, f"api-operation-id-{action}", *ids, places)
    for tag in sorted({*old.tags} ^ {*new.tags}):
        removed = tag in old.tags
        yield _about(
            old,
            new,
            f"api-tag-{'removed' if removed else 'added'}",
            tag if removed else None,
            None if removed else tag,
            (_tag(old, tag), _tag(new, tag)),
        )
    for at, key in enumerate(("summary", "description")):
        texts = old.texts[at], new.texts[at]
        if texts[0] != texts[1]:
            places = (
                old.source if texts[0] is None else old.source.inside(key),
                new.source if texts[1] is None else new.source.inside(key),
            )
            yield _about(old, new, "api-description-changed", None, None, places)
            return


def _tag(operation: Operation, tag: str) -> Source:
    tags = operation.source.inside("tags") if operation.tags else operation.source
    return (
        tags.inside(str(operation.tags.index(tag))) if tag in operation.tags else tags
    )


def _about(
    old: Operation,
    new: Operation,
    id_: str,
    before: JsonValue,
    after: JsonValue,
    places: tuple[Source, Source] | None = None,
) -> Finding:
    base, revision = places or (old.source, new.source)
    return Finding(
        id=id_,
        effect=Effect.NEUTRAL,
        direction=None,
        subject="the operation",
        before=before,
        after=after,
        base=base,
        revision=revision,
        operation=(new.method, new.path),
        preliminary=is_preliminary(old.lifecycle.stability),
    )
