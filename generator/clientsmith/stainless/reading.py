"""A `stainless.yml` read into `config`: nothing in it is dropped without a word."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node, read_document
from clientsmith.document.values import kind_of
from clientsmith.document.workspace import Reader
from clientsmith.stainless.config import Section, Stainless
from clientsmith.support.suggestions import did_you_mean

CODE = "stainless"
_UNUSABLE = object()
Fields = dict[str, tuple[Field[Any], Any]]
# What a value of some type is in the file.
_KINDS = {
    str: "a string",
    bool: "true or false",
    int: "an integer",
    float: "a number",
}
_SHAPES: Mapping[Any, type] = {bool: bool, str: str, tuple: list, Mapping: dict}


def read_stainless(
    path: Path, found: Diagnostics, reader: Reader = read_document
) -> Stainless:
    """Read the file. Raises DiagnosticError where it is not an object in YAML or JSON.

    Unknown keys and values of a wrong kind are warnings, and left out; keys without
    meaning here are remarks.
    """
    root = reader(path, path.name).root
    if not isinstance(root.value, dict):
        message = f"the configuration must be an object, not {kind_of(root.value)}"
        found.error(CODE, message, root.location)
        found.raise_if_errors()
    config = _Reading(found).section(root, Stainless)
    assert isinstance(config, Stainless)
    return config


class _Reading:
    """Reads values as the annotations of the fields say."""

    def __init__(self, found: Diagnostics) -> None:
        self._found = found
        self._reported: set[tuple[int | None, int | None]] = set()
        self._fields: dict[type[Section], Fields] = {}

    def section(self, node: Node, kind: type[Section]) -> Section | object:
        """Read an object, or the string that stands for it."""
        known = self._fields_of(kind)
        short = kind._SHORT
        if isinstance(node.value, str) and short:
            return kind(node=node, **{short: node.value})
        if not isinstance(node.value, dict):
            return self._wrong(node, "an object")
        given: dict[str, Any] = {}
        for key, child in node.items():
            if key in known:
                # `null` is as good as nothing.
                value = (
                    self.value(child, known[key][1])
                    if child.value is not None
                    else _UNUSABLE
                )
                if value is not _UNUSABLE:
                    given[key] = value
            else:
                self._unknown(key, child, kind, known)
        for key, (each, _) in known.items():
            if (
                each.default is MISSING
                and each.default_factory is MISSING
                and key not in given
            ):
                self._found.warning(CODE, f"the key `{key}` is missing", node.location)
                return _UNUSABLE
        return kind(node=node, **given)

    def _fields_of(self, kind: type[Section]) -> Fields:
        """Return the keys of a section, with their types."""
        if kind not in self._fields:
            hints = get_type_hints(kind)
            own = [field for field in fields(kind) if field.name != "node"]
            self._fields[kind] = {each.name: (each, hints[each.name]) for each in own}
        return self._fields[kind]

    def value(self, node: Node, hint: Any) -> Any:
        """Read a value of some type; `_UNUSABLE`, with a warning, if it is another."""
        origin = get_origin(hint)
        if origin in (Union, types.UnionType):
            return self._one_of(
                node, [arg for arg in get_args(hint) if arg is not types.NoneType]
            )
        if origin is Literal:
            return self._choice(node, get_args(hint))
        if hint is Node:
            return node
        if origin is tuple:
            return self._list(node, get_args(hint)[0])
        if origin is Mapping:
            return self._mapping(node, get_args(hint)[1])
        if issubclass(hint, Section):
            return self.section(node, hint)
        if (
            hint is str
            and isinstance(node.value, int | float)
            and not isinstance(node.value, bool)
        ):
            return str(node.value)
        if type(node.value) is hint or (hint is float and type(node.value) is int):
            return node.value
        return self._wrong(node, _KINDS[hint])

    def _one_of(self, node: Node, hints: list[Any]) -> Any:
        for hint in hints:
            shape = _SHAPES.get(get_origin(hint) or hint)
            if shape is not None and isinstance(node.value, shape):
                return self.value(node, hint)
        return self.value(node, hints[0])

    def _choice(self, node: Node, allowed: tuple[str, ...]) -> Any:
        if node.value in allowed:
            return node.value
        hint = did_you_mean(str(node.value), allowed)
        return self._wrong(
            node, " or ".join(f"`{each}`" for each in allowed), hint, repr(node.value)
        )

    def _list(self, node: Node, hint: Any) -> Any:
        is_object = isinstance(hint, type) and issubclass(hint, Section)
        if is_object and isinstance(node.value, dict):  # the only one
            found = self.section(node, hint)
            return () if found is _UNUSABLE else (found,)
        if not isinstance(node.value, list):
            return self._wrong(node, "a list")
        values = [self.value(element, hint) for element in node.elements()]
        return tuple(value for value in values if value is not _UNUSABLE)

    def _mapping(self, node: Node, hint: Any) -> Any:
        if not isinstance(node.value, dict):
            return self._wrong(node, "an object")
        values = {
            key: self.value(member, hint)
            for key, member in node.items()
            if member.value is not None
        }
        return {key: value for key, value in values.items() if value is not _UNUSABLE}

    def _wrong(
        self,
        node: Node,
        expected: str,
        hint: str | None = None,
        given: str | None = None,
    ) -> object:
        name = node.pointer[-1] if node.pointer else "the configuration"
        actual = given or kind_of(node.value)
        message = f"`{name}` must be {expected}, not {actual}; it is left out"
        self._found.warning(CODE, message, node.location, hint)
        return _UNUSABLE

    def _unknown(
        self, key: str, node: Node, kind: type[Section], known: Mapping[str, object]
    ) -> None:
        if key in kind._SILENT or key.startswith(("x-", "$schema")):
            return
        # What an alias repeats is at the same place.
        place = (node.location.line, node.location.column)
        if place in self._reported:
            return
        self._reported.add(place)
        if key in kind._NOTED:
            self._found.info(CODE, f"`{key}` has no meaning here", node.location)
            return
        if key in kind._UNSUPPORTED:
            self._found.warning(CODE, f"`{key}` is not supported", node.location)
            return
        words = sorted({*known, *kind._NOTED})
        self._found.warning(
            CODE, f"unknown key `{key}`", node.location, did_you_mean(key, words)
        )
