"""Bind `$dynamicRef` and `$recursiveRef` as far as that is possible without a value.

A template such as a page of anything leaves the type of its items to whoever refers to
it: a schema with a `$dynamicAnchor` of the same name around the `$ref`. Each such `$ref`
is replaced by a copy of the template in which its dynamic references are plain ones, so
that nothing else has to know of them (JSON Schema 2020-12, 8.2.3.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.document.documents import Document, Node
from clientsmith.document.pointers import Pointer, format_pointer
from clientsmith.document.references import reference_of, walk_objects
from clientsmith.document.values import JsonObject, JsonValue
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace

_KEYWORDS = ("$dynamicRef", "$recursiveRef")
# Keywords that identify a template must not identify its copies.
_IDENTITY = frozenset(
    {"$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$defs", *_KEYWORDS}
)
# The anchor that `$recursiveRef` refers to has no name.
_RECURSIVE = ""
_COMPONENT = ("components", "schemas")

Bindings = Mapping[str, Pointer]


def bound(
    workspace: Workspace, version: OpenApiVersion, diagnostics: Diagnostics
) -> Workspace:
    """Return the documents without dynamic references; unchanged if there are none."""
    if version is OpenApiVersion.V3_0:
        return workspace
    changed = {
        document: _bound(document, diagnostics) for document in workspace.documents
    }
    if all(old is new for old, new in changed.items()):
        return workspace
    return workspace.reopened(lambda document: changed.get(document, document))


def _bound(document: Document, diagnostics: Diagnostics) -> Document:
    objects = [*walk_objects(document)]
    if not any(_is_dynamic(object_) for object_ in objects):
        return document
    document = _with_pointers(document, objects)
    objects = [*walk_objects(document)]
    dynamic = [object_ for object_ in objects if _is_dynamic(object_)]
    binder = _Binder(document)
    value = document.value
    # The innermost first, so that the schemas around it contain its result.
    for node in sorted(objects, key=lambda node: -len(node.pointer)):
        made = binder.copy_for(node)
        if made is not None:
            beside = _without(_at(value, node.pointer), "$ref")
            value = _with(value, node.pointer, _joined(made, beside))
    for node in dynamic:
        plain = binder.plain(node, _at(value, node.pointer), diagnostics)
        value = _with(value, node.pointer, plain)
    return replace(document, value=value)


def _with_pointers(document: Document, objects: Iterable[Node]) -> Document:
    """Convert dynamic references that hold a pointer to plain references."""
    value = document.value
    for node in objects:
        reference = _text(node.value, "$dynamicRef")
        if reference is not None and "#/" in reference:
            plain = {"$ref": reference, **_without(node.value, "$dynamicRef")}
            value = _with(value, node.pointer, plain)
    return replace(document, value=value)


class _Binder:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._workspace = Workspace(document)
        self._anchors: dict[str, list[Pointer]] = {}
        for node in walk_objects(document):
            for keyword in ("$dynamicAnchor", "$anchor"):
                name = _text(node.value, keyword)
                if name is not None:
                    self._anchors.setdefault(name, []).append(node.pointer)
        self._wanted: dict[Pointer, frozenset[str]] = {}

    def copy_for(self, node: Node) -> JsonObject | None:
        """Return the target of a node's `$ref`, bound to the anchors around the node."""
        template = self._target(node)
        if template is None or _is_inside(node.pointer, template.pointer):
            return None
        around = self._around(node.pointer)
        wanted = self._names(template) if around else frozenset()
        bindings = {name: around[name] for name in wanted if name in around}
        if not bindings:
            return None
        copies = {template.pointer: node.pointer}
        made = self._copied(template, node.pointer, bindings, copies)
        return made if isinstance(made, dict) else None

    def plain(
        self, node: Node, value: JsonValue, diagnostics: Diagnostics
    ) -> JsonValue:
        """Return a dynamic reference bound to the schemas that contain it."""
        name = _dynamic(node.value) or _RECURSIVE
        around = self._around(node.pointer).get(name)
        anchored = [around] if around else self._anchors.get(name, [])
        if len(anchored) == 1:
            return _referring(value, anchored[0])
        keyword = next(key for key in _KEYWORDS if _text(node.value, key))
        count = "several anchors" if anchored else "no anchor"
        diagnostics.warning(
            "dynamic-ref",
            f"the `{keyword}` refers to {count}: any value is assumed",
            node.location,
            hint="put one `$dynamicAnchor` of this name into the `$defs` around it",
        )
        return value

    def _target(self, node: Node) -> Node | None:
        """Return the target of a `$ref`, if it is in the same file."""
        if reference_of(node) is None:
            return None
        with suppress(DiagnosticError):
            found = self._workspace.target(node)
            if found.document is self._document:
                return found
        return None

    def _around(self, pointer: Pointer) -> Bindings:
        """Return the anchors of the enclosing schemas; the outermost of a name wins."""
        found: dict[str, Pointer] = {}
        node = self._document.root
        nearest: Pointer = ()
        for length in range(len(pointer) + 1):
            if length:
                child = node.child(pointer[length - 1])
                if child is None:
                    break
                node = child
            if node.get("$id") is not None or pointer[: length - 1] == _COMPONENT:
                nearest = node.pointer
            definitions = node.get("$defs")
            inside = (
                (definition for _, definition in definitions.items())
                if definitions
                else ()
            )
            for schema in (node, *inside):
                name = schema.get("$dynamicAnchor")
                if name is not None:
                    found.setdefault(str(name.value), schema.pointer)
            if _is_recursive(node):
                found.setdefault(_RECURSIVE, node.pointer)
        if nearest:
            found.setdefault(_RECURSIVE, nearest)
        return found

    def _names(self, template: Node) -> frozenset[str]:
        """Return the anchor names that a schema and its references look up."""
        known = self._wanted.get(template.pointer)
        if known is not None:
            return known
        names: set[str] = set()
        waiting, seen = [template], {template.pointer}
        while waiting:
            node = waiting.pop()
            name = _dynamic(node.value)
            if name or (name == _RECURSIVE and _is_recursive(template)):
                names.add(name)
            target = self._target(node)
            inside = [member for _, member in node.items()] + [*node.elements()]
            for member in (*inside, target):
                if member is not None and member.pointer not in seen:
                    seen.add(member.pointer)
                    waiting.append(member)
        self._wanted[template.pointer] = frozenset(names)
        return self._wanted[template.pointer]

    def _copied(
        self,
        node: Node,
        place: Pointer,
        bindings: Bindings,
        copies: Mapping[Pointer, Pointer],
    ) -> JsonValue:
        """Return a copy at a place, with plain references.

        `copies` says of the templates around it where their copies are.
        """

        def inner(child: Node) -> JsonValue:
            at = (*place, child.pointer[-1])
            return self._copied(child, at, bindings, copies)

        if isinstance(node.value, list):
            return [inner(element) for element in node.elements()]
        if not isinstance(node.value, dict):
            return node.value
        made: JsonObject = {
            key: inner(member)
            for key, member in node.items()
            if key not in _IDENTITY and key != "$ref"
        }
        name = _dynamic(node.value)
        if name is not None:
            target = bindings.get(name) or self._around(node.pointer).get(name)
            return _referring(made, target) if target else made
        referred = self._target(node)
        if referred is None:
            kept = {key: node.value[key] for key in ("$ref",) if key in node.value}
            return {**kept, **made}
        if referred.pointer in copies:
            return _referring(made, copies[referred.pointer])
        if bindings.keys() & self._names(referred):
            nested = {**copies, referred.pointer: place}
            copy = self._copied(referred, place, bindings, nested)
            return _joined(copy, made) if isinstance(copy, dict) else made
        return _referring(made, referred.pointer)


def _dynamic(value: JsonValue) -> str | None:
    """Return the name that a dynamic reference looks up, or None."""
    name = _text(value, "$dynamicRef")
    if name is not None:
        return name.partition("#")[2]
    return None if _text(value, "$recursiveRef") is None else _RECURSIVE


def _is_dynamic(node: Node) -> bool:
    return any(_text(node.value, keyword) is not None for keyword in _KEYWORDS)


def _text(value: JsonValue, key: str) -> str | None:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def _is_recursive(node: Node) -> bool:
    anchor = node.get("$recursiveAnchor")
    return anchor is not None and anchor.value is True


def _is_inside(pointer: Pointer, outer: Pointer) -> bool:
    return pointer[: len(outer)] == outer


def _referring(value: JsonValue, target: Pointer) -> JsonObject:
    return {"$ref": f"#{format_pointer(target)}", **_without(value, *_KEYWORDS)}


def _joined(made: JsonObject, beside: JsonObject) -> JsonObject:
    """Combine a copy that replaces a `$ref` with the siblings of that `$ref`."""
    if made.keys() & beside.keys() <= {"title", "description", "type"}:
        return {**made, **beside}
    parts = beside.get("allOf")
    return {**beside, "allOf": [*(parts if isinstance(parts, list) else ()), made]}


def _without(value: JsonValue, *keys: str) -> JsonObject:
    members = value.items() if isinstance(value, dict) else ()
    return {key: member for key, member in members if key not in keys}


def _at(value: JsonValue, pointer: Pointer) -> JsonValue:
    for token in pointer:
        value = value[int(token)] if isinstance(value, list) else value[token]  # type: ignore[index]
    return value


def _with(value: JsonValue, pointer: Pointer, new: JsonValue) -> JsonValue:
    """Return the value with another one at a place, and copy only the path to it."""
    if not pointer:
        return new
    token, rest = pointer[0], pointer[1:]
    if isinstance(value, list):
        at = int(token)
        return [*value[:at], _with(value[at], rest, new), *value[at + 1 :]]
    if isinstance(value, dict):
        return {**value, token: _with(value[token], rest, new)}
    return value
