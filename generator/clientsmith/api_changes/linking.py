"""Link changes of the packages to the changes of the documents that caused them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum, auto
from itertools import chain, islice
from pathlib import PurePosixPath

from clientsmith.api_changes.findings import Found, Subject
from clientsmith.api_changes.packages import Package
from clientsmith.config.differences import DiffConfig
from clientsmith.diagnostics import Location
from clientsmith.diff.changes import Change, PythonChange, Severity
from clientsmith.diff.rules.acceptance import accepted_reason
from clientsmith.diff.rules.catalogue import RULES, advice
from clientsmith.document.documents import Node, Source
from clientsmith.document.pointers import format_pointer, parse_pointer
from clientsmith.support.markdown import code_spans

_OWN = "python-api-changed"
_ADVICE = advice(RULES[_OWN], Severity.WARNING, None)
_RENAMING = ("api-operation-id-", "api-tag-", "api-path-moved")
_REPLACING = ("api-removed-", "api-path-removed-")
_CLASS_NAME = ("api-title-changed", "client-package-renamed")
_CONSTRUCTOR = ("security", "server")


class _Likelihood(IntEnum):
    """The likelihood that a change of the document caused one of the package."""

    NONE = 0
    POSSIBLE = 1
    PLAUSIBLE = 2
    LIKELY = 3
    VERY_LIKELY = 4
    CERTAIN = 5

    def given(self, condition: bool) -> _Likelihood:
        """Return the likelihood where the condition holds, else `NONE`."""
        return self if condition else _Likelihood.NONE


class _Naming(Enum):
    """Whether a change names the member itself, or something inside of it."""

    NONE = auto()
    INSIDE = auto()
    MEMBER = auto()


# By the name in the change, and whether it concerns a request or a response.
_OF_ARGUMENT = {
    (_Naming.MEMBER, True): _Likelihood.CERTAIN,
    (_Naming.MEMBER, False): _Likelihood.VERY_LIKELY,
    (_Naming.INSIDE, True): _Likelihood.LIKELY,
    (_Naming.INSIDE, False): _Likelihood.PLAUSIBLE,
    (_Naming.NONE, True): _Likelihood.POSSIBLE,
    (_Naming.NONE, False): _Likelihood.NONE,
}
# By the name in the change, and whether the change is inside the schema of the type.
_OF_FIELD = {
    (_Naming.MEMBER, True): _Likelihood.CERTAIN,
    (_Naming.INSIDE, True): _Likelihood.VERY_LIKELY,
    (_Naming.MEMBER, False): _Likelihood.LIKELY,
    (_Naming.INSIDE, False): _Likelihood.PLAUSIBLE,
}


@dataclass(frozen=True, slots=True)
class _Clues:
    """The possible places of the cause, on both sides."""

    subject: Subject
    kind: str
    operations: frozenset[tuple[str, str]]
    sources: tuple[frozenset[Source], frozenset[Source]]
    wire: frozenset[str]
    media: bool
    """Whether the argument chooses one of the media types."""
    replaced: bool
    """Whether none of the operations that had it before is left."""
    targets: tuple[frozenset[str], frozenset[str]]
    """The targets of the field's `$ref`s: pointers, before and after."""

    @property
    def is_of_client(self) -> bool:
        """Whether it is about the client itself."""
        subject = self.subject
        return not (subject.is_type or subject.before or subject.after)

    def likelihood(self, change: Change) -> _Likelihood:
        """Return how likely the change is the cause."""
        own, changed = self.subject.direction, change.direction
        if self.media:
            shared = not self.operations.isdisjoint(change.operations)
            chosen = shared and "media-type" in change.id
            return _Likelihood.LIKELY.given(chosen)
        if own is not None and changed is not None and own is not changed:
            return _Likelihood.NONE
        if self.subject.is_type:
            return max(self._of_type(change), self._of_whole(change))
        if self.is_of_client:
            return self._of_client(change)
        if self.operations.isdisjoint(change.operations):
            return _Likelihood.NONE
        return max(self._of_method(change), self._of_whole(change))

    def _of_whole(self, change: Change) -> _Likelihood:
        """Rate a change of whole operations.

        One that is removed and added again is another operation, and what the document
        does not name is named after its operation.
        """
        if self.operations.isdisjoint(change.operations):
            return _Likelihood.NONE
        if change.id.startswith(_RENAMING):
            named = self.subject.is_type and any(
                source.pointer.startswith("/components/") for source in self.sources[0]
            )
            return _Likelihood.POSSIBLE.given(not named)
        replacing = self.replaced and change.id.startswith(_REPLACING)
        return _Likelihood.POSSIBLE.given(replacing)

    def _of_client(self, change: Change) -> _Likelihood:
        if self.kind == "class-renamed":
            return _Likelihood.LIKELY.given(change.id in _CLASS_NAME)
        return _Likelihood.PLAUSIBLE.given(
            any(part in change.id for part in _CONSTRUCTOR)
        )

    def _of_method(self, change: Change) -> _Likelihood:
        directed = change.direction is not None
        if self.kind == "method-renamed":
            return _Likelihood.LIKELY.given(change.id.startswith(_RENAMING))
        if self.kind in ("method-added", "method-removed"):
            return _Likelihood.LIKELY.given(self._is_of_operation(change))
        if self.subject.member is not None:
            return _OF_ARGUMENT[self._naming(change), directed]
        return _Likelihood.PLAUSIBLE.given(directed)

    def _is_of_operation(self, change: Change) -> bool:
        """Return whether a whole operation was added or removed, as the subject was."""
        wanted = self.kind.rpartition("-")[2]
        return change.direction is None and wanted in change.id

    def _of_type(self, change: Change) -> _Likelihood:
        if self.kind == "class-renamed":
            return _Likelihood.NONE
        inside = self._is_inside(change)
        shared = not self.operations.isdisjoint(change.operations)
        if self.subject.member is not None:
            naming = self._naming(change)
            if naming is _Naming.NONE and self._is_at_target(change):
                naming = _Naming.MEMBER
            if naming is _Naming.NONE:
                # The values of a discriminator name the types of a union.
                return _Likelihood.POSSIBLE.given(
                    shared and "discriminator" in change.id
                )
            return _OF_FIELD[naming, inside].given(inside or shared)
        if inside:
            return _Likelihood.LIKELY
        if self.kind not in ("class-added", "class-removed"):
            return _Likelihood.NONE
        if change.direction is None:
            # The only operation that uses these values was added or removed.
            return _Likelihood.PLAUSIBLE.given(shared and self._is_of_operation(change))
        return _Likelihood.POSSIBLE.given(shared)

    def _is_inside(self, change: Change) -> bool:
        return any(
            place is not None and _is_within(place, source)
            for place, sources in zip(_places(change), self.sources, strict=True)
            for source in sources
        )

    def _is_at_target(self, change: Change) -> bool:
        """Return whether it concerns the shared schemas that the field refers to."""
        return all(
            place is not None and place.pointer in pointers
            for place, pointers in zip(_places(change), self.targets, strict=True)
        )

    def _naming(self, change: Change) -> _Naming:
        """Return whether the change names the member by its name on the wire."""
        values = (change.before, change.after)
        names = {value for value in values if isinstance(value, str)}
        outer: set[str] = set()
        codes = (text for text, is_code in code_spans(change.subject) if is_code)
        for code in islice(codes, 1):
            *above, last = code.replace("[]", "").split(".")
            names |= {code, last}
            outer |= {*above}
        if not self.wire.isdisjoint(names):
            return _Naming.MEMBER
        return _Naming.NONE if self.wire.isdisjoint(outer) else _Naming.INSIDE


def _is_within(place: Location, source: Source) -> bool:
    """Return whether a change is in a schema; one from an overlay is in that file."""
    if place.pointer is None:
        return False
    if not source.pointer and place.path.name != PurePosixPath(source.document).name:
        return False
    return f"{place.pointer}/".startswith(f"{source.pointer}/")


class _Candidates:
    """Possible causes by the operation or place that ties them to their effect."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._changes = changes
        self._at: dict[object, list[int]] = {}
        for at, change in enumerate(changes):
            for operation in change.operations:
                self._at.setdefault(operation, []).append(at)
            for side, place in enumerate(_places(change)):
                for pointer in _with_outer(place):
                    self._at.setdefault((side, pointer), []).append(at)

    def best(self, clues: _Clues) -> int | None:
        """Return the most likely cause, the first of equals, or None."""
        found = [(-clues.likelihood(self._changes[at]), at) for at in self._of(clues)]
        likelihood, at = min(found, default=(0, 0))
        return at if likelihood else None

    def _of(self, clues: _Clues) -> Collection[int]:
        """Return the changes that may be a cause."""
        if clues.is_of_client:
            return range(len(self._changes))
        keys = chain(
            clues.operations,
            (
                (side, source.pointer)
                for side, sources in enumerate(clues.sources)
                for source in sources
            ),
        )
        return {*chain.from_iterable(self._at.get(key, ()) for key in keys)}


def _places(change: Change) -> tuple[Location | None, Location | None]:
    return change.base_location, change.revision_location


def _with_outer(place: Location | None) -> Iterator[str]:
    """Yield the pointer of a place, and those of all enclosing places."""
    pointer = place.pointer if place is not None else None
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]
    if pointer is not None:
        yield pointer


@dataclass(slots=True)
class Linker:
    """Finds causes; a change without one becomes a change of its own."""

    base: Package
    revision: Package
    config: DiffConfig
    _reaching: tuple[dict[str, set[str]], dict[str, set[str]]] = field(init=False)
    _names: dict[str, str] = field(init=False)
    _gone: set[tuple[str, str]] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self._names = {
            key: f"client.{name}"
            # The old name, as the caller's code has not been changed yet.
            for package in (self.revision, self.base)
            for name, key in package.operations.items()
        }
        self._reaching = (
            self.base.surface.reaching(),
            self.revision.surface.reaching(),
        )

    def link(
        self, changes: tuple[Change, ...], found: Iterable[Found]
    ) -> tuple[Change, ...]:
        """Return all changes, the most severe first."""
        found = tuple(found)
        for item in found:
            if item.change.kind == "method-renamed":
                renamed = self.revision.operations[item.subject.after or ""]
                self._names[renamed] = f"client.{item.subject.before}"
        self._gone = {
            operation
            for change in changes
            if change.id.startswith(_REPLACING)
            for operation in change.operations
        }
        caused: dict[int, list[PythonChange]] = {}
        others: dict[tuple[str | None, ...], list[tuple[Found, _Clues]]] = {}
        candidates = _Candidates(changes)
        for item in found:
            clues = self._clues(item)
            cause = candidates.best(clues)
            if cause is not None:
                caused.setdefault(cause, []).append(item.change)
            else:
                subject = item.subject
                key = (subject.before, subject.after, str(subject.is_type))
                others.setdefault(key, []).append((item, clues))
        linked = [
            self._with(change, caused.get(at, ())) for at, change in enumerate(changes)
        ]
        own = [self._own(group) for group in others.values()]
        return tuple(sorted((*linked, *own), key=lambda change: change.severity.rank))

    def _with(self, change: Change, python: Iterable[PythonChange]) -> Change:
        """Raise the severity of a change that is invisible on the wire and breaks
        Python.
        """
        python = tuple(python)
        change = replace(change, methods=self._methods(change.operations))
        if not python:
            return change
        raised = (
            change.severity is Severity.INFO
            and change.id not in self.config.severity
            and any(python_change.breaking for python_change in python)
        )
        if raised:
            change = replace(
                change,
                severity=Severity.WARNING,
                advice=change.advice or _ADVICE.callers,
                owner_advice=change.owner_advice or _ADVICE.owners,
            )
        return replace(change, python=python)

    def _own(self, group: list[tuple[Found, _Clues]]) -> Change:
        first, clues = group[0]
        python = tuple(found.change for found, _ in group)
        breaking = any(python_change.breaking for python_change in python)
        default = Severity.WARNING if breaking else Severity.INFO
        severity = Severity(self.config.severity.get(_OWN, default))
        operations = tuple(
            sorted(clues.operations, key=lambda operation: operation[::-1])
        )
        method, path = operations[0] if operations else (None, None)
        kinds = dict.fromkeys(
            python_change.kind.replace("-", " ") for python_change in python
        )
        symbol = re.split(r"[(]", first.change.symbol, maxsplit=1)[0]
        subject = first.subject
        before = _source(subject, self.base, subject.before)
        after = _source(subject, self.revision, subject.after)
        change = Change(
            id=_OWN,
            severity=severity,
            method=method,
            path=path,
            direction=subject.direction,
            base_location=_located(self.base, before),
            revision_location=_located(self.revision, after),
            nearest=_located(self.revision, after or before)
            or self.revision.side.workspace.root.location,
            message=f"`{symbol}` changed in Python, though nothing on the wire says so: "
            + ", ".join(kinds),
            advice=_ADVICE.callers if breaking else "",
            owner_advice=_ADVICE.owners if breaking else "",
            operations=operations,
            methods=self._methods(operations),
            addition=not breaking,
            wire=RULES[_OWN].wire,
            python=python,
        )
        return replace(change, accepted=accepted_reason(self.config, change))

    def _methods(self, operations: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """Return the operations' old method names, and the new ones of added
        operations.
        """
        names = self._names
        keys = (f"{method} {path}" for method, path in operations)
        return tuple(dict.fromkeys(names[key] for key in keys if key in names))

    def _clues(self, found: Found) -> _Clues:
        subject = found.subject
        sides = (
            (self.base, subject.before, self._reaching[0]),
            (self.revision, subject.after, self._reaching[1]),
        )
        media = False
        replaced = False
        operations: set[tuple[str, str]] = set()
        wire: set[str] = set()
        sources: list[frozenset[Source]] = []
        targets: list[frozenset[str]] = []
        for package, name, reaching in sides:
            if name is None:
                sources.append(frozenset())
                targets.append(frozenset())
                continue
            dotted = reaching.get(name, set()) if subject.is_type else {name}
            keys = {
                package.operations[operation]
                for operation in dotted & {*package.operations}
            }
            if subject.is_type:
                keys |= package.reaching(name)
            media = media or _chooses_media(package, subject, keys)
            pairs = {_operation(key) for key in keys}
            if package is self.base:
                replaced = pairs <= self._gone
            operations |= pairs
            sources.append(package.sources(name) if subject.is_type else frozenset())
            names = {*_wire_names(package, subject, keys, name)}
            targets.append(frozenset(_targets(package, sources[-1], names)))
            wire |= names
        if not wire and subject.member is not None:
            wire.add(subject.member)
        return _Clues(
            subject,
            found.change.kind,
            frozenset(operations),
            (sources[0], sources[1]),
            frozenset(wire),
            media,
            replaced,
            (targets[0], targets[1]),
        )


def _targets(
    package: Package, sources: Iterable[Source], names: Iterable[str]
) -> Iterator[str]:
    workspace = package.side.workspace
    for source in sources:
        node: Node | None = workspace.root
        for token in parse_pointer(source.pointer):
            node = None if node is None else workspace.child(node, token)
        for name in names:
            member = None if node is None else node.at("properties", name)
            if member is not None:
                yield format_pointer(workspace.resolve(member).pointer)


def _operation(key: str) -> tuple[str, str]:
    method, _, path = key.partition(" ")
    return method, path


def _source(subject: Subject, package: Package, name: str | None) -> Source | None:
    """Return where the document describes a type or method, by its Python name."""
    if name is None:
        return None
    if subject.is_type:
        types = package.names.types
        for names in (types.response, types.request):
            for source, type_name in names.items():
                if type_name == name:
                    return source
        return None
    for operation in package.api.operations:
        if operation.key == package.operations.get(name):
            return operation.source
    return None


def _chooses_media(package: Package, subject: Subject, keys: Iterable[str]) -> bool:
    if subject.is_type or subject.member is None:
        return False
    arguments = [package.names.arguments.get(key) for key in keys]
    return any(
        argument is not None
        and subject.member in (argument.content_type, argument.accept)
        for argument in arguments
    )


def _wire_names(
    package: Package, subject: Subject, keys: Iterable[str], name: str
) -> Iterator[str]:
    member = subject.member
    if member is None:
        return
    if subject.is_type:
        sources = package.sources(name)
        fields = package.names.types.fields
        for source in sorted(sources & fields.keys()):
            names = fields[source].items()
            yield from (wire for wire, python_name in names if python_name == member)
        return
    for key in keys:
        arguments = package.names.arguments.get(key)
        if arguments is not None:
            for (_, wire), parameter in arguments.parameters.items():
                if parameter == member:
                    yield wire
            yield from (
                wire
                for wire, python_name in arguments.body.items()
                if python_name == member
            )


def _located(package: Package, source: Source | None) -> Location | None:
    """Return the place in the compared document, whose root may have another key."""
    if source is None:
        return None
    side = package.side
    root = side.workspace.root.document
    for document in side.workspace.documents:
        if document.key == source.document:
            return document.location(parse_pointer(source.pointer))
    return root.location(parse_pointer(source.pointer))
