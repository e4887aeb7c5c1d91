"""Parts that were not compared, and mistakes in the documents, as findings: both may
hide a change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clientsmith.diagnostics import Diagnostic, Severity
from clientsmith.diff.facts import Effect
from clientsmith.diff.findings import Finding, about_document
from clientsmith.diff.inputs.reading import Side
from clientsmith.document.documents import Source
from clientsmith.document.meta_schemas import OTHER_VERSION

_Problem = tuple[str, Source]
_QUOTED = re.compile(r"(`[^`]+`) (.+?)(?:: any value is read there)?$", re.DOTALL)
# Something is left out.
_UNREAD = frozenset({"null", "parameter", "schema", "server"})
_MISTAKES = _UNREAD | {"content", "method", "required", "response", "shape", "type"}


def unread_findings(base: Side, revision: Side) -> Iterator[Finding]:
    """Report the parts of either document that the comparison could not read.

    To be asked for afterwards. What could be read before and cannot be read now breaks
    those who read the document; what never could may hide a change.
    """
    before, after = _problems(base), _problems(revision)
    for problem in dict.fromkeys((*before, *after)):
        if problem in before and problem in after and problem[0].startswith("`#"):
            continue  # the documents do not define it either, so it cannot have changed
        is_new = problem not in before
        subject, note = _in_words(problem[0])
        found = about_document(
            "part-not-compared",
            Effect.BOTH if is_new else Effect.UNKNOWN,
            None,
            None,
            before.get(problem),
            after.get(problem),
            subject,
        )
        yield replace(found, note=note)


def invalid_findings(base: Side, revision: Side) -> Iterator[Finding]:
    """Report mistakes in one document, or mistakes in both that changed.

    To be asked for afterwards, as schemas are read when they are compared.
    """
    before, after = _mistakes(base), _mistakes(revision)
    for problem in dict.fromkeys((*before, *after)):
        old, new = before.get(problem), after.get(problem)
        if old and new:
            read = new is Severity.WARNING
            if read or _text(base, problem[1]) == _text(revision, problem[1]):
                continue
        found = about_document(
            "document-invalid",
            Effect.UNKNOWN if new is Severity.ERROR else Effect.NEUTRAL,
            None,
            None,
            problem[1] if old else None,
            problem[1] if new else None,
            "the document" if new else "the base",
        )
        yield replace(found, note=problem[0])


def _mistakes(side: Side) -> dict[_Problem, Severity]:
    """Return errors and repaired mistakes by message and place."""
    found: dict[_Problem, Severity] = {}
    for diagnostic in side.diagnostics:
        if diagnostic.code in _MISTAKES:
            known = Severity.ERROR if diagnostic.code in _UNREAD else Severity.WARNING
            found[_told(diagnostic), _source(diagnostic, side)] = known
    for problem in side.opened.structural_problems:
        if problem.message.endswith(OTHER_VERSION):
            continue
        found[_told(problem), _source(problem, side)] = Severity.ERROR
    return found


def _told(problem: Diagnostic) -> str:
    hint = problem.hint if problem.hint and problem.hint.startswith("did you") else None
    return f"{problem.message}, {hint}" if hint else problem.message


def _text(side: Side, source: Source) -> str:
    """Return the file's text at that place, regardless of layout."""
    extent = side.extent(source)
    return (
        ""
        if extent is None
        else "".join(extent.text[extent.start : extent.end].split())
    )


def _in_words(message: str) -> tuple[str, str]:
    """Say what could not be read, and why."""
    quoted = _QUOTED.match(message)
    return (quoted[1], f"it {quoted[2]}") if quoted else ("a part", message)


def _problems(side: Side) -> dict[_Problem, Source]:
    found: dict[_Problem, Source] = {}
    for diagnostic in side.diagnostics:
        if diagnostic.severity is Severity.ERROR or diagnostic.code == "ref":
            source = _source(diagnostic, side)
            found[diagnostic.message, source] = source
    return found


def _source(problem: Diagnostic, side: Side) -> Source:
    """Return the place of the problem; for a file that cannot be opened, its top."""
    place = problem.location
    for document in side.workspace.documents:
        if place is not None and document.path == place.path:
            return Source(document.key, place.pointer or "")
    return side.workspace.root.source
