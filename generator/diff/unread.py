"""What cannot be read is not compared, and that is a finding: it may hide any change."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.diff.facts import Effect
from generator.diff.findings import Finding, about_document
from generator.diff.reading import Side
from generator.document.documents import Source

_Problem = tuple[str, Source]


def unread_findings(base: Side, revision: Side) -> Iterator[Finding]:
    """The parts of either document that a comparison came upon and could not read.

    To be asked for afterwards. What could be read before and cannot be read now breaks
    those who read the document; what never could may hide a change.
    """
    before, after = _problems(base), _problems(revision)
    for problem in dict.fromkeys((*before, *after)):
        if problem in before and problem in after and problem[0].startswith("`#"):
            continue  # the documents lack it themselves: nothing could have changed
        is_new = problem not in before
        yield about_document(
            "part-not-compared",
            Effect.BOTH if is_new else Effect.UNKNOWN,
            None,
            None,
            before.get(problem),
            after.get(problem),
            problem[0],
        )


def _problems(side: Side) -> dict[_Problem, Source]:
    found: dict[_Problem, Source] = {}
    for each in side.diagnostics:
        if each.severity is Severity.ERROR or each.code == "ref":
            source = _source(each, side)
            found[each.message, source] = source
    return found


def _source(problem: Diagnostic, side: Side) -> Source:
    """Where the problem is; in a file that could not be opened at all: at the top."""
    place = problem.location
    for document in side.workspace.documents:
        if place is not None and document.path == place.path:
            return Source(document.key, place.pointer or "")
    return side.workspace.root.source
