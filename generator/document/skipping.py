"""Leaving out the operations that are in error, so that the others can be generated.

An error belongs to the operations that reach the place where it was found. What no
operation reaches cannot change the client and goes away as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from generator.diagnostics import Diagnostic, DiagnosticError, Severity
from generator.document.documents import Document, Node, Source
from generator.document.pointers import Pointer, format_pointer, parse_pointer
from generator.document.references import reference_of
from generator.document.values import JsonValue
from generator.document.workspace import Workspace

_ADDITIONAL = "additionalOperations"
# What a Path Item Object holds besides operations.
_SHARED = frozenset({"$ref", "summary", "description", "servers", "parameters"})
_Place = tuple[str, str]
"""The path of a file, and a JSON pointer in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """An operation that was left out, and why."""

    method: str
    path: str
    reason: str
    source: Source


@dataclass(frozen=True, slots=True)
class _Operation:
    node: Node
    method: str
    path: str
    where: Pointer
    """Where it is in the root document, whatever `$ref` its path item is behind."""
    shared: tuple[Node, ...]


def leave_out(
    document: Document, found: Iterable[Diagnostic], *, allow_outside: bool = False
) -> tuple[Document, dict[Diagnostic, tuple[Skipped, ...]]]:
    """The document without what the errors belong to, and what went because of each.

    An error that belongs to the document as a whole is raised, with all others, as
    DiagnosticError.
    """
    errors = [each for each in found if each.severity is Severity.ERROR]
    workspace = Workspace(document, allow_outside=allow_outside)
    reach = {
        each.where: (each, frozenset(_reached(workspace, each)))
        for each in _operations(workspace)
    }
    went: dict[Diagnostic, tuple[Skipped, ...]] = {}
    gone: set[Pointer] = set()
    for error in errors:
        place = _place_of(error)
        hit = [each for each, roots in reach.values() if _is_below(place, roots)]
        unused = _unused(place, document)
        if hit:
            gone.update(each.where for each in hit)
        elif unused is not None:
            gone.add(unused)
        else:
            raise DiagnosticError(found)
        went[error] = tuple(_skipped(each, error) for each in hit)
    value = document.value
    for pointer in gone:
        value = _without(value, pointer)
    return replace(document, value=value), went


def _operations(workspace: Workspace) -> Iterator[_Operation]:
    for section in ("paths", "webhooks"):
        paths = workspace.root.get(section)
        for path, item in paths.items() if paths is not None else ():
            try:
                target = workspace.resolve(item)
            except DiagnosticError:
                target = item
            members = [*target.items()]
            shared = tuple(node for key, node in members if key in _SHARED)
            for key, node in members:
                where = (section, path, key)
                if key == _ADDITIONAL:
                    for method, each in node.items():
                        yield _Operation(each, method, path, (*where, method), shared)
                elif key not in _SHARED and not key.startswith("x-"):
                    yield _Operation(node, key.upper(), path, where, shared)
            if target == item and item.get("$ref") is not None:  # it leads nowhere
                yield _Operation(item, "*", path, (section, path), ())


def _reached(workspace: Workspace, operation: _Operation) -> Iterator[_Place]:
    """The places below which everything belongs to the operation."""
    waiting = [operation.node, *operation.shared]
    seen: set[Node] = set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        yield str(node.document.path), format_pointer(node.pointer)
        waiting.extend(_targets(workspace, node))


def _targets(workspace: Workspace, start: Node) -> Iterator[Node]:
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if reference_of(node) is not None:
            with suppress(DiagnosticError):  # it is one of the errors
                yield workspace.target(node)
        waiting.extend(each for _, each in node.items())
        waiting.extend(node.elements())


def _place_of(error: Diagnostic) -> _Place:
    place = error.location
    return (str(place.path), place.pointer or "") if place else ("", "")


def _is_below(place: _Place, roots: frozenset[_Place]) -> bool:
    path, pointer = place
    while pointer:
        if (path, pointer) in roots:
            return True
        pointer = pointer.rpartition("/")[0]
    return False


def _unused(place: _Place, document: Document) -> Pointer | None:
    """The component or path item that the place is in, which no operation needs."""
    path, pointer = place
    if path != str(document.path):
        return None
    tokens = parse_pointer(pointer)
    depth = {"components": 3, "paths": 2, "webhooks": 2}.get(
        tokens[0] if tokens else ""
    )
    return tokens[:depth] if depth and len(tokens) >= depth else None


def _skipped(operation: _Operation, error: Diagnostic) -> Skipped:
    return Skipped(
        method=operation.method,
        path=operation.path,
        reason=error.message,
        source=operation.node.source,
    )


def _without(value: JsonValue, pointer: Pointer) -> JsonValue:
    """A copy without the member; the same value where there is no such member."""
    token, rest = pointer[0], pointer[1:]
    if not isinstance(value, dict):
        return value
    if token not in value:
        return {} if "$ref" in value else value  # a path item behind a reference
    if rest:
        return {**value, token: _without(value[token], rest)}
    return {key: each for key, each in value.items() if key != token}
