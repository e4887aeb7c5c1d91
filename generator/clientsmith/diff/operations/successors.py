"""Operations that went, and those that came, which may be the same ones elsewhere.

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
    """The other operation, and what tells that they belong together."""

    operation: Operation
    reason: str


def successors(
    gone: Sequence[Operation], come: Sequence[Operation]
) -> tuple[Mapping[int, Successor], Mapping[int, Successor]]:
    """By the `id` of each operation that went, what may have replaced it; and back."""
    forth: dict[int, Successor] = {}
    back: dict[int, Successor] = {}
    for key_of, reason in _KEYS:
        before = _by_key([each for each in gone if id(each) not in forth], key_of)
        after = _by_key([each for each in come if id(each) not in back], key_of)
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
    for each in operations:
        key = key_of(each)
        if key is not None:
            found[key].append(each)
    return found


def _unversioned(operation: Operation) -> Hashable:
    """The path without `/v1`, which both sides have to have somewhere."""
    path = _PLACEHOLDER.sub("{}", operation.path)
    return operation.method, _VERSION.sub("", path)


def _shape(operation: Operation) -> Hashable:
    """What goes in and comes out, where schemas with names say so."""
    body = () if operation.body is None else operation.body.contents
    sent = _media(body)
    received = [(each.status, _media(each.contents)) for each in operation.responses]
    schemas = [each for _, pointers in sent for each in pointers]
    schemas += [each for _, media in received for _, found in media for each in found]
    if not any(each.startswith(_SHARED) for each in schemas):
        return None
    parameters = {(each.location, each.name) for each in operation.parameters}
    return operation.method, frozenset(parameters), sent, tuple(received)


def _media(contents: Sequence[Media]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (each.content_type, tuple(source.pointer for source in each.demands or ()))
        for each in contents
    )


_KEYS: tuple[tuple[Callable[[Operation], Hashable], str], ...] = (
    (lambda each: each.operation_id, "the same operationId"),
    (_unversioned, "the same path in another version"),
    (_shape, "the same parameters and schemas"),
)
