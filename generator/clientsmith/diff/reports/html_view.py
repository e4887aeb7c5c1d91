"""What the HTML report shows, as plain texts and numbers for its template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from clientsmith.diagnostics import Location
from clientsmith.diff.changes import (
    Bump,
    Change,
    Comparison,
    PythonChange,
    Severity,
    Summary,
    breaks_wire,
)
from clientsmith.diff.reports.excerpts import Excerpt, code_excerpts, document_excerpts
from clientsmith.diff.reports.grouping import outline
from clientsmith.diff.reports.places import (
    advices,
    called,
    has_news,
    place,
    python_sentence,
    verdict,
)
from clientsmith.diff.reports.python_code import broken_lines
from clientsmith.diff.rules.kinds import is_sent
from clientsmith.support.markdown import code_spans
from clientsmith.support.texts import printable

_ACCEPTED = "accepted"
_STATUSES = {
    Severity.BREAKING: ("Breaking", "breaking change", "breaking changes"),
    Severity.WARNING: ("Warning", "warning", "warnings"),
    Severity.INFO: ("Other", "other change", "other changes"),
    _ACCEPTED: ("Accepted", "accepted", "accepted"),
}
"""What a change is labelled with, in order, and how many there are, in words."""
_BUMPS = (Bump.NONE, Bump.PATCH, Bump.MINOR, Bump.MAJOR)
_WHOLE = "The API as a whole"
# Of one change, without being asked for.
_MOST_PYTHON = 3
_LONGEST_PROBLEM = 2000


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a sentence."""

    text: str
    code: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many changes have a label: `2 warnings`."""

    status: str
    label: str
    number: int
    noun: str


@dataclass(frozen=True, slots=True)
class Pane:
    """One side of a change."""

    title: str
    place: str
    excerpt: Excerpt
    absent: str


@dataclass(frozen=True, slots=True)
class PythonView:
    """What a change does to the generated package.

    `signature`: the whole of what the panes show a part of; the first time only.
    """

    symbol: str
    kind: str
    breaking: bool
    panes: tuple[Pane, Pane]
    signature: tuple[Pane, Pane] | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change; `severity`: what an accepted one would be."""

    id: str
    status: str
    label: str
    severity: str
    message: tuple[Segment, ...]
    advice: tuple[tuple[str, tuple[Segment, ...]], ...]
    accepted: str
    further: tuple[str, ...]
    methods: tuple[str, ...]
    panes: tuple[Pane, Pane]
    expanded: bool
    python: tuple[PythonView, ...]
    more_python: tuple[PythonView, ...]

    @property
    def excerpted(self) -> bool:
        """Whether there is anything to put side by side."""
        return any(each.excerpt for each in self.panes)

    @property
    def places(self) -> tuple[Pane, ...]:
        """The sides that stand somewhere."""
        return tuple(each for each in self.panes if each.place)


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one operation, or of one shared schema (without a method), the worst
    first; `whole`: of the API.
    """

    method: str
    path: str
    whole: bool
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True)
class KindView:
    """How many changes there are of a kind."""

    section: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Client:
    """One comparison."""

    key: str
    name: str
    base: str
    revision: str
    verdict: str
    status: str
    bump: str
    reason: str
    counts: tuple[Count, ...]
    python: str
    problem: str
    kinds: tuple[KindView, ...]
    groups: tuple[Group, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Page:
    """All of it."""

    title: str
    verdict: str
    clients: tuple[Client, ...]
    unchanged: tuple[str, ...]
    statuses: tuple[Count, ...]
    total: int


def page_view(comparisons: tuple[Comparison, ...]) -> Page:
    """All comparisons in their order; of several, those without changes by name."""
    worst = max(comparisons, key=_seriousness, default=None)
    shown = [each for each in comparisons if has_news(each) or len(comparisons) == 1]
    clients = tuple(_client(at, each) for at, each in enumerate(shown, start=1))
    statuses = Counter[str]()
    for client in clients:
        statuses.update({each.status: each.number for each in client.counts})
    counts = _counts(statuses)
    return Page(
        title=", ".join(each.name for each in clients) or "none",
        unchanged=tuple(
            printable(each.client or each.revision)
            for each in comparisons
            if each not in shown
        ),
        verdict=(
            "Nothing was compared" if worst is None else _capitalised(verdict(worst))
        ),
        clients=clients,
        statuses=counts,
        total=sum(each.total for each in clients),
    )


def _client(at: int, comparison: Comparison) -> Client:
    summary = comparison.summary
    counts = _counts(Counter(map(_status, comparison.changes)))
    base, revision = printable(comparison.base), printable(comparison.revision)
    return Client(
        key=str(at),
        name=printable(comparison.client or "") or f"{base} → {revision}",
        base=base,
        revision=revision,
        verdict=_capitalised(verdict(comparison)),
        status=_tone(summary, counts),
        bump=str(summary.bump),
        reason=summary.reason,
        counts=counts,
        python=_python_sentence(comparison),
        problem=_problem(comparison),
        kinds=tuple(
            KindView(str(section.part), each.kind.title.replace("`", ""), each.count)
            for section in outline(comparison.changes)
            for each in section.kinds
        ),
        groups=_groups(comparison),
        total=len(comparison.changes),
    )


def _python_sentence(comparison: Comparison) -> str:
    python = comparison.python
    return "" if python is None or python.problem else python_sentence(python)


def _problem(comparison: Comparison) -> str:
    """Why the packages were not compared."""
    problem = (comparison.python.problem if comparison.python else None) or ""
    return "\n".join(map(printable, problem[:_LONGEST_PROBLEM].split("\n")))


def _counts(numbers: Counter[str]) -> tuple[Count, ...]:
    return tuple(
        Count(
            str(status), label, numbers[status], one if numbers[status] == 1 else many
        )
        for status, (label, one, many) in _STATUSES.items()
        if numbers[status]
    )


def _seriousness(comparison: Comparison) -> tuple[int, bool, int]:
    summary = comparison.summary
    on_the_wire = any(map(breaks_wire, comparison.changes))
    return _BUMPS.index(summary.bump), on_the_wire, summary.breaking


def _tone(summary: Summary, counts: tuple[Count, ...]) -> str:
    """The worst that there is, which is the first."""
    if summary.bump is Bump.MAJOR:
        return str(Severity.BREAKING)
    return counts[0].status if counts else _ACCEPTED


def _status(change: Change) -> str:
    return str(change.severity) if change.accepted is None else _ACCEPTED


def _groups(comparison: Comparison) -> tuple[Group, ...]:
    """By shared schema or operation, in the order of their worst changes; accepted ones
    come last.
    """
    groups: dict[tuple[str, str, bool], list[Change]] = {}
    for each in sorted(
        comparison.changes, key=lambda change: change.accepted is not None
    ):
        groups.setdefault(_heading(each), []).append(each)
    return tuple(
        Group(
            printable(method),
            printable(path),
            whole,
            tuple(_change(comparison, each) for each in found),
        )
        for (method, path, whole), found in groups.items()
    )


def _heading(change: Change) -> tuple[str, str, bool]:
    if change.component is not None:
        return "", change.component, False
    if change.method is None or change.path is None:
        return "", _WHOLE, True
    if not is_sent(change.path):
        return change.method, change.path, False
    noun, _, name = called((change.method, change.path)).partition(" ")
    return noun, name, False


def _change(comparison: Comparison, change: Change) -> ChangeView:
    status = _status(change)
    # Of the others, and of what was accepted, nothing has to be done.
    expanded = status in (Severity.BREAKING, Severity.WARNING)
    excerpts = _document_excerpts(change)
    absent = ("Not in the document before", "Not in the document now")
    places = (place(change.base_location), place(change.revision_location))
    python = tuple(_python(change.python))
    return ChangeView(
        id=change.id,
        status=status,
        label=_STATUSES[status][0],
        severity=str(change.severity),
        message=_segments(_capitalised(change.message)),
        advice=tuple(
            (label, _segments(text))
            for label, text in advices(comparison, change).items()
        ),
        accepted=printable(change.accepted or ""),
        further=tuple(
            printable(called(each))
            for each in change.operations
            if change.component is not None or each != (change.method, change.path)
        ),
        methods=tuple(map(printable, change.methods)) if expanded else (),
        panes=_panes(excerpts, places, absent),
        expanded=expanded,
        python=python[:_MOST_PYTHON],
        more_python=python[_MOST_PYTHON:],
    )


def _python(changes: Iterable[PythonChange]) -> Iterator[PythonView]:
    seen: set[tuple[str | None, str | None]] = set()
    for each in changes:
        whole, part = (each.before, each.after), (each.part_before, each.part_after)
        is_part = part != (None, None)
        yield PythonView(
            symbol=printable(each.symbol),
            kind=each.kind.replace("-", " "),
            breaking=each.breaking,
            panes=_code_panes(*(part if is_part else whole)),
            signature=_code_panes(*whole) if is_part and whole not in seen else None,
        )
        seen.add(whole)


def _code_panes(before: str | None, after: str | None) -> tuple[Pane, Pane]:
    return _panes(
        code_excerpts(*map(_broken, (before, after))),
        ("", ""),
        ("Not in the package before", "Not in the package now"),
    )


def _broken(code: str | None) -> str | None:
    return None if code is None else "\n".join(broken_lines(code))


def _panes(
    excerpts: tuple[Excerpt, Excerpt], places: tuple[str, str], absent: tuple[str, str]
) -> tuple[Pane, Pane]:
    before, after = (
        Pane(title, printable(at), _visible(excerpt), nothing)
        for title, excerpt, at, nothing in zip(
            ("Before", "After"), excerpts, places, absent, strict=True
        )
    )
    return before, after


def _visible(excerpt: Excerpt) -> Excerpt:
    return tuple(replace(line, text=printable(line.text)) for line in excerpt)


def _document_excerpts(change: Change) -> tuple[Excerpt, Excerpt]:
    """Nothing of a whole document: most of it is about other changes."""
    before, after = map(_pointer, (change.base_location, change.revision_location))
    base = change.base_extent if before else None
    revision = change.revision_extent if after else None
    part = None
    if before is not None and after is not None:
        if after.startswith(f"{before}/"):
            part = 1
        elif before.startswith(f"{after}/"):
            part = 0
    return document_excerpts(base, revision, part)


def _pointer(location: Location | None) -> str | None:
    return None if location is None else location.pointer


def _capitalised(sentence: str) -> str:
    """Code at its beginning stays as it is."""
    return sentence[:1].upper() + sentence[1:]


def _segments(sentence: str) -> tuple[Segment, ...]:
    """The sentence, with what is code in it."""
    parts = code_spans(printable(sentence))
    return tuple(Segment(text, is_code) for text, is_code in parts if text)
