"""Going through a document once, with the repairs for each kind of object."""

from __future__ import annotations

from generator.document.repairs.site import Path, Repair, Repairs, Site
from generator.document.structure import Kind, kind_of_part
from generator.document.values import JsonObject, JsonValue

ANY = "*"
"""In a registry: for values of every kind; these run last."""


class Walk:
    """One pass over a document."""

    def __init__(self, site: Site, repairs: Repairs) -> None:
        self._site = site
        self._repairs = repairs
        self._repairs_of: dict[Kind, tuple[Repair, ...]] = {}
        # What an alias of YAML repeats is repaired once, and stays one value. The ids
        # are those of values that stay in memory with the document, or with `_kept`.
        self._done: dict[tuple[int, int], JsonValue] = {}
        self._kept: list[JsonValue] = []

    def unknown(self, value: JsonValue, path: Path = None) -> JsonValue:
        """A value that is a map of parts of any kind, by names."""
        if not isinstance(value, dict):
            return value
        changed: JsonObject = {}
        for key, child in value.items():
            if isinstance(child, dict):
                kind = kind_of_part(child)
                below = (path, key)
                repaired = (
                    self.visit(child, kind, below)
                    if kind is not None
                    else self.unknown(child, below)
                )
                if repaired is not child:
                    changed[key] = repaired
        return {**value, **changed} if changed else value

    def visit(self, value: JsonValue, kind: Kind, path: Path = None) -> JsonValue:
        """A value of a kind, with all that is inside."""
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
        elif isinstance(result, list) and kind.each is not None:
            result = self._elements(result, kind.each, path)
        self._done[known] = result
        return result

    def _of(self, kind: Kind) -> tuple[Repair, ...]:
        repairs = self._repairs_of.get(kind)
        if repairs is None:
            own = self._repairs.get(kind.name, ())
            repairs = self._repairs_of[kind] = (*own, *self._repairs.get(ANY, ()))
        return repairs

    def _members(self, value: JsonObject, kind: Kind, path: Path) -> JsonValue:
        changed: JsonObject = {}
        for key, child in value.items():
            if isinstance(child, (dict, list)):
                below = kind.below(key)
                if below is not None:
                    repaired = self.visit(child, below, (path, key))
                    if repaired is not child:
                        changed[key] = repaired
        return {**value, **changed} if changed else value

    def _elements(self, values: list[JsonValue], each: Kind, path: Path) -> JsonValue:
        changed: dict[int, JsonValue] = {}
        for at, child in enumerate(values):
            repaired = self.visit(child, each, (path, str(at)))
            if repaired is not child:
                changed[at] = repaired
        if not changed:
            return values
        return [changed.get(at, child) for at, child in enumerate(values)]
