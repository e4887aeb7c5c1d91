"""Follow `$ref`s in places where OpenAPI does not allow them, as other tools do.

Authors split their documents where they like: an operation, the responses of one, all
`paths` or the `properties` of a schema stand in a file of their own. Such a `$ref` is
no part of the model: what it names is grafted in its place, and whoever walks through
the nodes of a document gets there without noticing. Nothing is copied between files,
so that each part keeps its place, and the `$ref`s in it their base.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from clientsmith.diagnostics import DiagnosticError, Diagnostics, Location
from clientsmith.document.documents import Document, Node
from clientsmith.document.misplaced import (
    TEXT,
    VALUES,
    Misplaced,
    Place,
    find_misplaced,
    members_of,
)
from clientsmith.document.pointers import Pointer
from clientsmith.document.references import reference_of
from clientsmith.document.source_text import MAX_DEPTH, fail
from clientsmith.document.structure import Kind
from clientsmith.document.values import JsonValue, kind_of
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace

_CODE = "ref-position"
# The most grafts inside grafts, written out; far more than any document has.
_MOST_GRAFTS = 100_000
_Spot = tuple[Document, Pointer]


def graft(
    workspace: Workspace, version: OpenApiVersion, diagnostics: Diagnostics
) -> None:
    """Graft the targets of such `$ref`s with a warning each; report missing targets.

    Those are errors, except for texts, and something empty is grafted in their place.
    """
    for document in workspace.documents:
        document.grafts.clear()
    found = find_misplaced(workspace, version)
    if not found.stand_ins and not found.owners:
        return
    _Grafting(workspace, found, diagnostics).run()
    workspace.forget()


def spliced(node: Node) -> JsonValue:
    """Return the value of a node with the grafts below it written out.

    What it shares with the documents must not be changed.
    """
    known: dict[tuple[Document, int], JsonValue] = {}

    def written(node: Node) -> JsonValue:
        value = node.value
        if not isinstance(value, (dict, list)) or not node.document.grafts:
            return value
        key = node.document, id(value)
        if key not in known:
            known[key] = value  # an alias in itself
            result: JsonValue
            if isinstance(value, dict):
                members = {name: written(member) for name, member in node.items()}
                same = all(members[name] is member for name, member in value.items())
                result = members
            else:
                elements = [written(element) for element in node.elements()]
                pairs = zip(elements, value, strict=True)
                same = all(member is original for member, original in pairs)
                result = elements
            known[key] = value if same else result
        return known[key]

    return written(node)


@dataclass(frozen=True, slots=True)
class _Lead:
    """A graft: its place, its origin, and the `owner` that it was cut out of."""

    at: Node
    target: Node
    owner: Place


@dataclass(slots=True)
class _Grafting:
    """Builds the replacement of each place once."""

    workspace: Workspace
    found: Misplaced
    diagnostics: Diagnostics
    done: dict[int, Node] = field(default_factory=dict)
    in_progress: set[int] = field(default_factory=set)
    leads: list[_Lead] = field(default_factory=list)

    def run(self) -> None:
        for place in (*self.found.owners.values(), *self.found.stand_ins.values()):
            self._final(place.node)
        _Nesting(self.leads, self.diagnostics).cut()

    def _final(self, node: Node) -> Node:
        """Return what is finally at the node."""
        key = id(node.value)
        if key in self.done:
            return self.done[key]
        owner, stand_in = self.found.owners.get(key), self.found.stand_ins.get(key)
        place = stand_in or owner
        if place is None:
            return node
        if key in self.in_progress:
            _fail(node, "the references form a cycle")
        self.in_progress.add(key)
        try:
            result = node if owner is None else self._rewritten(owner)
            if stand_in is not None:
                result = self._stand_in(result, stand_in)
        except DiagnosticError as error:
            self.diagnostics.extend(error.diagnostics)
            result = _empty(place)
        finally:
            self.in_progress.discard(key)
        self.done[key] = node.document.grafts[key] = result
        return result

    def _stand_in(self, node: Node, place: Place) -> Node:
        """Return the target of the `$ref`, merged with the siblings of the `$ref`."""
        kind = place.kind
        target = self._final(self.workspace.target(node))
        if reference_of(target) is not None:
            # A path item that is only another reference.
            target = self._final(self.workspace.resolve(target))
        self.leads.append(_Lead(node, target, place))
        single = kind.is_list and isinstance(target.value, dict)
        if not single and not isinstance(target.value, list if kind.is_list else dict):
            _fail(node, f"`{reference_of(node)}` leads to {kind_of(target.value)}")
        if kind.name != "Path Item":
            self._warn(node, f"in place of {_title(kind)}")
        if single:
            self._adopt(node, target)
            return Node(node.document, node.pointer, [target.value])
        if kind.is_list:
            elements = [*target.elements()]
            for element in elements:
                self._adopt(node, element)
            values = [element.value for element in elements]
            return Node(node.document, node.pointer, values)
        return self._merged(node, target, kind)

    def _merged(self, node: Node, target: Node, kind: Kind) -> Node:
        assert isinstance(node.value, dict)
        beside = {key: value for key, value in node.value.items() if key != "$ref"}
        if not beside or not isinstance(target.value, dict):
            return target
        for key in beside.keys() & target.value.keys():
            if kind.name == "Path Item":
                self.diagnostics.warning(
                    _CODE,
                    f"`{key}` stands beside the `$ref` and in its target: "
                    "the one beside it is used",
                    node.document.location((*node.pointer, key)),
                )
        for name, child in target.items():
            if name not in beside:
                self._adopt(node, child)
        return Node(node.document, node.pointer, {**target.value, **beside})

    def _adopt(self, owner: Node, child: Node) -> None:
        """Make a value of another place reachable below the owner."""
        if isinstance(child.value, (dict, list)):
            owner.document.grafts[id(child.value)] = self._final(child)

    def _rewritten(self, place: Place) -> Node:
        """Return the object or list with strings, plain lists and elements in place."""
        node = place.node
        if isinstance(node.value, list):
            return Node(node.document, node.pointer, [*self._elements(place)])
        return Node(node.document, node.pointer, {**dict(self._members(place))})

    def _members(self, place: Place) -> Iterator[tuple[str, JsonValue]]:
        node, kinds = place.node, members_of(place.kind)
        assert isinstance(node.value, dict)
        for key, value in node.value.items():
            kind = kinds.get(key)
            child = Node(node.document, (*node.pointer, key), value)
            if kind is TEXT and reference_of(child) is not None:
                text = self._text(child)
                if text is not None:
                    yield key, text
            elif kind is VALUES and isinstance(value, (dict, list)):
                yield key, [*self._values(child, place.kind)]
            else:
                yield key, value

    def _text(self, node: Node) -> str | None:
        try:
            target = self.workspace.resolve(node)
        except DiagnosticError as error:
            reason = error.diagnostics[0].message
        else:
            if isinstance(target.value, (str, int, float)):
                self._warn(node, "in place of a text")
                return str(target.value)
            reason = f"`{reference_of(node)}` leads to {kind_of(target.value)}"
        message = f"a text is left out: {reason}"
        self.diagnostics.warning(_CODE, message, _place(node))
        return None

    def _values(self, node: Node, kind: Kind) -> Iterator[JsonValue]:
        """Return the values of a plain list, or of lists that its elements reference."""
        if reference_of(node) is not None:
            target = self.workspace.resolve(node)
            if not isinstance(target.value, list):
                _fail(node, f"`{reference_of(node)}` leads to {kind_of(target.value)}")
            self._warn(node, "in place of a list")
            node = target
        for element in node.elements():
            # In the `enum` of a schema, an object is one of the values.
            if reference_of(element) is None or kind.name == "Schema":
                yield element.value
                continue
            value = self.workspace.resolve(element).value
            self._warn(element, "in place of a text")
            yield from value if isinstance(value, list) else [value]

    def _elements(self, place: Place) -> Iterator[JsonValue]:
        """Return the elements of a list, and those of lists that its elements
        reference.
        """
        for element in place.node.elements():
            several = self._several(element)
            if several is not None:
                self._warn(element, "in place of several elements")
                self.leads.append(_Lead(element, several, place))
            for node in (element,) if several is None else several.elements():
                self._adopt(place.node, node)
                yield node.value

    def _several(self, element: Node) -> Node | None:
        """Return the list that an element's `$ref` names, if it is a list."""
        if reference_of(element) is None:
            return None
        try:
            target = self.workspace.target(element)
        except DiagnosticError:
            return None  # elements without a target are reported separately
        return self._final(target) if isinstance(target.value, list) else None

    def _warn(self, node: Node, where: str) -> None:
        self.diagnostics.warning(
            _CODE,
            f"OpenAPI does not allow a `$ref` {where}: `{reference_of(node)}` is followed",
            _place(node),
        )


class _Nesting:
    """Limits grafts inside grafts: none may contain itself, or too many others."""

    def __init__(self, leads: list[_Lead], diagnostics: Diagnostics) -> None:
        self._diagnostics = diagnostics
        self._inside: dict[_Spot, list[_Lead]] = {
            _spot(lead.target): [] for lead in leads
        }
        for lead in leads:
            document, pointer = _spot(lead.at)
            for length in range(len(pointer) + 1):
                around = self._inside.get((document, pointer[:length]))
                if around is not None:
                    around.append(lead)
        self._sizes: dict[_Spot, int] = {}
        self._path: set[_Spot] = set()

    def cut(self) -> None:
        """Replace such grafts with an empty value, and report them."""
        for spot in self._inside:
            self._size(spot)

    def _size(self, spot: _Spot) -> int:
        """Count the grafts below the place, as if they were all written out."""
        if spot in self._sizes:
            return self._sizes[spot]
        self._path.add(spot)
        total = 1
        for lead in self._inside[spot]:
            target = _spot(lead.target)
            if target in self._path:
                self._cut(lead, "refers to an object that contains it")
            elif len(self._path) >= MAX_DEPTH:
                self._cut(lead, "is nested too deeply in other references")
            else:
                size = self._size(target)
                if total + size > _MOST_GRAFTS:
                    self._cut(lead, "refers to too many other references")
                else:
                    total += size
        self._path.discard(spot)
        self._sizes[spot] = total
        return total

    def _cut(self, lead: _Lead, what: str) -> None:
        self._diagnostics.error(
            "ref",
            f"`{reference_of(lead.at)}` {what}",
            _place(lead.at),
            hint="define it under `components`, and refer to that",
        )
        node = lead.owner.node
        node.document.grafts[id(node.value)] = _empty(lead.owner)


def _spot(node: Node) -> _Spot:
    return node.document, node.pointer


def _empty(place: Place) -> Node:
    node = place.node
    several = isinstance(node.value, list) or place.kind.is_list
    return Node(node.document, node.pointer, [] if several else {})


def _title(kind: Kind) -> str:
    """Return a title for messages: `an Operation Object`, `a map of Schema Objects`."""
    if kind.is_list or kind.is_map:
        return f"a {'list' if kind.is_list else 'map'} of {kind.name[1:-1]} Objects"
    article = "an" if kind.name[0] in "AEIOU" else "a"
    return f"{article} {kind.name} Object"


def _place(node: Node) -> Location:
    return node.document.location((*node.pointer, "$ref"))


def _fail(node: Node, message: str) -> NoReturn:
    fail("ref", message, _place(node))
