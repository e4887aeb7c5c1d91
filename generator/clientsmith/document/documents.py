"""Documents in memory: plain values, with the way back to their place in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from clientsmith.diagnostics import (
    Diagnostic,
    DiagnosticError,
    Diagnostics,
    Location,
    Severity,
)
from clientsmith.document.extents import Extent
from clientsmith.document.foreign import markup_name
from clientsmith.document.json_reader import (
    JsonPositions,
    parse_json,
    without_comments,
)
from clientsmith.document.pointers import Pointer, array_index, format_pointer
from clientsmith.document.source_text import LineIndex, fail, read_text
from clientsmith.document.values import JsonValue
from clientsmith.document.yaml_reader import YamlPositions, parse_yaml

PAGE_SUFFIXES = frozenset({".markdown", ".md", ".mdx"})
"""Files that hold text for readers, and no values."""


class Positions(Protocol):
    """Locates values in the text that they came from."""

    def locate(self, pointer: Pointer) -> tuple[Path, int, int] | None:
        """Return file, line and column (from 1) of the member's key or the element.

        None when there is no such value.
        """

    def extent(self, pointer: Pointer) -> Extent | None:
        """Return the text of the member with its key, or of the element.

        None when there is no such value.
        """

    def written(self, pointer: Pointer) -> str | None:
        """Return a scalar as written, without quotes, or None if there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One parsed file.

    `key` names the document in `Source`s: the path relative to the root document's
    folder, the same on every machine. `value` must not be changed.

    `grafts` are the nodes that stand in place of some of its objects and lists, by the
    `id` of these: see `grafts.graft`. Nodes lead there by themselves.
    """

    path: Path
    key: str
    value: JsonValue
    positions: Positions
    warnings: tuple[Diagnostic, ...] = ()
    """Warnings about values that were read differently from how they are written."""

    grafts: dict[int, Node] = field(default_factory=dict, init=False, repr=False)

    def location(self, pointer: Pointer = ()) -> Location:
        """Return the location of the value, or of its nearest parent in the file.

        Positions are looked up when this is called, not when the file is read.
        """
        for length in range(len(pointer), -1, -1):
            position = self.positions.locate(pointer[:length])
            if position is not None:
                return Location(*position, format_pointer(pointer))
        return Location(self.path, None, None, format_pointer(pointer))

    def extent(self, pointer: Pointer = ()) -> Extent | None:
        """Return the text at the value's `location`."""
        for length in range(len(pointer), -1, -1):
            extent = self.positions.extent(pointer[:length])
            if extent is not None:
                return extent
        return None

    @property
    def root(self) -> Node:
        """Return the whole document as a node."""
        return self.node((), self.value)

    def node(self, pointer: Pointer, value: JsonValue) -> Node:
        """Return a value of the document, or its replacement."""
        if self.grafts and id(value) in self.grafts:
            return self.grafts[id(value)]
        return Node(self, pointer, value)


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """The place of a value: a document's key and a JSON pointer without `#`.

    `derived`: it identifies the second schema that the model makes of the same place.
    """

    document: str
    pointer: str
    derived: bool = False

    def inside(self, *keys: str) -> Source:
        """Return a place below this one."""
        return Source(self.document, self.pointer + format_pointer(keys))


# The same places are requested many times.
@lru_cache(maxsize=1 << 17)
def _source(document: str, pointer: Pointer) -> Source:
    return Source(document, format_pointer(pointer))


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place; nodes are equal if their places are."""

    document: Document
    pointer: Pointer
    value: JsonValue = field(compare=False)

    def get(self, key: str) -> Node | None:
        """Return the member `key`, or None if it is absent or this is not an object."""
        if isinstance(self.value, dict) and key in self.value:
            return self._child(key, self.value[key])
        return None

    def _child(self, token: str, value: JsonValue) -> Node:
        grafts = self.document.grafts
        if grafts and id(value) in grafts:
            return grafts[id(value)]
        return Node(self.document, (*self.pointer, token), value)

    def at(self, *keys: str) -> Node | None:
        """Return the member at a path of keys, or None if one of them is absent."""
        node: Node | None = self
        for key in keys:
            if node is None:
                return None
            node = node.get(key)
        return node

    def items(self) -> Iterator[tuple[str, Node]]:
        """Return the members of an object in document order; empty for other values."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield key, self._child(key, value)

    def elements(self) -> Iterator[Node]:
        """Return the elements of a list; empty for other values."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield self._child(str(index), value)

    def place(self, pointer: Pointer) -> Location:
        """Return the source of a value below the node, in whichever file it is."""
        node = self
        for at, token in enumerate(pointer):
            child = node.child(token)
            if child is None:
                return node.document.location((*node.pointer, *pointer[at:]))
            node = child
        return node.location

    def child(self, token: str) -> Node | None:
        """Return the member or element that a reference token names."""
        if not isinstance(self.value, list):
            return self.get(token)
        index = array_index(token)
        if index is None or index >= len(self.value):
            return None
        return self._child(token, self.value[index])

    @property
    def source(self) -> Source:
        """The node's place by document and pointer."""
        return _source(self.document.key, self.pointer)

    @property
    def location(self) -> Location:
        """The node's place by line and column."""
        return self.document.location(self.pointer)


def parse_document(text: str, path: Path, key: str) -> Document:
    """Parse a page such as `Intro.md` as one string, and any other text as values.

    Raises DiagnosticError.
    """
    if path.suffix.lower() in PAGE_SUFFIXES:
        return Document(path, key, text, JsonPositions(text, path))
    return parse_values(text, path, key)


def parse_values(text: str, path: Path, key: str) -> Document:
    """Parse JSON if the file's name or text says so, else YAML.

    Raises DiagnosticError, see `parse_json` and `parse_yaml`.
    """
    markup = markup_name(text)
    if markup is not None:
        fail(
            "version",
            f"not an OpenAPI document, but {markup}",
            Location(path, 1, 1),
            hint="look there for a link to the document itself, in YAML or JSON",
        )
    if path.suffix.lower() == ".json":
        try:
            return _json(text, path, key)
        except DiagnosticError as error:
            return _called_json(text, path, key, error)
    if not text.lstrip().startswith(("{", "//", "/*")):
        return _yaml(text, path, key)
    # YAML contains (nearly) all of JSON; the JSON parser is much faster.
    with suppress(DiagnosticError):
        return _json(text, path, key)
    return _commented(text, path, key) or _yaml(text, path, key)


def _json(text: str, path: Path, key: str) -> Document:
    found = Diagnostics()
    value = parse_json(text, path, found)
    return Document(path, key, value, JsonPositions(text, path), tuple(found))


def _yaml(text: str, path: Path, key: str) -> Document:
    found = Diagnostics()
    value = parse_yaml(text, path, found)
    return Document(path, key, value, YamlPositions(text, path), tuple(found))


def _called_json(text: str, path: Path, key: str, refusal: DiagnosticError) -> Document:
    """Parse a text that is YAML, although its file is named as JSON.

    Commas at the end of lists are YAML, too. Raises what was wrong with it as JSON.
    """
    problem, *_ = refusal.diagnostics
    commented = _commented(text, path, key)
    if commented is not None:
        return commented
    try:
        document = _yaml(text, path, key)
    except DiagnosticError:
        raise refusal from None
    if problem.code != "syntax" or not isinstance(document.value, dict):
        raise refusal
    assumed = replace(
        problem,
        severity=Severity.WARNING,
        message=f"{problem.message}: the file is read as YAML",
        hint="rename it to .yaml, or write it as JSON",
    )
    return replace(document, warnings=(assumed, *document.warnings))


def _commented(text: str, path: Path, key: str) -> Document | None:
    """Parse a text that is JSON apart from JavaScript comments."""
    plain = without_comments(text)
    if plain == text:
        return None
    try:
        document = _json(plain, path, key)
    except DiagnosticError:
        return None
    first = next(at for at, character in enumerate(text) if character != plain[at])
    assumed = Diagnostic(
        "syntax",
        Severity.WARNING,
        "JSON has no comments: they are left out",
        Location(path, *LineIndex(text).position(first)),
    )
    return replace(document, warnings=(assumed, *document.warnings))


def reader_of(texts: Mapping[Path, str]) -> Callable[[Path, str], Document]:
    """Return a reader of texts that are not on disk yet, by resolved path, and of
    files.
    """

    def read(path: Path, key: str) -> Document:
        text = texts.get(path.resolve())
        if text is None:
            return read_document(path, key)
        return parse_document(text, path, key)

    return read


def read_document(path: Path, key: str | None = None) -> Document:
    """Read and parse a file.

    Raises DiagnosticError, also when the file cannot be read.
    """
    return parse_document(read_text(path), path, path.name if key is None else key)
