"""Match removed operations with added ones that may replace them.

They are told as removed and added, since calls of the old ones fail, and name each other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from clientsmith.contract.api import Media, Operation

_VERSION = re.compile(r"/v\d+(?:[.-]?(?:alpha|beta|\d+))*(?=/|$)", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_SHARED = "/components/"


@dataclass(frozen=True, slots=True)
class Successor:
    """The other operation, and the evidence that they belong together."""

    operation: Operation
    reason: str


def successors(
    removed: Sequence[Operation], added: Sequence[Operation]
) -> tuple[Mapping[int, Successor], Mapping[int, Successor]]:
    """Return the likely replacement of each removed operation by `id`, and the reverse."""
    forth: dict[int, Successor] = {}
    back: dict[int, Successor] = {}
    for key_of, reason in _KEYS:
        before = _by_key(
            [operation for operation in removed if id(operation) not in forth], key_of
        )
        after = _by_key(
            [operation for operation in added if id(operation) not in back], key_of
        )
        for key, old in before.items():
            new = after.get(key, [])
            if len(old) == len(new) == 1:
                forth[id(old[0])] = Successor(new[0], reason)
                back[id(new[0])] = Successor(old[0], reason)
    return forth, back


def _by_key(
    operations: Sequence[Operation], key_of: Callable[[Operation], Hashable]
) -> dict[Hashable, list[Operation]]:
    found: dict[Hashable, list[Operation]] = defaultdict(list)
    for operation in operations:
        key = key_of(operation)
        if key is not None:
            found[key].append(operation)
    return found


def _unversioned(operation: Operation) -> Hashable:
    """Return the path without `/v1`, which both sides must have somewhere."""
    path = _PLACEHOLDER.sub("{}", operation.path)
    return operation.method, _VERSION.sub("", path)


def _shape(operation: Operation) -> Hashable:
    """Return the named schemas that the operation sends and receives."""
    body = () if operation.body is None else operation.body.contents
    sent = _media(body)
    received = [
        (response.status, _media(response.contents)) for response in operation.responses
    ]
    schemas = [pointer for _, pointers in sent for pointer in pointers]
    schemas += [
        schema for _, media in received for _, found in media for schema in found
    ]
    if not any(schema.startswith(_SHARED) for schema in schemas):
        return None
    parameters = {
        (parameter.location, parameter.name) for parameter in operation.parameters
    }
    return operation.method, frozenset(parameters), sent, tuple(received)


def _media(contents: Sequence[Media]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (
            content.content_type,
            tuple(source.pointer for source in content.schema_set or ()),
        )
        for content in contents
    )


_KEYS: tuple[tuple[Callable[[Operation], Hashable], str], ...] = (
    (lambda operation: operation.operation_id, "the same operationId"),
    (_unversioned, "the same path in another version"),
    (_shape, "the same parameters and schemas"),
)
