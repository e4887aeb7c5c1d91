"""Merge the fragments of one API description into a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clientsmith.diagnostics import Diagnostics, display_path, format_location
from clientsmith.document.documents import Document, Node
from clientsmith.document.pages.streams import with_stream
from clientsmith.document.pages.uniting import (
    fingerprint,
    first_difference,
    is_annotation,
    is_empty,
    kind_at,
    structure_of,
    united,
)
from clientsmith.document.pointers import Pointer, format_pointer
from clientsmith.document.structure import METHODS
from clientsmith.document.values import JsonObject, JsonValue

_EVERY = "*"
# Objects whose members are merged one by one: the document, the path items below `paths`
# and `webhooks`, the sections of `components`. Everything deeper must have the same
# structure on all pages.
_MERGED: tuple[tuple[str, ...], ...] = (
    (),
    ("info",),
    ("paths",),
    ("paths", _EVERY),
    ("webhooks",),
    ("webhooks", _EVERY),
    ("components",),
    ("components", _EVERY),
)
_SERVERS: Pointer = ("servers",)
_TAGS: Pointer = ("tags",)
# Places that one message names.
_MOST = 5


@dataclass(frozen=True, slots=True)
class _Conflict:
    """A place that one page describes differently from most pages."""

    place: Pointer
    usual: tuple[Node, ...]
    odd: tuple[Node, ...]


def merge_fragments(
    fragments: Sequence[Document], diagnostics: Diagnostics
) -> JsonObject:
    """Merge all fragments into one document.

    What one fragment leaves out, another supplies; what two of them describe with
    another structure is an error at the odd one, which names one of the others.
    """
    merger = _Merger(diagnostics)
    result = (
        merger.merged((), [fragment.root for fragment in fragments])
        if fragments
        else {}
    )
    merger.report()
    assert isinstance(result, dict)
    return result


class _Merger:
    """Walks through all fragments together, to find the few that deviate."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self._diagnostics = diagnostics
        self._conflicts: list[_Conflict] = []

    def merged(self, place: Pointer, described: Sequence[Node]) -> JsonValue:
        """Merge what the fragments say about a place."""
        if len(described) == 1:
            return described[0].value
        if _is_worded(place):
            return next(
                (e.value for e in described if not is_empty(e.value)),
                described[0].value,
            )
        if all(isinstance(node.value, dict) for node in described) and _is_merged(
            place
        ):
            members: dict[str, list[Node]] = {}
            for node in described:
                for key, member in node.items():
                    members.setdefault(key, []).append(member)
            return {
                key: self.merged((*place, key), nodes) for key, nodes in members.items()
            }
        if all(isinstance(node.value, list) for node in described):
            if place == _TAGS:
                return self._tags(described)
            if place == _SERVERS:
                described = _longest(described)
        return self._whole(place, described)

    def _tags(self, nodes: Sequence[Node]) -> JsonValue:
        """Unite tags by name, as the tags of an API are the same on all its pages."""
        named: dict[str, list[Node]] = {}
        for node in nodes:
            for tag in node.elements():
                value = tag.value
                name = value.get("name") if isinstance(value, dict) else value
                named.setdefault(str(name), []).append(tag)
        return [self._whole((*_TAGS, name), tags) for name, tags in named.items()]

    def _whole(self, place: Pointer, nodes: Sequence[Node]) -> JsonValue:
        kind = kind_at(place) if place[:1] != _TAGS else kind_at((*_TAGS, "0"))
        classes: dict[str, list[Node]] = {}
        for node in nodes:
            classes.setdefault(fingerprint(node.value, kind), []).append(node)
        usual, *others = sorted(classes.values(), key=len, reverse=True)
        if others:
            if len(others) == 1 and _is_operation(place):
                both = with_stream(usual[0], others[0][0])
                if both is not None:
                    return both
            self._conflicts += [
                _Conflict(place, tuple(usual), tuple(odd)) for odd in others
            ]
        value = usual[0].value
        for node in usual[1:]:
            value = united(value, node.value, kind)
        return value

    def report(self) -> None:
        """Report one error for each operation, and one for all components of a page."""
        components: dict[Document, list[_Conflict]] = {}
        others: dict[Pointer, list[_Conflict]] = {}
        for conflict in self._conflicts:
            if conflict.place[0] == "components":
                components.setdefault(conflict.odd[0].document, []).append(conflict)
            else:
                others.setdefault(conflict.place, []).append(conflict)
        for first, *more in others.values():
            if more:
                self._several(first, more)
            else:
                self._error(first, [])
        for first, *more in components.values():
            self._error(first, more)

    def _several(self, first: _Conflict, more: Sequence[_Conflict]) -> None:
        """Merge several things under one path, such as a page for each model."""
        nodes = [first.usual[0], first.odd[0], *(conflict.odd[0] for conflict in more)]
        places = [format_location(node.location) for node in nodes]
        shown = ", ".join(places[:_MOST])
        rest = len(places) - _MOST
        self._diagnostics.error(
            "merge",
            f"{_title(first.place)} is described in {len(places)} ways: {shown}"
            + (f" and on {rest} more pages" if rest > 0 else ""),
            first.odd[0].location,
            hint="leave all but one of the pages out: `clientsmith ingest --exclude`",
        )

    def _error(self, conflict: _Conflict, more: Sequence[_Conflict]) -> None:
        usual, odd = conflict.usual[0], conflict.odd[0]
        kind = kind_at(conflict.place)
        difference = first_difference(
            structure_of(usual.value, kind), structure_of(odd.value, kind)
        )
        assert difference is not None, "the fingerprints differ"
        where = format_pointer(difference.pointer)
        self._diagnostics.error(
            "merge",
            f"{_title(conflict.place)} differs from "
            f"{format_location(usual.location)}{_others(conflict.usual)}: "
            + (f"{where} is " if where else "it is ")
            + f"{difference.first} there and {difference.second} here"
            + _others(conflict.odd)
            + _also(more),
            odd.location,
            hint="keep the newer page, or leave one out: `clientsmith ingest --exclude"
            f" {display_path(odd.document.path)}`",
        )


def _others(nodes: Sequence[Node]) -> str:
    pages = {node.document.path for node in nodes} - {nodes[0].document.path}
    if not pages:
        return ""
    return f" and {len(pages)} more page{'s' if len(pages) > 1 else ''}"


def _also(more: Sequence[_Conflict]) -> str:
    if not more:
        return ""
    names = ", ".join(_title(conflict.place) for conflict in more[:_MOST])
    rest = f" and {len(more) - _MOST} more" if len(more) > _MOST else ""
    return f"; the same applies to {names}{rest}"


def _is_worded(place: Pointer) -> bool:
    """Return whether it is an annotation, or a member of `info`."""
    if len(place) > 1 and place[0] == "info":
        return True
    return bool(place) and is_annotation(place[-1], kind_at(place[:-1]))


def _is_merged(place: Pointer) -> bool:
    return any(_matches(place, pattern) for pattern in _MERGED)


def _matches(place: Pointer, pattern: Pointer) -> bool:
    return len(place) == len(pattern) and all(
        wanted in (_EVERY, token) for token, wanted in zip(place, pattern, strict=True)
    )


def _longest(nodes: Sequence[Node]) -> Sequence[Node]:
    """Remove lists of servers that another list extends."""
    longest = max(nodes, key=lambda node: len([*node.elements()]))
    whole = longest.value
    assert isinstance(whole, list)
    kind = kind_at(_SERVERS)
    beginnings = {fingerprint(whole[:end], kind) for end in range(len(whole))}
    rest = [node for node in nodes if fingerprint(node.value, kind) not in beginnings]
    return [longest, *(node for node in rest if node is not longest)]


def _is_operation(place: Pointer) -> bool:
    return len(place) == 3 and place[0] == "paths" and place[2] in METHODS


def _title(place: Pointer) -> str:
    """Return a readable name: `GET /runs`, `components.schemas.Run`."""
    if _is_operation(place):
        return f"`{place[2].upper()} {place[1]}`"
    return f"`{'.'.join(place)}`"
