"""Changes as workflow commands, which GitHub shows as annotations.

See "Workflow commands for GitHub Actions" in GitHub's documentation. A job shows the
first ten errors, warnings and notices of each step, so no more are written: where there
are more changes than that, those of a kind share one, at the place of the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clientsmith.diff.changes import Comparison, Severity
from clientsmith.diff.reports.grouping import (
    Entry,
    KindOfChange,
    Part,
    outline,
    reach,
    sentence,
)
from clientsmith.diff.reports.places import (
    advices,
    called,
    is_far_in,
    path_in_repository,
    shared_name,
)
from clientsmith.diff.reports.python_code import code_lines, headline
from clientsmith.support.texts import printable

_COMMANDS = {
    Severity.BREAKING: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}
_MOST = 10
_MOST_SENTENCES = 10


@dataclass(frozen=True, slots=True)
class _Annotation:
    """The text of one annotation: entries of a kind."""

    comparison: Comparison
    kind: KindOfChange
    entries: tuple[Entry, ...]

    @property
    def severity(self) -> Severity:
        return self.entries[0].first.severity

    def command(self) -> str:
        change = self.entries[0].first
        properties = {"file": path_in_repository(change.nearest.path)}
        if change.nearest.line is not None:
            properties["line"] = str(change.nearest.line)
        name = shared_name(change) if len(self.entries) == 1 else self.kind.kind.title
        client = self.comparison.client
        label = f"{client}: {name}" if client else name
        count = sum(len(entry.changes) for entry in self.entries)
        counted = f"{count} {change.severity}" if count > 1 else str(change.severity)
        properties["title"] = f"{label} ({counted})"
        shown = ",".join(
            f"{key}={_escaped(printable(value)).replace(':', '%3A').replace(',', '%2C')}"
            for key, value in properties.items()
        )
        text = "\n".join(map(printable, self._lines()))
        return f"::{_COMMANDS[self.severity]} {shown}::{_escaped(text)}"

    def _lines(self) -> Iterator[str]:
        for entry in self.entries[:_MOST_SENTENCES]:
            alone = len(self.entries) == len(entry.operations) == 1
            yield entry.message if alone else sentence(entry, entry.message, called)
            if is_far_in(entry.first.nearest):
                yield f"At #{entry.first.nearest.pointer}"
            if entry.first.component is not None and entry.operations:
                yield f"It reaches {reach(entry.operations)}."
        if len(self.entries) > _MOST_SENTENCES:
            yield f"and {len(self.entries) - _MOST_SENTENCES} more"
        yield f"[{', '.join(self.kind.ids)}]"
        advised = advices(self.comparison, self.entries[0].first)
        for label, advice in advised.items():
            yield f"{label}: {advice}"
        if len(self.entries) == 1:
            for change in self.entries[0].python:
                yield f"python: {headline(change)}"
                yield from code_lines(change)


def github_report(comparisons: Iterable[Comparison]) -> str:
    """Return at most ten lines per severity for all clients, without accepted changes."""
    kinds = [
        (comparison, kind)
        for comparison in comparisons
        for section in outline(comparison)
        if section.part is not Part.ACCEPTED
        for kind in section.kinds
    ]
    lines: list[str] = []
    for severity in Severity:
        mine = [
            _Annotation(comparison, kind, entries)
            for comparison, kind in kinds
            if (entries := _of(kind, severity))
        ]
        single = [
            _Annotation(annotation.comparison, annotation.kind, (entry,))
            for annotation in mine
            for entry in annotation.entries
        ]
        found = single if len(single) <= _MOST else mine
        lines += [annotation.command() for annotation in found[:_MOST]]
        if more := len(found) - _MOST if len(found) > _MOST else 0:
            text = (
                f"{more} more kinds of change ({severity}): the report has all of them"
            )
            lines[-1] = f"{lines[-1]}%0A{text}"
    return "".join(f"{line}\n" for line in lines)


def _of(kind: KindOfChange, severity: Severity) -> tuple[Entry, ...]:
    return tuple(entry for entry in kind.entries if entry.first.severity is severity)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
