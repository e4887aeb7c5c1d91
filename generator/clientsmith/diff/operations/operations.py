"""Comparing contracts: which operations there are, and what goes in and out."""

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
    """Who sends an operation: the caller, or the API itself (webhooks, callbacks)."""

    request: Direction
    response: Direction
    noun: str
    """What ids call such an operation: `endpoint`, `webhook`, `callback`."""


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
        """All operations and webhooks; `same` are known to be equal."""
        known = {id(each) for pair in same for each in pair}
        for sending, old, new in (
            (CALLED, self._base.operations, self._revision.operations),
            (WEBHOOK, self._base.webhooks, self._revision.webhooks),
        ):
            before = [each for each in old if id(each) not in known]
            after = [each for each in new if id(each) not in known]
            yield from self._all(before, after, sending)

    def _all(
        self, old: Sequence[Operation], new: Sequence[Operation], sending: Sending
    ) -> Iterator[Finding]:
        pairs, gone, come = matched(old, new, _KEYS.get(sending.noun, _PATHS))
        if sending is CALLED:
            moved, gone, come = self._moved(gone, come)
            for before, after in moved:
                yield _about(before, after, "api-path-moved", before.path, after.path)
            pairs += moved
            yield from compare_servers(self._base, self._revision, pairs)
        for before, after in pairs:
            yield from self._pair(before, after, sending)
        forth, back = successors(gone, come)
        for each in gone:
            found = self._removed(each, sending)
            yield replace(found, note=_note(forth.get(id(each)), "has"))
        for each in come:
            yield Finding(
                id=f"{sending.noun}-added",
                effect=Effect.WIDER,
                direction=None,
                subject="the operation" if sending is CALLED else f"the {sending.noun}",
                before=None,
                after=each.key,
                base=None,
                revision=each.source,
                operation=(each.method, each.path),
                note=_note(back.get(id(each)), "had"),
            )

    def _moved(
        self, gone: list[Operation], come: list[Operation]
    ) -> tuple[list[tuple[Operation, Operation]], list[Operation], list[Operation]]:
        """Part of the path went to the server's URL, or came from there."""
        pairs: list[tuple[Operation, Operation]] = []
        for address in (addresses, _path_from_root):
            there = {
                (each.method, where): each
                for each in come
                for where in address(each, self._revision)
            }
            for old in gone:
                found = (
                    there.get((old.method, where))
                    for where in sorted(address(old, self._base))
                )
                new = next((each for each in found if each is not None), None)
                if new is not None and all(new is not other for _, other in pairs):
                    pairs.append((old, new))
            moved = {id(each) for pair in pairs for each in pair}
            gone = [each for each in gone if id(each) not in moved]
            come = [each for each in come if id(each) not in moved]
        return pairs, gone, come

    def _removed(self, operation: Operation, sending: Sending) -> Finding:
        lifecycle = operation.lifecycle
        how = removal(lifecycle.deprecated, lifecycle.sunset, self._today)
        if sending is not CALLED:
            id_ = f"{sending.noun}-removed"
        else:
            path = template(operation)
            left = any(template(each) == path for each in self._revision.operations)
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
    gone, come = [*old], [*new]
    for key_of in keys or _PATHS:
        there = {key_of(each): each for each in reversed(come)}
        left = []
        for each in gone:
            found = there.pop(key_of(each), None)
            if found is None:
                left.append(each)
            else:
                pairs.append((each, found))
        taken = {id(found) for _, found in pairs}
        gone, come = left, [each for each in come if id(each) not in taken]
    return pairs, gone, come


def _key(operation: Operation) -> tuple[str, str]:
    return operation.method, operation.path


def _template_key(operation: Operation) -> tuple[str, str]:
    return operation.method, template(operation)


def _expression_key(operation: Operation) -> tuple[str, str]:
    """Where a callback goes, whatever it is called."""
    return operation.method, operation.path.partition(" ")[2]


_Keys = tuple[Callable[[Operation], tuple[str, str]], ...]
_PATHS: _Keys = (_key, _template_key)
_KEYS = {"callback": (_key, _expression_key)}


def _path_from_root(operation: Operation, contract: Contract) -> frozenset[str]:
    """The path after that of the document's first server, on whatever host."""
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
    """What an operation is called, and described as."""
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
        gone = tag in old.tags
        yield _about(
            old,
            new,
            f"api-tag-{'removed' if gone else 'added'}",
            tag if gone else None,
            None if gone else tag,
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
