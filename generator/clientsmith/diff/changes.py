"""The result of a comparison: changes, their severities, and a summary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from clientsmith.diagnostics import Location
from clientsmith.document.extents import Extent
from clientsmith.document.values import JsonValue
from clientsmith.model.usage import Direction


class Severity(StrEnum):
    """The effect of a change on callers."""

    BREAKING = "breaking"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the most severe."""
        return [*Severity].index(self)


class Bump(StrEnum):
    """The part of a semantic version that changes (SemVer 2.0)."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonChange:
    """The effect of a change on the generated package.

    `before` and `after` are code: for what happens to one argument, the whole signature,
    and `part_before` and `part_after` are the argument alone.
    """

    kind: str
    symbol: str
    before: str | None
    after: str | None
    breaking: bool
    part_before: str | None = None
    part_after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change, with all operations that it affects.

    `method` and `path` are those of the first one; None: it is about the document.
    `nearest` is where to look in the revision: what changed, or of what was removed, the
    nearest thing around it that is left. `advice` is for those who call the API,
    `owner_advice` for those who offer it. `accepted` is the reason why the configuration
    accepts it. `subject` is what the message is about, `component` the shared schema that
    it is in. `methods` are those of the generated client that call the operations, where
    the packages were compared. `wire` False: it is about the generated package alone. The
    extents are the texts at the two places; `written` are the pointers to these in
    the documents as they are written.
    """

    id: str
    severity: Severity
    method: str | None
    path: str | None
    direction: Direction | None
    base_location: Location | None
    revision_location: Location | None
    nearest: Location
    message: str
    advice: str
    owner_advice: str
    before: JsonValue = None
    after: JsonValue = None
    operations: tuple[tuple[str, str], ...] = ()
    addition: bool = False
    wire: bool = True
    accepted: str | None = None
    subject: str = ""
    component: str | None = None
    methods: tuple[str, ...] = ()
    python: tuple[PythonChange, ...] = ()
    written: tuple[str, ...] = field(default=(), compare=False)
    base_extent: Extent | None = field(default=None, compare=False)
    revision_extent: Extent | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The number of changes by severity, of accepted ones, and the version bump."""

    breaking: int
    warning: int
    info: int
    accepted: int
    bump: Bump
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonSummary:
    """The numbers of changes that break callers on the wire only, in Python only, or in
    both.

    `problem` says why the generated packages could not be compared.
    """

    wire: int = 0
    python: int = 0
    both: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """Two documents under the users' names for them, and the changes.

    Equal to itself only: there may be thousands of changes.
    """

    base: str
    revision: str
    changes: tuple[Change, ...]
    client: str | None = None
    python: PythonSummary | None = None

    @property
    def summary(self) -> Summary:
        """The summary; accepted changes do not count as breaking."""
        return summarise(self.changes)


def breaks_python(change: Change) -> bool:
    """Return whether code that uses the generated package must change."""
    return any(python_change.breaking for python_change in change.python)


def breaks_wire(change: Change) -> bool:
    """Return whether requests may fail that succeeded, or responses break promises."""
    return change.severity is Severity.BREAKING and change.wire


def summarise_python(changes: Iterable[Change]) -> PythonSummary:
    """Count where changes break callers, without the accepted ones."""
    facts = [
        (breaks_wire(change), breaks_python(change))
        for change in changes
        if change.accepted is None
    ]
    return PythonSummary(
        wire=facts.count((True, False)),
        python=facts.count((False, True)),
        both=facts.count((True, True)),
    )


def summarise(changes: Iterable[Change]) -> Summary:
    """Count the changes, and decide the version bump."""
    changes = tuple(changes)
    counted = [change for change in changes if change.accepted is None]
    counts = {
        severity: sum(change.severity is severity for change in counted)
        for severity in Severity
    }
    bump, reason = _bump(changes, counts)
    return Summary(
        breaking=counts[Severity.BREAKING],
        warning=counts[Severity.WARNING],
        info=counts[Severity.INFO],
        accepted=len(changes) - len(counted),
        bump=bump,
        reason=reason,
    )


def _bump(changes: tuple[Change, ...], counts: dict[Severity, int]) -> tuple[Bump, str]:
    broken = [
        change
        for change in changes
        if change.accepted is None
        and (change.severity is Severity.BREAKING or breaks_python(change))
    ]
    if any(map(breaks_wire, broken)):
        return Bump.MAJOR, "calls that worked may fail"
    if broken:
        return Bump.MAJOR, "Python code that worked may fail"
    if changes and not any(counts.values()):
        return Bump.PATCH, "all changes are accepted"
    if counts[Severity.WARNING]:
        return Bump.MINOR, "calls keep working, as far as the documents tell"
    if any(change.addition for change in changes):
        return Bump.MINOR, "something was added"
    if changes:
        return Bump.PATCH, "nothing changed on the wire that a client could rely on"
    return Bump.NONE, "nothing changed"
