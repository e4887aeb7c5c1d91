"""Walk through a document once, with the repairs for each kind of object."""

from __future__ import annotations

from clientsmith.document.pointers import LinkedPointer, Pointer, child_of
from clientsmith.document.repairs.site import NOTHING, Repair, Repairs, Site
from clientsmith.document.structure import Kind
from clientsmith.document.values import JsonObject, JsonValue

ANY = "*"
"""In a registry: for values of every kind; these run last."""


class Walk:
    """One pass over a document."""

    def __init__(self, site: Site, repairs: Repairs, reshape: Repair) -> None:
        self._site = site
        self._repairs = repairs
        # Repairs values that are not an object, list or map where one belongs.
        self._reshape = reshape
        self._repairs_of: dict[Kind, tuple[Repair, ...]] = {}
        # A value that a YAML alias repeats is repaired once, and stays one value. The
        # ids are those of values that stay in memory with the document, or with
        # `_kept`.
        self._done: dict[tuple[int, int], JsonValue] = {}
        self._kept: list[JsonValue] = []
        self._entered: dict[Pointer, JsonValue] = {}
        self.references: dict[tuple[str, Kind], Pointer] = {}
        """The places of the `$ref`s on the way, each text and kind once."""

    def enter(self, value: JsonValue, kind: Kind, pointer: Pointer) -> None:
        """Repair a part of the document, unless that was done before."""
        path: LinkedPointer = None
        for token in pointer:
            path = path, token
        if (id(value), id(kind)) not in self._done:
            result = self.visit(value, kind, path)
            if result is not value:
                self._entered[pointer] = result

    def value(self) -> JsonValue:
        """Return the document's value with all repaired parts."""
        result = self._site.document.value
        for pointer in sorted(self._entered, key=len):
            result = _with(result, pointer, self._entered[pointer])
        return result

    def visit(
        self, value: JsonValue, kind: Kind, path: LinkedPointer = None
    ) -> JsonValue:
        """Repair a value of a kind, and everything inside it."""
        if not isinstance(value, list if kind.is_list else dict):
            return value
        known = (id(value), id(kind))
        if known in self._done:
            return self._done[known]
        result: JsonValue = value
        for repair in self._of(kind):
            self._site.kind, self._site.path = kind, path
            result = repair(result, self._site)
        if result is not value:
            self._kept.append(result)
        if isinstance(result, dict):
            result = self._members(result, kind, path)
        elif isinstance(result, list) and kind.entries is not None:
            result = self._elements(result, kind.entries, path)
        self._done[known] = result
        return result

    def _of(self, kind: Kind) -> tuple[Repair, ...]:
        repairs = self._repairs_of.get(kind)
        if repairs is None:
            own = self._repairs.get(kind.name, ())
            repairs = self._repairs_of[kind] = (*own, *self._repairs.get(ANY, ()))
        return repairs

    def _members(self, value: JsonObject, kind: Kind, path: LinkedPointer) -> JsonValue:
        changed: JsonObject = {}
        for key, child in value.items():
            if key == "$ref" and isinstance(child, str):
                self._refer(child, kind, path)
                continue
            below = kind.below(key)
            if below is not None:
                repaired = self._child(child, below, (path, key))
                if repaired is not child:
                    changed[key] = repaired
        if not changed:
            return value
        members = {**value, **changed}
        return {key: member for key, member in members.items() if member is not NOTHING}

    def _elements(
        self, values: list[JsonValue], kind: Kind, path: LinkedPointer
    ) -> JsonValue:
        changed: dict[int, JsonValue] = {}
        for at, child in enumerate(values):
            repaired = self._child(child, kind, (path, str(at)))
            if repaired is not child:
                changed[at] = repaired
        if not changed:
            return values
        result = [changed.get(at, child) for at, child in enumerate(values)]
        removed = {at for at, value in changed.items() if value is NOTHING}
        self._site.path = path
        return self._site.without_elements(result, removed) if removed else result

    def _refer(self, reference: str, kind: Kind, path: LinkedPointer) -> None:
        if (reference, kind) not in self.references:
            self._site.path = path
            self.references[reference, kind] = self._site.pointer

    def _child(self, child: JsonValue, kind: Kind, path: LinkedPointer) -> JsonValue:
        if kind.is_list and isinstance(child, dict):
            reference = child.get("$ref")
            if isinstance(reference, str):  # to a list elsewhere
                self._refer(reference, kind, path)
                return child
        if not isinstance(child, list if kind.is_list else dict):
            self._site.kind, self._site.path = kind, path
            child = self._reshape(child, self._site)
        return child if child is NOTHING else self.visit(child, kind, path)


def _with(value: JsonValue, pointer: Pointer, new: JsonValue) -> JsonValue:
    """Return a copy with another value at a place that exists; else the same value."""
    if not pointer:
        return new
    old = child_of(value, pointer[0])
    if isinstance(value, dict) and pointer[0] in value:
        return {**value, pointer[0]: _with(old, pointer[1:], new)}
    if isinstance(value, list) and old is not None:
        at = int(pointer[0])
        return [*value[:at], _with(old, pointer[1:], new), *value[at + 1 :]]
    return value
