"""Write out documents with grafts, for readers that follow `$ref`s themselves."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import quote

from clientsmith.document.documents import Document, Node
from clientsmith.document.pointers import Pointer, format_pointer
from clientsmith.document.values import JsonValue


def unfolded(document: Document) -> JsonValue:
    """Return the document's value including everything that was grafted.

    What was put together from several places becomes an object or list of `$ref`s to
    its parts. A `$ref` that leads to a single place remains as it is.
    """
    value = document.value
    composed = sorted(_composed(document), key=lambda node: len(node.pointer))
    for node in composed:
        value = replaced(value, node.pointer, _parts(node))
    return value


def members_of_target(target: Node, base: Document) -> dict[str, JsonValue]:
    """Replace a `$ref` to an object with one `$ref` for each of its members."""
    return {
        key: (
            {"$ref": _reference(node, base)}
            if isinstance(node.value, (dict, list))
            else node.value
        )
        for key, node in target.items()
    }


def replaced(value: JsonValue, pointer: Pointer, new: JsonValue) -> JsonValue:
    """Return a copy with another value at the pointer, which must exist."""
    if not pointer:
        return new
    token, rest = pointer[0], pointer[1:]
    if isinstance(value, list):
        index = int(token)
        return [*value[:index], replaced(value[index], rest, new), *value[index + 1 :]]
    assert isinstance(value, dict)
    return {**value, token: replaced(value[token], rest, new)}


def _composed(document: Document) -> Iterator[Node]:
    """Return the grafts that no file contains as they are."""
    for node in document.grafts.values():
        if node.document is document and _written(node) is not node.value:
            yield node


def _written(node: Node) -> JsonValue:
    """Return what the file has at the node's place."""
    value = node.document.value
    for token in node.pointer:
        if isinstance(value, list):
            value = value[int(token)]
        else:
            assert isinstance(value, dict)
            value = value[token]
    return value


def _parts(node: Node) -> JsonValue:
    if isinstance(node.value, list):
        return [_part(element, node) for element in node.elements()]
    return {key: _part(member, node) for key, member in node.items()}


def _part(child: Node, owner: Node) -> JsonValue:
    own = child.document is owner.document and child.pointer[:-1] == owner.pointer
    if own or not isinstance(child.value, (dict, list)):
        return child.value
    return {"$ref": _reference(child, owner.document)}


def _reference(node: Node, base: Document) -> str:
    """Return a reference to the node from another document."""
    fragment = "#" + quote(format_pointer(node.pointer))
    if node.document is base:
        return fragment
    folder = posixpath.dirname(base.key)
    return quote(posixpath.relpath(node.document.key, folder or ".")) + fragment
