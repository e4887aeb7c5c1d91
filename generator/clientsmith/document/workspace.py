"""The files of one API description, and the resolution of `$ref`s between them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import NoReturn
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from clientsmith.diagnostics import Diagnostic, DiagnosticError, Location
from clientsmith.document.documents import Document, Node, read_document
from clientsmith.document.pointers import (
    Pointer,
    array_index,
    escape,
    format_pointer,
    parse_pointer,
)
from clientsmith.document.references import iter_refs, reference_of, walk_objects
from clientsmith.document.source_text import fail, unreadable
from clientsmith.document.swagger import HOMES
from clientsmith.support.suggestions import nearest

_BUNDLE_HINT = (
    "download it next to the document and refer to the copy, "
    "or bundle the document into one file first"
)

# The longest chain of pointers that lead through further `$ref`s.
_MOST_DETOURS = 50
# The most members of a cycle that a message names.
_MOST_NAMES = 10
# The most broken references that get a hint, the most names it is chosen from, and the
# longest of these names.
_MOST_HINTS = 100
_MOST_COMPARED = 1000
_LONGEST_COMPARED = 100


_Reference = tuple[Document, Pointer, str]
"""A `$ref`'s text, in a document, in a schema with an `$id` (at the top: in none)."""

Reader = Callable[[Path, str], Document]
"""Reads the file at a path, and gives it a key. Raises DiagnosticError."""


class Workspace:
    """Opens the documents that a root document refers to, each one once.

    Files outside the root document's folder are refused unless `allow_outside`:
    a document from elsewhere must not be able to read the machine's files. `reader`
    reads them, if they are not files of the disk.
    """

    def __init__(
        self,
        root: Document,
        *,
        allow_outside: bool = False,
        reader: Reader = read_document,
    ) -> None:
        self._root = root
        self.root = root.root
        self._reader = reader
        self._folder = root.path.parent.resolve()
        self._allow_outside = allow_outside
        self._documents = {root.path.resolve(): root}
        self._targets: dict[_Reference, Node] = {}
        self._resolving: set[_Reference] = set()
        # The ends of resolved chains, by each of their nodes.
        self._ends: dict[Node, Node] = {}
        self._dead_ends: dict[Node, DiagnosticError] = {}
        self._anchors: dict[Document, dict[str, list[Node]]] = {}

    @classmethod
    def open(cls, path: Path, *, allow_outside: bool = False) -> Workspace:
        """Read the root document. Raises DiagnosticError."""
        return cls(read_document(path), allow_outside=allow_outside)

    def reopened(self, changed: Callable[[Document], Document]) -> Workspace:
        """Return the same files with replacements for documents opened so far."""
        result = Workspace(
            changed(self.documents[0]),
            allow_outside=self._allow_outside,
            reader=self._reader,
        )
        for path, document in self._documents.items():
            result._documents.setdefault(path, changed(document))
        return result

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents opened so far, the root document first."""
        return tuple(self._documents.values())

    def resolve(self, node: Node) -> Node:
        """Return the node at the end of a chain of `$ref`s; the node itself without
        one.

        Raises DiagnosticError, located at the `$ref`: a target that is missing,
        remote, unreadable or outside the folder, or a chain that never ends.
        """
        if reference_of(node) is None:
            return node
        chain: dict[Node, None] = {}
        try:
            end = self._follow(node, chain)
        except DiagnosticError as error:
            self._dead_ends.update(dict.fromkeys(chain, error))
            raise
        self._ends.update(dict.fromkeys(chain, end))
        return end

    def _follow(self, node: Node, chain: dict[Node, None]) -> Node:
        """Follow a chain to its end, and add its nodes to `chain`."""
        while reference_of(node) is not None:
            if node in self._ends:
                return self._ends[node]
            if node in self._dead_ends:
                raise DiagnosticError(self._dead_ends[node].diagnostics)
            if node in chain:
                nodes = [*chain]
                _fail_at_cycle(nodes[nodes.index(node) :], self.root.document)
            chain[node] = None
            node = self.target(node)
        return node

    def target(self, node: Node) -> Node:
        """Return the target of the node's own `$ref`, one step only. Raises as
        `resolve`.
        """
        reference = reference_of(node)
        if reference is None:
            return node
        resource = _resource(node) if reference.startswith("#") else None
        key = (node.document, resource.pointer if resource else (), reference)
        found = self._targets.get(key)
        if found is None:
            if key in self._resolving:
                _fail_at_cycle([node], self.root.document)
            if len(self._resolving) > _MOST_DETOURS:
                message = f"`{reference}` passes through too many other references"
                fail("ref", message, _place(node), "refer to the definition itself")
            self._resolving.add(key)
            try:
                found = self._targets[key] = self._find(node, reference, resource)
            finally:
                self._resolving.discard(key)
        return found

    @cached_property
    def broken_refs(self) -> tuple[tuple[Node, tuple[Diagnostic, ...]], ...]:
        """Return every `$ref` without a target, in the root document and its files."""
        return tuple(self.iter_broken_refs())

    def iter_broken_refs(self) -> Iterator[tuple[Node, tuple[Diagnostic, ...]]]:
        """Yield the same while searching."""
        checked = 0
        while checked < len(self._documents):
            document = self.documents[checked]
            checked += 1
            for node in iter_refs(document):
                try:
                    self.resolve(node)
                except DiagnosticError as error:
                    yield node, error.diagnostics

    def forget(self) -> None:
        """Clear the lookups, after nodes have been replaced."""
        for known in (self._targets, self._ends, self._dead_ends, self._anchors):
            known.clear()
        self.__dict__.pop("broken_refs", None)
        self.root = self._root.root

    def _find(self, node: Node, reference: str, resource: Node | None) -> Node:
        try:
            url = urlsplit(reference)
        except ValueError:
            fail("ref", f"`{reference}` is not a reference", _place(node))
        if not (url.scheme or url.netloc or url.path or url.query):
            document = node.document
            if resource is not None:
                # Authors often mean the document even so: look there for missing parts.
                with suppress(DiagnosticError):
                    return self._inside(resource, url.fragment, node, reference)
        elif found := self._identified(node.document, reference.partition("#")[0]):
            return self._inside(found, url.fragment, node, reference)
        elif own := self._calling_itself(node.document, reference.partition("#")[0]):
            document = own
        else:
            document = self._open(node, reference, url)
        return self._inside(document.root, url.fragment, node, reference)

    def _identified(self, document: Document, identifier: str) -> Node | None:
        """Return the schema whose `$id` is the reference (JSON Schema 2020-12, 8.2.1)."""
        return next(iter(self._anchors_of(document).get(identifier, ())), None)

    def _calling_itself(self, base: Document, reference: str) -> Document | None:
        """Return the opened document with that `$self` (OpenAPI 3.2, 4.1.2.2.1)."""
        wanted = urljoin(_self(base), reference)
        return next(
            (document for document in self.documents if _self(document) == wanted), None
        )

    def _open(self, node: Node, reference: str, url: SplitResult) -> Document:
        if url.scheme or url.netloc:
            fail(
                "ref",
                f"`{reference}` is a remote reference: nothing is fetched",
                _place(node),
                hint=_BUNDLE_HINT,
            )
        try:
            path = node.document.path.parent / unquote(url.path)
            resolved = path.resolve()
        except (ValueError, OSError):
            fail("ref", f"`{reference}` is not a file name", _place(node))
        if resolved in self._documents:
            return self._documents[resolved]
        if not self._allow_outside and not resolved.is_relative_to(self._folder):
            fail(
                "ref",
                f"`{reference}` is outside the document's folder",
                _place(node),
                hint="move the file below the document, or allow files outside",
            )
        key = self._key(resolved)
        path = self.root.document.path.parent / key  # inside the folder, without `..`
        if self._reader is read_document:
            self._require_file(path, node, reference)
        try:
            document = self._reader(path, key)
        except DiagnosticError as error:
            # Errors without a place are reported at the reference.
            raise DiagnosticError(
                replace(diagnostic, location=diagnostic.location or _place(node))
                for diagnostic in error.diagnostics
            ) from None
        self._documents[resolved] = document
        return document

    def _key(self, resolved: Path) -> str:
        # Path.relative_to walks up only from Python 3.12 on.
        return Path(os.path.relpath(resolved, self._folder)).as_posix()

    def _require_file(self, path: Path, node: Node, reference: str) -> None:
        reason = unreadable(path)
        if reason is None:
            return
        names = sorted(file.name for file in path.parent.glob("*") if file.is_file())
        fail(
            "ref",
            f"`{reference}` cannot be read: {reason}",
            _place(node),
            hint=_did_you_mean(path.name, names),
        )

    def _inside(self, start: Node, fragment: str, node: Node, reference: str) -> Node:
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            return self._anchored(start, fragment, node, reference)
        current = start
        tokens = parse_pointer(fragment)
        if not start.pointer and tokens and tokens[0] in HOMES:
            # If the document was Swagger 2.0, its other files still are.
            home = start.at("components", HOMES[tokens[0]])
            if home is not None and start.get(tokens[0]) is None:
                current, tokens = home, tokens[1:]
        for index, token in enumerate(tokens):
            child = self.child(current, token)
            if child is None:
                parent = format_pointer(tokens[:index])
                names = self._names(current)
                _fail_at_missing(node, reference, token, parent, names)
            current = child
        return current

    def _names(self, node: Node) -> list[str]:
        """Return the possible names, cached, as comparing them takes long."""
        if not isinstance(node.value, dict) or len(self._dead_ends) > _MOST_HINTS:
            return []
        return [escape(name) for name in islice(node.value, _MOST_COMPARED)]

    def child(self, parent: Node, token: str) -> Node | None:
        """Return the member or element that a reference token names."""
        child = parent.child(token)
        if child is None and reference_of(parent) is not None:
            # Not in RFC 6901, but pointers through a `$ref` are common.
            return self.child(self.resolve(parent), token)
        return child

    def _anchored(self, start: Node, name: str, node: Node, reference: str) -> Node:
        anchors = self._anchors_of(start.document)
        named = anchors.get(f"#{name}", [])
        depth = len(start.pointer)
        inside = (member for member in named if member.pointer[:depth] == start.pointer)
        found = next(inside, None) or start.get(name)  # `#/name` without the slash
        if found is None:
            fail(
                "ref",
                f"`{reference}` does not exist",
                _place(node),
                hint=_did_you_mean(f"#{name}", anchors),
            )
        return found

    def _anchors_of(self, document: Document) -> dict[str, list[Node]]:
        """Return the schemas by `$id` as written, and by anchor as `#name`."""
        anchors = self._anchors.get(document)
        if anchors is None:
            anchors = {}
            for node in walk_objects(document):
                for keyword, prefix in (
                    ("$anchor", "#"),
                    ("$dynamicAnchor", "#"),
                    ("$id", ""),
                ):
                    name = node.get(keyword)
                    if name is not None and isinstance(name.value, str):
                        anchors.setdefault(prefix + name.value, []).append(node)
            self._anchors[document] = anchors
        return anchors


def _resource(node: Node) -> Node | None:
    """Return the innermost enclosing schema with an `$id`, which `#` refers to.

    JSON Schema 2020-12, 8.2.1.
    """
    value, found = node.document.value, None
    for at, token in enumerate(node.pointer, 1):
        if isinstance(value, dict):
            value = value.get(token)
            if isinstance(value, dict) and isinstance(value.get("$id"), str):
                found = Node(node.document, node.pointer[:at], value)
        elif isinstance(value, list):
            index = array_index(token)
            value = value[index] if index is not None and index < len(value) else None
        else:
            break
    return found


def _place(node: Node) -> Location:
    return node.document.location((*node.pointer, "$ref"))


def _self(document: Document) -> str:
    """Return the URI that the document declares for itself, or an empty string."""
    found = document.root.get("$self")
    return found.value if found is not None and isinstance(found.value, str) else ""


def _did_you_mean(name: str, names: Iterable[str], prefix: str = "") -> str | None:
    short = (candidate for candidate in names if len(candidate) <= _LONGEST_COMPARED)
    close = nearest(name, short)
    return None if close is None else f"did you mean `{prefix}{close}`?"


def _fail_at_missing(
    node: Node, reference: str, token: str, parent: str, names: list[str]
) -> NoReturn:
    place = f"{reference.partition('#')[0]}#{parent}"
    hint = _did_you_mean(escape(token), names, f"{place}/")
    where = "the document" if place == "#" else f"`{place}`"
    fail(
        "ref",
        f"`{reference}` does not exist",
        _place(node),
        hint or f"there is no `{token}` in {where}",
    )


def _fail_at_cycle(cycle: list[Node], root: Document) -> NoReturn:
    """Report a cycle at its first member, whichever `$ref` led into it."""
    names = [_name(node, root) for node in cycle]
    first = names.index(min(names))
    names = names[first:] + names[:first]
    shown = names[:_MOST_NAMES] + ["..."] * (len(names) > _MOST_NAMES)
    fail(
        "ref",
        f"the references form a cycle: {' -> '.join([*shown, names[0]])}",
        _place(cycle[first]),
        hint="one of them must be a definition, not a reference",
    )


def _name(node: Node, root: Document) -> str:
    document = "" if node.document is root else node.document.key
    return f"{document}#{format_pointer(node.pointer)}"
