"""Leave out operations with errors, so that the others can be generated.

An error belongs to the operations that reach the place where it was found. One that no
operation reaches, or none that is wanted, cannot change the client.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from clientsmith.diagnostics import Diagnostic, DiagnosticError, Severity
from clientsmith.document.documents import Document, Node, Source
from clientsmith.document.moves import in_file
from clientsmith.document.pointers import Pointer, format_pointer
from clientsmith.document.references import reference_of
from clientsmith.document.structure import METHODS
from clientsmith.document.unfolding import members_of_target
from clientsmith.document.values import JsonValue
from clientsmith.document.workspace import Workspace
from clientsmith.openapi.objects import Operation
from clientsmith.openapi.reader import OpenApiReader

# Members of a Path Item Object besides operations.
_SHARED = frozenset({"$ref", "summary", "description", "servers", "parameters"})
_KNOWN = _SHARED | {*METHODS, "additionalOperations"}
_Place = tuple[str, str]
"""The path of a file, and a JSON pointer in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """An operation that was left out, and the reason."""

    method: str
    path: str
    reason: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """The properties of an operation that select it, as far as they can be read."""

    method: str
    path: str
    operation_id: str | None
    tags: tuple[str, ...]
    deprecated: bool

    @property
    def key(self) -> str:
        """`GET /path`, as the configuration names the operation."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A document without its errors, and what was removed with them."""

    document: Document
    skipped: dict[Diagnostic, tuple[Skipped, ...]]
    """The operations that are missed, by the error; none for one that is harmless."""
    unwanted: tuple[Candidate, ...]
    """Operations that were removed without being missed."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An operation, and the nodes that it shares with others of its path.

    `where`: its place in the root document, whatever `$ref` its path item is behind.
    """

    operation: Operation
    path: str
    where: Pointer
    shared: tuple[Node, ...] = ()


def leave_out(
    document: Document,
    workspace: Workspace,
    found: Iterable[Diagnostic],
    *,
    operations: bool,
    wanted: Callable[[Candidate], bool],
) -> LeftOut:
    """Remove the parts with errors, and return what was removed because of each one.

    Nothing goes because of an error that no operation reaches, and nobody misses an
    operation that is not wanted. `workspace` is the document's, as it is read. An error
    that belongs to the document as a whole is raised, with all others, as
    DiagnosticError; so is one that belongs to a wanted operation, unless `operations`
    may be left out.
    """
    errors = [
        diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR
    ]
    reach = {
        entry.where: (entry, frozenset(_reached(workspace, entry)))
        for entry in _entries(workspace)
    }
    skipped: dict[Diagnostic, tuple[Skipped, ...]] = {}
    unwanted: dict[Pointer, Candidate] = {}
    removed: set[Pointer] = set()
    for error in errors:
        place = _place_of(error)
        hit = [entry for entry, roots in reach.values() if _is_below(place, roots)]
        missed = [entry for entry in hit if wanted(_candidate(entry))]
        if not (operations if missed else hit or _is_a_part(place, workspace)):
            raise DiagnosticError(found)
        removed.update(entry.where for entry in hit)
        unwanted.update(
            (entry.where, _candidate(entry)) for entry in hit if entry not in missed
        )
        skipped[error] = tuple(_skipped(entry, error) for entry in missed)
    value = _without(workspace, document.value, workspace.root, sorted(removed))
    rest = replace(document, value=value)
    return LeftOut(rest, skipped, tuple(unwanted.values()))


def _entries(workspace: Workspace) -> Iterator[_Entry]:
    def resolve(node: Node) -> Node:
        with suppress(DiagnosticError):  # reported as one of the errors
            return workspace.resolve(node)
        return node

    reader = OpenApiReader(workspace.root, resolve)
    document = reader.document()
    for section, items in (("paths", document.paths), ("webhooks", document.webhooks)):
        for item in items:
            where = section, item.path
            members = [*item.node.items()]
            shared = tuple(node for key, node in members if key in _SHARED)
            misnamed = (
                reader.operation(key.upper(), (key,), node)
                for key, node in members
                if key not in _KNOWN and not key.startswith("x-")
            )
            for operation in (*item.operations, *misnamed):
                yield _Entry(operation, item.path, (*where, *operation.place), shared)
            if reference_of(item.node) is not None:  # it has no target
                yield _Entry(reader.operation("*", (), item.node), item.path, where)


def _candidate(entry: _Entry) -> Candidate:
    operation = entry.operation
    return Candidate(
        method=operation.method,
        path=entry.path,
        operation_id=operation.operation_id,
        tags=operation.tags,
        deprecated=operation.deprecated,
    )


def _reached(workspace: Workspace, entry: _Entry) -> Iterator[_Place]:
    """Return the places whose contents belong to the operation."""
    waiting = [entry.operation.node, *entry.shared]
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
            with suppress(DiagnosticError):  # reported as one of the errors
                yield workspace.target(node)
        waiting.extend(member for _, member in node.items())
        waiting.extend(node.elements())


def _place_of(error: Diagnostic) -> _Place:
    place = error.location
    return (str(place.path), place.pointer or "") if place else ("", "")


def _is_below(place: _Place, roots: frozenset[_Place]) -> bool:
    path, pointer = place
    while pointer and (path, pointer) not in roots:
        pointer = pointer.rpartition("/")[0]
    return (path, pointer) in roots


def _is_a_part(place: _Place, workspace: Workspace) -> bool:
    """Return whether a place is inside something that operations could refer to."""
    path, pointer = place
    section = pointer.split("/")[1:2]
    depth = {"components": 3, "paths": 2, "webhooks": 2}
    root, *others = (str(document.path) for document in workspace.documents)
    if path != root:
        return path in others
    return bool(section) and pointer.count("/") >= depth.get(section[0], 1 << 30)


def _skipped(entry: _Entry, error: Diagnostic) -> Skipped:
    return Skipped(
        method=entry.operation.method,
        path=entry.path,
        reason=error.message,
        source=entry.operation.source,
    )


def _without(
    workspace: Workspace, value: JsonValue, node: Node, removed: list[Pointer]
) -> JsonValue:
    """Return a copy of the node's value without the values at the pointers.

    Of what is behind a `$ref`, the other members are referred to, one by one.
    """
    if not isinstance(value, dict):
        return value
    with suppress(DiagnosticError):
        node = workspace.resolve(node)
    members = dict(value)
    if isinstance(members.get("$ref"), str):
        del members["$ref"]
        members = {**members_of_target(node, workspace.root.document), **members}
    for token, rest in groupby(removed, key=itemgetter(0)):
        child, inner = node.get(token), [pointer[1:] for pointer in rest]
        # A repaired key has another spelling in the file.
        key = token if token in members else _written(node, token)
        if () in inner or child is None:
            members.pop(key, None)
        elif key in members:
            members[key] = _without(workspace, members[key], child, inner)
    return members


def _written(node: Node, key: str) -> str:
    """Return a key of an object as its file has it."""
    return in_file(node.document.positions, (*node.pointer, key))[-1]
