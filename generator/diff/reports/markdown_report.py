"""Changes as Markdown, made for a comment under a pull request.

What has to be decided stands first; everything else is folded. The text never grows
longer than GitHub allows: what does not fit is left out as a whole, and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.diff.changes import (
    Bump,
    Change,
    Comparison,
    PythonChange,
    Severity,
    breaks_python,
)
from generator.diff.reports.places import (
    counted,
    counts,
    further,
    operation_name,
    place,
    python_sentence,
)
from generator.markdown import code, prose

# GitHub takes 65,536 characters; the rest is for what is said around the entries.
_LONGEST = 60_000
# For one change; the other formats show all.
_MOST_PYTHON = 10
_VERDICTS = {
    Bump.MAJOR: "Calls that work today may fail",
    Bump.MINOR: "Nothing is known to break",
    Bump.PATCH: "Nothing changes for callers",
    Bump.NONE: "Nothing changed",
}
_HEADINGS = {
    Severity.BREAKING: "Breaking changes: decide before merging",
    Severity.WARNING: "Warnings: the documents cannot tell whether these break callers",
    Severity.INFO: "Other changes: nothing to do",
}


def markdown_report(comparisons: Iterable[Comparison]) -> str:
    """All comparisons in one text."""
    comparisons = tuple(comparisons)
    budget = _LONGEST // max(len(comparisons), 1)
    parts = [_Report(each, budget).text() for each in comparisons]
    return "\n\n".join(parts) + "\n" if parts else "Nothing was compared.\n"


class _Report:
    """One comparison, within a number of characters."""

    def __init__(self, comparison: Comparison, budget: int) -> None:
        self._comparison = comparison
        self._left = budget
        self._omitted = 0

    def text(self) -> str:
        head = [*self._head()]
        self._left -= sum(map(len, head)) + 1000
        body = [part for severity in Severity for part in self._section(severity)]
        accepted = [*self._accepted()]
        tail = []
        if self._omitted:
            tail.append(
                f"_{self._omitted} more did not fit: `clientsmith diff` in a terminal, "
                "or its other formats, show all of them._"
            )
        return "\n\n".join((*head, *body, *accepted, *tail))

    def _head(self) -> Iterator[str]:
        comparison = self._comparison
        summary = comparison.summary
        name = f" of {code(_short(comparison.client))}" if comparison.client else ""
        yield f"## API changes{name}: {_VERDICTS[summary.bump].lower()}"
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
            f"**{amount}** from {sides}.  \nSuggested version bump: "
            f"**{summary.bump}**, since {summary.reason}."
        )
        if comparison.python is not None:
            problem = comparison.python.problem
            if problem is None:
                yield f"{python_sentence(comparison.python)}."
            else:
                text = prose(_short(problem, 1000))
                yield f"The generated packages were not compared: {text}"

    def _section(self, severity: Severity) -> Iterator[str]:
        changes = [
            each
            for each in self._comparison.changes
            if each.severity is severity and each.accepted is None
        ]
        if not changes:
            return
        entries = [*self._fitting(changes)]
        if severity is Severity.BREAKING:
            yield f"### {_HEADINGS[severity]}"
            yield "\n".join(entries)
        else:
            title = f"{counted(severity, len(changes))}. {_HEADINGS[severity]}"
            if any(map(breaks_python, changes)):
                title += "; where Python code has to change, it is told"
            yield _folded(title, entries)

    def _accepted(self) -> Iterator[str]:
        changes = [
            each for each in self._comparison.changes if each.accepted is not None
        ]
        if changes:
            entries = [*self._fitting(changes)]
            yield _folded(f"{len(changes)} accepted in the configuration", entries)

    def _fitting(self, changes: Iterable[Change]) -> Iterator[str]:
        full = False
        for each in changes:
            entry = _entry(each)
            full = full or len(entry) + 1 > self._left
            if full:
                self._omitted += 1
            else:
                self._left -= len(entry) + 1
                yield entry


def _folded(title: str, entries: list[str]) -> str:
    body = "\n".join(entries)
    return f"<details>\n<summary>{title}</summary>\n\n{body or '- none fits'}\n\n</details>"


def _entry(change: Change) -> str:
    name = operation_name(change)
    head = f"**{code(_short(name))}**" if name else "**The API as a whole**"
    others = further(change)
    if others:
        reached = [f"{method} {path}" for method, path in change.operations[1:4]]
        shown = ", ".join(code(_short(each)) for each in reached)
        more = f" and {others - len(reached)} more" if others > len(reached) else ""
        head += f" (as well as {shown}{more})"
    lines = [f"- {head}: {prose(_short(change.message, 1000))}"]
    if change.advice:
        lines.append(f"  **What to do:** {prose(change.advice)}")
    if change.accepted is not None:
        lines.append(f"  Accepted: {prose(_short(change.accepted))}")
    lines += [f"  {_python(each)}" for each in change.python[:_MOST_PYTHON]]
    left_out = len(change.python) - _MOST_PYTHON
    if left_out > 0:
        lines.append(f"  and {left_out} more in Python")
    lines.append(f"  <sub>{_places(change)}{code(change.id)}</sub>")
    return "  \n".join(lines)


def _python(change: PythonChange) -> str:
    """One line, with the code before and after."""
    verdict = "breaks Python" if change.breaking else "Python"
    kind = change.kind.replace("-", " ")
    parts = [f"_{verdict}_, {code(_short(change.symbol))}, {kind}"]
    sides = []
    if change.before is not None:
        sides.append(f"before {code(_line(change.before))}")
    if change.after is not None:
        sides.append(f"now {code(_line(change.after))}")
    return ": ".join((*parts, ", ".join(sides))) if sides else parts[0]


def _line(text: str) -> str:
    return _short(text.replace("\n", "; "), 300)


def _places(change: Change) -> str:
    before, after = place(change.base_location), place(change.revision_location)
    sides = []
    if before:
        sides.append(f"before: {code(before)}")
    if after:
        sides.append(f"now: {code(after)}")
    return ", ".join(sides) + (", " if sides else "")


def _short(text: str, longest: int = 200) -> str:
    return text if len(text) <= longest else f"{text[:longest]}..."
