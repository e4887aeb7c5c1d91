"""The Python side of a comparison, on request."""

from __future__ import annotations

from dataclasses import replace

from clientsmith.api_changes.linking import Linker
from clientsmith.api_changes.members import compare_packages
from clientsmith.api_changes.packages import Making, make_package
from clientsmith.config.differences import DiffConfig
from clientsmith.diagnostics import DiagnosticError
from clientsmith.diff.changes import Comparison, PythonSummary, summarise_python


def with_python(
    comparison: Comparison, base: Making, revision: Making, config: DiffConfig
) -> Comparison:
    """Add the changes of the generated package to the comparison.

    Where no package can be made of one of the sides, `python.problem` says why.
    """
    try:
        before, after = make_package(base), make_package(revision)
    except DiagnosticError as error:
        return replace(comparison, python=PythonSummary(problem=str(error)))
    moved = {
        f"{change.method} {change.before}": f"{change.method} {change.after}"
        for change in comparison.changes
        if change.id == "api-path-moved"
    }
    found = compare_packages(before, after, moved)
    linker = Linker(before, after, config.of(comparison.client))
    changes = linker.link(comparison.changes, found)
    return replace(comparison, changes=changes, python=summarise_python(changes))
