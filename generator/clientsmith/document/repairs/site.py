"""The place that a repair works on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.document.documents import Document, Node
from clientsmith.document.findings import quote
from clientsmith.document.moves import MovedPositions
from clientsmith.document.pointers import LinkedPointer, Pointer, unlinked
from clientsmith.document.structure import Kind
from clientsmith.document.values import JsonObject, JsonValue
from clientsmith.document.versions import OpenApiVersion


@dataclass(slots=True, eq=False)
class Site:
    """The current place of the walk, through which repairs report."""

    document: Document
    version: OpenApiVersion
    diagnostics: Diagnostics
    kind: Kind
    path: LinkedPointer = None
    moves: dict[Pointer, Pointer] = field(default_factory=dict)
    """The former places of list elements that have moved."""
    root: Document = field(kw_only=True)
    """The root document of the API description."""
    follow: Callable[[Node], Node] = lambda node: node
    """Returns the target of an object's `$ref`; raises DiagnosticError."""

    @property
    def pointer(self) -> Pointer:
        """The pointer of the value."""
        return unlinked(self.path)

    @property
    def name(self) -> str:
        """The key or index of the value; empty at the top of the file."""
        return self.path[1] if self.path is not None else ""

    def warn(
        self, code: str, message: str, *keys: str, hint: str | None = None
    ) -> None:
        """Report what was wrong at `keys` below this place, and what was assumed."""
        location = self._in_file.location((*self.pointer, *keys))
        self.diagnostics.warning(code, message, location, hint)

    def leads(self, value: JsonObject) -> bool:
        """Return whether the `$ref` of an object of this file has a target."""
        try:
            self.follow(Node(self.document, self.pointer, value))
        except DiagnosticError:
            return False
        return True

    def referred(self, value: JsonObject) -> JsonValue:
        """Return the target of the `$ref` of an object of this file, or None."""
        try:
            return self.follow(Node(self.document, self.pointer, value)).value
        except DiagnosticError:
            return None

    def written(self, *keys: str) -> str | None:
        """Return the scalar at `keys` below this place as the file has it, without
        quotes.
        """
        return self._in_file.positions.written((*self.pointer, *keys))

    def text(self, value: JsonValue, *keys: str) -> str:
        """Return a value at `keys` below this place as a string, as written if
        possible.
        """
        written = self.written(*keys)
        return quote(value).strip('"') if written is None else written

    @property
    def _in_file(self) -> Document:
        """Return the document with the places of everything moved so far."""
        positions = MovedPositions(self.document.positions, self.moves)
        return replace(self.document, positions=positions)

    def moved(self, now: Pointer, before: Pointer) -> None:
        """Record that the value at `now` below this place was at `before` in the file."""
        pointer = self.pointer
        self.moves[*pointer, *now] = (*pointer, *before)

    def without_elements(
        self, values: list[JsonValue], removed: set[int]
    ) -> list[JsonValue]:
        """Return the list at this place without some elements, and keep the lines of
        the others.
        """
        kept = [at for at in range(len(values)) if at not in removed]
        pointer = self.pointer
        for now, before in enumerate(kept):
            if now != before:
                self.moves[*pointer, str(now)] = (*pointer, str(before))
        return [values[at] for at in kept]


Repair: TypeAlias = Callable[[Any, Site], JsonValue]
"""Takes the value of a kind (an object; for `[Kind]` and `{Kind}` the list or map) and
gives back the same value, or a copy that is repaired. It must not change the value."""

Repairs: TypeAlias = Mapping[str, tuple[Repair, ...]]
"""The repairs of each kind by its name, in the order in which they run."""

NOTHING: Final[dict[str, JsonValue]] = {}
"""The object that a repair returns for a value to be removed."""


def without(value: JsonObject, *keys: str) -> JsonObject:
    """Return a copy of an object without some keys."""
    return {key: member for key, member in value.items() if key not in keys}
