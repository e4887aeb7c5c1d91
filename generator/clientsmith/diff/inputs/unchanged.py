"""Parts of two documents with the same text, including everything they refer to.

Most of a document does not change. What is equal here need not be looked at again.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from clientsmith.contract.api import Operation
from clientsmith.contract.schemas import SchemaSet
from clientsmith.diagnostics import DiagnosticError
from clientsmith.document.documents import Document, Source
from clientsmith.document.pointers import child_of, parse_pointer
from clientsmith.document.values import JsonValue, canonical_text
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace

_REFERENCE = re.compile(r'"\$(?:dynamicR|recursiveR|r)ef": ("(?:[^"\\]|\\.)*")')
_SECTIONS = frozenset({"components", "paths", "webhooks"})
_SHARED = ("parameters", "servers", "summary", "description")
# Members that apply to operations without being mentioned in them.
_COMMON = ("security", "servers")
_DEPTH = 3
_Item = tuple[str, tuple[str, ...]]
"""A document's key, and the pointer to a component or an operation in it."""


_Values = Mapping[str, JsonValue]
"""The contents of documents, by their keys."""


@dataclass(frozen=True, slots=True)
class UnchangedParts:
    """The parts that are the same in both documents.

    `values`: both sides, where parts of the items that changed can be compared as text.
    """

    items: frozenset[_Item]
    common: bool
    values: tuple[_Values, _Values] | None = None
    _known: dict[Source, bool] = field(default_factory=dict)

    def schemas(self, base: SchemaSet, revision: SchemaSet) -> bool:
        """Return whether two schemas are the same, wherever they refer to."""
        return base == revision and all(map(self._is_same, base))

    def _is_same(self, source: Source) -> bool:
        """Return whether both documents have the same text at one place."""
        found = self._known.get(source)
        if found is None:
            tokens = parse_pointer(source.pointer)
            key = source.document, _item(tokens)
            found = key in self.items or self._is_same_inside(key, tokens)
            self._known[source] = found
        return found

    def _is_same_inside(self, key: _Item, tokens: tuple[str, ...]) -> bool:
        """Return the same for a part of an item that changed."""
        if self.values is None or len(tokens) <= _DEPTH:
            return False
        old, new = (_value_at(value.get(key[0]), tokens) for value in self.values)
        # Equal values may have different texts (`1` and `true`), but others never have
        # the same.
        if not isinstance(old, dict) or old != new:
            return False
        text = canonical_text(old)
        return (
            text == canonical_text(new)
            and '"discriminator"' not in text
            and all(target in self.items for target in _targets(key, text))
        )

    def operations(self, base: Operation, revision: Operation) -> bool:
        """Return whether two operations and everything that applies to them are the
        same.
        """
        if (
            not self.common
            or base.source != revision.source
            or base.path != revision.path
        ):
            return False
        document, tokens = base.source.document, parse_pointer(base.source.pointer)
        parts = [tokens[:_DEPTH], *((*tokens[:-1], key)[:_DEPTH] for key in _SHARED)]
        return all((document, part) in self.items for part in parts)


def unchanged_parts(
    base: Workspace,
    revision: Workspace,
    versions: tuple[OpenApiVersion, OpenApiVersion],
) -> UnchangedParts:
    """Compare the texts of all components and operations."""
    if versions[0] is not versions[1]:
        return UnchangedParts(frozenset(), common=False)
    before, after = _texts(base), _texts(revision)
    same = {key for key, text in before.items() if after.get(key) == text}
    uses = {key: {*_targets(key, text)} for key, text in before.items()}
    later = {key: {*_targets(key, text)} for key, text in after.items()}
    changed = {key for key in {*before, *after} if key not in same}
    # A value of a base with a discriminator may be one of its heirs.
    for users in (uses, later):
        for heir, targets in [*users.items()]:
            for target in targets:
                if '"discriminator"' in before.get(target, ""):
                    uses.setdefault(target, set()).add(heir)
    used_by: dict[_Item, set[_Item]] = {}
    for key, targets in uses.items():
        for target in targets:
            used_by.setdefault(target, set()).add(key)
            if target not in before:
                changed.add(key)
    waiting = [*changed]
    while waiting:
        for user in used_by.get(waiting.pop(), ()):
            if user not in changed:
                changed.add(user)
                waiting.append(user)
    items = {key for key in same if key not in changed}
    # A grafted operation does not show which path it belongs to.
    grafted = any(
        document.grafts for side in (base, revision) for document in side.documents
    )
    # Parts of an item can be grafted, or `$id` can change the base of its references.
    movable = grafted or any(
        '"$id"' in text for side in (before, after) for text in side.values()
    )
    return UnchangedParts(
        _with_absent(items, before, after),
        common=not grafted and _is_common(base, revision),
        values=None if movable else (_values(base), _values(revision)),
    )


def item_of(source: Source) -> _Item:
    """Return the component or operation that a place belongs to."""
    return source.document, _item(parse_pointer(source.pointer))


def _item(tokens: tuple[str, ...]) -> tuple[str, ...]:
    return tokens[:_DEPTH] if tokens and tokens[0] in _SECTIONS else ()


def _texts(workspace: Workspace) -> dict[_Item, str]:
    found: dict[_Item, str] = {}
    for document in workspace.documents:
        for tokens, value in _items(document):
            # Under its key, so that the path item's own `$ref` is recognised.
            keyed = {tokens[-1] if tokens else "": value}
            found[document.key, tokens] = canonical_text(keyed)
    return found


def _values(workspace: Workspace) -> _Values:
    return {document.key: document.value for document in workspace.documents}


def _value_at(value: JsonValue, tokens: tuple[str, ...]) -> JsonValue:
    for token in tokens:
        value = child_of(value, token)
    return value


def _items(document: Document) -> Iterator[tuple[tuple[str, ...], JsonValue]]:
    root = document.value
    if not isinstance(root, dict):
        yield (), root
        return
    for section in sorted(_SECTIONS & root.keys()):
        for tokens, value in _members((section,), root[section]):
            yield from _members(tokens, value)
    # Another file may be a schema itself, or contain schemas anywhere.
    rest = {key: value for key, value in root.items() if key not in _SECTIONS}
    yield (), rest


def _members(
    tokens: tuple[str, ...], value: JsonValue
) -> Iterator[tuple[tuple[str, ...], JsonValue]]:
    for key, member in value.items() if isinstance(value, dict) else ():
        yield (*tokens, key), member


def _targets(key: _Item, text: str) -> Iterator[_Item]:
    for match in _REFERENCE.finditer(text):
        reference = str(json.loads(match[1]))
        file, _, fragment = reference.partition("#")
        document = key[0]
        if file:
            document = posixpath.normpath(
                posixpath.join(posixpath.dirname(document), file)
            )
        try:
            tokens = parse_pointer(fragment)
        except ValueError:
            # An anchor may be anywhere.
            tokens = ("#",)
        yield document, _item(tokens) if tokens != ("#",) else tokens


def _with_absent(
    items: set[_Item], before: Mapping[_Item, str], after: Mapping[_Item, str]
) -> frozenset[_Item]:
    """Treat parts that neither path item has as unchanged, too."""
    found = {*items}
    for document, tokens in items:
        if tokens[:1] in (("paths",), ("webhooks",)):
            for key in _SHARED:
                place = (document, (*tokens[:2], key))
                if place not in before and place not in after:
                    found.add(place)
    return frozenset(found)


def _is_common(base: Workspace, revision: Workspace) -> bool:
    def shared_text(workspace: Workspace) -> str:
        nodes = [workspace.root.get(key) for key in _COMMON]
        values: list[Any] = [None if node is None else node.value for node in nodes]
        schemes = workspace.root.at("components", "securitySchemes")
        for name, node in schemes.items() if schemes is not None else ():
            # An error is common to both documents, otherwise the texts would differ.
            with suppress(DiagnosticError):
                node = workspace.resolve(node)
            values.append([name, node.value])
        return json.dumps(values, sort_keys=True)

    return shared_text(base) == shared_text(revision)
