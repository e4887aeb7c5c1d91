"""Apply OpenAPI Overlay 1.0 documents.

https://spec.openapis.org/overlay/v1.0.0.html

What an overlay leaves alone keeps its place in the file it came from; what it adds
is placed in the overlay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

# Chosen because it implements RFC 9535 and nothing more, so an overlay that works here
# works elsewhere. python-jsonpath by the same author extends the language and is three
# times slower on large documents; oas-patch finds its targets with jsonpath-ng, which is
# older than the RFC and differs from it.
import jsonpath_rfc9535

from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.document.documents import Document, Node, read_document
from clientsmith.document.extents import Extent
from clientsmith.document.pointers import Pointer
from clientsmith.document.queries import find, in_removal_order
from clientsmith.document.values import JsonValue, kind_of
from clientsmith.support.suggestions import did_you_mean

_KEYS = frozenset({"overlay", "info", "extends", "actions"})
_ACTION_KEYS = frozenset({"target", "description", "update", "remove"})


def apply_overlays(
    document: Document,
    overlays: Iterable[Path],
    diagnostics: Diagnostics,
    reader: Callable[[Path, str], Document] = read_document,
) -> Document:
    """Return the document after the overlays, applied in order.

    The given document is not changed; `reader` gets the overlays. Problems are reported,
    located in the overlay; an action with a problem is left out.
    """
    tree = _Tree(document.value, _Origin(document, ()))
    changed = False
    for path in overlays:
        try:
            overlay = reader(path, path.name).root
        except DiagnosticError as error:
            diagnostics.extend(error.diagnostics)
            continue
        for action in _actions(overlay, diagnostics):
            _apply(tree, action, diagnostics)
            changed = True
    if not changed:
        return document
    return replace(document, value=tree.value, positions=_Provenance(tree.origin))


# --- where the parts of the result come from ------------------------------------


class _Origin:
    """The node of a file that a value comes from.

    `children` holds those that do not come from the same place below; all of them
    for a list once its elements have moved.
    """

    __slots__ = ("children", "document", "pointer")

    def __init__(self, document: Document, pointer: Pointer) -> None:
        self.document = document
        self.pointer = pointer
        self.children: dict[str, _Origin] = {}

    def child(self, token: str) -> _Origin:
        """Return the origin of a member, kept so that it can be changed."""
        if token not in self.children:
            self.children[token] = _Origin(self.document, (*self.pointer, token))
        return self.children[token]


@dataclass(frozen=True, slots=True)
class _Provenance:
    """Locates values through their origins; see `Positions`."""

    origin: _Origin

    def locate(self, pointer: Pointer) -> tuple[Path, int, int] | None:
        document, inside = self._written(pointer)
        return document.positions.locate(inside)

    def extent(self, pointer: Pointer) -> Extent | None:
        document, inside = self._written(pointer)
        return document.positions.extent(inside)

    def written(self, pointer: Pointer) -> str | None:
        document, inside = self._written(pointer)
        return document.positions.written(inside)

    def _written(self, pointer: Pointer) -> tuple[Document, Pointer]:
        """Return the file and the pointer in it."""
        origin = self.origin
        for depth, token in enumerate(pointer):
            if token not in origin.children:
                return origin.document, (*origin.pointer, *pointer[depth:])
            origin = origin.children[token]
        return origin.document, origin.pointer


class _Tree:
    """A value that is copied only where it changes, with its origins."""

    def __init__(self, value: JsonValue, origin: _Origin) -> None:
        self.value = value
        self.origin = origin
        self._own: set[int] = set()
        # Keeps copied values alive, so that no id is reused.
        self._copies: list[JsonValue] = []

    def find(self, target: str) -> list[tuple[str | int, ...]]:
        """Return the distinct places that an RFC 9535 query selects."""
        return find(target, self.value)

    def writable(self, location: Iterable[str | int]) -> tuple[JsonValue, _Origin]:
        """Return the container at a place and its origin, ready to be changed."""
        value = self.value = self._copy(self.value)
        origin = self.origin
        for step in location:
            child: JsonValue
            if isinstance(value, dict):
                child = value[str(step)] = self._copy(value[str(step)])
            else:
                assert isinstance(value, list)
                child = value[int(step)] = self._copy(value[int(step)])
            value = child
            origin = origin.child(str(step))
        return value, origin

    def _copy(self, value: JsonValue) -> JsonValue:
        if id(value) in self._own or not isinstance(value, (dict, list)):
            return value
        copy = value.copy()
        self._own.add(id(copy))
        self._copies.append(copy)
        return copy


# --- actions ---------------------------------------------------------------------


def _actions(overlay: Node, diagnostics: Diagnostics) -> list[Node]:
    """Return the usable actions of an overlay."""
    if not isinstance(overlay.value, dict):
        message = f"an overlay must be an object, not {kind_of(overlay.value)}"
        diagnostics.error("overlay", message, overlay.location)
        return []
    if not _check_version(overlay, diagnostics):
        return []
    _check_keys(overlay, _KEYS, diagnostics)
    actions = overlay.get("actions")
    if actions is None or not isinstance(actions.value, list):
        message = "an overlay needs `actions`, a list"
        diagnostics.error("overlay", message, (actions or overlay).location)
        return []
    return [
        action for action in actions.elements() if _check_action(action, diagnostics)
    ]


def _check_version(overlay: Node, diagnostics: Diagnostics) -> bool:
    version = overlay.get("overlay")
    if version is None:
        diagnostics.error(
            "overlay",
            "not an overlay: it has no `overlay` key",
            overlay.location,
            hint="an overlay starts with `overlay: 1.0.0`",
        )
        return False
    if str(version.value) == "1.0" or str(version.value).startswith("1.0."):
        return True
    diagnostics.error(
        "overlay",
        f"unknown overlay version {str(version.value)!r}",
        version.location,
        hint="version 1.0.0 is understood",
    )
    return False


def _check_keys(node: Node, known: frozenset[str], diagnostics: Diagnostics) -> None:
    for key, member in node.items():
        if key not in known and not key.startswith("x-"):
            diagnostics.error(
                "overlay",
                f"unknown key `{key}`",
                member.location,
                hint=did_you_mean(key, sorted(known)),
            )


def _check_action(action: Node, diagnostics: Diagnostics) -> bool:
    if not isinstance(action.value, dict):
        message = f"an action must be an object, not {kind_of(action.value)}"
        diagnostics.error("overlay", message, action.location)
        return False
    _check_keys(action, _ACTION_KEYS, diagnostics)
    target = action.get("target")
    if target is None or not isinstance(target.value, str):
        message = "an action needs a `target`, a JSONPath"
        diagnostics.error("overlay", message, (target or action).location)
        return False
    remove = action.get("remove")
    if remove is not None and not isinstance(remove.value, bool):
        message = f"`remove` must be a boolean, not {kind_of(remove.value)}"
        diagnostics.error("overlay", message, remove.location)
        return False
    if action.get("update") is None and (remove is None or remove.value is False):
        message = "an action needs `update` or `remove: true`"
        diagnostics.error("overlay", message, action.location)
        return False
    return True


def _apply(tree: _Tree, action: Node, diagnostics: Diagnostics) -> None:
    target = action.get("target")
    assert target is not None
    try:
        locations = tree.find(str(target.value))
    except (jsonpath_rfc9535.JSONPathError, RecursionError) as error:
        diagnostics.error(
            "overlay",
            f"`{target.value}` is not a JSONPath: {str(error) or 'nested too deeply'}",
            target.location,
            hint="RFC 9535 describes the syntax",
        )
        return
    if not locations:
        diagnostics.warning(
            "overlay", f"`{target.value}` matches nothing", target.location
        )
    remove, update = action.get("remove"), action.get("update")
    if remove is not None and remove.value is True:
        _remove(tree, locations, target, diagnostics)
    elif update is not None:
        for location in locations:
            _update(tree, location, update, diagnostics)


def _remove(
    tree: _Tree,
    locations: list[tuple[str | int, ...]],
    target: Node,
    diagnostics: Diagnostics,
) -> None:
    if () in locations:
        message = "the whole document cannot be removed"
        diagnostics.error("overlay", message, target.location)
        return
    for location in in_removal_order(locations):
        parent, origin = tree.writable(location[:-1])
        if isinstance(parent, dict):
            del parent[str(location[-1])]
            origin.children.pop(str(location[-1]), None)
        elif isinstance(parent, list):
            index = int(location[-1])
            origins = [origin.child(str(at)) for at in range(len(parent))]
            del parent[index], origins[index]
            origin.children = {str(i): child for i, child in enumerate(origins)}


def _update(
    tree: _Tree,
    location: tuple[str | int, ...],
    update: Node,
    diagnostics: Diagnostics,
) -> None:
    value, origin = tree.writable(location)
    if isinstance(value, list):
        origin.children[str(len(value))] = _Origin(update.document, update.pointer)
        value.append(update.value)
    elif isinstance(value, dict) and isinstance(update.value, dict):
        _merge(tree, location, update)
    else:
        message = (
            f"an object is updated with an object, not {kind_of(update.value)}"
            if isinstance(value, dict)
            else f"the target must be an object or a list, but it is {kind_of(value)}"
        )
        diagnostics.error("overlay", message, update.location)


def _merge(tree: _Tree, location: tuple[str | int, ...], update: Node) -> None:
    """Merge objects key by key, append to lists, and replace anything else."""
    value, origin = tree.writable(location)
    assert isinstance(value, dict)
    for key, new in update.items():
        old = value.get(key)
        if isinstance(old, dict) and isinstance(new.value, dict):
            _merge(tree, (*location, key), new)
        elif isinstance(old, list) and isinstance(new.value, list):
            elements, origins = tree.writable((*location, key))
            assert isinstance(elements, list)
            for element in new.elements():
                place = _Origin(element.document, element.pointer)
                origins.children[str(len(elements))] = place
                elements.append(element.value)
        else:
            value[key] = new.value
            origin.children[key] = _Origin(new.document, new.pointer)
