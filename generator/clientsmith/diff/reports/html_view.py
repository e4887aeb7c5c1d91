"""The contents of the HTML report, as plain texts and numbers for its template."""

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
    Summary,
    breaks_wire,
)
from clientsmith.diff.reports.excerpts import Excerpt, code_excerpts, document_excerpts
from clientsmith.diff.reports.grouping import (
    MOST_NAMES,
    Entry,
    KindOfChange,
    Part,
    Section,
    listed,
    outline,
    part_of,
    reach,
    sentence,
)
from clientsmith.diff.reports.places import (
    advices,
    called,
    has_news,
    noun,
    place,
    python_sentence,
    section_title,
    verdict,
)
from clientsmith.diff.reports.python_code import broken_lines
from clientsmith.diff.rules.kinds import is_sent, is_whole
from clientsmith.support.markdown import code_spans, quoted
from clientsmith.support.texts import printable

_LABELS = {
    Part.BREAKING: "Breaking",
    Part.PYTHON: "Python only",
    Part.WARNING: "Warning",
    Part.INFO: "Other",
    Part.ACCEPTED: "Accepted",
}
_DECIDED = (Part.INFO, Part.ACCEPTED)
"""The sections that require no decision."""
_BUMPS = (Bump.NONE, Bump.PATCH, Bump.MINOR, Bump.MAJOR)
# For one entry, without expanding it.
_MOST_PYTHON = 3
# Entries of a kind that are expanded; the others are folded.
_MOST_OPEN = 10
_LONGEST_PROBLEM = 2000


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a sentence."""

    text: str
    code: bool


@dataclass(frozen=True, slots=True)
class Count:
    """The number of changes under a label: `2 warnings`."""

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
    """The effect of a change on the generated package.

    `signature`: the whole of what the panes show a part of; the first time only.
    """

    symbol: str
    kind: str
    breaking: bool
    panes: tuple[Pane, Pane]
    signature: tuple[Pane, Pane] | None


@dataclass(frozen=True, slots=True)
class SourcesView:
    """Both documents at one change, side by side."""

    panes: tuple[Pane, Pane]
    expanded: bool

    @property
    def excerpted(self) -> bool:
        """Whether there is anything to show side by side."""
        return any(pane.excerpt for pane in self.panes)

    @property
    def places(self) -> tuple[Pane, ...]:
        """The sides that have a place."""
        return tuple(pane for pane in self.panes if pane.place)


@dataclass(frozen=True, slots=True)
class EntryView:
    """One sentence, and the `count` of changes that it describes.

    `ids` is empty where the heading of the kind says it. `severity` is what an accepted
    change would be. `reach` introduces `operations`; these are empty where the sentence
    names all of them.
    """

    count: int
    ids: tuple[str, ...]
    severity: str
    message: tuple[Segment, ...]
    accepted: str
    reach: tuple[Segment, ...]
    operations: tuple[str, ...]
    methods: tuple[Segment, ...]
    sources: SourcesView
    more_sources: tuple[SourcesView, ...]
    python: tuple[PythonView, ...]
    more_python: tuple[PythonView, ...]


@dataclass(frozen=True, slots=True)
class KindView:
    """The entries of one kind of change, under their common advice."""

    key: str
    status: str
    section: str
    title: tuple[Segment, ...]
    ids: tuple[str, ...]
    count: int
    advice: tuple[tuple[str, tuple[Segment, ...]], ...]
    opened: tuple[EntryView, ...]
    folded: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """The kinds of change that call for the same decision."""

    status: str
    title: str
    decided: bool
    kinds: tuple[KindView, ...]


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
    sections: tuple[SectionView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    title: str
    verdict: str
    clients: tuple[Client, ...]
    unchanged: tuple[str, ...]
    statuses: tuple[Count, ...]
    total: int


def page_view(comparisons: tuple[Comparison, ...]) -> Page:
    """Return all comparisons in order; name those without changes."""
    worst = max(comparisons, key=_seriousness, default=None)
    shown = [
        comparison
        for comparison in comparisons
        if has_news(comparison) or len(comparisons) == 1
    ]
    clients = tuple(
        _client(at, comparison) for at, comparison in enumerate(shown, start=1)
    )
    parts = Counter(
        part_of(change) for comparison in shown for change in comparison.changes
    )
    return Page(
        title=", ".join(client.name for client in clients) or "none",
        unchanged=tuple(
            printable(comparison.client or comparison.revision)
            for comparison in comparisons
            if comparison not in shown
        ),
        verdict=(
            "Nothing was compared" if worst is None else _capitalised(verdict(worst))
        ),
        clients=clients,
        statuses=_counts(parts),
        total=sum(client.total for client in clients),
    )


def _client(at: int, comparison: Comparison) -> Client:
    summary = comparison.summary
    counts = _counts(Counter(map(part_of, comparison.changes)))
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
        sections=tuple(
            _section(comparison, f"{at}-{number}", section)
            for number, section in enumerate(outline(comparison), start=1)
        ),
        total=len(comparison.changes),
    )


def _python_sentence(comparison: Comparison) -> str:
    python = comparison.python
    return "" if python is None or python.problem else python_sentence(python)


def _problem(comparison: Comparison) -> str:
    """Return why the packages were not compared."""
    problem = (comparison.python.problem if comparison.python else None) or ""
    return "\n".join(map(printable, problem[:_LONGEST_PROBLEM].split("\n")))


def _counts(numbers: Counter[Part]) -> tuple[Count, ...]:
    return tuple(
        Count(_status(part), label, numbers[part], noun(part, numbers[part]))
        for part, label in _LABELS.items()
        if numbers[part]
    )


def _status(part: Part) -> str:
    """Return the section's name in styles and addresses."""
    return part.name.lower()


def _seriousness(comparison: Comparison) -> tuple[int, bool, int]:
    summary = comparison.summary
    on_the_wire = any(map(breaks_wire, comparison.changes))
    return _BUMPS.index(summary.bump), on_the_wire, summary.breaking


def _tone(summary: Summary, counts: tuple[Count, ...]) -> str:
    """Return the most severe section, which is the first."""
    if summary.bump is Bump.MAJOR:
        return _status(Part.BREAKING)
    return counts[0].status if counts else _status(Part.ACCEPTED)


def _section(comparison: Comparison, key: str, section: Section) -> SectionView:
    return SectionView(
        status=_status(section.part),
        title=section_title(section),
        decided=section.part in _DECIDED,
        kinds=tuple(
            _kind(comparison, f"{key}-{at}", section.part, kind)
            for at, kind in enumerate(section.kinds, start=1)
        ),
    )


def _kind(comparison: Comparison, key: str, part: Part, kind: KindOfChange) -> KindView:
    ids = kind.ids
    entries = [
        _entry(entry, part, several=len(ids) > 1, first=at < _MOST_OPEN)
        for at, entry in enumerate(kind.entries)
    ]
    return KindView(
        key=key,
        status=_status(part),
        section=str(part),
        title=_segments(kind.kind.title),
        ids=ids,
        count=kind.count,
        advice=tuple(
            (label, _segments(text))
            for label, text in advices(comparison, kind.first).items()
        ),
        opened=tuple(entries[:_MOST_OPEN]),
        folded=tuple(entries[_MOST_OPEN:]),
    )


def _entry(entry: Entry, part: Part, *, several: bool, first: bool) -> EntryView:
    """Return an entry; `several`: its kind has several ids; `first`: it is open."""
    change = entry.first
    # For whole operations, or where there is nothing to do, few readers want the text.
    expanded = first and part not in _DECIDED and not is_whole(change)
    methods = () if part in _DECIDED else tuple(map(quoted, entry.methods))
    reached, operations = _reach(entry)
    sources, *more = (
        _sources(entry_change, expanded=expanded and entry_change is change)
        for entry_change in entry.changes
    )
    python = tuple(_python(entry.python))
    text = sentence(entry, _capitalised(entry.message), _operation)
    return EntryView(
        count=len(entry.changes),
        ids=(
            tuple(dict.fromkeys(entry_change.id for entry_change in entry.changes))
            if several
            else ()
        ),
        severity=str(change.severity),
        message=_segments(text),
        accepted=printable(change.accepted or ""),
        reach=_segments(reached),
        operations=tuple(printable(called(operation)) for operation in operations),
        methods=_segments(listed(methods)),
        sources=sources,
        more_sources=tuple(more),
        python=python[:_MOST_PYTHON],
        more_python=python[_MOST_PYTHON:],
    )


def _reach(entry: Entry) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the text about the operations, and those listed below it."""
    operations = entry.operations
    if not operations:
        return "", ()
    amount, named = reach(operations), _operation(operations[0])
    if entry.first.component is None:
        is_cut = len(operations) > MOST_NAMES
        return (f"All {amount}", operations) if is_cut else ("", ())
    if len(operations) == 1:
        return f"In {named}", ()
    return f"Reaches {amount}, such as {named}", operations


def _operation(operation: tuple[str, str]) -> str:
    """Return `GET /path`, or webhook `name`."""
    if not is_sent(operation[1]):
        return quoted(called(operation))
    kind, _, name = called(operation).partition(" ")
    return f"{kind} {quoted(name)}"


def _sources(change: Change, *, expanded: bool) -> SourcesView:
    absent = ("Not in the document before", "Not in the document now")
    places = (place(change.base_location), place(change.revision_location))
    return SourcesView(_panes(_document_excerpts(change), places, absent), expanded)


def _python(changes: Iterable[PythonChange]) -> Iterator[PythonView]:
    seen: set[tuple[str | None, str | None]] = set()
    for change in changes:
        whole, part = (change.before, change.after), (
            change.part_before,
            change.part_after,
        )
        is_part = part != (None, None)
        yield PythonView(
            symbol=printable(change.symbol),
            kind=change.kind.replace("-", " "),
            breaking=change.breaking,
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
    """Return excerpts; empty for whole documents, which contain other changes."""
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
    """Capitalise the first letter unless the sentence begins with code."""
    return sentence[:1].upper() + sentence[1:]


def _segments(sentence: str) -> tuple[Segment, ...]:
    """Split the sentence into text and code."""
    parts = code_spans(printable(sentence))
    return tuple(Segment(text, is_code) for text, is_code in parts if text)
