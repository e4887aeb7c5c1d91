"""Changes as Markdown, made for a comment under a pull request.

What has to be decided stands first; everything else is folded. The text never grows
longer than GitHub allows: what does not fit is left out as a whole, and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from generator.diagnostics import printable
from generator.diff.changes import (
    Change,
    Comparison,
    PythonChange,
    Severity,
    breaks_python,
    breaks_wire,
)
from generator.diff.reports.grouping import Group, Repeated, grouped
from generator.diff.reports.places import (
    advices,
    counted,
    counts,
    has_news,
    place,
    python_sentence,
    verdict,
)
from generator.diff.reports.python_code import code_lines, headline, signatures
from generator.markdown import code, prose

# GitHub takes 65,536 characters; the rest is for what is said around the entries.
_LONGEST = 60_000
# For one change; the other formats show all.
_MOST_PYTHON = 10
_MOST_NAMES = 3
# Of more clients, only the table tells.
_MOST_CLIENTS = 40
_MOST_OPERATIONS = 40
_FOLDED = {
    Severity.WARNING: "the documents cannot tell whether callers break",
    Severity.INFO: "nothing breaks",
}


def markdown_report(comparisons: Iterable[Comparison]) -> str:
    """All comparisons in one text; of several, those without changes in one line."""
    comparisons = tuple(comparisons)
    if not comparisons:
        return "Nothing was compared.\n"
    several = len(comparisons) > 1
    shown = tuple(each for each in comparisons if has_news(each) or not several)
    parts = [*_overview(shown)] if several else []
    rest = [each.client or "" for each in comparisons if each not in shown]
    if rest:
        parts.append(
            f"Nothing changed: {', '.join(code(_short(each)) for each in rest)}."
        )
    worst = sorted(shown, key=_seriousness)[:_MOST_CLIENTS]
    told = [each for each in shown if each in worst]
    left = _LONGEST - sum(map(len, parts))
    for at, each in enumerate(told):
        # What one does not need is left to the others.
        text = _Report(each, left // (len(told) - at), several=several).text()
        left -= len(text)
        parts.append(text)
    if len(told) < len(shown):
        parts.append(
            f"_The changes of {len(shown) - len(told)} more clients did not fit._"
        )
    return "\n\n".join(parts) + "\n"


def _seriousness(comparison: Comparison) -> tuple[int, int]:
    summary = comparison.summary
    return -summary.breaking, -summary.warning


def _overview(comparisons: Iterable[Comparison]) -> Iterator[str]:
    rows = [_row(each) for each in comparisons]
    yield "# API changes"
    if rows:
        head = "| client | breaking | warnings | other | breaks Python | version |"
        yield "\n".join((head, "|---|---|---|---|---|---|", *rows))


def _row(comparison: Comparison) -> str:
    summary, python = comparison.summary, comparison.python
    broken = "not compared" if python is None or python.problem else "no"
    if python is not None and python.both + python.python:
        broken = f"**{python.both + python.python}**"
    name = code(_short(comparison.client or "")).replace("|", "\\|")
    breaking = f"**{summary.breaking}**" if summary.breaking else "0"
    cells = (name, breaking, summary.warning, summary.info, broken, summary.bump)
    return f"| {' | '.join(map(str, cells))} |"


class _Report:
    """One comparison, within a number of characters."""

    def __init__(self, comparison: Comparison, budget: int, *, several: bool) -> None:
        self._comparison = comparison
        self._several = several
        self._left = budget
        self._omitted = 0

    def text(self) -> str:
        head = [*self._head()]
        # Something is needed around the entries.
        self._left -= sum(map(len, head)) + min(1000, self._left // 4)
        changes = self._comparison.changes
        open_ = [each for each in changes if each.accepted is None]
        body = [*self._breaking([each for each in open_ if _breaks(each)])]
        for severity, what in _FOLDED.items():
            rest = [
                each
                for each in open_
                if each.severity is severity and not _breaks(each)
            ]
            body += self._folded(f"{counted(severity, len(rest))}: {what}", rest)
        accepted = [each for each in changes if each.accepted is not None]
        body += self._folded(f"{len(accepted)} accepted in the configuration", accepted)
        body += self._signatures(open_)
        if self._omitted:
            body.append(
                f"_{self._omitted} more did not fit: `clientsmith diff` in a terminal, "
                "or its other formats, show all of them._"
            )
        return "\n\n".join((*head, *body))

    def _head(self) -> Iterator[str]:
        comparison = self._comparison
        summary = comparison.summary
        name = code(_short(comparison.client)) if comparison.client else ""
        if not self._several:
            name = f"API changes of {name}" if name else "API changes"
        yield f"## {name}: {verdict(comparison)}"
        found = [
            counted(severity, count)
            for severity, count in counts(summary).items()
            if count
        ]
        amount = ", ".join(found) or "No changes"
        sides = (
            f"{code(_short(comparison.base))} to {code(_short(comparison.revision))}"
        )
        yield (
            f"{' '.join((f'**{amount}** from {sides}.', *self._python()))}  \n"
            f"Suggested version bump: **{summary.bump}**, since {summary.reason}."
        )

    def _python(self) -> Iterator[str]:
        python = self._comparison.python
        if python is not None and python.problem is not None:
            text = prose(_short(python.problem, 1000))
            yield f"The generated packages were not compared: {text}"
        elif python is not None:
            yield f"{python_sentence(python)}."

    def _breaking(self, changes: list[Change]) -> Iterator[str]:
        if changes:
            entries = [*self._fitting(changes, breaking=True)]
            yield "### Breaking: decide before merging"
            yield "\n".join(entries)

    def _folded(self, title: str, changes: list[Change]) -> Iterator[str]:
        if changes:
            entries = [*self._fitting(changes, breaking=False)]
            yield _details(title, "\n".join(entries) or "- none fits")

    def _fitting(self, changes: Iterable[Change], *, breaking: bool) -> Iterator[str]:
        full = False
        for each in grouped(changes):
            entry = "\n".join(_entry(self._comparison, each, breaking=breaking))
            full = full or len(entry) + 1 > self._left
            if full:
                self._omitted += len(each.changes)
            else:
                self._left -= len(entry) + 1
                yield entry

    def _signatures(self, changes: Iterable[Change]) -> Iterator[str]:
        found: list[str] = []
        for lines in signatures(changes):
            text = "\n".join(_fenced(lines))
            if len(text) + 2 <= self._left:
                self._left -= len(text) + 2
                found.append(text)
        if found:
            yield _details("Signatures in Python, before and after", "\n\n".join(found))


def _breaks(change: Change) -> bool:
    return change.severity is Severity.BREAKING or breaks_python(change)


def _details(title: str, body: str) -> str:
    return f"<details>\n<summary>{title}</summary>\n\n{body}\n\n</details>"


def _entry(comparison: Comparison, group: Group, *, breaking: bool) -> Iterator[str]:
    """One item of the list, whose further lines are indented."""
    first = group.first
    head = f"**{_operations(group.operations)}**"
    if len(group.operations) > 1:
        # What came from one place says it all; places of their own are each of interest.
        most = _MOST_NAMES if len(group.changes) == 1 else _MOST_OPERATIONS
        head += f" (as well as {_listed(group.operations[1:], most)})"
    if breaking:
        head += f", {_where(first)}"
    lines: list[str] = []
    if len(group.sentences) == 1:
        lines.append(f"- {head}: {prose(_short(first.message, 1000))}")
    else:
        yield f"- {head}:"
        yield from (f"  - {_sentence(each)}" for each in group.sentences)
        yield ""
    if first.accepted is not None:
        lines.append(f"Accepted: {prose(_short(first.accepted))}")
    else:
        told = advices(comparison, first)
        lines += [f"**{label}:** {prose(text)}" for label, text in told.items()]
    if group.methods and (breaking or first.severity is Severity.WARNING):
        lines.append(f"**Calls of:** {_listed(group.methods, _MOST_NAMES)}")
    places = _places(group.sentences[0]) if len(group.sentences) == 1 else []
    lines.append(f"<sub>{', '.join((*places, code(first.id)))}</sub>")
    yield ("  " if len(group.sentences) > 1 else "") + "  \n  ".join(lines)
    yield from _code(group.python)


def _operations(operations: tuple[tuple[str, str], ...]) -> str:
    return _named(operations[0]) if operations else "The API as a whole"


def _listed(items: Sequence[str | tuple[str, str]], most: int) -> str:
    shown = ", ".join(map(_named, items[:most]))
    left = len(items) - most
    return f"{shown} and {left} more" if left > 0 else shown


def _named(item: str | tuple[str, str]) -> str:
    return code(_short(item if isinstance(item, str) else " ".join(item)))


def _sentence(sentence: Repeated) -> str:
    places = ", ".join(_places(sentence))
    shown = f" <sub>{places}</sub>" if places else ""
    return f"{prose(_short(sentence.first.message, 1000))}{shown}"


def _code(changes: Sequence[PythonChange]) -> Iterator[str]:
    shown = [
        line
        for each in changes[:_MOST_PYTHON]
        for line in (f"@@ {headline(each)} @@", *code_lines(each))
    ]
    if shown:
        yield from (f"  {line}" for line in _fenced(shown))
    if len(changes) > _MOST_PYTHON:
        yield f"\n  and {len(changes) - _MOST_PYTHON} more in Python"


def _where(change: Change) -> str:
    if not breaks_wire(change):
        return "in Python"
    return "on the wire and in Python" if breaks_python(change) else "on the wire"


def _fenced(lines: Iterable[str]) -> Iterator[str]:
    """A block that shows what came and went in colour (CommonMark, 4.5)."""
    shown = [*map(printable, lines)]
    longest = max((len(run) for run in re.findall("`+", "\n".join(shown))), default=0)
    fence = "`" * max(longest + 1, 3)
    yield f"{fence}diff"
    yield from shown
    yield fence


def _places(sentence: Repeated) -> list[str]:
    change = sentence.first
    sides = {"before": change.base_location, "now": change.revision_location}
    shown = [
        f"{side}: {code(text)}"
        for side, location in sides.items()
        if (text := place(location))
    ]
    others = len(sentence.changes) - 1
    if others:
        shown.append(f"and {others} more place{'' if others == 1 else 's'}")
    return shown


def _short(text: str, longest: int = 200) -> str:
    return text if len(text) <= longest else f"{text[:longest]}..."
