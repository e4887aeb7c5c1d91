"""Find `$ref`s in places where OpenAPI does not allow them, but tools follow them.

Goes through a document by what its objects are, and from file to file as the `$ref`s
lead, so that each part is known for what it is wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from clientsmith.diagnostics import DiagnosticError
from clientsmith.document.documents import Document, Node
from clientsmith.document.pointers import LinkedPointer, unlinked
from clientsmith.document.references import TEXTS, reference_of
from clientsmith.document.structure import KINDS, Kind
from clientsmith.document.values import JsonValue
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace

# Objects that may be replaced by a Reference Object or a `$ref` of their own.
_REFERABLE = frozenset(
    {
        "Callback",
        "Example",
        "Header",
        "Link",
        "Parameter",
        "Path Item",
        "Request Body",
        "Response",
        "Schema",
        "Security Scheme",
    }
)
TEXT = Kind("text")
VALUES = Kind("list of values")
# Lists of plain values; `enum` of a schema may contain objects, which are data.
_LISTS: Mapping[str, tuple[str, ...]] = {
    "Operation": ("tags",),
    "Schema": ("enum", "required"),
    "Server Variable": ("enum",),
}

_TEXTS: Mapping[str, tuple[str, ...]] = {"Info": ("version",)}


@dataclass(frozen=True, slots=True)
class Place:
    """An object or list, and the kind that belongs in its place."""

    node: Node
    kind: Kind


@dataclass(slots=True)
class Misplaced:
    """The result, by the `id` of objects and lists, as YAML aliases share them."""

    stand_ins: dict[int, Place] = field(default_factory=dict)
    """Objects with a `$ref` in place of what they should be."""
    owners: dict[int, Place] = field(default_factory=dict)
    """Objects with a `$ref` in place of a text or plain list; lists with one in place
    of several elements."""
    broken: list[DiagnosticError] = field(default_factory=list)
    """The problems of `$ref`s that were found on the way."""


def find_misplaced(workspace: Workspace, version: OpenApiVersion) -> Misplaced:
    """Walk through everything that the root document refers to."""
    search = _Search(workspace, version)
    search.run()
    return search.found


class _Search:
    def __init__(self, workspace: Workspace, version: OpenApiVersion) -> None:
        self.found = Misplaced()
        self._workspace = workspace
        self._referable = {KINDS[name] for name in _REFERABLE}
        if version is OpenApiVersion.V3_2:
            self._referable.add(KINDS["Media Type"])
        self._waiting: list[tuple[Document, LinkedPointer, JsonValue, Kind]] = []
        self._seen: set[tuple[int, int]] = set()
        self._targets: dict[object, Node | None] = {}
        self._with_ids: set[Document] = set()

    def run(self) -> None:
        root = self._workspace.root
        self._waiting.append((root.document, None, root.value, KINDS["OpenAPI"]))
        while self._waiting:
            document, path, value, kind = self._waiting.pop()
            key = id(value), id(kind)
            if key in self._seen:
                continue
            self._seen.add(key)
            if isinstance(value, list):
                self._list(document, path, value, kind)
            elif isinstance(value, dict):
                reference = value.get("$ref")
                if isinstance(reference, str):
                    self._stand_in(document, path, value, kind)
                if kind.entries is None:
                    self._object(document, path, value, kind)
                elif not kind.is_list:
                    self._map(document, path, value, kind)

    def _object(
        self,
        document: Document,
        path: LinkedPointer,
        value: dict[str, JsonValue],
        kind: Kind,
    ) -> None:
        members = _MEMBERS[kind.name]
        if kind.name == "Schema" and isinstance(value.get("$id"), str):
            self._with_ids.add(document)
        for key, child in value.items():
            if not isinstance(child, (dict, list)) or key not in members:
                continue
            below = members[key]
            if below is not TEXT and below is not VALUES:
                self._waiting.append((document, (path, key), child, below))
            elif _is_reference(child) or (
                below is VALUES and _has_references(kind, child)
            ):
                self._own(document, path, value, kind)

    def _map(
        self,
        document: Document,
        path: LinkedPointer,
        value: dict[str, JsonValue],
        kind: Kind,
    ) -> None:
        entry_kind = kind.entries
        assert entry_kind is not None
        for key, child in value.items():
            if isinstance(child, (dict, list)) and not kind.is_extension(key):
                self._waiting.append((document, (path, key), child, entry_kind))

    def _list(
        self,
        document: Document,
        path: LinkedPointer,
        value: list[JsonValue],
        kind: Kind,
    ) -> None:
        if kind.entries is None or not kind.is_list:
            return
        for index, child in enumerate(value):
            if not isinstance(child, dict):
                continue
            below = (path, str(index))
            if isinstance(child.get("$ref"), str):
                target = self._target(document, below, child, kind.entries)
                if target is not None and isinstance(target.value, list):
                    self._own(document, path, value, kind)
                    continue
            self._waiting.append((document, below, child, kind.entries))

    def _own(
        self, document: Document, path: LinkedPointer, value: JsonValue, kind: Kind
    ) -> None:
        place = Place(Node(document, unlinked(path), value), kind)
        self.found.owners.setdefault(id(value), place)

    def _stand_in(
        self,
        document: Document,
        path: LinkedPointer,
        value: dict[str, JsonValue],
        kind: Kind,
    ) -> None:
        self._target(document, path, value, kind)
        # The siblings of the `$ref` of a path item belong to it (3.1, 4.8.9.1).
        merged = kind.name == "Path Item" and len(value) > 1
        if kind not in self._referable or merged:
            place = Place(Node(document, unlinked(path), value), kind)
            self.found.stand_ins.setdefault(id(value), place)

    def _target(
        self,
        document: Document,
        path: LinkedPointer,
        value: dict[str, JsonValue],
        kind: Kind,
    ) -> Node | None:
        """Return the target of the object's `$ref`; each reference is resolved once per
        file.
        """
        key: object = (document, value["$ref"], id(kind))
        if document in self._with_ids:  # inside of them, `#` refers to them
            key = (key, id(value))
        if key not in self._targets:
            node = Node(document, unlinked(path), value)
            self._targets[key] = self._looked_up(node, kind)
        return self._targets[key]

    def _looked_up(self, node: Node, kind: Kind) -> Node | None:
        try:
            target = self._workspace.target(node)
        except DiagnosticError as error:
            self.found.broken.append(error)
            return None
        if isinstance(target.value, list) and not kind.is_list:
            # Several elements in place of one.
            kind = KINDS.get(f"[{kind.name}]", kind)
        elif kind.entries and kind.is_list and not _is_list(target):
            kind = kind.entries  # a single element in place of a list
        path: LinkedPointer = None
        for token in target.pointer:
            path = path, token
        self._waiting.append((target.document, path, target.value, kind))
        return target


def _members() -> Iterator[tuple[str, dict[str, Kind]]]:
    for name, kind in KINDS.items():
        plain = dict.fromkeys(_LISTS.get(name, ()), VALUES)
        keys = () if kind.is_map or kind.is_list else (*TEXTS, *_TEXTS.get(name, ()))
        texts = dict.fromkeys(keys, TEXT)
        yield name, {**texts, **plain, **kind.members}


_MEMBERS = dict(_members())


def members_of(kind: Kind) -> Mapping[str, Kind]:
    """Return the kinds of an object's members, including `TEXT` and `VALUES`."""
    return _MEMBERS[kind.name]


def _is_list(target: Node) -> bool:
    """Return whether the node is a list, or may refer to one."""
    return isinstance(target.value, list) or reference_of(target) is not None


def _is_reference(value: JsonValue) -> bool:
    return isinstance(value, dict) and isinstance(value.get("$ref"), str)


def _has_references(kind: Kind, value: JsonValue) -> bool:
    """Return whether elements of a list of strings are `$ref`s."""
    return (
        isinstance(value, list)
        and kind.name != "Schema"
        and any(map(_is_reference, value))
    )
